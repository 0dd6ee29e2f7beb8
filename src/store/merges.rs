//! Merges of two records of one person: proposed, confirmed by somebody else, and the way back.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{
    Result, Session, StoreError, WriteTx,
    db::{Row, sql},
};
use crate::domain::{merges::Moved, permissions::Scope};

/// A merge, proposed or confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merge {
    /// Its id.
    pub id: Uuid,
    /// The record that stays.
    pub kept: Uuid,
    /// The record that goes into it.
    pub dropped: Uuid,
    /// `asked` or `confirmed`.
    pub status: String,
    /// Who proposed it; somebody else decides.
    pub asked_by: Option<Uuid>,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// What it moved, once confirmed.
    pub moved: Option<Moved>,
}

fn read(row: &Row) -> Result<Merge> {
    let moved: Option<String> = row.get("moved")?;
    Ok(Merge {
        id: row.get("id")?,
        kept: row.get("kept_id")?,
        dropped: row.get("dropped_id")?,
        status: row.get("status")?,
        asked_by: row.get("asked_by")?,
        asked_at: row.get("asked_at")?,
        moved: moved.and_then(|text| serde_json::from_str(&text).ok()),
    })
}

// Both records have to be in scope, whoever looks.
const IN_SCOPE: &str = "SELECT m.id, m.kept_id, m.dropped_id, m.status, m.asked_by, m.asked_at, m.moved FROM merges m
    JOIN people k ON k.id = m.kept_id JOIN unit_closure kc ON kc.descendant_id = k.unit_id AND kc.ancestor_id = $1
    JOIN people d ON d.id = m.dropped_id JOIN unit_closure dc ON dc.descendant_id = d.unit_id AND dc.ancestor_id = $1";

/// Proposes that `dropped` goes into `kept`.
///
/// # Errors
/// [`StoreError::Conflict`] where a merge of `dropped` waits already.
pub async fn ask(tx: &mut WriteTx, kept: Uuid, dropped: Uuid) -> Result<Uuid> {
    let (id, now, account) = (tx.new_id(), tx.now, tx.origin().account);
    sql(
        "/* merges::ask */ INSERT INTO merges (id, kept_id, dropped_id, status, asked_by, asked_at)
         VALUES ($1, $2, $3, 'asked', $4, $5)",
    )
    .bind(id)
    .bind(kept)
    .bind(dropped)
    .bind(account)
    .bind(now)
    .execute(&mut tx.tx)
    .await?;
    Ok(id)
}

/// Merges in `scope` that wait, and those confirmed that can be taken back; the newest first.
///
/// # Errors
/// What the database says.
pub async fn list(session: &mut Session, scope: &Scope) -> Result<Vec<Merge>> {
    sql(format!(
        "/* merges::list */ {IN_SCOPE} WHERE m.status IN ('asked', 'confirmed') ORDER BY m.id DESC LIMIT 200"
    ))
    .bind(scope.root())
    .all(&mut session.tx)
    .await?
    .iter()
    .map(read)
    .collect()
}

/// The merge `id` within `scope`.
///
/// # Errors
/// [`StoreError::Missing`] where there is none.
pub async fn get(session: &mut Session, scope: &Scope, id: Uuid) -> Result<Merge> {
    let row = sql(format!("/* merges::get */ {IN_SCOPE} WHERE m.id = $2"))
        .bind(scope.root())
        .bind(id)
        .optional(&mut session.tx)
        .await?;
    read(&row.ok_or(StoreError::Missing)?)
}

/// Closes a proposed merge: confirmed with what it moved, or declined.
///
/// # Errors
/// [`StoreError::Conflict`] where somebody closed it meanwhile.
pub async fn decide(tx: &mut WriteTx, id: Uuid, moved: Option<&Moved>) -> Result<()> {
    let (now, account) = (tx.now, tx.origin().account);
    // Unwrap safety: ids and numbers always are JSON.
    let text = moved.map(|moved| serde_json::to_string(moved).expect("what moved is JSON"));
    sql("/* merges::decide */ UPDATE merges SET status = $2, decided_by = $3, decided_at = $4, moved = $5
         WHERE id = $1 AND status = 'asked'")
    .bind(id)
    .bind(if moved.is_some() { "confirmed" } else { "declined" })
    .bind(account)
    .bind(now)
    .bind(text)
    .change_one(&mut tx.tx)
    .await
}

/// Marks a confirmed merge as taken back.
///
/// # Errors
/// [`StoreError::Conflict`] where somebody did so meanwhile.
pub async fn undo(tx: &mut WriteTx, id: Uuid) -> Result<()> {
    let (now, account) = (tx.now, tx.origin().account);
    sql("/* merges::undo */ UPDATE merges SET status = 'undone', undone_by = $2, undone_at = $3
         WHERE id = $1 AND status = 'confirmed'")
    .bind(id)
    .bind(account)
    .bind(now)
    .change_one(&mut tx.tx)
    .await
}
