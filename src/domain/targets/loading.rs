//! Reads a plan from its TOML file, and finds what is wrong with it before anybody is measured by it.

use std::{collections::BTreeSet, ops::Range};

use serde::Deserialize;
use toml::Spanned;

use super::{
    plans::{Comparator, Counted, Goal, Indicator, Measure, Plan, PlanProblem, Sort, Unit},
    years::Years,
};
use crate::domain::{programmes::Programme, words::Words};

type Fault = (Range<usize>, Words);

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
