//! Exports of people: each row sealed under its own record key. No file is kept.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::{
    Result, Session, Vault, WriteTx,
    db::{Kind, Row, Value, sql},
    keys,
    rows::code,
    sealed_rows::{self, Opened, Past, SealedRow},
};
use crate::domain::{
    exports::{Export, ExportDetails, ExportKind, ExportStatus},
    permissions::Scope,
};

const COLUMNS: &str = "e.id, e.unit_id, e.account_id, e.kind, e.status, e.found, e.given, e.until,
     e.given_on, e.version, e.sealed";
/// The offices above the unit of who asked see it too.
const IN_SCOPE: &str = "FROM exports e
     JOIN unit_closure c ON c.descendant_id = e.unit_id AND c.ancestor_id = $1";

impl SealedRow for Export {
    const TABLE: &'static str = "exports";
    const PAST: (&'static str, &'static str) = ("past_exports", "export_id");
    const COLUMNS: &'static [(&'static str, Kind)] = &[
        ("unit_id", Kind::Id),
        ("account_id", Kind::Id),
        ("kind", Kind::Text),
        ("status", Kind::Text),
        ("found", Kind::Count),
        ("given", Kind::Count),
        ("until", Kind::Date),
        ("given_on", Kind::Date),
    ];
    const SUBJECT: &'static str = "id";
    type Sealed = ExportDetails;
    type Was = ExportDetails;

    fn id(&self) -> Uuid {
        self.id
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn subject(&self) -> Uuid {
        self.id
    }

    fn sealed(&self) -> &ExportDetails {
        &self.details
    }

    fn was(&self) -> &ExportDetails {
        &self.details
    }

    fn values(&self, _: &Vault) -> Vec<Value> {
        vec![
            self.unit.into(),
            self.account.into(),
            self.kind.code().into(),
            self.status.code().into(),
            self.found.into(),
            self.given.into(),
            self.until.into(),
            self.given_on.into(),
        ]
    }

    fn build(id: Uuid, version: i64, row: &Row, details: ExportDetails) -> Result<Self> {
        Ok(Self {
            id,
            version,
            unit: row.get("unit_id")?,
            account: row.get("account_id")?,
            kind: code(row, "kind", ExportKind::from_code)?,
            status: code(row, "status", ExportStatus::from_code)?,
            found: row.get("found")?,
            given: row.get("given")?,
            until: row.get("until")?,
            given_on: row.get("given_on")?,
            details,
        })
    }
}

/// Inserts a new export and makes its record key. Id and version 1 are already set.
///
/// # Errors
/// What the database says.
pub async fn insert(tx: &mut WriteTx, export: &Export) -> Result<()> {
    keys::create(tx, &[export.id]).await?;
    sealed_rows::insert(tx, export).await
}

/// Saves what became of `before`, as it was loaded: the version grows by one, and what it was goes to the
/// past versions.
///
/// # Errors
/// [`super::StoreError::Conflict`] where somebody else saved meanwhile.
pub async fn save(tx: &mut WriteTx, before: &Export, after: Export) -> Result<Export> {
    let after = Export { version: before.version + 1, ..after };
    sealed_rows::save(tx, before, &after).await?;
    Ok(after)
}

/// The export `id` that an account of `scope` asked for.
///
/// # Errors
/// [`super::StoreError::Missing`] outside the scope, [`super::StoreError::Tampered`] where it was changed by hand.
pub async fn get(session: &mut Session, scope: &Scope, id: Uuid) -> Result<Export> {
    let text = format!("/* exports::get */ SELECT {COLUMNS} {IN_SCOPE} WHERE e.id = $2");
    sealed_rows::one(session, sql(text).bind(scope.root()).bind(id)).await
}

/// When the export `id` was asked for. The caller has loaded it within scope.
///
/// # Errors
/// What the database says.
pub async fn asked_at(session: &mut Session, id: Uuid) -> Result<DateTime<Utc>> {
    let text = "/* exports::asked_at */ SELECT created_at FROM exports WHERE id = $1";
    Ok(sql(text).bind(id).one(&mut session.tx).await?.get("created_at")?)
}

/// The exports that accounts of `scope` asked for, or only those of `account`; the newest first, at most `limit`.
///
/// # Errors
/// What the database says.
pub async fn list(
    session: &mut Session,
    scope: &Scope,
    account: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Opened<Export>>> {
    let only = if account.is_some() { "WHERE e.account_id = $2" } else { "" };
    let text = format!(
        "/* exports::list */ SELECT {COLUMNS} {IN_SCOPE} {only} ORDER BY e.id DESC LIMIT {limit}"
    );
    let statement = sql(text).bind(scope.root());
    let statement = match account {
        Some(account) => statement.bind(account),
        None => statement,
    };
    sealed_rows::all(session, statement).await
}

/// How many exports within `scope` wait for a second person other than `account`. Opens none of them.
///
/// # Errors
/// What the database says.
pub async fn count_waiting(
    session: &mut Session,
    scope: &Scope,
    account: Option<Uuid>,
) -> Result<i64> {
    let text = format!(
        "/* exports::count_waiting */ SELECT COUNT(*) AS n {IN_SCOPE} WHERE e.status = $2 AND e.account_id <> $3"
    );
    let account = account.unwrap_or(Uuid::nil());
    let statement = sql(text).bind(scope.root()).bind(ExportStatus::Waiting.code()).bind(account);
    Ok(statement.one(&mut session.tx).await?.get("n")?)
}

/// How many people `account` was given on the day `on`, by all its exports.
///
/// # Errors
/// What the database says.
pub async fn given_on(session: &mut Session, account: Uuid, on: NaiveDate) -> Result<i64> {
    let text =
        "/* exports::given_on */ SELECT CAST(COALESCE(SUM(given), 0) AS BIGINT) AS n FROM exports
         WHERE account_id = $1 AND given_on = $2";
    Ok(sql(text).bind(account).bind(on).one(&mut session.tx).await?.get("n")?)
}

/// An account and a day on which it was given many people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Many {
    /// The account.
    pub account: Uuid,
    /// Its name.
    pub name: String,
    /// The day.
    pub on: NaiveDate,
    /// How many people.
    pub people: i64,
}

/// The accounts of `scope` that were given more than `most` people on one day since `from`, the latest day first.
///
/// # Errors
/// What the database says.
pub async fn many(
    session: &mut Session,
    scope: &Scope,
    from: NaiveDate,
    most: i64,
) -> Result<Vec<Many>> {
    let text = "/* exports::many */ SELECT e.account_id AS account_id, a.name AS name, e.given_on AS given_on,
         CAST(SUM(e.given) AS BIGINT) AS n
         FROM exports e JOIN unit_closure c ON c.descendant_id = e.unit_id AND c.ancestor_id = $1
         JOIN accounts a ON a.id = e.account_id
         WHERE e.given_on >= $2 GROUP BY e.account_id, a.name, e.given_on HAVING SUM(e.given) > $3
         ORDER BY e.given_on DESC, a.name";
    let found = sql(text).bind(scope.root()).bind(from).bind(most).all(&mut session.tx).await?;
    let many = |row: &Row| {
        let (account, name) = (row.get("account_id")?, row.get("name")?);
        Ok(Many { account, name, on: row.get("given_on")?, people: row.get("n")? })
    };
    found.iter().map(many).collect()
}

/// What the accounts `ids` are called on screen; who cannot be read is left out.
///
/// # Errors
/// What the database says.
pub async fn askers(session: &mut Session, ids: &[Uuid]) -> Result<BTreeMap<Uuid, String>> {
    let mut names = BTreeMap::new();
    for id in ids.iter().copied().collect::<std::collections::BTreeSet<_>>() {
        match super::accounts::get(session, id).await {
            Ok(account) => drop(names.insert(id, account.display_name.clone())),
            Err(super::StoreError::Tampered(_) | super::StoreError::Missing) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(names)
}

/// What `export` was, newest first. The caller has loaded it within scope.
///
/// # Errors
/// [`super::StoreError::Tampered`] where a version was changed by hand.
pub async fn past(session: &mut Session, export: &Export) -> Result<Vec<Past<ExportDetails>>> {
    sealed_rows::past(session, export).await
}
