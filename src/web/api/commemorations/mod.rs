//! Commemorations: planned, held, and who is invited to them.

mod bodies;
mod invitations;

use axum::{Json, extract::State};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use self::bodies::{CommemorationPageBody, FeastDayBody, ListedCommemorationBody};
use super::{
    answers::{Answer, Created, Made, Saved, each},
    caller::Bearer,
    inputs::{Body, Ids},
};
use crate::{
    domain::{
        commemorations::inputs::{CommemorationInput, ReportInput},
        feasts::Feast,
        permissions::Permission,
    },
    service::{App, ServiceError, commemorations as service},
    web::error::ApiError,
};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, plan))
        .routes(routes!(days))
        .routes(routes!(get, amend))
        .routes(routes!(hold))
        .routes(routes!(cancel))
        .merge(invitations::routes())
}

/// What is to be planned instead.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct VersionedCommemoration {
    /// The version that was read.
    version: i64,
    /// All of it; the unit stays as it is.
    commemoration: CommemorationInput,
}

/// What is said of a commemoration that was held or cancelled.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CommemorationReport {
    /// The version that was read.
    version: i64,
    /// In words.
    report: ReportInput,
}

/// The commemorations, the latest day first.
#[utoipa::path(get, path = "/commemorations",
    responses((status = 200, description = "The commemorations", body = Vec<ListedCommemorationBody>)))]
async fn list(
    Bearer(caller): Bearer,
    State(app): State<App>,
) -> Answer<Vec<ListedCommemorationBody>> {
    Ok(Json(each(service::list(&app, &caller).await?)))
}

/// Plan a commemoration.
#[utoipa::path(post, path = "/commemorations", request_body = CommemorationInput,
    responses((status = 201, description = "Planned", body = Made)))]
async fn plan(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Body(input): Body<CommemorationInput>,
) -> Result<Created<Made>, ApiError> {
    let id = service::plan(&app, &caller, &input).await?;
    Ok(Created::at(format!("commemorations/{id}"), Made { id }))
}

/// The days of the coming year that suggest a commemoration, the nearest first.
#[utoipa::path(get, path = "/commemorations/days",
    responses((status = 200, description = "The days", body = Vec<FeastDayBody>)))]
async fn days(Bearer(caller): Bearer, State(app): State<App>) -> Answer<Vec<FeastDayBody>> {
    caller.actor.may(Permission::CareWork).map_err(ServiceError::from)?;
    let coming = Feast::coming(app.today(), 366).into_iter();
    Ok(Json(coming.map(|(on, feast)| FeastDayBody { on, feast: feast.code() }).collect()))
}

/// A commemoration with its invitations, names masked.
#[utoipa::path(get, path = "/commemorations/{id}",
    responses((status = 200, description = "The commemoration", body = CommemorationPageBody)))]
async fn get(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
) -> Answer<CommemorationPageBody> {
    Ok(Json(service::get(&app, &caller, id).await?.into()))
}

/// Change what is planned.
#[utoipa::path(put, path = "/commemorations/{id}", request_body = VersionedCommemoration,
    responses((status = 200, description = "Amended", body = Saved)))]
async fn amend(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<VersionedCommemoration>,
) -> Answer<Saved> {
    Ok(Json(service::amend(&app, &caller, id, body.version, &body.commemoration).await?.into()))
}

/// It took place, and how it went.
#[utoipa::path(post, path = "/commemorations/{id}/holding", request_body = CommemorationReport,
    responses((status = 200, description = "Held", body = Saved)))]
async fn hold(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<CommemorationReport>,
) -> Answer<Saved> {
    Ok(Json(service::hold(&app, &caller, id, body.version, &body.report).await?.into()))
}

/// It does not take place.
#[utoipa::path(post, path = "/commemorations/{id}/cancellation", request_body = CommemorationReport,
    responses((status = 200, description = "Cancelled", body = Saved)))]
async fn cancel(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<CommemorationReport>,
) -> Answer<Saved> {
    Ok(Json(service::cancel(&app, &caller, id, body.version, &body.report).await?.into()))
}
