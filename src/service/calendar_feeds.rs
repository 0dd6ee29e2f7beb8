//! Calendar feeds: what is due, in a calendar program, without a name. The secret in the address opens only this.

use std::{collections::BTreeMap, fmt::Write};

use chrono::{Days, Duration, NaiveDate};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{App, Caller, Result, ServiceError, reminders::acts::reach, sessions::SignedIn};
use crate::{
    crypto::tokens::Token,
    domain::{
        audit::{Action, AuditEvent, SubjectKind},
        permissions::Actor,
        reminders::ReminderState,
        words::Words,
    },
    store::{Origin, accounts, calendar_feeds as stored, reminders},
};

pub use stored::CalendarFeed;

/// For so many days a late reminder stays in the calendar.
const BACK: Days = Days::new(60);
/// For so many days the calendar looks ahead.
const AHEAD: Days = Days::new(60);
/// That a feed is used is written down once in so long.
const SEEN_EVERY: Duration = Duration::hours(1);

/// What is due on a day by one rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayEntry {
    /// The same at every fetch, so that a calendar program changes its entry and makes no second.
    pub uid: String,
    /// The day.
    pub on: NaiveDate,
    /// The rule's title.
    pub title: Words,
    /// How many.
    pub count: u64,
}

/// Opens the caller's own feed; the one before no longer works. Asks for a session, so that a token makes no tokens.
///
/// # Errors
/// [`ServiceError::Denied`] where the account has no reminders.
pub async fn open(app: &App, origin: &Origin, signed_in: &SignedIn) -> Result<Token> {
    let caller = signed_in.caller(origin);
    reach(&caller)?;
    let account = signed_in.account();
    let mut tx = app.store.write(&caller.origin).await?;
    let (token, feed) = stored::open(&mut tx, account.id).await?;
    tx.commit(event(Action::CalendarIssued, account.unit, feed.id)).await?;
    Ok(token)
}

/// The caller's own feed, where there is one.
///
/// # Errors
/// [`ServiceError::Denied`] where the account has no reminders; what the database says.
pub async fn own(app: &App, caller: &Caller) -> Result<Option<CalendarFeed>> {
    reach(caller)?;
    let account = caller.actor.account_id().ok_or(ServiceError::Missing)?;
    Ok(stored::of_account(&mut *app.store.read().await?, account).await?)
}

/// Revokes the caller's own feed.
///
/// # Errors
/// [`ServiceError::Missing`] where there is none.
pub async fn revoke(app: &App, caller: &Caller) -> Result<()> {
    let account = caller.actor.account_id().ok_or(ServiceError::Missing)?;
    let mut tx = app.store.write(&caller.origin).await?;
    let feed = stored::of_account(&mut tx, account).await?.ok_or(ServiceError::Missing)?;
    stored::revoke(&mut tx, account).await?;
    Ok(tx.commit(event(Action::CalendarRevoked, caller.actor.unit(), feed.id)).await?)
}

/// What a feed shows: open reminders of its account's scope, counted by day and rule.
///
/// # Errors
/// [`ServiceError::Missing`] where the address opens nothing (any more).
pub async fn fetch(app: &App, origin: &Origin, token: &Token) -> Result<Vec<DayEntry>> {
    let mut tx = app.store.read().await?;
    let feed = stored::find(&mut tx, token).await?.ok_or(ServiceError::Missing)?;
    let account = accounts::get(&mut tx, feed.account).await?;
    if !account.is_active() {
        return Err(ServiceError::Missing);
    }
    let caller = Caller {
        actor: Actor::account(account.id, account.role, account.unit),
        origin: Origin { account: Some(account.id), ..origin.clone() },
    };
    let (scope, kinds) = reach(&caller)?;
    let today = app.today();
    let due = reminders::due(&mut tx, &scope, today - BACK, today + AHEAD).await?;
    let now = tx.now;
    drop(tx);
    let due = app.readable(&caller, SubjectKind::Reminder, due).await?;
    let open = due.into_iter().filter(|one| one.state == ReminderState::Open);
    let mut days: BTreeMap<(NaiveDate, String), u64> = BTreeMap::new();
    for one in open.filter(|one| kinds.contains(&one.kind)) {
        *days.entry((one.due_on, one.details.rule)).or_default() += 1;
    }
    if feed.used_at.is_none_or(|used| now - used >= SEEN_EVERY) {
        let mut tx = app.store.write(&caller.origin).await?;
        stored::touch(&mut tx, feed.id).await?;
        tx.commit_unseen().await?;
    }
    let entry = |((on, rule), count): ((NaiveDate, String), u64)| {
        let title = app.settings.reminders.get(&rule)?.title.clone();
        Some(DayEntry { uid: uid(account.id, on, &rule), on, title, count })
    };
    Ok(days.into_iter().filter_map(entry).collect())
}

/// A rule's code may tell more than its title does: only its digest is told.
fn uid(account: Uuid, on: NaiveDate, rule: &str) -> String {
    let digest = Sha256::digest(format!("{account} {on} {rule}"));
    digest[..16].iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    }) + "@lifelight"
}

fn event(action: Action, unit: Uuid, feed: Uuid) -> AuditEvent {
    AuditEvent::new(action).at(unit).about(SubjectKind::Token, feed, 1)
}
