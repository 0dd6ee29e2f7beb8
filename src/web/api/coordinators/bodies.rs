//! What is told of coordinators: their names in full, since they are colleagues; document, certificate number
//! and phone masked but in an audited reading.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    domain::{
        coordinators::{Certificate, Coordinator},
        trainings::Training,
    },
    service::coordinators::{Listed, Shown},
    web::api::{answers::each, codes::DocumentKind},
};

/// A coordinator.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct CoordinatorBody {
    /// Her id.
    id: Uuid,
    /// Her record's version, to be sent with a change.
    version: i64,
    /// The unit whose register she stands in.
    unit: Uuid,
    /// Her account, where she has one.
    account: Option<Uuid>,
    /// `red_cross` or `hospital`.
    kind: &'static str,
    /// Her name.
    name: String,
    /// Kind of document.
    document_kind: DocumentKind,
    /// Its number, masked.
    document: String,
    /// Her phone, masked.
    phone: Option<String>,
    /// Her present certificate.
    certificate: CertificateBody,
    /// Where it stands today: `valid`, `expiring`, `expired`, `not_yet`, `banned`.
    state: &'static str,
    /// Whether she is banned for life.
    banned: bool,
}

/// A certificate.
#[derive(Serialize, ToSchema)]
struct CertificateBody {
    /// Its number, masked.
    number: String,
    /// Its first day.
    from: NaiveDate,
    /// Its last day.
    until: NaiveDate,
}

/// A training.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct TrainingBody {
    /// The day.
    on: NaiveDate,
    /// What was taught.
    what: String,
    /// Hours, e.g. `1.5`.
    hours: String,
}

/// A coordinator with everything but what is masked.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct ShownCoordinatorBody {
    /// The coordinator.
    coordinator: CoordinatorBody,
    /// Her trainings, oldest first.
    trainings: Vec<TrainingBody>,
    /// The certificates before the present one, oldest first.
    former: Vec<CertificateBody>,
    /// From when she is banned.
    banned_on: Option<NaiveDate>,
    /// Why; told to those alone who keep the register.
    ban_reason: Option<String>,
}

/// What is masked elsewhere, in full; the reading is recorded.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct FullCoordinatorBody {
    /// Her id.
    id: Uuid,
    /// Kind of document.
    document_kind: DocumentKind,
    /// Its number.
    document: String,
    /// The number of her present certificate.
    number: String,
    /// Her phone.
    phone: Option<String>,
}

impl From<Listed> for CoordinatorBody {
    fn from(listed: Listed) -> Self {
        let Listed { coordinator: Coordinator { details, .. }, state } = &listed;
        Self {
            id: listed.coordinator.id,
            version: listed.coordinator.version,
            unit: listed.coordinator.unit,
            account: listed.coordinator.account,
            kind: listed.coordinator.kind.code(),
            name: details.name.as_str().to_owned(),
            document_kind: details.document.kind().into(),
            document: details.document.masked(),
            phone: details.phone.as_ref().map(|phone| phone.masked()),
            certificate: listed.coordinator.certificate().into(),
            state: state.code(),
            banned: listed.coordinator.banned,
        }
    }
}

impl From<Certificate> for CertificateBody {
    fn from(certificate: Certificate) -> Self {
        let number = certificate.masked_number();
        Self { number, from: certificate.from, until: certificate.until }
    }
}

impl From<Training> for TrainingBody {
    fn from(training: Training) -> Self {
        Self { on: training.on, what: training.what, hours: training.hours.to_string() }
    }
}

impl From<Shown> for ShownCoordinatorBody {
    fn from(shown: Shown) -> Self {
        let details = shown.coordinator.details.clone();
        Self {
            trainings: each(details.trainings),
            former: each(details.former),
            banned_on: details.banned_on,
            ban_reason: details.ban_reason,
            coordinator: Listed { coordinator: shown.coordinator, state: shown.state }.into(),
        }
    }
}

impl From<Coordinator> for FullCoordinatorBody {
    fn from(coordinator: Coordinator) -> Self {
        let details = coordinator.details;
        Self {
            id: coordinator.id,
            document_kind: details.document.kind().into(),
            document: details.document.number().to_owned(),
            number: details.number,
            phone: details.phone.map(|phone| phone.as_str().to_owned()),
        }
    }
}
