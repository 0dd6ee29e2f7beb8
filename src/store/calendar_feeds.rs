//! Calendar feeds: what opens one is the secret in its address, kept as a keyed digest like every bearer's.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{
    Result, Session, WriteTx,
    db::sql,
    tokens::{issue, lookup},
};
use crate::crypto::tokens::Token;

/// An account's calendar feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarFeed {
    /// Its id.
    pub id: Uuid,
    /// Whose it is.
    pub account: Uuid,
    /// When it was opened.
    pub created_at: DateTime<Utc>,
    /// When it was last fetched.
    pub used_at: Option<DateTime<Utc>>,
}

const COLUMNS: &str = "id, account_id, created_at, used_at";

/// Opens a feed for `account`; the one before no longer works.
///
/// # Errors
/// What the database says.
pub async fn open(tx: &mut WriteTx, account: Uuid) -> Result<(Token, CalendarFeed)> {
    revoke(tx, account).await?;
    let token = issue(tx, account);
    let feed = CalendarFeed { id: tx.new_id(), account, created_at: tx.now, used_at: None };
    sql(
        "/* calendar_feeds::open */ INSERT INTO calendar_feeds (id, digest, account_id, created_at)
         VALUES ($1, $2, $3, $4)",
    )
    .bind(feed.id)
    .bind(lookup(tx, &token).map(|(digest, _)| digest))
    .bind(account)
    .bind(feed.created_at)
    .execute(&mut tx.tx)
    .await?;
    Ok((token, feed))
}

/// Revokes the feed of `account`; false where it has none.
///
/// # Errors
/// What the database says.
pub async fn revoke(tx: &mut WriteTx, account: Uuid) -> Result<bool> {
    let now = tx.now;
    let revoked = sql("/* calendar_feeds::revoke */ UPDATE calendar_feeds SET revoked_at = $1
         WHERE account_id = $2 AND revoked_at IS NULL")
    .bind(now)
    .bind(account)
    .execute(&mut tx.tx)
    .await?;
    Ok(revoked > 0)
}

/// The feed that `token` opens.
///
/// # Errors
/// What the database says.
pub async fn find(session: &mut Session, token: &Token) -> Result<Option<CalendarFeed>> {
    let Some((digest, account)) = lookup(session, token) else { return Ok(None) };
    let text = format!(
        "/* calendar_feeds::find */ SELECT {COLUMNS} FROM calendar_feeds
         WHERE digest = $1 AND account_id = $2 AND revoked_at IS NULL"
    );
    let row = sql(text).bind(digest).bind(account).optional(&mut session.tx).await?;
    row.as_ref().map(read).transpose()
}

/// The feed of `account`, where it has one.
///
/// # Errors
/// What the database says.
pub async fn of_account(session: &mut Session, account: Uuid) -> Result<Option<CalendarFeed>> {
    let text = format!(
        "/* calendar_feeds::of_account */ SELECT {COLUMNS} FROM calendar_feeds
         WHERE account_id = $1 AND revoked_at IS NULL"
    );
    let row = sql(text).bind(account).optional(&mut session.tx).await?;
    row.as_ref().map(read).transpose()
}

/// Remembers that a feed was fetched now.
///
/// # Errors
/// What the database says.
pub async fn touch(tx: &mut WriteTx, id: Uuid) -> Result<()> {
    let now = tx.now;
    sql("/* calendar_feeds::touch */ UPDATE calendar_feeds SET used_at = $1 WHERE id = $2")
        .bind(now)
        .bind(id)
        .execute(&mut tx.tx)
        .await?;
    Ok(())
}

/// Removes feeds that were revoked before `before`. Gives how many.
///
/// # Errors
/// What the database says.
pub async fn remove_revoked(tx: &mut WriteTx, before: DateTime<Utc>) -> Result<u64> {
    let text =
        "/* calendar_feeds::remove_revoked */ DELETE FROM calendar_feeds WHERE revoked_at < $1";
    Ok(sql(text).bind(before).execute(&mut tx.tx).await?)
}

fn read(row: &super::db::Row) -> Result<CalendarFeed> {
    Ok(CalendarFeed {
        id: row.get("id")?,
        account: row.get("account_id")?,
        created_at: row.get("created_at")?,
        used_at: row.get("used_at")?,
    })
}
