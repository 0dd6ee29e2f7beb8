//! Whom this file has named already. Only keyed digests stay in memory, never a number.

use std::{
    collections::{
        HashMap,
        hash_map::{Entry, RandomState},
    },
    fmt,
    hash::{BuildHasher, Hash},
};

use super::{cases::KnownCases, donations::KnownDonations, families::KnownFamilies};
use crate::domain::{documents::Document, programmes::Programme};

/// A row of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The sheet, from 0, in the order in which sheets were begun.
    pub sheet: u16,
    /// The row, as the spreadsheet counts.
    pub row: u32,
}

/// Things met so far, each with what is remembered of it.
pub(super) struct Met<V> {
    // Two keys drawn at random for this run: 128 bits, so that no two things meet by chance.
    keys: [RandomState; 2],
    seen: HashMap<[u64; 2], V>,
}

impl<V> Default for Met<V> {
    fn default() -> Self {
        Self { keys: [RandomState::new(), RandomState::new()], seen: HashMap::new() }
    }
}

impl<V> fmt::Debug for Met<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Met({})", self.seen.len())
    }
}

impl<V> Met<V> {
    /// What is remembered of `what`.
    pub fn entry(&mut self, what: impl Hash) -> Entry<'_, [u64; 2], V> {
        let digest = [0, 1].map(|key| self.keys[key].hash_one(&what));
        self.seen.entry(digest)
    }
}

impl Met<Place> {
    /// Remembers where `what` stood first; that place, where it stood before.
    pub fn first(&mut self, what: impl Hash, place: Place) -> Option<Place> {
        match self.entry(what) {
            Entry::Occupied(first) => Some(*first.get()),
            Entry::Vacant(new) => {
                new.insert(place);
                None
            }
        }
    }
}

/// The people of the rows accepted so far, over all sheets of a file.
#[derive(Debug, Default)]
pub struct Known {
    people: Met<Seen>,
    /// The match cases of its sheets.
    pub(super) cases: KnownCases,
    /// The donations.
    pub(super) donations: KnownDonations,
    /// The donors' families.
    pub(super) families: KnownFamilies,
    sheets: u16,
}

#[derive(Debug, Clone, Copy)]
struct Seen {
    first: Place,
    programmes: Programmes,
    ended: bool,
}

/// Programmes, one bit each.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Programmes(u8);

impl Programmes {
    /// Adds `more`; gives those that are new.
    pub fn add(&mut self, more: &[Programme]) -> Vec<Programme> {
        let bit = |programme: &Programme| 1u8 << (*programme as u8);
        let new = more.iter().copied().filter(|one| self.0 & bit(one) == 0).collect();
        self.0 |= more.iter().map(bit).fold(0, |all, bit| all | bit);
        new
    }
}

/// What a row adds to what is known.
pub(super) enum News {
    /// A person not named before.
    Person,
    /// A person named before, with programmes not named before.
    Programmes {
        /// Where she was first named.
        first: Place,
        /// What is new.
        new: Vec<Programme>,
    },
    /// Nothing.
    Nothing {
        /// Where she was first named.
        first: Place,
        /// Unless she is now said to have ended what still stood.
        ends: bool,
    },
}

impl Known {
    /// The number of the next sheet.
    pub(super) fn begin_sheet(&mut self) -> u16 {
        let sheet = self.sheets;
        self.sheets = self.sheets.saturating_add(1);
        sheet
    }

    /// Remembers a row that would be accepted and says what it adds.
    pub(super) fn meet(
        &mut self,
        document: &Document,
        programmes: &[Programme],
        ended: bool,
        place: Place,
    ) -> News {
        let identity = (document.kind(), document.lifelong());
        let seen = match self.people.entry(identity) {
            Entry::Occupied(seen) => seen.into_mut(),
            Entry::Vacant(new) => {
                let mut wanted = Programmes::default();
                wanted.add(programmes);
                new.insert(Seen { first: place, programmes: wanted, ended });
                return News::Person;
            }
        };
        let first = seen.first;
        let new = seen.programmes.add(programmes);
        let ends = ended && !seen.ended;
        seen.ended |= ended;
        if new.is_empty() { News::Nothing { first, ends } } else { News::Programmes { first, new } }
    }
}
