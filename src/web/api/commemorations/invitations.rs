//! Invitations: put on the list, asked, answered, come or not, withdrawn; and the call list.

use axum::{Json, extract::State};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use super::{
    super::{
        answers::{Answer, Saved, each},
        caller::Bearer,
        codes::UnmaskReason,
        inputs::{Body, Ids},
    },
    bodies::{CallListBody, GuestInvitationBody, ListedGuestsBody},
};
use crate::{
    domain::commemorations::inputs::{AskedInput, AttendanceInput, GuestInput, ReplyInput},
    service::{App, commemorations as service},
};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(invite))
        .routes(routes!(calls))
        .routes(routes!(ask))
        .routes(routes!(answer))
        .routes(routes!(attend))
        .routes(routes!(withdraw))
        .routes(routes!(of_ledger))
        .routes(routes!(of_person))
}

/// Who comes onto the list.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct GuestsInput {
    /// All of them, or none where one of them may not be invited.
    guests: Vec<GuestInput>,
}

/// Why names and contacts are read.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CallListInput {
    /// The reason.
    reason: UnmaskReason,
}

/// How somebody was asked.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct VersionedAsking {
    /// The version of the invitation that was read.
    version: i64,
    /// Day and way.
    asked: AskedInput,
}

/// What somebody said.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct VersionedReply {
    /// The version of the invitation that was read.
    version: i64,
    /// The reply.
    reply: ReplyInput,
}

/// How many came.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct VersionedAttendance {
    /// The version of the invitation that was read.
    version: i64,
    /// How many.
    attendance: AttendanceInput,
}

/// Put guests on the list of a commemoration.
#[utoipa::path(post, path = "/commemorations/{id}/invitations", request_body = GuestsInput,
    responses((status = 200, description = "Listed", body = ListedGuestsBody)))]
async fn invite(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<GuestsInput>,
) -> Answer<ListedGuestsBody> {
    let added = service::add(&app, &caller, id, &body.guests).await?;
    Ok(Json(ListedGuestsBody { added }))
}

/// Names and contacts of those who are to be asked; recorded of each of them with the reason.
#[utoipa::path(post, path = "/commemorations/{id}/calls", request_body = CallListInput,
    responses((status = 200, description = "In full", body = CallListBody)))]
async fn calls(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<CallListInput>,
) -> Answer<CallListBody> {
    Ok(Json(service::call_list(&app, &caller, id, body.reason.0).await?.into()))
}

/// Somebody was asked to come.
#[utoipa::path(post, path = "/invitations/{id}/asking", request_body = VersionedAsking,
    responses((status = 200, description = "Asked", body = Saved)))]
async fn ask(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<VersionedAsking>,
) -> Answer<Saved> {
    Ok(Json(service::ask(&app, &caller, id, body.version, &body.asked).await?.into()))
}

/// What she said.
#[utoipa::path(post, path = "/invitations/{id}/reply", request_body = VersionedReply,
    responses((status = 200, description = "Answered", body = Saved)))]
async fn answer(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<VersionedReply>,
) -> Answer<Saved> {
    Ok(Json(service::answer(&app, &caller, id, body.version, &body.reply).await?.into()))
}

/// How many came; 0 for nobody.
#[utoipa::path(post, path = "/invitations/{id}/attendance", request_body = VersionedAttendance,
    responses((status = 200, description = "Marked", body = Saved)))]
async fn attend(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<VersionedAttendance>,
) -> Answer<Saved> {
    Ok(Json(service::attend(&app, &caller, id, body.version, &body.attendance).await?.into()))
}

/// Withdraw an invitation at once, whatever its version; nobody has to say why.
#[utoipa::path(post, path = "/invitations/{id}/withdrawal",
    responses((status = 200, description = "Withdrawn", body = Saved)))]
async fn withdraw(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
) -> Answer<Saved> {
    Ok(Json(service::withdraw(&app, &caller, id).await?.into()))
}

/// To what a family, or a living registrant or donor, was invited, newest first.
#[utoipa::path(get, path = "/care/{id}/invitations",
    responses((status = 200, description = "The invitations", body = Vec<GuestInvitationBody>)))]
async fn of_ledger(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
) -> Answer<Vec<GuestInvitationBody>> {
    Ok(Json(each(service::of_ledger(&app, &caller, id).await?)))
}

/// To what a person was invited, newest first.
#[utoipa::path(get, path = "/people/{id}/invitations",
    responses((status = 200, description = "The invitations", body = Vec<GuestInvitationBody>)))]
async fn of_person(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
) -> Answer<Vec<GuestInvitationBody>> {
    Ok(Json(each(service::of_person(&app, &caller, id).await?)))
}
