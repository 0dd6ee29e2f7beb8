//! The list of tables, decided before the year starts and the same for every office:
//!
//! | table | what | when |
//! |---|---|---|
//! | Q1 | registrations of the whole by programme | each quarter |
//! | Q2 | registrations by county, where the year before was large enough | each quarter |
//! | A1 | registrations by county and programme | with the last quarter |
//! | A2 | registrations by township | with the last quarter |
//! | A3 | persons by sex and age | with the last quarter |
//! | S1, S2 | those that stand, and those that left or were realised | with the last quarter |
//! | T1 | persons against the plan's targets | with the last quarter |
//! | A4, A5, R1 | outcome of screening, reasons of loss, re-mobilisation | after a cohort has closed |
//!
//! X1 and X2 are crossings that are never shown; they stand in the file, blank, because sums lead through them.

pub mod cohorts;
mod quarters;
mod years;

use std::collections::{BTreeMap, BTreeSet};

use super::{Policy, material::Material};
use crate::domain::{
    disclosure::{CellId, Equation},
    periods::Quarter,
    programmes::Programme,
    words::Words,
};

/// The value of a dimension that stands for all of it.
pub const ALL: &str = "all";

/// A count that a release is about to tell, or to leave blank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// How many.
    pub value: u64,
    /// Below this it is small.
    pub k: u64,
    /// Never told: it stands there because sums lead through it.
    pub never: bool,
}

/// The tables of a release before anything is left blank.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    /// All counts.
    pub cells: BTreeMap<CellId, Entry>,
    /// The sums that link them.
    pub equations: BTreeSet<Equation>,
}

/// Why there are no tables.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DraftProblem {
    /// More left than ever came, or the like: the figures do not fit together.
    #[error("{0:?} would be below 0")]
    Negative(CellId),
}

/// What earlier releases decide about this one.
#[derive(Debug, Clone, Copy)]
pub struct Before<'a> {
    /// Every cell that was told or left blank.
    pub cells: &'a BTreeMap<CellId, (Option<u64>, u64)>,
    /// The cohorts that were told.
    pub cohorts: &'a BTreeSet<i32>,
    /// Whether counties are shown by the quarter, and which.
    pub counties: Option<&'a BTreeSet<String>>,
}

/// The tables of a release.
///
/// # Errors
/// Where the figures do not fit together.
pub fn draft(
    material: &Material,
    policy: &Policy,
    before: Before<'_>,
) -> Result<Draft, DraftProblem> {
    let mut writer = Writer { material, policy, before, draft: Draft::default() };
    let quarter = material.quarter;
    writer.quarter(quarter, before.counties);
    if quarter.number() == 4 {
        writer.year(quarter.year(), before.counties)?;
    }
    writer.cohorts(before.cohorts)?;
    Ok(writer.draft)
}

struct Writer<'a> {
    material: &'a Material,
    policy: &'a Policy,
    before: Before<'a>,
    draft: Draft,
}

impl Writer<'_> {
    fn root(&self) -> &str {
        &self.material.places.root().code
    }

    /// Puts down a count of registrations or persons.
    fn count(&mut self, id: &CellId, value: u64) {
        self.put(id, value, self.policy.k.counts, false);
    }

    /// Puts down an outcome or a reason.
    fn outcome(&mut self, id: &CellId, value: u64) {
        self.put(id, value, self.policy.k.outcomes, false);
    }

    /// Puts down what is never told.
    fn crossing(&mut self, id: &CellId, value: u64) {
        self.put(id, value, self.policy.k.counts, true);
    }

    fn put(&mut self, id: &CellId, value: u64, k: u64, never: bool) {
        self.draft.cells.insert(id.clone(), Entry { value, k, never });
    }

    /// Whether `part` is part of `total`: of a total that was told earlier only what was part of it then. A unit
    /// that came later had nothing yet, and saying so again would only tell that nothing apart.
    fn is_part(&self, total: &CellId, part: &CellId) -> bool {
        !self.before.cells.contains_key(total) || self.before.cells.contains_key(part)
    }

    /// Puts down that `total` is the sum of `parts`.
    fn sum(&mut self, total: &CellId, parts: Vec<CellId>) {
        if !parts.is_empty() {
            self.draft.equations.insert(Equation { total: total.clone(), parts });
        }
    }
}

/// Programmes and all of them together, as values of a dimension.
fn programmes() -> impl Iterator<Item = (&'static str, Option<Programme>)> {
    std::iter::once((ALL, None)).chain(Programme::ALL.map(|one| (one.code(), Some(one))))
}

/// The quarters of a year.
fn quarters_of(year: i32) -> Vec<Quarter> {
    (1..=4).filter_map(|number| Quarter::new(year, number)).collect()
}

/// What a table is about, and of what its numbers are: registrations, persons, cases.
pub fn title(table: &str) -> Words {
    match table {
        "Q1" => Words::new("各项目登记（项），按季", "Registrations by programme, quarter"),
        "Q2" => Words::new("各县（市、区）登记（项），按季", "Registrations by county, quarter"),
        "A1" => Words::new(
            "各县（市、区）各项目登记（项），按年",
            "Registrations by county and programme, year",
        ),
        "A2" => Words::new("各镇（街道）登记（项），按年", "Registrations by township, year"),
        "A3" => {
            Words::new("登记人数（每人计一次），按性别和年龄", "Persons, each once, by sex and age")
        }
        "A4" => Words::new(
            "初筛结论（例），按通知年份",
            "Outcome of screening, cases by year of notice",
        ),
        "A5" => Words::new(
            "初筛流失原因（例），按通知年份",
            "Reasons of loss at screening, cases by year of notice",
        ),
        "R1" => Words::new(
            "再动员结论（例），按通知年份",
            "Outcome of re-mobilisation, cases by year of notice",
        ),
        "S1" => Words::new("年末在册（项）", "Registrations standing at the end of the year"),
        "S2" => Words::new("当年退出与实现（项）", "Registrations that left or were realised"),
        "T1" => {
            Words::new("人数与规划目标（每人计一次）", "Persons, each once, and the plan's targets")
        }
        _ => Words::new("不发布的交叉格", "Crossings that are not published"),
    }
}
