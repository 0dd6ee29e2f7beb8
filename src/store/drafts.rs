//! Drafts of forms: sealed under a key of their own, seen only by the account that typed them.

use chrono::{DateTime, Utc};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{Result, Session, StoreError, WriteTx, db::sql, keys};
use crate::crypto::sealing::Place;

/// A draft without its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Its id.
    pub id: Uuid,
    /// Which form.
    pub form: String,
    /// When it was last saved.
    pub saved_at: DateTime<Utc>,
}

fn place(id: Uuid, account: Uuid, form: &str) -> Place {
    Place::new("drafts", id, "sealed", 0)
        .bind("account_id", account.as_bytes())
        .bind("form", form.as_bytes())
}

/// Saves `content` as the account's draft `id`, new or again.
///
/// # Errors
/// [`StoreError::Missing`] where the draft is another account's.
pub async fn put(
    tx: &mut WriteTx,
    id: Uuid,
    account: Uuid,
    form: &str,
    content: &[u8],
) -> Result<()> {
    let key = match keys::one(tx, id).await {
        Ok(key) => key,
        Err(StoreError::Tampered(_)) => keys::create(tx, &[id]).await?[&id].clone(),
        Err(other) => return Err(other),
    };
    let sealed = key.seal(&*tx.vault.random, content, &place(id, account, form));
    let now = tx.now;
    let changed = sql("/* drafts::put */ INSERT INTO drafts (id, account_id, form, saved_at, sealed) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (id) DO UPDATE SET saved_at = excluded.saved_at, sealed = excluded.sealed
         WHERE drafts.account_id = excluded.account_id AND drafts.form = excluded.form")
    .bind(id)
    .bind(account)
    .bind(form)
    .bind(now)
    .bind(sealed)
    .execute(&mut tx.tx)
    .await?;
    if changed == 1 { Ok(()) } else { Err(StoreError::Missing) }
}

/// The content of the account's draft `id` of `form`.
///
/// # Errors
/// [`StoreError::Missing`] where there is none.
pub async fn get(
    session: &mut Session,
    id: Uuid,
    account: Uuid,
    form: &str,
) -> Result<Zeroizing<Vec<u8>>> {
    let row = sql("/* drafts::get */ SELECT sealed FROM drafts WHERE id = $1 AND account_id = $2 AND form = $3")
        .bind(id)
        .bind(account)
        .bind(form)
        .optional(&mut session.tx)
        .await?
        .ok_or(StoreError::Missing)?;
    let key = keys::one(session, id).await?;
    let sealed: Vec<u8> = row.get("sealed")?;
    key.open(&sealed, &place(id, account, form)).map_err(|_| StoreError::Tampered(id))
}

/// The account's drafts, the newest first.
///
/// # Errors
/// What the database says.
pub async fn list(session: &mut Session, account: Uuid) -> Result<Vec<Draft>> {
    sql("/* drafts::list */ SELECT id, form, saved_at FROM drafts WHERE account_id = $1 ORDER BY saved_at DESC LIMIT 20")
        .bind(account)
        .all(&mut session.tx)
        .await?
        .iter()
        .map(|row| Ok(Draft { id: row.get("id")?, form: row.get("form")?, saved_at: row.get("saved_at")? }))
        .collect()
}

/// Removes the account's draft `id` with its key.
///
/// # Errors
/// What the database says.
pub async fn remove(tx: &mut WriteTx, id: Uuid, account: Uuid) -> Result<()> {
    let removed = sql("/* drafts::remove */ DELETE FROM drafts WHERE id = $1 AND account_id = $2")
        .bind(id)
        .bind(account)
        .execute(&mut tx.tx)
        .await?;
    if removed == 1 {
        keys::destroy(tx, id).await?;
    }
    Ok(())
}

/// Removes drafts that were last saved before `before`, with their keys, and gives their number.
///
/// # Errors
/// What the database says.
pub async fn remove_older(tx: &mut WriteTx, before: DateTime<Utc>) -> Result<u64> {
    let removed =
        sql("/* drafts::remove_older */ DELETE FROM drafts WHERE saved_at < $1 RETURNING id")
            .bind(before)
            .all(&mut tx.tx)
            .await?;
    for row in &removed {
        keys::destroy(tx, row.get("id")?).await?;
    }
    Ok(removed.len() as u64)
}
