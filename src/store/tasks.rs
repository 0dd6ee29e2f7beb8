//! Tasks of the volunteer team, sealed under the record key of the person or care ledger they are about.

mod counts;

use uuid::Uuid;

use super::{
    Result, Session, StoreError, Vault, WriteTx,
    db::{Kind, Row, Value, sql},
    rows::code,
    sealed_rows::{self, Opened, Past, SealedRow},
};
use crate::domain::{
    permissions::Scope,
    tasks::{About, Task, TaskDetails, TaskKind, TaskState},
};

pub use counts::{Counts, Served, count_returned, open_by_member, open_with, served};

const SELECT: &str =
    "SELECT t.id, t.person_id, t.ledger_id, COALESCE(t.person_id, t.ledger_id) AS subject_id, t.unit_id,
     t.member_id, t.kind, t.due_on, t.state, t.version, t.sealed FROM tasks t";
/// Who manages the person now, or cares for the family, works on the tasks.
const IN_SCOPE: &str = "LEFT JOIN people p ON p.id = t.person_id
     LEFT JOIN care_ledgers l ON l.id = t.ledger_id
     JOIN unit_closure c ON c.descendant_id = COALESCE(p.unit_id, l.unit_id) AND c.ancestor_id = $1";

impl SealedRow for Task {
    const TABLE: &'static str = "tasks";
    const PAST: (&'static str, &'static str) = ("past_tasks", "task_id");
    const COLUMNS: &'static [(&'static str, Kind)] = &[
        ("person_id", Kind::Id),
        ("unit_id", Kind::Id),
        ("member_id", Kind::Id),
        ("kind", Kind::Text),
        ("due_on", Kind::Date),
        ("state", Kind::Text),
        ("ledger_id", Kind::Id),
    ];
    const ADDED: usize = 1;
    const SUBJECT: &'static str = "subject_id";
    type Sealed = TaskDetails;
    type Was = Self;

    fn id(&self) -> Uuid {
        self.id
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn subject(&self) -> Uuid {
        self.about.subject()
    }

    fn sealed(&self) -> &TaskDetails {
        &self.details
    }

    fn was(&self) -> &Self {
        self
    }

    fn values(&self, _: &Vault) -> Vec<Value> {
        vec![
            self.about.person().into(),
            self.unit.into(),
            self.member.into(),
            self.kind.code().into(),
            self.due_on.into(),
            self.state.code().into(),
            self.about.ledger().into(),
        ]
    }

    fn build(id: Uuid, version: i64, row: &Row, details: TaskDetails) -> Result<Self> {
        let about = match (row.get("person_id")?, row.get("ledger_id")?) {
            (Some(person), None) => About::Person(person),
            (None, Some(ledger)) => About::Ledger(ledger),
            _ => return Err(StoreError::Tampered(id)),
        };
        Ok(Self {
            id,
            version,
            about,
            unit: row.get("unit_id")?,
            member: row.get("member_id")?,
            kind: code(row, "kind", TaskKind::from_code)?,
            due_on: row.get("due_on")?,
            state: code(row, "state", TaskState::from_code)?,
            details,
        })
    }
}

/// Inserts a new task. Id and version 1 are already set.
///
/// # Errors
/// [`StoreError::Tampered`] where the person's key does not open; what the database says.
pub async fn insert(tx: &mut WriteTx, task: &Task) -> Result<()> {
    sealed_rows::insert(tx, task).await
}

/// Saves what became of `before`, as it was loaded: the version grows by one, and what it was goes to the
/// past versions.
///
/// # Errors
/// [`StoreError::Conflict`] where somebody else saved meanwhile.
pub async fn save(tx: &mut WriteTx, before: &Task, after: Task) -> Result<Task> {
    let after = Task { version: before.version + 1, ..after };
    sealed_rows::save(tx, before, &after).await?;
    Ok(after)
}

/// Gives a task to another record of the same person: everything of it is sealed anew under that record's key.
///
/// # Errors
/// [`StoreError::Conflict`] where somebody else saved meanwhile.
pub async fn hand_over(tx: &mut WriteTx, task: &Task, to: Uuid) -> Result<()> {
    save(tx, task, Task { about: About::Person(to), ..task.clone() }).await.map(drop)
}

/// Forgets the tasks about the care ledger `ledger`, whose key is destroyed; the hours that they took go with them.
///
/// # Errors
/// What the database says.
pub(super) async fn forget(tx: &mut WriteTx, ledger: Uuid) -> Result<()> {
    for text in [
        "/* tasks::forget */ DELETE FROM past_tasks WHERE task_id IN (SELECT id FROM tasks WHERE ledger_id = $1)",
        "/* tasks::forget */ DELETE FROM tasks WHERE ledger_id = $1",
    ] {
        sql(text).bind(ledger).execute(&mut tx.tx).await?;
    }
    Ok(())
}

/// The task `id` about a person or family within `scope`.
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
pub async fn of_person(
    session: &mut Session,
    scope: &Scope,
    person: Uuid,
) -> Result<Vec<Opened<Task>>> {
    let rest = format!("{IN_SCOPE} WHERE t.person_id = $2 ORDER BY t.id DESC");
    select(session, &rest, vec![scope.root().into(), person.into()]).await
}

/// All tasks about one care ledger within `scope`, the newest first.
///
/// # Errors
/// What the database says.
pub async fn of_ledger(
    session: &mut Session,
    scope: &Scope,
    ledger: Uuid,
) -> Result<Vec<Opened<Task>>> {
    let rest = format!("{IN_SCOPE} WHERE t.ledger_id = $2 ORDER BY t.id DESC");
    select(session, &rest, vec![scope.root().into(), ledger.into()]).await
}

/// The tasks of `member` that are about people within `scope`, the newest first.
///
/// # Errors
/// What the database says.
pub async fn of_member(
    session: &mut Session,
    scope: &Scope,
    member: Uuid,
) -> Result<Vec<Opened<Task>>> {
    let rest = format!("{IN_SCOPE} WHERE t.member_id = $2 ORDER BY t.id DESC");
    select(session, &rest, vec![scope.root().into(), member.into()]).await
}

/// The tasks about people within `scope` that members gave back and nobody has settled, oldest first.
///
/// # Errors
/// What the database says.
pub async fn returned(session: &mut Session, scope: &Scope) -> Result<Vec<Opened<Task>>> {
    let rest = format!("{IN_SCOPE} WHERE t.state = 'returned' ORDER BY t.id");
    select(session, &rest, vec![scope.root().into()]).await
}

/// The tasks that `member` has now, wherever the people are: what is due soonest first. For the member
/// herself; whom she may still see, the caller decides.
///
/// # Errors
/// What the database says.
pub async fn handed_to(session: &mut Session, member: Uuid) -> Result<Vec<Opened<Task>>> {
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

fn only(mut found: Vec<Opened<Task>>) -> Result<Task> {
    found.pop().ok_or(StoreError::Missing)?.map_err(StoreError::Tampered)
}

async fn select(
    session: &mut Session,
    rest: &str,
    values: Vec<Value>,
) -> Result<Vec<Opened<Task>>> {
    let statement = sql(format!("/* tasks::select */ {SELECT} {rest}")).bind_all(values);
    sealed_rows::all(session, statement).await
}

/// What `task` was, newest first. The caller has loaded it within scope.
///
/// # Errors
/// [`StoreError::Tampered`] where a version was changed by hand.
pub async fn past(session: &mut Session, task: &Task) -> Result<Vec<Past<Task>>> {
    sealed_rows::past(session, task).await
}
