//! Tasks of the volunteer team, sealed under the record key of the person they are about.

mod counts;
mod handing_over;
mod rows;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use self::rows::{Head, past_place};
use super::{
    Result, Session, StoreError, WriteTx,
    db::{Row, Value, sql},
    keys,
    rows::{open, seal},
};
use crate::{
    crypto::sealing::RecordKey,
    domain::{permissions::Scope, tasks::Task},
};

pub use counts::{Counts, Served, count_returned, open_by_member, open_with, served};
pub use handing_over::hand_over;

/// A task, or the id of one that failed its integrity check.
pub type Opened = Result<Task, Uuid>;

const SELECT: &str =
    "SELECT t.id, t.person_id, t.unit_id, t.member_id, t.kind, t.due_on, t.state, t.version,
     t.sealed FROM tasks t";
/// Who manages the person now works on her tasks.
const IN_SCOPE: &str = "JOIN people p ON p.id = t.person_id
     JOIN unit_closure c ON c.descendant_id = p.unit_id AND c.ancestor_id = $1";

/// Inserts a new task. Id and version 1 are already set.
///
/// # Errors
/// [`StoreError::Tampered`] where the person's key does not open; what the database says.
pub async fn insert(tx: &mut WriteTx, task: &Task) -> Result<()> {
    let key = keys::one(tx, task.person).await?;
    let sealed = seal(&tx.vault, &key, &task.details, &Head::of(task).place());
    let now = tx.now;
    sql("/* tasks::insert */ INSERT INTO tasks
         (id, person_id, unit_id, member_id, kind, due_on, state, version, created_at, updated_at, sealed)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)")
    .bind(task.id)
    .bind(task.person)
    .bind(task.unit)
    .bind(task.member)
    .bind(task.kind.code())
    .bind(task.due_on)
    .bind(task.state.code())
    .bind(task.version)
    .bind(now)
    .bind(now)
    .bind(sealed)
    .execute(&mut tx.tx)
    .await?;
    Ok(())
}

/// Saves what became of `before`, as it was loaded: the version grows by one, and what it was goes to the
/// past versions. Person, unit and member stay.
///
/// # Errors
/// [`StoreError::Conflict`] where somebody else saved meanwhile.
pub async fn save(tx: &mut WriteTx, before: &Task, mut after: Task) -> Result<Task> {
    let key = keys::one(tx, before.person).await?;
    after.version = before.version + 1;
    keep_past(tx, before, &key).await?;
    let sealed = seal(&tx.vault, &key, &after.details, &Head::of(&after).place());
    let now = tx.now;
    let changed = sql("/* tasks::save */ UPDATE tasks
         SET kind = $3, due_on = $4, state = $5, version = $6, updated_at = $7, sealed = $8
         WHERE id = $1 AND version = $2")
    .bind(after.id)
    .bind(before.version)
    .bind(after.kind.code())
    .bind(after.due_on)
    .bind(after.state.code())
    .bind(after.version)
    .bind(now)
    .bind(sealed)
    .execute(&mut tx.tx)
    .await?;
    if changed == 1 { Ok(after) } else { Err(StoreError::Conflict) }
}

async fn keep_past(tx: &mut WriteTx, was: &Task, key: &RecordKey) -> Result<()> {
    let sealed = seal(&tx.vault, key, was, &past_place(was.id, was.version));
    let (now, account) = (tx.now, tx.origin().account);
    sql("/* tasks::keep_past */ INSERT INTO past_tasks
         (task_id, version, replaced_at, replaced_by, sealed) VALUES ($1, $2, $3, $4, $5)")
    .bind(was.id)
    .bind(was.version)
    .bind(now)
    .bind(account)
    .bind(sealed)
    .execute(&mut tx.tx)
    .await?;
    Ok(())
}

/// The task `id` about a person within `scope`.
///
/// # Errors
/// [`StoreError::Missing`] outside the scope, [`StoreError::Tampered`] where it was changed by hand.
pub async fn get(session: &mut Session, scope: &Scope, id: Uuid) -> Result<Task> {
    let rest = format!("{IN_SCOPE} WHERE t.id = $2");
    only(select(session, &rest, vec![scope.root().into(), id.into()]).await?)
}

/// All tasks about one person within `scope`, the newest first.
///
/// # Errors
/// What the database says.
pub async fn of_person(session: &mut Session, scope: &Scope, person: Uuid) -> Result<Vec<Opened>> {
    let rest = format!("{IN_SCOPE} WHERE t.person_id = $2 ORDER BY t.id DESC");
    select(session, &rest, vec![scope.root().into(), person.into()]).await
}

/// The tasks of `member` that are about people within `scope`, the newest first.
///
/// # Errors
/// What the database says.
pub async fn of_member(session: &mut Session, scope: &Scope, member: Uuid) -> Result<Vec<Opened>> {
    let rest = format!("{IN_SCOPE} WHERE t.member_id = $2 ORDER BY t.id DESC");
    select(session, &rest, vec![scope.root().into(), member.into()]).await
}

/// The tasks about people within `scope` that members gave back and nobody has settled, oldest first.
///
/// # Errors
/// What the database says.
pub async fn returned(session: &mut Session, scope: &Scope) -> Result<Vec<Opened>> {
    let rest = format!("{IN_SCOPE} WHERE t.state = 'returned' ORDER BY t.id");
    select(session, &rest, vec![scope.root().into()]).await
}

/// The tasks that `member` has now, wherever the people are: what is due soonest first. For the member
/// herself; whom she may still see, the caller decides.
///
/// # Errors
/// What the database says.
pub async fn handed_to(session: &mut Session, member: Uuid) -> Result<Vec<Opened>> {
    let rest = "WHERE t.member_id = $1 AND t.state = 'handed' ORDER BY t.due_on, t.id";
    select(session, rest, vec![member.into()]).await
}

/// The task `id`, if `member` has it now.
///
/// # Errors
/// [`StoreError::Missing`] where she does not, [`StoreError::Tampered`] where it was changed by hand.
pub async fn one_handed_to(session: &mut Session, member: Uuid, id: Uuid) -> Result<Task> {
    let rest = "WHERE t.member_id = $1 AND t.id = $2 AND t.state = 'handed'";
    only(select(session, rest, vec![member.into(), id.into()]).await?)
}

fn only(mut found: Vec<Opened>) -> Result<Task> {
    found.pop().ok_or(StoreError::Missing)?.map_err(StoreError::Tampered)
}

async fn select(session: &mut Session, rest: &str, values: Vec<Value>) -> Result<Vec<Opened>> {
    let found = sql(format!("/* tasks::select */ {SELECT} {rest}"))
        .bind_all(values)
        .all(&mut session.tx)
        .await?;
    let people = found.iter().map(|row| row.get("person_id")).collect::<Result<Vec<Uuid>, _>>()?;
    let keys = keys::get(session, &people).await?;
    let mut tasks = Vec::with_capacity(found.len());
    for row in &found {
        match read(row, &keys) {
            Ok(task) => tasks.push(Ok(task)),
            Err(StoreError::Tampered(id)) => tasks.push(Err(id)),
            Err(other) => return Err(other),
        }
    }
    Ok(tasks)
}

fn read(row: &Row, keys: &BTreeMap<Uuid, RecordKey>) -> Result<Task> {
    let id: Uuid = row.get("id")?;
    let head = Head::read(row)?.ok_or(StoreError::Tampered(id))?;
    let key = keys.get(&head.person).ok_or(StoreError::Tampered(id))?;
    let details = open(key, &row.get::<Vec<u8>>("sealed")?, &head.place(), id)?;
    Ok(head.with(details))
}

/// What a task was until it was replaced.
pub struct PastTask {
    /// When it was replaced.
    pub replaced_at: DateTime<Utc>,
    /// By whom; none for the operator.
    pub replaced_by: Option<Uuid>,
    /// What it was.
    pub was: Task,
}

/// What `task` was, newest first. The caller has loaded it within scope.
///
/// # Errors
/// [`StoreError::Tampered`] where a version was changed by hand.
pub async fn past(session: &mut Session, task: &Task) -> Result<Vec<PastTask>> {
    let key = keys::one(session, task.person).await?;
    sql("/* tasks::past */ SELECT version, replaced_at, replaced_by, sealed FROM past_tasks
         WHERE task_id = $1 ORDER BY version DESC")
    .bind(task.id)
    .all(&mut session.tx)
    .await?
    .iter()
    .map(|row| {
        let place = past_place(task.id, row.get("version")?);
        let was = open(&key, &row.get::<Vec<u8>>("sealed")?, &place, task.id)?;
        let (replaced_at, replaced_by) = (row.get("replaced_at")?, row.get("replaced_by")?);
        Ok(PastTask { replaced_at, replaced_by, was })
    })
    .collect()
}
