//! Honours and benefits, sealed under the record key of her who gave.

use uuid::Uuid;

use super::{
    Result, Session, Vault, WriteTx,
    db::{Kind, Row, Value, sql},
    rows::code,
    sealed_rows::{self, Opened, Past, SealedRow},
};
use crate::domain::{
    honours::{Honour, HonourDetails, HonourKind, HonourStatus},
    permissions::Scope,
    registrations::RegistrationStatus,
};

const COLUMNS: &str =
    "h.id, h.person_id, h.unit_id, h.kind, h.issued_on, h.status, h.version, h.sealed";
/// Who manages the person now works on her honours.
const IN_SCOPE: &str = "FROM honours h JOIN people p ON p.id = h.person_id
     JOIN unit_closure c ON c.descendant_id = p.unit_id AND c.ancestor_id = $1";

impl SealedRow for Honour {
    const TABLE: &'static str = "honours";
    const PAST: (&'static str, &'static str) = ("past_honours", "honour_id");
    const COLUMNS: &'static [(&'static str, Kind)] = &[
        ("person_id", Kind::Id),
        ("unit_id", Kind::Id),
        ("kind", Kind::Text),
        ("issued_on", Kind::Date),
        ("status", Kind::Text),
    ];
    const SUBJECT: &'static str = "person_id";
    type Sealed = HonourDetails;
    type Was = HonourDetails;

    fn id(&self) -> Uuid {
        self.id
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn subject(&self) -> Uuid {
        self.person
    }

    fn sealed(&self) -> &HonourDetails {
        &self.details
    }

    fn was(&self) -> &HonourDetails {
        &self.details
    }

    fn values(&self, _: &Vault) -> Vec<Value> {
        vec![
            self.person.into(),
            self.unit.into(),
            self.kind.code().into(),
            self.issued_on.into(),
            self.status.code().into(),
        ]
    }

    fn build(id: Uuid, version: i64, row: &Row, details: HonourDetails) -> Result<Self> {
        Ok(Self {
            id,
            version,
            person: row.get("person_id")?,
            unit: row.get("unit_id")?,
            kind: code(row, "kind", HonourKind::from_code)?,
            issued_on: row.get("issued_on")?,
            status: code(row, "status", HonourStatus::from_code)?,
            details,
        })
    }
}

/// Inserts a new honour. Id and version 1 are already set.
///
/// # Errors
/// What the database says.
pub async fn insert(tx: &mut WriteTx, honour: &Honour) -> Result<()> {
    sealed_rows::insert(tx, honour).await
}

/// Saves what became of `before`, as it was loaded: the version grows by one, and what it was goes to the
/// past versions.
///
/// # Errors
/// [`super::StoreError::Conflict`] where somebody else saved meanwhile.
pub async fn save(tx: &mut WriteTx, before: &Honour, after: Honour) -> Result<Honour> {
    let after = Honour { version: before.version + 1, ..after };
    sealed_rows::save(tx, before, &after).await?;
    Ok(after)
}

/// The honour `id` of a person within `scope`.
///
/// # Errors
/// [`super::StoreError::Missing`] outside the scope, [`super::StoreError::Tampered`] where it was changed by hand.
pub async fn get(session: &mut Session, scope: &Scope, id: Uuid) -> Result<Honour> {
    let text = format!("/* honours::get */ SELECT {COLUMNS} {IN_SCOPE} WHERE h.id = $2");
    sealed_rows::one(session, sql(text).bind(scope.root()).bind(id)).await
}

/// All honours of one person within `scope`, oldest first.
///
/// # Errors
/// What the database says.
pub async fn of_person(
    session: &mut Session,
    scope: &Scope,
    person: Uuid,
) -> Result<Vec<Opened<Honour>>> {
    let text = format!(
        "/* honours::of_person */ SELECT {COLUMNS} {IN_SCOPE} WHERE h.person_id = $2 ORDER BY h.issued_on, h.id"
    );
    sealed_rows::all(session, sql(text).bind(scope.root()).bind(person)).await
}

/// The honours within `scope`, the latest day first, at most `limit`.
///
/// # Errors
/// What the database says.
pub async fn list(session: &mut Session, scope: &Scope, limit: i64) -> Result<Vec<Opened<Honour>>> {
    let text = format!(
        "/* honours::list */ SELECT {COLUMNS} {IN_SCOPE} ORDER BY h.issued_on DESC, h.id LIMIT {limit}"
    );
    sealed_rows::all(session, sql(text).bind(scope.root())).await
}

/// Who within `scope` gave: everybody with a realised registration whose record was not merged away.
///
/// # Errors
/// What the database says.
pub async fn donors(session: &mut Session, scope: &Scope) -> Result<Vec<Uuid>> {
    sql("/* honours::donors */ SELECT DISTINCT p.id AS id FROM people p
         JOIN registrations r ON r.person_id = p.id
         JOIN unit_closure c ON c.descendant_id = p.unit_id AND c.ancestor_id = $1
         WHERE r.status = $2 AND p.status <> 'merged' ORDER BY p.id")
    .bind(scope.root())
    .bind(RegistrationStatus::Realised.code())
    .all(&mut session.tx)
    .await?
    .iter()
    .map(|row| Ok(row.get("id")?))
    .collect()
}

/// What `honour` was, newest first. The caller has loaded it within scope.
///
/// # Errors
/// [`super::StoreError::Tampered`] where a version was changed by hand.
pub async fn past(session: &mut Session, honour: &Honour) -> Result<Vec<Past<HonourDetails>>> {
    sealed_rows::past(session, honour).await
}
