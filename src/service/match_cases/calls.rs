//! Today's calls: whom, at which number, in which order. Opening one's own task shows name and number,
//! and that is written down; everything else stays masked.

use std::collections::HashMap;

use chrono::{Datelike, Months, NaiveDate};
use uuid::Uuid;

use super::{change, deadline, event};
use crate::{
    domain::{
        audit::{Action, SubjectKind},
        contacts::ContactPhone,
        masks::MaskedPerson,
        match_cases::{
            MatchCase,
            attempts::{Attempt, Number, Whose, next_number, numbers},
            consequences,
            deadlines::Deadline,
            inputs::{AttemptInput, ReadAttempt},
            priorities::{Point, points, sum},
            steps::{Stage, Step},
        },
        permissions::Permission,
        person::Person,
        phones::Phone,
        words::{Problem, Words},
    },
    service::{App, Caller, Result},
    store,
};

/// One case to be called about.
pub struct Call {
    /// The case.
    pub case: MatchCase,
    /// The volunteer, masked.
    pub person: MaskedPerson,
    /// Until when the notice is held.
    pub deadline: Option<Deadline>,
    /// Why she is likelier to be lost.
    pub points: Vec<Point>,
    /// The next number to dial, masked; none where all lead nowhere.
    pub next: Option<(Whose, String)>,
    /// The day of the last attempt.
    pub last_on: Option<NaiveDate>,
    /// She died or asked for silence: nobody is called, the case has to be ended.
    pub silent: bool,
}

/// The calls that wait within the caller's scope: the soonest deadline first, then the most points.
///
/// # Errors
/// [`ServiceError::Denied`](crate::service::ServiceError), and what the database says.
pub async fn list(app: &App, caller: &Caller) -> Result<Vec<Call>> {
    let scope = caller.actor.may(Permission::CasesWork)?;
    let today = app.today();
    let mut tx = app.store.read().await?;
    let open = store::match_cases::open(&mut tx, &scope).await?;
    let people: Vec<Uuid> = open.iter().flatten().map(|case| case.person).collect();
    let opened = store::people::load(&mut tx, &scope, &people).await?;
    drop(tx);
    let people = app.readable(caller, SubjectKind::Person, opened).await?;
    let people: HashMap<Uuid, Person> =
        people.into_iter().map(|person| (person.id, person)).collect();
    let mut calls = Vec::new();
    for case in app.readable(caller, SubjectKind::MatchCase, open).await? {
        let Some(person) = people.get(&case.person) else {
            continue;
        };
        let next = next_number(&numbers(person), &case.course.attempts)
            .map(|number| (number.whose, number.phone.masked()));
        calls.push(Call {
            deadline: deadline(app, &case, today),
            person: MaskedPerson::of(person, today),
            points: points(person, today),
            next,
            silent: !may_be_called(person),
            last_on: case
                .course
                .attempts
                .last()
                .map(|a| a.at.with_timezone(&app.settings.zone).date_naive()),
            case,
        });
    }
    calls.sort_by_key(|call| {
        let until = call.deadline.map_or(NaiveDate::MAX, |deadline| deadline.on);
        (until, std::cmp::Reverse(sum(&call.points)), call.case.notice_on, call.case.id)
    });
    Ok(calls)
}

/// Nobody is called after death, or who asked for silence.
fn may_be_called(person: &Person) -> bool {
    !person.do_not_contact && person.status == crate::domain::person::PersonStatus::Living
}

/// A call as its caller needs it: in full.
pub struct OpenedCall {
    /// The case.
    pub case: MatchCase,
    /// The volunteer's name.
    pub name: String,
    /// Every number that can be dialled, in their order.
    pub numbers: Vec<Number>,
    /// Which of them to dial next.
    pub next: Option<usize>,
    /// How often each was tried.
    pub tried: Vec<usize>,
    /// Until when the notice is held.
    pub deadline: Option<Deadline>,
}

/// Opens a call: the task is the reason, and the trail says so before anything is shown.
///
/// # Errors
/// Where the case is over, or the volunteer is not to be called.
pub async fn open(app: &App, caller: &Caller, id: Uuid) -> Result<OpenedCall> {
    let scope = caller.actor.may(Permission::CasesWork)?;
    let act = async {
        let mut tx = app.store.write(&caller.origin).await?;
        let case = store::match_cases::get(&mut tx, &scope, id).await?;
        let person = store::people::get(&mut tx, &scope, case.person).await?;
        if case.course.is_over() || !may_be_called(&person) {
            let words = Words::new(
                "此案例已结束，或志愿者已要求免打扰，不能拨打。",
                "The case is over, or the volunteer is not to be contacted.",
            );
            return Err(Problem::new("call", "not_to_be_called", words).into());
        }
        tx.commit(event(Action::CallOpened, &case)).await?;
        Ok((case, person))
    };
    let (case, person) = app.witness(caller, act.await).await?;
    let numbers = numbers(&person);
    let next = next_number(&numbers, &case.course.attempts);
    let next = next.and_then(|next| numbers.iter().position(|number| number == next));
    let tried = numbers.iter().map(|number| {
        case.course.attempts.iter().filter(|attempt| attempt.phone == number.phone).count()
    });
    Ok(OpenedCall {
        name: person.identity.name.as_str().to_owned(),
        next,
        tried: tried.collect(),
        deadline: deadline(app, &case, app.today()),
        numbers,
        case,
    })
}

/// Writes down what came of a call: the attempt, what it says about the number, a number learnt, and
/// the volunteer's yes, in one go.
///
/// # Errors
/// Every problem of the form; where the case is over or somebody else saved meanwhile.
pub async fn record(
    app: &App,
    caller: &Caller,
    id: Uuid,
    version: i64,
    input: &AttemptInput,
) -> Result<i64> {
    let (by, at) = (caller.actor.account_id(), app.store.clock().now());
    let attempt_id = crate::crypto::random::new_id(&*app.store.vault().random, at);
    change(app, caller, id, version, Action::CaseAdvanced, |work| {
        let read = input.read(work.days.today)?;
        let Number { whose, phone } = dialled(&mut work.person, &read)?;
        let attempt =
            Attempt { id: attempt_id, at, by, whose, phone, result: read.result, note: read.note };
        work.course.attempt(attempt.clone())?;
        consequences::after_attempt(&mut work.person, &attempt, work.days.today);
        if read.willing && work.course.step(Stage::Willing).is_none() {
            let step = Step::Willing { on: Some(work.days.today) };
            work.course.advance(step, work.days)?;
        }
        Ok(())
    })
    .await
}

/// The number that was dialled; one that was learnt in the call is kept with hers.
///
/// # Errors
/// Where none is meant, or her numbers were changed since the list was read (field `number`).
pub(in crate::service) fn dialled(
    person: &mut Person,
    read: &ReadAttempt,
) -> Result<Number, Problem> {
    let number = match (&read.number, &read.new_phone) {
        (Some((index, ends)), _) => {
            let number = numbers(person).get(*index).cloned().ok_or_else(no_such_number)?;
            // Her numbers may have been changed since the list was read.
            if ends.as_ref().is_some_and(|ends| *ends != number.phone.last_four()) {
                return Err(numbers_changed());
            }
            number
        }
        (None, Some(phone)) => Number { whose: Whose::Own, phone: phone.clone() },
        (None, None) => return Err(no_such_number()),
    };
    if let Some(phone) = &read.new_phone {
        add_phone(person, phone.clone());
    }
    Ok(number)
}

fn no_such_number() -> Problem {
    let words = Words::new("请选择拨打的号码。", "Choose the number that was dialled.");
    Problem::new("number", "missing", words)
}

fn numbers_changed() -> Problem {
    let words = Words::new(
        "此人的号码刚被更改，请重新选择拨打的是哪一个。",
        "Her numbers were changed just now; choose again which one was dialled.",
    );
    Problem::new("number", "changed_meanwhile", words)
}

/// Keeps a number learnt in a call, unless it is known.
fn add_phone(person: &mut Person, phone: Phone) {
    if person.contacts.phones.iter().all(|known| known.phone != phone) {
        person.contacts.phones.insert(0, ContactPhone { phone, verified_on: None, invalid: None });
    }
}

/// Volunteers listed at once to be reached again.
const RECONFIRM: i64 = 200;

/// A volunteer whom nobody has reached for a year: a call now saves one at match time.
pub struct Reconfirm {
    /// The volunteer, masked.
    pub person: MaskedPerson,
    /// Why she is likelier to be lost.
    pub points: Vec<Point>,
    /// The month in which she was last reached, as its first day.
    pub reached_in: Option<NaiveDate>,
}

/// Volunteers in the pool to be reached again (志愿者保留, handbook §1.1): those not reached for a year, the
/// most points first.
///
/// # Errors
/// [`ServiceError::Denied`](crate::service::ServiceError), and what the database says.
pub async fn to_reconfirm(app: &App, caller: &Caller) -> Result<Vec<Reconfirm>> {
    let scope = caller.actor.may(Permission::CasesWork)?;
    let today = app.today();
    let since = today.checked_sub_months(Months::new(12)).and_then(|day| day.with_day(1));
    let mut tx = app.store.read().await?;
    let since = since.unwrap_or(today);
    let ids = store::match_cases::to_reconfirm(&mut tx, &scope, since, RECONFIRM).await?;
    let opened = store::people::load(&mut tx, &scope, &ids).await?;
    drop(tx);
    let people = app.readable(caller, SubjectKind::Person, opened).await?;
    let mut waiting: Vec<Reconfirm> = people
        .into_iter()
        .map(|person| Reconfirm {
            points: points(&person, today),
            reached_in: person.contacts.reached_in(),
            person: MaskedPerson::of(&person, today),
        })
        .collect();
    // Of equal points, who was not reached for longest stays first.
    waiting.sort_by_key(|one| std::cmp::Reverse(sum(&one.points)));
    Ok(waiting)
}
