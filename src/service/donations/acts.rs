//! From the call to the end, step by step. What a step means for the person's own record happens in the
//! same transaction.

use chrono::NaiveDate;
use uuid::Uuid;

use super::{
    is_assignable,
    work::{Work, event},
};
use crate::{
    domain::{
        audit::{Action, AuditEvent, SubjectKind},
        coordinators::Coordinator,
        donations::{
            Course, Donation, consequences,
            inputs::{CallInput, EndInput, StepInput},
            steps::Step,
            wills::Lookup,
        },
        intake::Intake,
        permissions::{Permission, Scope},
        person::Person,
        programmes::Programme,
        words::{Problem, Words},
    },
    service::{App, Caller, Result, ServiceError, intake, units},
    store::{self, WriteTx},
};

/// Enters a call about somebody who has a record: one donation for each programme named. Gives their ids in
/// that order.
///
/// # Errors
/// Where a donation of one of the programmes is under way or has taken place, and every problem of the
/// form; nothing was written then.
pub async fn open(app: &App, caller: &Caller, person: Uuid, call: &CallInput) -> Result<Vec<Uuid>> {
    let scope = caller.actor.may(Permission::DonationsWork)?;
    let call = call.read(app.today())?;
    let act = async {
        let mut tx = app.store.write(&caller.origin).await?;
        let person = store::people::get(&mut tx, &scope, person).await?;
        enter(caller, tx, &scope, &person, call).await
    };
    app.witness(caller, act.await).await
}

/// Enters a call about somebody who may never have registered: who is known by her document is found, for
/// anybody else a record without any programme is made.
///
/// # Errors
/// As [`open`], and every problem of what is told of her.
pub async fn report(
    app: &App,
    caller: &Caller,
    who: &Intake,
    call: &CallInput,
) -> Result<Vec<Uuid>> {
    let scope = caller.actor.may(Permission::DonationsWork)?;
    let person = intake::unregistered(app, caller, who).await;
    let call = call.read(app.today()).map_err(ServiceError::Invalid);
    let (person, call) = both(person, call)?;
    let act = async {
        let mut tx = app.store.write(&caller.origin).await?;
        let person = match intake::insert_new(&mut tx, &scope, &person).await? {
            Some(known) => store::people::get(&mut tx, &scope, known).await?,
            None => {
                let event = AuditEvent::new(Action::PersonRegistered).at(person.unit);
                tx.note(event.about(SubjectKind::Person, person.id, 1)).await?;
                person
            }
        };
        enter(caller, tx, &scope, &person, call).await
    };
    app.witness(caller, act.await).await
}

/// Both, or everything that is wrong with either.
fn both<A, B>(one: Result<A>, other: Result<B>) -> Result<(A, B)> {
    match (one, other) {
        (Ok(one), Ok(other)) => Ok((one, other)),
        (Err(ServiceError::Invalid(mut problems)), Err(ServiceError::Invalid(more))) => {
            problems.extend(more);
            Err(ServiceError::Invalid(problems))
        }
        (Err(error), _) | (_, Err(error)) => Err(error),
    }
}

async fn enter(
    caller: &Caller,
    mut tx: WriteTx,
    scope: &Scope,
    person: &Person,
    (programmes, called_on, course): (Vec<Programme>, NaiveDate, Course),
) -> Result<Vec<Uuid>> {
    let known = store::donations::of_person(&mut tx, scope, person.id).await?;
    let mut entered = Vec::new();
    for programme in programmes {
        let stands =
            |known: &Donation| known.programme == programme && known.course.ending.is_none();
        if known.iter().flatten().any(stands) {
            return Err(known_already().into());
        }
        let handlers = caller.actor.account_id().into_iter().collect();
        let donation = Donation {
            id: tx.new_id(),
            version: 1,
            person: person.id,
            unit: person.unit,
            programme,
            called_on,
            course: Course { handlers, ..course.clone() },
        };
        store::donations::insert(&mut tx, &donation).await?;
        entered.push(donation);
    }
    let Some((last, others)) = entered.split_last() else { return Ok(Vec::new()) };
    for donation in others {
        tx.note(event(Action::DonationOpened, donation)).await?;
    }
    tx.commit(event(Action::DonationOpened, last)).await?;
    Ok(entered.iter().map(|donation| donation.id).collect())
}

fn known_already() -> Problem {
    let words = Words::new(
        "此人的这项捐献已在办理或已实现。",
        "A donation of this programme is under way or has taken place.",
    );
    Problem::new("programmes", "known", words)
}

/// Looks the will up in the records of every office; each record looked at is audited. Only a certified
/// Red Cross coordinator may look. A refusal ends the donation here.
///
/// # Errors
/// Where the caller is none, or the will has been acted upon already.
pub async fn look(app: &App, caller: &Caller, id: Uuid, version: i64) -> Result<i64> {
    let act = async {
        let mut work = Work::begin(app, caller, id, version).await?;
        let own = work.own_entry(caller).await?.ok_or_else(not_certified)?;
        own.may_witness(app.today()).map_err(|_| not_certified())?;
        let programme = work.donation.programme;
        let found = store::wills::look_up(&mut work.tx, &work.person, programme).await?;
        for (record, unit, version) in found.records {
            let event = AuditEvent::new(Action::WillLookedUp).at(unit);
            work.tx.note(event.about(SubjectKind::Person, record, version)).await?;
        }
        let rules = units::rules_for(app, work.donation.unit).await?;
        let look = Lookup { at: work.tx.now, by: caller.actor.account_id(), will: found.will };
        work.donation.look(look, rules.family_confirms, app.today())?;
        work.finish(app, caller, Action::DonationAdvanced).await
    };
    app.witness(caller, act.await).await
}

fn not_certified() -> Problem {
    let words = Words::new(
        "只有证件在有效期内的红十字会协调员本人登录后才能查询意愿。",
        "Only a certified Red Cross coordinator, under her own account, may look a will up.",
    );
    Problem::new("coordinator", "not_certified", words)
}

/// One step forward.
///
/// # Errors
/// Where another step comes first, the day does not fit, or what the step asks for is not there.
pub async fn advance(
    app: &App,
    caller: &Caller,
    id: Uuid,
    version: i64,
    input: &StepInput,
) -> Result<i64> {
    let step = input.read(app.today())?;
    let act = async {
        let mut work = Work::begin(app, caller, id, version).await?;
        if let Step::Assigned { coordinators, .. } = &step {
            let register = work.register().await?;
            for coordinator in coordinators {
                let account = account_of(app, &register, *coordinator)?;
                work.donation.course.handlers.insert(account);
            }
        }
        let (stage, on) = (step.stage(), step.on());
        work.donation.advance(step, app.today())?;
        consequences::after_step(&mut work.person, work.donation.programme, stage, on);
        work.finish(app, caller, Action::DonationAdvanced).await
    };
    app.witness(caller, act.await).await
}

/// The account of a coordinator of `register` who may be assigned.
fn account_of(app: &App, register: &[Coordinator], coordinator: Uuid) -> Result<Uuid> {
    let found = register.iter().find(|one| one.id == coordinator);
    let found = found.filter(|one| is_assignable(one, app.today()));
    Ok(found.and_then(|one| one.account).ok_or_else(not_assignable)?)
}

fn not_assignable() -> Problem {
    let words = Words::new(
        "只能选证件有效、已关联账号的红十字会协调员。",
        "Choose certified Red Cross coordinators with an account.",
    );
    Problem::new("coordinators", "not_assignable", words)
}

/// Lets another coordinator handle it too, before coordinators are assigned or beside them.
///
/// # Errors
/// Where she is not certified or has no account.
pub async fn hand_to(
    app: &App,
    caller: &Caller,
    id: Uuid,
    version: i64,
    coordinator: Uuid,
) -> Result<i64> {
    let act = async {
        let mut work = Work::begin(app, caller, id, version).await?;
        let account = account_of(app, &work.register().await?, coordinator)?;
        work.donation.course.handlers.insert(account);
        work.finish(app, caller, Action::DonationAdvanced).await
    };
    app.witness(caller, act.await).await
}

/// Ends the donation unrealised.
///
/// # Errors
/// Where it is over or realised, the day does not fit, or words are missing.
pub async fn end(
    app: &App,
    caller: &Caller,
    id: Uuid,
    version: i64,
    input: &EndInput,
) -> Result<i64> {
    let ending = input.read(caller.actor.account_id(), app.today())?;
    let act = async {
        let mut work = Work::begin(app, caller, id, version).await?;
        work.donation.end(ending, app.today())?;
        work.finish(app, caller, Action::DonationEnded).await
    };
    app.witness(caller, act.await).await
}

/// Takes back what was recorded by mistake: the end, or else what a ledger told, or the last step, with what it did
/// to the person's record.
///
/// # Errors
/// Where there is nothing to take back.
pub async fn undo(app: &App, caller: &Caller, id: Uuid, version: i64) -> Result<i64> {
    let act = async {
        let mut work = Work::begin(app, caller, id, version).await?;
        let (programme, today) = (work.donation.programme, app.today());
        if work.donation.course.ending.is_some() {
            work.donation.reopen()?;
            if let (Some(_), Some(on)) = (work.donation.ledger(), work.donation.realised_on()) {
                consequences::after_ledger(&mut work.person, programme, on, None);
            }
            return work.finish(app, caller, Action::DonationCorrected).await;
        }
        if let Some(record) = work.donation.ledger().cloned() {
            work.donation.take_ledger_back(caller.actor.account_id(), today)?;
            let died_otherwise = work.others().await?.iter().any(Donation::tells_of_death);
            consequences::undo_ledger(&mut work.person, programme, &record, died_otherwise);
            return work.finish(app, caller, Action::DonationCorrected).await;
        }
        let was = work.donation.undo_step()?;
        let died_otherwise = work.others().await?.iter().any(Donation::tells_of_death);
        consequences::undo_step(&mut work.person, programme, &was, died_otherwise);
        work.finish(app, caller, Action::DonationCorrected).await
    };
    app.witness(caller, act.await).await
}
