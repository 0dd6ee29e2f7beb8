//! Commemorations (缅怀活动): Qingming at the memorial park and the other days on which those who gave are
//! remembered (organ regulation 14; plan of Baoji 宝3, 宝4; handbook §3.6, §6). Who is invited, how she
//! answered and whether she came is an [`invitations::Invitation`] of its own.

pub mod guests;
pub mod inputs;
pub mod invitations;
mod problems;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use problems::out_of_reach;

use super::{codes::codes, feasts::Feast, words::Problem};

codes! {
    /// Where a commemoration stands.
    CommemorationState {
        /// It is prepared.
        Planned = "planned", "筹备中", "Planned";
        /// It took place.
        Held = "held", "已举行", "Held";
        /// It does not take place.
        Cancelled = "cancelled", "已取消", "Cancelled";
    }
}

/// A commemoration; sealed under a record key of its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Commemoration {
    /// Its id.
    pub id: Uuid,
    /// Counts its changes from 1.
    pub version: i64,
    /// The unit that holds it.
    pub unit: Uuid,
    /// The day.
    pub on: NaiveDate,
    /// The occasion.
    pub feast: Feast,
    /// Where it stands.
    pub state: CommemorationState,
    /// What is sealed.
    pub details: CommemorationDetails,
}

/// The sealed part of a commemoration. None of it speaks of compensation, names a phone or a document.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommemorationDetails {
    /// What it is called.
    pub title: String,
    /// Where: the memorial park.
    pub place: String,
    /// What has to be thought of beforehand.
    pub notes: Option<String>,
    /// How it went; of one that was cancelled, why.
    pub report: Option<String>,
}

impl std::fmt::Debug for CommemorationDetails {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CommemorationDetails(…)")
    }
}

/// What is planned: read from a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The day.
    pub on: NaiveDate,
    /// The occasion.
    pub feast: Feast,
    /// Title, place and notes; no report yet.
    pub details: CommemorationDetails,
}

impl Commemoration {
    /// Whether it is prepared.
    pub fn is_planned(&self) -> bool {
        self.state == CommemorationState::Planned
    }

    /// Whether somebody can still be asked to come: it is planned, and its day is not over.
    pub fn is_ahead(&self, today: NaiveDate) -> bool {
        self.is_planned() && self.on >= today
    }

    /// Changes what is planned.
    ///
    /// # Errors
    /// Where it is not planned any more.
    pub fn amend(&mut self, plan: Plan) -> Result<(), Problem> {
        if !self.is_planned() {
            return Err(problems::not_planned());
        }
        self.on = plan.on;
        self.feast = plan.feast;
        self.details = plan.details;
        Ok(())
    }

    /// It took place, and how it went. What was written of one that was held can be written anew.
    ///
    /// # Errors
    /// Where it was cancelled, or its day lies ahead.
    pub fn hold(&mut self, report: Option<String>, today: NaiveDate) -> Result<(), Problem> {
        if self.state == CommemorationState::Cancelled {
            return Err(problems::cancelled());
        }
        if self.on > today {
            return Err(problems::lies_ahead());
        }
        self.state = CommemorationState::Held;
        self.details.report = report;
        Ok(())
    }

    /// It does not take place. The invitations stay, so that everybody who was invited can be told.
    ///
    /// # Errors
    /// Where it is not planned any more.
    pub fn cancel(&mut self, why: Option<String>) -> Result<(), Problem> {
        if !self.is_planned() {
            return Err(problems::not_planned());
        }
        self.state = CommemorationState::Cancelled;
        self.details.report = why;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
