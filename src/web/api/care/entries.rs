//! What happens with a family, and aid from the request to its outcome.

use axum::{Json, extract::State};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::{
    domain::care::inputs::{AidInput, DayInput, EntryInput},
    service::{App, care::entries as service},
    web::api::{
        answers::{Answer, Saved},
        caller::Bearer,
        inputs::{Body, Ids},
    },
};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(tell))
        .routes(routes!(take_back))
        .routes(routes!(request_aid))
        .routes(routes!(decide_aid))
        .routes(routes!(give_aid))
        .routes(routes!(receipt_aid))
        .routes(routes!(outcome_of_aid))
}

/// Something that happened.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CareEntry {
    /// The version of the ledger that was read.
    version: i64,
    /// What happened.
    entry: EntryInput,
}

/// The ledger that is to change.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CareVersion {
    /// The version of the ledger that was read.
    version: i64,
}

/// Aid that is asked for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CareAid {
    /// The version of the ledger that was read.
    version: i64,
    /// The aid.
    aid: AidInput,
}

/// The second person's word on aid.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AidDecision {
    /// The version of the ledger that was read.
    version: i64,
    /// True to approve it, false to decline it.
    approve: bool,
    /// In words; has to be there where it is declined.
    #[serde(default)]
    words: String,
}

/// A further step of aid.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AidStep {
    /// The version of the ledger that was read.
    version: i64,
    /// The day, and what is to be said about it; an outcome needs words.
    step: DayInput,
}

/// Write down a visit, a call, condolences, hardship, a wish or a note.
#[utoipa::path(post, path = "/care/{id}/entries", request_body = CareEntry,
    responses((status = 200, description = "Written down", body = Saved)))]
async fn tell(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<CareEntry>,
) -> Answer<Saved> {
    Ok(Json(service::tell(&app, &caller, id, body.version, &body.entry).await?.into()))
}

/// Take back what was written down by mistake; what it was is kept.
#[utoipa::path(post, path = "/care/{id}/entries/{entry}/undo", request_body = CareVersion,
    responses((status = 200, description = "Taken back", body = Saved)))]
async fn take_back(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids((id, entry)): Ids<(Uuid, Uuid)>,
    Body(body): Body<CareVersion>,
) -> Answer<Saved> {
    Ok(Json(service::take_back(&app, &caller, id, entry, body.version).await?.into()))
}

/// Ask for aid; a second person decides.
#[utoipa::path(post, path = "/care/{id}/aid", request_body = CareAid,
    responses((status = 200, description = "Asked for", body = Saved)))]
async fn request_aid(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<CareAid>,
) -> Answer<Saved> {
    Ok(Json(service::request_aid(&app, &caller, id, body.version, &body.aid).await?.into()))
}

/// Approve or decline aid that somebody else asked for.
#[utoipa::path(post, path = "/care/{id}/aid/{aid}/decision", request_body = AidDecision,
    responses((status = 200, description = "Decided", body = Saved)))]
async fn decide_aid(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids((id, aid)): Ids<(Uuid, Uuid)>,
    Body(body): Body<AidDecision>,
) -> Answer<Saved> {
    let AidDecision { version, approve, words } = body;
    let decided = service::decide_aid(&app, &caller, id, aid, version, approve, &words);
    Ok(Json(decided.await?.into()))
}

/// Approved aid was given.
#[utoipa::path(post, path = "/care/{id}/aid/{aid}/giving", request_body = AidStep,
    responses((status = 200, description = "Given", body = Saved)))]
async fn give_aid(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids((id, aid)): Ids<(Uuid, Uuid)>,
    Body(body): Body<AidStep>,
) -> Answer<Saved> {
    Ok(Json(service::give_aid(&app, &caller, id, aid, body.version, &body.step).await?.into()))
}

/// The family has signed for the aid.
#[utoipa::path(post, path = "/care/{id}/aid/{aid}/receipt", request_body = AidStep,
    responses((status = 200, description = "Signed for", body = Saved)))]
async fn receipt_aid(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids((id, aid)): Ids<(Uuid, Uuid)>,
    Body(body): Body<AidStep>,
) -> Answer<Saved> {
    Ok(Json(service::receipt_aid(&app, &caller, id, aid, body.version, &body.step).await?.into()))
}

/// What came of the aid.
#[utoipa::path(post, path = "/care/{id}/aid/{aid}/outcome", request_body = AidStep,
    responses((status = 200, description = "Told", body = Saved)))]
async fn outcome_of_aid(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids((id, aid)): Ids<(Uuid, Uuid)>,
    Body(body): Body<AidStep>,
) -> Answer<Saved> {
    let told = service::outcome_of_aid(&app, &caller, id, aid, body.version, &body.step);
    Ok(Json(told.await?.into()))
}
