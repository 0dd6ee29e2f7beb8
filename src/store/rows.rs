//! How the rows of one person are bound, sealed and opened. The plaintext columns that matter are
//! associated data, so that one changed by hand makes its row fail to open.

use chrono::NaiveDate;
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{Result, StoreError, Vault, db::Row};
use crate::{
    crypto::sealing::{Place, RecordKey},
    domain::{
        consents::{Consent, ConsentStatus, Purpose},
        contacts::{Contacts, Relative, RelativeRole},
        deaths::Death,
        person::{Identity, Person, PersonStatus},
        programmes::Programme,
        registrations::{Channel, Registration, RegistrationStatus, Stance},
        wishes::Wishes,
    },
};

/// The sealed part of a `people` row. `rows` lists what belongs to the person, so that a row removed,
/// added or put back by hand is found.
#[derive(Serialize, serde::Deserialize)]
pub(super) struct PersonSealed {
    pub identity: Identity,
    pub contacts: Contacts,
    #[serde(default)]
    pub wishes: Wishes,
    #[serde(default)]
    pub death: Option<Death>,
    rows: String,
}

impl PersonSealed {
    pub fn of(person: &Person) -> Self {
        Self {
            identity: person.identity.clone(),
            contacts: person.contacts.clone(),
            wishes: person.wishes.clone(),
            death: person.death.clone(),
            rows: manifest(person),
        }
    }

    /// Whether the rows found are the rows that were sealed.
    pub fn vouches_for(&self, person: &Person) -> bool {
        self.rows == manifest(person)
    }
}

fn manifest(person: &Person) -> String {
    let mut rows: Vec<(Uuid, i64)> = Vec::new();
    rows.extend(person.registrations.iter().map(|row| (row.id, row.version)));
    rows.extend(person.consents.iter().map(|row| (row.id, row.version)));
    rows.extend(person.relatives.iter().map(|row| (row.id, row.version)));
    rows.sort_unstable();
    let mut hash = Sha256::new();
    for (id, version) in rows {
        hash.update(id.as_bytes());
        hash.update(version.to_be_bytes());
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The plaintext columns of a `people` row.
pub(super) struct PersonHead {
    id: Uuid,
    version: i64,
    unit: Uuid,
    status: PersonStatus,
    do_not_contact: bool,
    merged_into: Option<Uuid>,
}

impl PersonHead {
    pub fn of(person: &Person) -> Self {
        Self {
            id: person.id,
            version: person.version,
            unit: person.unit,
            status: person.status,
            do_not_contact: person.do_not_contact,
            merged_into: person.merged_into,
        }
    }

    fn read(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            version: row.get("version")?,
            unit: row.get("unit_id")?,
            status: code(row, "status", PersonStatus::from_code)?,
            do_not_contact: row.get("do_not_contact")?,
            merged_into: row.get("merged_into")?,
        })
    }

    pub fn place(&self) -> Place {
        Place::new("people", self.id, "sealed", self.version)
            .bind("unit_id", self.unit.as_bytes())
            .bind("status", self.status.code().as_bytes())
            .bind("do_not_contact", &[u8::from(self.do_not_contact)])
            .bind("merged_into", self.merged_into.as_ref().map_or(&[][..], |id| id.as_bytes()))
    }
}

pub(super) fn registration_place(person: Uuid, row: &Registration) -> Place {
    Place::new("registrations", row.id, "sealed", row.version)
        .bind("person_id", person.as_bytes())
        .bind("unit_id", row.unit.as_bytes())
        .bind("programme", row.programme.code().as_bytes())
        .bind("stance", row.stance.code().as_bytes())
        .bind("status", row.status.code().as_bytes())
        .bind("registered_on", day(row.registered_on).as_bytes())
        .bind("pooled_on", day(row.pooled_on).as_bytes())
        .bind("ended_on", day(row.ended_on).as_bytes())
        .bind("channel", row.channel.map_or("", Channel::code).as_bytes())
}

pub(super) fn consent_place(
    person: Uuid,
    id: Uuid,
    version: i64,
    purpose: Purpose,
    status: ConsentStatus,
) -> Place {
    Place::new("consents", id, "sealed", version)
        .bind("person_id", person.as_bytes())
        .bind("purpose", purpose.code().as_bytes())
        .bind("status", status.code().as_bytes())
}

pub(super) fn relative_place(
    person: Uuid,
    id: Uuid,
    version: i64,
    role: RelativeRole,
    position: i64,
) -> Place {
    Place::new("relatives", id, "sealed", version)
        .bind("person_id", person.as_bytes())
        .bind("role", role.code().as_bytes())
        .bind("position", &position.to_be_bytes())
}

/// The place of a row that was replaced.
pub(super) fn past_place(person: Uuid, kind: &str, row: Uuid, version: i64) -> Place {
    Place::new("past_versions", row, "sealed", version)
        .bind("person_id", person.as_bytes())
        .bind("kind", kind.as_bytes())
}

fn day(date: Option<NaiveDate>) -> String {
    date.map_or(String::new(), |date| date.to_string())
}

/// Seals `value` as JSON.
pub(super) fn seal<T: Serialize>(
    vault: &Vault,
    key: &RecordKey,
    value: &T,
    place: &Place,
) -> Vec<u8> {
    // Unwrap safety: the sealed parts are structs of texts, dates and lists; such always are JSON.
    let plain = zeroize::Zeroizing::new(serde_json::to_vec(value).expect("a sealed part is JSON"));
    key.seal(&*vault.random, &plain, place)
}

/// Opens what [`seal`] sealed; `subject` is named where it does not open.
pub(super) fn open<T: DeserializeOwned>(
    key: &RecordKey,
    sealed: &[u8],
    place: &Place,
    subject: Uuid,
) -> Result<T> {
    let plain = key.open(sealed, place).map_err(|_| StoreError::Tampered(subject))?;
    serde_json::from_slice(&plain).map_err(|_| StoreError::Tampered(subject))
}

pub(super) fn code<T>(
    row: &Row,
    column: &str,
    read: impl Fn(&str) -> Option<T>,
) -> Result<T, sqlx::Error> {
    let text: String = row.get(column)?;
    read(&text).ok_or_else(|| sqlx::Error::Decode(format!("{column} {text}").into()))
}

/// Reads a `people` row without what belongs to it.
pub(super) fn read_person(row: &Row, key: &RecordKey) -> Result<(Person, PersonSealed)> {
    let head = PersonHead::read(row)?;
    let sealed: PersonSealed = open(key, &row.get::<Vec<u8>>("sealed")?, &head.place(), head.id)?;
    let person = Person {
        id: head.id,
        version: head.version,
        unit: head.unit,
        status: head.status,
        do_not_contact: head.do_not_contact,
        merged_into: head.merged_into,
        identity: sealed.identity.clone(),
        contacts: sealed.contacts.clone(),
        wishes: sealed.wishes.clone(),
        death: sealed.death.clone(),
        registrations: Vec::new(),
        consents: Vec::new(),
        relatives: Vec::new(),
        created_at: row.get("created_at")?,
    };
    Ok((person, sealed))
}

pub(super) fn read_registration(row: &Row, key: &RecordKey) -> Result<Registration> {
    let person: Uuid = row.get("person_id")?;
    let mut registration = Registration {
        id: row.get("id")?,
        version: row.get("version")?,
        unit: row.get("unit_id")?,
        programme: code(row, "programme", Programme::from_code)?,
        stance: code(row, "stance", Stance::from_code)?,
        status: code(row, "status", RegistrationStatus::from_code)?,
        registered_on: row.get("registered_on")?,
        pooled_on: row.get("pooled_on")?,
        ended_on: row.get("ended_on")?,
        channel: row.get::<Option<String>>("channel")?.and_then(|code| Channel::from_code(&code)),
        details: Default::default(),
    };
    let place = registration_place(person, &registration);
    registration.details = open(key, &row.get::<Vec<u8>>("sealed")?, &place, person)?;
    Ok(registration)
}

pub(super) fn read_consent(row: &Row, key: &RecordKey) -> Result<Consent> {
    let person: Uuid = row.get("person_id")?;
    let (id, version) = (row.get("id")?, row.get("version")?);
    let purpose = code(row, "purpose", Purpose::from_code)?;
    let status = code(row, "status", ConsentStatus::from_code)?;
    let place = consent_place(person, id, version, purpose, status);
    let details = open(key, &row.get::<Vec<u8>>("sealed")?, &place, person)?;
    Ok(Consent { id, version, purpose, status, details })
}

pub(super) fn read_relative(row: &Row, key: &RecordKey) -> Result<Relative> {
    let person: Uuid = row.get("person_id")?;
    let (id, version, position) = (row.get("id")?, row.get("version")?, row.get("position")?);
    let role = code(row, "role", RelativeRole::from_code)?;
    let place = relative_place(person, id, version, role, position);
    let details = open(key, &row.get::<Vec<u8>>("sealed")?, &place, person)?;
    Ok(Relative { id, version, role, position, details })
}
