//! Removes what has ended and what was left lying. Nothing that somebody may still want goes: what is
//! unfinished stays for as long as the installation says.

use chrono::Duration;
use serde::Deserialize;

use super::{App, Caller, Result, ServiceError, imports, sessions};
use crate::{
    domain::{
        jobs::{Counted, Tallies},
        permissions::Permission,
    },
    store,
};

/// After how many days what was left lying goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Retention {
    /// Drafts, since they were last saved.
    pub drafts: u32,
    /// Imports (file, report, rejected rows), since they last moved.
    pub imports: u32,
    /// API tokens, since they ended.
    pub tokens: u32,
    /// Runs of jobs that nobody asked for.
    pub runs: u32,
    /// Messages that were sent or not to be sent, and past digests, since they last moved. What failed stays until
    /// somebody has looked at it.
    pub messages: u32,
    /// Calendar feeds, since they were revoked.
    pub feeds: u32,
}

impl Default for Retention {
    fn default() -> Self {
        Self { drafts: 90, imports: 90, tokens: 90, runs: 90, messages: 400, feeds: 90 }
    }
}

fn days(days: u32) -> Duration {
    Duration::days(i64::from(days))
}

/// Cleans up. Each part is a transaction of its own: what is done is done.
///
/// # Errors
/// What the database says.
pub async fn run(app: &App, caller: &Caller) -> Result<Tallies> {
    let retention = app.settings.retention;
    let mut tx = app.store.write(&caller.origin).await?;
    let now = tx.now;
    let ended = store::sessions::remove_ended(&mut tx, app.settings.session_idle).await?;
    let links = store::tokens::remove_spent_links(&mut tx).await?;
    let tokens = store::tokens::remove_ended(&mut tx, now - days(retention.tokens)).await?;
    let delays = store::throttles::sweep(&mut tx, now - sessions::FAILURES_COUNT_FOR).await?;
    let runs = store::jobs::forget_runs(&mut tx, days(retention.runs)).await?;
    tx.commit_unseen().await?;

    let mut tx = app.store.write(&caller.origin).await?;
    let messages = store::outbox::remove_older(&mut tx, now - days(retention.messages)).await?;
    let feeds = store::calendar_feeds::remove_revoked(&mut tx, now - days(retention.feeds)).await?;
    tx.commit_unseen().await?;

    let mut tx = app.store.write(&caller.origin).await?;
    let drafts = store::drafts::remove_older(&mut tx, now - days(retention.drafts)).await?;
    tx.commit_unseen().await?;

    let scope = caller.actor.may(Permission::LedgersImport)?;
    let lying = store::imports::unmoved(
        &mut *app.store.read().await?,
        &scope,
        now - days(retention.imports),
    )
    .await?;
    let (mut discarded, mut refused) = (0, 0);
    for id in lying {
        match imports::discard(app, caller, id).await {
            Ok(()) => discarded += 1,
            // Somebody took it up just now.
            Err(ServiceError::Conflict) => {}
            Err(ServiceError::Tampered(id)) => {
                tracing::error!(import = %id, "an import failed its integrity check and stays");
                refused += 1;
            }
            Err(error) => return Err(error),
        }
    }
    Ok(Tallies::default()
        .with(Counted::Sessions, ended)
        .with(Counted::Links, links)
        .with(Counted::Tokens, tokens)
        .with(Counted::Delays, delays)
        .with(Counted::Runs, runs)
        .with(Counted::Messages, messages)
        .with(Counted::Feeds, feeds)
        .with(Counted::Drafts, drafts)
        .with(Counted::Imports, discarded)
        .with(Counted::Refused, refused))
}
