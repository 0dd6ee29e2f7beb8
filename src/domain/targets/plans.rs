//! Plans as data (`config/plans/*.toml`): what an office has promised, each indicator with what it counts, its
//! unit, comparator and number, and the plan's own words. A mistake is refused with file, line and reason.

use std::sync::LazyLock;

pub use super::loading::load;
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

    /// Whether it may be counted for one programme alone.
    pub(super) const fn splits_by_programme(self) -> bool {
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
}
