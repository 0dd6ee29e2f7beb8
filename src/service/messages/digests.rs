//! The morning digest: how much is due, late and missed, and where the console is. It names nobody.

use super::preparing::{About, Outgoing};
use crate::{
    domain::{
        audit::{Action, AuditEvent, SubjectKind},
        contact_ledger::ContactMeans,
        messages::{Message, inputs, quiet_until, templates::Language},
        permissions::{Actor, Permission},
        reminders::SubjectKind as Kind,
        words::Words,
    },
    service::{App, Caller, Result, ServiceError},
    store::{
        self, Origin, Session, StoreError, accounts::Account, outbox::Queued, reminders::DueCounts,
    },
};

/// The kinds of subject that coordinators and supervisors work on.
const KINDS: &[Kind] = &[Kind::Person, Kind::Ledger, Kind::Coordinator];

/// The version of the digest's text.
const VERSION: u32 = 1;

/// Queues today's digest for everybody who wants one; gives how many were not queued yet. Run it as often as you
/// like from eight o'clock on: an account gets one a day. A day on which it never ran is left out.
///
/// # Errors
/// What the database says.
pub async fn digest(app: &App, origin: &Origin) -> Result<u64> {
    let is_quiet = quiet_until(app.store.clock().now(), app.settings.zone).is_some();
    if is_quiet || app.channels.email.is_none() {
        return Ok(0);
    }
    let mut tx = app.store.write(origin).await?;
    let root = store::units::root(&mut tx).await?;
    let everywhere = Actor::operator(root.id).may(Permission::RemindersWork)?;
    let accounts = store::accounts::list(&mut tx, &everywhere).await?;
    let mut queued = 0;
    for account in accounts.readable.iter().filter(|account| wants(account)) {
        queued += u64::from(store::outbox::add_digest(&mut tx, account.id, app.today()).await?);
    }
    if queued > 0 {
        tx.commit_unseen().await?;
    }
    Ok(queued)
}

fn wants(account: &Account) -> bool {
    let works = actor(account).may(Permission::RemindersWork).is_ok();
    account.is_active() && works && account.digest_email.is_some()
}

fn actor(account: &Account) -> Actor {
    Actor::account(account.id, account.role, account.unit)
}

/// The digest as it is this moment; none where it is yesterday's, nobody wants it any more, or nothing waits.
pub(super) async fn prepare(
    app: &App,
    session: &mut Session,
    queued: &Queued,
) -> Result<Option<Outgoing>> {
    let Some(id) = queued.account.filter(|_| queued.due_on == app.today()) else { return Ok(None) };
    let account = store::accounts::get(session, id).await?;
    let Some(to) = account.digest_email.clone().filter(|_| wants(&account)) else {
        return Ok(None);
    };
    if app.channels.email.is_none() {
        return Ok(None);
    }
    let scope = actor(&account).may(Permission::RemindersWork)?;
    let counts = store::reminders::due_counts(session, &scope, KINDS, app.today()).await?;
    if counts == DueCounts::default() {
        return Ok(None);
    }
    let (subject, text) = words(app, counts);
    let message = Message {
        id: queued.id,
        means: ContactMeans::Email,
        to,
        subject,
        text,
        template: "digest".to_owned(),
        version: VERSION,
    };
    Ok(Some(Outgoing { message, about: About::Digest(Box::new(account)) }))
}

fn words(app: &App, counts: DueCounts) -> (String, String) {
    let DueCounts { due, late, missed } = counts;
    let day = app.today();
    let zh = format!("{day}\n今日到期：{due}\n逾期未办：{late}\n近七日错过：{missed}\n");
    let en =
        format!("Due by today: {due}\nLate: {late}\nMissed in the last seven days: {missed}\n");
    let console = app.settings.messages.console.as_deref().unwrap_or_default();
    let subject = Words::new("今日提醒", "Reminders of today");
    match app.settings.messages.language {
        Language::Zh => (subject.zh.into_owned(), format!("{zh}\n{en}\n{console}\n")),
        Language::En => (subject.en.into_owned(), format!("{day}\n{en}\n{console}\n")),
    }
}

/// The address to which the caller's own account wants the digest, where it wants one.
///
/// # Errors
/// [`ServiceError::Denied`] where the account does not work on reminders.
pub async fn own_digest(app: &App, caller: &Caller) -> Result<Option<String>> {
    caller.actor.may(Permission::RemindersWork)?;
    let id = caller.actor.account_id().ok_or(ServiceError::Missing)?;
    Ok(store::accounts::get(&mut *app.store.read().await?, id).await?.digest_email)
}

/// Sets the address to which the caller's own account wants the digest; empty: none.
///
/// # Errors
/// [`ServiceError::Denied`] where the account does not work on reminders; [`ServiceError::Invalid`];
/// [`ServiceError::Conflict`].
pub async fn set_digest(app: &App, caller: &Caller, typed: &str) -> Result<()> {
    caller.actor.may(Permission::RemindersWork)?;
    let address = inputs::digest_email(typed)?;
    let id = caller.actor.account_id().ok_or(ServiceError::Missing)?;
    let mut tx = app.store.write(&caller.origin).await?;
    let mut account = store::accounts::get(&mut tx, id).await?;
    if account.digest_email == address {
        return Ok(());
    }
    account.digest_email = address;
    let account = match store::accounts::update(&mut tx, account).await {
        Err(StoreError::Conflict) => return Err(ServiceError::Conflict),
        updated => updated?,
    };
    let event = AuditEvent::new(Action::DigestChanged).at(account.unit);
    Ok(tx.commit(event.about(SubjectKind::Account, account.id, account.version)).await?)
}
