//! What is sent, to whom, and whether at all: asked at the moment of delivery of the opened records.

use chrono::Days;

use super::{digests, following};
use crate::{
    domain::{
        audit::{Action, AuditEvent, SubjectKind},
        contact_ledger::ContactMeans,
        contacts::Contacts,
        messages::{Limits, Message, MessageKind, morning_of, quiet_until},
        permissions::Permission,
        programmes::Programme,
        reminders::{Reminder, ReminderState},
        words::Words,
    },
    service::{App, Caller, Result, ServiceError, reminders::standing::Standing},
    store::{
        self, Session,
        accounts::Account,
        outbox::{Fate, Queued},
    },
};

/// What a message is about, for what is written down once it is out.
pub(super) enum About {
    /// A reminder, and the programme that it belongs to.
    Reminder { reminder: Box<Reminder>, programme: Option<Programme> },
    /// An account's digest.
    Digest(Box<Account>),
}

impl About {
    pub(super) fn event(&self, action: Action) -> AuditEvent {
        let event = AuditEvent::new(action);
        match self {
            Self::Reminder { reminder, .. } => {
                event.at(reminder.unit).about(SubjectKind::Reminder, reminder.id, reminder.version)
            }
            Self::Digest(account) => {
                event.at(account.unit).about(SubjectKind::Account, account.id, account.version)
            }
        }
    }
}

/// A message ready to go.
pub(super) struct Outgoing {
    pub message: Message,
    pub about: About,
}

/// What is to be done with a claimed message.
pub(super) enum Prepared {
    /// It goes out.
    Send(Box<Outgoing>),
    /// It does not, or not now.
    Not(Fate),
    /// It does not, since its reminder is not what it was when it was planned.
    Changed { before: Box<Reminder>, after: Box<Reminder>, fate: Fate },
}

pub(super) async fn prepare(app: &App, caller: &Caller, queued: &Queued) -> Result<Prepared> {
    if let Some(until) = quiet_until(app.store.clock().now(), app.settings.zone) {
        return Ok(Prepared::Not(Fate::PutOff(until)));
    }
    let mut tx = app.store.read().await?;
    match queued.kind {
        MessageKind::Reminder => reminder(app, caller, &mut tx, queued).await,
        MessageKind::Digest => Ok(digests::prepare(app, &mut tx, queued)
            .await?
            .map_or(Prepared::Not(Fate::Cancelled), |outgoing| Prepared::Send(Box::new(outgoing)))),
    }
}

async fn reminder(
    app: &App,
    caller: &Caller,
    session: &mut Session,
    queued: &Queued,
) -> Result<Prepared> {
    let cancel = Prepared::Not(Fate::Cancelled);
    let scope = caller.actor.may(Permission::RemindersWork)?;
    let before = store::reminders::get(session, &scope, queued.id).await?;
    if before.state != ReminderState::Open || !following::sends(&app.settings, &before) {
        return Ok(cancel);
    }
    // Death, withdrawal, refusal, silence, and the lock that keeps appeals from the dead: as of this moment.
    let standing = Standing::load(app, session, &caller.actor, &[before.subject]).await?;
    let Some(after) = standing.of(&before) else { return Ok(cancel) };
    let today = app.today();
    let due_at = morning_of(after.due_on, app.settings.zone);
    let fate = match after.state {
        ReminderState::Open if after.due_on > today => Some(Fate::PutOff(due_at)),
        ReminderState::Open => None,
        _ => Some(Fate::Cancelled),
    };
    if let Some(fate) = fate {
        return Ok(if after == before {
            Prepared::Not(fate)
        } else {
            Prepared::Changed { before: Box::new(before), after: Box::new(after), fate }
        });
    }
    let settings = &app.settings.messages;
    let Some(template) = settings.templates.get(&before.details.rule) else { return Ok(cancel) };
    let person = store::people::get(session, &scope, before.subject).await?;
    let Some((means, to)) = recipient(app, &person.contacts) else { return Ok(cancel) };
    // Messages are those contacts of which a receipt is known, whichever programme and office they were for.
    let since = today - Days::new(Limits::DAYS);
    let sent = store::contact_ledger::of_subjects(session, &[person.id], since).await?;
    let sent = sent.into_iter().collect::<Result<Vec<_>, _>>().map_err(ServiceError::Tampered)?;
    let sent: Vec<_> =
        sent.iter().filter(|one| one.details.receipt.is_some()).map(|one| one.made_on).collect();
    match settings.limits.free_on(&sent, today) {
        None => return Ok(cancel),
        Some(free) if free > today => {
            return Ok(Prepared::Not(Fate::PutOff(morning_of(free, app.settings.zone))));
        }
        Some(_) => {}
    }
    let unit = store::units::get(session, before.unit).await?;
    let (subject, text) = template.fill(settings.language, &person, &Words::made(unit.zh, unit.en));
    let message = Message {
        id: queued.id,
        means,
        to,
        subject,
        text,
        template: template.rule.clone(),
        version: template.version,
    };
    let programme = standing.programme(&before);
    let about = About::Reminder { reminder: Box::new(before), programme };
    Ok(Prepared::Send(Box::new(Outgoing { message, about })))
}

/// The first mobile that is of use, else the e-mail; none where no channel of this installation reaches her.
fn recipient(app: &App, contacts: &Contacts) -> Option<(ContactMeans, String)> {
    let mut phones = contacts.phones.iter().filter(|one| one.invalid.is_none());
    let mobile = phones.find(|one| one.phone.is_mobile()).filter(|_| app.channels.sms.is_some());
    if let Some(one) = mobile {
        return Some((ContactMeans::Sms, one.phone.as_str().to_owned()));
    }
    let email = contacts.email.clone().filter(|_| app.channels.email.is_some())?;
    Some((ContactMeans::Email, email))
}
