//! Reminders: what is due, done, put off and handed over; why one is there; how much was done.

use axum::{Json, extract::State, http::StatusCode};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use super::{
    answers::{Answer, Created, Made, each},
    caller::Bearer,
    inputs::{Body, Ids, Params},
    match_cases::bodies::{AttemptBody, NumberBody},
};
use crate::{
    domain::{
        reminders::{attempts::TriedInput, inputs::OutcomeInput},
        tasks::inputs::TaskInput,
        words::Words,
    },
    service::{
        App,
        reminders::{
            acts::{self, Line},
            attempts::{self, Rounds},
            explaining::{self, Why},
            opening::{self, OpenedReminder},
            team,
        },
    },
    web::error::ApiError,
};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(open))
        .routes(routes!(attempt))
        .routes(routes!(done))
        .routes(routes!(put_off))
        .routes(routes!(hand_over))
        .routes(routes!(hand_to_team))
        .routes(routes!(why))
        .routes(routes!(coverage))
}

/// A reminder that is to be done.
#[derive(Serialize, ToSchema)]
struct ReminderBody {
    /// Its id.
    id: Uuid,
    /// Its version, to be sent with a change.
    version: i64,
    /// The person, care ledger, coordinator or account that it is about.
    subject: Uuid,
    /// `person`, `ledger`, `coordinator`, `account`.
    kind: &'static str,
    /// What she is called, masked.
    whom: String,
    /// The unit whose it is.
    unit: Uuid,
    /// The rule's code.
    rule: String,
    /// What it is called.
    title: Words,
    /// By which day.
    due: NaiveDate,
    /// The day by the rule alone, where another was taken.
    moved_from: Option<NaiveDate>,
    /// The account that has it; none: whoever takes it first.
    assignee: Option<Uuid>,
    /// The task with which the volunteer team does it.
    task: Option<Uuid>,
    /// It was due before today.
    late: bool,
    /// So late that supervisors see it first.
    escalated: bool,
}

impl From<Line> for ReminderBody {
    fn from(line: Line) -> Self {
        let Line { reminder, rule, whom, is_late, is_escalated, .. } = line;
        Self {
            id: reminder.id,
            version: reminder.version,
            subject: reminder.subject,
            kind: reminder.kind.code(),
            whom,
            unit: reminder.unit,
            rule: rule.code,
            title: rule.title,
            due: reminder.due_on,
            moved_from: reminder.details.moved_from,
            assignee: reminder.details.assignee,
            task: reminder.details.task,
            late: is_late,
            escalated: is_escalated,
        }
    }
}

/// A reminder, opened by her whose task it is.
#[derive(Serialize, ToSchema)]
struct OpenedBody {
    /// Its id.
    id: Uuid,
    /// Its version, to be sent with a change.
    version: i64,
    /// `open`, `done`, `missed`, `stopped`, `dropped`.
    state: &'static str,
    /// What is to be done.
    title: Words,
    /// What to do and to say.
    guidance: Words,
    /// By which day.
    due: NaiveDate,
    /// The last day on which it makes sense.
    last_on: NaiveDate,
    /// Somebody else has it, or the team: nobody is shown.
    anothers: bool,
    /// The task with which the volunteer team does it.
    task: Option<Uuid>,
    /// Who may be contacted now, in full.
    reachable: Vec<ReachableBody>,
    /// Where every attempt is written down: how far the protocol is; null elsewhere, and where nobody may be contacted.
    rounds: Option<RoundsBody>,
    /// The attempts so far, oldest first.
    attempts: Vec<AttemptBody>,
}

/// Somebody who may be contacted.
#[derive(Serialize, ToSchema)]
struct ReachableBody {
    /// Her name.
    name: String,
    /// What she is to the donor; none for the subject herself.
    kinship: Option<&'static str>,
    /// Her number.
    phone: Option<String>,
}

impl From<OpenedReminder> for OpenedBody {
    fn from(opened: OpenedReminder) -> Self {
        let OpenedReminder { reminder, rule, reachable, rounds, is_anothers, .. } = opened;
        let reachable = reachable.into_iter().map(|one| ReachableBody {
            name: one.name,
            kinship: one.kinship.map(|kinship| kinship.code()),
            phone: one.phone,
        });
        Self {
            id: reminder.id,
            version: reminder.version,
            state: reminder.state.code(),
            title: rule.title,
            guidance: rule.guidance,
            due: reminder.due_on,
            last_on: reminder.details.last_on,
            anothers: is_anothers,
            task: reminder.details.task,
            reachable: reachable.collect(),
            rounds: rounds.map(Into::into),
            attempts: reminder.details.attempts.iter().map(AttemptBody::from).collect(),
        }
    }
}

/// How far the protocol is: all numbers, three rounds.
#[derive(Serialize, ToSchema)]
struct RoundsBody {
    /// Which of `numbers` to dial next, from 0; null where all lead nowhere.
    next: Option<usize>,
    /// Every number that can be dialled, in full, in their order.
    numbers: Vec<NumberBody>,
    /// What is missing before she counts as not reached.
    missing: Vec<Words>,
}

impl From<Rounds> for RoundsBody {
    fn from(rounds: Rounds) -> Self {
        let numbers = rounds.numbers.iter().zip(rounds.tried);
        Self {
            next: rounds.next,
            numbers: numbers.map(|(number, tried)| NumberBody::new(number, tried)).collect(),
            missing: rounds.missing.iter().map(|one| one.words()).collect(),
        }
    }
}

/// The day to which a reminder is put off.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PutOffInput {
    /// The version that was read.
    version: i64,
    /// The day, from today to a year on.
    due_on: NaiveDate,
}

/// Who is to have a reminder.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct HandOverInput {
    /// The version that was read.
    version: i64,
    /// The account; none: whoever takes it first.
    assignee: Option<Uuid>,
}

/// The task with which the volunteer team is to do a reminder.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct HandToTeamInput {
    /// The version that was read.
    version: i64,
    /// The task.
    task: TaskInput,
}

/// What a rule says of a subject.
#[derive(Serialize, ToSchema)]
struct WhyBody {
    /// The rule's code.
    rule: String,
    /// What it is called.
    title: Words,
    /// The registration, case, donation or ledger that it looks at.
    item: Uuid,
    /// Which: an ordinal, or a feast's or a national list's year; none where the rule never gets to one.
    occurrence: Option<i32>,
    /// By which day.
    due: Option<NaiveDate>,
    /// The state of the reminder that was made.
    state: Option<&'static str>,
    /// Why, or why not.
    why: Words,
}

impl From<Why> for WhyBody {
    fn from(one: Why) -> Self {
        let ended = one.reminder.as_ref().and_then(|reminder| reminder.details.ended_by);
        Self {
            rule: one.rule.code,
            title: one.rule.title,
            item: one.item,
            occurrence: one.occurrence.map(|nth| nth.0),
            due: one.reminder.as_ref().map(|r| r.due_on).or(one.times.map(|times| times.due)),
            state: one.reminder.as_ref().map(|reminder| reminder.state.code()),
            why: ended.unwrap_or(one.decision).words(),
        }
    }
}

/// A period.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Period {
    /// Its first day.
    from: NaiveDate,
    /// Its last day.
    to: NaiveDate,
}

/// How much of what was due was done, of one rule and unit.
#[derive(Serialize, ToSchema)]
struct CoverageBody {
    /// The rule's code.
    rule: String,
    /// The unit.
    unit: Uuid,
    /// Due, but for what was stopped or no longer applies.
    due: u64,
    /// Done, whatever came of it.
    done: u64,
    /// Somebody was reached, or the office's work is settled.
    reached: u64,
    /// Nobody did it in time.
    missed: u64,
    /// Still open.
    open: u64,
}

/// What is to be done, the longest due first, at most 300.
#[utoipa::path(get, path = "/reminders",
    responses((status = 200, description = "What is to be done", body = Vec<ReminderBody>)))]
async fn list(Bearer(caller): Bearer, State(app): State<App>) -> Answer<Vec<ReminderBody>> {
    Ok(Json(each(acts::list(&app, &caller).await?.lines)))
}

/// Open a reminder: having it is the reason to see whom to contact, which is audited.
#[utoipa::path(post, path = "/reminders/{id}/open",
    responses((status = 200, description = "The reminder", body = OpenedBody)))]
async fn open(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
) -> Answer<OpenedBody> {
    Ok(Json(opening::open(&app, &caller, id).await?.into()))
}

/// Write an attempt down, where the rule asks for the whole protocol; with her answer the reminder is done.
#[utoipa::path(post, path = "/reminders/{id}/attempts", request_body = TriedInput,
    responses((status = 204, description = "Written down")))]
async fn attempt(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(input): Body<TriedInput>,
) -> Result<StatusCode, ApiError> {
    attempts::record(&app, &caller, id, &input).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Say what came of it.
#[utoipa::path(post, path = "/reminders/{id}/done", request_body = OutcomeInput,
    responses((status = 204, description = "Written down")))]
async fn done(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(input): Body<OutcomeInput>,
) -> Result<StatusCode, ApiError> {
    acts::done(&app, &caller, id, &input).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Put it off to another day.
#[utoipa::path(post, path = "/reminders/{id}/put-off", request_body = PutOffInput,
    responses((status = 204, description = "Put off")))]
async fn put_off(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(input): Body<PutOffInput>,
) -> Result<StatusCode, ApiError> {
    acts::put_off(&app, &caller, id, input.version, input.due_on).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Hand it to another account.
#[utoipa::path(post, path = "/reminders/{id}/hand-over", request_body = HandOverInput,
    responses((status = 204, description = "Handed over")))]
async fn hand_over(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(input): Body<HandOverInput>,
) -> Result<StatusCode, ApiError> {
    acts::hand_over(&app, &caller, id, input.version, input.assignee).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Hand it to a member of the volunteer team as a task: done with it, or back on the list when it comes back.
#[utoipa::path(post, path = "/reminders/{id}/hand-to-team", request_body = HandToTeamInput,
    responses((status = 201, description = "The task", body = Made)))]
async fn hand_to_team(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(input): Body<HandToTeamInput>,
) -> Result<Created<Made>, ApiError> {
    let task = team::hand_to_team(&app, &caller, id, input.version, &input.task).await?;
    Ok(Created::at(format!("tasks/{task}"), Made { id: task }))
}

/// Why a person or a care ledger has the reminders it has, and why not others.
#[utoipa::path(get, path = "/reminders/why/{id}",
    responses((status = 200, description = "What every rule says", body = Vec<WhyBody>)))]
async fn why(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
) -> Answer<Vec<WhyBody>> {
    Ok(Json(each(explaining::why(&app, &caller, id).await?)))
}

/// How much of what was due in a period was done, by rule and unit.
#[utoipa::path(get, path = "/reminders/coverage", params(Period),
    responses((status = 200, description = "The coverage", body = Vec<CoverageBody>)))]
async fn coverage(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Params(period): Params<Period>,
) -> Answer<Vec<CoverageBody>> {
    let counted = explaining::coverage(&app, &caller, period.from, period.to).await?;
    let body = |((rule, unit), c): ((String, Uuid), explaining::Coverage)| CoverageBody {
        rule,
        unit,
        due: c.due,
        done: c.done,
        reached: c.reached,
        missed: c.missed,
        open: c.open,
    };
    Ok(Json(counted.into_iter().map(body).collect()))
}
