//! Members and volunteers of the Red Cross: taken in under their own consent, ended at once.

mod bodies;

use axum::{Json, extract::State};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use self::bodies::{MembersBody, MembershipBody};
use super::{
    answers::{Answer, Created, Made, Saved, each},
    caller::Bearer,
    inputs::{Body, Ids, Params},
};
use crate::{
    domain::memberships::inputs::MembershipInput,
    service::{App, memberships as service},
    web::error::ApiError,
};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(of_person, join))
        .routes(routes!(list))
        .routes(routes!(get))
        .routes(routes!(end))
}

/// Whose memberships are listed.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Whose {
    /// A unit within the caller's, with those below it; none for the caller's own.
    unit: Option<Uuid>,
}

/// The memberships of a person, the earliest day first.
#[utoipa::path(get, path = "/people/{id}/memberships",
    responses((status = 200, description = "The memberships", body = Vec<MembershipBody>)))]
async fn of_person(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(person): Ids<Uuid>,
) -> Answer<Vec<MembershipBody>> {
    Ok(Json(each(service::of_person(&app, &caller, person).await?)))
}

/// Take a person in as a member or volunteer, on her consent to membership.
#[utoipa::path(post, path = "/people/{id}/memberships", request_body = MembershipInput,
    responses((status = 201, description = "Taken in", body = Made)))]
async fn join(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(person): Ids<Uuid>,
    Body(input): Body<MembershipInput>,
) -> Result<Created<Made>, ApiError> {
    let id = service::join(&app, &caller, person, &input).await?;
    Ok(Created::at(format!("memberships/{id}"), Made { id }))
}

/// The members and volunteers of a unit, masked: those that stand first, then the latest day; at most 500.
#[utoipa::path(get, path = "/memberships", params(Whose),
    responses((status = 200, description = "The memberships", body = MembersBody)))]
async fn list(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Params(whose): Params<Whose>,
) -> Answer<MembersBody> {
    Ok(Json(service::list(&app, &caller, whose.unit).await?.into()))
}

/// A membership, its person masked.
#[utoipa::path(get, path = "/memberships/{id}",
    responses((status = 200, description = "The membership", body = MembershipBody)))]
async fn get(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
) -> Answer<MembershipBody> {
    Ok(Json(service::get(&app, &caller, id).await?.listed.into()))
}

/// End a membership at her wish, at once; nobody has to say why.
#[utoipa::path(post, path = "/memberships/{id}/end",
    responses((status = 200, description = "Ended", body = Saved)))]
async fn end(Bearer(caller): Bearer, State(app): State<App>, Ids(id): Ids<Uuid>) -> Answer<Saved> {
    Ok(Json(service::end(&app, &caller, id).await?.into()))
}
