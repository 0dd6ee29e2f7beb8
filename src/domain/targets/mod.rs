//! Targets: what a plan asks of a unit, broken down to the units below it, and planned anew where it does not fit
//! any more. A target is never overwritten: each change is a version with its document, its reason and the day
//! from which it holds, and the earlier ones stay in sight.

mod blends;
pub mod evaluations;
pub mod forecasts;
pub mod inputs;
mod loading;
pub mod plans;
mod problems;
pub mod seasons;
pub mod shares;
mod years;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use blends::{Child, Suggestion, suggest};
pub use years::Years;

use self::plans::{Comparator, Goal, Indicator, Plan};
use super::{codes::codes, words::Problem};

codes! {
    /// How a version of a target came to be.
    Origin {
        /// Read from the plan's file.
        Plan = "plan", "规划", "Plan";
        /// Given by the unit above.
        BrokenDown = "broken_down", "上级分解", "Broken down";
        /// Planned anew.
        Replanned = "replanned", "调整", "Planned anew";
    }
}

codes! {
    /// How a target is broken down to the units below.
    Method {
        /// Number by number.
        ByHand = "by_hand", "逐个填写", "By hand";
        /// The same for all.
        Evenly = "evenly", "平均分解", "Evenly";
        /// As they brought in the last three years.
        PastShare = "past_share", "按近三年占比", "By past share";
        /// Half by population, half by the last three years.
        Blend = "blend", "人口与近三年占比各半", "Half population, half past";
    }
}

/// What a version of a target says. It is sealed, since its reason is somebody's own words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// On which side of the number it is met.
    pub comparator: Comparator,
    /// A count, or hundredths of a per cent.
    pub value: u64,
    /// From when on it holds.
    pub effective_on: NaiveDate,
    /// The document that approved it.
    pub document: String,
    /// Why; empty where the plan says so.
    pub reason: String,
    /// How it came to be.
    pub origin: Origin,
    /// How it was broken down; none where it was not.
    pub method: Option<Method>,
    /// The target it is a part of, and that one's version then.
    pub part_of: Option<(Uuid, i64)>,
    /// Who wrote it; none for the plan's file and the command line.
    pub written_by: Option<Uuid>,
    /// When.
    pub written_on: NaiveDate,
}

/// What one unit is to reach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Its id.
    pub id: Uuid,
    /// Counts its versions from 1.
    pub version: i64,
    /// The plan's code.
    pub plan: String,
    /// The indicator's code.
    pub indicator: String,
    /// Whose it is.
    pub unit: Uuid,
    /// Its time.
    pub years: Years,
    /// What it says now.
    pub terms: Terms,
}

impl Target {
    /// The first version, as the plan's file has it; none for an indicator without a number.
    pub fn of_plan(
        id: Uuid,
        plan: &Plan,
        indicator: &Indicator,
        unit: Uuid,
        today: NaiveDate,
    ) -> Option<Self> {
        let Goal { comparator, value } = indicator.goal?;
        let terms = Terms {
            comparator,
            value,
            effective_on: NaiveDate::from_ymd_opt(plan.years.first, 1, 1)?,
            document: plan.document.clone(),
            reason: String::new(),
            origin: Origin::Plan,
            method: None,
            part_of: None,
            written_by: None,
            written_on: today,
        };
        let (plan, years) = (plan.code.clone(), plan.years);
        Some(Self { id, version: 1, plan, indicator: indicator.code.clone(), unit, years, terms })
    }

    /// The first version of a child's target.
    pub fn part_of(whole: &Self, id: Uuid, unit: Uuid, terms: Terms) -> Self {
        let (plan, indicator) = (whole.plan.clone(), whole.indicator.clone());
        Self { id, version: 1, plan, indicator, unit, years: whole.years, terms }
    }

    /// The same with another version's terms; the store counts it.
    ///
    /// # Errors
    /// Where nothing would change.
    pub fn replanned(&self, terms: Terms) -> Result<Self, Problem> {
        if (terms.comparator, terms.value) == (self.terms.comparator, self.terms.value) {
            return Err(problems::same_value());
        }
        Ok(Self { terms, ..self.clone() })
    }

    /// Whether the plan's file asks for something else than version 1 of this target did.
    pub fn differs(first: &Terms, indicator: &Indicator) -> bool {
        indicator
            .goal
            .is_some_and(|goal| (goal.comparator, goal.value) != (first.comparator, first.value))
    }
}

/// The version that holds on `day`, of `versions` from the newest to the oldest: the newest that has come into
/// force; the oldest before any has.
pub fn in_force(versions: &[Terms], day: NaiveDate) -> Option<&Terms> {
    versions.iter().find(|terms| terms.effective_on <= day).or(versions.last())
}

/// By how much the parts differ from the whole: above it where positive.
pub fn difference(whole: u64, parts: impl IntoIterator<Item = u64>) -> i64 {
    let sum: u64 = parts.into_iter().fold(0, u64::saturating_add);
    let (sum, whole) =
        (i64::try_from(sum).unwrap_or(i64::MAX), i64::try_from(whole).unwrap_or(i64::MAX));
    sum - whole
}

#[cfg(test)]
mod tests;
