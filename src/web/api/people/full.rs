//! A person in full, for a reason that is in the audit trail.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    domain::{
        contacts::{ContactPhone, Relative},
        documents::Document,
        person::Person,
    },
    web::api::{
        answers::each,
        codes::{DocumentKind, InvalidReason, PersonStatus, Relation, RelativeRole, Sex},
        consents::ConsentBody,
        deaths::DeathBody,
        registrations::RegistrationBody,
        wishes::WishesBody,
    },
};

/// A person in full.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct FullPerson {
    /// Her id.
    pub id: Uuid,
    /// The record's version, to be sent back with a change.
    pub version: i64,
    /// The managing unit.
    pub unit: Uuid,
    /// Where the record stands.
    pub status: PersonStatus,
    /// Never to be called, written to or visited.
    pub do_not_contact: bool,
    /// The record that took this one in.
    pub merged_into: Option<Uuid>,
    /// When the record was made.
    pub created_at: DateTime<Utc>,
    /// Full name.
    pub name: String,
    /// The document.
    pub document: FullDocument,
    /// Documents she also had.
    pub former_documents: Vec<FullDocument>,
    /// Sex.
    pub sex: Sex,
    /// Date of birth.
    pub birth_date: Option<NaiveDate>,
    /// Ethnic group.
    pub ethnicity: Option<String>,
    /// Education.
    pub education: Option<String>,
    /// Employer.
    pub employer: Option<String>,
    /// School.
    pub school: Option<String>,
    /// First day of the month of graduation.
    pub graduates_in: Option<NaiveDate>,
    /// Blood group as written.
    pub blood_type: Option<String>,
    /// Phones, the preferred first.
    pub phones: Vec<FullPhone>,
    /// E-mail.
    pub email: Option<String>,
    /// WeChat.
    pub wechat: Option<String>,
    /// Address.
    pub address: Option<String>,
    /// Relatives and executors.
    pub relatives: Vec<FullRelative>,
    /// What she wishes for after her death.
    pub wishes: WishesBody,
    /// Her death, where it was told by itself.
    pub death: Option<DeathBody>,
    /// Offers and refusals.
    pub registrations: Vec<RegistrationBody>,
    /// Consents.
    pub consents: Vec<ConsentBody>,
}

impl From<Person> for FullPerson {
    fn from(person: Person) -> Self {
        let (identity, contacts) = (person.identity, person.contacts);
        Self {
            id: person.id,
            version: person.version,
            unit: person.unit,
            status: person.status.into(),
            do_not_contact: person.do_not_contact,
            merged_into: person.merged_into,
            created_at: person.created_at,
            name: identity.name.as_str().to_owned(),
            document: identity.document.into(),
            former_documents: each(identity.former_documents),
            sex: identity.sex.into(),
            birth_date: identity.birth_date,
            ethnicity: identity.ethnicity,
            education: identity.education,
            employer: identity.employer,
            school: identity.school,
            graduates_in: identity.graduates_in,
            blood_type: identity.blood_type,
            phones: each(contacts.phones),
            email: contacts.email,
            wechat: contacts.wechat,
            address: contacts.address,
            relatives: each(person.relatives),
            wishes: person.wishes.into(),
            death: person.death.map(Into::into),
            registrations: each(person.registrations),
            consents: each(person.consents),
        }
    }
}

/// A document in full.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct FullDocument {
    /// Its kind.
    pub kind: DocumentKind,
    /// Its number.
    pub number: String,
}

impl From<Document> for FullDocument {
    fn from(document: Document) -> Self {
        Self { kind: document.kind().into(), number: document.number().to_owned() }
    }
}

/// A phone in full.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct FullPhone {
    /// The number.
    pub number: String,
    /// The day the person was last reached on it.
    pub verified_on: Option<NaiveDate>,
    /// Why it is of no use.
    pub invalid: Option<InvalidReason>,
}

impl From<ContactPhone> for FullPhone {
    fn from(contact: ContactPhone) -> Self {
        Self {
            number: contact.phone.as_str().to_owned(),
            verified_on: contact.verified_on,
            invalid: contact.invalid.map(Into::into),
        }
    }
}

/// A relative or executor in full; executors come in the order in which they act.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct FullRelative {
    /// Her id.
    pub id: Uuid,
    /// Relative or executor.
    pub role: RelativeRole,
    /// Her name.
    pub name: String,
    /// What she is to the person.
    pub relation: Option<Relation>,
    /// Her phone.
    pub phone: Option<String>,
    /// Where she lives.
    pub address: Option<String>,
    /// Her document, for an executor.
    pub document: Option<FullDocument>,
    /// Whether an executor agreed to act.
    pub agreed: Option<bool>,
    /// The day an executor signed.
    pub signed_on: Option<NaiveDate>,
}

impl From<Relative> for FullRelative {
    fn from(relative: Relative) -> Self {
        let details = relative.details;
        Self {
            id: relative.id,
            role: relative.role.into(),
            name: details.name.as_str().to_owned(),
            relation: details.relation.map(Into::into),
            phone: details.phone.map(|phone| phone.as_str().to_owned()),
            address: details.address,
            document: details.document.map(Into::into),
            agreed: details.agreed,
            signed_on: details.signed_on,
        }
    }
}
