//! The volunteer team; each row is sealed under its member's own record key.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{
    Result, Session, StoreError, Vault, WriteTx,
    db::{Kind, Row, Value, list as listed, sql},
    keys,
    sealed_rows::{self, Opened, Past, SealedRow},
};
use crate::domain::{
    permissions::Scope,
    team::{Member, MemberDetails},
};

const SELECT: &str =
    "SELECT b.id, b.unit_id, b.account_id, b.active, b.version, b.sealed FROM team_members b";
const IN_SCOPE: &str = "JOIN unit_closure c ON c.descendant_id = b.unit_id AND c.ancestor_id = $1";

impl SealedRow for Member {
    const TABLE: &'static str = "team_members";
    const PAST: (&'static str, &'static str) = ("past_team_members", "member_id");
    const COLUMNS: &'static [(&'static str, Kind)] =
        &[("unit_id", Kind::Id), ("account_id", Kind::Id), ("active", Kind::Flag)];
    const SUBJECT: &'static str = "id";
    type Sealed = MemberDetails;
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

    fn sealed(&self) -> &MemberDetails {
        &self.details
    }

    fn was(&self) -> &Self {
        self
    }

    fn values(&self, _: &Vault) -> Vec<Value> {
        vec![self.unit.into(), self.account.into(), self.active.into()]
    }

    fn build(id: Uuid, version: i64, row: &Row, details: MemberDetails) -> Result<Self> {
        let (unit, account) = (row.get("unit_id")?, row.get("account_id")?);
        Ok(Self { id, version, unit, account, active: row.get("active")?, details })
    }
}

/// Inserts a new member and makes her record key. Id and version 1 are already set.
///
/// # Errors
/// [`StoreError::Conflict`] where her account is another member's.
pub async fn insert(tx: &mut WriteTx, new: &Member) -> Result<()> {
    keys::create(tx, &[new.id]).await?;
    sealed_rows::insert(tx, new).await
}

/// Saves what became of `before`, as it was loaded: the version grows by one, and what it was goes to the
/// past versions.
///
/// # Errors
/// [`StoreError::Conflict`] where somebody else saved meanwhile, or the account is another member's.
pub async fn save(tx: &mut WriteTx, before: &Member, after: Member) -> Result<Member> {
    let after = Member { version: before.version + 1, ..after };
    sealed_rows::save(tx, before, &after).await?;
    Ok(after)
}

/// The member `id` within `scope`. Inside a writing transaction her row stays as it is until that ends, so
/// that nobody leaves while a task is handed to her.
///
/// # Errors
/// [`StoreError::Missing`] outside the scope, [`StoreError::Tampered`] where her row was changed by hand.
pub async fn get(session: &mut Session, scope: &Scope, id: Uuid) -> Result<Member> {
    let lock = if session.row_lock().is_empty() { "" } else { " FOR UPDATE OF b" };
    let rest = format!("{IN_SCOPE} WHERE b.id = $2{lock}");
    let found = select(session, &rest, vec![scope.root().into(), id.into()]).await?.pop();
    found.ok_or(StoreError::Missing)?.map_err(StoreError::Tampered)
}

/// Every member within `scope`, by id.
///
/// # Errors
/// What the database says.
pub async fn list(session: &mut Session, scope: &Scope) -> Result<Vec<Opened<Member>>> {
    let rest = format!("{IN_SCOPE} WHERE 1 = 1 ORDER BY b.id");
    select(session, &rest, vec![scope.root().into()]).await
}

/// The member whose account this is, wherever she stands.
///
/// # Errors
/// [`StoreError::Tampered`] where her row was changed by hand.
pub async fn of_account(session: &mut Session, account: Uuid) -> Result<Option<Member>> {
    let found = select(session, "WHERE b.account_id = $1", vec![account.into()]).await?.pop();
    found.transpose().map_err(StoreError::Tampered)
}

/// Who has this account, anywhere. Opens nothing.
///
/// # Errors
/// What the database says.
pub async fn with_account(session: &mut Session, account: Uuid) -> Result<Option<Uuid>> {
    let text = "/* team::with_account */ SELECT id FROM team_members WHERE account_id = $1";
    let found = sql(text).bind(account).optional(&mut session.tx).await?;
    Ok(found.map(|row| row.get("id")).transpose()?)
}

async fn select(
    session: &mut Session,
    rest: &str,
    values: Vec<Value>,
) -> Result<Vec<Opened<Member>>> {
    let statement = sql(format!("/* team::select */ {SELECT} {rest}")).bind_all(values);
    sealed_rows::all(session, statement).await
}

/// What the members `ids` are called; who cannot be read is left out. The caller has come upon them through
/// tasks of people within scope.
///
/// # Errors
/// What the database says.
pub async fn names(session: &mut Session, ids: &[Uuid]) -> Result<BTreeMap<Uuid, String>> {
    let mut names = BTreeMap::new();
    for chunk in ids.chunks(400) {
        let rest = format!("WHERE b.id IN ({})", listed(1, chunk.len()));
        let values = chunk.iter().map(|id| Value::from(*id)).collect();
        let found = select(session, &rest, values).await?;
        let name = |member: Member| (member.id, member.details.name.as_str().to_owned());
        names.extend(found.into_iter().flatten().map(name));
    }
    Ok(names)
}

/// What `member` was, newest first. The caller has loaded her within scope.
///
/// # Errors
/// [`StoreError::Tampered`] where a version was changed by hand.
pub async fn past(session: &mut Session, member: &Member) -> Result<Vec<Past<Member>>> {
    sealed_rows::past(session, member).await
}
