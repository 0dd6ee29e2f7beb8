//! What a screen shows of a person unless a reason was given (handbook of privacy duties: names keep
//! the surname, phones the first three and last four digits, documents the ends; the birthday shows
//! only as an age band, the address not at all).

use chrono::NaiveDate;

use super::{
    consents::Consent,
    contacts::{InvalidReason, RelativeRole},
    dates::age_on,
    deaths::Death,
    documents::DocumentKind,
    people::{Relation, Sex},
    person::{Person, PersonStatus},
    registrations::Registration,
    wishes::Wishes,
};
use uuid::Uuid;

/// A person without what would identify her.
#[derive(Debug, Clone)]
pub struct MaskedPerson {
    /// Her id.
    pub id: Uuid,
    /// The record's version, to be sent back with a change.
    pub version: i64,
    /// The managing unit.
    pub unit: Uuid,
    /// Where the record stands.
    pub status: PersonStatus,
    /// Never to be contacted.
    pub do_not_contact: bool,
    /// The record that took this one in.
    pub merged_into: Option<Uuid>,
    /// Masked name: `张**`.
    pub name: String,
    /// Kind of document.
    pub document_kind: DocumentKind,
    /// Masked document number.
    pub document: String,
    /// Sex.
    pub sex: Sex,
    /// Age in tens of years: `30–39`.
    pub age_band: Option<String>,
    /// Phones.
    pub phones: Vec<MaskedPhone>,
    /// Whether there is an e-mail address.
    pub has_email: bool,
    /// Whether there is an address.
    pub has_address: bool,
    /// Offers and refusals.
    pub registrations: Vec<Registration>,
    /// Consents.
    pub consents: Vec<Consent>,
    /// Relatives and executors.
    pub relatives: Vec<MaskedRelative>,
    /// Her wishes, without what she wrote in words.
    pub wishes: Wishes,
    /// Her death, where it was told by itself, without the note.
    pub death: Option<Death>,
    /// The last four characters of the preferred phone, or of the document: what tells forty 张* apart.
    pub last_four: String,
}

/// A phone, masked.
#[derive(Debug, Clone)]
pub struct MaskedPhone {
    /// `138****5678`.
    pub number: String,
    /// The day the person was last reached on it.
    pub verified_on: Option<NaiveDate>,
    /// Why it is of no use.
    pub invalid: Option<InvalidReason>,
}

/// A relative or executor, masked.
#[derive(Debug, Clone)]
pub struct MaskedRelative {
    /// Her id.
    pub id: Uuid,
    /// Relative or executor.
    pub role: RelativeRole,
    /// Masked name.
    pub name: String,
    /// Relation.
    pub relation: Option<Relation>,
    /// Masked phone.
    pub phone: Option<String>,
    /// Whether an executor agreed to act.
    pub agreed: Option<bool>,
    /// The day an executor signed.
    pub signed_on: Option<NaiveDate>,
}

/// The age band of somebody born on `birth`, as of `today`: decades from 20 on, one band below.
pub fn age_band(birth: NaiveDate, today: NaiveDate) -> String {
    match age_on(birth, today) {
        age if age < 20 => "<20".to_owned(),
        age if age >= 80 => "80+".to_owned(),
        age => format!("{}–{}", age / 10 * 10, age / 10 * 10 + 9),
    }
}

impl MaskedPerson {
    /// `person` as shown by default on `today`. Card and registry numbers stay: they lead to nobody
    /// outside the office. Free texts may name somebody and are left out.
    pub fn of(person: &Person, today: NaiveDate) -> Self {
        let usable = person.contacts.phones.iter().find(|contact| contact.invalid.is_none());
        let mut registrations = person.registrations.clone();
        for registration in &mut registrations {
            registration.details.remark = None;
            registration.details.end_reason = None;
            registration.details.ashes_words = None;
            registration.details.proxy = None;
            registration.details.family_signatures.clear();
        }
        Self {
            id: person.id,
            version: person.version,
            unit: person.unit,
            status: person.status,
            do_not_contact: person.do_not_contact,
            merged_into: person.merged_into,
            name: person.identity.name.masked(),
            document_kind: person.identity.document.kind(),
            document: person.identity.document.masked(),
            sex: person.identity.sex,
            age_band: person.identity.birth_date.map(|birth| age_band(birth, today)),
            phones: person
                .contacts
                .phones
                .iter()
                .map(|contact| MaskedPhone {
                    number: contact.phone.masked(),
                    verified_on: contact.verified_on,
                    invalid: contact.invalid,
                })
                .collect(),
            has_email: person.contacts.email.is_some(),
            has_address: person.contacts.address.is_some(),
            registrations,
            consents: person.consents.clone(),
            relatives: person
                .relatives
                .iter()
                .map(|relative| MaskedRelative {
                    id: relative.id,
                    role: relative.role,
                    name: relative.details.name.masked(),
                    relation: relative.details.relation,
                    phone: relative.details.phone.as_ref().map(|phone| phone.masked()),
                    agreed: relative.details.agreed,
                    signed_on: relative.details.signed_on,
                })
                .collect(),
            wishes: Wishes { pseudonym: None, data_words: None, ..person.wishes.clone() },
            death: person.death.clone().map(|death| Death { note: None, ..death }),
            last_four: match usable {
                Some(contact) => contact.phone.last_four().to_owned(),
                None => person.identity.document.last_four(),
            },
        }
    }
}
