//! Entries of the memorial: who gave and may be named, exactly as she or her family consented to (PIPL 25, 49:
//! publication needs a consent of its own; organ regulation 14: places and days of remembrance).
//!
//! An entry is a draft, is approved by a second person, and is withdrawn at once by anybody who works on it.
//! A withdrawn one never comes back: it takes a new entry on a new consent. Whether the consent stands is asked
//! each time, of the person's record as it is then; an entry never answers from memory.

mod engraving;
pub mod inputs;
pub mod problems;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use engraving::Batch;

use super::{
    codes::codes,
    consents::{Consent, ConsentStatus, Purpose},
    names::Name,
    people::Relation,
    person::{Person, PersonStatus},
    words::Problem,
};

codes! {
    /// Where an entry stands.
    MemorialStatus {
        /// Waits for a second person.
        Draft = "draft", "待审核", "Draft";
        /// May be shown and engraved as long as its consent stands.
        Approved = "approved", "已批准", "Approved";
        /// Not shown any more, for good.
        Withdrawn = "withdrawn", "已撤下", "Withdrawn";
    }
}

codes! {
    /// Under which name somebody is remembered.
    Naming {
        /// Her own.
        OwnName = "own_name", "本名", "Own name";
        /// Another, chosen by her or her family.
        Pseudonym = "pseudonym", "化名", "Pseudonym";
    }
}

codes! {
    /// Who consented to the publication.
    Whose {
        /// She herself, in life.
        Own = "own", "本人生前同意", "Her own, in life";
        /// A member of her family, in writing.
        Family = "family", "家属书面同意", "A relative's, in writing";
    }
}

/// An entry of the memorial.
#[derive(Debug, Clone, PartialEq)]
pub struct MemorialEntry {
    /// Its id.
    pub id: Uuid,
    /// Counts its changes from 1.
    pub version: i64,
    /// The unit that made it.
    pub unit: Uuid,
    /// Who is remembered.
    pub person: Uuid,
    /// Where it stands.
    pub status: MemorialStatus,
    /// The batch in which the name is engraved at the park.
    pub engraving: Option<Batch>,
    /// What is sealed.
    pub details: MemorialDetails,
}

/// The sealed part of an entry.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemorialDetails {
    /// Whether [`Self::shown_as`] is her own name.
    pub naming: Naming,
    /// The name exactly as it may be shown.
    pub shown_as: Name,
    /// The year of birth, where it may be shown.
    pub born_in: Option<i32>,
    /// The year of death, where it may be shown.
    pub died_in: Option<i32>,
    /// What may be said of her; never on the engraving list.
    pub words: Option<String>,
    /// On whose consent.
    pub consent: MemorialConsent,
    /// The accounts that wrote it, none of which may approve it.
    pub written_by: Vec<Uuid>,
    /// The account that approved it.
    pub approved_by: Option<Uuid>,
    /// How it was withdrawn.
    pub withdrawn: Option<Withdrawal>,
}

impl std::fmt::Debug for MemorialDetails {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MemorialDetails(…)")
    }
}

/// The consent on which an entry rests.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "whose", rename_all = "snake_case")]
pub enum MemorialConsent {
    /// The person's own, given in life.
    Own {
        /// The consent to publicity on her record.
        consent: Uuid,
    },
    /// A relative's, in writing.
    Family {
        /// What she is to the person.
        relation: Relation,
        /// Her name.
        name: Name,
        /// The day on which she signed.
        on: NaiveDate,
        /// SHA-256 of the scanned paper, as 64 hexadecimal digits.
        paper: Option<String>,
    },
}

impl std::fmt::Debug for MemorialConsent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "MemorialConsent({})", self.whose().code())
    }
}

impl MemorialConsent {
    /// Who gave it.
    pub fn whose(&self) -> Whose {
        match self {
            Self::Own { .. } => Whose::Own,
            Self::Family { .. } => Whose::Family,
        }
    }
}

/// How an entry was withdrawn.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawal {
    /// The day.
    pub on: NaiveDate,
    /// The account that did it; none for the operator.
    pub by: Option<Uuid>,
    /// Why, if anybody said so; nobody has to.
    pub why: Option<String>,
    /// Whether it fell with the person's consent to publicity.
    pub with_consent: bool,
}

impl MemorialEntry {
    /// Whether it is withdrawn.
    pub fn is_withdrawn(&self) -> bool {
        self.status == MemorialStatus::Withdrawn
    }

    /// Whether its consent stands, looking at the person's record as it is now.
    ///
    /// # Errors
    /// Why it does not: she lives, her own consent is withdrawn, she said something else in life than her
    /// family (PIPL 49), or she is not called so on her record.
    pub fn consent_stands(&self, person: &Person) -> Result<(), Problem> {
        if person.status != PersonStatus::Deceased {
            return Err(problems::not_deceased());
        }
        match &self.details.consent {
            MemorialConsent::Own { consent } => {
                let found = publicity(person).find(|given| given.id == *consent);
                if found.is_none_or(|given| given.status != ConsentStatus::Given) {
                    return Err(problems::consent_gone());
                }
            }
            MemorialConsent::Family { .. } => family_may_speak(person)?,
        }
        match self.details.naming {
            Naming::OwnName if self.details.shown_as != person.identity.name => {
                Err(problems::name_changed())
            }
            _ => Ok(()),
        }
    }

    /// Whether it may be shown to anybody now.
    pub fn may_be_shown(&self, person: &Person) -> bool {
        self.status == MemorialStatus::Approved && self.consent_stands(person).is_ok()
    }

    /// The second person's approval.
    ///
    /// # Errors
    /// Where it is no draft, its consent does not stand, or `by` wrote it.
    pub fn approve(&mut self, person: &Person, by: Option<Uuid>) -> Result<(), Problem> {
        if self.status != MemorialStatus::Draft {
            return Err(problems::no_draft());
        }
        self.consent_stands(person)?;
        match by {
            Some(by) if !self.details.written_by.contains(&by) => {
                self.details.approved_by = Some(by);
                self.status = MemorialStatus::Approved;
                Ok(())
            }
            _ => Err(problems::second_person()),
        }
    }

    /// Withdraws it: at once, no reason needed. The batch stays, so that the park can be told.
    ///
    /// # Errors
    /// Where it was withdrawn already.
    pub fn withdraw(&mut self, withdrawal: Withdrawal) -> Result<(), Problem> {
        if self.is_withdrawn() {
            return Err(problems::withdrawn());
        }
        self.status = MemorialStatus::Withdrawn;
        self.details.withdrawn = Some(withdrawal);
        Ok(())
    }

    /// Whether it has to be withdrawn since the person's own consent fell.
    pub fn falls_with(&self, person: &Person) -> bool {
        let given = |one: &Consent| one.status == ConsentStatus::Given;
        let fell = match &self.details.consent {
            MemorialConsent::Own { consent } => {
                publicity(person).any(|one| one.id == *consent && !given(one))
            }
            MemorialConsent::Family { .. } => {
                publicity(person).next().is_some() && !publicity(person).any(given)
            }
        };
        fell && !self.is_withdrawn()
    }

    /// Puts it into a batch for the park, or takes it out of its batch.
    ///
    /// # Errors
    /// Where it is not approved, or its consent does not stand.
    pub fn engrave(&mut self, person: &Person, batch: Option<Batch>) -> Result<(), Problem> {
        if self.status != MemorialStatus::Approved {
            return Err(problems::not_approved());
        }
        if batch.is_some() {
            self.consent_stands(person)?;
        }
        self.engraving = batch;
        Ok(())
    }

    /// Puts what was read in the place of what stood there; it waits for a second person again.
    ///
    /// # Errors
    /// Where it is withdrawn, or stands in a batch.
    pub fn amend(&mut self, details: MemorialDetails) -> Result<(), Problem> {
        if self.is_withdrawn() {
            return Err(problems::withdrawn());
        }
        if self.engraving.is_some() {
            return Err(problems::engraved());
        }
        let mut written_by = std::mem::take(&mut self.details.written_by);
        written_by.extend(details.written_by.iter().copied());
        written_by.sort_unstable();
        written_by.dedup();
        self.status = MemorialStatus::Draft;
        self.details = MemorialDetails { written_by, approved_by: None, ..details };
        Ok(())
    }
}

/// The person's consents to publicity, whether they hold or not.
fn publicity(person: &Person) -> impl Iterator<Item = &Consent> {
    person.consents.iter().filter(|one| one.purpose == Purpose::Publicity)
}

/// Whether the family may consent for her: her own word in life goes first (PIPL 49).
fn family_may_speak(person: &Person) -> Result<(), Problem> {
    let given = publicity(person).any(|one| one.status == ConsentStatus::Given);
    if publicity(person).next().is_some() && !given {
        return Err(problems::she_withdrew());
    }
    if !given && person.registrations.iter().any(|one| one.details.confidential) {
        return Err(problems::confidential());
    }
    Ok(())
}

#[cfg(test)]
mod tests;
