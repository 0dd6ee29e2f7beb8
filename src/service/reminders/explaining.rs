//! Why a reminder is there and another is not; what will be; and how much of what was due was done.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;
use uuid::Uuid;

use super::subjects;
use crate::{
    domain::{
        audit,
        permissions::Permission,
        reminders::{
            Occurrence, Outcome, Reminder, ReminderState,
            decisions::{Decision, Times},
            planning::{Look, explain},
            rules::Rule,
            subjects::Subject,
        },
        words::Words,
    },
    service::{App, Caller, Result, ServiceError},
    store,
};

/// How many subjects are opened at a time.
const BATCH: usize = 200;

/// What is to be said of one rule and one occurrence.
pub struct Why {
    /// The rule.
    pub rule: Rule,
    /// The thing that it watches.
    pub item: Uuid,
    /// The occurrence, where the rule gets to one.
    pub occurrence: Option<Occurrence>,
    /// When, where it gets to a day.
    pub times: Option<Times>,
    /// What the planner says today.
    pub decision: Decision,
    /// The reminder that was made.
    pub reminder: Option<Reminder>,
}

/// What rules say of a subject within the caller's scope, in the order of the rules; of what has passed only the
/// last three.
///
/// # Errors
/// [`ServiceError::Missing`] outside the scope; what the database says.
pub async fn why(app: &App, caller: &Caller, subject: Uuid) -> Result<Vec<Why>> {
    let scope = caller.actor.may(Permission::RemindersWork)?;
    let mut tx = app.store.read().await?;
    let watches = store::watches::of(&mut tx, &[subject]).await?;
    let found = subjects::load(app, &mut tx, &caller.actor, &watches).await?;
    let (watch, subject) = found.first().ok_or(ServiceError::Missing)?;
    let known = store::reminders::of_subject(&mut tx, &scope, subject.id).await?;
    drop(tx);
    let known = app.readable(caller, audit::SubjectKind::Reminder, known).await?;
    let look = Look { calendar: &app.settings.calendar, today: app.today(), since: watch.seen_on };
    let mut all: Vec<Why> = explain(&app.settings.reminders, subject, look)
        .into_iter()
        .map(|one| Why {
            reminder: known.iter().find(|reminder| one.is_of(reminder)).cloned(),
            rule: one.rule.clone(),
            item: one.item,
            occurrence: one.occurrence,
            times: one.times,
            decision: one.decision,
        })
        .collect();
    let mut seen: BTreeMap<(String, Uuid), usize> = BTreeMap::new();
    all.reverse();
    all.retain(|one| {
        if one.reminder.is_some() || one.decision != Decision::Passed {
            return true;
        }
        let passed = seen.entry((one.rule.code.clone(), one.item)).or_default();
        *passed += 1;
        *passed <= 3
    });
    all.reverse();
    Ok(all)
}

/// A task as `lifelight reminders simulate` tells it (formats.md).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Simulated {
    /// The subject's id.
    pub subject: Uuid,
    /// The rule's code.
    pub rule: String,
    /// Which occurrence.
    pub occurrence: Occurrence,
    /// The day by which it is to be done.
    pub due: NaiveDate,
    /// The day by the rule alone, where another was taken.
    pub moved_from: Option<NaiveDate>,
    /// Who gets it.
    pub assignee_role: &'static str,
    /// What the rule is called, in both languages.
    pub why: Words,
}

/// What rules would make from `from` to `to`, both days included, by what is known today, of everybody within the
/// caller's scope; by day. Writes nothing.
///
/// # Errors
/// What the database says.
pub async fn simulate(
    app: &App,
    caller: &Caller,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Vec<Simulated>> {
    let mut all = Vec::new();
    let mut last = Uuid::nil();
    loop {
        let mut tx = app.store.read().await?;
        let watches = store::watches::after(&mut tx, last, BATCH).await?;
        let Some(end) = watches.last() else { break };
        last = end.subject;
        for (_, subject) in subjects::load(app, &mut tx, &caller.actor, &watches).await? {
            all.extend(simulated(app, &subject, from, to));
        }
    }
    all.sort_by(|a, b| (a.due, a.subject, &a.rule).cmp(&(b.due, b.subject, &b.rule)));
    Ok(all)
}

fn simulated(app: &App, subject: &Subject, from: NaiveDate, to: NaiveDate) -> Vec<Simulated> {
    let look = Look { calendar: &app.settings.calendar, today: to, since: from };
    explain(&app.settings.reminders, subject, look)
        .into_iter()
        .filter(|one| matches!(one.decision, Decision::Due | Decision::Missed))
        .filter_map(|one| {
            let (times, occurrence) = (one.times?, one.occurrence?);
            (from..=to).contains(&times.due).then(|| Simulated {
                subject: subject.id,
                rule: one.rule.code.clone(),
                occurrence,
                due: times.due,
                moved_from: times.moved_from,
                assignee_role: one.rule.assignee.code(),
                why: one.rule.title.clone(),
            })
        })
        .collect()
}

/// How much of what was due was done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Due in the period, but for what was stopped or no longer applies.
    pub due: u64,
    /// Done, whatever came of it.
    pub done: u64,
    /// Somebody was reached, or the office's work is settled.
    pub reached: u64,
    /// Nobody did it in time.
    pub missed: u64,
    /// Still open.
    pub open: u64,
}

/// The coverage of each rule and unit within the caller's scope, of what was due from `from` to `to`.
///
/// # Errors
/// [`ServiceError::Denied`]; what the database says.
pub async fn coverage(
    app: &App,
    caller: &Caller,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<BTreeMap<(String, Uuid), Coverage>> {
    let scope = caller.actor.may(Permission::RemindersWork)?;
    let mut tx = app.store.read().await?;
    let due = store::reminders::due(&mut tx, &scope, from, to).await?;
    drop(tx);
    let mut all: BTreeMap<(String, Uuid), Coverage> = BTreeMap::new();
    for reminder in app.readable(caller, audit::SubjectKind::Reminder, due).await? {
        if matches!(reminder.state, ReminderState::Stopped | ReminderState::Dropped) {
            continue;
        }
        let coverage = all.entry((reminder.details.rule.clone(), reminder.unit)).or_default();
        coverage.due += 1;
        match reminder.state {
            ReminderState::Done => coverage.done += 1,
            ReminderState::Missed => coverage.missed += 1,
            _ => coverage.open += 1,
        }
        let outcome = reminder.details.report.as_ref().map(|report| report.outcome);
        let reached = outcome.is_some_and(|o| o.is_contact() || o == Outcome::Settled);
        coverage.reached += u64::from(reached);
    }
    Ok(all)
}
