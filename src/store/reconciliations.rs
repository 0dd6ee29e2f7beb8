//! Two offices hold the same document. Neither is told; their common parent settles it.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{
    Result, Session, StoreError, WriteTx,
    db::{Row, sql},
};
use crate::domain::permissions::Scope;

/// A pair that waits for the common parent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reconciliation {
    /// Its id.
    pub id: Uuid,
    /// The common parent.
    pub unit: Uuid,
    /// The later record.
    pub person: Uuid,
    /// The earlier record.
    pub other: Uuid,
    /// Since when.
    pub created_at: DateTime<Utc>,
}

const OPEN: &str = "SELECT r.id, r.unit_id, r.person_id, r.other_id, r.created_at FROM reconciliations r
    JOIN unit_closure c ON c.descendant_id = r.unit_id AND c.ancestor_id = $1 WHERE r.status = 'open'";

fn read(row: &Row) -> Result<Reconciliation> {
    Ok(Reconciliation {
        id: row.get("id")?,
        unit: row.get("unit_id")?,
        person: row.get("person_id")?,
        other: row.get("other_id")?,
        created_at: row.get("created_at")?,
    })
}

/// Opens a task for `parent`: `person` and `other` hold the same document.
///
/// # Errors
/// What the database says.
pub async fn open(tx: &mut WriteTx, parent: Uuid, person: Uuid, other: Uuid) -> Result<()> {
    let (id, now) = (tx.new_id(), tx.now);
    sql("/* reconciliations::open */ INSERT INTO reconciliations (id, unit_id, person_id, other_id, status, created_at)
         VALUES ($1, $2, $3, $4, 'open', $5) ON CONFLICT (person_id, other_id) DO NOTHING")
    .bind(id)
    .bind(parent)
    .bind(person)
    .bind(other)
    .bind(now)
    .execute(&mut tx.tx)
    .await?;
    Ok(())
}

/// The open tasks of units in `scope`, the oldest first.
///
/// # Errors
/// What the database says.
pub async fn list(session: &mut Session, scope: &Scope) -> Result<Vec<Reconciliation>> {
    sql(format!("/* reconciliations::list */ {OPEN} ORDER BY r.id LIMIT 200"))
        .bind(scope.root())
        .all(&mut session.tx)
        .await?
        .iter()
        .map(read)
        .collect()
}

/// The open task `id` of a unit in `scope`.
///
/// # Errors
/// [`StoreError::Missing`] where there is none.
pub async fn get(session: &mut Session, scope: &Scope, id: Uuid) -> Result<Reconciliation> {
    let row = sql(format!("/* reconciliations::get */ {OPEN} AND r.id = $2"))
        .bind(scope.root())
        .bind(id)
        .optional(&mut session.tx)
        .await?;
    read(&row.ok_or(StoreError::Missing)?)
}

/// Settles a task.
///
/// # Errors
/// [`StoreError::Conflict`] where somebody did so meanwhile.
pub async fn decide(tx: &mut WriteTx, id: Uuid, same: bool) -> Result<()> {
    let (now, account) = (tx.now, tx.origin().account);
    sql("/* reconciliations::decide */ UPDATE reconciliations SET status = $2, decided_by = $3, decided_at = $4
         WHERE id = $1 AND status = 'open'")
    .bind(id)
    .bind(if same { "same" } else { "different" })
    .bind(account)
    .bind(now)
    .change_one(&mut tx.tx)
    .await
}
