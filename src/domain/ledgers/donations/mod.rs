//! Sheets of donations that took place: one line a donor and day, in the fixed form that offices exchange, under
//! Chinese or English headings.

mod columns;
mod rows;

use std::collections::hash_map::Entry;

pub use columns::DonationColumn;
pub use rows::DonationRow;

pub(super) use rows::judge;

use super::{
    entries::RowOutcome,
    fixed::FixedLayout,
    known::{Met, Place, Programmes},
    reasons::Warning,
};

/// Whether these are the columns of such a sheet: whose, what, and when it took place.
pub(super) fn is_one(layout: &FixedLayout<DonationColumn>) -> bool {
    layout.has(DonationColumn::DonorDocument)
        && layout.has(DonationColumn::Programme)
        && layout.has(DonationColumn::DonatedOn)
}

/// The donations of the rows accepted so far. Somebody gives each thing once: a second row of the same
/// programme repeats the first, whatever its day.
#[derive(Debug, Default)]
pub(super) struct KnownDonations(Met<(Place, Programmes)>);

impl KnownDonations {
    /// Remembers a donation; of one that tells more than an earlier row, only what is new goes on.
    pub fn settle(&mut self, mut row: DonationRow, place: Place) -> RowOutcome {
        let donor = (row.document.kind(), row.document.lifelong());
        let (first, met) = match self.0.entry(donor) {
            Entry::Occupied(seen) => {
                let (first, programmes) = seen.into_mut();
                (Some(*first), programmes)
            }
            Entry::Vacant(new) => (None, &mut new.insert((place, Programmes::default())).1),
        };
        let new = met.add(&row.programmes);
        match first {
            Some(first) if new.is_empty() => RowOutcome::Again { row: row.row, first },
            _ => {
                if new.len() < row.programmes.len() {
                    row.warnings.push(Warning::PartlyRepeated);
                }
                row.programmes = new;
                RowOutcome::Donation(Box::new(row))
            }
        }
    }
}

#[cfg(test)]
mod tests;
