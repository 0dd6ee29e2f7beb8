//! The volunteer team; each row is sealed under its member's own record key.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{
    Result, Session, StoreError, WriteTx,
    db::{Row, Value, sql},
    keys,
    rows::{open, seal},
};
use crate::{
    crypto::sealing::{Place, RecordKey},
    domain::{
        permissions::Scope,
        team::{Member, MemberDetails},
    },
};

/// A member, or the id of one whose row failed its integrity check.
pub type Opened = Result<Member, Uuid>;

const SELECT: &str =
    "SELECT b.id, b.unit_id, b.account_id, b.active, b.version, b.sealed, k.wrapped FROM team_members b
     LEFT JOIN record_keys k ON k.subject_id = b.id";
const IN_SCOPE: &str = "JOIN unit_closure c ON c.descendant_id = b.unit_id AND c.ancestor_id = $1";

/// The plaintext columns of a row.
struct Head {
    id: Uuid,
    version: i64,
    unit: Uuid,
    account: Option<Uuid>,
    active: bool,
}

impl Head {
    fn of(row: &Member) -> Self {
        let Member { id, version, unit, account, active, .. } = *row;
        Self { id, version, unit, account, active }
    }

    fn read(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            version: row.get("version")?,
            unit: row.get("unit_id")?,
            account: row.get("account_id")?,
            active: row.get("active")?,
        })
    }

    fn place(&self) -> Place {
        Place::new("team_members", self.id, "sealed", self.version)
            .bind("unit_id", self.unit.as_bytes())
            .bind("account_id", self.account.as_ref().map_or(&[][..], |id| id.as_bytes()))
            .bind("active", &[u8::from(self.active)])
    }

    fn with(self, details: MemberDetails) -> Member {
        let Self { id, version, unit, account, active } = self;
        Member { id, version, unit, account, active, details }
    }
}

fn past_place(id: Uuid, version: i64) -> Place {
    Place::new("past_team_members", id, "sealed", version)
}

/// Inserts a new member and makes her record key. Id and version 1 are already set.
///
/// # Errors
/// [`StoreError::Conflict`] where her account is another member's.
pub async fn insert(tx: &mut WriteTx, new: &Member) -> Result<()> {
    let keys = keys::create(tx, &[new.id]).await?;
    let key = keys.get(&new.id).ok_or(StoreError::Missing)?;
    let sealed = seal(&tx.vault, key, &new.details, &Head::of(new).place());
    let now = tx.now;
    sql("/* team::insert */ INSERT INTO team_members
         (id, unit_id, account_id, active, version, created_at, updated_at, sealed)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)")
    .bind(new.id)
    .bind(new.unit)
    .bind(new.account)
    .bind(new.active)
    .bind(new.version)
    .bind(now)
    .bind(now)
    .bind(sealed)
    .execute(&mut tx.tx)
    .await?;
    Ok(())
}

/// Saves what became of `before`, as it was loaded: the version grows by one, and what it was goes to the
/// past versions.
///
/// # Errors
/// [`StoreError::Conflict`] where somebody else saved meanwhile, or the account is another member's.
pub async fn save(tx: &mut WriteTx, before: &Member, mut after: Member) -> Result<Member> {
    let key = keys::one(tx, before.id).await?;
    after.version = before.version + 1;
    keep_past(tx, before, &key).await?;
    let sealed = seal(&tx.vault, &key, &after.details, &Head::of(&after).place());
    let now = tx.now;
    let changed = sql("/* team::save */ UPDATE team_members
         SET unit_id = $3, account_id = $4, active = $5, version = $6, updated_at = $7, sealed = $8
         WHERE id = $1 AND version = $2")
    .bind(after.id)
    .bind(before.version)
    .bind(after.unit)
    .bind(after.account)
    .bind(after.active)
    .bind(after.version)
    .bind(now)
    .bind(sealed)
    .execute(&mut tx.tx)
    .await?;
    if changed == 1 { Ok(after) } else { Err(StoreError::Conflict) }
}

async fn keep_past(tx: &mut WriteTx, was: &Member, key: &RecordKey) -> Result<()> {
    let sealed = seal(&tx.vault, key, was, &past_place(was.id, was.version));
    let (now, account) = (tx.now, tx.origin().account);
    sql("/* team::keep_past */ INSERT INTO past_team_members
         (member_id, version, replaced_at, replaced_by, sealed) VALUES ($1, $2, $3, $4, $5)")
    .bind(was.id)
    .bind(was.version)
    .bind(now)
    .bind(account)
    .bind(sealed)
    .execute(&mut tx.tx)
    .await?;
    Ok(())
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
pub async fn list(session: &mut Session, scope: &Scope) -> Result<Vec<Opened>> {
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

async fn select(session: &mut Session, rest: &str, values: Vec<Value>) -> Result<Vec<Opened>> {
    let found = sql(format!("/* team::select */ {SELECT} {rest}"))
        .bind_all(values)
        .all(&mut session.tx)
        .await?;
    let mut all = Vec::with_capacity(found.len());
    for row in &found {
        match read(session, row) {
            Ok(member) => all.push(Ok(member)),
            Err(StoreError::Tampered(id)) => all.push(Err(id)),
            Err(other) => return Err(other),
        }
    }
    Ok(all)
}

fn read(session: &Session, row: &Row) -> Result<Member> {
    let head = Head::read(row)?;
    let key = keys::beside(session, row, head.id)?.ok_or(StoreError::Tampered(head.id))?;
    let details = open(&key, &row.get::<Vec<u8>>("sealed")?, &head.place(), head.id)?;
    Ok(head.with(details))
}

/// What the members `ids` are called; who cannot be read is left out. The caller has come upon them through
/// tasks of people within scope.
///
/// # Errors
/// What the database says.
pub async fn names(session: &mut Session, ids: &[Uuid]) -> Result<BTreeMap<Uuid, String>> {
    let mut names = BTreeMap::new();
    for chunk in ids.chunks(400) {
        let rest = format!("WHERE b.id IN ({})", super::db::list(1, chunk.len()));
        let values = chunk.iter().map(|id| Value::from(*id)).collect();
        let found = select(session, &rest, values).await?;
        let name = |member: Member| (member.id, member.details.name.as_str().to_owned());
        names.extend(found.into_iter().flatten().map(name));
    }
    Ok(names)
}

/// What a member was until her record was replaced.
pub struct PastMember {
    /// When it was replaced.
    pub replaced_at: DateTime<Utc>,
    /// By whom; none for the operator.
    pub replaced_by: Option<Uuid>,
    /// What she was.
    pub was: Member,
}

/// What `member` was, newest first. The caller has loaded her within scope.
///
/// # Errors
/// [`StoreError::Tampered`] where a version was changed by hand.
pub async fn past(session: &mut Session, member: &Member) -> Result<Vec<PastMember>> {
    let id = member.id;
    let key = keys::one(session, id).await?;
    sql("/* team::past */ SELECT version, replaced_at, replaced_by, sealed FROM past_team_members
         WHERE member_id = $1 ORDER BY version DESC")
    .bind(id)
    .all(&mut session.tx)
    .await?
    .iter()
    .map(|row| {
        let place = past_place(id, row.get("version")?);
        let was = open(&key, &row.get::<Vec<u8>>("sealed")?, &place, id)?;
        let (replaced_at, replaced_by) = (row.get("replaced_at")?, row.get("replaced_by")?);
        Ok(PastMember { replaced_at, replaced_by, was })
    })
    .collect()
}
