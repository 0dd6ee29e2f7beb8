//! Members of a family: entered, amended, contacted by whom and how, silent on request, read in full.

use axum::{Json, extract::State};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use super::bodies::FullMemberBody;
use crate::{
    domain::care::inputs::{DayInput, MemberInput, RuleInput},
    service::{App, care::members as service},
    web::api::{
        answers::{Answer, Saved},
        caller::Bearer,
        codes::UnmaskReason,
        inputs::{Body, Ids},
    },
};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(add_member))
        .routes(routes!(amend_member))
        .routes(routes!(set_rule))
        .routes(routes!(unmask_member))
        .routes(routes!(stop))
        .routes(routes!(lift))
}

/// A new member.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CareMember {
    /// The version of the ledger that was read.
    version: i64,
    /// Who she is.
    member: MemberInput,
    /// Who may contact her, and how.
    rule: RuleInput,
}

/// A member as she is to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CareMemberAmendment {
    /// The version of the ledger that was read.
    version: i64,
    /// Who she is, all of it: what is left out is emptied.
    member: MemberInput,
}

/// Who may contact a member, and how.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CareRule {
    /// The version of the ledger that was read.
    version: i64,
    /// The rule.
    rule: RuleInput,
}

/// Why a member is read in full.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CareUnmasking {
    /// The reason, which goes into the audit trail.
    reason: UnmaskReason,
}

/// With whom contact stops, or is welcome again, and from when.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CareSilence {
    /// The version of the ledger that was read.
    version: i64,
    /// The member; nobody for the whole family.
    #[serde(default)]
    member: Option<Uuid>,
    /// The day.
    on: String,
}

impl CareSilence {
    fn day(&self) -> DayInput {
        DayInput { on: self.on.clone(), words: String::new() }
    }
}

/// Add a member. A child under fourteen needs her guardian's consent.
#[utoipa::path(post, path = "/care/{id}/members", request_body = CareMember,
    responses((status = 200, description = "Added", body = Saved)))]
async fn add_member(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<CareMember>,
) -> Answer<Saved> {
    let CareMember { version, member, rule } = body;
    Ok(Json(service::add(&app, &caller, id, version, &member, &rule).await?.into()))
}

/// Amend a member; who may contact her stays.
#[utoipa::path(put, path = "/care/{id}/members/{member}", request_body = CareMemberAmendment,
    responses((status = 200, description = "Amended", body = Saved)))]
async fn amend_member(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids((id, member)): Ids<(Uuid, Uuid)>,
    Body(body): Body<CareMemberAmendment>,
) -> Answer<Saved> {
    Ok(Json(service::amend(&app, &caller, id, member, body.version, &body.member).await?.into()))
}

/// Say who may contact a member, and how.
#[utoipa::path(put, path = "/care/{id}/members/{member}/rule", request_body = CareRule,
    responses((status = 200, description = "Said", body = Saved)))]
async fn set_rule(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids((id, member)): Ids<(Uuid, Uuid)>,
    Body(body): Body<CareRule>,
) -> Answer<Saved> {
    Ok(Json(service::set_rule(&app, &caller, id, member, body.version, &body.rule).await?.into()))
}

/// Read a member in full, for a reason that goes into the audit trail; never during silence.
#[utoipa::path(post, path = "/care/{id}/members/{member}/unmask", request_body = CareUnmasking,
    responses((status = 200, description = "The member in full", body = FullMemberBody)))]
async fn unmask_member(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids((id, member)): Ids<(Uuid, Uuid)>,
    Body(body): Body<CareUnmasking>,
) -> Answer<FullMemberBody> {
    Ok(Json(service::reveal(&app, &caller, id, member, body.reason.0).await?.into()))
}

/// Stop all contact at once, with a member or the whole family.
#[utoipa::path(post, path = "/care/{id}/silence", request_body = CareSilence,
    responses((status = 200, description = "Stopped", body = Saved)))]
async fn stop(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<CareSilence>,
) -> Answer<Saved> {
    let (day, member) = (body.day(), body.member);
    Ok(Json(service::stop(&app, &caller, id, member, body.version, &day).await?.into()))
}

/// Contact is welcome again, with a member or the whole family.
#[utoipa::path(post, path = "/care/{id}/silence/end", request_body = CareSilence,
    responses((status = 200, description = "Lifted", body = Saved)))]
async fn lift(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<CareSilence>,
) -> Answer<Saved> {
    let (day, member) = (body.day(), body.member);
    Ok(Json(service::lift(&app, &caller, id, member, body.version, &day).await?.into()))
}
