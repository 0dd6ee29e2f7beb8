//! Care ledgers: opened, read masked, changed; their members and what happens with them.

mod bodies;
mod entries;
mod erasing;
mod members;

use axum::{Json, extract::State};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use self::bodies::{CareLedgerBody, CareListBody};
use super::{
    answers::{Answer, Created, Made, Saved, each},
    caller::Bearer,
    inputs::{Body, Ids},
};
use crate::{
    domain::care::inputs::LedgerInput,
    service::{App, care as service},
    web::error::ApiError,
};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, open))
        .routes(routes!(of_person))
        .routes(routes!(approvals))
        .routes(routes!(get, amend))
        .merge(members::routes())
        .merge(entries::routes())
        .merge(erasing::routes())
}

/// What a ledger is to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CareAmendment {
    /// The version of the ledger that was read.
    version: i64,
    /// Kind and title; person and unit stay as they are.
    ledger: LedgerInput,
}

/// The ledgers of the caller's units, 300 at most: those with aid that waits first.
#[utoipa::path(get, path = "/care",
    responses((status = 200, description = "The ledgers, masked", body = CareListBody)))]
async fn list(Bearer(caller): Bearer, State(app): State<App>) -> Answer<CareListBody> {
    Ok(Json(service::list(&app, &caller).await?.into()))
}

/// Open a ledger for a family, or for a living registrant or donor.
#[utoipa::path(post, path = "/care", request_body = LedgerInput,
    responses((status = 201, description = "Opened", body = Made)))]
async fn open(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Body(input): Body<LedgerInput>,
) -> Result<Created<Made>, ApiError> {
    let id = service::open(&app, &caller, &input).await?;
    Ok(Created::at(format!("care/{id}"), Made { id }))
}

/// The ledgers that concern a person.
#[utoipa::path(get, path = "/people/{id}/care",
    responses((status = 200, description = "The ledgers, masked", body = Vec<CareLedgerBody>)))]
async fn of_person(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(person): Ids<Uuid>,
) -> Answer<Vec<CareLedgerBody>> {
    Ok(Json(each(service::of_person(&app, &caller, person).await?)))
}

/// The ledgers with aid that waits for a second person.
#[utoipa::path(get, path = "/care/approvals",
    responses((status = 200, description = "What waits, masked", body = Vec<CareLedgerBody>)))]
async fn approvals(Bearer(caller): Bearer, State(app): State<App>) -> Answer<Vec<CareLedgerBody>> {
    Ok(Json(each(service::awaiting_approval(&app, &caller).await?)))
}

/// A ledger, masked.
#[utoipa::path(get, path = "/care/{id}",
    responses((status = 200, description = "The ledger, masked", body = CareLedgerBody)))]
async fn get(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
) -> Answer<CareLedgerBody> {
    Ok(Json(service::get(&app, &caller, id).await?.ledger.into()))
}

/// Change what a family is called and whose ledger it is.
#[utoipa::path(put, path = "/care/{id}", request_body = CareAmendment,
    responses((status = 200, description = "Amended", body = Saved)))]
async fn amend(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<CareAmendment>,
) -> Answer<Saved> {
    Ok(Json(service::amend(&app, &caller, id, body.version, &body.ledger).await?.into()))
}
