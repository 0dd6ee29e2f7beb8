//! Match cases: today's calls, one case, and the forms that take it a step further.

pub(super) mod call;
mod calls;
mod donation;
mod ending;
mod forms;
mod page;
mod reconfirm;
mod reviews;
mod sheet;

use std::collections::BTreeMap;

use axum::Router;
use uuid::Uuid;

use super::{
    office::time,
    respond::PageError,
    session::Signed,
    views::{Action, AttemptRow, Badge, CaseLine, Due, Tone},
};
use crate::{
    domain::{
        masks::MaskedPerson,
        match_cases::{
            Course,
            attempts::Attempt,
            deadlines::{Deadline, Urgency},
        },
        permissions::Permission,
        person::PersonStatus,
        programmes::Programme,
        words::Words,
    },
    service::{App, match_cases as service},
};

pub(super) fn routes() -> Router<App> {
    calls::routes()
        .merge(call::routes())
        .merge(sheet::routes())
        .merge(reconfirm::routes())
        .merge(page::routes())
        .merge(forms::routes())
        .merge(donation::routes())
        .merge(ending::routes())
        .merge(reviews::routes())
}

/// The case's page.
pub(super) fn href(id: Uuid) -> String {
    format!("/match-cases/{id}")
}

/// The cases of a person, for her page, and what may be added there.
///
/// # Errors
/// What the database says.
pub(super) async fn of_person(
    app: &App,
    by: &Signed,
    person: &MaskedPerson,
) -> Result<(Vec<CaseLine>, Vec<Action>), PageError> {
    let cases = service::of_person(app, &by.caller, person.id).await?;
    let line = |case: &crate::domain::match_cases::MatchCase| CaseLine {
        href: href(case.id),
        notice_on: case.notice_on.to_string(),
        number: case.course.number.clone().unwrap_or_default(),
        marks: marks(&case.course),
    };
    let volunteers = person.registrations.iter().any(|row| row.programme == Programme::StemCell);
    let may = by.caller.actor.may(Permission::CasesWork).is_ok();
    let enter = Action::link(
        format!("/people/{}/match-cases/new", person.id),
        Words::new("登记初配通知", "Enter a notice"),
    );
    let open = may && volunteers && person.status == PersonStatus::Living;
    Ok((cases.iter().rev().map(line).collect(), open.then_some(enter).into_iter().collect()))
}

/// How far a case has come or how it ended, and what must not be overlooked.
fn marks(course: &Course) -> Vec<Badge> {
    let stage = match &course.ending {
        Some(ending) => {
            let (code, label) = (ending.reason.code(), ending.reason.label());
            let zh = format!("已结束 {code} {}", label.zh);
            Badge::new(Tone::Plain, Words::made(zh, format!("Ended: {}", label.en)))
        }
        None if course.is_over() => Badge::new(Tone::Good, course.stage().label()),
        None => Badge::new(Tone::Info, course.stage().label()),
    };
    let waits = course
        .awaits_review()
        .then(|| Badge::new(Tone::Warn, Words::new("待第二人复核", "Waits for a second look")));
    let incident = course.is_major_incident().then(|| {
        let words = Words::new("清髓后退出:重大事件", "Stepped back after conditioning: major");
        Badge::new(Tone::Bad, words)
    });
    [Some(stage), waits, incident].into_iter().flatten().collect()
}

/// A deadline as pages show it.
fn due(deadline: Option<Deadline>) -> Option<Due> {
    let Deadline { on, urgency, left } = deadline?;
    let left = match urgency {
        Urgency::Over => Words::new("", ""),
        _ => Words::made(format!("剩 {left} 个工作日"), format!("{left} working days left")),
    };
    let badge = match urgency {
        Urgency::Over => Some(Badge::new(Tone::Bad, urgency.label())),
        Urgency::Soon => Some(Badge::new(Tone::Warn, urgency.label())),
        Urgency::InTime => None,
    };
    Some(Due { on: on.to_string(), badge, left })
}

/// Year and last four: what tells forty 张* apart.
fn beside_name(person: &MaskedPerson) -> String {
    let year = person.registrations.iter().filter_map(|row| row.registered_on).min();
    let year = year.map(|day| day.format("%Y · ").to_string()).unwrap_or_default();
    format!("{year}…{}", person.last_four)
}

/// Every attempt with its number masked, the newest first.
pub(super) fn attempts(
    app: &App,
    attempts: &[Attempt],
    names: &BTreeMap<Uuid, String>,
) -> Vec<AttemptRow> {
    let row = |attempt: &Attempt| AttemptRow {
        at: time(app, attempt.at),
        whose: attempt.whose.label(),
        number: attempt.phone.masked(),
        result: attempt.result.label(),
        note: attempt.note.clone().unwrap_or_default(),
        who: attempt.by.and_then(|by| names.get(&by).cloned()).unwrap_or_default(),
    };
    attempts.iter().rev().map(row).collect()
}
