//! What is done about visits.

use uuid::Uuid;

use super::{at_version, event, leads, reading::colleagues, witness};
use crate::{
    domain::{
        audit::Action,
        permissions::{Denied, Permission},
        supervisions::{
            Visit, VisitDetails, VisitState,
            inputs::{AnswerInput, FindingInput, RectificationInput, VisitInput, cancelling},
            not_below, unknown_account,
        },
        words::Problem,
    },
    service::{App, Caller, Result, ServiceError},
    store,
};

/// Plans a visit of the caller's office, or enters one that was made already; gives its id.
///
/// # Errors
/// Every problem of the form; a unit that is not below the caller's, an account that is not the office's.
pub async fn plan(app: &App, caller: &Caller, input: &VisitInput) -> Result<Uuid> {
    let scope = caller.actor.may(Permission::SupervisionsWork)?;
    let read = input.read(app.today()).map_err(ServiceError::Invalid)?;
    let known = colleagues(app, caller).await?;
    if read.who.iter().any(|id| known.iter().all(|account| account.id != *id)) {
        return Err(unknown_account().into());
    }
    let mut tx = app.store.write(&caller.origin).await?;
    let by_unit = caller.actor.unit();
    if read.unit == by_unit || !store::units::is_within(&mut tx, &scope, read.unit).await? {
        return Err(not_below().into());
    }
    let visit = Visit {
        id: tx.new_id(),
        version: 1,
        by_unit,
        unit: read.unit,
        on: read.on,
        occasion: read.occasion,
        state: if read.held { VisitState::Held } else { VisitState::Planned },
        details: VisitDetails { who: read.who, about: read.about, ..VisitDetails::default() },
    };
    store::supervisions::insert(&mut tx, &visit).await?;
    tx.commit(event(Action::SupervisionPlanned, &visit)).await?;
    Ok(visit.id)
}

/// The planned visit was made on the day `on`.
///
/// # Errors
/// Where the day is missing or ahead, the visit is not planned any more, or is another office's.
pub async fn hold(app: &App, caller: &Caller, id: Uuid, version: i64, on: &str) -> Result<i64> {
    let today = app.today();
    change(app, caller, (id, version), Action::SupervisionHeld, Side::Visitor, |visit| {
        let mut checks = crate::domain::intake::Checks::new(today);
        let on = checks.required_day("on", on);
        visit.hold(checks.finish(on)?).map_err(one)
    })
    .await
}

/// The planned visit is not made.
///
/// # Errors
/// Where the reason is missing, the visit is not planned any more, or is another office's.
pub async fn cancel(app: &App, caller: &Caller, id: Uuid, version: i64, why: &str) -> Result<i64> {
    let today = app.today();
    change(app, caller, (id, version), Action::SupervisionCancelled, Side::Visitor, |visit| {
        visit.cancel(cancelling(why, today)?).map_err(one)
    })
    .await
}

/// Writes a finding down, or corrects the one with this number, from 1.
///
/// # Errors
/// Every problem of the form, and of [`Visit::find`].
pub async fn find(
    app: &App,
    caller: &Caller,
    id: Uuid,
    version: i64,
    number: Option<usize>,
    input: &FindingInput,
) -> Result<i64> {
    let today = app.today();
    change(app, caller, (id, version), Action::FindingRecorded, Side::Visitor, |visit| {
        visit.find(number, input.read(today)?).map_err(one)
    })
    .await
}

/// Reports that a finding was put right: by the office visited, or for it by one above.
///
/// # Errors
/// Every problem of the form, and of [`Visit::rectify`].
pub async fn rectify(
    app: &App,
    caller: &Caller,
    id: Uuid,
    version: i64,
    number: usize,
    input: &RectificationInput,
) -> Result<i64> {
    let (today, by) = (app.today(), caller.actor.account_id());
    change(app, caller, (id, version), Action::RectificationReported, Side::Either, |visit| {
        visit.rectify(number, input.read(by, today)?).map_err(one)
    })
    .await
}

/// The office that visited closes a finding, or sends the report back.
///
/// # Errors
/// Every problem of the form, and of [`Visit::answer`]; [`ServiceError::Denied`] for the office visited.
pub async fn answer(
    app: &App,
    caller: &Caller,
    id: Uuid,
    version: i64,
    number: usize,
    input: &AnswerInput,
) -> Result<i64> {
    let (today, by) = (app.today(), caller.actor.account_id());
    change(app, caller, (id, version), Action::RectificationAnswered, Side::Visitor, |visit| {
        visit.answer(number, input.read(by, today)?).map_err(one)
    })
    .await
}

/// Who may do it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    /// The office that visits, and those above it.
    Visitor,
    /// The office visited too.
    Either,
}

async fn change(
    app: &App,
    caller: &Caller,
    (id, version): (Uuid, i64),
    action: Action,
    side: Side,
    change: impl FnOnce(&mut Visit) -> Result<(), Vec<Problem>>,
) -> Result<i64> {
    let scope = caller.actor.may(Permission::SupervisionsWork)?;
    let act = async {
        let mut tx = app.store.write(&caller.origin).await?;
        let before = at_version(&mut tx, &scope, id, version).await?;
        if side == Side::Visitor && !leads(&mut tx, &scope, &before).await? {
            return Err(Denied(Permission::SupervisionsWork).into());
        }
        let mut after = before.clone();
        change(&mut after).map_err(ServiceError::Invalid)?;
        let saved = store::supervisions::save(&mut tx, &before, after).await?;
        tx.commit(event(action, &saved)).await?;
        Ok(saved.version)
    };
    witness(app, caller, act.await).await
}

fn one(problem: Problem) -> Vec<Problem> {
    vec![problem]
}
