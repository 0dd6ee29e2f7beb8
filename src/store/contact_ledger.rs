//! The contact ledger, sealed under the record key of her whom the office was in touch with.

use chrono::NaiveDate;
use uuid::Uuid;

use super::{
    Result, Session, Vault, WriteTx,
    db::{Kind, Row, Value, list, sql},
    sealed_rows::{self, Opened, SealedRow},
    watches,
};
use crate::domain::contact_ledger::{ContactDetails, ContactEntry};

const COLUMNS: &str = "id, subject_id, made_on, version, sealed";

impl SealedRow for ContactEntry {
    const TABLE: &'static str = "contact_ledger";
    const PAST: (&'static str, &'static str) = ("past_contact_ledger", "entry_id");
    const COLUMNS: &'static [(&'static str, Kind)] =
        &[("subject_id", Kind::Id), ("made_on", Kind::Date)];
    const SUBJECT: &'static str = "subject_id";
    type Sealed = ContactDetails;
    type Was = ContactDetails;

    fn id(&self) -> Uuid {
        self.id
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn subject(&self) -> Uuid {
        self.subject
    }

    fn sealed(&self) -> &ContactDetails {
        &self.details
    }

    fn was(&self) -> &ContactDetails {
        &self.details
    }

    fn values(&self, _: &Vault) -> Vec<Value> {
        vec![self.subject.into(), self.made_on.into()]
    }

    fn build(id: Uuid, version: i64, row: &Row, details: ContactDetails) -> Result<Self> {
        let (subject, made_on) = (row.get("subject_id")?, row.get("made_on")?);
        Ok(Self { id, version, subject, made_on, details })
    }
}

/// Writes a contact down. Id and version 1 are already set.
///
/// # Errors
/// [`super::StoreError::Conflict`] where it stands there already.
pub async fn insert(tx: &mut WriteTx, entry: &ContactEntry) -> Result<()> {
    sealed_rows::insert(tx, entry).await?;
    watches::wake(tx, entry.subject).await
}

/// Saves what became of `before`, as it was loaded.
///
/// # Errors
/// [`super::StoreError::Conflict`] where somebody else saved meanwhile.
pub async fn save(tx: &mut WriteTx, before: &ContactEntry, after: ContactEntry) -> Result<()> {
    let after = ContactEntry { version: before.version + 1, ..after };
    sealed_rows::save(tx, before, &after).await
}

/// The entry `id`.
///
/// # Errors
/// [`super::StoreError::Missing`], [`super::StoreError::Tampered`] where it was changed by hand.
pub async fn get(session: &mut Session, id: Uuid) -> Result<ContactEntry> {
    let text =
        format!("/* contact_ledger::get */ SELECT {COLUMNS} FROM contact_ledger WHERE id = $1");
    sealed_rows::one(session, sql(text).bind(id)).await
}

/// The contacts with these subjects since `since`, the latest first. The caller has loaded the subjects within
/// scope.
///
/// # Errors
/// What the database says.
pub async fn of_subjects(
    session: &mut Session,
    subjects: &[Uuid],
    since: NaiveDate,
) -> Result<Vec<Opened<ContactEntry>>> {
    let mut found = Vec::new();
    for chunk in subjects.chunks(400) {
        let text = format!(
            "/* contact_ledger::of_subjects */ SELECT {COLUMNS} FROM contact_ledger
             WHERE made_on >= $1 AND subject_id IN ({}) ORDER BY made_on DESC, id DESC",
            list(2, chunk.len())
        );
        let statement = sql(text).bind(since).bind_all(chunk.iter().copied());
        found.append(&mut sealed_rows::all(session, statement).await?);
    }
    Ok(found)
}

/// Forgets the contacts with a subject whose key is destroyed.
pub(super) async fn forget(tx: &mut WriteTx, subject: Uuid) -> Result<()> {
    for text in [
        "/* contact_ledger::forget */ DELETE FROM past_contact_ledger
         WHERE entry_id IN (SELECT id FROM contact_ledger WHERE subject_id = $1)",
        "/* contact_ledger::forget */ DELETE FROM contact_ledger WHERE subject_id = $1",
    ] {
        sql(text).bind(subject).execute(&mut tx.tx).await?;
    }
    Ok(())
}
