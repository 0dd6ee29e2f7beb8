//! Exports of people: asked for, approved by a second person above fifty, given out once.

mod bodies;

use axum::{
    Json,
    body::Body as Bytes,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use self::bodies::{ExportBody, ManyBody};
use super::{
    answers::{Answer, Created, Made, Saved, each},
    caller::Bearer,
    codes::FileKind,
    inputs::{Body, Ids},
};
use crate::{
    domain::exports::inputs::ExportInput,
    service::{App, exports as service},
    web::error::ApiError,
};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, ask))
        .routes(routes!(many))
        .routes(routes!(get))
        .routes(routes!(decide))
        .routes(routes!(fetch))
}

/// The second person's decision.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ExportDecision {
    /// The version that was read.
    version: i64,
    /// Whether the file may be given out.
    approve: bool,
}

/// As what the file is fetched.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct FetchInput {
    /// The version that was read.
    version: i64,
    /// What the file shall be.
    format: FileKind,
}

/// The newest 200 exports: one's own, or for those who approve all of their units.
#[utoipa::path(get, path = "/exports",
    responses((status = 200, description = "The exports", body = Vec<ExportBody>)))]
async fn list(Bearer(caller): Bearer, State(app): State<App>) -> Answer<Vec<ExportBody>> {
    Ok(Json(each(service::list(&app, &caller).await?)))
}

/// Ask for an export. Up to 50 people the file may be fetched at once; above that a second person decides.
#[utoipa::path(post, path = "/exports", request_body = ExportInput,
    responses((status = 201, description = "Asked for", body = Made)))]
async fn ask(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Body(input): Body<ExportInput>,
) -> Result<Created<Made>, ApiError> {
    let id = service::ask(&app, &caller, &input).await?;
    Ok(Created::at(format!("exports/{id}"), Made { id }))
}

/// The accounts that exported more than 200 people on one of the last seven days.
#[utoipa::path(get, path = "/export-alerts",
    responses((status = 200, description = "Accounts and days", body = Vec<ManyBody>)))]
async fn many(Bearer(caller): Bearer, State(app): State<App>) -> Answer<Vec<ManyBody>> {
    Ok(Json(each(service::many(&app, &caller).await?)))
}

/// An export.
#[utoipa::path(get, path = "/exports/{id}",
    responses((status = 200, description = "The export", body = ExportBody)))]
async fn get(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
) -> Answer<ExportBody> {
    Ok(Json(service::get(&app, &caller, id).await?.listed.into()))
}

/// Approve or decline an export that somebody else asked for.
#[utoipa::path(post, path = "/exports/{id}/decision", request_body = ExportDecision,
    responses((status = 200, description = "Decided", body = Saved)))]
async fn decide(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<ExportDecision>,
) -> Answer<Saved> {
    Ok(Json(service::decide(&app, &caller, id, body.version, body.approve).await?.into()))
}

/// Fetch the file, once, within seven days; everybody in it is noted in the trail.
#[utoipa::path(post, path = "/exports/{id}/file", request_body = FetchInput,
    responses((status = 200, description = "The file", content(
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (String = "text/csv; charset=utf-8"),
    ))))]
async fn fetch(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<FetchInput>,
) -> Result<Response, ApiError> {
    let mut file = service::fetch(&app, &caller, id, body.version, body.format.0).await?;
    let headers = [
        (header::CONTENT_TYPE, file.kind.media_type().to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", file.name)),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, Bytes::from(std::mem::take(&mut *file.bytes))).into_response())
}
