//! What is told of the memorial.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    domain::memorials::{MemorialConsent, MemorialEntry, MemorialStatus, Naming},
    service::memorials::{BatchCount, Line, Listed},
};

/// An entry of the memorial. The name, years, words and the relative's name are told only by `unmask`.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct MemorialBody {
    /// Its id.
    id: Uuid,
    /// Its version, to be sent with a change.
    version: i64,
    /// The unit that made it.
    unit: Uuid,
    /// Whom it remembers.
    person: Uuid,
    /// Her masked name.
    name: String,
    /// `draft`, `approved`, `withdrawn`.
    status: &'static str,
    /// `own_name` or `pseudonym`.
    naming: &'static str,
    /// `own` or `family`.
    consent: &'static str,
    /// The batch for the park, e.g. `2026-04-05-qingming`.
    engraving: Option<String>,
    /// Whether it may be shown to anybody now.
    shown: bool,
    /// Why the consent does not stand now: a stable code.
    hindrance: Option<&'static str>,
    /// The day on which it was withdrawn.
    withdrawn_on: Option<NaiveDate>,
}

impl From<Listed> for MemorialBody {
    fn from(listed: Listed) -> Self {
        let Listed { entry, person, hindrance } = listed;
        let approved = entry.status == MemorialStatus::Approved;
        Self {
            id: entry.id,
            version: entry.version,
            unit: entry.unit,
            person: entry.person,
            name: person.name,
            status: entry.status.code(),
            naming: entry.details.naming.code(),
            consent: entry.details.consent.whose().code(),
            engraving: entry.engraving.map(|batch| batch.to_string()),
            shown: approved && hindrance.is_none(),
            hindrance: hindrance.map(|problem| problem.code),
            withdrawn_on: entry.details.withdrawn.map(|withdrawal| withdrawal.on),
        }
    }
}

/// An entry in full; the reading is recorded.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct FullMemorialBody {
    /// Its id.
    id: Uuid,
    /// The name exactly as it may be shown.
    shown_as: String,
    /// Whether that is her own name.
    own_name: bool,
    /// The year of birth, where it may be shown.
    born_in: Option<i32>,
    /// The year of death, where it may be shown.
    died_in: Option<i32>,
    /// What may be said of her.
    words: Option<String>,
    /// The consent.
    consent: MemorialConsentBody,
    /// Why it was withdrawn, if anybody said so.
    why_withdrawn: Option<String>,
}

/// The consent on which an entry rests.
#[derive(Serialize, ToSchema)]
#[serde(tag = "whose", rename_all = "snake_case")]
enum MemorialConsentBody {
    /// The person's own.
    Own {
        /// The consent on her record.
        consent: Uuid,
    },
    /// A relative's, in writing.
    Family {
        /// What she is to the person.
        relation: &'static str,
        /// Her name.
        name: String,
        /// The day on which she signed.
        on: NaiveDate,
        /// SHA-256 of the scanned paper.
        paper: Option<String>,
    },
}

impl From<MemorialEntry> for FullMemorialBody {
    fn from(entry: MemorialEntry) -> Self {
        let details = entry.details;
        Self {
            id: entry.id,
            shown_as: details.shown_as.as_str().to_owned(),
            own_name: details.naming == Naming::OwnName,
            born_in: details.born_in,
            died_in: details.died_in,
            words: details.words,
            consent: match details.consent {
                MemorialConsent::Own { consent } => MemorialConsentBody::Own { consent },
                MemorialConsent::Family { relation, name, on, paper } => {
                    let name = name.as_str().to_owned();
                    MemorialConsentBody::Family { relation: relation.code(), name, on, paper }
                }
            },
            why_withdrawn: details.withdrawn.and_then(|withdrawal| withdrawal.why),
        }
    }
}

/// Somebody as she may be remembered; nothing of any programme, of the death, of a recipient, of a contact.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct MemorialLineBody {
    /// The name, exactly in the form consented to.
    shown_as: String,
    /// The year of birth, where it may be shown.
    born_in: Option<i32>,
    /// The year of death, where it may be shown.
    died_in: Option<i32>,
    /// What may be said of her; never on a list for the park.
    #[serde(skip_serializing_if = "Option::is_none")]
    words: Option<String>,
}

impl From<Line> for MemorialLineBody {
    fn from(Line { shown_as, born_in, died_in, words }: Line) -> Self {
        Self { shown_as, born_in, died_in, words }
    }
}

/// How many entries a batch has.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct BatchBody {
    /// Its code.
    batch: String,
    /// Entries that may be engraved now.
    ready: usize,
    /// Approved entries whose consent does not stand now.
    held_back: usize,
    /// Entries withdrawn since: to be taken off at the park.
    withdrawn: usize,
}

impl From<BatchCount> for BatchBody {
    fn from(count: BatchCount) -> Self {
        let BatchCount { batch, ready, held_back, withdrawn } = count;
        Self { batch: batch.to_string(), ready, held_back, withdrawn }
    }
}
