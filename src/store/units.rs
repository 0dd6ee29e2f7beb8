//! Organisational units: a tree kept together with its closure, so that "below this unit" is one
//! join on either database (blueprint, "Two databases, one SQL text").

mod offices;

use std::collections::HashMap;

use uuid::Uuid;

use super::{
    Result, Session, StoreError, WriteTx,
    db::{Db, Value, list as numbered, sql},
};
use crate::domain::{permissions::Scope, units::UnitKind};

pub use offices::install;

/// One unit of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Its id.
    pub id: Uuid,
    /// The unit above; none for the root.
    pub parent: Option<Uuid>,
    /// What it is.
    pub kind: UnitKind,
    /// Its division code (GB/T 2260 and the statistical codes below the county); areas have none.
    pub code: Option<String>,
    /// Its Chinese name.
    pub zh: String,
    /// Its English name.
    pub en: String,
    /// What else it is called in ledgers: "锦屏" for "锦屏街道".
    pub aliases: Vec<String>,
    /// The office's phone, which is public.
    pub phone: Option<String>,
}

/// Whether [`install`] has run on this database. It runs in the transaction that also remembers the
/// fingerprints of the keys, so a database with units has a key already.
///
/// # Errors
/// What the database says.
pub async fn are_installed(db: &Db) -> Result<bool> {
    let mut tx = db.begin_read().await?;
    let text = "/* units::are_installed */ SELECT id FROM units WHERE parent_id IS NULL";
    Ok(sql(text).optional(&mut tx).await?.is_some())
}

/// Lets nobody else add or change units until the transaction ends, so that two instances which
/// start at once install the offices once. SQLite's writing transaction is alone anyway.
///
/// # Errors
/// What the database says.
pub async fn lock(tx: &mut WriteTx) -> Result<()> {
    sql("/* units::lock */ SELECT 1")
        .on_postgres("/* units::lock */ LOCK TABLE units IN SHARE ROW EXCLUSIVE MODE")
        .execute(&mut tx.tx)
        .await?;
    Ok(())
}

/// Adds a unit below its parent.
///
/// # Errors
/// [`StoreError::Conflict`] where the code is taken; what the database says.
pub async fn insert(tx: &mut WriteTx, unit: &Unit) -> Result<()> {
    let now = tx.now;
    sql("/* units::insert */ INSERT INTO units (id, parent_id, kind, code, name_zh, name_en, created_at, phone)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)")
    .bind(unit.id)
    .bind(unit.parent)
    .bind(unit.kind.code())
    .bind(unit.code.clone())
    .bind(unit.zh.as_str())
    .bind(unit.en.as_str())
    .bind(now)
    .bind(unit.phone.clone())
    .execute(&mut tx.tx)
    .await?;
    sql("/* units::insert */ INSERT INTO unit_closure (ancestor_id, descendant_id, depth)
         SELECT ancestor_id, $1, depth + 1 FROM unit_closure WHERE descendant_id = $2
         UNION ALL SELECT $1, $1, 0")
    .bind(unit.id)
    .bind(unit.parent)
    .execute(&mut tx.tx)
    .await?;
    insert_aliases(tx, unit.id, &unit.aliases).await
}

/// Changes the names and the phone of a unit. Its place, kind and code stay: records and rules hang on them.
///
/// # Errors
/// [`StoreError::Missing`]; what the database says.
pub async fn amend(tx: &mut WriteTx, unit: &Unit) -> Result<()> {
    let changed = sql("/* units::amend */ UPDATE units SET name_zh = $1, name_en = $2, phone = $3
         WHERE id = $4")
    .bind(unit.zh.as_str())
    .bind(unit.en.as_str())
    .bind(unit.phone.clone())
    .bind(unit.id)
    .execute(&mut tx.tx)
    .await?;
    if changed == 0 {
        return Err(StoreError::Missing);
    }
    sql("/* units::amend */ DELETE FROM unit_aliases WHERE unit_id = $1")
        .bind(unit.id)
        .execute(&mut tx.tx)
        .await?;
    insert_aliases(tx, unit.id, &unit.aliases).await
}

async fn insert_aliases(tx: &mut WriteTx, id: Uuid, aliases: &[String]) -> Result<()> {
    for alias in aliases {
        sql("/* units::insert_aliases */ INSERT INTO unit_aliases (unit_id, alias) VALUES ($1, $2)
             ON CONFLICT (unit_id, alias) DO NOTHING")
        .bind(id)
        .bind(alias.as_str())
        .execute(&mut tx.tx)
        .await?;
    }
    Ok(())
}

/// All units: every unit after its parent and before its parent's next child; siblings by code, those
/// without one last.
///
/// # Errors
/// What the database says.
pub async fn list(session: &mut Session) -> Result<Vec<Unit>> {
    let units = select(session, "", Vec::new()).await?;
    let mut below: HashMap<Option<Uuid>, Vec<Unit>> = HashMap::new();
    for unit in units {
        below.entry(unit.parent).or_default().push(unit);
    }
    for children in below.values_mut() {
        // Reversed, since the last is taken first.
        children.sort_by_cached_key(|unit| (unit.code.is_none(), unit.code.clone(), unit.id));
        children.reverse();
    }
    let mut ordered = Vec::new();
    let mut waiting = below.remove(&None).unwrap_or_default();
    while let Some(unit) = waiting.pop() {
        waiting.extend(below.remove(&Some(unit.id)).unwrap_or_default());
        ordered.push(unit);
    }
    Ok(ordered)
}

/// One unit.
///
/// # Errors
/// [`StoreError::Missing`]; what the database says.
pub async fn get(session: &mut Session, id: Uuid) -> Result<Unit> {
    select(session, "WHERE u.id = $1", vec![id.into()]).await?.pop().ok_or(StoreError::Missing)
}

/// The unit with this code.
///
/// # Errors
/// What the database says.
pub async fn by_code(session: &mut Session, code: &str) -> Result<Option<Unit>> {
    Ok(select(session, "WHERE u.code = $1", vec![code.into()]).await?.pop())
}

/// The root of the tree.
///
/// # Errors
/// [`StoreError::Missing`] before [`install`]; what the database says.
pub async fn root(session: &mut Session) -> Result<Unit> {
    select(session, "WHERE u.parent_id IS NULL", Vec::new()).await?.pop().ok_or(StoreError::Missing)
}

/// The unit and everything above it, nearest first.
///
/// # Errors
/// What the database says.
pub async fn ancestors(session: &mut Session, id: Uuid) -> Result<Vec<Unit>> {
    let above =
        "JOIN unit_closure c ON c.ancestor_id = u.id WHERE c.descendant_id = $1 ORDER BY c.depth";
    select(session, above, vec![id.into()]).await
}

/// Whether `unit` lies within `scope`.
///
/// # Errors
/// What the database says.
pub async fn is_within(session: &mut Session, scope: &Scope, unit: Uuid) -> Result<bool> {
    let found = sql("/* units::is_within */ SELECT depth FROM unit_closure
         WHERE ancestor_id = $1 AND descendant_id = $2")
    .bind(scope.root())
    .bind(unit)
    .optional(&mut session.tx)
    .await?;
    Ok(found.is_some())
}

/// The ids of all units within `scope`, its root first.
///
/// # Errors
/// What the database says.
pub async fn subtree(session: &mut Session, scope: &Scope) -> Result<Vec<Uuid>> {
    let rows = sql("/* units::subtree */ SELECT descendant_id FROM unit_closure
         WHERE ancestor_id = $1 ORDER BY depth, descendant_id")
    .bind(scope.root())
    .all(&mut session.tx)
    .await?;
    Ok(rows.iter().map(|row| row.get("descendant_id")).collect::<Result<_, _>>()?)
}

/// The lowest unit that both lie below (or are): who settles what concerns two offices.
///
/// # Errors
/// [`StoreError::Missing`] where one of them does not exist; what the database says.
pub async fn common_ancestor(session: &mut Session, one: Uuid, other: Uuid) -> Result<Uuid> {
    let row = sql("/* units::common_ancestor */ SELECT a.ancestor_id FROM unit_closure a
         JOIN unit_closure b ON b.ancestor_id = a.ancestor_id
         WHERE a.descendant_id = $1 AND b.descendant_id = $2 ORDER BY a.depth LIMIT 1")
    .bind(one)
    .bind(other)
    .optional(&mut session.tx)
    .await?;
    Ok(row.ok_or(StoreError::Missing)?.get("ancestor_id")?)
}

async fn select(session: &mut Session, rest: &str, values: Vec<Value>) -> Result<Vec<Unit>> {
    let rows = sql(format!(
        "/* units::select */ SELECT u.id, u.parent_id, u.kind, u.code, u.name_zh, u.name_en, u.phone FROM units u {rest}"
    ))
    .bind_all(values)
    .all(&mut session.tx)
    .await?;
    let mut units = Vec::with_capacity(rows.len());
    for row in rows {
        let kind: String = row.get("kind")?;
        let unknown = || sqlx::Error::Decode(format!("unit kind {kind}").into());
        units.push(Unit {
            id: row.get("id")?,
            parent: row.get("parent_id")?,
            kind: UnitKind::from_code(&kind).ok_or_else(unknown)?,
            code: row.get("code")?,
            zh: row.get("name_zh")?,
            en: row.get("name_en")?,
            aliases: Vec::new(),
            phone: row.get("phone")?,
        });
    }
    add_aliases(session, &mut units).await?;
    Ok(units)
}

async fn add_aliases(session: &mut Session, units: &mut [Unit]) -> Result<()> {
    for chunk in units.chunks_mut(500) {
        let rows = sql(format!(
            "/* units::add_aliases */ SELECT unit_id, alias FROM unit_aliases
             WHERE unit_id IN ({}) ORDER BY unit_id, alias",
            numbered(1, chunk.len())
        ))
        .bind_all(chunk.iter().map(|unit| unit.id))
        .all(&mut session.tx)
        .await?;
        let mut aliases: HashMap<Uuid, Vec<String>> = HashMap::new();
        for row in rows {
            aliases.entry(row.get("unit_id")?).or_default().push(row.get("alias")?);
        }
        for unit in chunk {
            unit.aliases = aliases.remove(&unit.id).unwrap_or_default();
        }
    }
    Ok(())
}
