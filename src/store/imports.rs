//! Imports under way: the uploaded file and the rejected rows wait here in sealed pieces, never in a
//! temporary file.

use chrono::{DateTime, Utc};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{
    Result, Session, StoreError, WriteTx,
    db::{Row, sql},
    keys,
};
use crate::{
    crypto::sealing::Place,
    domain::{codes::codes, permissions::Scope},
};

codes! {
    /// Where an import stands.
    ImportStatus {
        /// The file is coming in.
        Uploading = "uploading", "上传中", "Uploading";
        /// The file is being understood.
        Reading = "reading", "读取中", "Reading";
        /// The dry run is done: waits for a decision.
        Understood = "understood", "待确认", "Waiting for a decision";
        /// Rows are being entered.
        Importing = "importing", "导入中", "Importing";
        /// All accepted rows are in.
        Done = "done", "已完成", "Done";
        /// The file cannot be read.
        Failed = "failed", "失败", "Failed";
        /// Thrown away.
        Discarded = "discarded", "已放弃", "Discarded";
    }
}

/// An import without its pieces.
#[derive(Debug, Clone)]
pub struct Import {
    /// Its id.
    pub id: Uuid,
    /// Who handed it in; none for the command line.
    pub account: Option<Uuid>,
    /// For people of this unit and those below.
    pub unit: Uuid,
    /// Where it stands.
    pub status: ImportStatus,
    /// Rows in the file, once known.
    pub rows_total: i64,
    /// Rows dealt with.
    pub rows_done: i64,
    /// When it came.
    pub created_at: DateTime<Utc>,
    /// When it last moved.
    pub updated_at: DateTime<Utc>,
    /// What the service keeps about it (file name, corrections, report), as JSON.
    pub content: Zeroizing<Vec<u8>>,
}

/// Which pieces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PieceKind {
    /// Of the uploaded file.
    File,
    /// Of the rejected rows.
    Rejects,
}

impl PieceKind {
    const fn code(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Rejects => "rejects",
        }
    }
}

fn place(import: Uuid, unit: Uuid) -> Place {
    Place::new("imports", import, "sealed", 0).bind("unit_id", unit.as_bytes())
}

fn piece_place(import: Uuid, kind: PieceKind, position: i64) -> Place {
    Place::new("import_pieces", import, "sealed", position).bind("kind", kind.code().as_bytes())
}

/// Creates an import.
///
/// # Errors
/// What the database says.
pub async fn create(tx: &mut WriteTx, unit: Uuid, content: &[u8]) -> Result<Uuid> {
    let (id, now, account) = (tx.new_id(), tx.now, tx.origin().account);
    let key = keys::create(tx, &[id]).await?[&id].clone();
    let sealed = key.seal(&*tx.vault.random, content, &place(id, unit));
    sql("/* imports::create */ INSERT INTO imports
         (id, account_id, unit_id, status, rows_total, rows_done, created_at, updated_at, sealed)
         VALUES ($1, $2, $3, 'uploading', 0, 0, $4, $4, $5)")
    .bind(id)
    .bind(account)
    .bind(unit)
    .bind(now)
    .bind(sealed)
    .execute(&mut tx.tx)
    .await?;
    Ok(id)
}

async fn read(session: &mut Session, row: &Row) -> Result<Import> {
    let (id, unit): (Uuid, Uuid) = (row.get("id")?, row.get("unit_id")?);
    let status: String = row.get("status")?;
    let unknown = || sqlx::Error::Decode(format!("import status {status}").into());
    let sealed: Vec<u8> = row.get("sealed")?;
    let content = match keys::one(session, id).await {
        Ok(key) => key.open(&sealed, &place(id, unit)).map_err(|_| StoreError::Tampered(id))?,
        // A discarded import has no key any more.
        Err(StoreError::Tampered(_)) if status == ImportStatus::Discarded.code() => {
            Zeroizing::new(Vec::new())
        }
        Err(other) => return Err(other),
    };
    Ok(Import {
        id,
        account: row.get("account_id")?,
        unit,
        status: ImportStatus::from_code(&status).ok_or_else(unknown)?,
        rows_total: row.get("rows_total")?,
        rows_done: row.get("rows_done")?,
        created_at: row.get("created_at")?,
        updated_at: row.get("updated_at")?,
        content,
    })
}

const IN_SCOPE: &str = "SELECT i.id, i.account_id, i.unit_id, i.status, i.rows_total, i.rows_done, i.created_at, i.updated_at, i.sealed
    FROM imports i JOIN unit_closure c ON c.descendant_id = i.unit_id AND c.ancestor_id = $1";

/// The import `id` within `scope`.
///
/// # Errors
/// [`StoreError::Missing`] where there is none.
pub async fn get(session: &mut Session, scope: &Scope, id: Uuid) -> Result<Import> {
    let row = sql(format!("/* imports::get */ {IN_SCOPE} WHERE i.id = $2"))
        .bind(scope.root())
        .bind(id)
        .optional(&mut session.tx)
        .await?
        .ok_or(StoreError::Missing)?;
    read(session, &row).await
}

/// The latest imports within `scope`; discarded ones are left out.
///
/// # Errors
/// What the database says.
pub async fn list(session: &mut Session, scope: &Scope, limit: i64) -> Result<Vec<Import>> {
    let rows = sql(format!(
        "/* imports::list */ {IN_SCOPE} WHERE i.status <> 'discarded' ORDER BY i.id DESC LIMIT {limit}"
    ))
    .bind(scope.root())
    .all(&mut session.tx)
    .await?;
    let mut imports = Vec::with_capacity(rows.len());
    for row in &rows {
        imports.push(read(session, row).await?);
    }
    Ok(imports)
}

/// How many imports within `scope` wait for a decision or run. Opens none of them.
///
/// # Errors
/// What the database says.
pub async fn count_open(session: &mut Session, scope: &Scope) -> Result<i64> {
    let row = sql("/* imports::count_open */ SELECT COUNT(*) AS n FROM imports i
         JOIN unit_closure c ON c.descendant_id = i.unit_id AND c.ancestor_id = $1
         WHERE i.status NOT IN ('done', 'failed', 'discarded')")
    .bind(scope.root())
    .one(&mut session.tx)
    .await?;
    Ok(row.get("n")?)
}

/// The imports within `scope` that have not moved since `before` and can be thrown away.
///
/// # Errors
/// What the database says.
pub async fn unmoved(
    session: &mut Session,
    scope: &Scope,
    before: DateTime<Utc>,
) -> Result<Vec<Uuid>> {
    sql("/* imports::unmoved */ SELECT i.id FROM imports i
         JOIN unit_closure c ON c.descendant_id = i.unit_id AND c.ancestor_id = $1
         WHERE i.updated_at < $2 AND i.status NOT IN ('importing', 'discarded') ORDER BY i.id")
    .bind(scope.root())
    .bind(before)
    .all(&mut session.tx)
    .await?
    .iter()
    .map(|row| Ok(row.get("id")?))
    .collect()
}

/// Moves an import from one of `from` on to `to`.
///
/// # Errors
/// [`StoreError::Conflict`] where it does not stand at any of `from`.
pub async fn advance(
    tx: &mut WriteTx,
    id: Uuid,
    from: &[ImportStatus],
    to: ImportStatus,
) -> Result<()> {
    let now = tx.now;
    sql(format!(
        "/* imports::advance */ UPDATE imports SET status = $2, updated_at = $3 WHERE id = $1 AND status IN ({})",
        super::db::list(4, from.len())
    ))
    .bind(id)
    .bind(to.code())
    .bind(now)
    .bind_all(from.iter().map(|status| status.code()))
    .change_one(&mut tx.tx)
    .await
}

/// Records how many rows there are and how many are dealt with.
///
/// # Errors
/// What the database says.
pub async fn progress(tx: &mut WriteTx, id: Uuid, total: i64, done: i64) -> Result<()> {
    let now = tx.now;
    sql("/* imports::progress */ UPDATE imports SET rows_total = $2, rows_done = $3, updated_at = $4 WHERE id = $1")
        .bind(id)
        .bind(total)
        .bind(done)
        .bind(now)
        .execute(&mut tx.tx)
        .await?;
    Ok(())
}

/// Replaces what the service keeps about an import.
///
/// # Errors
/// What the database says.
pub async fn put_content(tx: &mut WriteTx, id: Uuid, unit: Uuid, content: &[u8]) -> Result<()> {
    let key = keys::one(tx, id).await?;
    let sealed = key.seal(&*tx.vault.random, content, &place(id, unit));
    let now = tx.now;
    sql("/* imports::put_content */ UPDATE imports SET sealed = $2, updated_at = $3 WHERE id = $1")
        .bind(id)
        .bind(sealed)
        .bind(now)
        .execute(&mut tx.tx)
        .await?;
    Ok(())
}

/// Adds or replaces the piece at `position`.
///
/// # Errors
/// What the database says.
pub async fn put_piece(
    tx: &mut WriteTx,
    id: Uuid,
    kind: PieceKind,
    position: i64,
    bytes: &[u8],
) -> Result<()> {
    let key = keys::one(tx, id).await?;
    let sealed = key.seal(&*tx.vault.random, bytes, &piece_place(id, kind, position));
    sql("/* imports::put_piece */ INSERT INTO import_pieces (import_id, kind, position, sealed) VALUES ($1, $2, $3, $4)
         ON CONFLICT (import_id, kind, position) DO UPDATE SET sealed = excluded.sealed")
    .bind(id)
    .bind(kind.code())
    .bind(position)
    .bind(sealed)
    .execute(&mut tx.tx)
    .await?;
    Ok(())
}

/// The piece at `position`, none behind the last.
///
/// # Errors
/// What the database says.
pub async fn piece(
    session: &mut Session,
    id: Uuid,
    kind: PieceKind,
    position: i64,
) -> Result<Option<Zeroizing<Vec<u8>>>> {
    let row = sql("/* imports::piece */ SELECT sealed FROM import_pieces WHERE import_id = $1 AND kind = $2 AND position = $3")
        .bind(id)
        .bind(kind.code())
        .bind(position)
        .optional(&mut session.tx)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let key = keys::one(session, id).await?;
    let sealed: Vec<u8> = row.get("sealed")?;
    let plain = key
        .open(&sealed, &piece_place(id, kind, position))
        .map_err(|_| StoreError::Tampered(id))?;
    Ok(Some(plain))
}

/// Removes all pieces of a kind.
///
/// # Errors
/// What the database says.
pub async fn remove_pieces(tx: &mut WriteTx, id: Uuid, kind: PieceKind) -> Result<()> {
    sql(
        "/* imports::remove_pieces */ DELETE FROM import_pieces WHERE import_id = $1 AND kind = $2",
    )
    .bind(id)
    .bind(kind.code())
    .execute(&mut tx.tx)
    .await?;
    Ok(())
}
