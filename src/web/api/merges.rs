//! Merging two records of one person: proposed, decided by somebody else, taken back.

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
        merges::{self as service, Pair},
    },
    web::error::ApiError,
};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, ask)).routes(routes!(decide)).routes(routes!(undo))
}

/// A merge that waits for a second look, or that can be taken back.
#[derive(Serialize, ToSchema)]
pub(super) struct MergeBody {
    /// Its id.
    id: Uuid,
    /// `asked` or `confirmed`.
    status: String,
    /// The record that stays.
    kept: Uuid,
    /// The record that goes into it.
    dropped: Uuid,
    /// The account that proposed it; another one decides.
    asked_by: Option<Uuid>,
    /// When.
    asked_at: DateTime<Utc>,
    /// The record that stays, masked; null where it is damaged.
    kept_person: Option<PersonBody>,
    /// The record that goes into it, masked; null where it is damaged.
    dropped_person: Option<PersonBody>,
}

impl From<Pair> for MergeBody {
    fn from(pair: Pair) -> Self {
        let merge = pair.merge;
        Self {
            id: merge.id,
            status: merge.status,
            kept: merge.kept,
            dropped: merge.dropped,
            asked_by: merge.asked_by,
            asked_at: merge.asked_at,
            kept_person: pair.kept.map(Into::into),
            dropped_person: pair.dropped.map(Into::into),
        }
    }
}

/// The merges that wait for a second look, and those that can be taken back.
#[utoipa::path(get, path = "/merges",
    responses((status = 200, description = "Merges", body = Vec<MergeBody>)))]
async fn list(Bearer(caller): Bearer, State(app): State<App>) -> Answer<Vec<MergeBody>> {
    Ok(Json(each(service::list(&app, &caller).await?)))
}

/// Two records of one person.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MergeAsked {
    /// The record that is to stay.
    kept: Uuid,
    /// The record that is to go into it.
    dropped: Uuid,
}

/// Propose that two records are one person.
#[utoipa::path(post, path = "/merges", request_body = MergeAsked,
    responses((status = 201, description = "Proposed", body = Made)))]
async fn ask(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Body(body): Body<MergeAsked>,
) -> Result<(StatusCode, Json<Made>), ApiError> {
    let id = service::ask(&app, &caller, body.kept, body.dropped).await?;
    Ok((StatusCode::CREATED, Json(Made { id })))
}

/// What the second look says.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MergeDecision {
    /// Whether the records are one person.
    confirm: bool,
}

/// Confirm or decline a merge that somebody else proposed.
#[utoipa::path(post, path = "/merges/{id}/decision", request_body = MergeDecision,
    responses((status = 204, description = "Decided")))]
async fn decide(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<MergeDecision>,
) -> Done {
    service::decide(&app, &caller, id, body.confirm).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Take a confirmed merge back: both records are there again.
#[utoipa::path(post, path = "/merges/{id}/undo", responses((status = 204, description = "Taken back")))]
async fn undo(Bearer(caller): Bearer, State(app): State<App>, Ids(id): Ids<Uuid>) -> Done {
    service::undo(&app, &caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
