//! A death told apart from any donation, with what it ends; and taken back where it was a mistake.

use uuid::Uuid;

use super::{App, Caller, Result, ServiceError, commemorations, memberships, reminders};
use crate::{
    domain::{
        audit::{Action, AuditEvent, SubjectKind},
        deaths::{Death, DeathInput, told_otherwise},
        donations::Donation,
        match_cases::{Days, MatchCase, endings::Ending, reasons::Reason},
        permissions::{Permission, Scope},
        person::Person,
        tasks::Task,
    },
    store::{self, StoreError, WriteTx},
};

/// Writes down that `person` died: she is not contacted any more, open match cases end with that reason (but for
/// one after the collection), tasks of the team are taken back, invitations of her own fall. Her registrations
/// stay as they are.
///
/// # Errors
/// Every problem of the form; where her record says so already; [`ServiceError::Conflict`] at another version.
pub async fn record(
    app: &App,
    caller: &Caller,
    person: Uuid,
    version: i64,
    input: &DeathInput,
) -> Result<i64> {
    let scope = caller.actor.may(Permission::PeopleWrite)?;
    let death = input.read(caller.actor.account_id(), app.today());
    let act = async {
        let (mut tx, before) = begin(app, caller, &scope, person, version).await?;
        let saved = tell(app, caller, &mut tx, &scope, &before, death?).await?;
        tx.commit(event(Action::DeathRecorded, &saved)).await?;
        Ok(saved.version)
    };
    app.witness(caller, act.await).await
}

/// Has `before` die within `tx`, with what that ends; the caller notes [`Action::DeathRecorded`] of the record that it
/// gives.
///
/// # Errors
/// Where her record says so already; what the database says.
pub(super) async fn tell(
    app: &App,
    caller: &Caller,
    tx: &mut WriteTx,
    scope: &Scope,
    before: &Person,
    death: Death,
) -> Result<Person> {
    let mut after = before.clone();
    after.die(death)?;
    let ended = end(app, caller, tx, scope, before.id).await?;
    if let Some(death) = &mut after.death {
        death.cases = ended;
    }
    let saved = store::people::save(tx, before, after).await?;
    commemorations::follow_person(app, caller, tx, scope, &saved).await?;
    memberships::follow(tx, scope, &saved, app.today()).await?;
    Ok(saved)
}

/// Takes back a death that was recorded by mistake, and the ends of match cases that came of it. What it was stays
/// in the history; tasks and invitations are handed out and written anew.
///
/// # Errors
/// Where her record does not say so by this act, or a donation tells of her death.
pub async fn revoke(app: &App, caller: &Caller, person: Uuid, version: i64) -> Result<i64> {
    let scope = caller.actor.may(Permission::DeathsRevoke)?;
    let act = async {
        let (mut tx, before) = begin(app, caller, &scope, person, version).await?;
        let mut after = before.clone();
        let death = after.live_again()?;
        let donations = store::donations::of_person(&mut tx, &scope, person).await?;
        if donations.iter().flatten().any(Donation::tells_of_death) {
            return Err(told_otherwise().into());
        }
        reopen_cases(&mut tx, &scope, person, &death.cases).await?;
        let saved = store::people::save(&mut tx, &before, after).await?;
        tx.commit(event(Action::DeathRevoked, &saved)).await?;
        Ok(saved.version)
    };
    app.witness(caller, act.await).await
}

async fn begin(
    app: &App,
    caller: &Caller,
    scope: &Scope,
    person: Uuid,
    version: i64,
) -> Result<(WriteTx, Person)> {
    let mut tx = app.store.write(&caller.origin).await?;
    let before = store::people::get(&mut tx, scope, person).await?;
    match before.version == version {
        true => Ok((tx, before)),
        false => Err(ServiceError::Conflict),
    }
}

/// Ends what would go on calling the dead: open match cases, whose ids it gives, and the team's tasks.
///
/// # Errors
/// What the database says; [`StoreError::Tampered`].
pub(super) async fn end(
    app: &App,
    caller: &Caller,
    tx: &mut WriteTx,
    scope: &Scope,
    person: Uuid,
) -> Result<Vec<Uuid>> {
    let ended = end_cases(app, caller, tx, scope, person).await?;
    take_tasks_back(app, tx, scope, person).await?;
    Ok(ended)
}

/// Takes the ends of these cases of `person` back that came of a death.
///
/// # Errors
/// What the database says; [`StoreError::Tampered`].
pub(super) async fn reopen_cases(
    tx: &mut WriteTx,
    scope: &Scope,
    person: Uuid,
    cases: &[Uuid],
) -> Result<()> {
    for case in store::match_cases::of_person(tx, scope, person).await? {
        let case = case.map_err(StoreError::Tampered)?;
        if cases.contains(&case.id) {
            reopen(tx, &case).await?;
        }
    }
    Ok(())
}

/// Ends the open match cases of the dead as of today, the day on which the office learnt of it; gives their ids.
/// What was collected already goes on to the patient.
async fn end_cases(
    app: &App,
    caller: &Caller,
    tx: &mut WriteTx,
    scope: &Scope,
    person: Uuid,
) -> Result<Vec<Uuid>> {
    let today = app.today();
    let mut ended = Vec::new();
    for case in store::match_cases::of_person(tx, scope, person).await? {
        let case = case.map_err(StoreError::Tampered)?;
        let days = Days { notice_on: case.notice_on, today };
        let ending =
            Ending { by: caller.actor.account_id(), ..Ending::new(Reason::X2, Some(today)) };
        let mut course = case.course.clone();
        if course.ending.is_none() && course.end(ending, days).is_ok() {
            let saved = store::match_cases::save(tx, &case, course).await?;
            tx.note(case_event(Action::CaseEnded, &saved)).await?;
            ended.push(saved.id);
        }
    }
    Ok(ended)
}

/// Takes the end back, unless it was coded anew since.
async fn reopen(tx: &mut WriteTx, case: &MatchCase) -> Result<()> {
    let mut course = case.course.clone();
    if course.ending.as_ref().is_some_and(|ending| ending.reason == Reason::X2) {
        course.reopen()?;
        let saved = store::match_cases::save(tx, case, course).await?;
        tx.note(case_event(Action::CaseCorrected, &saved)).await?;
    }
    Ok(())
}

async fn take_tasks_back(app: &App, tx: &mut WriteTx, scope: &Scope, person: Uuid) -> Result<()> {
    for task in store::tasks::of_person(tx, scope, person).await? {
        let before: Task = task.map_err(StoreError::Tampered)?;
        let mut after = before.clone();
        if after.withdraw().is_ok() {
            let saved = store::tasks::save(tx, &before, after).await?;
            reminders::team::follow(app, tx, &saved).await?;
            let withdrawn = AuditEvent::new(Action::TaskWithdrawn).at(saved.unit);
            tx.note(withdrawn.about(SubjectKind::Task, saved.id, saved.version)).await?;
        }
    }
    Ok(())
}

fn event(action: Action, person: &Person) -> AuditEvent {
    AuditEvent::new(action).at(person.unit).about(SubjectKind::Person, person.id, person.version)
}

fn case_event(action: Action, case: &MatchCase) -> AuditEvent {
    AuditEvent::new(action).at(case.unit).about(SubjectKind::MatchCase, case.id, case.version)
}
