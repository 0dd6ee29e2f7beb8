//! What is kept about an import, sealed: it holds the file's name and the sheets' headings.

use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::domain::{ledgers::Overrides, words::Words};

/// What is kept about an import.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Content {
    /// The name of the uploaded file.
    pub file: String,
    /// Corrections by the person who imports.
    pub overrides: Overrides,
    /// The unit of rows that name none.
    pub default_unit: Option<Uuid>,
    /// Accepted rows whose person is in the registry already, within the caller's scope; of a national list, whose
    /// volunteer stands on it already.
    pub known: i64,
    /// What the dry run found: a [`FileReport`](crate::domain::ledgers::FileReport) as JSON.
    pub report: Option<serde_json::Value>,
    /// What entering it did.
    pub outcome: Outcome,
    /// Why the file cannot be read.
    pub failure: Option<Words>,
}

/// What entering a ledger did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Outcome {
    /// New people.
    pub created: i64,
    /// Known people who got a programme, a phone or a withdrawal.
    pub updated: i64,
    /// New match cases.
    pub cases: i64,
    /// New donations that took place.
    pub donations: i64,
    /// New care ledgers of families.
    pub families: i64,
    /// New members of families.
    pub members: i64,
    /// Volunteers put on the national list.
    pub listed: i64,
    /// Rows that changed nothing.
    pub unchanged: i64,
    /// Rows whose known person, donation or ledger failed the integrity check, which is audited, or changed since the
    /// row was checked.
    pub refused: i64,
    /// Rows that were left out since the record of the person named speaks against them: she refused in life what she
    /// is said to have given.
    pub left_out: Vec<Left>,
}

/// A row of a file that was left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    /// The sheet's name; that of a CSV is `csv`.
    pub sheet: String,
    /// The row, as the spreadsheet counts.
    pub row: u32,
}

impl Content {
    /// Reads what [`Content::write`] wrote.
    pub(super) fn read(bytes: &[u8]) -> Self {
        serde_json::from_slice(bytes).unwrap_or_default()
    }

    /// As JSON, to be sealed.
    pub(super) fn write(&self) -> Zeroizing<Vec<u8>> {
        // Unwrap safety: texts, numbers and lists always are JSON.
        Zeroizing::new(serde_json::to_vec(self).expect("what is kept about an import is JSON"))
    }
}
