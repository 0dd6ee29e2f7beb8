//! Transfers between units: asked, seen from both sides, decided.

use axum::{Json, extract::State, http::StatusCode};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use super::{
    answers::{Answer, Done, Made, each},
    caller::Bearer,
    inputs::{Body, Ids},
    people::PersonBody,
};
use crate::{
    service::{
        App,
        transfers::{self as service, Waiting},
    },
    store::transfers::Transfer,
    web::error::ApiError,
};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(ask))
        .routes(routes!(incoming))
        .routes(routes!(outgoing))
        .routes(routes!(decide))
}

/// A transfer that waits for the receiving unit.
#[derive(Serialize, ToSchema)]
pub(super) struct TransferBody {
    /// Its id.
    id: Uuid,
    /// Who is to be transferred.
    person: Uuid,
    /// The unit that manages her.
    from: Uuid,
    /// The unit that is asked to.
    to: Uuid,
    /// The account that asked.
    asked_by: Option<Uuid>,
    /// When.
    asked_at: DateTime<Utc>,
}

impl From<Transfer> for TransferBody {
    fn from(transfer: Transfer) -> Self {
        let Transfer { id, person, from, to, asked_by, asked_at } = transfer;
        Self { id, person, from, to, asked_by, asked_at }
    }
}

/// A waiting transfer with the person.
#[derive(Serialize, ToSchema)]
pub(super) struct WaitingBody {
    /// The transfer.
    transfer: TransferBody,
    /// The person, masked; null where her record is damaged.
    person: Option<PersonBody>,
}

impl From<Waiting> for WaitingBody {
    fn from(waiting: Waiting) -> Self {
        Self { transfer: waiting.transfer.into(), person: waiting.person.map(Into::into) }
    }
}

/// Where a person is to go.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TransferAsked {
    /// The unit that is to manage her.
    to: Uuid,
}

/// Ask another unit to take a person over.
#[utoipa::path(post, path = "/people/{id}/transfers", request_body = TransferAsked,
    responses((status = 201, description = "Asked", body = Made)))]
async fn ask(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(person): Ids<Uuid>,
    Body(body): Body<TransferAsked>,
) -> Result<(StatusCode, Json<Made>), ApiError> {
    let id = service::ask(&app, &caller, person, body.to).await?;
    Ok((StatusCode::CREATED, Json(Made { id })))
}

/// The transfers that wait for the caller's units.
#[utoipa::path(get, path = "/transfers/incoming",
    responses((status = 200, description = "Waiting transfers", body = Vec<WaitingBody>)))]
async fn incoming(Bearer(caller): Bearer, State(app): State<App>) -> Answer<Vec<WaitingBody>> {
    Ok(Json(each(service::incoming(&app, &caller).await?)))
}

/// The transfers that the caller's units asked for and that wait elsewhere.
#[utoipa::path(get, path = "/transfers/outgoing",
    responses((status = 200, description = "Waiting transfers", body = Vec<TransferBody>)))]
async fn outgoing(Bearer(caller): Bearer, State(app): State<App>) -> Answer<Vec<TransferBody>> {
    Ok(Json(each(service::outgoing(&app, &caller).await?)))
}

/// What the receiving unit says.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TransferDecision {
    /// Whether it takes the person over.
    accept: bool,
}

/// Accept or decline a transfer.
#[utoipa::path(post, path = "/transfers/{id}/decision", request_body = TransferDecision,
    responses((status = 204, description = "Decided")))]
async fn decide(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<TransferDecision>,
) -> Done {
    service::decide(&app, &caller, id, body.accept).await?;
    Ok(StatusCode::NO_CONTENT)
}
