//! Counting the classes of a cohort.

use std::collections::{BTreeMap, btree_map::Entry};

use chrono::NaiveDate;
use uuid::Uuid;

use super::{classes::Class, definitions::Definition};
use crate::domain::match_cases::{MatchCase, reasons::Reason};

/// What a rate counts in one cohort.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    /// Lost.
    pub numerator: u64,
    /// Lost or kept.
    pub denominator: u64,
    /// Not settled.
    pub pending: u64,
    /// In neither.
    pub excluded: u64,
    /// The lost, by reason.
    pub by_reason: BTreeMap<Reason, u64>,
    /// The excluded, by reason.
    pub excluded_by_reason: BTreeMap<Reason, u64>,
}

impl Tally {
    /// Counts one more.
    pub fn add(&mut self, class: Class) {
        match class {
            Class::Excluded(reason) => {
                self.excluded += 1;
                *self.excluded_by_reason.entry(reason).or_default() += 1;
            }
            Class::Pending => self.pending += 1,
            Class::Kept => self.denominator += 1,
            Class::Lost(reason) => {
                self.numerator += 1;
                self.denominator += 1;
                *self.by_reason.entry(reason).or_default() += 1;
            }
        }
    }

    /// All that were counted, in whichever class.
    pub fn total(&self) -> u64 {
        self.denominator + self.pending + self.excluded
    }
}

impl FromIterator<Class> for Tally {
    fn from_iter<I: IntoIterator<Item = Class>>(classes: I) -> Self {
        let mut tally = Self::default();
        classes.into_iter().for_each(|class| tally.add(class));
        tally
    }
}

impl Definition {
    /// Counts `cases`, which are those of one cohort as they were on some day.
    pub fn tally<'a>(&self, cases: impl IntoIterator<Item = &'a MatchCase>) -> Tally {
        let classes = cases.into_iter().filter_map(|case| Some((case, self.class(&case.course)?)));
        match self.by_person {
            false => classes.map(|(_, class)| class).collect(),
            true => by_person(classes).collect(),
        }
    }

    /// Counts `cases` in parts, each by itself.
    pub fn tallied_by<'a, K: Ord>(
        &self,
        cases: impl IntoIterator<Item = &'a MatchCase>,
        key: impl Fn(&MatchCase) -> K,
    ) -> BTreeMap<K, Tally> {
        let mut parts = BTreeMap::<K, Vec<&MatchCase>>::new();
        for case in cases {
            parts.entry(key(case)).or_default().push(case);
        }
        parts.into_iter().map(|(key, cases)| (key, self.tally(cases))).collect()
    }
}

/// One class a person: that of the latest notice that is settled; where none is, pending if any is, else
/// excluded.
fn by_person<'a>(
    classes: impl Iterator<Item = (&'a MatchCase, Class)>,
) -> impl Iterator<Item = Class> {
    type Rank = (u8, NaiveDate, Option<String>);
    let rank = |case: &MatchCase, class| {
        let settled = match class {
            Class::Lost(_) | Class::Kept => 2,
            Class::Pending => 1,
            Class::Excluded(_) => 0,
        };
        (settled, case.notice_on, case.course.number.clone())
    };
    let mut people: BTreeMap<Uuid, (Rank, Class)> = BTreeMap::new();
    for (case, class) in classes {
        let new = (rank(case, class), class);
        // Of two notices of one day the higher number counts, whichever was entered first.
        match people.entry(case.person) {
            Entry::Vacant(first) => {
                first.insert(new);
            }
            Entry::Occupied(mut known) if new.0 > known.get().0 => {
                known.insert(new);
            }
            Entry::Occupied(_) => {}
        }
    }
    people.into_values().map(|(_, class)| class)
}
