//! Why a donation was not realised (handbook §3.5).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::problems;
use crate::domain::{codes::codes, words::Problem};

codes! {
    /// Why a donation was not realised.
    Unrealised {
        /// The person refused in life; recorded by the look-up alone.
        RefusedInLife = "refused_in_life", "生前不同意", "Refused in life";
        /// Medically unsuitable.
        Medical = "medical", "医学不适", "Medically unsuitable";
        /// An infection rules it out.
        Infection = "infection", "传染病", "Infection";
        /// The family objects.
        Family = "family", "亲属反对", "The family objects";
        /// The ethics committee did not approve.
        Ethics = "ethics", "伦理审查未通过", "Not approved by the ethics committee";
        /// The call came too late.
        TooLate = "too_late", "联系过迟", "Called too late";
        /// The authorities need the body.
        Judicial = "judicial", "司法原因", "Judicial reasons";
        /// Too far away.
        TooFar = "too_far", "地点过远", "Too far away";
        /// The receiving unit is full or declined.
        NotReceived = "not_received", "接收单位满员或拒收", "Receiving unit full or declined";
        /// Recovered: the person lives.
        Lives = "lives", "患者好转", "The person lives";
        /// An older ledger told of it by mistake; recorded by taking it back alone.
        LedgerMistake = "ledger_mistake", "台账误记，已撤回", "Told by a ledger by mistake";
        /// Something else, which has to be explained.
        Other = "other", "其他", "Other";
    }
}

/// The end of a donation that was not realised.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ending {
    /// The day.
    pub on: NaiveDate,
    /// Why.
    pub reason: Unrealised,
    /// In words; [`Unrealised::Other`] demands them.
    pub words: Option<String>,
    /// Who recorded it; none for the operator.
    pub by: Option<Uuid>,
}

impl std::fmt::Debug for Ending {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Ending(…)")
    }
}

impl Unrealised {
    /// Those that people choose; the others come of another act.
    pub fn to_choose() -> impl Iterator<Item = Self> {
        let by_act = [Self::RefusedInLife, Self::LedgerMistake];
        Self::ALL.iter().copied().filter(move |reason| !by_act.contains(reason))
    }
}

impl Ending {
    /// Whether it explains itself.
    ///
    /// # Errors
    /// Where words are missing.
    pub(super) fn check(&self) -> Result<(), Problem> {
        if self.reason == Unrealised::Other && self.words.is_none() {
            return Err(problems::words_missing());
        }
        Ok(())
    }
}
