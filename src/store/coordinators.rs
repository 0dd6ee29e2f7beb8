//! The register of coordinators; each row is sealed under its coordinator's own record key.

mod rows;

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use self::rows::{Head, token};
use super::{
    Result, Session, StoreError, WriteTx,
    db::{Row, Value, sql},
    keys,
    rows::{open, seal},
};
use crate::{
    crypto::sealing::{Place, RecordKey},
    domain::{coordinators::Coordinator, documents::Document, permissions::Scope},
};

/// A coordinator, or the id of one whose row failed its integrity check.
pub type Opened = Result<Coordinator, Uuid>;

const COLUMNS: &str =
    "o.id, o.unit_id, o.account_id, o.kind, o.certified_from, o.certified_until, o.banned,
     o.document_token, o.version, o.sealed, k.wrapped";
const IN_SCOPE: &str = "FROM coordinators o
     JOIN unit_closure c ON c.descendant_id = o.unit_id AND c.ancestor_id = $1
     LEFT JOIN record_keys k ON k.subject_id = o.id";

fn past_place(id: Uuid, version: i64) -> Place {
    Place::new("past_coordinators", id, "sealed", version)
}

/// Inserts a new coordinator and makes her record key. Id and version 1 are already set.
///
/// # Errors
/// [`StoreError::Conflict`] where her document or her account stands in the register already.
pub async fn insert(tx: &mut WriteTx, new: &Coordinator) -> Result<()> {
    let keys = keys::create(tx, &[new.id]).await?;
    let key = keys.get(&new.id).ok_or(StoreError::Missing)?;
    let head = Head::of(tx, new);
    let sealed = seal(&tx.vault, key, &new.details, &head.place());
    let now = tx.now;
    sql("/* coordinators::insert */ INSERT INTO coordinators
         (id, unit_id, account_id, kind, certified_from, certified_until, banned, document_token, version,
          created_at, updated_at, sealed)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)")
    .bind(new.id)
    .bind(new.unit)
    .bind(new.account)
    .bind(new.kind.code())
    .bind(new.certified_from)
    .bind(new.certified_until)
    .bind(new.banned)
    .bind(head.token)
    .bind(new.version)
    .bind(now)
    .bind(now)
    .bind(sealed)
    .execute(&mut tx.tx)
    .await?;
    Ok(())
}

/// Saves what became of `before`, as it was loaded: the version grows by one, and what it was goes to the
/// past versions.
///
/// # Errors
/// [`StoreError::Conflict`] where somebody else saved meanwhile, or document or account are another's.
pub async fn save(
    tx: &mut WriteTx,
    before: &Coordinator,
    mut after: Coordinator,
) -> Result<Coordinator> {
    let key = keys::one(tx, before.id).await?;
    after.version = before.version + 1;
    keep_past(tx, before, &key).await?;
    let head = Head::of(tx, &after);
    let sealed = seal(&tx.vault, &key, &after.details, &head.place());
    let now = tx.now;
    let changed = sql("/* coordinators::save */ UPDATE coordinators
         SET unit_id = $3, account_id = $4, kind = $5, certified_from = $6, certified_until = $7, banned = $8,
             document_token = $9, version = $10, updated_at = $11, sealed = $12
         WHERE id = $1 AND version = $2")
    .bind(after.id)
    .bind(before.version)
    .bind(after.unit)
    .bind(after.account)
    .bind(after.kind.code())
    .bind(after.certified_from)
    .bind(after.certified_until)
    .bind(after.banned)
    .bind(head.token)
    .bind(after.version)
    .bind(now)
    .bind(sealed)
    .execute(&mut tx.tx)
    .await?;
    if changed == 1 { Ok(after) } else { Err(StoreError::Conflict) }
}

async fn keep_past(tx: &mut WriteTx, was: &Coordinator, key: &RecordKey) -> Result<()> {
    let sealed = seal(&tx.vault, key, was, &past_place(was.id, was.version));
    let (now, account) = (tx.now, tx.origin().account);
    sql("/* coordinators::keep_past */ INSERT INTO past_coordinators
         (coordinator_id, version, replaced_at, replaced_by, sealed) VALUES ($1, $2, $3, $4, $5)")
    .bind(was.id)
    .bind(was.version)
    .bind(now)
    .bind(account)
    .bind(sealed)
    .execute(&mut tx.tx)
    .await?;
    Ok(())
}

/// The coordinator `id` within `scope`.
///
/// # Errors
/// [`StoreError::Missing`] outside the scope, [`StoreError::Tampered`] where her row was changed by hand.
pub async fn get(session: &mut Session, scope: &Scope, id: Uuid) -> Result<Coordinator> {
    let found = select(session, scope, "AND o.id = $2", vec![id.into()]).await?.pop();
    found.ok_or(StoreError::Missing)?.map_err(StoreError::Tampered)
}

/// Every coordinator within `scope`, by id.
///
/// # Errors
/// What the database says.
pub async fn list(session: &mut Session, scope: &Scope) -> Result<Vec<Opened>> {
    select(session, scope, "ORDER BY o.id", Vec::new()).await
}

/// How many coordinators within `scope` who are not banned have a certificate whose last day is from `from`
/// to `to`, both included. Opens none of them.
///
/// # Errors
/// What the database says.
pub async fn count_running_out(
    session: &mut Session,
    scope: &Scope,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<i64> {
    let row = sql("/* coordinators::count_running_out */ SELECT COUNT(*) AS n FROM coordinators o
         JOIN unit_closure c ON c.descendant_id = o.unit_id AND c.ancestor_id = $1
         WHERE o.banned = $2 AND o.certified_until >= $3 AND o.certified_until <= $4")
    .bind(scope.root())
    .bind(false)
    .bind(from)
    .bind(to)
    .one(&mut session.tx)
    .await?;
    Ok(row.get("n")?)
}

/// Who stands in the register, anywhere, with this document.
///
/// # Errors
/// What the database says.
pub async fn with_document(session: &mut Session, document: &Document) -> Result<Option<Uuid>> {
    let token = token(session, document);
    let text =
        "/* coordinators::with_document */ SELECT id FROM coordinators WHERE document_token = $1";
    let found = sql(text).bind(token).optional(&mut session.tx).await?;
    Ok(found.map(|row| row.get("id")).transpose()?)
}

/// Who stands in the register, anywhere, with this account.
///
/// # Errors
/// What the database says.
pub async fn with_account(session: &mut Session, account: Uuid) -> Result<Option<Uuid>> {
    let text = "/* coordinators::with_account */ SELECT id FROM coordinators WHERE account_id = $1";
    let found = sql(text).bind(account).optional(&mut session.tx).await?;
    Ok(found.map(|row| row.get("id")).transpose()?)
}

/// Every coordinator in the register of `unit`, of the units below it and of those above, by id: who may be
/// assigned to a donation there. Whoever sees the donation may see them.
///
/// # Errors
/// What the database says.
pub async fn around(session: &mut Session, unit: Uuid) -> Result<Vec<Opened>> {
    let found = sql(format!(
        "/* coordinators::around */ SELECT {COLUMNS} FROM coordinators o
         LEFT JOIN record_keys k ON k.subject_id = o.id
         WHERE o.unit_id IN (SELECT c.descendant_id FROM unit_closure c WHERE c.ancestor_id = $1)
            OR o.unit_id IN (SELECT c.ancestor_id FROM unit_closure c WHERE c.descendant_id = $1)
         ORDER BY o.id"
    ))
    .bind(unit)
    .all(&mut session.tx)
    .await?;
    opened(session, &found)
}

async fn select(
    session: &mut Session,
    scope: &Scope,
    rest: &str,
    values: Vec<Value>,
) -> Result<Vec<Opened>> {
    let found =
        sql(format!("/* coordinators::select */ SELECT {COLUMNS} {IN_SCOPE} WHERE 1 = 1 {rest}"))
            .bind(scope.root())
            .bind_all(values)
            .all(&mut session.tx)
            .await?;
    opened(session, &found)
}

fn opened(session: &Session, found: &[Row]) -> Result<Vec<Opened>> {
    let mut all = Vec::with_capacity(found.len());
    for row in found {
        match read(session, row) {
            Ok(coordinator) => all.push(Ok(coordinator)),
            Err(StoreError::Tampered(id)) => all.push(Err(id)),
            Err(other) => return Err(other),
        }
    }
    Ok(all)
}

fn read(session: &Session, row: &Row) -> Result<Coordinator> {
    let id: Uuid = row.get("id")?;
    let (Some(head), Some(key)) = (Head::read(row)?, keys::beside(session, row, id)?) else {
        return Err(StoreError::Tampered(id));
    };
    let details = open(&key, &row.get::<Vec<u8>>("sealed")?, &head.place(), id)?;
    Ok(head.with(details))
}

/// What a coordinator was until her record was replaced.
pub struct PastCoordinator {
    /// When it was replaced.
    pub replaced_at: DateTime<Utc>,
    /// By whom; none for the operator.
    pub replaced_by: Option<Uuid>,
    /// What she was.
    pub was: Coordinator,
}

/// What `coordinator` was, newest first. The caller has loaded her within scope.
///
/// # Errors
/// [`StoreError::Tampered`] where a version was changed by hand.
pub async fn past(
    session: &mut Session,
    coordinator: &Coordinator,
) -> Result<Vec<PastCoordinator>> {
    let id = coordinator.id;
    let key = keys::one(session, id).await?;
    sql("/* coordinators::past */ SELECT version, replaced_at, replaced_by, sealed FROM past_coordinators
         WHERE coordinator_id = $1 ORDER BY version DESC")
    .bind(id)
    .all(&mut session.tx)
    .await?
    .iter()
    .map(|row| {
        let place = past_place(id, row.get("version")?);
        let was = open(&key, &row.get::<Vec<u8>>("sealed")?, &place, id)?;
        let (replaced_at, replaced_by) = (row.get("replaced_at")?, row.get("replaced_by")?);
        Ok(PastCoordinator { replaced_at, replaced_by, was })
    })
    .collect()
}
