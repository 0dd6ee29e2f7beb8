//! Supervision visits of an office to those below it.

mod bodies;

use axum::{Json, extract::State};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use self::bodies::VisitBody;
use super::{
    answers::{Answer, Created, Made, Saved, each},
    caller::Bearer,
    inputs::{Body, Ids},
};
use crate::{
    domain::supervisions::inputs::{AnswerInput, FindingInput, RectificationInput, VisitInput},
    service::{App, supervisions as service},
    web::error::ApiError,
};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, plan))
        .routes(routes!(get))
        .routes(routes!(hold))
        .routes(routes!(cancel))
        .routes(routes!(find))
        .routes(routes!(correct))
        .routes(routes!(rectify))
        .routes(routes!(answer))
}

/// The day on which a planned visit was made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct HoldInput {
    /// The version that was read.
    version: i64,
    /// The day, not in the future.
    on: String,
}

/// Why a planned visit is not made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CancelInput {
    /// The version that was read.
    version: i64,
    /// Why, at most 500 characters.
    why: String,
}

/// A finding.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct VersionedFinding {
    /// The version that was read.
    version: i64,
    /// The finding.
    finding: FindingInput,
}

/// What was done about a finding.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct VersionedRectification {
    /// The version that was read.
    version: i64,
    /// What was done.
    rectification: RectificationInput,
}

/// What the office that visited says to a report.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct VersionedAnswer {
    /// The version that was read.
    version: i64,
    /// The answer.
    answer: AnswerInput,
}

/// The visits to the caller's units, at most 300: what is overdue first, then what waits for an answer.
#[utoipa::path(get, path = "/supervisions",
    responses((status = 200, description = "The visits", body = Vec<VisitBody>)))]
async fn list(Bearer(caller): Bearer, State(app): State<App>) -> Answer<Vec<VisitBody>> {
    let listed = service::list(&app, &caller).await?;
    Ok(Json(each(listed.into_iter().map(|one| one.visit))))
}

/// Plan a visit to an office below the caller's, or enter one that was made.
#[utoipa::path(post, path = "/supervisions", request_body = VisitInput,
    responses((status = 201, description = "Entered", body = Made)))]
async fn plan(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Body(input): Body<VisitInput>,
) -> Result<Created<Made>, ApiError> {
    let id = service::plan(&app, &caller, &input).await?;
    Ok(Created::at(format!("supervisions/{id}"), Made { id }))
}

/// A visit with its findings.
#[utoipa::path(get, path = "/supervisions/{id}",
    responses((status = 200, description = "The visit", body = VisitBody)))]
async fn get(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
) -> Answer<VisitBody> {
    Ok(Json(service::get(&app, &caller, id).await?.visit.into()))
}

/// A planned visit was made.
#[utoipa::path(post, path = "/supervisions/{id}/hold", request_body = HoldInput,
    responses((status = 200, description = "Made", body = Saved)))]
async fn hold(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<HoldInput>,
) -> Answer<Saved> {
    Ok(Json(service::hold(&app, &caller, id, body.version, &body.on).await?.into()))
}

/// A planned visit is not made.
#[utoipa::path(post, path = "/supervisions/{id}/cancel", request_body = CancelInput,
    responses((status = 200, description = "Cancelled", body = Saved)))]
async fn cancel(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<CancelInput>,
) -> Answer<Saved> {
    Ok(Json(service::cancel(&app, &caller, id, body.version, &body.why).await?.into()))
}

/// Write a finding down.
#[utoipa::path(post, path = "/supervisions/{id}/findings", request_body = VersionedFinding,
    responses((status = 200, description = "Written down", body = Saved)))]
async fn find(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<VersionedFinding>,
) -> Answer<Saved> {
    Ok(Json(service::find(&app, &caller, id, body.version, None, &body.finding).await?.into()))
}

/// Correct a finding about which nothing was reported yet.
#[utoipa::path(put, path = "/supervisions/{id}/findings/{number}", request_body = VersionedFinding,
    responses((status = 200, description = "Corrected", body = Saved)))]
async fn correct(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids((id, number)): Ids<(Uuid, usize)>,
    Body(body): Body<VersionedFinding>,
) -> Answer<Saved> {
    let saved = service::find(&app, &caller, id, body.version, Some(number), &body.finding);
    Ok(Json(saved.await?.into()))
}

/// Report that a finding was put right: by the office visited, or one above it.
#[utoipa::path(post, path = "/supervisions/{id}/findings/{number}/rectification",
    request_body = VersionedRectification,
    responses((status = 200, description = "Reported", body = Saved)))]
async fn rectify(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids((id, number)): Ids<(Uuid, usize)>,
    Body(body): Body<VersionedRectification>,
) -> Answer<Saved> {
    let saved = service::rectify(&app, &caller, id, body.version, number, &body.rectification);
    Ok(Json(saved.await?.into()))
}

/// Close a finding, or send the report back: only by the office that visited, or one above it.
#[utoipa::path(post, path = "/supervisions/{id}/findings/{number}/answer", request_body = VersionedAnswer,
    responses((status = 200, description = "Answered", body = Saved)))]
async fn answer(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids((id, number)): Ids<(Uuid, usize)>,
    Body(body): Body<VersionedAnswer>,
) -> Answer<Saved> {
    let saved = service::answer(&app, &caller, id, body.version, number, &body.answer);
    Ok(Json(saved.await?.into()))
}
