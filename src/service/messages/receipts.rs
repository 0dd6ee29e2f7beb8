//! What the gateway tells of a message that it took, and what the contact ledger tells of a person.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::{
    domain::{
        audit::{Action, AuditEvent, SubjectKind},
        contact_ledger::{ContactEntry, ContactMeans, Receipt},
        messages::inputs::ReceiptInput,
        permissions::Permission,
        words::{Problem, Words},
    },
    service::{App, Caller, Result, ServiceError, start},
    store::{self, Origin},
};

/// Takes a receipt over. The same one twice changes nothing, and what arrived does not un-arrive.
///
/// # Errors
/// [`ServiceError::Missing`] where no such message is known (yet); [`ServiceError::Invalid`] for another status than
/// delivered and failed.
pub async fn take(app: &App, origin: &Origin, input: &ReceiptInput) -> Result<()> {
    if input.status == Receipt::Sent {
        let words =
            Words::new("回执只能是 delivered 或 failed。", "A receipt is delivered or failed.");
        return Err(Problem::new("status", "unknown", words).into());
    }
    let operator = start::operator(app, &origin.request_id).await?;
    let scope = operator.actor.may(Permission::RemindersWork)?;
    let taken = async {
        let mut tx = app.store.write(origin).await?;
        let before = store::contact_ledger::get(&mut tx, input.id).await?;
        let known = before.details.receipt.filter(|_| before.details.means == ContactMeans::Sms);
        let known = known.ok_or(ServiceError::Missing)?;
        if known == input.status || known == Receipt::Delivered {
            return Ok(());
        }
        let reminder = store::reminders::get(&mut tx, &scope, input.id).await?;
        let mut after = before.clone();
        after.details.receipt = Some(input.status);
        store::contact_ledger::save(&mut tx, &before, after).await?;
        let event = AuditEvent::new(Action::ReceiptTaken).at(reminder.unit);
        Ok(tx.commit(event.about(SubjectKind::Reminder, reminder.id, reminder.version)).await?)
    };
    let caller = Caller { actor: operator.actor.clone(), origin: origin.clone() };
    app.witness(&caller, taken.await).await
}

/// Every contact with a person within the caller's scope, the latest first. It holds neither number nor words.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::Missing`] outside the scope.
pub async fn contacts_of(app: &App, caller: &Caller, person: Uuid) -> Result<Vec<ContactEntry>> {
    let scope = caller.actor.may(Permission::PeopleRead)?;
    let mut tx = app.store.read().await?;
    store::people::get(&mut tx, &scope, person).await?;
    let since = NaiveDate::default();
    let found = store::contact_ledger::of_subjects(&mut tx, &[person], since).await?;
    drop(tx);
    app.readable(caller, SubjectKind::Person, found).await
}
