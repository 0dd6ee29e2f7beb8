//! Erasing a ledger (PIPL 47): asked for by one supervisor, confirmed by another, for good. The donor's own record
//! is another data subject's and stays as it is.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Story, aid::AidState, problems};
use crate::domain::{codes::codes, intake::Checks, words::Problem};

codes! {
    /// Why a ledger is erased. A closed list, since a free text could name somebody.
    ErasureReason {
        /// The family asked for it.
        FamilyAsked = "family_asked", "家属要求删除", "The family asked for it";
        /// It was opened by mistake, or twice.
        Mistaken = "mistaken", "误建或重复", "Opened by mistake or twice";
        /// It is not needed any more.
        NotNeeded = "not_needed", "保存期满或不再需要", "Not needed any more";
    }
}

/// A ledger that is to be erased, as long as nobody has confirmed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasureAsk {
    /// The day.
    pub on: NaiveDate,
    /// Whose account asked for it.
    pub by: Uuid,
    /// Why.
    pub reason: ErasureReason,
}

/// Why a ledger is to be erased.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = CareErasureInput)]
pub struct ErasureInput {
    /// `family_asked`, `mistaken` or `not_needed`.
    pub reason: String,
}

impl ErasureInput {
    /// The reason.
    ///
    /// # Errors
    /// Where it is none.
    pub fn read(&self, today: NaiveDate) -> Result<ErasureReason, Vec<Problem>> {
        let mut checks = Checks::new(today);
        if self.reason.trim().is_empty() {
            checks.missing("reason");
        }
        let reason = checks.code("reason", &self.reason, ErasureReason::from_code);
        checks.finish(reason)
    }
}

impl Story {
    /// Asks for the ledger to be erased.
    ///
    /// # Errors
    /// Where that was asked for already, or aid is under way, which has to be settled first.
    pub fn ask_erasure(&mut self, ask: ErasureAsk) -> Result<(), Problem> {
        if self.erasure.is_some() {
            return Err(problems::erasure_asked());
        }
        self.no_aid_under_way()?;
        self.erasure = Some(ask);
        Ok(())
    }

    /// Whether `by` may confirm that it is erased.
    ///
    /// # Errors
    /// Where nobody asked for it or the same person did, or aid is under way by now.
    pub fn may_be_erased(&self, by: Uuid) -> Result<(), Problem> {
        let ask = self.erasure.ok_or_else(problems::erasure_not_asked)?;
        if ask.by == by {
            return Err(problems::erasure_same_person());
        }
        self.no_aid_under_way()
    }

    /// It is not erased after all.
    ///
    /// # Errors
    /// Where nobody asked for it.
    pub fn keep(&mut self) -> Result<(), Problem> {
        self.erasure.take().map(drop).ok_or_else(problems::erasure_not_asked)
    }

    fn no_aid_under_way(&self) -> Result<(), Problem> {
        let open =
            |state| matches!(state, AidState::Requested | AidState::Approved | AidState::Given);
        match self.aids().any(|(_, aid)| open(aid.state())) {
            true => Err(problems::aid_under_way()),
            false => Ok(()),
        }
    }
}
