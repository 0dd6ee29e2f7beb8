//! Working on match cases: a notice comes in, calls are made, steps follow, something ends it, a second
//! person looks. What an end means for the volunteer's own record happens in the same transaction.

pub mod calls;

use chrono::NaiveDate;
use uuid::Uuid;

use super::{App, Caller, Result, ServiceError};
use crate::{
    domain::{
        audit::{Action, AuditEvent, SubjectKind},
        masks::MaskedPerson,
        match_cases::{
            Course, Days, MatchCase,
            attempts::{self, Attempt, Shortfall},
            consequences,
            deadlines::Deadline,
            donations::Collection,
            endings::{Ending, Reach, Review},
            inputs::{self, AftercareInput, EndInput, NoticeInput, StepInput},
            reasons::{Reason, ReasonGroup},
            steps::Stage,
        },
        permissions::{Permission, Scope},
        person::Person,
        programmes::Programme,
        registrations::{Registration, Stance},
        words::{Problem, Words},
    },
    store::{self, StoreError, WriteTx, audit::AuditLine, sealed_rows::Past},
};

/// A case as a page shows it.
pub struct Shown {
    /// The case.
    pub case: MatchCase,
    /// The volunteer, masked.
    pub person: MaskedPerson,
    /// Until when the notice is held.
    pub deadline: Option<Deadline>,
    /// The first day on which she may give again, where she gave in another case.
    pub gives_again_from: Option<NaiveDate>,
    /// What is missing before she counts as unreachable.
    pub shortfalls: Vec<Shortfall>,
    /// What was done and by whom, newest first.
    pub history: Vec<AuditLine>,
    /// What it was, newest first.
    pub past: Vec<Past<Course>>,
}

/// The case `id`.
///
/// # Errors
/// [`ServiceError::Missing`] outside the scope; [`ServiceError::Tampered`], which is audited.
pub async fn get(app: &App, caller: &Caller, id: Uuid) -> Result<Shown> {
    let scope = caller.actor.may(Permission::PeopleRead)?;
    let read = async {
        let mut tx = app.store.read().await?;
        let case = store::match_cases::get(&mut tx, &scope, id).await?;
        let person = store::people::get(&mut tx, &scope, case.person).await?;
        let history = store::audit::of_subject(&mut tx, id, 100).await?;
        let past = store::match_cases::past(&mut tx, &case).await?;
        let all = store::match_cases::of_person(&mut tx, &scope, case.person).await?;
        Ok((case, person, history, past, all))
    };
    let (case, person, history, past, all) = app.witness(caller, read.await).await?;
    let others = all.iter().flatten().filter(|other| other.id != case.id);
    let gifts = others.filter_map(|other| other.course.collection());
    let gives_again_from = gifts.filter_map(Collection::next_from).max();
    let today = app.today();
    Ok(Shown {
        person: MaskedPerson::of(&person, today),
        deadline: deadline(app, &case, today),
        gives_again_from,
        shortfalls: shortfalls(app, &case.course.attempts, &person),
        case,
        history,
        past,
    })
}

/// The cases of one volunteer, oldest notice first; those that cannot be read are left out and audited.
///
/// # Errors
/// [`ServiceError::Denied`], and what the database says.
pub async fn of_person(app: &App, caller: &Caller, person: Uuid) -> Result<Vec<MatchCase>> {
    let scope = caller.actor.may(Permission::PeopleRead)?;
    let mut tx = app.store.read().await?;
    let found = store::match_cases::of_person(&mut tx, &scope, person).await?;
    drop(tx);
    app.readable(caller, SubjectKind::MatchCase, found).await
}

/// The cases in scope whose reason waits for a second person.
///
/// # Errors
/// [`ServiceError::Denied`], and what the database says.
pub async fn awaiting_review(app: &App, caller: &Caller) -> Result<Vec<MatchCase>> {
    let scope = caller.actor.may(Permission::CasesReview)?;
    let mut tx = app.store.read().await?;
    let found = store::match_cases::awaiting_review(&mut tx, &scope).await?;
    drop(tx);
    app.readable(caller, SubjectKind::MatchCase, found).await
}

/// Enters a notice for a volunteer: one case a notice. Where she has refused for good, the case counts,
/// but it is over at once (P5): she is not asked again.
///
/// # Errors
/// Where she never offered stem cells, or this notice has been entered already.
pub async fn open(app: &App, caller: &Caller, person: Uuid, notice: &NoticeInput) -> Result<Uuid> {
    let scope = caller.actor.may(Permission::CasesWork)?;
    let (notice_on, number) = notice.read(app.today())?;
    let act = async {
        let mut tx = app.store.write(&caller.origin).await?;
        let person = store::people::get(&mut tx, &scope, person).await?;
        let known = store::match_cases::of_person(&mut tx, &scope, person.id).await?;
        let known: Vec<MatchCase> = known.into_iter().flatten().collect();
        check_notice(&person, &known, notice_on, number.as_deref())?;
        let mut course = Course { number, ..Course::default() };
        if refused_for_good(&person, &known) {
            let by = caller.actor.account_id();
            let reach = Some(Reach::ForGood);
            course.ending = Some(Ending { by, reach, ..Ending::new(Reason::P5, Some(notice_on)) });
        }
        let (id, unit) = (tx.new_id(), person.unit);
        let case = MatchCase { id, version: 1, person: person.id, unit, notice_on, course };
        store::match_cases::insert(&mut tx, &case).await?;
        tx.commit(event(Action::CaseOpened, &case)).await?;
        Ok(id)
    };
    app.witness(caller, act.await).await
}

fn check_notice(
    person: &Person,
    known: &[MatchCase],
    notice_on: NaiveDate,
    number: Option<&str>,
) -> Result<()> {
    if known.iter().any(|c| c.notice_on == notice_on && c.course.number.as_deref() == number) {
        let words =
            Words::new("同一通知已登记为案例。", "This notice has been entered as a case already.");
        return Err(Problem::new("notice_on", "known", words).into());
    }
    if person.registrations.iter().all(|row| row.programme != Programme::StemCell) {
        let words =
            Words::new("此人没有造血干细胞登记。", "The person has not registered for stem cells.");
        return Err(Problem::new("person", "not_registered", words).into());
    }
    Ok(())
}

/// Whether the volunteer is never to be asked again (network data regulation 22(5)): she said so when
/// asked, or registered a refusal.
fn refused_for_good(person: &Person, known: &[MatchCase]) -> bool {
    let refuses = |row: &Registration| {
        row.programme == Programme::StemCell && row.stance == Stance::Refuses && row.stands()
    };
    let said_so = |case: &MatchCase| {
        case.course.ending.as_ref().is_some_and(|ending| ending.reach == Some(Reach::ForGood))
    };
    person.registrations.iter().any(refuses) || known.iter().any(said_so)
}

/// One step forward.
///
/// # Errors
/// Where another step comes first, the day does not fit, or somebody else saved meanwhile.
pub async fn advance(
    app: &App,
    caller: &Caller,
    id: Uuid,
    version: i64,
    input: &StepInput,
) -> Result<i64> {
    change(app, caller, id, version, Action::CaseAdvanced, |work| {
        let step = input.read(work.days)?;
        let (stage, on) = (step.stage(), step.on());
        work.course.advance(step, work.days)?;
        if stage == Stage::Donated {
            consequences::after_donation(&mut work.person, on.unwrap_or(work.days.today));
        }
        Ok(())
    })
    .await
}

/// Records that the patient's conditioning has begun: from now on stepping back is a major incident.
///
/// # Errors
/// Before the consent to donate, or after the end.
pub async fn conditioning_began(
    app: &App,
    caller: &Caller,
    id: Uuid,
    version: i64,
    on: &str,
) -> Result<i64> {
    change(app, caller, id, version, Action::CaseAdvanced, |work| {
        let on = inputs::day("on", on, work.days.today)?;
        Ok(work.course.conditioning_began(on, work.days)?)
    })
    .await
}

/// Ends the case. Unreachable counts only once everything the protocol asks for was tried.
///
/// # Errors
/// Where reason, words, reach or day do not fit, or the protocol is not fulfilled.
pub async fn end(
    app: &App,
    caller: &Caller,
    id: Uuid,
    version: i64,
    input: &EndInput,
) -> Result<i64> {
    let account = caller.actor.account_id();
    change(app, caller, id, version, Action::CaseEnded, |work| {
        let ending = work.ending(app, input, account)?;
        work.course.end(ending.clone(), work.days)?;
        consequences::after_ending(&mut work.person, &ending, work.days.today);
        Ok(())
    })
    .await
}

/// Codes the end anew; what it was stays among the past versions.
///
/// # Errors
/// As [`end`], and where the case has not ended.
pub async fn recode(
    app: &App,
    caller: &Caller,
    id: Uuid,
    version: i64,
    input: &EndInput,
) -> Result<i64> {
    let account = caller.actor.account_id();
    change(app, caller, id, version, Action::CaseCorrected, |work| {
        let ending = work.ending(app, input, account)?;
        let was = work.course.recode(ending.clone(), work.days)?;
        consequences::undo_ending(&mut work.person, &was, work.days.today);
        consequences::after_ending(&mut work.person, &ending, work.days.today);
        Ok(())
    })
    .await
}

/// Takes the end back, or else the last step: for mistakes.
///
/// # Errors
/// Where there is nothing to take back.
pub async fn undo(app: &App, caller: &Caller, id: Uuid, version: i64) -> Result<i64> {
    change(app, caller, id, version, Action::CaseCorrected, |work| {
        if work.course.ending.is_some() {
            return work.reopen();
        }
        let donated = work.course.reached() == Some(Stage::Donated);
        work.course.undo_step()?;
        if donated {
            consequences::undo_donation(&mut work.person);
        }
        Ok(())
    })
    .await
}

/// Adds what is known of the donor after the collection.
///
/// # Errors
/// Before the collection, and every problem of the form.
pub async fn aftercare(
    app: &App,
    caller: &Caller,
    id: Uuid,
    version: i64,
    input: &AftercareInput,
) -> Result<i64> {
    change(app, caller, id, version, Action::CaseAdvanced, |work| {
        if work.course.step(Stage::Collected).is_none() {
            let words = Words::new("采集之后才能记录。", "Only after the collection.");
            return Err(Problem::new("stage", "not_collected", words).into());
        }
        work.course.aftercare = input.add_to(work.course.aftercare.clone(), work.days.today)?;
        Ok(())
    })
    .await
}

/// What the second person decides on a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// It is right. For reason Z after the volunteer was willing, whether she stepped back.
    Confirm {
        /// Whether it counts as stepping back.
        stepped_back: Option<bool>,
    },
    /// It is not: the case goes on where it stood.
    SendBack,
}

/// The second look at a reason, by somebody else than who recorded it, here or in the city's office.
///
/// # Errors
/// Where nothing waits, the caller recorded it herself, or the ruling on Z is missing.
pub async fn review(
    app: &App,
    caller: &Caller,
    id: Uuid,
    version: i64,
    decision: Decision,
) -> Result<i64> {
    let scope = caller.actor.may(Permission::CasesReview)?;
    let (by, on) = (caller.actor.account_id(), Some(app.today()));
    let changed = change_in(app, caller, scope, id, version, Action::CaseReviewed, |work| {
        let ending = work.course.ending.as_ref();
        let needs_ruling = ending.is_some_and(|e| e.reason == Reason::Z);
        let stepped_back = match decision {
            Decision::Confirm { stepped_back: None } if needs_ruling => {
                let words = Words::new(
                    "请判定这一案例是否属于反悔。",
                    "Say whether the volunteer stepped back.",
                );
                return Err(Problem::new("stepped_back", "missing", words).into());
            }
            Decision::Confirm { stepped_back } => stepped_back,
            Decision::SendBack => None,
        };
        work.course.review(Review { on, by, stepped_back })?;
        if decision == Decision::SendBack {
            work.reopen()?;
        }
        Ok(())
    });
    changed.await
}

fn may_be_unreachable(app: &App, work: &Work, reason: Reason) -> Result<()> {
    if reason.group() != ReasonGroup::Unreachable || work.course.from_ledger {
        return Ok(());
    }
    let missing = shortfalls(app, &work.course.attempts, &work.person);
    Ok(attempts::exhausted("reason", &missing)?)
}

/// Until when the notice is held, as of `today`.
pub(super) fn deadline(app: &App, case: &MatchCase, today: NaiveDate) -> Option<Deadline> {
    app.settings.windows.deadline(case.notice_on, &case.course, today, &app.settings.calendar)
}

/// What of the office's protocol is missing after `tried` before she counts as unreachable.
pub(in crate::service) fn shortfalls(
    app: &App,
    tried: &[Attempt],
    person: &Person,
) -> Vec<Shortfall> {
    let numbers = attempts::numbers(person);
    app.settings.protocol.shortfalls(&numbers, tried, app.settings.zone)
}

/// What one change works on.
struct Work {
    course: Course,
    person: Person,
    days: Days,
}

impl Work {
    /// The end that `input` tells of, where the protocol allows it.
    fn ending(&self, app: &App, input: &EndInput, by: Option<Uuid>) -> Result<Ending> {
        let ending = Ending { by, ..input.read(self.days)? };
        may_be_unreachable(app, self, ending.reason)?;
        Ok(ending)
    }

    /// Takes the end back, and with it what it did to the volunteer's record.
    fn reopen(&mut self) -> Result<()> {
        let was = self.course.reopen()?;
        consequences::undo_ending(&mut self.person, &was, self.days.today);
        Ok(())
    }
}

async fn change(
    app: &App,
    caller: &Caller,
    id: Uuid,
    version: i64,
    action: Action,
    change: impl FnOnce(&mut Work) -> Result<()>,
) -> Result<i64> {
    let scope = caller.actor.may(Permission::CasesWork)?;
    change_in(app, caller, scope, id, version, action, change).await
}

/// One change of one case, and of the volunteer's record where the change means something for it.
async fn change_in(
    app: &App,
    caller: &Caller,
    scope: Scope,
    id: Uuid,
    version: i64,
    action: Action,
    change: impl FnOnce(&mut Work) -> Result<()>,
) -> Result<i64> {
    let act = async {
        let mut tx = app.store.write(&caller.origin).await?;
        let before = store::match_cases::get(&mut tx, &scope, id).await?;
        if version != before.version {
            return Err(ServiceError::Conflict);
        }
        let person = store::people::get(&mut tx, &scope, before.person).await?;
        let days = Days { notice_on: before.notice_on, today: app.today() };
        let mut work = Work { course: before.course.clone(), person: person.clone(), days };
        change(&mut work)?;
        let saved = store::match_cases::save(&mut tx, &before, work.course).await?;
        save_person(&mut tx, &person, work.person).await?;
        tx.commit(event(action, &saved)).await?;
        Ok(saved.version)
    };
    app.witness(caller, act.await).await
}

/// Saves what an attempt or a step means for the volunteer's own record.
pub(in crate::service) async fn save_person(
    tx: &mut WriteTx,
    before: &Person,
    after: Person,
) -> Result<(), StoreError> {
    if *before == after {
        return Ok(());
    }
    let saved = store::people::save(tx, before, after).await?;
    let event = AuditEvent::new(Action::RegistrationAmended).at(saved.unit);
    tx.note(event.about(SubjectKind::Person, saved.id, saved.version)).await
}

fn event(action: Action, case: &MatchCase) -> AuditEvent {
    AuditEvent::new(action).at(case.unit).about(SubjectKind::MatchCase, case.id, case.version)
}
