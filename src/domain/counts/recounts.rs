//! Counting anew: what the records say, held against what is written down.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{Cell, Fact, Standing, What};
use crate::domain::{
    codes::codes,
    periods::{Month, Period},
    programmes::Programme,
};

codes! {
    /// What was found to differ.
    Kept {
        /// A counter, of a unit with all below it.
        Counter = "counter", "计数", "Counter";
        /// What is written down of single registrations and persons.
        Fact = "fact", "明细", "Fact";
        /// What was posted of registrations: it does not add up to whether they stand.
        Posting = "posting", "过账", "Posting";
    }
}

/// A number that is not what the records say. It names nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Difference {
    /// What differs.
    pub kept: Kept,
    /// Which number.
    pub cell: Cell,
    /// What the records say.
    pub expected: i64,
    /// What is written down.
    pub found: i64,
}

/// Counts anew.
#[derive(Debug, Default)]
pub struct Recount {
    /// Of each unit that it lies below, and itself.
    above: BTreeMap<Uuid, Vec<Uuid>>,
    counters: BTreeMap<Cell, i64>,
    facts: BTreeMap<Cell, (i64, i64)>,
}

impl Recount {
    /// Of a tree of units: `(unit, its parent)`.
    pub fn of(units: impl IntoIterator<Item = (Uuid, Option<Uuid>)>) -> Self {
        let parents: BTreeMap<Uuid, Option<Uuid>> = units.into_iter().collect();
        let above = |unit: &Uuid| {
            let up =
                std::iter::successors(Some(*unit), |unit| parents.get(unit).copied().flatten());
            (*unit, up.collect())
        };
        Self { above: parents.keys().map(above).collect(), ..Self::default() }
    }

    /// Takes in what the records say, and for what is written down of it whether it says the same.
    pub fn expect(&mut self, fact: &Fact, is_written: bool) {
        for cell in fact.cell().parts() {
            let own = vec![cell.unit];
            for unit in self.above.get(&cell.unit).unwrap_or(&own) {
                *self.counters.entry(Cell { unit: *unit, ..cell }).or_default() += 1;
            }
        }
        if fact.what.is_posted() && !is_written {
            self.fact(fact.what, fact.unit, fact.programme, fact.month, fact.standing).0 += 1;
        }
    }

    /// Takes in what is written down although no record says so.
    pub fn find(
        &mut self,
        what: What,
        unit: Uuid,
        programme: Option<Programme>,
        month: Option<Month>,
        standing: Standing,
    ) {
        self.fact(what, unit, programme, month, standing).1 += 1;
    }

    fn fact(
        &mut self,
        what: What,
        unit: Uuid,
        programme: Option<Programme>,
        month: Option<Month>,
        standing: Standing,
    ) -> &mut (i64, i64) {
        let period = month.map(Period::Month);
        let cell = Cell { unit, what, period, programme, standing, channel: None };
        self.facts.entry(cell).or_default()
    }

    /// What differs, given the counters as they are kept.
    pub fn differences(self, kept: &BTreeMap<Cell, i64>) -> Vec<Difference> {
        let mut both: BTreeMap<Cell, (i64, i64)> = BTreeMap::new();
        for (cell, number) in self.counters {
            both.entry(cell).or_default().0 = number;
        }
        for (cell, number) in kept {
            both.entry(*cell).or_default().1 = *number;
        }
        both.retain(|_, (expected, found)| expected != found);
        let all = both.into_iter().map(|both| (Kept::Counter, both));
        let all = all.chain(self.facts.into_iter().map(|both| (Kept::Fact, both)));
        all.map(|(kept, (cell, (expected, found)))| Difference { kept, cell, expected, found })
            .collect()
    }
}
