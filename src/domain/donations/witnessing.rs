//! The record of a recovery, which two certified Red Cross coordinators sign, each by herself (organ
//! regulation 19; 中红字〔2011〕65 号).

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::problems;
use crate::domain::{programmes::Organ, words::Problem};

/// How many have to sign.
pub const WITNESSES: usize = 2;

/// What was witnessed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WitnessRecord {
    /// The day.
    pub on: NaiveDate,
    /// The time of day.
    pub time: NaiveTime,
    /// Where.
    pub place: String,
    /// What was recovered.
    pub organs: Vec<Organ>,
    /// Whether all stood in silence first.
    pub silence_held: bool,
    /// Whether the body's appearance was restored, as article 19 demands.
    pub appearance_restored: bool,
    /// Who has signed.
    pub signatures: Vec<WitnessSignature>,
}

impl std::fmt::Debug for WitnessRecord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("WitnessRecord(…)")
    }
}

/// One coordinator's signature, given under her own account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WitnessSignature {
    /// Her id in the coordinators' register.
    pub coordinator: Uuid,
    /// Her account.
    pub account: Uuid,
    /// When.
    pub at: DateTime<Utc>,
}

impl WitnessRecord {
    /// Whether all have signed.
    pub fn is_closed(&self) -> bool {
        self.signatures.len() >= WITNESSES
    }

    /// Adds a signature.
    ///
    /// # Errors
    /// Where this coordinator or this account has signed already.
    pub(super) fn add(&mut self, signature: WitnessSignature) -> Result<(), Problem> {
        let same = |known: &WitnessSignature| {
            known.coordinator == signature.coordinator || known.account == signature.account
        };
        if self.signatures.iter().any(same) {
            return Err(problems::signed_already());
        }
        self.signatures.push(signature);
        Ok(())
    }
}
