//! Two offices hold the same document: their common parent says whether it is one person.

use axum::{Json, extract::State, http::StatusCode};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use super::{
    answers::{Answer, Done, each},
    caller::Bearer,
    inputs::{Body, Ids},
    people::PersonBody,
};
use crate::service::{
    App,
    reconciliations::{self as service, Pair},
};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(decide))
}

/// A pair of records that hold one document.
#[derive(Serialize, ToSchema)]
pub(super) struct ReconciliationBody {
    /// Its id.
    id: Uuid,
    /// The common parent of the two offices.
    unit: Uuid,
    /// Since when it waits.
    created_at: DateTime<Utc>,
    /// The later record, masked; null where it is damaged.
    person: Option<PersonBody>,
    /// The earlier record, masked; null where it is damaged.
    other: Option<PersonBody>,
}

impl From<Pair> for ReconciliationBody {
    fn from(pair: Pair) -> Self {
        Self {
            id: pair.task.id,
            unit: pair.task.unit,
            created_at: pair.task.created_at,
            person: pair.person.map(Into::into),
            other: pair.other.map(Into::into),
        }
    }
}

/// The pairs that wait for the caller's units.
#[utoipa::path(get, path = "/reconciliations",
    responses((status = 200, description = "Waiting pairs", body = Vec<ReconciliationBody>)))]
async fn list(Bearer(caller): Bearer, State(app): State<App>) -> Answer<Vec<ReconciliationBody>> {
    Ok(Json(each(service::list(&app, &caller).await?)))
}

/// What the common parent says.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ReconciliationDecision {
    /// Whether it is one person: a merge is proposed then. Otherwise both records stay.
    same: bool,
}

/// Settle a pair.
#[utoipa::path(post, path = "/reconciliations/{id}/decision", request_body = ReconciliationDecision,
    responses((status = 204, description = "Settled")))]
async fn decide(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<ReconciliationDecision>,
) -> Done {
    service::decide(&app, &caller, id, body.same).await?;
    Ok(StatusCode::NO_CONTENT)
}
