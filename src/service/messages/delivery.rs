//! Delivery: claim with a lease, ask once more, send outside the transaction, complete only if the lease is still
//! ours. Killed between sending and completing, the same message is sent again under the same id.

use std::time::Duration;

use super::preparing::{About, Outgoing, Prepared, prepare};
use crate::{
    domain::{
        audit::{Action, AuditEvent, SubjectKind},
        contact_ledger::{ContactDetails, ContactEntry, ContactMeans, Receipt},
        messages::{Message, MessageState, Refusal, backoff},
        permissions::Permission,
        reminders::{Outcome, ReminderState, Report},
    },
    service::{App, Caller, Result, ServiceError, start},
    store::{
        self, Origin,
        outbox::{self, Claim, Fate},
    },
};

/// How many messages are claimed at a time. One after the other is on its way, so that a kill doubles at most one.
const BATCH: usize = 10;
/// How long a channel may take over one message.
const TIMEOUT: Duration = Duration::from_secs(30);

/// What a delivery did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Handed over.
    pub sent: u64,
    /// Not now: quiet hours, a limit, a day that moved.
    pub put_off: u64,
    /// Not at all: stopped, too late, or a task since no message reaches her.
    pub cancelled: u64,
    /// Not taken; tried again later.
    pub failed: u64,
    /// Not taken, and not tried again by itself.
    pub dead: u64,
    /// The lease ran out meanwhile: somebody else says what becomes of it.
    pub overtaken: u64,
}

/// Delivers what is due, until nothing is.
///
/// # Errors
/// What the database says; what was claimed comes free again when its lease runs out.
pub async fn deliver(app: &App, origin: &Origin) -> Result<Tally> {
    let mut tally = Tally::default();
    loop {
        // A look that writes nothing, so that a tick with nothing due costs nothing.
        if !outbox::is_anything_due(&mut *app.store.glance().await?).await? {
            return Ok(tally);
        }
        let mut tx = app.store.write(origin).await?;
        let claims = outbox::claim(&mut tx, app.settings.messages.lease, BATCH).await?;
        tx.commit_unseen().await?;
        if claims.is_empty() {
            return Ok(tally);
        }
        let operator = start::operator(app, &origin.request_id).await?;
        let caller = Caller { actor: operator.actor, origin: origin.clone() };
        for claim in &claims {
            let count = match one(app, &caller, claim).await? {
                None => &mut tally.overtaken,
                Some(Fate::Sent) => &mut tally.sent,
                Some(Fate::PutOff(_)) => &mut tally.put_off,
                Some(Fate::Cancelled) => &mut tally.cancelled,
                Some(Fate::Failed(..)) => &mut tally.failed,
                Some(Fate::Dead(_)) => &mut tally.dead,
            };
            *count += 1;
        }
    }
}

/// What became of one message; none where the lease was lost.
async fn one(app: &App, caller: &Caller, claim: &Claim) -> Result<Option<Fate>> {
    let prepared = prepare(app, caller, &claim.message).await;
    match app.witness(caller, prepared).await {
        Ok(Prepared::Send(outgoing)) => send(app, caller, claim, *outgoing).await,
        Ok(Prepared::Not(fate)) => let_go(app, caller, claim, fate).await,
        Ok(Prepared::Changed { before, after, fate }) => {
            let mut tx = app.store.write(&caller.origin).await?;
            if !outbox::complete(&mut tx, claim, fate).await? {
                return Ok(None);
            }
            let after = match store::reminders::save(&mut tx, &before, *after).await {
                // Somebody else changed it this moment: the message waits, and is asked anew.
                Err(store::StoreError::Conflict) => return Ok(None),
                saved => saved?,
            };
            let event = AuditEvent::new(Action::RemindersPlanned).at(after.unit).rows(1);
            tx.commit(event.about(SubjectKind::Reminder, after.id, after.version)).await?;
            Ok(Some(fate))
        }
        // Who cannot be read gets no message; the reminder's list tells of it.
        Err(ServiceError::Tampered(_) | ServiceError::Missing) => {
            let_go(app, caller, claim, Fate::Cancelled).await
        }
        Err(other) => Err(other),
    }
}

async fn let_go(app: &App, caller: &Caller, claim: &Claim, fate: Fate) -> Result<Option<Fate>> {
    let mut tx = app.store.write(&caller.origin).await?;
    if !outbox::complete(&mut tx, claim, fate).await? {
        return Ok(None);
    }
    tx.commit_unseen().await?;
    Ok(Some(fate))
}

async fn send(
    app: &App,
    caller: &Caller,
    claim: &Claim,
    outgoing: Outgoing,
) -> Result<Option<Fate>> {
    let Outgoing { message, about } = outgoing;
    let refusal = match hand_over(app, &message).await {
        Ok(()) => return complete(app, caller, claim, &message, about).await,
        Err(refusal) => refusal,
    };
    let failures = claim.message.attempts + 1;
    let is_last = refusal == Refusal::Rejected || failures >= app.settings.messages.tries;
    let id = claim.message.id;
    tracing::warn!(%id, failures, refusal = refusal.code(), "message not taken");
    if !is_last {
        let again = app.store.clock().now() + backoff(failures);
        return let_go(app, caller, claim, Fate::Failed(refusal, again)).await;
    }
    let fate = Fate::Dead(refusal);
    let mut tx = app.store.write(&caller.origin).await?;
    if !outbox::complete(&mut tx, claim, fate).await? {
        return Ok(None);
    }
    tx.commit(about.event(Action::MessageFailed)).await?;
    Ok(Some(fate))
}

async fn hand_over(app: &App, message: &Message) -> Result<(), Refusal> {
    let channel = match message.means {
        ContactMeans::Sms => app.channels.sms.as_ref(),
        _ => app.channels.email.as_ref(),
    };
    let channel = channel.ok_or(Refusal::Unreachable)?;
    tokio::time::timeout(TIMEOUT, channel.send(message)).await.unwrap_or(Err(Refusal::Unreachable))
}

/// It was handed over: the outbox, the reminder, the contact ledger and the trail say so together.
async fn complete(
    app: &App,
    caller: &Caller,
    claim: &Claim,
    message: &Message,
    about: About,
) -> Result<Option<Fate>> {
    let scope = caller.actor.may(Permission::RemindersWork)?;
    let mut tx = app.store.write(&caller.origin).await?;
    if !outbox::complete(&mut tx, claim, Fate::Sent).await? {
        return Ok(None);
    }
    let today = app.today();
    if let About::Reminder { reminder, programme } = &about {
        // Read again: somebody may have stopped or done it while the message was on its way. It went out all the
        // same, and the contact ledger says so.
        let before = store::reminders::get(&mut tx, &scope, reminder.id).await?;
        let mut after = before.clone();
        if before.state == ReminderState::Open {
            after.done(Report {
                outcome: Outcome::Sent,
                on: today,
                by: None,
                note: None,
                answer: None,
            })?;
            store::reminders::save(&mut tx, &before, after).await?;
        }
        let details = ContactDetails {
            means: message.means,
            programme: *programme,
            rule: Some(before.details.rule.clone()),
            outcome: Some(Outcome::Sent),
            receipt: Some(Receipt::Sent),
        };
        let (id, subject) = (message.id, before.subject);
        let entry = ContactEntry { id, version: 1, subject, made_on: today, details };
        store::contact_ledger::insert(&mut tx, &entry).await?;
    }
    tx.commit(about.event(Action::MessageSent)).await?;
    Ok(Some(Fate::Sent))
}

/// How many messages stand in each state: for the operator, about nobody.
///
/// # Errors
/// What the database says.
pub async fn counts(app: &App) -> Result<Vec<(MessageState, i64)>> {
    Ok(outbox::counts(&mut *app.store.glance().await?).await?)
}
