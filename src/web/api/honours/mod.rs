//! Honours and benefits: what was issued, what the law gives, and who is eligible.

mod bodies;

use axum::{Json, extract::State};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use self::bodies::{EligibleBody, HonourBody, HonourProofBody, PolicyBody};
use super::{
    answers::{Answer, Created, Made, Saved, each},
    caller::Bearer,
    codes::UnmaskReason,
    inputs::{Body, Ids},
};
use crate::{
    domain::{
        honours::inputs::{HonourInput, RevocationInput},
        permissions::Permission,
    },
    service::{App, honours as service},
    web::error::ApiError,
};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(of_person, issue))
        .routes(routes!(list))
        .routes(routes!(policies))
        .routes(routes!(eligible))
        .routes(routes!(get))
        .routes(routes!(unmask))
        .routes(routes!(revoke))
}

/// Why an honour is read in full.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct UnmaskHonourInput {
    /// The reason.
    reason: UnmaskReason,
}

/// The honour that is revoked.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct VersionedRevocation {
    /// The version that was read.
    version: i64,
    /// Why.
    revocation: RevocationInput,
}

/// The honours of a person, the earliest day first.
#[utoipa::path(get, path = "/people/{id}/honours",
    responses((status = 200, description = "The honours", body = Vec<HonourBody>)))]
async fn of_person(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(person): Ids<Uuid>,
) -> Answer<Vec<HonourBody>> {
    Ok(Json(each(service::of_person(&app, &caller, person).await?)))
}

/// Issue an honour or benefit for what a person gave.
#[utoipa::path(post, path = "/people/{id}/honours", request_body = HonourInput,
    responses((status = 201, description = "Issued", body = Made)))]
async fn issue(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(person): Ids<Uuid>,
    Body(input): Body<HonourInput>,
) -> Result<Created<Made>, ApiError> {
    let id = service::issue(&app, &caller, person, &input).await?;
    Ok(Created::at(format!("honours/{id}"), Made { id }))
}

/// What was issued, the latest day first, at most 500.
#[utoipa::path(get, path = "/honours",
    responses((status = 200, description = "The honours", body = Vec<HonourBody>)))]
async fn list(Bearer(caller): Bearer, State(app): State<App>) -> Answer<Vec<HonourBody>> {
    Ok(Json(each(service::list(&app, &caller).await?)))
}

/// The benefits that the law gives, as this installation has them.
#[utoipa::path(get, path = "/benefits",
    responses((status = 200, description = "The policies", body = Vec<PolicyBody>)))]
async fn policies(Bearer(caller): Bearer, State(app): State<App>) -> Answer<Vec<PolicyBody>> {
    caller.actor.may(Permission::HonoursWork)?;
    Ok(Json(each(app.settings.benefits.all())))
}

/// Who is eligible for what today, by the donations that took place; what was never issued first.
#[utoipa::path(get, path = "/benefits/eligible",
    responses((status = 200, description = "Who is eligible", body = Vec<EligibleBody>)))]
async fn eligible(Bearer(caller): Bearer, State(app): State<App>) -> Answer<Vec<EligibleBody>> {
    Ok(Json(each(service::eligible(&app, &caller).await?)))
}

/// An honour, masked.
#[utoipa::path(get, path = "/honours/{id}",
    responses((status = 200, description = "The honour", body = HonourBody)))]
async fn get(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
) -> Answer<HonourBody> {
    Ok(Json(service::get(&app, &caller, id).await?.listed.into()))
}

/// Read an honour in full, as its proof says it; the reading and its reason are recorded.
#[utoipa::path(post, path = "/honours/{id}/unmask", request_body = UnmaskHonourInput,
    responses((status = 200, description = "In full", body = HonourProofBody)))]
async fn unmask(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<UnmaskHonourInput>,
) -> Answer<HonourProofBody> {
    Ok(Json(service::unmask(&app, &caller, id, body.reason.0).await?.into()))
}

/// Revoke an honour that was issued by mistake or does not hold any more.
#[utoipa::path(post, path = "/honours/{id}/revocation", request_body = VersionedRevocation,
    responses((status = 200, description = "Revoked", body = Saved)))]
async fn revoke(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<VersionedRevocation>,
) -> Answer<Saved> {
    Ok(Json(service::revoke(&app, &caller, id, body.version, &body.revocation).await?.into()))
}
