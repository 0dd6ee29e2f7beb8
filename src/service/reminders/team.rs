//! Reminders that the volunteer team does: handed over as a task, done with it, or back on the list when it comes back.

use uuid::Uuid;

use super::acts::{begin, contact, event, reach, rule_of, save, standing};
use crate::{
    domain::{
        audit::{self, Action, AuditEvent},
        contact_ledger::ContactMeans,
        permissions::{Actor, Permission},
        reminders::{Outcome, Reminder, Report, SubjectKind},
        tasks::{About, Task, TaskKind, TaskOutcome, TaskState, inputs::TaskInput},
        words::{Problem, Words},
    },
    service::{App, Caller, Result, ServiceError, tasks},
    store::{self, StoreError, WriteTx},
};

/// Hands a reminder to a member of the team as a task, whose id it gives. The member sees the masked task alone.
///
/// # Errors
/// Every problem of the form; where it is no contact with a person or family, is not open, or nobody may be sent now;
/// [`ServiceError::Conflict`] at another version.
pub async fn hand_to_team(
    app: &App,
    caller: &Caller,
    id: Uuid,
    version: i64,
    input: &TaskInput,
) -> Result<Uuid> {
    let act = async {
        let (mut tx, _, before) = begin(app, caller, id, version).await?;
        let about = about(app, &before)?;
        if standing(app, caller, &mut tx, vec![Ok(before.clone())]).await?.0.is_empty() {
            return Err(not_now().into());
        }
        let task = tasks::hand(app, caller, &mut tx, about, input, Some(id)).await?;
        tx.note(tasks::event(Action::TaskHanded, &task)).await?;
        let mut after = before.clone();
        after.hand_to_team(task.id)?;
        let after = save(app, &mut tx, &before, after).await?;
        tx.commit(event(Action::ReminderHandedOver, &after)).await?;
        Ok(task.id)
    };
    app.witness(caller, act.await).await
}

/// The reminder `id` as it may be handed to the team, and whom a task for it would be about.
///
/// # Errors
/// As [`hand_to_team`].
pub async fn offered(app: &App, caller: &Caller, id: Uuid) -> Result<(Reminder, About)> {
    let (scope, kinds) = reach(caller)?;
    let read = async {
        let mut tx = app.store.read().await?;
        let reminder = store::reminders::get(&mut tx, &scope, id).await?;
        if !kinds.contains(&reminder.kind) {
            return Err(ServiceError::Missing);
        }
        let about = about(app, &reminder)?;
        Ok((reminder, about))
    };
    app.witness(caller, read.await).await
}

/// Whom a task for the reminder would be about.
///
/// # Errors
/// Where nobody is approached, or it is about a coordinator or an account.
fn about(app: &App, reminder: &Reminder) -> Result<About> {
    match reminder.kind {
        _ if !rule_of(app, reminder)?.is_contact() => Err(office_work().into()),
        _ if rule_of(app, reminder)?.protocol => Err(whole_protocol().into()),
        SubjectKind::Person => Ok(About::Person(reminder.subject)),
        SubjectKind::Ledger => Ok(About::Ledger(reminder.subject)),
        SubjectKind::Coordinator | SubjectKind::Account => Err(office_work().into()),
    }
}

/// What becomes of the reminder that was handed over with `task`, in the transaction in which something became of the
/// task: done with it, and the contact is written down; given or taken back, it is to be done again.
///
/// # Errors
/// What the database says.
pub(in crate::service) async fn follow(app: &App, tx: &mut WriteTx, task: &Task) -> Result<()> {
    let Some(id) = task.details.reminder else { return Ok(()) };
    let root = store::units::root(tx).await?;
    let everywhere = Actor::operator(root.id).may(Permission::RemindersWork)?;
    let before = match store::reminders::get(tx, &everywhere, id).await {
        Ok(found) if found.details.task == Some(task.id) => found,
        Ok(_) | Err(StoreError::Missing) => return Ok(()),
        Err(StoreError::Tampered(id)) => {
            let refused = AuditEvent::new(Action::IntegrityFailed).at(task.unit);
            return Ok(tx.note(refused.about(audit::SubjectKind::Reminder, id, 0)).await?);
        }
        Err(other) => return Err(other.into()),
    };
    let mut after = before.clone();
    let action = match (task.state, report(task, tx.origin().account)) {
        (TaskState::Handed, _) => return Ok(()),
        (TaskState::Done, Some(report)) => {
            if report.outcome.is_contact() {
                contact(tx, &everywhere, &before, &report, means(task.kind)).await?;
            }
            after.done_by_team(report);
            Action::ReminderDone
        }
        _ => {
            after.back_from_team();
            Action::ReminderHandedOver
        }
    };
    let after = save(app, tx, &before, after).await?;
    Ok(tx.note(event(action, &after)).await?)
}

/// What a done task tells of its reminder.
fn report(task: &Task, by: Option<Uuid>) -> Option<Report> {
    let details = &task.details;
    let outcome = match details.outcome? {
        TaskOutcome::Carried => Outcome::Reached,
        TaskOutcome::NotMet => Outcome::NotReached,
        TaskOutcome::Declined => Outcome::Declined,
        TaskOutcome::NeedsHelp => Outcome::NeedsHelp,
    };
    let note = details.note.clone();
    Some(Report { outcome, on: details.done_on?, by, note, answer: None })
}

fn means(kind: TaskKind) -> ContactMeans {
    match kind {
        TaskKind::Call => ContactMeans::Call,
        TaskKind::Visit | TaskKind::Accompany | TaskKind::Deliver | TaskKind::Other => {
            ContactMeans::Visit
        }
    }
}

fn office_work() -> Problem {
    let words = Words::new(
        "内务提醒不能交给服务队；只有联系本人或家庭的提醒可以。",
        "Office work is not for the volunteer team: only contacts with a person or a family are.",
    );
    Problem::new("member", "office_work", words)
}

/// A member of the team is told neither of the registration nor of any number.
fn whole_protocol() -> Problem {
    let words = Words::new(
        "这条提醒要问是否仍愿意捐献、逐个号码拨打，不能交给服务队。",
        "Whether she is still willing has to be asked, at every number: not by the volunteer team.",
    );
    Problem::new("member", "whole_protocol", words)
}

fn not_now() -> Problem {
    let words = Words::new(
        "此刻不应联系（已停止联系、撤销、已故，或提醒已不适用），不能交给服务队。",
        "Nobody is to be contacted now (silence, withdrawal, death, or it no longer applies): it cannot go to the team.",
    );
    Problem::new("status", "not_now", words)
}
