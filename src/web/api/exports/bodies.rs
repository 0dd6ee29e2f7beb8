//! What is told of exports.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{service::exports::Listed, store::exports::Many};

/// An export.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct ExportBody {
    /// Its id.
    id: Uuid,
    /// Its version, to be sent with a decision and to fetch the file.
    version: i64,
    /// `members`.
    kind: &'static str,
    /// `waiting`, `ready`, `declined`, `done`.
    status: &'static str,
    /// What for.
    purpose: String,
    /// The unit whose people, with the units below it.
    filter_unit: Uuid,
    /// Only those who joined in this year.
    year: Option<i32>,
    /// Only `member` or only `volunteer`.
    membership: Option<&'static str>,
    /// The unit of who asked.
    unit: Uuid,
    /// The account that asked.
    account: Uuid,
    /// What it is called on screen.
    asked_by: String,
    /// The day.
    asked_on: NaiveDate,
    /// The account that decided.
    decided_by: Option<Uuid>,
    /// How many people were found at the request.
    found: i64,
    /// How many people were given out.
    given: Option<i64>,
    /// The last day on which the file may be fetched.
    until: Option<NaiveDate>,
}

impl From<Listed> for ExportBody {
    fn from(Listed { export, asked_by, .. }: Listed) -> Self {
        let details = export.details;
        Self {
            id: export.id,
            version: export.version,
            kind: export.kind.code(),
            status: export.status.code(),
            purpose: details.purpose,
            filter_unit: details.filter.unit,
            year: details.filter.year,
            membership: details.filter.membership.map(|kind| kind.code()),
            unit: export.unit,
            account: export.account,
            asked_by,
            asked_on: details.asked_on,
            decided_by: details.decided_by,
            found: export.found,
            given: export.given,
            until: export.until,
        }
    }
}

/// An account that exported more than 200 people in a day.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct ManyBody {
    /// The account.
    account: Uuid,
    /// The name it signs in with.
    name: String,
    /// The day.
    on: NaiveDate,
    /// How many people.
    people: i64,
}

impl From<Many> for ManyBody {
    fn from(Many { account, name, on, people }: Many) -> Self {
        Self { account, name, on, people }
    }
}
