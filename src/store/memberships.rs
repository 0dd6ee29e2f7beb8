//! Members and volunteers of the Red Cross, sealed under the record key of her who joined.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{
    Result, Session, Vault, WriteTx,
    db::{Kind, Row, Value, sql},
    rows::code,
    sealed_rows::{self, Opened, Past, SealedRow},
};
use crate::domain::{
    memberships::{Membership, MembershipDetails, MembershipKind, MembershipStatus},
    permissions::Scope,
};

const COLUMNS: &str =
    "m.id, m.person_id, m.unit_id, m.kind, m.joined_on, m.status, m.version, m.sealed";
/// Who manages the person now works on her memberships.
const IN_SCOPE: &str = "FROM memberships m JOIN people p ON p.id = m.person_id
     JOIN unit_closure c ON c.descendant_id = p.unit_id AND c.ancestor_id = $1";

impl SealedRow for Membership {
    const TABLE: &'static str = "memberships";
    const PAST: (&'static str, &'static str) = ("past_memberships", "membership_id");
    const COLUMNS: &'static [(&'static str, Kind)] = &[
        ("person_id", Kind::Id),
        ("unit_id", Kind::Id),
        ("kind", Kind::Text),
        ("joined_on", Kind::Date),
        ("status", Kind::Text),
    ];
    const SUBJECT: &'static str = "person_id";
    type Sealed = MembershipDetails;
    type Was = MembershipDetails;

    fn id(&self) -> Uuid {
        self.id
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn subject(&self) -> Uuid {
        self.person
    }

    fn sealed(&self) -> &MembershipDetails {
        &self.details
    }

    fn was(&self) -> &MembershipDetails {
        &self.details
    }

    fn values(&self, _: &Vault) -> Vec<Value> {
        vec![
            self.person.into(),
            self.unit.into(),
            self.kind.code().into(),
            self.joined_on.into(),
            self.status.code().into(),
        ]
    }

    fn build(id: Uuid, version: i64, row: &Row, details: MembershipDetails) -> Result<Self> {
        Ok(Self {
            id,
            version,
            person: row.get("person_id")?,
            unit: row.get("unit_id")?,
            kind: code(row, "kind", MembershipKind::from_code)?,
            joined_on: row.get("joined_on")?,
            status: code(row, "status", MembershipStatus::from_code)?,
            details,
        })
    }
}

/// Inserts a new membership. Id and version 1 are already set.
///
/// # Errors
/// What the database says.
pub async fn insert(tx: &mut WriteTx, membership: &Membership) -> Result<()> {
    sealed_rows::insert(tx, membership).await
}

/// Saves what became of `before`, as it was loaded: the version grows by one, and what it was goes to the
/// past versions.
///
/// # Errors
/// [`super::StoreError::Conflict`] where somebody else saved meanwhile.
pub async fn save(tx: &mut WriteTx, before: &Membership, after: Membership) -> Result<Membership> {
    let after = Membership { version: before.version + 1, ..after };
    sealed_rows::save(tx, before, &after).await?;
    Ok(after)
}

/// The membership `id` of a person within `scope`.
///
/// # Errors
/// [`super::StoreError::Missing`] outside the scope, [`super::StoreError::Tampered`] where it was changed by hand.
pub async fn get(session: &mut Session, scope: &Scope, id: Uuid) -> Result<Membership> {
    let text = format!("/* memberships::get */ SELECT {COLUMNS} {IN_SCOPE} WHERE m.id = $2");
    sealed_rows::one(session, sql(text).bind(scope.root()).bind(id)).await
}

/// All memberships of one person within `scope`, oldest first.
///
/// # Errors
/// What the database says.
pub async fn of_person(
    session: &mut Session,
    scope: &Scope,
    person: Uuid,
) -> Result<Vec<Opened<Membership>>> {
    let text = format!(
        "/* memberships::of_person */ SELECT {COLUMNS} {IN_SCOPE} WHERE m.person_id = $2
         ORDER BY m.joined_on, m.id"
    );
    sealed_rows::all(session, sql(text).bind(scope.root()).bind(person)).await
}

/// The memberships within `scope` of people of `unit` or below it, those that stand first, then the latest day;
/// at most `limit`.
///
/// # Errors
/// What the database says.
pub async fn list(
    session: &mut Session,
    scope: &Scope,
    unit: Uuid,
    limit: i64,
) -> Result<Vec<Opened<Membership>>> {
    let text = format!(
        "/* memberships::list */ SELECT {COLUMNS} {IN_SCOPE}
         JOIN unit_closure f ON f.descendant_id = p.unit_id AND f.ancestor_id = $2
         ORDER BY m.status, m.joined_on DESC, m.id LIMIT {limit}"
    );
    sealed_rows::all(session, sql(text).bind(scope.root()).bind(unit)).await
}

/// How many memberships of each kind stand within `scope`, of people of `unit` or below it. Opens none of them.
///
/// # Errors
/// What the database says.
pub async fn counts(
    session: &mut Session,
    scope: &Scope,
    unit: Uuid,
) -> Result<Vec<(MembershipKind, i64)>> {
    let text = format!(
        "/* memberships::counts */ SELECT m.kind AS kind, COUNT(*) AS n {IN_SCOPE}
         JOIN unit_closure f ON f.descendant_id = p.unit_id AND f.ancestor_id = $2
         WHERE m.status = $3 GROUP BY m.kind ORDER BY m.kind"
    );
    let statement = sql(text).bind(scope.root()).bind(unit).bind(MembershipStatus::Active.code());
    let found = statement.all(&mut session.tx).await?;
    let count = |row: &Row| Ok((code(row, "kind", MembershipKind::from_code)?, row.get("n")?));
    found.iter().map(count).collect()
}

/// Every membership within `scope` that stands, was entered by the instant `by`, and is one of a person of `unit` or
/// below it.
///
/// # Errors
/// What the database says.
pub async fn standing(
    session: &mut Session,
    scope: &Scope,
    unit: Uuid,
    by: DateTime<Utc>,
) -> Result<Vec<Opened<Membership>>> {
    let text = format!(
        "/* memberships::standing */ SELECT {COLUMNS} {IN_SCOPE}
         JOIN unit_closure f ON f.descendant_id = p.unit_id AND f.ancestor_id = $2
         WHERE m.status = $3 AND m.created_at <= $4 ORDER BY m.joined_on, m.id"
    );
    let status = MembershipStatus::Active.code();
    let statement = sql(text).bind(scope.root()).bind(unit).bind(status).bind(by);
    sealed_rows::all(session, statement).await
}

/// What `membership` was, newest first. The caller has loaded it within scope.
///
/// # Errors
/// [`super::StoreError::Tampered`] where a version was changed by hand.
pub async fn past(
    session: &mut Session,
    membership: &Membership,
) -> Result<Vec<Past<MembershipDetails>>> {
    sealed_rows::past(session, membership).await
}
