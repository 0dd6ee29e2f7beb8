//! Reminders that ask for the whole protocol: attempt after attempt is written down, and nobody counts as not reached
//! before it is exhausted.

use chrono::NaiveDate;
use uuid::Uuid;

use super::acts::{begin, contact, finish, rule_of, standing};
use crate::{
    domain::{
        audit::{Action, AuditEvent, SubjectKind as About},
        contact_ledger::ContactMeans,
        masks::MaskedPerson,
        match_cases::{
            attempts::{Attempt, Number, Shortfall, exhausted, next_number, numbers},
            consequences,
        },
        permissions::{Permission, Scope},
        person::Person,
        reminders::{
            Outcome, Reminder, Report, SubjectKind,
            attempts::{Answer, TriedInput},
            problems::no_protocol,
            rules::Rule,
        },
        words::{Problem, Words},
    },
    service::{
        App, Caller, Result, commemorations,
        match_cases::{calls::dialled, shortfalls},
    },
    store::{self, WriteTx},
};

/// How far the protocol is, in full for her whose task it is.
pub struct Rounds {
    /// The volunteer, masked: whose relatives the numbers are.
    pub person: MaskedPerson,
    /// Every number that can be dialled, in their order.
    pub numbers: Vec<Number>,
    /// Which of them to dial next; none where all lead nowhere.
    pub next: Option<usize>,
    /// How often each was tried.
    pub tried: Vec<usize>,
    /// What is missing before she counts as not reached.
    pub missing: Vec<Shortfall>,
}

/// How far the protocol is with this volunteer.
pub(super) fn rounds(app: &App, reminder: &Reminder, person: &Person) -> Rounds {
    let attempts = &reminder.details.attempts;
    let numbers = numbers(person);
    let next = next_number(&numbers, attempts);
    let next = next.and_then(|next| numbers.iter().position(|number| number == next));
    let of = |number: &Number| attempts.iter().filter(|one| one.phone == number.phone).count();
    let tried = numbers.iter().map(of).collect();
    let missing = shortfalls(app, attempts, person);
    Rounds { person: MaskedPerson::of(person, app.today()), next, tried, missing, numbers }
}

/// Writes down what came of an attempt: on the reminder, on the number, a number that was learnt, and, where she was
/// reached, her answer, with which the reminder is done.
///
/// # Errors
/// Every problem of the form; where the reminder asks for no protocol, is not open, or nobody is to be called now; where
/// it changed meanwhile.
pub async fn record(app: &App, caller: &Caller, id: Uuid, input: &TriedInput) -> Result<()> {
    let today = app.today();
    let read = input.read(today)?;
    let (by, at) = (caller.actor.account_id(), app.store.clock().now());
    let act = async {
        let (mut tx, scope, before) = begin(app, caller, id, input.version).await?;
        if !rule_of(app, &before)?.protocol || before.kind != SubjectKind::Person {
            return Err(no_protocol().into());
        }
        let known = store::people::get(&mut tx, &scope, before.subject).await?;
        if standing(app, caller, &mut tx, vec![Ok(before.clone())]).await?.0.is_empty() {
            return Err(not_now().into());
        }
        let mut person = known.clone();
        let Number { whose, phone } = dialled(&mut person, &read.attempt)?;
        let (result, note) = (read.attempt.result, read.attempt.note.clone());
        let attempt = Attempt { id: tx.new_id(), at, by, whose, phone, result, note: note.clone() };
        let mut after = before.clone();
        after.attempt(attempt.clone())?;
        consequences::after_attempt(&mut person, &attempt, today);
        if let Some(answer) = read.answer {
            heed(caller, &mut person, &before, answer, read.paused_until, today)?;
        }
        save(app, caller, &mut tx, &scope, (&known, person), read.answer).await?;
        let outcome = read.answer.map_or(Outcome::Reached, Answer::outcome);
        let report = Report { outcome, on: today, by, note, answer: read.answer };
        if result.is_spoken() {
            contact(&mut tx, &scope, &before, &report, ContactMeans::Call).await?;
        }
        if read.answer.is_none() {
            return finish(app, tx, Action::ReminderTried, &before, after).await;
        }
        after.done(report)?;
        finish(app, tx, Action::ReminderDone, &before, after).await
    };
    app.witness(caller, act.await).await
}

/// What her answer means for her registration.
pub(super) fn heed(
    caller: &Caller,
    person: &mut Person,
    reminder: &Reminder,
    answer: Answer,
    paused_until: Option<NaiveDate>,
    today: NaiveDate,
) -> Result<()> {
    let registration = reminder.details.item;
    match answer {
        Answer::StillWilling => {}
        Answer::Pauses => {
            caller.actor.may(Permission::PeopleWrite)?;
            person.pause(registration, paused_until)?;
        }
        Answer::Withdraws => {
            caller.actor.may(Permission::PeopleWrite)?;
            person.withdraw(registration, Some(today), None)?;
        }
    }
    Ok(())
}

/// Saves her record, where a contact changed it.
pub(super) async fn save(
    app: &App,
    caller: &Caller,
    tx: &mut WriteTx,
    scope: &Scope,
    (before, after): (&Person, Person),
    answer: Option<Answer>,
) -> Result<()> {
    if *before == after {
        return Ok(());
    }
    let saved = store::people::save(tx, before, after).await?;
    commemorations::follow_person(app, caller, tx, scope, &saved).await?;
    let action = match answer {
        Some(Answer::Pauses) => Action::RegistrationPaused,
        Some(Answer::Withdraws) => Action::RegistrationWithdrawn,
        Some(Answer::StillWilling) | None => Action::PersonAmended,
    };
    let event = AuditEvent::new(action).at(saved.unit);
    Ok(tx.note(event.about(About::Person, saved.id, saved.version)).await?)
}

/// Whether the reminder may be closed as not reached.
///
/// # Errors
/// What of the protocol is missing (field `outcome`).
pub(super) fn may_give_up(
    app: &App,
    rule: &Rule,
    reminder: &Reminder,
    person: &Person,
) -> Result<(), Problem> {
    if !rule.protocol {
        return Ok(());
    }
    exhausted("outcome", &shortfalls(app, &reminder.details.attempts, person))
}

fn not_now() -> Problem {
    let words = Words::new(
        "此刻不应联系（已停止联系、撤销、已故，有在办的初配案例，或提醒已不适用），不能登记拨打。",
        "Nobody is to be contacted now (silence, withdrawal, death, a match case, or it no longer applies): no attempt can be written down.",
    );
    Problem::new("status", "not_now", words)
}
