//! A rate taken apart: by the units directly below, by quarter, by reason. A report and its charts need all of it.

use std::{collections::BTreeMap, ops::RangeInclusive};

use chrono::NaiveDate;
use uuid::Uuid;

use super::cohort;
use crate::{
    domain::{
        match_cases::reasons::Reason,
        periods::Quarter,
        rates::{definitions::Definition, tallies::Tally},
    },
    service::{App, Caller, Result, units::child_of},
    store,
};

/// One rate of some years, taken apart. Each part is tallied by itself.
#[derive(Debug, Clone)]
pub struct Apart {
    /// The rate.
    pub definition: Definition,
    /// All of it.
    pub whole: Tally,
    /// By the unit directly below with all below that; the unit's own cases under the unit itself.
    pub by_child: BTreeMap<Uuid, Tally>,
    /// By the quarter of the notice.
    pub by_quarter: BTreeMap<Quarter, Tally>,
}

impl Apart {
    /// The lost and the excluded by reason: how many lost, how many excluded.
    pub fn by_reason(&self) -> BTreeMap<Reason, (u64, u64)> {
        let mut reasons = BTreeMap::<Reason, (u64, u64)>::new();
        for (reason, count) in &self.whole.by_reason {
            reasons.entry(*reason).or_default().0 += count;
        }
        for (reason, count) in &self.whole.excluded_by_reason {
            reasons.entry(*reason).or_default().1 += count;
        }
        reasons
    }
}

/// The rates `codes` of the notices of `years` for `unit`, as they stood at the end of `as_of`, taken apart; and how
/// many cases cannot be read.
///
/// # Errors
/// As [`super::of_year`].
pub async fn apart(
    app: &App,
    caller: &Caller,
    unit: Uuid,
    years: RangeInclusive<i32>,
    as_of: NaiveDate,
    codes: &[&str],
) -> Result<(Vec<Apart>, usize)> {
    let last = *years.end();
    let (cases, refused) = cohort(app, caller, unit, years, as_of).await?;
    let units = store::units::list(&mut *app.store.read().await?).await?;
    let child_of = child_of(&units, unit);
    let definitions = app.settings.definitions.of_year(last);
    let wanted = definitions.into_iter().filter(|one| codes.contains(&one.code.as_str()));
    let apart = |definition: &Definition| Apart {
        whole: definition.tally(&cases),
        by_child: definition
            .tallied_by(&cases, |case| child_of.get(&case.unit).copied().unwrap_or(unit)),
        by_quarter: definition.tallied_by(&cases, |case| Quarter::of(case.notice_on)),
        definition: definition.clone(),
    };
    Ok((wanted.map(apart).collect(), refused))
}
