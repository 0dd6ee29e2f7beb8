//! A death told apart from any donation, and taken back.

use axum::{Json, extract::State};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use super::{
    answers::{Answer, Saved},
    caller::Bearer,
    inputs::{Body, Ids},
};
use crate::{
    domain::deaths::{Death, DeathInput},
    service::{App, deaths as service},
};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(record)).routes(routes!(revoke))
}

/// A death told by itself. The note is told with an unmasked person only.
#[derive(Serialize, ToSchema)]
pub(super) struct DeathBody {
    /// The day; null where it is not known.
    on: Option<NaiveDate>,
    /// Who said so: `family`, `community`, `hospital`, `other_office`, `other`.
    told_by: &'static str,
    /// What else was said.
    note: Option<String>,
    /// The day on which it was written down.
    recorded_on: NaiveDate,
}

impl From<Death> for DeathBody {
    fn from(death: Death) -> Self {
        let Death { on, told_by, note, recorded_on, .. } = death;
        Self { on, told_by: told_by.code(), note, recorded_on }
    }
}

/// A death to be written down.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct VersionedDeath {
    /// The version of the person's record that was read.
    version: i64,
    /// What was told.
    death: DeathInput,
}

/// The record on which a death is taken back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DeathRevocation {
    /// The version of the person's record that was read.
    version: i64,
}

/// Write down that a person died, told apart from any donation; open match cases and tasks end.
#[utoipa::path(post, path = "/people/{id}/death", request_body = VersionedDeath,
    responses((status = 200, description = "Written down", body = Saved)))]
async fn record(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(person): Ids<Uuid>,
    Body(body): Body<VersionedDeath>,
) -> Answer<Saved> {
    Ok(Json(service::record(&app, &caller, person, body.version, &body.death).await?.into()))
}

/// Take back a death that was written down by mistake.
#[utoipa::path(post, path = "/people/{id}/death/revocation", request_body = DeathRevocation,
    responses((status = 200, description = "Taken back", body = Saved)))]
async fn revoke(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(person): Ids<Uuid>,
    Body(body): Body<DeathRevocation>,
) -> Answer<Saved> {
    Ok(Json(service::revoke(&app, &caller, person, body.version).await?.into()))
}
