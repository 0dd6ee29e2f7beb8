//! Organisational units: seen by every caller, kept by administrators.

use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use super::{
    answers::{Answer, each},
    caller::Bearer,
    codes::UnitKind,
    inputs::{Body, Ids},
};
use crate::{
    service::{
        App,
        units::{self as service, Names, NewUnit, Unit},
    },
    web::error::ApiError,
};
use axum::http::StatusCode;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, add)).routes(routes!(amend))
}

/// One unit of the tree.
#[derive(Serialize, ToSchema)]
pub(super) struct UnitBody {
    /// Its id.
    id: Uuid,
    /// The unit above; null for the root.
    parent: Option<Uuid>,
    /// What it is.
    kind: UnitKind,
    /// Its division code; areas have none.
    code: Option<String>,
    /// Its Chinese name.
    zh: String,
    /// Its English name.
    en: String,
    /// What else it is called in ledgers.
    aliases: Vec<String>,
    /// The office's phone, which is public.
    phone: Option<String>,
}

impl From<Unit> for UnitBody {
    fn from(unit: Unit) -> Self {
        let Unit { id, parent, kind, code, zh, en, aliases, phone } = unit;
        Self { id, parent, kind: kind.into(), code, zh, en, aliases, phone }
    }
}

/// A unit to be added.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UnitAdded {
    /// The unit above.
    parent: Uuid,
    /// What it is.
    kind: UnitKind,
    /// Its division code; areas have none.
    #[serde(default)]
    #[schema(max_length = 9)]
    code: Option<String>,
    /// Its Chinese name.
    #[schema(min_length = 1, max_length = 100)]
    zh: String,
    /// Its English name.
    #[schema(min_length = 1, max_length = 100)]
    en: String,
    /// What else it is called in ledgers.
    #[serde(default)]
    #[schema(max_items = 20)]
    aliases: Vec<String>,
    /// The office's phone, which is public.
    #[serde(default)]
    #[schema(max_length = 40)]
    phone: Option<String>,
}

/// What a unit is to be called.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UnitNames {
    /// Its Chinese name.
    #[schema(min_length = 1, max_length = 100)]
    zh: String,
    /// Its English name.
    #[schema(min_length = 1, max_length = 100)]
    en: String,
    /// All that it is also called in ledgers; the name that is given up is added.
    #[serde(default)]
    #[schema(max_items = 20)]
    aliases: Vec<String>,
    /// The office's phone, which is public; empty for none, left out where it stays.
    #[serde(default)]
    #[schema(max_length = 40)]
    phone: Option<String>,
}

/// All units, each after the one above it.
#[utoipa::path(get, path = "/units", responses((status = 200, description = "All units", body = Vec<UnitBody>)))]
async fn list(Bearer(caller): Bearer, State(app): State<App>) -> Answer<Vec<UnitBody>> {
    Ok(Json(each(service::list(&app, &caller).await?)))
}

/// Add a unit below one of the caller's.
#[utoipa::path(post, path = "/units", request_body = UnitAdded,
    responses((status = 201, description = "Added", body = UnitBody)))]
async fn add(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Body(body): Body<UnitAdded>,
) -> Result<(StatusCode, Json<UnitBody>), ApiError> {
    let UnitAdded { parent, kind, code, zh, en, aliases, phone } = body;
    let new = NewUnit { parent, kind: kind.0, code, names: Names { zh, en, aliases, phone } };
    Ok((StatusCode::CREATED, Json(service::add(&app, &caller, new).await?.into())))
}

/// Give a unit other names or another phone; its place, kind and code stay.
#[utoipa::path(put, path = "/units/{id}", request_body = UnitNames,
    responses((status = 200, description = "Amended", body = UnitBody)))]
async fn amend(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<UnitNames>,
) -> Answer<UnitBody> {
    let UnitNames { zh, en, aliases, phone } = body;
    Ok(Json(service::amend(&app, &caller, id, Names { zh, en, aliases, phone }).await?.into()))
}
