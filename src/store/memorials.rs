//! Entries of the memorial, sealed under the record key of whom they remember.

use uuid::Uuid;

use super::{
    Result, Session, StoreError, Vault, WriteTx,
    db::{Kind, Row, Value, sql},
    rows::code,
    sealed_rows::{self, Opened, Past, SealedRow},
};
use crate::domain::{
    memorials::{Batch, MemorialDetails, MemorialEntry, MemorialStatus},
    permissions::Scope,
};

const COLUMNS: &str = "m.id, m.person_id, m.unit_id, m.status, m.engraving, m.version, m.sealed";
/// Who manages the person now works on her entries.
const IN_SCOPE: &str = "FROM memorials m JOIN people p ON p.id = m.person_id
     JOIN unit_closure c ON c.descendant_id = p.unit_id AND c.ancestor_id = $1";

impl SealedRow for MemorialEntry {
    const TABLE: &'static str = "memorials";
    const PAST: (&'static str, &'static str) = ("past_memorials", "memorial_id");
    const COLUMNS: &'static [(&'static str, Kind)] = &[
        ("person_id", Kind::Id),
        ("unit_id", Kind::Id),
        ("status", Kind::Text),
        ("engraving", Kind::Text),
    ];
    const SUBJECT: &'static str = "person_id";
    type Sealed = MemorialDetails;
    type Was = MemorialDetails;

    fn id(&self) -> Uuid {
        self.id
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn subject(&self) -> Uuid {
        self.person
    }

    fn sealed(&self) -> &MemorialDetails {
        &self.details
    }

    fn was(&self) -> &MemorialDetails {
        &self.details
    }

    fn values(&self, _: &Vault) -> Vec<Value> {
        vec![
            self.person.into(),
            self.unit.into(),
            self.status.code().into(),
            self.engraving.map(|batch| batch.to_string()).into(),
        ]
    }

    fn build(id: Uuid, version: i64, row: &Row, details: MemorialDetails) -> Result<Self> {
        let engraving = row.get::<Option<String>>("engraving")?;
        let batch = |text: String| Batch::from_code(&text).ok_or(StoreError::Tampered(id));
        Ok(Self {
            id,
            version,
            person: row.get("person_id")?,
            unit: row.get("unit_id")?,
            status: code(row, "status", MemorialStatus::from_code)?,
            engraving: engraving.map(batch).transpose()?,
            details,
        })
    }
}

/// Inserts a new entry. Id and version 1 are already set.
///
/// # Errors
/// [`StoreError::Conflict`] where the person has one that is not withdrawn.
pub async fn insert(tx: &mut WriteTx, entry: &MemorialEntry) -> Result<()> {
    sealed_rows::insert(tx, entry).await
}

/// Saves what became of `before`, as it was loaded: the version grows by one, and what it was goes to the
/// past versions.
///
/// # Errors
/// [`StoreError::Conflict`] where somebody else saved meanwhile.
pub async fn save(
    tx: &mut WriteTx,
    before: &MemorialEntry,
    after: MemorialEntry,
) -> Result<MemorialEntry> {
    let after = MemorialEntry { version: before.version + 1, ..after };
    sealed_rows::save(tx, before, &after).await?;
    Ok(after)
}

/// The entry `id` of a person within `scope`.
///
/// # Errors
/// [`StoreError::Missing`] outside the scope, [`StoreError::Tampered`] where it was changed by hand.
pub async fn get(session: &mut Session, scope: &Scope, id: Uuid) -> Result<MemorialEntry> {
    let text = format!("/* memorials::get */ SELECT {COLUMNS} {IN_SCOPE} WHERE m.id = $2");
    sealed_rows::one(session, sql(text).bind(scope.root()).bind(id)).await
}

/// All entries of one person within `scope`, oldest first.
///
/// # Errors
/// What the database says.
pub async fn of_person(
    session: &mut Session,
    scope: &Scope,
    person: Uuid,
) -> Result<Vec<Opened<MemorialEntry>>> {
    let text = format!(
        "/* memorials::of_person */ SELECT {COLUMNS} {IN_SCOPE} WHERE m.person_id = $2 ORDER BY m.id"
    );
    sealed_rows::all(session, sql(text).bind(scope.root()).bind(person)).await
}

/// All entries within `scope`, newest first.
///
/// # Errors
/// What the database says.
pub async fn list(session: &mut Session, scope: &Scope) -> Result<Vec<Opened<MemorialEntry>>> {
    let text = format!("/* memorials::list */ SELECT {COLUMNS} {IN_SCOPE} ORDER BY m.id DESC");
    sealed_rows::all(session, sql(text).bind(scope.root())).await
}

/// What `entry` was, newest first. The caller has loaded it within scope.
///
/// # Errors
/// [`StoreError::Tampered`] where a version was changed by hand.
pub async fn past(
    session: &mut Session,
    entry: &MemorialEntry,
) -> Result<Vec<Past<MemorialDetails>>> {
    sealed_rows::past(session, entry).await
}
