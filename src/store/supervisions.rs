//! Supervision visits; each row is sealed under the visit's own record key.

use chrono::NaiveDate;
use uuid::Uuid;

use super::{
    Result, Session, Vault, WriteTx,
    db::{Kind, Row, Statement, Value, sql},
    keys,
    rows::code,
    sealed_rows::{self, Opened, Past, SealedRow},
};
use crate::domain::{
    permissions::Scope,
    supervisions::{Occasion, Visit, VisitDetails, VisitState},
};

const COLUMNS: &str = "v.id, v.by_unit_id, v.unit_id, v.held_on, v.occasion, v.state, v.due_on,
     v.awaits_answer, v.version, v.sealed";
/// Whoever sees the office visited sees the visit: itself, and those above it.
const IN_SCOPE: &str = "FROM supervisions v
     JOIN unit_closure c ON c.descendant_id = v.unit_id AND c.ancestor_id = $1";

impl SealedRow for Visit {
    const TABLE: &'static str = "supervisions";
    const PAST: (&'static str, &'static str) = ("past_supervisions", "supervision_id");
    const COLUMNS: &'static [(&'static str, Kind)] = &[
        ("by_unit_id", Kind::Id),
        ("unit_id", Kind::Id),
        ("held_on", Kind::Date),
        ("occasion", Kind::Text),
        ("state", Kind::Text),
        ("due_on", Kind::Date),
        ("awaits_answer", Kind::Flag),
    ];
    const SUBJECT: &'static str = "id";
    type Sealed = VisitDetails;
    type Was = Self;

    fn id(&self) -> Uuid {
        self.id
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn subject(&self) -> Uuid {
        self.id
    }

    fn sealed(&self) -> &VisitDetails {
        &self.details
    }

    fn was(&self) -> &Self {
        self
    }

    fn values(&self, _: &Vault) -> Vec<Value> {
        vec![
            self.by_unit.into(),
            self.unit.into(),
            self.on.into(),
            self.occasion.code().into(),
            self.state.code().into(),
            self.due_on().into(),
            self.awaits_answer().into(),
        ]
    }

    fn build(id: Uuid, version: i64, row: &Row, details: VisitDetails) -> Result<Self> {
        Ok(Self {
            id,
            version,
            by_unit: row.get("by_unit_id")?,
            unit: row.get("unit_id")?,
            on: row.get("held_on")?,
            occasion: code(row, "occasion", Occasion::from_code)?,
            state: code(row, "state", VisitState::from_code)?,
            details,
        })
    }
}

/// Inserts a new visit and makes its record key. Id and version 1 are already set.
///
/// # Errors
/// What the database says.
pub async fn insert(tx: &mut WriteTx, new: &Visit) -> Result<()> {
    keys::create(tx, &[new.id]).await?;
    sealed_rows::insert(tx, new).await
}

/// Saves what became of `before`, as it was loaded: the version grows by one, and what it was goes to the
/// past versions.
///
/// # Errors
/// [`super::StoreError::Conflict`] where somebody else saved meanwhile.
pub async fn save(tx: &mut WriteTx, before: &Visit, after: Visit) -> Result<Visit> {
    let after = Visit { version: before.version + 1, ..after };
    sealed_rows::save(tx, before, &after).await?;
    Ok(after)
}

/// The visit `id` of an office within `scope`.
///
/// # Errors
/// [`super::StoreError::Missing`] outside the scope, [`super::StoreError::Tampered`] where its row was changed by hand.
pub async fn get(session: &mut Session, scope: &Scope, id: Uuid) -> Result<Visit> {
    sealed_rows::one(session, select(scope, "AND v.id = $2").bind(id)).await
}

/// Visits of offices within `scope`, the latest day first, at most `limit`.
///
/// # Errors
/// What the database says.
pub async fn list(session: &mut Session, scope: &Scope, limit: u32) -> Result<Vec<Opened<Visit>>> {
    let rest = format!("ORDER BY v.held_on DESC, v.id DESC LIMIT {limit}");
    sealed_rows::all(session, select(scope, &rest)).await
}

/// The visits within `scope` of `unit` and the offices below it that were made or planned from `from` to `to`,
/// both included, by day.
///
/// # Errors
/// What the database says.
pub async fn between(
    session: &mut Session,
    scope: &Scope,
    unit: Uuid,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Vec<Opened<Visit>>> {
    let rest = "AND v.held_on >= $2 AND v.held_on <= $3
         AND v.unit_id IN (SELECT b.descendant_id FROM unit_closure b WHERE b.ancestor_id = $4)
         ORDER BY v.held_on, v.id";
    sealed_rows::all(session, select(scope, rest).bind(from).bind(to).bind(unit)).await
}

/// How many visits of offices within `scope` have something that should have been put right before `today`.
/// Opens none of them.
///
/// # Errors
/// What the database says.
pub async fn count_overdue(session: &mut Session, scope: &Scope, today: NaiveDate) -> Result<i64> {
    let text = format!(
        "/* supervisions::count_overdue */ SELECT COUNT(*) AS n {IN_SCOPE} WHERE v.due_on < $2"
    );
    Ok(sql(text).bind(scope.root()).bind(today).one(&mut session.tx).await?.get("n")?)
}

/// How many visits that an office within `scope` made have a report that it has not looked at. Opens none.
///
/// # Errors
/// What the database says.
pub async fn count_awaiting_answer(session: &mut Session, scope: &Scope) -> Result<i64> {
    let text = "/* supervisions::count_awaiting_answer */ SELECT COUNT(*) AS n FROM supervisions v
         JOIN unit_closure c ON c.descendant_id = v.by_unit_id AND c.ancestor_id = $1
         WHERE v.awaits_answer = $2";
    Ok(sql(text).bind(scope.root()).bind(true).one(&mut session.tx).await?.get("n")?)
}

/// What `visit` was, newest first. The caller has loaded it within scope.
///
/// # Errors
/// [`super::StoreError::Tampered`] where a version was changed by hand.
pub async fn past(session: &mut Session, visit: &Visit) -> Result<Vec<Past<Visit>>> {
    sealed_rows::past(session, visit).await
}

fn select(scope: &Scope, rest: &str) -> Statement {
    let text = format!("/* supervisions::select */ SELECT {COLUMNS} {IN_SCOPE} WHERE 1 = 1 {rest}");
    sql(text).bind(scope.root())
}
