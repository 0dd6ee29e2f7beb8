//! The volunteer team's roster.

use axum::{Json, extract::State};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use super::{
    answers::{Answer, Created, Made, Saved, each},
    caller::Bearer,
    codes::UnmaskReason,
    coordinators::TrainingBody,
    inputs::{Body, Ids},
    tasks::TaskBody,
};
use crate::{
    domain::{
        team::{
            Member,
            inputs::{LeavingInput, MemberInput},
        },
        trainings::{TrainingInput, total},
    },
    service::{
        App,
        team::{self as service, Listed, Shown},
    },
    web::error::ApiError,
};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, add))
        .routes(routes!(get, amend))
        .routes(routes!(unmask))
        .routes(routes!(train))
        .routes(routes!(leave))
        .routes(routes!(come_back))
}

/// A member of the team. Her name is shown in full to those who keep the roster, her phone masked.
#[derive(Serialize, ToSchema)]
pub(super) struct MemberBody {
    /// Her id.
    id: Uuid,
    /// Her record's version, to be sent with a change.
    version: i64,
    /// Her unit: she helps people of this unit and of those below it.
    unit: Uuid,
    /// Her account, where she has one.
    account: Option<Uuid>,
    /// Whether she serves now.
    active: bool,
    /// Her name.
    name: String,
    /// Her phone, masked.
    phone: Option<String>,
    /// The day she joined.
    joined_on: NaiveDate,
    /// The day she left.
    left_on: Option<NaiveDate>,
    /// What she can do.
    skills: Option<String>,
    /// How many tasks she has now.
    open_tasks: i64,
    /// Her hours of service, e.g. `12.5`: the sum over her done tasks.
    service_hours: String,
    /// Her hours of training, which count apart.
    training_hours: String,
}

impl From<Listed> for MemberBody {
    fn from(listed: Listed) -> Self {
        let Listed { member: Member { id, version, unit, account, active, details }, open, served } =
            listed;
        Self {
            id,
            version,
            unit,
            account,
            active,
            name: details.name.as_str().to_owned(),
            phone: details.phone.as_ref().map(|phone| phone.masked()),
            joined_on: details.joined_on,
            left_on: details.left_on,
            open_tasks: open,
            service_hours: served.to_string(),
            training_hours: total(&details.trainings).to_string(),
            skills: details.skills,
        }
    }
}

/// A member with her trainings, and her tasks about people within the caller's units.
#[derive(Serialize, ToSchema)]
pub(super) struct ShownMemberBody {
    /// The member.
    member: MemberBody,
    /// Her trainings, oldest first.
    trainings: Vec<TrainingBody>,
    /// Her tasks, the newest first.
    tasks: Vec<TaskBody>,
}

impl From<Shown> for ShownMemberBody {
    fn from(shown: Shown) -> Self {
        Self {
            trainings: each(shown.listed.member.details.trainings.clone()),
            tasks: each(shown.tasks),
            member: shown.listed.into(),
        }
    }
}

/// A member's phone in full; the reading is recorded.
#[derive(Serialize, ToSchema)]
pub(super) struct FullMemberBody {
    /// Her id.
    id: Uuid,
    /// Her phone.
    phone: Option<String>,
}

/// A member's amended details.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct VersionedMember {
    /// The version that was read.
    version: i64,
    /// All of her details; what is left out becomes empty.
    member: MemberInput,
}

/// A training of a member.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct VersionedMemberTraining {
    /// The version that was read.
    version: i64,
    /// The training.
    training: TrainingInput,
}

/// The member who leaves.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LeaveInput {
    /// The version that was read.
    version: i64,
    /// The day, not in the future.
    left_on: String,
    /// Why, at most 200 characters; may be left out.
    #[serde(default)]
    why: String,
}

/// The member who is to change.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MemberVersion {
    /// The version that was read.
    version: i64,
}

/// Why a member is read in full.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct UnmaskMemberInput {
    /// The reason.
    reason: UnmaskReason,
}

/// The roster within the caller's units.
#[utoipa::path(get, path = "/team",
    responses((status = 200, description = "The roster", body = Vec<MemberBody>)))]
async fn list(Bearer(caller): Bearer, State(app): State<App>) -> Answer<Vec<MemberBody>> {
    Ok(Json(each(service::list(&app, &caller).await?)))
}

/// Enter a member.
#[utoipa::path(post, path = "/team", request_body = MemberInput,
    responses((status = 201, description = "Entered", body = Made)))]
async fn add(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Body(input): Body<MemberInput>,
) -> Result<Created<Made>, ApiError> {
    let id = service::add(&app, &caller, &input).await?;
    Ok(Created::at(format!("team/{id}"), Made { id }))
}

/// A member with her trainings and tasks.
#[utoipa::path(get, path = "/team/{id}",
    responses((status = 200, description = "The member", body = ShownMemberBody)))]
async fn get(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
) -> Answer<ShownMemberBody> {
    Ok(Json(service::get(&app, &caller, id).await?.into()))
}

/// Amend a member's details.
#[utoipa::path(put, path = "/team/{id}", request_body = VersionedMember,
    responses((status = 200, description = "Amended", body = Saved)))]
async fn amend(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<VersionedMember>,
) -> Answer<Saved> {
    Ok(Json(service::amend(&app, &caller, id, body.version, &body.member).await?.into()))
}

/// Read a member's phone in full; the reading and its reason are recorded.
#[utoipa::path(post, path = "/team/{id}/unmask", request_body = UnmaskMemberInput,
    responses((status = 200, description = "In full", body = FullMemberBody)))]
async fn unmask(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<UnmaskMemberInput>,
) -> Answer<FullMemberBody> {
    let member = service::unmask(&app, &caller, id, body.reason.0).await?;
    let phone = member.details.phone.map(|phone| phone.as_str().to_owned());
    Ok(Json(FullMemberBody { id, phone }))
}

/// Write a training down.
#[utoipa::path(post, path = "/team/{id}/trainings", request_body = VersionedMemberTraining,
    responses((status = 200, description = "Written down", body = Saved)))]
async fn train(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<VersionedMemberTraining>,
) -> Answer<Saved> {
    Ok(Json(service::train(&app, &caller, id, body.version, &body.training).await?.into()))
}

/// She leaves the team: her account is not linked any more, and her open tasks wait for a coordinator.
#[utoipa::path(post, path = "/team/{id}/leave", request_body = LeaveInput,
    responses((status = 200, description = "Left", body = Saved)))]
async fn leave(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<LeaveInput>,
) -> Answer<Saved> {
    let input = LeavingInput { left_on: body.left_on, why: body.why };
    Ok(Json(service::leave(&app, &caller, id, body.version, &input).await?.into()))
}

/// She serves again.
#[utoipa::path(post, path = "/team/{id}/come-back", request_body = MemberVersion,
    responses((status = 200, description = "Back", body = Saved)))]
async fn come_back(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<MemberVersion>,
) -> Answer<Saved> {
    Ok(Json(service::come_back(&app, &caller, id, body.version).await?.into()))
}
