//! The coordinators' side: handing out, looking, taking back.

use uuid::Uuid;

use super::{
    event,
    helped::{self, Whom},
    readable, witness,
};
use crate::{
    domain::{
        audit::{Action, SubjectKind},
        permissions::{Permission, Scope},
        tasks::{
            About, Task, TaskDetails, TaskState,
            inputs::{ReadTask, TaskInput},
        },
        team::{self, Member},
        words::Problem,
    },
    service::{App, Caller, Result, ServiceError, reminders},
    store::{self, Session, StoreError, WriteTx, audit::AuditLine, sealed_rows::Past},
};

/// A task with what the member is called.
pub struct Told {
    /// The task.
    pub task: Task,
    /// The member's name; empty where her record cannot be read.
    pub member: String,
}

/// A task as its page shows it.
pub struct Shown {
    /// The task with the member's name.
    pub told: Told,
    /// Whom it is about, masked.
    pub whom: Whom,
    /// What was done and by whom, newest first.
    pub history: Vec<AuditLine>,
    /// What it was, newest first.
    pub past: Vec<Past<Task>>,
}

/// Hands a task about the person `person` to a member of the team.
///
/// # Errors
/// Every problem of the form; where the person is to be left in peace, or the member does not serve her unit.
pub async fn hand_out(app: &App, caller: &Caller, person: Uuid, input: &TaskInput) -> Result<Uuid> {
    hand_out_about(app, caller, About::Person(person), input).await
}

/// Hands a task about the family (or the living person) of the care ledger `ledger` to a member of the team.
///
/// # Errors
/// As [`hand_out`].
pub async fn hand_out_to_family(
    app: &App,
    caller: &Caller,
    ledger: Uuid,
    input: &TaskInput,
) -> Result<Uuid> {
    hand_out_about(app, caller, About::Ledger(ledger), input).await
}

async fn hand_out_about(
    app: &App,
    caller: &Caller,
    about: About,
    input: &TaskInput,
) -> Result<Uuid> {
    let act = async {
        let mut tx = app.store.write(&caller.origin).await?;
        let task = hand(app, caller, &mut tx, about, input, None).await?;
        tx.commit(event(Action::TaskHanded, &task)).await?;
        Ok(task.id)
    };
    witness_about(app, caller, about, act.await).await
}

/// The task, handed out within a transaction; `reminder` is the one that the team does with it.
pub(in crate::service) async fn hand(
    app: &App,
    caller: &Caller,
    tx: &mut WriteTx,
    about: About,
    input: &TaskInput,
    reminder: Option<Uuid>,
) -> Result<Task> {
    let scope = caller.actor.may(Permission::TeamManage)?;
    let whom = helped::one(app, tx, &scope, about).await?.open()?;
    let read = input.read(app.today()).map_err(ServiceError::Invalid)?;
    let ReadTask { member, kind, due_on, instructions } = read;
    check_member(tx, &scope, member, whom.unit).await?;
    let task = Task {
        id: tx.new_id(),
        version: 1,
        about,
        unit: whom.unit,
        member,
        kind,
        due_on,
        state: TaskState::Handed,
        details: TaskDetails { instructions, reminder, ..TaskDetails::default() },
    };
    store::tasks::insert(tx, &task).await?;
    Ok(task)
}

/// Passes `result` on; where whom it is about was changed by hand, that goes into the audit trail.
async fn witness_about<T>(
    app: &App,
    caller: &Caller,
    about: About,
    result: Result<T>,
) -> Result<T> {
    if let Err(ServiceError::Tampered(id)) = &result {
        let kind = match about {
            About::Person(_) => SubjectKind::Person,
            About::Ledger(_) => SubjectKind::CareLedger,
        };
        app.record_refused(caller, kind, &[*id]).await?;
    }
    result
}

/// The member has to be the caller's, to serve now, and to serve the person's unit.
async fn check_member(tx: &mut WriteTx, scope: &Scope, id: Uuid, unit: Uuid) -> Result<()> {
    let member = match store::team::get(tx, scope, id).await {
        Ok(member) => member,
        // One who was changed by hand gets nothing; looking at the roster audits it.
        Err(StoreError::Missing | StoreError::Tampered(_)) => {
            return Err(team::no_such_member().into());
        }
        Err(other) => return Err(other.into()),
    };
    if !member.active {
        return Err(team::serves_no_more().into());
    }
    if serves(tx, &member, unit).await? { Ok(()) } else { Err(team::not_reached().into()) }
}

async fn serves(session: &mut Session, member: &Member, unit: Uuid) -> Result<bool> {
    let above = store::units::ancestors(session, unit).await?;
    Ok(above.iter().any(|above| above.id == member.unit))
}

/// The members to whom a task about the person `person` may be handed, by id.
///
/// # Errors
/// [`ServiceError::Missing`] outside the scope, and what is wrong with sending anybody to her.
pub async fn members_for(app: &App, caller: &Caller, person: Uuid) -> Result<Vec<Member>> {
    Ok(offer(app, caller, About::Person(person)).await?.1)
}

/// Whom a task would be about, and the members to whom it may be handed, by id.
///
/// # Errors
/// As [`members_for`].
pub async fn offer(app: &App, caller: &Caller, about: About) -> Result<(Whom, Vec<Member>)> {
    let scope = caller.actor.may(Permission::TeamManage)?;
    let read = async {
        let mut tx = app.store.read().await?;
        let whom = helped::one(app, &mut tx, &scope, about).await?.open()?;
        let mut members = Vec::new();
        for member in store::team::list(&mut tx, &scope).await?.into_iter().flatten() {
            if member.active && serves(&mut tx, &member, whom.unit).await? {
                members.push(member);
            }
        }
        Ok((whom, members))
    };
    witness_about(app, caller, about, read.await).await
}

/// The tasks about one person, the newest first.
///
/// # Errors
/// [`ServiceError::Denied`], and what the database says.
pub async fn of_person(app: &App, caller: &Caller, person: Uuid) -> Result<Vec<Told>> {
    let scope = caller.actor.may(Permission::TeamManage)?;
    let found = {
        let mut tx = app.store.read().await?;
        store::tasks::of_person(&mut tx, &scope, person).await?
    };
    told(app, caller, found).await
}

/// The tasks about one care ledger, the newest first.
///
/// # Errors
/// [`ServiceError::Denied`], and what the database says.
pub async fn of_ledger(app: &App, caller: &Caller, ledger: Uuid) -> Result<Vec<Told>> {
    let scope = caller.actor.may(Permission::TeamManage)?;
    let found = {
        let mut tx = app.store.read().await?;
        store::tasks::of_ledger(&mut tx, &scope, ledger).await?
    };
    told(app, caller, found).await
}

/// The tasks of one member that are about people within the caller's scope, the newest first.
///
/// # Errors
/// [`ServiceError::Denied`], and what the database says.
pub async fn of_member(app: &App, caller: &Caller, member: Uuid) -> Result<Vec<Told>> {
    let scope = caller.actor.may(Permission::TeamManage)?;
    let found = {
        let mut tx = app.store.read().await?;
        store::tasks::of_member(&mut tx, &scope, member).await?
    };
    told(app, caller, found).await
}

/// The tasks that members gave back and nobody has settled, oldest first.
///
/// # Errors
/// [`ServiceError::Denied`], and what the database says.
pub async fn returned(app: &App, caller: &Caller) -> Result<Vec<Told>> {
    let scope = caller.actor.may(Permission::TeamManage)?;
    let found = {
        let mut tx = app.store.read().await?;
        store::tasks::returned(&mut tx, &scope).await?
    };
    told(app, caller, found).await
}

async fn told(
    app: &App,
    caller: &Caller,
    found: Vec<store::sealed_rows::Opened<Task>>,
) -> Result<Vec<Told>> {
    let tasks = readable(app, caller, found).await?;
    let mut members: Vec<Uuid> = tasks.iter().map(|task| task.member).collect();
    members.sort_unstable();
    members.dedup();
    let names = store::team::names(&mut *app.store.read().await?, &members).await?;
    let named =
        |task: Task| Told { member: names.get(&task.member).cloned().unwrap_or_default(), task };
    Ok(tasks.into_iter().map(named).collect())
}

/// The task `id`.
///
/// # Errors
/// [`ServiceError::Missing`] outside the scope; [`ServiceError::Tampered`], which is audited.
pub async fn get(app: &App, caller: &Caller, id: Uuid) -> Result<Shown> {
    let scope = caller.actor.may(Permission::TeamManage)?;
    let read = async {
        let mut tx = app.store.read().await?;
        let task = store::tasks::get(&mut tx, &scope, id).await?;
        let whom = helped::one(app, &mut tx, &scope, task.about).await?.whom;
        let names = store::team::names(&mut tx, &[task.member]).await?;
        let history = store::audit::of_subject(&mut tx, id, 100).await?;
        let past = store::tasks::past(&mut tx, &task).await?;
        let member = names.get(&task.member).cloned().unwrap_or_default();
        Ok(Shown { told: Told { task, member }, whom, history, past })
    };
    witness(app, caller, read.await).await
}

/// Takes a task back, from the member or after she gave it back: nothing more happens then.
///
/// # Errors
/// Where it is done or withdrawn already; [`ServiceError::Conflict`] at another version.
pub async fn withdraw(app: &App, caller: &Caller, id: Uuid, version: i64) -> Result<i64> {
    let scope = caller.actor.may(Permission::TeamManage)?;
    let act = async {
        let mut tx = app.store.write(&caller.origin).await?;
        let before = store::tasks::get(&mut tx, &scope, id).await?;
        if before.version != version {
            return Err(ServiceError::Conflict);
        }
        let mut after = before.clone();
        after.withdraw().map_err(|problem: Problem| ServiceError::from(problem))?;
        let saved = store::tasks::save(&mut tx, &before, after).await?;
        reminders::team::follow(app, &mut tx, &saved).await?;
        tx.commit(event(Action::TaskWithdrawn, &saved)).await?;
        Ok(saved.version)
    };
    witness(app, caller, act.await).await
}
