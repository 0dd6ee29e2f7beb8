//! The register of coordinators; each row is sealed under its coordinator's own record key.

use chrono::NaiveDate;
use uuid::Uuid;

use super::{
    Result, Session, Vault, WriteTx,
    db::{Kind, Row, Statement, Value, list as listed, sql},
    keys,
    rows::code,
    sealed_rows::{self, Opened, Past, SealedRow},
    search, watches,
};
use crate::{
    crypto::indexes::IndexKind,
    domain::{
        coordinators::{Coordinator, CoordinatorDetails, CoordinatorKind},
        documents::Document,
        permissions::Scope,
        reminders::SubjectKind,
    },
};

const COLUMNS: &str =
    "o.id, o.unit_id, o.account_id, o.kind, o.certified_from, o.certified_until, o.banned,
     o.document_token, o.version, o.sealed";
const IN_SCOPE: &str = "FROM coordinators o
     JOIN unit_closure c ON c.descendant_id = o.unit_id AND c.ancestor_id = $1";

impl SealedRow for Coordinator {
    const TABLE: &'static str = "coordinators";
    const PAST: (&'static str, &'static str) = ("past_coordinators", "coordinator_id");
    const COLUMNS: &'static [(&'static str, Kind)] = &[
        ("unit_id", Kind::Id),
        ("account_id", Kind::Id),
        ("kind", Kind::Text),
        ("certified_from", Kind::Date),
        ("certified_until", Kind::Date),
        ("banned", Kind::Flag),
        ("document_token", Kind::Bytes),
    ];
    const SUBJECT: &'static str = "id";
    type Sealed = CoordinatorDetails;
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

    fn sealed(&self) -> &CoordinatorDetails {
        &self.details
    }

    fn was(&self) -> &Self {
        self
    }

    fn values(&self, vault: &Vault) -> Vec<Value> {
        vec![
            self.unit.into(),
            self.account.into(),
            self.kind.code().into(),
            self.certified_from.into(),
            self.certified_until.into(),
            self.banned.into(),
            token(vault, &self.details.document).into(),
        ]
    }

    fn build(id: Uuid, version: i64, row: &Row, details: CoordinatorDetails) -> Result<Self> {
        Ok(Self {
            id,
            version,
            unit: row.get("unit_id")?,
            account: row.get("account_id")?,
            kind: code(row, "kind", CoordinatorKind::from_code)?,
            certified_from: row.get("certified_from")?,
            certified_until: row.get("certified_until")?,
            banned: row.get("banned")?,
            details,
        })
    }
}

/// The token of a document in this register. It differs from the token of the same document among the
/// registered people, so that nobody without the key can tell which coordinators are volunteers too.
fn token(vault: &Vault, document: &Document) -> Vec<u8> {
    let text = format!("coordinator {}", search::document_text(document));
    vault.indexes.token(IndexKind::Document, Uuid::nil(), &text)
}

/// Inserts a new coordinator and makes her record key. Id and version 1 are already set.
///
/// # Errors
/// [`super::StoreError::Conflict`] where her document or her account stands in the register already.
pub async fn insert(tx: &mut WriteTx, new: &Coordinator) -> Result<()> {
    keys::create(tx, &[new.id]).await?;
    watches::begin(tx, SubjectKind::Coordinator, new.id);
    sealed_rows::insert(tx, new).await
}

/// Saves what became of `before`, as it was loaded: the version grows by one, and what it was goes to the
/// past versions.
///
/// # Errors
/// [`super::StoreError::Conflict`] where somebody else saved meanwhile, or document or account are another's.
pub async fn save(
    tx: &mut WriteTx,
    before: &Coordinator,
    after: Coordinator,
) -> Result<Coordinator> {
    let after = Coordinator { version: before.version + 1, ..after };
    sealed_rows::save(tx, before, &after).await?;
    watches::wake(tx, after.id).await?;
    Ok(after)
}

/// The coordinator `id` within `scope`.
///
/// # Errors
/// [`super::StoreError::Missing`] outside the scope, [`super::StoreError::Tampered`] where her row was changed by hand.
pub async fn get(session: &mut Session, scope: &Scope, id: Uuid) -> Result<Coordinator> {
    sealed_rows::one(session, select(scope, "AND o.id = $2").bind(id)).await
}

/// Those of `ids` that are within `scope`, at most 400, by id.
///
/// # Errors
/// What the database says.
pub async fn load(
    session: &mut Session,
    scope: &Scope,
    ids: &[Uuid],
) -> Result<Vec<Opened<Coordinator>>> {
    let rest = format!("AND o.id IN ({}) ORDER BY o.id", listed(2, ids.len()));
    sealed_rows::all(session, select(scope, &rest).bind_all(ids.iter().copied())).await
}

/// Every coordinator within `scope`, by id.
///
/// # Errors
/// What the database says.
pub async fn list(session: &mut Session, scope: &Scope) -> Result<Vec<Opened<Coordinator>>> {
    sealed_rows::all(session, select(scope, "ORDER BY o.id")).await
}

/// How many coordinators within `scope` who are not banned have a certificate whose last day is from `from`
/// to `to`, both included. Opens none of them.
///
/// # Errors
/// What the database says.
pub async fn count_running_out(
    session: &mut Session,
    scope: &Scope,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<i64> {
    let row = sql("/* coordinators::count_running_out */ SELECT COUNT(*) AS n FROM coordinators o
         JOIN unit_closure c ON c.descendant_id = o.unit_id AND c.ancestor_id = $1
         WHERE o.banned = $2 AND o.certified_until >= $3 AND o.certified_until <= $4")
    .bind(scope.root())
    .bind(false)
    .bind(from)
    .bind(to)
    .one(&mut session.tx)
    .await?;
    Ok(row.get("n")?)
}

/// Who stands in the register, anywhere, with this document.
///
/// # Errors
/// What the database says.
pub async fn with_document(session: &mut Session, document: &Document) -> Result<Option<Uuid>> {
    let token = token(&session.vault, document);
    let text =
        "/* coordinators::with_document */ SELECT id FROM coordinators WHERE document_token = $1";
    let found = sql(text).bind(token).optional(&mut session.tx).await?;
    Ok(found.map(|row| row.get("id")).transpose()?)
}

/// Who stands in the register, anywhere, with this account.
///
/// # Errors
/// What the database says.
pub async fn with_account(session: &mut Session, account: Uuid) -> Result<Option<Uuid>> {
    let text = "/* coordinators::with_account */ SELECT id FROM coordinators WHERE account_id = $1";
    let found = sql(text).bind(account).optional(&mut session.tx).await?;
    Ok(found.map(|row| row.get("id")).transpose()?)
}

/// Every coordinator in the register of `unit`, of the units below it and of those above, by id: who may be
/// assigned to a donation there. Whoever sees the donation may see them.
///
/// # Errors
/// What the database says.
pub async fn around(session: &mut Session, unit: Uuid) -> Result<Vec<Opened<Coordinator>>> {
    let text = format!(
        "/* coordinators::around */ SELECT {COLUMNS} FROM coordinators o
         WHERE o.unit_id IN (SELECT c.descendant_id FROM unit_closure c WHERE c.ancestor_id = $1)
            OR o.unit_id IN (SELECT c.ancestor_id FROM unit_closure c WHERE c.descendant_id = $1)
         ORDER BY o.id"
    );
    sealed_rows::all(session, sql(text).bind(unit)).await
}

fn select(scope: &Scope, rest: &str) -> Statement {
    let text = format!("/* coordinators::select */ SELECT {COLUMNS} {IN_SCOPE} WHERE 1 = 1 {rest}");
    sql(text).bind(scope.root())
}

/// What `coordinator` was, newest first. The caller has loaded her within scope.
///
/// # Errors
/// [`super::StoreError::Tampered`] where a version was changed by hand.
pub async fn past(
    session: &mut Session,
    coordinator: &Coordinator,
) -> Result<Vec<Past<Coordinator>>> {
    sealed_rows::past(session, coordinator).await
}
