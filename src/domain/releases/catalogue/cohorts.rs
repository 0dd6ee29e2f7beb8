//! A4, A5 and R1: a year's notices, once their figures have closed for good.

use std::collections::BTreeSet;

use super::{ALL, DraftProblem, Writer};
use crate::domain::{
    disclosure::CellId,
    match_cases::reasons::ReasonGroup,
    releases::material::{Cohort, Outcome},
};

/// Years of a rolling cohort.
const ROLLING: i32 = 3;

/// The outcomes of a rate that roll over three years.
pub const RESOLVED: [&str; 3] = ["resolved", "lost", "kept"];

/// A cell of a rate's outcome: R1 stands in A4, R2 in R1.
pub fn outcome(unit: &str, rate: &str, outcome: &str, period: &str) -> CellId {
    let table = if rate == "R1" { "A4" } else { "R1" };
    CellId::new(table, &[("unit", unit), ("outcome", outcome), ("period", period)])
}

fn reason(unit: &str, group: ReasonGroup, year: i32) -> CellId {
    CellId::new("A5", &[("unit", unit), ("reason", group.code()), ("period", &year.to_string())])
}

/// How the three years up to `year` are called.
pub fn rolling(year: i32) -> String {
    format!("{}-01..{year}-12", year - ROLLING + 1)
}

impl Writer<'_> {
    /// The cohorts that were not told yet, oldest first, and with each the three years up to it.
    pub(super) fn cohorts(&mut self, published: &BTreeSet<i32>) -> Result<(), DraftProblem> {
        let cohorts = &self.material.cohorts;
        let new: Vec<i32> =
            cohorts.keys().copied().filter(|year| !published.contains(year)).collect();
        for year in new {
            self.cohort(year)?;
            let three: Vec<i32> = (year - ROLLING + 1..=year).collect();
            if three.iter().all(|year| self.material.cohorts.contains_key(year)) {
                for earlier in three.iter().filter(|one| **one != year) {
                    self.rates_of(*earlier)?;
                }
                self.roll(year, &three);
            }
        }
        Ok(())
    }

    /// The two rates of a year, which were told earlier or are told now.
    fn rates_of(&mut self, year: i32) -> Result<(), DraftProblem> {
        let Some(cohort) = self.material.cohorts.get(&year) else { return Ok(()) };
        let Cohort { screening, remobilisation, .. } = cohort.clone();
        self.rate("R1", &screening, &year.to_string())?;
        self.rate("R2", &remobilisation, &year.to_string())
    }

    fn cohort(&mut self, year: i32) -> Result<(), DraftProblem> {
        let root = self.root().to_owned();
        let Some(cohort) = self.material.cohorts.get(&year) else { return Ok(()) };
        let Cohort { screening, remobilisation, reasons } = cohort.clone();
        let period = year.to_string();
        self.rates_of(year)?;
        let id = |rate: &str, name: &str| outcome(&root, rate, name, &period);
        // Who is asked again was willing: kept at the screening, or not counted there although willing.
        let willing = remobilisation.resolved + remobilisation.pending + remobilisation.excluded;
        let apart = id("R2", "willing_not_counted");
        let kept = screening.resolved - screening.lost;
        let value =
            willing.checked_sub(kept).ok_or_else(|| DraftProblem::Negative(apart.clone()))?;
        self.outcome(&apart, value);
        self.sum(&id("R2", ALL), vec![id("R1", "kept"), apart]);
        if let Some(reasons) = reasons {
            for group in ReasonGroup::ALL {
                let value = reasons.get(group).copied().unwrap_or(0);
                self.outcome(&reason(&root, *group, year), value);
            }
            let each = ReasonGroup::ALL.iter().map(|group| reason(&root, *group, year)).collect();
            self.sum(&id("R1", "lost"), each);
        }
        Ok(())
    }

    fn rate(&mut self, rate: &str, figures: &Outcome, period: &str) -> Result<(), DraftProblem> {
        let root = self.root().to_owned();
        let id = |name: &str| outcome(&root, rate, name, period);
        let Outcome { lost, resolved, pending, excluded, .. } = *figures;
        let kept = resolved.checked_sub(lost).ok_or_else(|| DraftProblem::Negative(id("kept")))?;
        for (name, value) in [
            (ALL, resolved + pending + excluded),
            ("resolved", resolved),
            ("pending", pending),
            ("excluded", excluded),
            ("lost", lost),
            ("kept", kept),
        ] {
            self.outcome(&id(name), value);
        }
        self.sum(&id(ALL), vec![id("resolved"), id("pending"), id("excluded")]);
        self.sum(&id("resolved"), vec![id("lost"), id("kept")]);
        Ok(())
    }

    fn roll(&mut self, year: i32, three: &[i32]) {
        let (root, period) = (self.root().to_owned(), rolling(year));
        for rate in ["R1", "R2"] {
            let id = |name: &str| outcome(&root, rate, name, &period);
            for name in RESOLVED {
                let each: Vec<CellId> = three
                    .iter()
                    .map(|year| outcome(&root, rate, name, &year.to_string()))
                    .collect();
                let value =
                    each.iter().map(|id| self.draft.cells.get(id).map_or(0, |c| c.value)).sum();
                self.outcome(&id(name), value);
                self.sum(&id(name), each);
            }
            self.sum(&id("resolved"), vec![id("lost"), id("kept")]);
        }
    }
}
