//! Record keys, wrapped, and the fingerprints of the root keys.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{
    Result, Session, StoreError, WriteTx,
    db::{Row, list, placeholders, sql},
};
use crate::crypto::{keyring::Fingerprint, sealing::RecordKey};

/// Makes and stores a record key for each of `subjects`.
///
/// # Errors
/// What the database says.
pub async fn create(tx: &mut WriteTx, subjects: &[Uuid]) -> Result<BTreeMap<Uuid, RecordKey>> {
    let mut keys = BTreeMap::new();
    if subjects.is_empty() {
        return Ok(keys);
    }
    let mut insert = sql(format!(
        "/* keys::create */ INSERT INTO record_keys (subject_id, key_id, wrapped) VALUES {}",
        placeholders(1, subjects.len(), 3)
    ));
    for &subject in subjects {
        let key = RecordKey::generate(&*tx.vault.random);
        let wrapped = tx.vault.keyring.wrap(&*tx.vault.random, subject, &key);
        insert = insert.bind(subject).bind(i64::from(tx.vault.keyring.primary())).bind(wrapped);
        keys.insert(subject, key);
    }
    insert.later(&mut tx.tx);
    Ok(keys)
}

/// The record keys of `subjects`; a subject without a readable key is left out.
///
/// # Errors
/// What the database says.
pub async fn get(session: &mut Session, subjects: &[Uuid]) -> Result<BTreeMap<Uuid, RecordKey>> {
    let mut keys = BTreeMap::new();
    for chunk in subjects.chunks(500) {
        let rows = sql(format!(
            "/* keys::get */ SELECT subject_id, wrapped FROM record_keys WHERE subject_id IN ({})",
            list(1, chunk.len())
        ))
        .bind_all(chunk.iter().copied())
        .all(&mut session.tx)
        .await?;
        for row in rows {
            let subject: Uuid = row.get("subject_id")?;
            keys.extend(beside(session, &row, subject)?.map(|key| (subject, key)));
        }
    }
    Ok(keys)
}

/// The record key of `subject` in the column `wrapped` of `row`; none where it is not readable.
///
/// # Errors
/// What the database says.
pub(super) fn beside(session: &Session, row: &Row, subject: Uuid) -> Result<Option<RecordKey>> {
    let wrapped: Option<Vec<u8>> = row.get("wrapped")?;
    Ok(wrapped.and_then(|wrapped| session.vault.keyring.unwrap(subject, &wrapped).ok()))
}

/// The record key of one subject.
///
/// # Errors
/// [`StoreError::Tampered`] where there is none that opens.
pub async fn one(session: &mut Session, subject: Uuid) -> Result<RecordKey> {
    get(session, &[subject]).await?.remove(&subject).ok_or(StoreError::Tampered(subject))
}

/// Destroys the key of `subject`: what was sealed under it can never be opened again.
///
/// # Errors
/// What the database says.
pub async fn destroy(tx: &mut WriteTx, subject: Uuid) -> Result<()> {
    sql("/* keys::destroy */ DELETE FROM record_keys WHERE subject_id = $1")
        .bind(subject)
        .execute(&mut tx.tx)
        .await?;
    Ok(())
}

/// The fingerprints that the database remembers.
///
/// # Errors
/// What the database says.
pub async fn fingerprints(session: &mut Session) -> Result<Vec<Fingerprint>> {
    sql("/* keys::fingerprints */ SELECT purpose, value FROM key_fingerprints ORDER BY purpose")
        .all(&mut session.tx)
        .await?
        .iter()
        .map(|row| Ok(Fingerprint { purpose: row.get("purpose")?, value: row.get("value")? }))
        .collect()
}

/// Remembers the fingerprints of a new registry's keys.
///
/// # Errors
/// What the database says.
pub async fn remember(tx: &mut WriteTx, fingerprints: &[Fingerprint]) -> Result<()> {
    for fingerprint in fingerprints {
        let now = tx.now;
        sql("/* keys::remember */ INSERT INTO key_fingerprints (purpose, value, created_at) VALUES ($1, $2, $3)")
            .bind(fingerprint.purpose.clone())
            .bind(fingerprint.value.clone())
            .bind(now)
            .execute(&mut tx.tx)
            .await?;
    }
    Ok(())
}
