//! Plans as data (`config/plans/*.toml`): what an office has promised, each indicator with what it counts, its
//! unit, comparator and number, and the plan's own words. A mistake is refused with file, line and reason.

use std::{collections::BTreeSet, ops::Range, sync::LazyLock};

use serde::Deserialize;
use toml::Spanned;

use super::years::Years;
use crate::domain::{codes::codes, programmes::Programme, words::Words};

codes! {
    /// What an indicator counts.
    Measure {
        /// Persons whose first sample entered the stem cell pool.
        PersonPooled = "person_pooled", "首次入库的人", "Persons first pooled";
        /// Samples that entered the pool.
        Pooled = "pooled", "入库份数", "Samples pooled";
        /// Persons by their first offer of organs, tissues, corneas or body.
        PersonAfterDeath = "person_after_death", "首次登记身后捐献的人", "Persons offering after death";
        /// Persons by their first offer of any programme.
        Person = "person", "首次登记的人", "Persons first registered";
        /// Offers, one a registration.
        Registered = "registered", "登记项次", "Registrations";
        /// Donations realised.
        Realised = "realised", "实现的捐献", "Donations realised";
        /// The rate R1.
        ScreeningAttrition = "screening_attrition", "初筛流失率", "Screening attrition";
        /// The rate R2.
        RemobilisationRefusal = "remobilisation_refusal", "再动员反悔率", "Re-mobilisation refusal";
        /// Those of the pool who were reached lately.
        EffectivePool = "effective_pool", "有效库容率", "Effective pool";
        /// Follow-ups of registrants done of those due.
        FollowupCoverage = "followup_coverage", "回访覆盖率", "Follow-up coverage";
        /// Care of families done of what was due.
        CareCoverage = "care_coverage", "关怀覆盖率", "Care coverage";
    }
}

/// The sort of figure that a measure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// Counts that add up over months and units.
    Count,
    /// One of the two rates, of a year's cases.
    Rate,
    /// A share of what stands now.
    Share,
}

impl Measure {
    /// The sort of its figures.
    pub const fn sort(self) -> Sort {
        match self {
            Self::PersonPooled
            | Self::Pooled
            | Self::PersonAfterDeath
            | Self::Person
            | Self::Registered
            | Self::Realised => Sort::Count,
            Self::ScreeningAttrition | Self::RemobilisationRefusal => Sort::Rate,
            Self::EffectivePool | Self::FollowupCoverage | Self::CareCoverage => Sort::Share,
        }
    }

    /// The definition of rates that it is read by (`config/rates/definitions.toml`).
    pub const fn rate(self) -> Option<&'static str> {
        match self {
            Self::ScreeningAttrition => Some("R1"),
            Self::RemobilisationRefusal => Some("R2"),
            _ => None,
        }
    }

    /// Whether its figures tell what came of something for a person, so that few of them are not shown to who
    /// may not open the records.
    pub const fn is_outcome(self) -> bool {
        matches!(self, Self::Realised | Self::ScreeningAttrition | Self::RemobilisationRefusal)
    }

    const fn splits_by_programme(self) -> bool {
        matches!(self, Self::Registered | Self::Realised)
    }
}

codes! {
    /// What an indicator's number is a number of.
    Unit {
        /// 人.
        Persons = "persons", "人", "persons";
        /// 份.
        Samples = "samples", "份", "samples";
        /// 例.
        Cases = "cases", "例", "cases";
        /// 项.
        Registrations = "registrations", "项", "registrations";
        /// Hundredths of a per cent.
        Share = "share", "%", "per cent";
    }
}

codes! {
    /// Whether who left since still counts.
    Counted {
        /// All who came.
        Gross = "gross", "毛新增", "gross";
        /// Without those of them who left since.
        Net = "net", "净新增", "net";
    }
}

codes! {
    /// On which side of its number a target is met.
    Comparator {
        /// The number or more.
        AtLeast = ">=", "不少于", "at least";
        /// Less than the number.
        Below = "<", "低于", "below";
        /// The number or less.
        AtMost = "<=", "不高于", "at most";
    }
}

/// What is to be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Goal {
    /// On which side.
    pub comparator: Comparator,
    /// A count, or hundredths of a per cent.
    pub value: u64,
}

/// One thing a plan asks for or a board shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Indicator {
    /// Its code within the plan.
    pub code: String,
    /// The version of its definition, from 1.
    pub version: u32,
    /// What is counted.
    pub measure: Measure,
    /// Only this programme.
    pub programme: Option<Programme>,
    /// Gross or net; for counts.
    pub counted: Counted,
    /// Months back from today; for the effective pool.
    pub within_months: u32,
    /// What it is a number of.
    pub unit: Unit,
    /// What the plan asks for; none for what is only read.
    pub goal: Option<Goal>,
    /// What it is called.
    pub name: Words,
    /// What it counts, to be printed beside the number.
    pub definition: Words,
    /// Where the plan says so.
    pub section: String,
    /// In its own words.
    pub quote: String,
}

/// A plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Its code.
    pub code: String,
    /// The code of the unit whose plan it is.
    pub unit: String,
    /// First and last year.
    pub years: Years,
    /// What it is called.
    pub name: Words,
    /// The document that approved it.
    pub document: String,
    /// Its indicators, in the order of the board.
    pub indicators: Vec<Indicator>,
}

impl Plan {
    /// The indicator with this code.
    pub fn indicator(&self, code: &str) -> Option<&Indicator> {
        self.indicators.iter().find(|indicator| indicator.code == code)
    }
}

/// What is wrong with a plan's file, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {} / {}", reason.zh, reason.en)]
pub struct PlanProblem {
    /// The file as it was named.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub reason: Words,
}

type Fault = (Range<usize>, Words);

/// The plans that come with the program.
pub fn shipped() -> &'static [Plan] {
    const SHIPPED: [(&str, &str); 2] = [
        ("config/plans/fenghua.toml", include_str!("../../../config/plans/fenghua.toml")),
        ("config/plans/baoji.toml", include_str!("../../../config/plans/baoji.toml")),
    ];
    static PLANS: LazyLock<Vec<Plan>> = LazyLock::new(|| {
        // Unwrap safety: the shipped files are read by a test.
        SHIPPED.iter().map(|(file, text)| load(text, file).unwrap()).collect()
    });
    &PLANS
}

/// A plan from the text of its file.
///
/// # Errors
/// [`PlanProblem`], which names file, line and reason.
pub fn load(text: &str, file: &str) -> Result<Plan, PlanProblem> {
    let place = |(span, reason): Fault| {
        let line = text.get(..span.start).map_or(0, |before| before.matches('\n').count()) + 1;
        PlanProblem { file: file.to_owned(), line, reason }
    };
    let written: Written = toml::from_str(text).map_err(|error| {
        let reason = Words::made(format!("无法读取：{}", error.message()), error.message());
        place((error.span().unwrap_or_default(), reason))
    })?;
    written.read().map_err(place)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    code: Spanned<String>,
    unit: Spanned<String>,
    first_year: Spanned<i32>,
    last_year: Spanned<i32>,
    name_zh: Spanned<String>,
    name_en: Spanned<String>,
    document: Spanned<String>,
    #[serde(default)]
    indicators: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    code: Spanned<String>,
    version: Spanned<u32>,
    measure: Spanned<Measure>,
    programme: Option<Spanned<Programme>>,
    counted: Option<Spanned<Counted>>,
    within_months: Option<Spanned<u32>>,
    unit: Spanned<Unit>,
    target: Option<Spanned<Aim>>,
    name_zh: Spanned<String>,
    name_en: Spanned<String>,
    definition_zh: Spanned<String>,
    definition_en: Spanned<String>,
    section: Spanned<String>,
    quote: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Aim {
    comparator: Comparator,
    value: u64,
}

impl Written {
    fn read(self) -> Result<Plan, Fault> {
        let (first, last) = (*self.first_year.as_ref(), *self.last_year.as_ref());
        let Some(years) = Years::new(first, last) else {
            let words = Words::new(
                "年份应在 1990 至 2200 之间，末年不早于首年，最多 20 年",
                "years lie between 1990 and 2200, the last not before the first, 20 at most",
            );
            return Err((self.last_year.span(), words));
        };
        let mut codes = BTreeSet::new();
        let mut indicators = Vec::with_capacity(self.indicators.len());
        for entry in self.indicators {
            if !codes.insert(entry.code.as_ref().clone()) {
                let words = Words::new("代码重复", "this code stands here twice");
                return Err((entry.code.span(), words));
            }
            indicators.push(entry.read()?);
        }
        let unit = said(self.unit)?;
        Ok(Plan {
            code: code(self.code)?,
            unit,
            years,
            name: Words::made(said(self.name_zh)?, said(self.name_en)?),
            document: said(self.document)?,
            indicators,
        })
    }
}

impl Entry {
    fn read(self) -> Result<Indicator, Fault> {
        let (measure, unit) = (*self.measure.as_ref(), *self.unit.as_ref());
        let version = *self.version.as_ref();
        if version == 0 {
            return Err((self.version.span(), Words::new("版本从 1 起", "versions count from 1")));
        }
        if (measure.sort() == Sort::Count) == (unit == Unit::Share) {
            let words = Words::new("unit 与 measure 不符", "this unit does not fit the measure");
            return Err((self.unit.span(), words));
        }
        if let Some(programme) = self.programme.as_ref().filter(|_| !measure.splits_by_programme())
        {
            let words = Words::new(
                "programme 只用于 registered、realised",
                "programme is for registered and realised",
            );
            return Err((programme.span(), words));
        }
        let counted = match (&self.counted, measure.sort()) {
            (Some(written), Sort::Count) => *written.as_ref(),
            (Some(written), _) => {
                let words = Words::new("counted 只用于计数", "counted is for counts");
                return Err((written.span(), words));
            }
            (None, Sort::Count) => {
                let words =
                    Words::new("缺 counted（gross 或 net）", "counted (gross or net) is missing");
                return Err((self.code.span(), words));
            }
            (None, _) => Counted::Gross,
        };
        let within_months = match (&self.within_months, measure) {
            (Some(months), Measure::EffectivePool) if (1..=120).contains(months.as_ref()) => {
                *months.as_ref()
            }
            (Some(months), Measure::EffectivePool) => {
                let words = Words::new("within_months 应为 1 至 120", "within_months is 1 to 120");
                return Err((months.span(), words));
            }
            (None, Measure::EffectivePool) => {
                let words = Words::new("缺 within_months", "within_months is missing");
                return Err((self.code.span(), words));
            }
            (Some(months), _) => {
                let words = Words::new(
                    "within_months 只用于 effective_pool",
                    "within_months is for effective_pool",
                );
                return Err((months.span(), words));
            }
            (None, _) => 0,
        };
        let goal = self.target.as_ref().map(|aim| read_goal(aim, measure)).transpose()?;
        Ok(Indicator {
            code: code(self.code)?,
            version,
            measure,
            programme: self.programme.map(Spanned::into_inner),
            counted,
            within_months,
            unit,
            goal,
            name: Words::made(said(self.name_zh)?, said(self.name_en)?),
            definition: Words::made(said(self.definition_zh)?, said(self.definition_en)?),
            section: said(self.section)?,
            quote: said(self.quote)?,
        })
    }
}

fn read_goal(aim: &Spanned<Aim>, measure: Measure) -> Result<Goal, Fault> {
    let Aim { comparator, value } = *aim.as_ref();
    Goal { comparator, value }.fits(measure).map_err(|words| (aim.span(), words))
}

/// More than anybody promises; a typing mistake.
const MOST: u64 = 100_000_000;

impl Goal {
    /// The goal, if a target of `measure` can be one.
    ///
    /// # Errors
    /// Why it cannot.
    pub fn fits(self, measure: Measure) -> Result<Self, Words> {
        let Self { comparator, value } = self;
        match (measure.sort(), comparator) {
            (Sort::Count, Comparator::AtLeast) if (1..=MOST).contains(&value) => Ok(self),
            (Sort::Count, Comparator::AtLeast) => Err(Words::new(
                "目标数应为 1 至 1 亿的整数",
                "the number is a whole one from 1 to 100 million",
            )),
            (Sort::Count, _) => {
                Err(Words::new("计数的目标用 >=", "a target of counts is written >="))
            }
            (Sort::Rate, Comparator::AtLeast) => Err(Words::new(
                "两率的目标用 < 或 <=",
                "a target of the two rates is written < or <=",
            )),
            (Sort::Rate | Sort::Share, _) if (1..10_000).contains(&value) => Ok(self),
            (Sort::Rate | Sort::Share, _) => Err(Words::new(
                "比率的目标写万分之几，1 至 9999",
                "the number is in hundredths of a per cent, 1 to 9999",
            )),
        }
    }
}

fn code(written: Spanned<String>) -> Result<String, Fault> {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    let text = written.as_ref();
    if (1..=40).contains(&text.len()) && text.bytes().all(fits) {
        return Ok(written.into_inner());
    }
    let words = Words::new(
        "代码用小写字母、数字和下划线，最多 40 个",
        "a code is up to 40 lower case letters, digits and _",
    );
    Err((written.span(), words))
}

fn said(written: Spanned<String>) -> Result<String, Fault> {
    match written.as_ref().trim() {
        "" => Err((written.span(), Words::new("不能为空", "this must not be empty"))),
        trimmed => Ok(trimmed.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_plans_ship_with_their_numbers() {
        let [fenghua, baoji] = shipped() else { panic!("two plans") };
        let goals = |plan: &Plan| -> Vec<(String, &'static str, u64)> {
            let goal = |one: &Indicator| {
                Some((one.code.clone(), one.goal?.comparator.code(), one.goal?.value))
            };
            plan.indicators.iter().filter_map(goal).collect()
        };
        let named = |list: &[(&str, &'static str, u64)]| -> Vec<(String, &'static str, u64)> {
            list.iter().map(|(code, sign, n)| ((*code).to_owned(), *sign, *n)).collect()
        };
        assert_eq!((fenghua.unit.as_str(), fenghua.years.months()), ("330213", 60));
        assert_eq!(
            goals(fenghua),
            named(&[
                ("persons_pooled", ">=", 400),
                ("persons_after_death", ">=", 1750),
                ("screening_attrition", "<", 2000),
                ("remobilisation_refusal", "<", 800),
            ])
        );
        assert_eq!(
            (baoji.unit.as_str(), baoji.years.first, baoji.years.last),
            ("610300", 2024, 2028)
        );
        assert_eq!(
            goals(baoji),
            named(&[("samples_pooled", ">=", 3000), ("persons_after_death", ">=", 10_000)])
        );
        for plan in [fenghua, baoji] {
            for measure in [
                Measure::Realised,
                Measure::FollowupCoverage,
                Measure::CareCoverage,
                Measure::EffectivePool,
                Measure::ScreeningAttrition,
                Measure::RemobilisationRefusal,
            ] {
                assert!(plan.indicators.iter().any(|one| one.measure == measure), "{measure:?}");
            }
        }
    }

    const PLAN: &str = r#"
code = "some_plan"
unit = "330213"
first_year = 2021
last_year = 2025
name_zh = "某规划"
name_en = "Some plan"
document = "某文"

[[indicators]]
code = "pooled"
version = 1
measure = "person_pooled"
counted = "gross"
unit = "persons"
target = { comparator = ">=", value = 400 }
name_zh = "入库"
name_en = "Pooled"
definition_zh = "口径"
definition_en = "definition"
section = "三"
quote = "400人以上"
"#;

    #[test]
    fn mistakes_are_named_with_their_line() {
        assert!(load(PLAN, "plan.toml").is_ok());
        for (from, to, line, reason) in [
            ("last_year = 2025", "last_year = 2020", 5, "the last not before the first"),
            ("last_year = 2025", "last_year = \"2025\"", 5, "invalid type"),
            ("document = \"某文\"", "document = \" \"", 8, "must not be empty"),
            ("version = 1", "version = 0", 12, "count from 1"),
            ("measure = \"person_pooled\"", "measure = \"people\"", 13, "unknown variant `people`"),
            ("counted = \"gross\"\n", "", 11, "counted (gross or net) is missing"),
            ("counted = \"gross\"", "counted = \"all\"", 14, "unknown variant `all`"),
            ("unit = \"persons\"", "unit = \"share\"", 15, "does not fit"),
            (">=\", value", "<\", value", 16, "written >="),
            (">=\", value", "=\", value", 16, "unknown variant `=`"),
            ("value = 400", "value = 0", 16, "from 1 to 100 million"),
            ("value = 400", "value = -1", 16, "invalid value"),
            ("value = 400", "wert = 400", 16, "unknown field `wert`"),
            ("quote = ", "qoute = ", 22, "unknown field `qoute`"),
            (
                "unit = \"persons\"",
                "unit = \"persons\"\nprogramme = \"organ\"",
                16,
                "programme is for",
            ),
            (
                "unit = \"persons\"",
                "unit = \"persons\"\nwithin_months = 3",
                16,
                "within_months is for",
            ),
            ("code = \"pooled\"", "code = \"入库\"", 11, "lower case"),
        ] {
            assert!(PLAN.contains(from), "{from}");
            let problem = load(&PLAN.replacen(from, to, 1), "plan.toml").unwrap_err();
            let why = &problem.reason.en;
            assert!(
                problem.line == line && why.contains(reason),
                "{from} → {to}: {}: {why}",
                problem.line
            );
            assert!(problem.to_string().starts_with(&format!("plan.toml:{line}: ")));
        }
        let (_, entry) = PLAN.split_once("[[indicators]]").unwrap();
        let twice = format!("{PLAN}\n[[indicators]]{entry}");
        assert_eq!(load(&twice, "plan.toml").unwrap_err().line, 25);
    }
}
