//! The memorial: entries, a second person's approval, withdrawing at once, batches for the park, the roll.

mod bodies;

use axum::{Json, extract::State};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use self::bodies::{BatchBody, FullMemorialBody, MemorialBody, MemorialLineBody};
use super::{
    answers::{Answer, Created, Made, Saved, each},
    caller::Bearer,
    codes::UnmaskReason,
    inputs::{Body, Ids},
};
use crate::{
    domain::memorials::inputs::{BatchInput, MemorialInput, WithdrawalInput},
    service::{App, ServiceError, memorials as service},
    web::error::ApiError,
};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(of_person, draft))
        .routes(routes!(list))
        .routes(routes!(roll))
        .routes(routes!(batches, engraving_list))
        .routes(routes!(get, amend))
        .routes(routes!(unmask))
        .routes(routes!(approve))
        .routes(routes!(withdraw))
        .routes(routes!(engrave))
}

/// An entry written anew.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct VersionedMemorial {
    /// The version that was read.
    version: i64,
    /// All of it; what is left out becomes empty.
    entry: MemorialInput,
}

/// The entry that is to change.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MemorialVersion {
    /// The version that was read.
    version: i64,
}

/// Into which batch an entry goes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct VersionedBatch {
    /// The version that was read.
    version: i64,
    /// The batch; both fields empty to take the entry out.
    batch: BatchInput,
}

/// Why an entry is read in full.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct UnmaskMemorialInput {
    /// The reason.
    reason: UnmaskReason,
}

/// The entries of a person, oldest first.
#[utoipa::path(get, path = "/people/{id}/memorials",
    responses((status = 200, description = "The entries", body = Vec<MemorialBody>)))]
async fn of_person(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(person): Ids<Uuid>,
) -> Answer<Vec<MemorialBody>> {
    Ok(Json(each(service::of_person(&app, &caller, person).await?)))
}

/// Draft an entry; it waits for a second person.
#[utoipa::path(post, path = "/people/{id}/memorials", request_body = MemorialInput,
    responses((status = 201, description = "Drafted", body = Made)))]
async fn draft(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(person): Ids<Uuid>,
    Body(input): Body<MemorialInput>,
) -> Result<Created<Made>, ApiError> {
    let id = service::draft(&app, &caller, person, &input).await?;
    Ok(Created::at(format!("memorials/{id}"), Made { id }))
}

/// Every entry, newest first.
#[utoipa::path(get, path = "/memorials",
    responses((status = 200, description = "The entries", body = Vec<MemorialBody>)))]
async fn list(Bearer(caller): Bearer, State(app): State<App>) -> Answer<Vec<MemorialBody>> {
    Ok(Json(each(service::list(&app, &caller).await?)))
}

/// Everybody who may be remembered now, in the form consented to; recorded.
#[utoipa::path(get, path = "/memorials/roll",
    responses((status = 200, description = "The roll", body = Vec<MemorialLineBody>)))]
async fn roll(Bearer(caller): Bearer, State(app): State<App>) -> Answer<Vec<MemorialLineBody>> {
    Ok(Json(each(service::roll(&app, &caller).await?)))
}

/// The batches for the park, the latest day first.
#[utoipa::path(get, path = "/memorials/engravings",
    responses((status = 200, description = "The batches", body = Vec<BatchBody>)))]
async fn batches(Bearer(caller): Bearer, State(app): State<App>) -> Answer<Vec<BatchBody>> {
    Ok(Json(each(service::batches(&app, &caller).await?)))
}

/// The names of a batch for the park; each reading is recorded.
#[utoipa::path(post, path = "/memorials/engravings", request_body = BatchInput,
    responses((status = 200, description = "The names", body = Vec<MemorialLineBody>)))]
async fn engraving_list(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Body(batch): Body<BatchInput>,
) -> Answer<Vec<MemorialLineBody>> {
    let batch = batch.read(app.today()).map_err(ServiceError::from)?;
    let batch = batch.ok_or(ServiceError::Missing)?;
    Ok(Json(each(service::engraving_list(&app, &caller, batch).await?)))
}

/// An entry, masked.
#[utoipa::path(get, path = "/memorials/{id}",
    responses((status = 200, description = "The entry", body = MemorialBody)))]
async fn get(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
) -> Answer<MemorialBody> {
    Ok(Json(service::get(&app, &caller, id).await?.listed.into()))
}

/// Write an entry anew; it waits for a second person again.
#[utoipa::path(put, path = "/memorials/{id}", request_body = VersionedMemorial,
    responses((status = 200, description = "Amended", body = Saved)))]
async fn amend(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<VersionedMemorial>,
) -> Answer<Saved> {
    Ok(Json(service::amend(&app, &caller, id, body.version, &body.entry).await?.into()))
}

/// Read an entry in full; the reading and its reason are recorded.
#[utoipa::path(post, path = "/memorials/{id}/unmask", request_body = UnmaskMemorialInput,
    responses((status = 200, description = "In full", body = FullMemorialBody)))]
async fn unmask(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<UnmaskMemorialInput>,
) -> Answer<FullMemorialBody> {
    Ok(Json(service::unmask(&app, &caller, id, body.reason.0).await?.into()))
}

/// Approve an entry that somebody else wrote.
#[utoipa::path(post, path = "/memorials/{id}/approval", request_body = MemorialVersion,
    responses((status = 200, description = "Approved", body = Saved)))]
async fn approve(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<MemorialVersion>,
) -> Answer<Saved> {
    Ok(Json(service::approve(&app, &caller, id, body.version).await?.into()))
}

/// Withdraw an entry at once, whatever its version; nobody has to say why.
#[utoipa::path(post, path = "/memorials/{id}/withdrawal", request_body = WithdrawalInput,
    responses((status = 200, description = "Withdrawn", body = Saved)))]
async fn withdraw(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(input): Body<WithdrawalInput>,
) -> Answer<Saved> {
    Ok(Json(service::withdraw(&app, &caller, id, &input).await?.into()))
}

/// Put an approved entry into a batch for the park, or take it out.
#[utoipa::path(post, path = "/memorials/{id}/engraving", request_body = VersionedBatch,
    responses((status = 200, description = "Changed", body = Saved)))]
async fn engrave(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<VersionedBatch>,
) -> Answer<Saved> {
    Ok(Json(service::engrave(&app, &caller, id, body.version, &body.batch).await?.into()))
}
