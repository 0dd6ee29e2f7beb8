//! Reading the ledgers an office has kept for years: whatever the columns are called and however
//! dates and numbers were typed, every row is accepted, rejected with one reason and its remedy,
//! or found to repeat an earlier one. Nothing is guessed that a careful person would not conclude.
//!
//! A sheet comes as rows of [`Cell`]s, one at a time, so that a ledger of any length needs the
//! memory of a few rows. Where the bytes come from is the service's business.

mod about;
pub mod cases;
mod cells;
mod columns;
mod days;
mod details;
pub mod donations;
mod entries;
pub mod families;
mod fixed;
mod furniture;
mod headings;
mod heads;
mod known;
mod layout;
pub mod lists;
mod persons;
mod places;
mod reasons;
mod report;
mod rows;
mod sheets;
mod standing;
mod wishes;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use cases::{CaseColumn, CaseRow};
pub use cells::{Cell, LONGEST_CELL, letters};
pub use columns::{Column, Kin, Part};
pub use donations::{DonationColumn, DonationRow};
pub use entries::{
    Entry, EntryPerson, EntryRegistration, EntryRelative, RejectedRow, Repeat, RowOutcome, Standing,
};
pub use families::{Donor, FamilyColumn, FamilyRow};
pub use known::{Known, Place};
pub use lists::{ListRow, Verdict};
pub use reasons::{Reason, Rejection, Warning};
pub use report::{
    ColumnReport, DuplicateReport, FileReport, Holds, RejectedReport, SheetReport, SkippedSheet,
};
pub use sheets::{MOST_COLUMNS, SheetReader};

use crate::domain::{
    programmes::{Programme, Rules},
    retention::RetentionList,
    units::Directory,
};

/// What reading a ledger needs to know of the world.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The business day of the import; what is dated later is a mistake.
    pub today: NaiveDate,
    /// The units a row may belong to.
    pub directory: &'a Directory<String>,
    /// The ages at entry of the office; only warned about, except that nobody is under 18.
    pub rules: Rules,
}

/// Corrections by the person who imports, sheet by sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Overrides {
    /// By the name of the sheet; that of a CSV is `csv`.
    pub sheets: BTreeMap<String, SheetOverrides>,
    /// The file is the national list of this year: its sheets name volunteers and nothing else.
    pub list: Option<RetentionList>,
}

impl Overrides {
    /// Those of one sheet.
    pub fn of(&self, sheet: &str) -> SheetOverrides {
        self.sheets.get(sheet).cloned().unwrap_or_default()
    }
}

/// Corrections for one sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SheetOverrides {
    /// Leaves the sheet out.
    pub skip: bool,
    /// What a column holds, by its index from 0; `ignored` leaves it out.
    pub columns: BTreeMap<usize, Column>,
    /// The programmes all rows are about, where no column says so.
    pub programmes: Vec<Programme>,
    /// The unit all rows belong to, where no column says so, in any words the units are known by.
    pub unit: Option<String>,
}
