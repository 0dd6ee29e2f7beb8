//! The coordinators' side: handing out, looking, taking back.

use uuid::Uuid;

use super::{event, readable, witness};
use crate::{
    domain::{
        audit::Action,
        masks::MaskedPerson,
        permissions::{Permission, Scope},
        tasks::{
            Task, TaskDetails, TaskState,
            inputs::{ReadTask, TaskInput},
            may_be_helped,
        },
        team::{self, Member},
        words::Problem,
    },
    service::{App, Caller, Result, ServiceError},
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
    pub person: MaskedPerson,
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
    let scope = caller.actor.may(Permission::TeamManage)?;
    let act = async {
        let mut tx = app.store.write(&caller.origin).await?;
        let person = store::people::get(&mut tx, &scope, person).await?;
        may_be_helped(&person)?;
        let read = input.read(app.today()).map_err(ServiceError::Invalid)?;
        let ReadTask { member, kind, due_on, instructions } = read;
        check_member(&mut tx, &scope, member, person.unit).await?;
        let task = Task {
            id: tx.new_id(),
            version: 1,
            person: person.id,
            unit: person.unit,
            member,
            kind,
            due_on,
            state: TaskState::Handed,
            details: TaskDetails { instructions, ..TaskDetails::default() },
        };
        store::tasks::insert(&mut tx, &task).await?;
        tx.commit(event(Action::TaskHanded, &task)).await?;
        Ok(task.id)
    };
    app.witness(caller, act.await).await
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
    let scope = caller.actor.may(Permission::TeamManage)?;
    let read = async {
        let mut tx = app.store.read().await?;
        let person = store::people::get(&mut tx, &scope, person).await?;
        may_be_helped(&person)?;
        let mut members = Vec::new();
        for member in store::team::list(&mut tx, &scope).await?.into_iter().flatten() {
            if member.active && serves(&mut tx, &member, person.unit).await? {
                members.push(member);
            }
        }
        Ok(members)
    };
    app.witness(caller, read.await).await
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
        let person = store::people::get(&mut tx, &scope, task.person).await?;
        let names = store::team::names(&mut tx, &[task.member]).await?;
        let history = store::audit::of_subject(&mut tx, id, 100).await?;
        let past = store::tasks::past(&mut tx, &task).await?;
        let member = names.get(&task.member).cloned().unwrap_or_default();
        let person = MaskedPerson::of(&person, app.today());
        Ok(Shown { told: Told { task, member }, person, history, past })
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
        tx.commit(event(Action::TaskWithdrawn, &saved)).await?;
        Ok(saved.version)
    };
    witness(app, caller, act.await).await
}
