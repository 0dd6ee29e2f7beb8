//! A message follows its reminder, in the transaction that makes or changes it.

use crate::{
    domain::{
        messages::morning_of,
        reminders::{Reminder, ReminderState, SubjectKind, rules::Means},
    },
    service::{Result, Settings},
    store::{
        WriteTx,
        outbox::{self, Change},
    },
};

/// Whether a message is sent: only to a person whom nobody of the team is to see. A family, a coordinator, an account is
/// spoken to by people.
pub fn sends(settings: &Settings, reminder: &Reminder) -> bool {
    let rule = settings.reminders.get(&reminder.details.rule);
    let by_people = reminder.kind != SubjectKind::Person || reminder.details.task.is_some();
    !by_people && rule.is_some_and(|rule| rule.means == Means::Message)
}

/// A reminder was made.
///
/// # Errors
/// What the database says.
pub async fn made(tx: &mut WriteTx, settings: &Settings, reminder: &Reminder) -> Result<()> {
    if reminder.state == ReminderState::Open && sends(settings, reminder) {
        let next_at = morning_of(reminder.due_on, settings.zone);
        outbox::add_reminder(tx, reminder.id, reminder.due_on, next_at).await?;
    }
    Ok(())
}

/// A reminder was moved, stopped, done by hand, or taken up again.
///
/// # Errors
/// What the database says.
pub async fn changed(
    tx: &mut WriteTx,
    settings: &Settings,
    before: &Reminder,
    after: &Reminder,
) -> Result<()> {
    let (sent, sends) = (sends(settings, before), sends(settings, after));
    let rule_changed = before.details.rule_version != after.details.rule_version;
    if !sent && !sends && !rule_changed {
        return Ok(());
    }
    let (day, next_at) = (after.due_on, morning_of(after.due_on, settings.zone));
    let change = if !sends || after.state != ReminderState::Open {
        Change::Cancel
    } else if before.state != ReminderState::Open || rule_changed || !sent {
        made(tx, settings, after).await?;
        Change::Revive(day, next_at)
    } else if before.due_on != after.due_on {
        Change::Move(day, next_at)
    } else {
        return Ok(());
    };
    Ok(outbox::follow(tx, after.id, change).await?)
}
