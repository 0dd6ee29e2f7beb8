//! Things that are one sealed row each, with what they were before: match cases, donations and the like.
//! Every plaintext column is bound into the seal, so that one changed by hand makes its row fail to open.

use std::collections::BTreeMap;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;

use super::{
    Result, Session, StoreError, Vault, WriteTx,
    db::{Kind, Row, Statement, Value, list, sql},
    keys, rows,
};
use crate::crypto::sealing::{Place, RecordKey};

/// A thing, or the id of one that failed its integrity check.
pub type Opened<T> = Result<T, Uuid>;

/// A thing that is one sealed row of a table with the columns `id`, those of [`SealedRow::COLUMNS`],
/// `version`, `created_at`, `updated_at` and `sealed`.
pub(super) trait SealedRow: Sized {
    /// The table.
    const TABLE: &'static str;
    /// The table of what its rows were, and the column there that holds the row's id.
    const PAST: (&'static str, &'static str);
    /// The plaintext columns, each bound into the seal.
    const COLUMNS: &'static [(&'static str, Kind)];
    /// How many of the last columns came with a later migration. Each is bound where it is set and only there: what was
    /// sealed before still opens, and setting or clearing it by hand is found all the same.
    const ADDED: usize = 0;
    /// The column that names the data subject under whose key it is sealed.
    const SUBJECT: &'static str;
    /// What is sealed.
    type Sealed: Serialize + DeserializeOwned;
    /// What is kept of it once it is replaced; sealed too.
    type Was: Serialize + DeserializeOwned;

    /// Its id.
    fn id(&self) -> Uuid;
    /// Counts its changes from 1.
    fn version(&self) -> i64;
    /// The data subject under whose key it is sealed.
    fn subject(&self) -> Uuid;
    /// What is sealed.
    fn sealed(&self) -> &Self::Sealed;
    /// What is kept of it once it is replaced.
    fn was(&self) -> &Self::Was;
    /// The plaintext columns as they should be, in their order; some are keyed hashes.
    fn values(&self, vault: &Vault) -> Vec<Value>;

    /// The thing of a row found.
    fn build(id: Uuid, version: i64, row: &Row, sealed: Self::Sealed) -> Result<Self>;
}

/// What a thing was until it was replaced.
pub struct Past<W> {
    /// The version that was replaced.
    pub version: i64,
    /// When.
    pub replaced_at: DateTime<Utc>,
    /// By whom; none for the operator.
    pub replaced_by: Option<Uuid>,
    /// What it was.
    pub was: W,
}

fn place<T: SealedRow>(id: Uuid, version: i64, values: &[Value]) -> Place {
    let place = Place::new(T::TABLE, id, "sealed", version);
    let first_added = T::COLUMNS.len() - T::ADDED;
    let columns = T::COLUMNS.iter().zip(values).map(|((name, _), value)| (name, bytes(value)));
    let bound =
        columns.enumerate().filter(|(at, (_, value))| *at < first_added || !value.is_empty());
    bound.fold(place, |place, (_, (name, value))| place.bind(name, &value))
}

fn past_place<T: SealedRow>(id: Uuid, version: i64) -> Place {
    Place::new(T::PAST.0, id, "sealed", version)
}

/// A value as it is bound into a seal; none is empty.
fn bytes(value: &Value) -> Vec<u8> {
    match value {
        Value::Id(id) => id.map(|id| id.as_bytes().to_vec()).unwrap_or_default(),
        Value::Bytes(bytes) => bytes.clone().unwrap_or_default(),
        Value::Text(text) => text.clone().unwrap_or_default().into_bytes(),
        Value::Count(count) => count.map(|count| count.to_be_bytes().to_vec()).unwrap_or_default(),
        Value::Flag(flag) => vec![u8::from(*flag)],
        Value::Instant(at) => at
            .map(|at| at.to_rfc3339_opts(SecondsFormat::Micros, true))
            .unwrap_or_default()
            .into_bytes(),
        Value::Date(day) => day.map(|day| day.to_string()).unwrap_or_default().into_bytes(),
    }
}

fn seal<T: SealedRow>(tx: &WriteTx, key: &RecordKey, thing: &T) -> Vec<u8> {
    let place = place::<T>(thing.id(), thing.version(), &thing.values(&tx.vault));
    rows::seal(&tx.vault, key, thing.sealed(), &place)
}

/// Inserts a new thing. Id and version 1 are already set, and its subject has a key.
pub(super) async fn insert<T: SealedRow>(tx: &mut WriteTx, thing: &T) -> Result<()> {
    let key = keys::one(tx, thing.subject()).await?;
    let sealed = seal(tx, &key, thing);
    let names: Vec<&str> = T::COLUMNS.iter().map(|(name, _)| *name).collect();
    let values = thing.values(&tx.vault);
    let now = tx.now;
    sql(format!(
        "/* {table}::insert */ INSERT INTO {table} (id, {names}, version, created_at, updated_at, sealed)
         VALUES ({places})",
        table = T::TABLE,
        names = names.join(", "),
        places = list(1, names.len() + 5),
    ))
    .bind(thing.id())
    .bind_all(values)
    .bind(thing.version())
    .bind(now)
    .bind(now)
    .bind(sealed)
    .execute(&mut tx.tx)
    .await?;
    Ok(())
}

/// Puts `after` in the place of `before`, whose version is one lower; what it was goes to the past
/// versions. Where the subject changes, they are sealed anew under the new subject's key.
///
/// # Errors
/// [`StoreError::Conflict`] where somebody else saved meanwhile.
pub(super) async fn save<T: SealedRow>(tx: &mut WriteTx, before: &T, after: &T) -> Result<()> {
    let key = keys::one(tx, after.subject()).await?;
    if before.subject() == after.subject() {
        keep_past(tx, before, &key).await?;
    } else {
        reseal_past(tx, before, &key).await?;
    }
    let sealed = seal(tx, &key, after);
    let values = after.values(&tx.vault);
    let names: Vec<String> =
        (3..).zip(T::COLUMNS).map(|(n, (name, _))| format!("{name} = ${n}")).collect();
    let next = names.len() + 3;
    let now = tx.now;
    sql(format!(
        "/* {table}::save */ UPDATE {table} SET {names}, version = ${next}, updated_at = ${}, sealed = ${}
         WHERE id = $1 AND version = $2",
        next + 1,
        next + 2,
        table = T::TABLE,
        names = names.join(", "),
    ))
    .bind(before.id())
    .bind(before.version())
    .bind_all(values)
    .bind(after.version())
    .bind(now)
    .bind(sealed)
    .change_one(&mut tx.tx)
    .await
}

async fn keep_past<T: SealedRow>(tx: &mut WriteTx, was: &T, key: &RecordKey) -> Result<()> {
    let place = past_place::<T>(was.id(), was.version());
    let sealed = rows::seal(&tx.vault, key, was.was(), &place);
    let (now, account) = (tx.now, tx.origin().account);
    let (table, id) = T::PAST;
    sql(format!(
        "/* {table}::keep */ INSERT INTO {table} ({id}, version, replaced_at, replaced_by, sealed)
         VALUES ($1, $2, $3, $4, $5)"
    ))
    .bind(was.id())
    .bind(was.version())
    .bind(now)
    .bind(account)
    .bind(sealed)
    .execute(&mut tx.tx)
    .await?;
    Ok(())
}

async fn reseal_past<T: SealedRow>(tx: &mut WriteTx, thing: &T, key: &RecordKey) -> Result<()> {
    let (table, id) = T::PAST;
    for past in past(tx, thing).await? {
        let place = past_place::<T>(thing.id(), past.version);
        let sealed = rows::seal(&tx.vault, key, &past.was, &place);
        sql(format!(
            "/* {table}::reseal */ UPDATE {table} SET sealed = $3 WHERE {id} = $1 AND version = $2"
        ))
        .bind(thing.id())
        .bind(past.version)
        .bind(sealed)
        .execute(&mut tx.tx)
        .await?;
    }
    Ok(())
}

/// The things that `statement` finds, which selects all columns of [`SealedRow`].
pub(super) async fn all<T: SealedRow>(
    session: &mut Session,
    statement: Statement,
) -> Result<Vec<Opened<T>>> {
    let found = statement.all(&mut session.tx).await?;
    let subjects = found.iter().map(|row| row.get(T::SUBJECT)).collect::<Result<Vec<Uuid>, _>>()?;
    let keys = keys::get(session, &subjects).await?;
    found
        .iter()
        .map(|row| match read(row, &keys) {
            Err(StoreError::Tampered(id)) => Ok(Err(id)),
            Err(other) => Err(other),
            Ok(thing) => Ok(Ok(thing)),
        })
        .collect()
}

/// The one thing that `statement` finds.
///
/// # Errors
/// [`StoreError::Missing`] where there is none, [`StoreError::Tampered`] where it was changed by hand.
pub(super) async fn one<T: SealedRow>(session: &mut Session, statement: Statement) -> Result<T> {
    let found = all(session, statement).await?.pop();
    found.ok_or(StoreError::Missing)?.map_err(StoreError::Tampered)
}

fn read<T: SealedRow>(row: &Row, keys: &BTreeMap<Uuid, RecordKey>) -> Result<T> {
    let (id, version) = (row.get("id")?, row.get("version")?);
    let key = keys.get(&row.get(T::SUBJECT)?).ok_or(StoreError::Tampered(id))?;
    let values = T::COLUMNS.iter().map(|&(name, kind)| row.value(name, kind));
    let place = place::<T>(id, version, &values.collect::<Result<Vec<_>, _>>()?);
    let sealed = rows::open(key, &row.get::<Vec<u8>>("sealed")?, &place, id)?;
    T::build(id, version, row, sealed)
}

/// What `thing` was, newest first. The caller has loaded it within scope.
///
/// # Errors
/// [`StoreError::Tampered`] where a version was changed by hand.
pub(super) async fn past<T: SealedRow>(
    session: &mut Session,
    thing: &T,
) -> Result<Vec<Past<T::Was>>> {
    let key = keys::one(session, thing.subject()).await?;
    let (table, id) = T::PAST;
    sql(format!(
        "/* {table}::past */ SELECT version, replaced_at, replaced_by, sealed FROM {table}
         WHERE {id} = $1 ORDER BY version DESC"
    ))
    .bind(thing.id())
    .all(&mut session.tx)
    .await?
    .iter()
    .map(|row| {
        let version = row.get("version")?;
        let place = past_place::<T>(thing.id(), version);
        let was = rows::open(&key, &row.get::<Vec<u8>>("sealed")?, &place, thing.id())?;
        let (replaced_at, replaced_by) = (row.get("replaced_at")?, row.get("replaced_by")?);
        Ok(Past { version, replaced_at, replaced_by, was })
    })
    .collect()
}
