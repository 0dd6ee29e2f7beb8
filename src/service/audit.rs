//! Reading the audit trail.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{App, Caller, Result, accounts::sign_in_name};
use crate::{
    domain::permissions::Permission,
    store::{StoreError, accounts, audit},
};

pub use audit::{AuditFilter, AuditLine};

/// The most lines of a page.
const PAGE: usize = 200;

/// A page of the trail.
#[derive(Debug, Clone)]
pub struct AuditPage {
    /// Its lines, newest first.
    pub lines: Vec<AuditLine>,
    /// What to put into [`AuditFilter::before`] for the next page; none where this is the last.
    pub next: Option<(DateTime<Utc>, Uuid)>,
}

/// The events of the caller's units that `filter` lets through, `size` of them (200 at most).
///
/// # Errors
/// [`super::ServiceError::Denied`]; what the database says.
pub async fn read(
    app: &App,
    caller: &Caller,
    filter: &AuditFilter,
    size: usize,
) -> Result<AuditPage> {
    let scope = caller.actor.may(Permission::AuditRead)?;
    let size = size.clamp(1, PAGE);
    let mut tx = app.store.read().await?;
    // One more than shown tells whether there is a next page.
    let mut lines = audit::list(&mut tx, &scope, filter, size as i64 + 1).await?;
    let more = lines.len() > size;
    lines.truncate(size);
    let next = lines.last().filter(|_| more).map(|line| (line.at, line.id));
    Ok(AuditPage { lines, next })
}

/// The account with this user name, to look up what it did: also one that was changed by hand. What
/// the caller may read of it is [`read`]'s business.
///
/// # Errors
/// [`super::ServiceError::Denied`]; what the database says.
pub async fn account_named(app: &App, caller: &Caller, name: &str) -> Result<Option<Uuid>> {
    caller.actor.may(Permission::AuditRead)?;
    match accounts::by_name(&mut *app.store.read().await?, &sign_in_name(name)).await {
        Ok(found) => Ok(found.map(|account| account.id)),
        Err(StoreError::Tampered(id)) => Ok(Some(id)),
        Err(other) => Err(other.into()),
    }
}
