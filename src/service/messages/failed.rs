//! Messages that failed for good: seen by those who work on reminders, and tried again by hand.

use uuid::Uuid;

use crate::{
    domain::{
        audit::{Action, AuditEvent, SubjectKind},
        messages::MessageKind,
        permissions::Permission,
        words::Words,
    },
    service::{App, Caller, Result, ServiceError},
    store::{self, outbox::Queued},
};

/// The most that the list shows.
const MOST: usize = 200;

/// A failed message, in a list.
pub struct Failed {
    /// The message.
    pub message: Queued,
    /// Its rule's title.
    pub title: Words,
}

/// Failed messages of the caller's scope, the latest first.
///
/// # Errors
/// [`ServiceError::Denied`]; what the database says.
pub async fn list(app: &App, caller: &Caller) -> Result<Vec<Failed>> {
    let scope = caller.actor.may(Permission::RemindersWork)?;
    let mut tx = app.store.read().await?;
    let mut all = Vec::new();
    for message in store::outbox::dead(&mut tx, &scope, MOST).await? {
        let title = match message.kind {
            MessageKind::Digest => MessageKind::Digest.label(),
            MessageKind::Reminder => {
                let reminder = store::reminders::get(&mut tx, &scope, message.id).await;
                let rule =
                    reminder.ok().and_then(|one| app.settings.reminders.get(&one.details.rule));
                rule.map_or(MessageKind::Reminder.label(), |rule| rule.title.clone())
            }
        };
        all.push(Failed { message, title });
    }
    Ok(all)
}

/// Has a failed message tried again. At its delivery everything is asked anew.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::Missing`] where it is not of the scope, or has not failed.
pub async fn retry(app: &App, caller: &Caller, id: Uuid) -> Result<()> {
    let scope = caller.actor.may(Permission::RemindersWork)?;
    let retried = async {
        let mut tx = app.store.write(&caller.origin).await?;
        let found = store::outbox::dead_one(&mut tx, &scope, id).await?;
        let event = match found.account {
            None => {
                let reminder = store::reminders::get(&mut tx, &scope, id).await?;
                let about = (SubjectKind::Reminder, reminder.id, reminder.version);
                AuditEvent::new(Action::MessageRetried)
                    .at(reminder.unit)
                    .about(about.0, about.1, about.2)
            }
            Some(account) => {
                let account = store::accounts::in_scope(&mut tx, &scope, account).await?;
                let about = (SubjectKind::Account, account.id, account.version);
                AuditEvent::new(Action::MessageRetried)
                    .at(account.unit)
                    .about(about.0, about.1, about.2)
            }
        };
        if !store::outbox::retry(&mut tx, id).await? {
            return Err(ServiceError::Missing);
        }
        Ok(tx.commit(event).await?)
    };
    app.witness(caller, retried.await).await
}
