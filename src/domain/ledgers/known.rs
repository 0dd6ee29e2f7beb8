//! Whom this file has named already. Only keyed digests stay in memory, never a number.

use std::{
    collections::{HashMap, hash_map::RandomState},
    fmt,
    hash::BuildHasher,
};

use super::cases::KnownCases;
use crate::domain::{documents::Document, programmes::Programme};

/// A row of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The sheet, from 0, in the order in which sheets were begun.
    pub sheet: u16,
    /// The row, as the spreadsheet counts.
    pub row: u32,
}

/// The people of the rows accepted so far, over all sheets of a file.
pub struct Known {
    // Two keys drawn at random for this run: 128 bits, so that no two people meet by chance.
    keys: [RandomState; 2],
    people: HashMap<[u64; 2], Seen>,
    /// The match cases of its sheets.
    pub(super) cases: KnownCases,
    sheets: u16,
}

#[derive(Clone, Copy)]
struct Seen {
    first: Place,
    programmes: u8,
    ended: bool,
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

impl fmt::Debug for Known {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Known({} people)", self.people.len())
    }
}

impl Default for Known {
    fn default() -> Self {
        Self {
            keys: [RandomState::new(), RandomState::new()],
            people: HashMap::new(),
            cases: KnownCases::default(),
            sheets: 0,
        }
    }
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
        let digest = [0, 1].map(|key| self.keys[key].hash_one(identity));
        let bit = |programme: &Programme| 1u8 << (*programme as u8);
        let wanted = programmes.iter().map(bit).fold(0, |all, bit| all | bit);
        let Some(seen) = self.people.get_mut(&digest) else {
            self.people.insert(digest, Seen { first: place, programmes: wanted, ended });
            return News::Person;
        };
        let first = seen.first;
        let new: Vec<Programme> = programmes
            .iter()
            .copied()
            .filter(|programme| seen.programmes & bit(programme) == 0)
            .collect();
        seen.programmes |= wanted;
        let ends = ended && !seen.ended;
        seen.ended |= ended;
        if new.is_empty() { News::Nothing { first, ends } } else { News::Programmes { first, new } }
    }
}
