//! The volunteer team: its roster, and who joins and leaves.

mod checks;
mod reading;

use uuid::Uuid;

use self::checks::{check_account, check_places};
use super::{App, Caller, Result, ServiceError, tasks};
use crate::{
    domain::{
        audit::{Action, AuditEvent, SubjectKind},
        permissions::{Permission, Scope},
        team::{
            Member, MemberDetails,
            inputs::{LeavingInput, MemberInput, ReadMember},
        },
        trainings::TrainingInput,
        words::Problem,
    },
    store::{self, WriteTx},
};

pub use self::{
    checks::linkable,
    reading::{Listed, Shown, get, list, unmask},
};

/// Enters a member.
///
/// # Errors
/// Every problem of the form: unit or account not the caller's, an account that is no helper's, at another
/// unit, or another member's.
pub async fn add(app: &App, caller: &Caller, input: &MemberInput) -> Result<Uuid> {
    let scope = caller.actor.may(Permission::TeamManage)?;
    let read = input.read(app.today()).map_err(ServiceError::Invalid)?;
    let account = check_account(app, caller, &scope, read.account).await?;
    let mut tx = app.store.write(&caller.origin).await?;
    let unit = check_places(&mut tx, &scope, caller, &read, account.as_ref(), None).await?;
    let ReadMember { account, name, phone, joined_on, skills, .. } = read;
    let (left_on, left_why, trainings) = (None, None, Vec::new());
    let details = MemberDetails { name, phone, joined_on, left_on, left_why, skills, trainings };
    let member = Member { id: tx.new_id(), version: 1, unit, account, active: true, details };
    store::team::insert(&mut tx, &member).await?;
    tx.commit(event(Action::MemberAdded, &member)).await?;
    Ok(member.id)
}

/// Amends unit, account, name, phone, the day of joining and skills to what `input` says.
///
/// # Errors
/// As [`add`]; [`ServiceError::Conflict`] where somebody else saved meanwhile.
pub async fn amend(
    app: &App,
    caller: &Caller,
    id: Uuid,
    version: i64,
    input: &MemberInput,
) -> Result<i64> {
    let scope = caller.actor.may(Permission::TeamManage)?;
    let act = async {
        // Whether she is there at all is told before what is wrong with the form.
        store::team::get(&mut *app.store.read().await?, &scope, id).await?;
        let read = input.read(app.today()).map_err(ServiceError::Invalid)?;
        let account = check_account(app, caller, &scope, read.account).await?;
        let mut tx = app.store.write(&caller.origin).await?;
        let before = at_version(&mut tx, &scope, id, version).await?;
        let own = Some(id);
        let unit = check_places(&mut tx, &scope, caller, &read, account.as_ref(), own).await?;
        let ReadMember { account, name, phone, joined_on, skills, .. } = read;
        let kept = before.details.clone();
        let details = MemberDetails { name, phone, joined_on, skills, ..kept };
        let after = Member { unit, account, details, ..before.clone() };
        if after == before {
            return Ok(before.version);
        }
        let saved = store::team::save(&mut tx, &before, after).await?;
        if before.unit != saved.unit {
            // Both units' auditors read of a move.
            tx.note(event(Action::MemberAmended, &saved).at(before.unit)).await?;
        }
        tx.commit(event(Action::MemberAmended, &saved)).await?;
        Ok(saved.version)
    };
    witness(app, caller, act.await).await
}

/// Writes a training down.
///
/// # Errors
/// Every problem of the form; where it stands there already.
pub async fn train(
    app: &App,
    caller: &Caller,
    id: Uuid,
    version: i64,
    input: &TrainingInput,
) -> Result<i64> {
    let today = app.today();
    change(app, caller, id, version, Action::TrainingRecorded, |member| {
        member.train(input.read(today)?).map_err(one)
    })
    .await
}

/// She leaves the team: her account is hers no more, and what she still had waits for a coordinator.
///
/// # Errors
/// Where the day does not fit, or she has left already.
pub async fn leave(
    app: &App,
    caller: &Caller,
    id: Uuid,
    version: i64,
    input: &LeavingInput,
) -> Result<i64> {
    let scope = caller.actor.may(Permission::TeamManage)?;
    let act = async {
        let mut tx = app.store.write(&caller.origin).await?;
        let before = at_version(&mut tx, &scope, id, version).await?;
        let mut after = before.clone();
        after.leave(input.read(app.today())?)?;
        tasks::give_back_all(app, &mut tx, &before).await?;
        let saved = store::team::save(&mut tx, &before, after).await?;
        tx.commit(event(Action::MemberLeft, &saved)).await?;
        Ok(saved.version)
    };
    witness(app, caller, act.await).await
}

/// She serves again.
///
/// # Errors
/// Where she never left.
pub async fn come_back(app: &App, caller: &Caller, id: Uuid, version: i64) -> Result<i64> {
    change(app, caller, id, version, Action::MemberCameBack, |member| {
        member.come_back().map_err(one)
    })
    .await
}

/// One change of a member's record.
async fn change(
    app: &App,
    caller: &Caller,
    id: Uuid,
    version: i64,
    action: Action,
    change: impl FnOnce(&mut Member) -> Result<(), Vec<Problem>>,
) -> Result<i64> {
    let scope = caller.actor.may(Permission::TeamManage)?;
    let act = async {
        let mut tx = app.store.write(&caller.origin).await?;
        let before = at_version(&mut tx, &scope, id, version).await?;
        let mut after = before.clone();
        change(&mut after).map_err(ServiceError::Invalid)?;
        let saved = store::team::save(&mut tx, &before, after).await?;
        tx.commit(event(action, &saved)).await?;
        Ok(saved.version)
    };
    witness(app, caller, act.await).await
}

async fn at_version(tx: &mut WriteTx, scope: &Scope, id: Uuid, version: i64) -> Result<Member> {
    let found = store::team::get(tx, scope, id).await?;
    if found.version == version { Ok(found) } else { Err(ServiceError::Conflict) }
}

/// Passes `result` on; where a row was changed by hand, that goes into the audit trail.
async fn witness<T>(app: &App, caller: &Caller, result: Result<T>) -> Result<T> {
    if let Err(ServiceError::Tampered(id)) = &result {
        app.record_refused(caller, SubjectKind::Member, &[*id]).await?;
    }
    result
}

fn event(action: Action, member: &Member) -> AuditEvent {
    let Member { id, version, unit, .. } = member;
    AuditEvent::new(action).at(*unit).about(SubjectKind::Member, *id, *version)
}

fn one(problem: Problem) -> Vec<Problem> {
    vec![problem]
}
