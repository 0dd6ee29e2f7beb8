//! Tasks of the volunteer team: a helper's own, and the coordinators' pages to hand out and take back.

pub(super) mod handing;
mod own;

use axum::Router;
use chrono::NaiveDate;
use uuid::Uuid;

use super::{
    office::Units,
    respond::PageError,
    session::Signed,
    views::{Action, Badge, TaskLine, Tone},
};
use crate::{
    domain::{
        masks::MaskedPerson,
        permissions::Permission,
        person::PersonStatus,
        tasks::{Task, TaskState},
        words::Words,
    },
    service::{
        App,
        tasks::{self as service, OwnTask, Told, Whom},
    },
};

pub(super) fn routes() -> Router<App> {
    own::routes().merge(handing::routes())
}

/// The coordinators' page of a task.
pub(super) fn href(id: Uuid) -> String {
    format!("/team/tasks/{id}")
}

/// The tasks about a person, for her page, and handing out one more.
///
/// # Errors
/// What the database says.
pub(super) async fn of_person(
    app: &App,
    by: &Signed,
    person: &MaskedPerson,
) -> Result<(Vec<TaskLine>, Vec<Action>), PageError> {
    if by.caller.actor.may(Permission::TeamManage).is_err() {
        return Ok((Vec::new(), Vec::new()));
    }
    let told = service::of_person(app, &by.caller, person.id).await?;
    let lines = told.iter().map(|one| line(app, one, one.member.clone())).collect();
    let open = person.status == PersonStatus::Living && !person.do_not_contact;
    let hand_out = Action::link(
        format!("/people/{}/tasks/new", person.id),
        Words::new("分派任务", "Hand out a task"),
    );
    Ok((lines, open.then_some(hand_out).into_iter().collect()))
}

/// The tasks about a care ledger, for its page.
///
/// # Errors
/// What the database says.
pub(super) async fn of_ledger(
    app: &App,
    by: &Signed,
    ledger: Uuid,
) -> Result<Vec<TaskLine>, PageError> {
    if by.caller.actor.may(Permission::TeamManage).is_err() {
        return Ok(Vec::new());
    }
    let told = service::of_ledger(app, &by.caller, ledger).await?;
    Ok(told.iter().map(|one| line(app, one, one.member.clone())).collect())
}

/// A task in a coordinators' list, under `name`.
pub(super) fn line(app: &App, told: &Told, name: String) -> TaskLine {
    let Task { id, kind, due_on, ref details, .. } = told.task;
    let nothing = Words::new("", "");
    TaskLine {
        href: href(id),
        kind: kind.label(),
        name,
        due_on: due_on.to_string(),
        marks: marks(&told.task, app.today()),
        beside: details.outcome.map_or(nothing, |outcome| outcome.label()),
    }
}

/// Where a task stands, and whether it should have been done by now.
pub(super) fn marks(task: &Task, today: NaiveDate) -> Vec<Badge> {
    let tone = match task.state {
        TaskState::Handed => Tone::Info,
        TaskState::Done => Tone::Good,
        TaskState::Returned => Tone::Warn,
        TaskState::Withdrawn => Tone::Plain,
    };
    std::iter::once(Badge::new(tone, task.state.label())).chain(overdue(task, today)).collect()
}

fn overdue(task: &Task, today: NaiveDate) -> Option<Badge> {
    let late = task.is_open() && task.due_on < today;
    late.then(|| Badge::new(Tone::Bad, Words::new("已超期", "overdue")))
}

/// What a helper's list calls whom a task is about.
fn called(whom: &Whom) -> String {
    if whom.is_family { format!("{}（家庭）", whom.name) } else { whom.name.clone() }
}

/// The helper's own open tasks, for her list and her first page.
pub(super) fn own_lines(app: &App, units: &Units, tasks: &[OwnTask]) -> Vec<TaskLine> {
    let line = |one: &OwnTask| {
        let stop = Words::new("请勿前往，请退回", "Do not go; give it back");
        let stop = one.whom.is_none().then(|| Badge::new(Tone::Bad, stop));
        let name = one.whom.as_ref().map(called).unwrap_or_default();
        let unit = one.whom.as_ref().map(|whom| units.name(whom.unit));
        TaskLine {
            href: format!("/tasks/{}", one.task.id),
            kind: one.task.kind.label(),
            name,
            due_on: one.task.due_on.to_string(),
            marks: stop.into_iter().chain(overdue(&one.task, app.today())).collect(),
            beside: unit.unwrap_or(Words::new("", "")),
        }
    };
    tasks.iter().map(line).collect()
}
