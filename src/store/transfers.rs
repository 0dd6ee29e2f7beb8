//! Transfers of a person from one managing unit to another: asked, then accepted or declined.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{
    Result, Session, StoreError, WriteTx,
    db::{Row, sql},
};
use crate::domain::{permissions::Scope, person::Person};

/// A transfer that waits for the receiving unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer {
    /// Its id.
    pub id: Uuid,
    /// Who is to be transferred.
    pub person: Uuid,
    /// The unit that manages her.
    pub from: Uuid,
    /// The unit that is asked to.
    pub to: Uuid,
    /// Who asked.
    pub asked_by: Option<Uuid>,
    /// When.
    pub asked_at: DateTime<Utc>,
}

const OPEN: &str = "SELECT t.id, t.person_id, t.from_unit_id, t.to_unit_id, t.asked_by, t.asked_at FROM transfers t";

fn read(row: &Row) -> Result<Transfer> {
    Ok(Transfer {
        id: row.get("id")?,
        person: row.get("person_id")?,
        from: row.get("from_unit_id")?,
        to: row.get("to_unit_id")?,
        asked_by: row.get("asked_by")?,
        asked_at: row.get("asked_at")?,
    })
}

/// Asks `to` to take `person` over.
///
/// # Errors
/// [`StoreError::Conflict`] where a transfer of the person waits already.
pub async fn ask(tx: &mut WriteTx, person: &Person, to: Uuid) -> Result<Uuid> {
    let (id, now, account) = (tx.new_id(), tx.now, tx.origin().account);
    sql("/* transfers::ask */ INSERT INTO transfers (id, person_id, from_unit_id, to_unit_id, status, asked_by, asked_at)
         VALUES ($1, $2, $3, $4, 'asked', $5, $6)")
    .bind(id)
    .bind(person.id)
    .bind(person.unit)
    .bind(to)
    .bind(account)
    .bind(now)
    .execute(&mut tx.tx)
    .await?;
    Ok(id)
}

/// Open transfers to units in `scope`, the oldest first.
///
/// # Errors
/// What the database says.
pub async fn incoming(session: &mut Session, scope: &Scope) -> Result<Vec<Transfer>> {
    list(session, scope, "to_unit_id").await
}

/// Open transfers away from units in `scope`, the oldest first.
///
/// # Errors
/// What the database says.
pub async fn outgoing(session: &mut Session, scope: &Scope) -> Result<Vec<Transfer>> {
    list(session, scope, "from_unit_id").await
}

async fn list(session: &mut Session, scope: &Scope, column: &str) -> Result<Vec<Transfer>> {
    sql(format!(
        "/* transfers::list */ {OPEN} JOIN unit_closure c ON c.descendant_id = t.{column} AND c.ancestor_id = $1
         WHERE t.status = 'asked' ORDER BY t.id"
    ))
    .bind(scope.root())
    .all(&mut session.tx)
    .await?
    .iter()
    .map(read)
    .collect()
}

/// The open transfer `id` to a unit in `scope`.
///
/// # Errors
/// [`StoreError::Missing`] where there is none.
pub async fn get_incoming(session: &mut Session, scope: &Scope, id: Uuid) -> Result<Transfer> {
    let row = sql(format!(
        "/* transfers::get_incoming */ {OPEN} JOIN unit_closure c ON c.descendant_id = t.to_unit_id AND c.ancestor_id = $1
         WHERE t.status = 'asked' AND t.id = $2"
    ))
    .bind(scope.root())
    .bind(id)
    .optional(&mut session.tx)
    .await?;
    read(&row.ok_or(StoreError::Missing)?)
}

/// Closes an open transfer.
///
/// # Errors
/// [`StoreError::Conflict`] where somebody closed it meanwhile.
pub async fn decide(tx: &mut WriteTx, id: Uuid, accepted: bool) -> Result<()> {
    let (now, account) = (tx.now, tx.origin().account);
    sql("/* transfers::decide */ UPDATE transfers SET status = $2, decided_by = $3, decided_at = $4
         WHERE id = $1 AND status = 'asked'")
    .bind(id)
    .bind(if accepted { "accepted" } else { "declined" })
    .bind(account)
    .bind(now)
    .change_one(&mut tx.tx)
    .await
}
