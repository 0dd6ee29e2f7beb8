//! Erasing a ledger: asked for, and a second supervisor's word.

use axum::{Json, extract::State, http::StatusCode};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use super::super::{
    answers::{Answer, Done, Saved},
    caller::Bearer,
    inputs::{Body, Ids},
};
use crate::{
    domain::care::erasure::ErasureInput,
    service::{App, care::erasing as service},
};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(ask)).routes(routes!(decide))
}

/// What is to be erased, and why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CareErasure {
    /// The version of the ledger that was read.
    version: i64,
    /// Why.
    erasure: ErasureInput,
}

/// The second person's word.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CareErasureDecision {
    /// The version of the ledger that was read.
    version: i64,
    /// Whether it is erased, for good; else it is kept.
    erase: bool,
}

/// Ask for a ledger to be erased; another supervisor confirms.
#[utoipa::path(post, path = "/care/{id}/erasure", request_body = CareErasure,
    responses((status = 200, description = "Asked for", body = Saved)))]
async fn ask(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<CareErasure>,
) -> Answer<Saved> {
    Ok(Json(service::ask(&app, &caller, id, body.version, &body.erasure).await?.into()))
}

/// Confirm that a ledger is erased, which somebody else asked for, or keep it.
#[utoipa::path(post, path = "/care/{id}/erasure/decision", request_body = CareErasureDecision,
    responses((status = 204, description = "Erased, or kept")))]
async fn decide(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<CareErasureDecision>,
) -> Done {
    match body.erase {
        true => service::confirm(&app, &caller, id, body.version).await?,
        false => service::keep(&app, &caller, id, body.version).await.map(drop)?,
    }
    Ok(StatusCode::NO_CONTENT)
}
