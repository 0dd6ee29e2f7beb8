//! A commemoration is planned, changed, held or cancelled.

use uuid::Uuid;

use super::{event, witness};
use crate::{
    domain::{
        audit::{Action, SubjectKind},
        commemorations::{
            Commemoration, CommemorationState,
            inputs::{CommemorationInput, ReportInput},
        },
        permissions::Permission,
        words::{Problem, Words},
    },
    service::{App, Caller, Result, ServiceError},
    store,
};

/// Plans a commemoration.
///
/// # Errors
/// Every problem of the form; a unit that is not the caller's.
pub async fn plan(app: &App, caller: &Caller, input: &CommemorationInput) -> Result<Uuid> {
    let scope = caller.actor.may(Permission::CareWork)?;
    let plan = input.read(app.today())?;
    let mut tx = app.store.write(&caller.origin).await?;
    let unit = input.unit.unwrap_or(caller.actor.unit());
    if !store::units::is_within(&mut tx, &scope, unit).await? {
        let words =
            Words::new("只能选择本机构或下级机构。", "Choose your own unit or one below it.");
        return Err(Problem::new("unit", "unknown_unit", words).into());
    }
    let planned = Commemoration {
        id: tx.new_id(),
        version: 1,
        unit,
        on: plan.on,
        feast: plan.feast,
        state: CommemorationState::Planned,
        details: plan.details,
    };
    store::commemorations::insert(&mut tx, &planned).await?;
    tx.commit(event(Action::CommemorationPlanned, &planned)).await?;
    Ok(planned.id)
}

/// Changes what is planned; the unit stays.
///
/// # Errors
/// Every problem of the form; where it is not planned any more.
pub async fn amend(
    app: &App,
    caller: &Caller,
    id: Uuid,
    version: i64,
    input: &CommemorationInput,
) -> Result<i64> {
    let plan = input.read(app.today());
    change(app, caller, id, version, Action::CommemorationAmended, |event| Ok(event.amend(plan?)?))
        .await
}

/// It took place, and how it went; the words can be written anew later.
///
/// # Errors
/// Where it was cancelled or its day lies ahead, or the words do not fit.
pub async fn hold(
    app: &App,
    caller: &Caller,
    id: Uuid,
    version: i64,
    input: &ReportInput,
) -> Result<i64> {
    let (report, today) = (input.read(app.today()), app.today());
    change(app, caller, id, version, Action::CommemorationHeld, |event| {
        Ok(event.hold(report?, today)?)
    })
    .await
}

/// It does not take place, and why.
///
/// # Errors
/// Where it is not planned any more, or the words do not fit.
pub async fn cancel(
    app: &App,
    caller: &Caller,
    id: Uuid,
    version: i64,
    input: &ReportInput,
) -> Result<i64> {
    let why = input.read(app.today());
    change(
        app,
        caller,
        id,
        version,
        Action::CommemorationCancelled,
        |event| Ok(event.cancel(why?)?),
    )
    .await
}

async fn change(
    app: &App,
    caller: &Caller,
    id: Uuid,
    version: i64,
    action: Action,
    change: impl FnOnce(&mut Commemoration) -> Result<()>,
) -> Result<i64> {
    let scope = caller.actor.may(Permission::CareWork)?;
    let act = async {
        let mut tx = app.store.write(&caller.origin).await?;
        let before = store::commemorations::get(&mut tx, &scope, id).await?;
        if version != before.version {
            return Err(ServiceError::Conflict);
        }
        let mut after = before.clone();
        change(&mut after)?;
        let saved = store::commemorations::save(&mut tx, &before, after).await?;
        tx.commit(event(action, &saved)).await?;
        Ok(saved.version)
    };
    witness(app, caller, SubjectKind::Commemoration, act.await).await
}
