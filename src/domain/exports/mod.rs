//! Exports of people as a file: asked for with a purpose, above fifty people approved by a second person who may sit
//! in the city office, given out once within a week, and counted by account and day.
//!
//! Nothing of the file is kept: it is made when it is given out, from what is true then. Who withdrew her consent
//! meanwhile is not in it; nobody who came after the request is.

pub mod inputs;
mod problems;
pub mod sheets;

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use problems::{foreign_unit, too_large};

use super::{codes::codes, memberships::MembershipKind, words::Problem};

/// The most people that somebody may export without a second person.
pub const ALONE: i64 = 50;

/// Who exported more people than this in one day is told to supervisors and administrators.
pub const A_DAY: i64 = 200;

/// For so many days after the request, or after the approval where there is one, the file may be fetched.
pub const DAYS: u64 = 7;

/// For so many days an account that exported too many is shown.
pub const SHOWN_FOR: u64 = 7;

codes! {
    /// What is exported.
    ExportKind {
        /// Members and volunteers, as far as each one's consent covers.
        Members = "members", "会员与志愿者名册", "Roll of members and volunteers";
    }
}

codes! {
    /// Where an export stands.
    ExportStatus {
        /// Waits for a second person.
        Waiting = "waiting", "待审批", "Waits for approval";
        /// The file may be fetched, once.
        Ready = "ready", "可下载", "Ready";
        /// The second person refused.
        Declined = "declined", "未批准", "Declined";
        /// The file was given out.
        Done = "done", "已下载", "Given out";
    }
}

codes! {
    /// What the file is.
    FileKind {
        /// A workbook of Excel.
        Xlsx = "xlsx", "Excel 工作簿", "Excel workbook";
        /// Comma-separated text in UTF-8.
        Csv = "csv", "CSV 文本", "CSV text";
    }
}

impl FileKind {
    /// The media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Csv => "text/csv; charset=utf-8",
        }
    }
}

/// An export: a record of its own, under a key of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Export {
    /// Its id.
    pub id: Uuid,
    /// Counts its changes from 1.
    pub version: i64,
    /// The unit of who asked.
    pub unit: Uuid,
    /// The account that asked; nobody else gets the file.
    pub account: Uuid,
    /// What is exported.
    pub kind: ExportKind,
    /// Where it stands.
    pub status: ExportStatus,
    /// How many people were found when it was asked for.
    pub found: i64,
    /// How many people were given out; none before that.
    pub given: Option<i64>,
    /// The last day on which the file may be fetched; none while it waits.
    pub until: Option<NaiveDate>,
    /// The day on which the file was given out.
    pub given_on: Option<NaiveDate>,
    /// What is sealed.
    pub details: ExportDetails,
}

/// The sealed part of an export.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportDetails {
    /// What for, in words.
    pub purpose: String,
    /// Whom.
    pub filter: Filter,
    /// The day on which it was asked for.
    pub asked_on: NaiveDate,
    /// The second person; none where none was needed, or none has decided.
    pub decided_by: Option<Uuid>,
    /// The day on which she decided.
    pub decided_on: Option<NaiveDate>,
}

impl std::fmt::Debug for ExportDetails {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ExportDetails(…)")
    }
}

/// Whom an export is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filter {
    /// The unit whose people, and those of the units below it.
    pub unit: Uuid,
    /// Only those of this year; none for all.
    pub year: Option<i32>,
    /// Only members, or only volunteers; none for both.
    pub membership: Option<MembershipKind>,
}

impl Export {
    /// A request of `account` at `unit` about `found` people: ready at once up to [`ALONE`].
    ///
    /// # Errors
    /// Where nobody was found.
    pub fn ask(
        id: Uuid,
        (account, unit): (Uuid, Uuid),
        read: inputs::ReadExport,
        found: i64,
        today: NaiveDate,
    ) -> Result<Self, Problem> {
        if found == 0 {
            return Err(problems::nobody());
        }
        let inputs::ReadExport { kind, purpose, filter } = read;
        let alone = found <= ALONE;
        let details =
            ExportDetails { purpose, filter, asked_on: today, decided_by: None, decided_on: None };
        Ok(Self {
            id,
            version: 1,
            unit,
            account,
            kind,
            status: if alone { ExportStatus::Ready } else { ExportStatus::Waiting },
            found,
            given: None,
            until: alone.then(|| today + Days::new(DAYS)),
            given_on: None,
            details,
        })
    }

    /// Whether it was not fetched in time.
    pub fn has_lapsed(&self, today: NaiveDate) -> bool {
        self.status == ExportStatus::Ready && self.until.is_none_or(|until| until < today)
    }

    /// Whether `by` may decide on it.
    ///
    /// # Errors
    /// Where it does not wait, or `by` asked for it.
    pub fn may_decide(&self, by: Option<Uuid>) -> Result<Uuid, Problem> {
        if self.status != ExportStatus::Waiting {
            return Err(problems::not_waiting());
        }
        by.filter(|by| *by != self.account).ok_or_else(problems::second_person)
    }

    /// The second person's decision.
    ///
    /// # Errors
    /// As [`Export::may_decide`].
    pub fn decide(
        &mut self,
        by: Option<Uuid>,
        approve: bool,
        today: NaiveDate,
    ) -> Result<(), Problem> {
        self.details.decided_by = Some(self.may_decide(by)?);
        self.details.decided_on = Some(today);
        (self.status, self.until) = match approve {
            true => (ExportStatus::Ready, Some(today + Days::new(DAYS))),
            false => (ExportStatus::Declined, None),
        };
        Ok(())
    }

    /// Whether `by` may fetch the file now.
    ///
    /// # Errors
    /// Where somebody else asked for it, it waits, was declined, given out already, or the time is over.
    pub fn may_fetch(&self, by: Option<Uuid>, today: NaiveDate) -> Result<(), Problem> {
        if by != Some(self.account) {
            return Err(problems::not_hers());
        }
        match self.status {
            ExportStatus::Waiting => Err(problems::still_waiting()),
            ExportStatus::Declined => Err(problems::declined()),
            ExportStatus::Done => Err(problems::given_already()),
            ExportStatus::Ready if self.has_lapsed(today) => Err(problems::lapsed()),
            ExportStatus::Ready => Ok(()),
        }
    }

    /// Gives `people` out; there may be fewer than were found, never more.
    ///
    /// # Errors
    /// As [`Export::may_fetch`]; where there is nobody left, or there are more than were approved.
    pub fn give(&mut self, by: Option<Uuid>, people: i64, today: NaiveDate) -> Result<(), Problem> {
        self.may_fetch(by, today)?;
        if people == 0 {
            return Err(problems::nobody());
        }
        if people > self.found {
            return Err(problems::more_people());
        }
        self.status = ExportStatus::Done;
        (self.given, self.given_on) = (Some(people), Some(today));
        Ok(())
    }
}

#[cfg(test)]
mod tests;
