//! What was published: the files, word for word, and the counts they were made of, sealed. Rows are never changed.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{
    Result, Session, StoreError, WriteTx,
    db::{Row, sql},
    keys,
    rows::code,
};
use crate::{
    crypto::sealing::Place,
    domain::{
        counts::What,
        disclosure::CellId,
        periods::Quarter,
        permissions::Scope,
        releases::{body::Release, reading::Earlier},
    },
};

/// A release as it is kept.
#[derive(Debug, Clone)]
pub struct Kept {
    /// Its id.
    pub id: Uuid,
    /// Who published.
    pub unit: Uuid,
    /// The quarter.
    pub period: Quarter,
    /// The file.
    pub text: String,
    /// Its digest.
    pub sha256: String,
    /// The digest of the one before.
    pub previous_sha256: Option<String>,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// By whom; none for the operator.
    pub made_by: Option<Uuid>,
}

const COLUMNS: &str =
    "r.id, r.unit_id, r.period, r.body, r.sha256, r.previous_sha256, r.made_at, r.made_by";

fn place(kept: &Kept) -> Place {
    Place::new("releases", kept.id, "sealed", 1)
        .bind("unit_id", kept.unit.as_bytes())
        .bind("period", kept.period.to_string().as_bytes())
        .bind("sha256", kept.sha256.as_bytes())
}

/// Waits until nobody else publishes, until this transaction ends: two could otherwise publish the same quarter, two
/// first quarters, or a city and its county, each seeing nothing of the other. Reading goes on.
///
/// # Errors
/// What the database says.
pub async fn wait_for_turn(tx: &mut WriteTx) -> Result<()> {
    // SQLite has one writer.
    if tx.tx.is_postgres() {
        let lock = "/* releases::wait_for_turn */ LOCK TABLE releases IN SHARE ROW EXCLUSIVE MODE";
        sql(lock).execute(&mut tx.tx).await?;
    }
    Ok(())
}

/// The last release of `unit`: its quarter and its digest.
///
/// # Errors
/// What the database says.
pub async fn last(session: &mut Session, unit: Uuid) -> Result<Option<(Quarter, String)>> {
    let row = sql("/* releases::last */ SELECT r.period, r.sha256 FROM releases r
         WHERE r.unit_id = $1 ORDER BY r.period DESC LIMIT 1")
    .bind(unit)
    .optional(&mut session.tx)
    .await?;
    row.map(|row| Ok((code(&row, "period", Quarter::parse)?, row.get("sha256")?))).transpose()
}

/// Keeps a release of `unit` and gives it back as it is kept. `exact` are the counts of its new cells.
///
/// # Errors
/// [`StoreError::Conflict`] where the quarter is published already, or another follows the same release.
pub async fn insert(
    tx: &mut WriteTx,
    unit: Uuid,
    (release, text): (&Release, &str),
    period: Quarter,
    exact: &BTreeMap<CellId, u64>,
) -> Result<Kept> {
    let kept = Kept {
        id: tx.new_id(),
        unit,
        period,
        text: text.to_owned(),
        sha256: Release::digest(text),
        previous_sha256: release.previous_sha256.clone(),
        made_at: tx.now,
        made_by: tx.origin().account,
    };
    let key = keys::create(tx, &[kept.id]).await?.remove(&kept.id);
    let key = key.ok_or(StoreError::Tampered(kept.id))?;
    let cells: Vec<(&CellId, &u64)> = exact.iter().collect();
    // Ids and numbers always have a text.
    let plain = serde_json::to_vec(&cells).unwrap_or_default();
    let sealed = key.seal(&*tx.vault.random, &plain, &place(&kept));
    sql("/* releases::insert */ INSERT INTO releases
         (id, unit_id, period, policy, body, sha256, previous_sha256, made_at, made_by, sealed)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")
    .bind(kept.id)
    .bind(kept.unit)
    .bind(kept.period.to_string())
    .bind(release.policy.version.as_str())
    .bind(kept.text.as_str())
    .bind(kept.sha256.as_str())
    .bind(kept.previous_sha256.clone())
    .bind(kept.made_at)
    .bind(kept.made_by)
    .bind(sealed)
    .execute(&mut tx.tx)
    .await?;
    Ok(kept)
}

/// The releases of units within `scope`, by unit, the earliest first.
///
/// # Errors
/// [`StoreError::Tampered`] where a file is not the one that was published.
pub async fn list(session: &mut Session, scope: &Scope) -> Result<Vec<Kept>> {
    let text = format!(
        "/* releases::list */ SELECT {COLUMNS} FROM releases r
         JOIN unit_closure c ON c.descendant_id = r.unit_id AND c.ancestor_id = $1
         ORDER BY r.unit_id, r.period"
    );
    sql(text).bind(scope.root()).all(&mut session.tx).await?.iter().map(read).collect()
}

/// One release of a unit within `scope`.
///
/// # Errors
/// [`StoreError::Missing`]; [`StoreError::Tampered`] where the file is not the one that was published.
pub async fn get(session: &mut Session, scope: &Scope, id: Uuid) -> Result<Kept> {
    let text = format!(
        "/* releases::get */ SELECT {COLUMNS} FROM releases r
         JOIN unit_closure c ON c.descendant_id = r.unit_id AND c.ancestor_id = $1 WHERE r.id = $2"
    );
    let row = sql(text).bind(scope.root()).bind(id).optional(&mut session.tx).await?;
    read(&row.ok_or(StoreError::Missing)?)
}

/// What `unit` has published, the earliest first, with the counts.
///
/// # Errors
/// [`StoreError::Tampered`] where a row was changed by hand.
pub async fn ledger(session: &mut Session, unit: Uuid) -> Result<Vec<Earlier>> {
    let text = format!(
        "/* releases::ledger */ SELECT {COLUMNS}, r.sealed FROM releases r
         WHERE r.unit_id = $1 ORDER BY r.period"
    );
    let rows = sql(text).bind(unit).all(&mut session.tx).await?;
    let mut earlier = Vec::with_capacity(rows.len());
    for row in &rows {
        let kept = read(row)?;
        let key = keys::one(session, kept.id).await?;
        let broken = || StoreError::Tampered(kept.id);
        let sealed: Vec<u8> = row.get("sealed")?;
        let plain = key.open(&sealed, &place(&kept)).map_err(|_| broken())?;
        let cells: Vec<(CellId, u64)> = serde_json::from_slice(&plain).map_err(|_| broken())?;
        earlier.push(Earlier { text: kept.text, exact: cells.into_iter().collect() });
    }
    Ok(earlier)
}

/// The units above or below `unit` that publish: two of whom one lies below the other tell too much together.
///
/// # Errors
/// What the database says.
pub async fn overlapping(session: &mut Session, unit: Uuid) -> Result<Vec<Uuid>> {
    sql("/* releases::overlapping */ SELECT DISTINCT r.unit_id FROM releases r
         JOIN unit_closure c ON (c.descendant_id = r.unit_id AND c.ancestor_id = $1)
             OR (c.ancestor_id = r.unit_id AND c.descendant_id = $1)
         WHERE r.unit_id <> $1 ORDER BY r.unit_id")
    .bind(unit)
    .all(&mut session.tx)
    .await?
    .iter()
    .map(|row| Ok(row.get("unit_id")?))
    .collect()
}

/// The persons posted at `unit` and all below it in the quarters from `first` to `last`: whom the table by sex
/// and age counts. For counting only.
///
/// # Errors
/// What the database says.
pub async fn persons_posted(
    session: &mut Session,
    scope: &Scope,
    unit: Uuid,
    (first, last): (Quarter, Quarter),
) -> Result<Vec<Uuid>> {
    sql("/* releases::persons_posted */ SELECT f.row_id FROM counted_facts f
         JOIN unit_closure c ON c.descendant_id = f.posted_unit_id AND c.ancestor_id = $2
         JOIN unit_closure s ON s.descendant_id = c.ancestor_id AND s.ancestor_id = $1
         WHERE f.what = $3 AND f.posted_in >= $4 AND f.posted_in <= $5 ORDER BY f.row_id")
    .bind(scope.root())
    .bind(unit)
    .bind(What::Person.code())
    .bind(first.to_string())
    .bind(last.to_string())
    .all(&mut session.tx)
    .await?
    .iter()
    .map(|row| Ok(row.get("row_id")?))
    .collect()
}

fn read(row: &Row) -> Result<Kept> {
    let kept = Kept {
        id: row.get("id")?,
        unit: row.get("unit_id")?,
        period: code(row, "period", Quarter::parse)?,
        text: row.get("body")?,
        sha256: row.get("sha256")?,
        previous_sha256: row.get("previous_sha256")?,
        made_at: row.get("made_at")?,
        made_by: row.get("made_by")?,
    };
    if Release::digest(&kept.text) != kept.sha256 {
        return Err(StoreError::Tampered(kept.id));
    }
    Ok(kept)
}
