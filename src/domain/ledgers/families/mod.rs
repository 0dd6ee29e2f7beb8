//! Sheets of donors' families: one line a member, in the fixed form that offices exchange, under Chinese or English
//! headings. All members of one donor make one care ledger.

mod columns;
mod rows;

use std::collections::hash_map::Entry;

use chrono::NaiveDate;

pub use columns::FamilyColumn;
pub use rows::{Donor, FamilyRow};

pub(super) use rows::judge;

use super::{
    entries::RowOutcome,
    fixed::{FixedLayout, Line},
    known::{Met, Place},
    reasons::Rejection,
};
use crate::domain::words::Words;

/// Whether these are the columns of such a sheet: whose family, who, what she is to the donor, and something that
/// only a ledger of families tells.
pub(super) fn is_one(layout: &FixedLayout<FamilyColumn>) -> bool {
    use FamilyColumn as C;
    let of_families = [C::DiedOn, C::Lunar, C::Contact, C::Ways, C::Silence];
    (layout.has(C::DonorDocument) || layout.has(C::DonorName))
        && layout.has(C::MemberName)
        && layout.has(C::Relation)
        && of_families.into_iter().any(|column| layout.has(column))
}

/// The families of the rows accepted so far.
#[derive(Debug, Default)]
pub(super) struct KnownFamilies {
    donors: Met<Remembered>,
    members: Met<Place>,
}

/// What the rows of one donor have told of her death.
#[derive(Debug, Clone, Copy)]
struct Remembered {
    died_on: Option<NaiveDate>,
    lunar: Option<bool>,
    row: u32,
}

impl KnownFamilies {
    /// Remembers a member. Rows of one donor that tell of two different deaths contradict each other.
    pub fn settle(
        &mut self,
        line: Line<'_, FamilyColumn>,
        row: FamilyRow,
        place: Place,
    ) -> Result<RowOutcome, Rejection> {
        let (died_on, lunar) = (row.died_on, row.lunar);
        match self.donors.entry(row.donor.identity(&row.unit)) {
            Entry::Occupied(seen) => {
                let seen = seen.into_mut();
                let differs = |column, zh: &str, en: &str| {
                    let first = seen.row;
                    let words = Words::made(
                        format!(
                            "{zh}与第 {first} 行同一捐献者的不同；不是同一人的，请写上各自的证件号码"
                        ),
                        format!(
                            "{en} is not that of the same donor in row {first}; if they are two people, write the document of each"
                        ),
                    );
                    line.contradiction(column, words)
                };
                if seen.died_on.zip(died_on).is_some_and(|(one, other)| one != other) {
                    return Err(differs(FamilyColumn::DiedOn, "去世日期", "the day of death"));
                }
                if seen.lunar.zip(lunar).is_some_and(|(one, other)| one != other) {
                    return Err(differs(FamilyColumn::Lunar, "是否按农历", "the calendar"));
                }
                seen.died_on = seen.died_on.or(died_on);
                seen.lunar = seen.lunar.or(lunar);
            }
            Entry::Vacant(new) => {
                new.insert(Remembered { died_on, lunar, row: place.row });
            }
        }
        let member = (row.member.name.as_str(), row.member.kinship.code());
        let first = self.members.first((row.donor.identity(&row.unit), member), place);
        Ok(match first {
            Some(first) => RowOutcome::Again { row: row.row, first },
            None => RowOutcome::Member(Box::new(row)),
        })
    }
}

#[cfg(test)]
mod tests;
