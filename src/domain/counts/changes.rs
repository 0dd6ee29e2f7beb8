//! What a transaction changes of what is counted.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::{Cell, Fact, What};

/// The facts that a transaction changes: what each was before it, and what it is after it. However often
/// a record is saved, and whichever record a row goes to, only the difference is written.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    facts: BTreeMap<(What, Uuid), (Option<Fact>, Option<Fact>)>,
    /// Rows that were not there before the transaction.
    new: BTreeSet<Uuid>,
}

impl Changes {
    /// Takes in the facts of a record that was not there before.
    pub fn begin(&mut self, facts: &[Fact]) {
        self.new.extend(facts.iter().map(|fact| fact.row));
        self.note(&[], facts);
    }

    /// Takes in that the facts `before` are the facts `after` now.
    pub fn note(&mut self, before: &[Fact], after: &[Fact]) {
        for fact in before {
            self.facts.entry((fact.what, fact.row)).or_insert((Some(*fact), None)).1 = None;
        }
        for fact in after {
            self.facts.entry((fact.what, fact.row)).or_insert((None, None)).1 = Some(*fact);
        }
    }

    fn different(&self) -> impl Iterator<Item = (&(What, Uuid), Option<Fact>, Option<Fact>)> {
        let changed = self.facts.iter().map(|(name, (before, after))| (name, *before, *after));
        changed.filter(|(_, before, after)| before != after)
    }

    /// Whether nothing that is counted changes.
    pub fn is_empty(&self) -> bool {
        self.different().next().is_none()
    }

    /// How many more there are of what is counted as each of these; fewer where negative.
    pub fn cells(&self) -> BTreeMap<Cell, i64> {
        let mut cells = BTreeMap::new();
        for (_, before, after) in self.different() {
            for (fact, by) in [(before, -1), (after, 1)] {
                for cell in fact.iter().map(Fact::cell) {
                    *cells.entry(cell).or_default() += by;
                }
            }
        }
        cells.retain(|_, by| *by != 0);
        cells
    }

    /// The facts that are posted and are new or others now.
    pub fn put(&self) -> Vec<Fact> {
        self.different().filter_map(|(_, _, after)| after).filter(|f| f.what.is_posted()).collect()
    }

    /// The facts that were posted and are none any more.
    pub fn gone(&self) -> Vec<(What, Uuid)> {
        let gone = self.different().filter(|(_, _, after)| after.is_none());
        gone.map(|(name, ..)| *name).filter(|(what, _)| what.is_posted()).collect()
    }

    /// The registrations that were there before and of which something is other now: what was posted of them may
    /// have to be made good.
    pub fn moved(&self) -> BTreeSet<Uuid> {
        let moved = self.different().filter(|((what, row), ..)| {
            what.is_posted() && what.is_of_registration() && !self.new.contains(row)
        });
        moved.map(|((_, row), ..)| *row).collect()
    }
}
