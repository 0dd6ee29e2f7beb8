//! An import as the API tells it, and how its sheets and columns are corrected.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    domain::{
        intake::Checks,
        ledgers::{Overrides, SheetOverrides},
        words::Problem,
    },
    service::imports::{Left, Outcome, Shown},
    web::api::{
        answers::each,
        codes::{ImportStatus, LedgerColumn, Programme},
        registrations::ListBody,
    },
};

/// An import.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct ImportBody {
    /// Its id.
    id: Uuid,
    /// The account that handed it in; null for the command line.
    account: Option<Uuid>,
    /// For people of this unit and those below.
    unit: Uuid,
    /// Where it stands.
    status: ImportStatus,
    /// It stopped in the middle: correct or commit takes it up again.
    interrupted: bool,
    /// Rows in the file, once known.
    rows_total: i64,
    /// Rows dealt with.
    rows_done: i64,
    /// When it came.
    created_at: DateTime<Utc>,
    /// When it last moved.
    updated_at: DateTime<Utc>,
    /// The file's name.
    file: String,
    /// The national list that it is; null for a ledger or cases.
    list: Option<ListBody>,
    /// How sheets and columns were corrected.
    corrections: Corrections,
    /// What the dry run found, sheet by sheet: counts, columns, rows with their reasons.
    #[schema(value_type = Option<Object>)]
    report: Option<serde_json::Value>,
    /// What entering it did so far.
    outcome: OutcomeBody,
    /// Why the file cannot be read.
    failure: Option<FailureBody>,
}

impl From<Shown> for ImportBody {
    fn from(shown: Shown) -> Self {
        let (import, content) = (shown.import, shown.content);
        Self {
            id: import.id,
            account: import.account,
            unit: import.unit,
            status: import.status.into(),
            interrupted: shown.interrupted,
            rows_total: import.rows_total,
            rows_done: import.rows_done,
            created_at: import.created_at,
            updated_at: import.updated_at,
            file: content.file,
            list: content.overrides.list.map(Into::into),
            corrections: content.overrides.into(),
            report: content.report,
            outcome: content.outcome.into(),
            failure: content
                .failure
                .map(|words| FailureBody { zh: words.zh.into(), en: words.en.into() }),
        }
    }
}

/// What entering a ledger did.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct OutcomeBody {
    /// New people.
    created: i64,
    /// Known people who got a programme, a phone or a withdrawal.
    updated: i64,
    /// New match cases.
    cases: i64,
    /// New donations that took place.
    donations: i64,
    /// New care ledgers of families.
    families: i64,
    /// New members of families.
    members: i64,
    /// Volunteers put on the national list.
    listed: i64,
    /// Rows that changed nothing.
    unchanged: i64,
    /// Rows whose known person, donation or ledger failed the integrity check, or changed since the row was checked.
    refused: i64,
    /// Rows that were left out: the person named refused in life what she is said to have given.
    left_out: Vec<LeftBody>,
}

/// A row that was left out.
#[derive(Serialize, ToSchema)]
struct LeftBody {
    /// The sheet's name; that of a CSV is `csv`.
    sheet: String,
    /// The row, as the spreadsheet counts.
    row: u32,
}

impl From<Outcome> for OutcomeBody {
    fn from(outcome: Outcome) -> Self {
        let left = |one: Left| LeftBody { sheet: one.sheet, row: one.row };
        Self {
            created: outcome.created,
            updated: outcome.updated,
            cases: outcome.cases,
            donations: outcome.donations,
            families: outcome.families,
            members: outcome.members,
            listed: outcome.listed,
            unchanged: outcome.unchanged,
            refused: outcome.refused,
            left_out: outcome.left_out.into_iter().map(left).collect(),
        }
    }
}

/// Why a file cannot be read.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct FailureBody {
    /// In Chinese.
    zh: String,
    /// In English.
    en: String,
}

/// How sheets and columns are to be understood, where the dry run was wrong.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::web::api) struct Corrections {
    /// By the name of the sheet; that of a CSV is `csv`.
    sheets: BTreeMap<String, SheetCorrections>,
}

/// How one sheet is to be understood.
#[derive(Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(in crate::web::api) struct SheetCorrections {
    /// Leaves the sheet out.
    skip: bool,
    /// What a column holds, by its index from 0; `ignored` leaves it out.
    columns: BTreeMap<usize, LedgerColumn>,
    /// The programmes all rows are about, where no column says so.
    programmes: Vec<Programme>,
    /// The unit all rows belong to, where no column says so, in any words the units are known by.
    #[schema(max_length = 100)]
    unit: Option<String>,
}

impl From<Overrides> for Corrections {
    fn from(overrides: Overrides) -> Self {
        let told = |sheet: SheetOverrides| SheetCorrections {
            skip: sheet.skip,
            columns: sheet
                .columns
                .into_iter()
                .map(|(index, column)| (index, column.into()))
                .collect(),
            programmes: each(sheet.programmes),
            unit: sheet.unit,
        };
        Self {
            sheets: overrides.sheets.into_iter().map(|(name, sheet)| (name, told(sheet))).collect(),
        }
    }
}

impl Corrections {
    /// As the service takes them.
    pub(in crate::web::api) fn overrides(
        self,
        today: NaiveDate,
    ) -> Result<Overrides, Vec<Problem>> {
        let mut checks = Checks::new(today);
        let mut read = |sheet: SheetCorrections| SheetOverrides {
            skip: sheet.skip,
            columns: sheet.columns.into_iter().map(|(index, column)| (index, column.0)).collect(),
            programmes: sheet.programmes.into_iter().map(|programme| programme.0).collect(),
            unit: sheet.unit.and_then(|unit| checks.text("unit", &unit, 100)),
        };
        let sheets = self.sheets.into_iter().map(|(name, sheet)| (name, read(sheet))).collect();
        checks.finish(Some(Overrides { sheets, list: None }))
    }
}
