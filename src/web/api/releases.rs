//! Published statistics: the files as they are, and publishing the next.

use std::collections::BTreeMap;

use axum::{
    Json,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use super::{
    answers::{Answer, Created, Made, each},
    caller::Bearer,
    inputs::{Body, Ids},
};
use crate::{
    service::{
        App,
        releases::{self as service, Wanted},
    },
    store::releases::Kept,
    web::error::ApiError,
};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, publish))
        .routes(routes!(preview))
        .routes(routes!(get))
}

/// A release.
#[derive(Serialize, ToSchema)]
struct ReleaseBody {
    /// Its id.
    id: Uuid,
    /// The unit that published.
    unit: Uuid,
    /// The quarter.
    period: String,
    /// The digest of its file.
    sha256: String,
    /// The digest of the file before.
    previous_sha256: Option<String>,
    /// When it was made.
    made_at: DateTime<Utc>,
    /// By whom; null for the operator.
    made_by: Option<Uuid>,
}

impl From<Kept> for ReleaseBody {
    fn from(kept: Kept) -> Self {
        Self {
            id: kept.id,
            unit: kept.unit,
            period: kept.period.to_string(),
            sha256: kept.sha256,
            previous_sha256: kept.previous_sha256,
            made_at: kept.made_at,
            made_by: kept.made_by,
        }
    }
}

/// What is to be published.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReleaseInput {
    /// The unit's id; the caller's own if not given.
    #[serde(default)]
    unit: Option<Uuid>,
    /// The quarter, `2025-Q4`: over, and the one after the last published.
    #[schema(max_length = 7)]
    period: String,
}

impl From<ReleaseInput> for Wanted {
    fn from(input: ReleaseInput) -> Self {
        Self { unit: input.unit, period: input.period, known: BTreeMap::new() }
    }
}

/// What units in scope have published, the earliest first.
#[utoipa::path(get, path = "/releases",
    responses((status = 200, description = "The releases", body = Vec<ReleaseBody>)))]
async fn list(Bearer(caller): Bearer, State(app): State<App>) -> Answer<Vec<ReleaseBody>> {
    Ok(Json(each(service::list(&app, &caller).await?)))
}

/// Publish a quarter. Refused where the auditor can compute anything from it together with all earlier ones.
#[utoipa::path(post, path = "/releases", request_body = ReleaseInput,
    responses((status = 201, description = "Published", body = Made)))]
async fn publish(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Body(body): Body<ReleaseInput>,
) -> Result<Created<Made>, ApiError> {
    let id = service::publish(&app, &caller, &body.into()).await?.id;
    Ok(Created::at(format!("releases/{id}"), Made { id }))
}

/// The file as it would be if it were published now.
#[utoipa::path(post, path = "/releases/preview", request_body = ReleaseInput,
    responses((status = 200, description = "The file", body = serde_json::Value)))]
async fn preview(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Body(body): Body<ReleaseInput>,
) -> Result<Response, ApiError> {
    Ok(file(service::preview(&app, &caller, &body.into()).await?.built.text))
}

/// The file of a release, word for word.
#[utoipa::path(get, path = "/releases/{id}",
    responses((status = 200, description = "The file", body = serde_json::Value)))]
async fn get(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
) -> Result<Response, ApiError> {
    Ok(file(service::get(&app, &caller, id).await?.text))
}

fn file(text: String) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], text).into_response()
}
