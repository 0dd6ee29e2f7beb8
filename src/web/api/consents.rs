//! Consents of a known person: recorded and withdrawn, purpose by purpose.

use axum::{Json, extract::State};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use super::{
    answers::{Answer, Saved},
    caller::Bearer,
    codes::{ConsentStatus, Purpose, Way},
    inputs::{Body, Ids},
};
use crate::{
    domain::{consents::Consent, intake::ConsentInput},
    service::{App, consents as service},
};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(record)).routes(routes!(withdraw))
}

/// One consent.
#[derive(Serialize, ToSchema)]
pub(super) struct ConsentBody {
    /// Its id.
    pub id: Uuid,
    /// What for.
    pub purpose: Purpose,
    /// Whether it holds.
    pub status: ConsentStatus,
    /// The version of the text that was shown.
    pub text_version: String,
    /// SHA-256 of that text, as hexadecimal digits.
    pub text_hash: String,
    /// The day it was given; unknown in old ledgers.
    pub given_on: Option<NaiveDate>,
    /// The way it was given.
    pub way: Way,
    /// Who receives the data, for `passing_on`.
    pub recipient: Option<String>,
    /// The day it was withdrawn, if known.
    pub withdrawn_on: Option<NaiveDate>,
}

impl From<Consent> for ConsentBody {
    fn from(consent: Consent) -> Self {
        let details = consent.details;
        Self {
            id: consent.id,
            purpose: consent.purpose.into(),
            status: consent.status.into(),
            text_version: details.text_version,
            text_hash: details.text_hash,
            given_on: details.given_on,
            way: details.way.into(),
            recipient: details.recipient,
            withdrawn_on: details.withdrawn_on,
        }
    }
}

/// A consent to be recorded.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct VersionedConsent {
    /// The version of the person's record that was read.
    version: i64,
    /// The consent, to the text in force today.
    consent: ConsentInput,
}

/// A consent to be withdrawn.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ConsentWithdrawal {
    /// The version of the person's record that was read.
    version: i64,
    /// The day, in any common spelling; empty where it is not known.
    #[serde(default)]
    #[schema(max_length = 40)]
    withdrawn_on: String,
}

/// Record a consent.
#[utoipa::path(post, path = "/people/{id}/consents", request_body = VersionedConsent,
    responses((status = 200, description = "Recorded", body = Saved)))]
async fn record(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(person): Ids<Uuid>,
    Body(body): Body<VersionedConsent>,
) -> Answer<Saved> {
    Ok(Json(service::record(&app, &caller, person, body.version, &body.consent).await?.into()))
}

/// Withdraw a consent.
#[utoipa::path(post, path = "/people/{id}/consents/{consent}/withdraw", request_body = ConsentWithdrawal,
    responses((status = 200, description = "Withdrawn", body = Saved)))]
async fn withdraw(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids((person, id)): Ids<(Uuid, Uuid)>,
    Body(body): Body<ConsentWithdrawal>,
) -> Answer<Saved> {
    let version =
        service::withdraw(&app, &caller, person, body.version, id, &body.withdrawn_on).await?;
    Ok(Json(version.into()))
}
