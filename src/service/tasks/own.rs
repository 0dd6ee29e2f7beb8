//! The helper's side: her own open tasks and nothing else. Every query is by the member whose account she has.

use uuid::Uuid;

use super::{
    event,
    helped::{Found, Whom},
    readable, witness,
};
use crate::{
    domain::{
        audit::{Action, SubjectKind},
        permissions::Permission,
        tasks::{
            Task,
            inputs::{ReportInput, return_note},
        },
        team::Member,
        words::Problem,
    },
    service::{App, Caller, Result, ServiceError, reminders},
    store::{self, Session, StoreError},
};

/// A task as the helper who has it sees it.
pub struct OwnTask {
    /// The task; its instructions are left out where she is not to go.
    pub task: Task,
    /// Whom it is about; none where that person is not to be visited any more: then the task has to be given
    /// back.
    pub whom: Option<Whom>,
}

/// The helper's tasks.
#[derive(Default)]
pub struct Own {
    /// Whether her account is linked to a member who serves.
    pub serves: bool,
    /// What is due soonest stands first.
    pub tasks: Vec<OwnTask>,
}

/// The tasks that the caller has now. Those that were changed by hand are left out and audited.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::Tampered`] where her own record was changed by hand.
pub async fn own(app: &App, caller: &Caller) -> Result<Own> {
    let scope = caller.actor.may(Permission::TasksDo)?;
    let read = async {
        let mut tx = app.store.read().await?;
        let Some(member) = myself(&mut tx, caller).await? else { return Ok(None) };
        let found = store::tasks::handed_to(&mut tx, member.id).await?;
        let about = found.iter().flatten().map(|task| task.about);
        let helped = Found::load(app, &mut tx, &scope, about).await?;
        Ok(Some((found, helped)))
    };
    let Some((found, helped)) = as_member(app, caller, read.await).await? else {
        return Ok(Own::default());
    };
    helped.witness(app, caller).await?;
    let tasks = readable(app, caller, found).await?;
    let tasks = tasks.into_iter().map(|task| as_told(task, &helped)).collect();
    Ok(Own { serves: true, tasks })
}

/// The caller's task `id`. Whether its person may still be visited is looked at again.
///
/// # Errors
/// [`ServiceError::Missing`] where it is not hers now; [`ServiceError::Tampered`], which is audited.
pub async fn one(app: &App, caller: &Caller, id: Uuid) -> Result<OwnTask> {
    let scope = caller.actor.may(Permission::TasksDo)?;
    let read = async {
        let mut tx = app.store.read().await?;
        let member = myself(&mut tx, caller).await?.ok_or(ServiceError::Missing)?;
        let task = store::tasks::one_handed_to(&mut tx, member.id, id).await?;
        let helped = Found::load(app, &mut tx, &scope, [task.about].into_iter()).await?;
        Ok((task, helped))
    };
    let (task, helped) = witness(app, caller, read.await).await?;
    helped.witness(app, caller).await?;
    Ok(as_told(task, &helped))
}

/// She has done it. Also told of somebody who asked for silence meanwhile: it happened before.
///
/// # Errors
/// Every problem of the form; [`ServiceError::Missing`] where it is not hers now.
pub async fn report(
    app: &App,
    caller: &Caller,
    id: Uuid,
    version: i64,
    input: &ReportInput,
) -> Result<i64> {
    let today = app.today();
    change(app, caller, id, version, Action::TaskDone, |task| {
        task.done(input.read(today)?).map_err(|problem| vec![problem])
    })
    .await
}

/// She gives it back and says why.
///
/// # Errors
/// Where the reason is missing; [`ServiceError::Missing`] where it is not hers now.
pub async fn give_back(
    app: &App,
    caller: &Caller,
    id: Uuid,
    version: i64,
    note: &str,
) -> Result<i64> {
    let today = app.today();
    change(app, caller, id, version, Action::TaskReturned, |task| {
        task.give_back(return_note(note, today)?).map_err(|problem| vec![problem])
    })
    .await
}

async fn change(
    app: &App,
    caller: &Caller,
    id: Uuid,
    version: i64,
    action: Action,
    change: impl FnOnce(&mut Task) -> Result<(), Vec<Problem>>,
) -> Result<i64> {
    caller.actor.may(Permission::TasksDo)?;
    let act = async {
        let mut tx = app.store.write(&caller.origin).await?;
        let member = myself(&mut tx, caller).await?.ok_or(ServiceError::Missing)?;
        let before = store::tasks::one_handed_to(&mut tx, member.id, id).await?;
        if before.version != version {
            return Err(ServiceError::Conflict);
        }
        let mut after = before.clone();
        change(&mut after).map_err(ServiceError::Invalid)?;
        let saved = store::tasks::save(&mut tx, &before, after).await?;
        reminders::team::follow(app, &mut tx, &saved).await?;
        tx.commit(event(action, &saved)).await?;
        Ok(saved.version)
    };
    witness(app, caller, act.await).await
}

/// The member whose account calls, while she serves.
async fn myself(session: &mut Session, caller: &Caller) -> Result<Option<Member>, StoreError> {
    let Some(account) = caller.actor.account_id() else { return Ok(None) };
    let member = store::team::of_account(session, account).await?;
    Ok(member.filter(|member| member.active))
}

/// Passes `result` on; where the member's own row was changed by hand, that goes into the audit trail.
async fn as_member<T>(app: &App, caller: &Caller, result: Result<T>) -> Result<T> {
    if let Err(ServiceError::Tampered(id)) = &result {
        app.record_refused(caller, SubjectKind::Member, &[*id]).await?;
    }
    result
}

/// What she is told: nothing at all where she is not to go.
fn as_told(mut task: Task, found: &Found) -> OwnTask {
    let helped = found.helped.get(&task.about.subject());
    let whom = helped.filter(|one| one.stop.is_none()).map(|one| one.whom.clone());
    if whom.is_none() {
        task.details.instructions = None;
    }
    OwnTask { task, whom }
}
