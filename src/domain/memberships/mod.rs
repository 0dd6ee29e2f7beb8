//! Members (会员) and volunteers (志愿者) of the Red Cross among the registrants. Joining has a purpose of its own,
//! and so a consent of its own (PIPL 14, 23; Red Cross Society law 11–13: whoever joins does so of her own will):
//! that somebody registered for a donation makes her neither.
//!
//! A membership ends at once when she wishes so, and by itself with its consent or her death. An ended one is never
//! revived: it takes a new consent. Whether the consent stands is asked of the person's record each time.

mod covered;
pub mod inputs;
mod problems;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use covered::{Covered, covers};

use super::{
    codes::codes,
    consents::{Consent, ConsentStatus, Purpose},
    person::{Person, PersonStatus},
    words::Problem,
};

codes! {
    /// What somebody became.
    MembershipKind {
        /// A member of the Red Cross Society.
        Member = "member", "会员", "Member";
        /// A volunteer of the Red Cross Society.
        Volunteer = "volunteer", "志愿者", "Volunteer";
    }
}

codes! {
    /// Whether a membership stands.
    MembershipStatus {
        /// It stands.
        Active = "active", "有效", "Active";
        /// It ended, for good.
        Ended = "ended", "已终止", "Ended";
    }
}

codes! {
    /// Why a membership ended.
    EndReason {
        /// She wished so; nobody has to say why.
        OwnWish = "own_wish", "本人退出", "Her own wish";
        /// Her consent to membership was withdrawn.
        ConsentWithdrawn = "consent_withdrawn", "同意已撤回", "Consent withdrawn";
        /// She died.
        Died = "died", "身故", "Died";
    }
}

/// That somebody is a member or a volunteer.
#[derive(Debug, Clone, PartialEq)]
pub struct Membership {
    /// Its id.
    pub id: Uuid,
    /// Counts its changes from 1.
    pub version: i64,
    /// The unit that took her in.
    pub unit: Uuid,
    /// Who joined.
    pub person: Uuid,
    /// What she became.
    pub kind: MembershipKind,
    /// The day.
    pub joined_on: NaiveDate,
    /// Whether it stands.
    pub status: MembershipStatus,
    /// What is sealed.
    pub details: MembershipDetails,
}

/// The sealed part of a membership.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MembershipDetails {
    /// Her number, as printed on her card.
    pub number: Option<String>,
    /// The consent on her record on which it rests.
    pub consent: Uuid,
    /// The account that took her in; none for the operator.
    pub joined_by: Option<Uuid>,
    /// How it ended.
    pub ended: Option<Ending>,
}

impl std::fmt::Debug for MembershipDetails {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MembershipDetails(…)")
    }
}

/// How a membership ended.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ending {
    /// The day.
    pub on: NaiveDate,
    /// The account that wrote it down; none for the operator.
    pub by: Option<Uuid>,
    /// Why.
    pub why: EndReason,
}

impl Membership {
    /// Whether it has ended.
    pub fn has_ended(&self) -> bool {
        self.status == MembershipStatus::Ended
    }

    /// The consent on which it rests, where it stands now and she lives.
    fn standing<'a>(&self, person: &'a Person) -> Option<&'a Consent> {
        let consent = to_membership(person).find(|one| one.id == self.details.consent)?;
        let stands = consent.status == ConsentStatus::Given;
        (stands && person.status == PersonStatus::Living).then_some(consent)
    }

    /// What of her may be told of this membership now; nothing where it has ended, she died, or the consent does
    /// not stand.
    pub fn may_tell(&self, person: &Person) -> &'static [Covered] {
        let standing = self.standing(person).filter(|_| !self.has_ended());
        standing.map_or(&[], |consent| covers(&consent.details.text_version))
    }

    /// Why it has to end, looking at the person's record as it is now.
    pub fn falls_with(&self, person: &Person) -> Option<EndReason> {
        if self.has_ended() {
            return None;
        }
        if person.status == PersonStatus::Deceased {
            return Some(EndReason::Died);
        }
        let mut own = to_membership(person).filter(|one| one.id == self.details.consent);
        let fell = own.any(|one| one.status != ConsentStatus::Given);
        fell.then_some(EndReason::ConsentWithdrawn)
    }

    /// Whether the consent `id` was used up by it: who left joins again on a new one only. A death that was written
    /// down by mistake uses up nothing.
    fn used_up(&self, id: Uuid) -> bool {
        let left = self.details.ended.as_ref().is_some_and(|one| one.why != EndReason::Died);
        left && self.details.consent == id
    }

    /// Ends it, at once.
    ///
    /// # Errors
    /// Where it ended already.
    pub fn end(&mut self, ending: Ending) -> Result<(), Problem> {
        if self.has_ended() {
            return Err(problems::ended());
        }
        self.status = MembershipStatus::Ended;
        self.details.ended = Some(ending);
        Ok(())
    }
}

/// The person's consents to membership, whether they hold or not.
fn to_membership(person: &Person) -> impl Iterator<Item = &Consent> {
    person.consents.iter().filter(|one| one.purpose == Purpose::Membership)
}

#[cfg(test)]
mod tests;
