//! Sessions of signed-in accounts: in the database, so that every instance knows them and each can be
//! revoked. They end when idle, at their age limit, or when revoked, whichever is first.

use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use super::{
    Result, Session, WriteTx,
    db::{Row, sql},
    tokens,
};
use crate::crypto::tokens::Token;

/// A session as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenSession {
    /// Its id; not what the cookie holds.
    pub id: Uuid,
    /// Whose it is.
    pub account: Uuid,
    /// When the account signed in.
    pub created_at: DateTime<Utc>,
    /// When it was last used, to the minute.
    pub seen_at: DateTime<Utc>,
    /// When it ends in any case.
    pub expires_at: DateTime<Utc>,
}

const COLUMNS: &str = "id, account_id, created_at, seen_at, expires_at";

/// Opens a session of `account` and removes those of the account that are past their age limit.
///
/// # Errors
/// What the database says.
pub async fn open(tx: &mut WriteTx, account: Uuid, lifetime: Duration) -> Result<(Token, Uuid)> {
    let now = tx.now;
    sql("/* sessions::open */ DELETE FROM sessions WHERE account_id = $1 AND expires_at <= $2")
        .bind(account)
        .bind(now)
        .execute(&mut tx.tx)
        .await?;
    let token = tokens::issue(tx, account);
    let id = tx.new_id();
    sql("/* sessions::open */ INSERT INTO sessions (digest, id, account_id, created_at, seen_at, expires_at)
         VALUES ($1, $2, $3, $4, $4, $5)")
    .bind(tokens::lookup(tx, &token).map(|(digest, _)| digest))
    .bind(id)
    .bind(account)
    .bind(now)
    .bind(now + lifetime)
    .execute(&mut tx.tx)
    .await?;
    Ok((token, id))
}

/// The open session of `token`, unless it was idle for `idle`.
///
/// # Errors
/// What the database says.
pub async fn find(
    session: &mut Session,
    token: &Token,
    idle: Duration,
) -> Result<Option<OpenSession>> {
    let Some((digest, account)) = tokens::lookup(session, token) else { return Ok(None) };
    let row = sql(format!(
        "/* sessions::find */ SELECT {COLUMNS} FROM sessions WHERE digest = $1 AND account_id = $2
         AND revoked_at IS NULL AND expires_at > $3 AND seen_at > $4"
    ))
    .bind(digest)
    .bind(account)
    .bind(session.now)
    .bind(session.now - idle)
    .optional(&mut session.tx)
    .await?;
    row.as_ref().map(read).transpose()
}

/// The open sessions of `account`, last used first.
///
/// # Errors
/// What the database says.
pub async fn list(
    session: &mut Session,
    account: Uuid,
    idle: Duration,
) -> Result<Vec<OpenSession>> {
    sql(format!(
        "/* sessions::list */ SELECT {COLUMNS} FROM sessions WHERE account_id = $1
         AND revoked_at IS NULL AND expires_at > $2 AND seen_at > $3 ORDER BY seen_at DESC, id DESC"
    ))
    .bind(account)
    .bind(session.now)
    .bind(session.now - idle)
    .all(&mut session.tx)
    .await?
    .iter()
    .map(read)
    .collect()
}

/// Remembers that a session was used now.
///
/// # Errors
/// What the database says.
pub async fn touch(tx: &mut WriteTx, id: Uuid) -> Result<()> {
    let now = tx.now;
    sql("/* sessions::touch */ UPDATE sessions SET seen_at = $1 WHERE id = $2")
        .bind(now)
        .bind(id)
        .execute(&mut tx.tx)
        .await?;
    Ok(())
}

/// Revokes one session of `account`; false where there was none to revoke.
///
/// # Errors
/// What the database says.
pub async fn revoke(tx: &mut WriteTx, account: Uuid, id: Uuid) -> Result<bool> {
    let now = tx.now;
    let revoked = sql("/* sessions::revoke */ UPDATE sessions SET revoked_at = $1
         WHERE id = $2 AND account_id = $3 AND revoked_at IS NULL")
    .bind(now)
    .bind(id)
    .bind(account)
    .execute(&mut tx.tx)
    .await?;
    Ok(revoked == 1)
}

/// Revokes all sessions of `account` and gives their number.
///
/// # Errors
/// What the database says.
pub async fn revoke_all(tx: &mut WriteTx, account: Uuid) -> Result<u64> {
    let now = tx.now;
    Ok(sql("/* sessions::revoke_all */ UPDATE sessions SET revoked_at = $1
         WHERE account_id = $2 AND revoked_at IS NULL")
    .bind(now)
    .bind(account)
    .execute(&mut tx.tx)
    .await?)
}

/// Removes the sessions that have ended, however they did, and gives their number.
///
/// # Errors
/// What the database says.
pub async fn remove_ended(tx: &mut WriteTx, idle: Duration) -> Result<u64> {
    let now = tx.now;
    Ok(sql("/* sessions::remove_ended */ DELETE FROM sessions
         WHERE revoked_at IS NOT NULL OR expires_at <= $1 OR seen_at <= $2")
    .bind(now)
    .bind(now - idle)
    .execute(&mut tx.tx)
    .await?)
}

fn read(row: &Row) -> Result<OpenSession> {
    Ok(OpenSession {
        id: row.get("id")?,
        account: row.get("account_id")?,
        created_at: row.get("created_at")?,
        seen_at: row.get("seen_at")?,
        expires_at: row.get("expires_at")?,
    })
}
