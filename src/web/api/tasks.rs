//! Tasks of the volunteer team: for coordinators by the person they are about, for a helper her own.

use axum::{Json, extract::State};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use super::{
    answers::{Answer, Created, Made, Saved, each},
    caller::Bearer,
    inputs::{Body, Ids},
};
use crate::{
    domain::tasks::inputs::{ReportInput, TaskInput},
    service::{
        App,
        tasks::{self as service, OwnTask, Told},
    },
    web::error::ApiError,
};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(of_person, hand_out))
        .routes(routes!(of_ledger, hand_out_to_family))
        .routes(routes!(returned))
        .routes(routes!(withdraw))
        .routes(routes!(own))
        .routes(routes!(one))
        .routes(routes!(report))
        .routes(routes!(give_back))
}

/// A task as coordinators see it.
#[derive(Serialize, ToSchema)]
pub(super) struct TaskBody {
    /// Its id.
    id: Uuid,
    /// Its version, to be sent with a change.
    version: i64,
    /// The person whom it is about; none where it is about a family.
    person: Option<Uuid>,
    /// The care ledger that it is about; none where it is about a person.
    ledger: Option<Uuid>,
    /// The unit that managed her, or cared for the family, when it was handed out.
    unit: Uuid,
    /// The member who has it.
    member: Uuid,
    /// What the member is called.
    member_name: String,
    /// `visit`, `call`, `accompany`, `deliver`, `other`.
    kind: &'static str,
    /// By which day.
    due_on: NaiveDate,
    /// `handed`, `done`, `returned`, `withdrawn`.
    state: &'static str,
    /// What the member was told.
    instructions: Option<String>,
    /// What came of it.
    outcome: Option<&'static str>,
    /// The day it was done.
    done_on: Option<NaiveDate>,
    /// How long it took, in hours.
    hours: Option<String>,
    /// What the member noted.
    note: Option<String>,
}

impl From<Told> for TaskBody {
    fn from(told: Told) -> Self {
        let Told { task, member } = told;
        let details = task.details;
        Self {
            id: task.id,
            version: task.version,
            person: task.about.person(),
            ledger: task.about.ledger(),
            unit: task.unit,
            member: task.member,
            member_name: member,
            kind: task.kind.code(),
            due_on: task.due_on,
            state: task.state.code(),
            instructions: details.instructions,
            outcome: details.outcome.map(|outcome| outcome.code()),
            done_on: details.done_on,
            hours: details.hours.map(|hours| hours.to_string()),
            note: details.note,
        }
    }
}

/// A task as the helper who has it sees it: no more of the person than this.
#[derive(Serialize, ToSchema)]
pub(super) struct OwnTaskBody {
    /// Its id.
    id: Uuid,
    /// Its version, to be sent with a report.
    version: i64,
    /// What is to be done.
    kind: &'static str,
    /// By which day.
    due_on: NaiveDate,
    /// False where the person is not to be visited any more: give the task back.
    to_be_done: bool,
    /// The person's name, or what the family is called, masked.
    name: Option<String>,
    /// It is about a family.
    family: bool,
    /// The township that manages her, or cares for the family.
    unit: Option<Uuid>,
    /// What the helper has to know.
    instructions: Option<String>,
}

impl From<OwnTask> for OwnTaskBody {
    fn from(own: OwnTask) -> Self {
        let family = own.whom.as_ref().is_some_and(|whom| whom.is_family);
        let (name, unit) = own.whom.map(|whom| (whom.name, whom.unit)).unzip();
        Self {
            id: own.task.id,
            version: own.task.version,
            kind: own.task.kind.code(),
            due_on: own.task.due_on,
            to_be_done: name.is_some(),
            name,
            family,
            unit,
            instructions: own.task.details.instructions,
        }
    }
}

/// What a helper reports.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct VersionedReport {
    /// The version that was read.
    version: i64,
    /// The report.
    report: ReportInput,
}

/// Why a helper gives a task back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct GiveBackInput {
    /// The version that was read.
    version: i64,
    /// Why.
    note: String,
}

/// The task that is to change.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TaskVersion {
    /// The version that was read.
    version: i64,
}

/// The tasks about a person, the newest first.
#[utoipa::path(get, path = "/people/{id}/tasks",
    responses((status = 200, description = "Her tasks", body = Vec<TaskBody>)))]
async fn of_person(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(person): Ids<Uuid>,
) -> Answer<Vec<TaskBody>> {
    Ok(Json(each(service::of_person(&app, &caller, person).await?)))
}

/// Hand a task about a person to a member of the team.
#[utoipa::path(post, path = "/people/{id}/tasks", request_body = TaskInput,
    responses((status = 201, description = "Handed out", body = Made)))]
async fn hand_out(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(person): Ids<Uuid>,
    Body(input): Body<TaskInput>,
) -> Result<Created<Made>, ApiError> {
    let id = service::hand_out(&app, &caller, person, &input).await?;
    Ok(Created::at(format!("people/{person}/tasks"), Made { id }))
}

/// The tasks about a care ledger, the newest first.
#[utoipa::path(get, path = "/care/{id}/tasks",
    responses((status = 200, description = "Its tasks", body = Vec<TaskBody>)))]
async fn of_ledger(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(ledger): Ids<Uuid>,
) -> Answer<Vec<TaskBody>> {
    Ok(Json(each(service::of_ledger(&app, &caller, ledger).await?)))
}

/// Hand a task about the family of a care ledger to a member of the team.
#[utoipa::path(post, path = "/care/{id}/tasks", request_body = TaskInput,
    responses((status = 201, description = "Handed out", body = Made)))]
async fn hand_out_to_family(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(ledger): Ids<Uuid>,
    Body(input): Body<TaskInput>,
) -> Result<Created<Made>, ApiError> {
    let id = service::hand_out_to_family(&app, &caller, ledger, &input).await?;
    Ok(Created::at(format!("care/{ledger}/tasks"), Made { id }))
}

/// The tasks that members gave back and nobody has settled.
#[utoipa::path(get, path = "/tasks/returned",
    responses((status = 200, description = "What was given back", body = Vec<TaskBody>)))]
async fn returned(Bearer(caller): Bearer, State(app): State<App>) -> Answer<Vec<TaskBody>> {
    Ok(Json(each(service::returned(&app, &caller).await?)))
}

/// Take a task back.
#[utoipa::path(post, path = "/tasks/{id}/withdraw", request_body = TaskVersion,
    responses((status = 200, description = "Taken back", body = Saved)))]
async fn withdraw(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<TaskVersion>,
) -> Answer<Saved> {
    Ok(Json(service::withdraw(&app, &caller, id, body.version).await?.into()))
}

/// The calling helper's own open tasks, what is due soonest first.
#[utoipa::path(get, path = "/tasks",
    responses((status = 200, description = "Her tasks", body = Vec<OwnTaskBody>)))]
async fn own(Bearer(caller): Bearer, State(app): State<App>) -> Answer<Vec<OwnTaskBody>> {
    Ok(Json(each(service::own(&app, &caller).await?.tasks)))
}

/// One of the calling helper's own open tasks.
#[utoipa::path(get, path = "/tasks/{id}",
    responses((status = 200, description = "The task", body = OwnTaskBody)))]
async fn one(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
) -> Answer<OwnTaskBody> {
    Ok(Json(service::one(&app, &caller, id).await?.into()))
}

/// Report an own task done.
#[utoipa::path(post, path = "/tasks/{id}/done", request_body = VersionedReport,
    responses((status = 200, description = "Reported", body = Saved)))]
async fn report(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<VersionedReport>,
) -> Answer<Saved> {
    Ok(Json(service::report(&app, &caller, id, body.version, &body.report).await?.into()))
}

/// Give an own task back.
#[utoipa::path(post, path = "/tasks/{id}/return", request_body = GiveBackInput,
    responses((status = 200, description = "Given back", body = Saved)))]
async fn give_back(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<GiveBackInput>,
) -> Answer<Saved> {
    Ok(Json(service::give_back(&app, &caller, id, body.version, &body.note).await?.into()))
}
