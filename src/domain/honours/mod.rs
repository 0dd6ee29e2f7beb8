//! Honours and benefits: certificates, medals and awards, benefits that were arranged, proofs that relatives come
//! first (organ regulation 14, 20; handbook §8 奉11, 宝6). Nothing here is a payment: donation is free, and what
//! is given is honour, or what the law itself provides.

pub mod inputs;
pub mod policies;
mod problems;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{codes::codes, names::Name, people::Relation, words::Problem};

codes! {
    /// What was given.
    HonourKind {
        /// A certificate of honour.
        Certificate = "certificate", "荣誉证书", "Certificate of honour";
        /// A medal.
        Medal = "medal", "奖章", "Medal";
        /// An award.
        Award = "award", "表彰", "Award";
        /// A benefit of a policy was arranged.
        Benefit = "benefit", "待遇办理", "Benefit arranged";
        /// A proof that relatives of an organ donor come first under equal conditions.
        PriorityProof = "priority_proof", "亲属优先移植证明", "Proof of relatives' priority";
    }
}

codes! {
    /// Whether an honour stands.
    HonourStatus {
        /// It stands.
        Issued = "issued", "有效", "Issued";
        /// It was issued by mistake or does not hold any more.
        Revoked = "revoked", "已作废", "Revoked";
    }
}

/// An honour or benefit, issued for what one person did.
#[derive(Debug, Clone, PartialEq)]
pub struct Honour {
    /// Its id.
    pub id: Uuid,
    /// Counts its changes from 1.
    pub version: i64,
    /// The unit that issued it.
    pub unit: Uuid,
    /// For whose gift.
    pub person: Uuid,
    /// What was given.
    pub kind: HonourKind,
    /// The day.
    pub issued_on: NaiveDate,
    /// Whether it stands.
    pub status: HonourStatus,
    /// What is sealed.
    pub details: HonourDetails,
}

/// The sealed part of an honour.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HonourDetails {
    /// Its number, as printed on it.
    pub number: Option<String>,
    /// In words.
    pub words: Option<String>,
    /// The code of the policy, for a benefit or a proof.
    pub policy: Option<String>,
    /// To whom it was handed.
    pub handed_to: HandedTo,
    /// The account that issued it; none for the operator.
    pub issued_by: Option<Uuid>,
    /// How it was revoked.
    pub revoked: Option<Revocation>,
}

impl std::fmt::Debug for HonourDetails {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("HonourDetails(…)")
    }
}

/// To whom an honour was handed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "to", rename_all = "snake_case")]
pub enum HandedTo {
    /// The donor herself.
    Donor,
    /// A relative.
    Relative {
        /// What she is to the donor.
        relation: Relation,
        /// Her name.
        name: Name,
    },
}

/// How an honour was revoked.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revocation {
    /// The day.
    pub on: NaiveDate,
    /// The account that did it; none for the operator.
    pub by: Option<Uuid>,
    /// Why.
    pub why: String,
}

impl Honour {
    /// Revokes it.
    ///
    /// # Errors
    /// Where it was revoked already.
    pub fn revoke(&mut self, revocation: Revocation) -> Result<(), Problem> {
        if self.status == HonourStatus::Revoked {
            return Err(problems::revoked());
        }
        self.status = HonourStatus::Revoked;
        self.details.revoked = Some(revocation);
        Ok(())
    }
}

#[cfg(test)]
mod tests;
