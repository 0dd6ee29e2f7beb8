//! Disclosure control of what is published: which counts of a table stay blank, so that no small group can be
//! computed from anything that was ever published.
//!
//! A [`System`] is all counts that a reader could think of, with the sums that link them. [`suppress`] blanks the
//! small ones and, by linear programmes, as many others as it takes (primary and complementary cell suppression;
//! anchors: tau-ARGUS, sdcTable, GaussSuppression). [`audit`] reads the published files alone and tries to break
//! them by other arithmetic. Neither trusts the other: who publishes asks both.

pub mod audit;
mod fractions;
mod programs;
mod simplex;
mod suppression;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use programs::{Failure, Microlp, Program, Solver};
pub use suppression::{Options, suppress};

/// Which count of which table. Ordered as tables are printed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CellId {
    /// The values of its dimensions by their names.
    pub dims: BTreeMap<String, String>,
    /// The table's name.
    pub table: String,
}

impl CellId {
    /// The cell of `table` at these values.
    pub fn new(table: &str, dims: &[(&str, &str)]) -> Self {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Self { table: table.to_owned(), dims: dims.iter().map(own).collect() }
    }
}

impl std::fmt::Display for CellId {
    /// Which cell; never what it counts.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.table)?;
        self.dims.values().try_for_each(|value| write!(f, " {value}"))
    }
}

/// A total that is the sum of its parts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Equation {
    /// The parts.
    pub parts: Vec<CellId>,
    /// The total.
    pub total: CellId,
}

/// What readers know of a count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// To be published now, if it may.
    Open,
    /// Never published: it stands in the system because it is part of a total.
    Never,
    /// Published earlier: it cannot be taken back.
    Shown,
    /// Left blank earlier: it stays blank, and stays protected.
    Blank,
    /// Not published here, but public already by the consent of whom it counts.
    Known,
}

/// A count with what it takes to protect it.
#[derive(Debug, Clone, PartialEq)]
pub struct Count {
    /// How many.
    pub value: u64,
    /// Below this a group is small; zero is small too.
    pub k: u64,
    /// What readers know of it.
    pub state: State,
    /// How much it would be missed; above 0.
    pub cost: f64,
}

impl Count {
    /// Up to here the published figures must allow a small group to be: 2k - 1, so that not even the only member
    /// of a group learns how large another small one is.
    pub fn cover(&self) -> u64 {
        2 * self.k - 1
    }

    fn is_small(&self) -> bool {
        self.value < self.k
    }
}

/// All counts that readers could think of, and the sums that link them.
#[derive(Debug, Clone, Default)]
pub struct System {
    /// The counts.
    pub counts: Vec<Count>,
    /// The sums: the total's place in `counts`, and those of its parts.
    pub equations: Vec<(usize, Vec<usize>)>,
}

/// Why nothing may be published.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// A total is not the sum of its parts, by the total's place.
    #[error("count {0} is not the sum of its parts")]
    Unbalanced(usize),
    /// What was published earlier is small.
    #[error("count {0} was published though it is small")]
    SmallAndShown(usize),
    /// A small group could be computed whatever is left blank now.
    #[error("count {0} cannot be protected")]
    Unprotectable(usize),
    /// The solver failed.
    #[error("the solver failed: {0}")]
    Solver(#[from] Failure),
}
