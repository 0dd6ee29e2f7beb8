//! The register of donation coordinators.

mod bodies;

use axum::{Json, extract::State};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

pub(super) use self::bodies::TrainingBody;
use self::bodies::{CoordinatorBody, FullCoordinatorBody, ShownCoordinatorBody};
use super::{
    answers::{Answer, Created, Made, Saved, each},
    caller::Bearer,
    codes::UnmaskReason,
    inputs::{Body, Ids},
};
use crate::{
    domain::{
        coordinators::inputs::{BanInput, CertificateInput, CoordinatorInput},
        trainings::TrainingInput,
    },
    service::{App, coordinators as service},
    web::error::ApiError,
};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, add))
        .routes(routes!(get, amend))
        .routes(routes!(unmask))
        .routes(routes!(renew))
        .routes(routes!(train))
        .routes(routes!(ban))
        .routes(routes!(lift_ban))
}

/// A coordinator's amended details.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct VersionedCoordinator {
    /// The version that was read.
    version: i64,
    /// All of her details; what is left out becomes empty.
    coordinator: CoordinatorInput,
}

/// A new certificate.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct VersionedCertificate {
    /// The version that was read.
    version: i64,
    /// The certificate.
    certificate: CertificateInput,
}

/// A training of a coordinator.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct VersionedTraining {
    /// The version that was read.
    version: i64,
    /// The training.
    training: TrainingInput,
}

/// A ban for life.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct VersionedBan {
    /// The version that was read.
    version: i64,
    /// The ban.
    ban: BanInput,
}

/// Why a ban was a mistake.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LiftBanInput {
    /// The version that was read.
    version: i64,
    /// Why.
    reason: String,
}

/// Why a coordinator is read in full.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct UnmaskCoordinatorInput {
    /// The reason.
    reason: UnmaskReason,
}

/// The register within the caller's units, what asks for something first.
#[utoipa::path(get, path = "/coordinators",
    responses((status = 200, description = "The register", body = Vec<CoordinatorBody>)))]
async fn list(Bearer(caller): Bearer, State(app): State<App>) -> Answer<Vec<CoordinatorBody>> {
    Ok(Json(each(service::list(&app, &caller).await?)))
}

/// Enter a coordinator.
#[utoipa::path(post, path = "/coordinators", request_body = CoordinatorInput,
    responses((status = 201, description = "Entered", body = Made)))]
async fn add(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Body(input): Body<CoordinatorInput>,
) -> Result<Created<Made>, ApiError> {
    let id = service::add(&app, &caller, &input).await?;
    Ok(Created::at(format!("coordinators/{id}"), Made { id }))
}

/// A coordinator with her trainings and certificates; document, numbers and phone masked.
#[utoipa::path(get, path = "/coordinators/{id}",
    responses((status = 200, description = "The coordinator", body = ShownCoordinatorBody)))]
async fn get(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
) -> Answer<ShownCoordinatorBody> {
    Ok(Json(service::get(&app, &caller, id).await?.into()))
}

/// Correct a coordinator's details.
#[utoipa::path(put, path = "/coordinators/{id}", request_body = VersionedCoordinator,
    responses((status = 200, description = "Amended", body = Saved)))]
async fn amend(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<VersionedCoordinator>,
) -> Answer<Saved> {
    Ok(Json(service::amend(&app, &caller, id, body.version, &body.coordinator).await?.into()))
}

/// Read document, number and phone in full; the reading and its reason are recorded.
#[utoipa::path(post, path = "/coordinators/{id}/unmask", request_body = UnmaskCoordinatorInput,
    responses((status = 200, description = "In full", body = FullCoordinatorBody)))]
async fn unmask(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<UnmaskCoordinatorInput>,
) -> Answer<FullCoordinatorBody> {
    Ok(Json(service::unmask(&app, &caller, id, body.reason.0).await?.into()))
}

/// Give her a new certificate; the former one is kept.
#[utoipa::path(post, path = "/coordinators/{id}/certificates", request_body = VersionedCertificate,
    responses((status = 200, description = "Renewed", body = Saved)))]
async fn renew(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<VersionedCertificate>,
) -> Answer<Saved> {
    Ok(Json(service::renew(&app, &caller, id, body.version, &body.certificate).await?.into()))
}

/// Write a training down.
#[utoipa::path(post, path = "/coordinators/{id}/trainings", request_body = VersionedTraining,
    responses((status = 200, description = "Written down", body = Saved)))]
async fn train(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<VersionedTraining>,
) -> Answer<Saved> {
    Ok(Json(service::train(&app, &caller, id, body.version, &body.training).await?.into()))
}

/// Ban her for life.
#[utoipa::path(post, path = "/coordinators/{id}/ban", request_body = VersionedBan,
    responses((status = 200, description = "Banned", body = Saved)))]
async fn ban(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<VersionedBan>,
) -> Answer<Saved> {
    Ok(Json(service::ban(&app, &caller, id, body.version, &body.ban).await?.into()))
}

/// Take back a ban that was entered by mistake.
#[utoipa::path(post, path = "/coordinators/{id}/unban", request_body = LiftBanInput,
    responses((status = 200, description = "Taken back", body = Saved)))]
async fn lift_ban(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<LiftBanInput>,
) -> Answer<Saved> {
    Ok(Json(service::lift_ban(&app, &caller, id, body.version, &body.reason).await?.into()))
}
