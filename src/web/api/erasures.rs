//! Erasing a person: asked for, and a second supervisor's word.

use axum::{Json, extract::State, http::StatusCode};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use super::{
    answers::{Answer, Done},
    caller::Bearer,
    inputs::{Body, Ids},
};
use crate::{
    domain::erasures::{ErasureAsk, ErasureInput},
    service::{App, erasures as service},
};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(get, ask)).routes(routes!(decide))
}

/// Who is to be erased, and why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PersonErasure {
    /// The version of the person that was read.
    version: i64,
    /// Why.
    erasure: ErasureInput,
}

/// The second person's word.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PersonErasureDecision {
    /// The version of the person that was read.
    version: i64,
    /// Whether she is erased, for good; else she is kept.
    erase: bool,
}

/// That somebody asked for a person to be erased; all null where nobody did.
#[derive(Serialize, ToSchema)]
struct PersonErasureAsked {
    /// The day.
    on: Option<NaiveDate>,
    /// The account that asked.
    by: Option<Uuid>,
    /// Why.
    reason: Option<&'static str>,
}

impl From<Option<ErasureAsk>> for PersonErasureAsked {
    fn from(ask: Option<ErasureAsk>) -> Self {
        Self {
            on: ask.map(|ask| ask.on),
            by: ask.map(|ask| ask.by),
            reason: ask.map(|ask| ask.reason.code()),
        }
    }
}

/// Whether somebody asked for the person to be erased.
#[utoipa::path(get, path = "/people/{id}/erasure",
    responses((status = 200, description = "Who asked, if anybody", body = PersonErasureAsked)))]
async fn get(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
) -> Answer<PersonErasureAsked> {
    Ok(Json(service::asked(&app, &caller, id).await?.into()))
}

/// Ask for a person to be erased; another supervisor confirms.
#[utoipa::path(post, path = "/people/{id}/erasure", request_body = PersonErasure,
    responses((status = 204, description = "Asked for")))]
async fn ask(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<PersonErasure>,
) -> Done {
    service::ask(&app, &caller, id, body.version, &body.erasure).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Confirm that a person is erased, which somebody else asked for, or keep her.
#[utoipa::path(post, path = "/people/{id}/erasure/decision", request_body = PersonErasureDecision,
    responses((status = 204, description = "Erased, or kept")))]
async fn decide(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<PersonErasureDecision>,
) -> Done {
    match body.erase {
        true => service::confirm(&app, &caller, id, body.version).await?,
        false => service::keep(&app, &caller, id, body.version).await?,
    }
    Ok(StatusCode::NO_CONTENT)
}
