//! A person as the API tells her unless a reason was given: masked.

use axum::{
    Json,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    domain::masks::{MaskedPerson, MaskedPhone, MaskedRelative},
    service::people::Shown,
    store::people::UnitPeriod,
    web::api::{
        answers::{Warning, each},
        audit::AuditLineBody,
        codes::{DocumentKind, InvalidReason, PersonStatus, Relation, RelativeRole, Sex},
        consents::ConsentBody,
        deaths::DeathBody,
        registrations::RegistrationBody,
        wishes::WishesBody,
    },
    web::{error::ProblemDocument, request},
};

/// A person, masked.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct PersonBody {
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
    /// Masked name: `张**`.
    pub name: String,
    /// Kind of document.
    pub document_kind: DocumentKind,
    /// Masked document number.
    pub document: String,
    /// Sex.
    pub sex: Sex,
    /// Age in tens of years.
    pub age_band: Option<String>,
    /// Phones, masked, the preferred first.
    pub phones: Vec<PhoneBody>,
    /// Whether there is an e-mail address.
    pub has_email: bool,
    /// Whether there is an address.
    pub has_address: bool,
    /// The last four characters of the preferred phone, or of the document.
    pub last_four: String,
    /// Offers and refusals.
    pub registrations: Vec<RegistrationBody>,
    /// Consents.
    pub consents: Vec<ConsentBody>,
    /// What she wishes for after her death; pseudonym and words are left out.
    pub wishes: WishesBody,
    /// Her death, where it was told by itself.
    pub death: Option<DeathBody>,
    /// Relatives and executors, masked.
    pub relatives: Vec<RelativeBody>,
}

impl From<MaskedPerson> for PersonBody {
    fn from(person: MaskedPerson) -> Self {
        Self {
            id: person.id,
            version: person.version,
            unit: person.unit,
            status: person.status.into(),
            do_not_contact: person.do_not_contact,
            merged_into: person.merged_into,
            name: person.name,
            document_kind: person.document_kind.into(),
            document: person.document,
            sex: person.sex.into(),
            age_band: person.age_band,
            phones: each(person.phones),
            has_email: person.has_email,
            has_address: person.has_address,
            last_four: person.last_four,
            registrations: each(person.registrations),
            consents: each(person.consents),
            wishes: person.wishes.into(),
            death: person.death.map(Into::into),
            relatives: each(person.relatives),
        }
    }
}

/// A phone, masked.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct PhoneBody {
    /// `138****5678`.
    pub number: String,
    /// The day the person was last reached on it.
    pub verified_on: Option<NaiveDate>,
    /// Why it is of no use.
    pub invalid: Option<InvalidReason>,
}

impl From<MaskedPhone> for PhoneBody {
    fn from(phone: MaskedPhone) -> Self {
        let MaskedPhone { number, verified_on, invalid } = phone;
        Self { number, verified_on, invalid: invalid.map(Into::into) }
    }
}

/// A relative or executor, masked; executors come in the order in which they act.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct RelativeBody {
    /// Her id, by which notices name an executor.
    pub id: Uuid,
    /// Relative or executor.
    pub role: RelativeRole,
    /// Masked name.
    pub name: String,
    /// What she is to the person.
    pub relation: Option<Relation>,
    /// Masked phone.
    pub phone: Option<String>,
    /// Whether an executor agreed to act; who did not, or was never asked, does not count.
    pub agreed: Option<bool>,
    /// The day an executor signed.
    pub signed_on: Option<NaiveDate>,
}

impl From<MaskedRelative> for RelativeBody {
    fn from(relative: MaskedRelative) -> Self {
        let MaskedRelative { id, role, name, relation, phone, agreed, signed_on } = relative;
        let relation = relation.map(Into::into);
        Self { id, role: role.into(), name, relation, phone, agreed, signed_on }
    }
}

/// A unit that managed the person.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct UnitPeriodBody {
    /// The unit.
    pub unit: Uuid,
    /// From.
    pub since: DateTime<Utc>,
    /// Until; null while it lasts.
    pub until: Option<DateTime<Utc>>,
}

impl From<UnitPeriod> for UnitPeriodBody {
    fn from(UnitPeriod { unit, since, until }: UnitPeriod) -> Self {
        Self { unit, since, until }
    }
}

/// A person with what belongs to her record.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct ShownBody {
    /// The person, masked.
    pub person: PersonBody,
    /// What deserves a second look.
    pub warnings: Vec<Warning>,
    /// The units that managed her, the oldest first.
    pub units: Vec<UnitPeriodBody>,
    /// What was done to the record, newest first.
    pub history: Vec<AuditLineBody>,
}

impl From<Shown> for ShownBody {
    fn from(shown: Shown) -> Self {
        Self {
            person: shown.person.into(),
            warnings: each(shown.warnings),
            units: each(shown.units),
            history: each(shown.history),
        }
    }
}

/// A problem document that names the person whom the caller's units know already.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct KnownPerson {
    #[serde(flatten)]
    problem: ProblemDocument,
    /// The person: add the programme to her.
    person: Uuid,
}

impl KnownPerson {
    /// The answer to a registration of `person`, who is known.
    pub(in crate::web::api) fn new(person: Uuid) -> Self {
        let status = StatusCode::CONFLICT;
        let problem = ProblemDocument {
            kind: "urn:lifelight:problem:known_person".to_owned(),
            title: "This person is registered already; nothing was saved.".to_owned(),
            status: status.as_u16(),
            detail: "此人已登记,没有保存。请在 person 所指的记录上新增登记项目。".to_owned(),
            instance: format!("urn:lifelight:request:{}", request::id()),
            problems: Vec::new(),
        };
        Self { problem, person }
    }
}

impl IntoResponse for KnownPerson {
    fn into_response(self) -> Response {
        let kind = [(header::CONTENT_TYPE, "application/problem+json")];
        (StatusCode::CONFLICT, kind, Json(self)).into_response()
    }
}
