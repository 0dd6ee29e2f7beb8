//! Registrations of a known person: add, amend, pause, resume, withdraw, refuse.

use chrono::NaiveDate;
use uuid::Uuid;

use super::{App, Caller, Result, ServiceError, people::change, units};
use crate::{
    crypto::random::new_id,
    domain::{
        audit::{Action, SubjectKind},
        intake::{Checks, Entry, Intake, RegistrationInput, refusal},
        permissions::Permission,
        programmes::Programme,
        registrations::{Registration, Way},
        words::{Problem, Words},
    },
    store,
};

/// Adds an offer to the person `person`.
///
/// # Errors
/// Every problem of the form; the rules of the programme.
pub async fn add(
    app: &App,
    caller: &Caller,
    person: Uuid,
    version: i64,
    input: &RegistrationInput,
) -> Result<i64> {
    let unit = super::people::get(app, caller, person).await?.person.unit;
    let rules = units::rules_for(app, unit).await?;
    let registration = read(app, unit, input, &rules)?;
    let today = app.today();
    change(app, caller, person, Some(version), Action::RegistrationAdded, |person| {
        Ok(person.offer(registration, &rules, today)?)
    })
    .await
}

/// Amends the registration `id` to what `input` says; programme, unit and status stay.
///
/// # Errors
/// Every problem of the form.
pub async fn amend(
    app: &App,
    caller: &Caller,
    person: Uuid,
    version: i64,
    id: Uuid,
    input: &RegistrationInput,
) -> Result<i64> {
    let rules = Default::default();
    // An older form by proxy may not say who she was: what is not said now stays as it is.
    let unnamed = input.way.trim() == Way::ByProxy.code() && input.proxy.is_blank();
    let way = if unnamed { String::new() } else { input.way.clone() };
    let mut new = read(app, Uuid::nil(), &RegistrationInput { way, ..input.clone() }, &rules)?;
    if unnamed {
        new.details.way = Some(Way::ByProxy);
    }
    change(app, caller, person, Some(version), Action::RegistrationAmended, |person| {
        let Some(old) = person.registrations.iter_mut().find(|row| row.id == id) else {
            return Err(gone().into());
        };
        old.registered_on = if input.registered_on.trim().is_empty() {
            old.registered_on
        } else {
            new.registered_on
        };
        old.pooled_on = new.pooled_on;
        old.channel = new.channel;
        let kept = std::mem::replace(&mut old.details, new.details);
        old.details.end_reason = kept.end_reason;
        old.details.paused_until = kept.paused_until;
        old.details.exit = kept.exit;
        old.details.notices = kept.notices;
        old.details.lists = kept.lists;
        if unnamed {
            old.details.proxy = kept.proxy;
        }
        Ok(())
    })
    .await
}

fn read(
    app: &App,
    unit: Uuid,
    input: &RegistrationInput,
    rules: &crate::domain::programmes::Rules,
) -> Result<Registration> {
    let (vault, now) = (app.store.vault(), app.store.clock().now());
    let mut new_id = || new_id(&*vault.random, now);
    let mut entry = Entry { unit, rules, today: app.today(), now, new_id: &mut new_id };
    let mut checks = Checks::new(app.today());
    let intake = Intake { registrations: vec![input.clone()], ..Intake::default() };
    let read = intake.registrations(&mut checks, &mut entry).pop();
    if read.is_none() && input.programme.trim().is_empty() {
        checks.push("programmes", "missing", Words::new("请选择登记项目。", "Choose a programme."));
    }
    Ok(checks.finish(read)?)
}

/// Pauses the registration `id` until the day `until`, or until further notice where that is empty.
///
/// # Errors
/// Where it is not active, or the day does not lie ahead.
pub async fn pause(
    app: &App,
    caller: &Caller,
    person: Uuid,
    version: i64,
    id: Uuid,
    until: &str,
) -> Result<i64> {
    let mut checks = Checks::new(app.today());
    let until = checks.day_ahead("paused_until", until);
    let until = checks.finish(Some(until))?;
    change(app, caller, person, Some(version), Action::RegistrationPaused, |person| {
        Ok(person.pause(id, until)?)
    })
    .await
}

/// Takes the paused registration `id` up again.
///
/// # Errors
/// Where it is not paused.
pub async fn resume(
    app: &App,
    caller: &Caller,
    person: Uuid,
    version: i64,
    id: Uuid,
) -> Result<i64> {
    change(app, caller, person, Some(version), Action::RegistrationResumed, |person| {
        Ok(person.resume(id)?)
    })
    .await
}

/// Takes up again every registration whose pause has come to its day, and gives how many that were and how
/// many people's records could not be read. The day is sealed: the records of those who pause are opened.
///
/// # Errors
/// What the database says.
pub async fn resume_due(app: &App, caller: &Caller) -> Result<(u64, u64)> {
    let scope = caller.actor.may(Permission::PeopleWrite)?;
    let today = app.today();
    let pausing = store::people::pausing(&mut *app.store.read().await?, &scope).await?;
    let (mut resumed, mut refused) = (0, 0);
    for ids in pausing.chunks(200) {
        let found = store::people::load(&mut *app.store.read().await?, &scope, ids).await?;
        let all = found.len();
        let people = app.readable(caller, SubjectKind::Person, found).await?;
        refused += (all - people.len()) as u64;
        for person in people.iter().filter(|person| person.pauses_ended(today).next().is_some()) {
            let action = Action::RegistrationResumed;
            let mut count = 0;
            let done = change(app, caller, person.id, None, action, |person| {
                let ended: Vec<Uuid> = person.pauses_ended(today).collect();
                count = ended.len() as u64;
                Ok(ended.into_iter().try_for_each(|id| person.resume(id))?)
            });
            match done.await {
                Ok(_) => resumed += count,
                // Merged or moved on since it was read: the next night sees what it is now.
                Err(ServiceError::Invalid(_) | ServiceError::Missing | ServiceError::Conflict) => {}
                Err(error) => return Err(error),
            }
        }
    }
    Ok((resumed, refused))
}

/// Withdraws the registration `id`, or a refusal. No reason is needed; `on` may be empty: unknown.
///
/// # Errors
/// Where it has ended already, or the day cannot be understood.
pub async fn withdraw(
    app: &App,
    caller: &Caller,
    person: Uuid,
    version: i64,
    id: Uuid,
    on: &str,
    reason: &str,
) -> Result<i64> {
    let mut checks = Checks::new(app.today());
    let on = checks.day("ended_on", on);
    let reason = checks.text("end_reason", reason, 500);
    checks.finish(Some(()))?;
    change(app, caller, person, Some(version), Action::RegistrationWithdrawn, |person| {
        Ok(person.withdraw(id, on, reason)?)
    })
    .await
}

/// Records that the person refuses `programmes`; standing offers of these end.
///
/// # Errors
/// Where none is named.
pub async fn refuse(
    app: &App,
    caller: &Caller,
    person: Uuid,
    version: i64,
    programmes: &[Programme],
    said_on: Option<NaiveDate>,
) -> Result<i64> {
    if programmes.is_empty() {
        let words = Words::new("请选择不同意捐献的项目。", "Choose what is refused.");
        return Err(Problem::new("refusals", "missing", words).into());
    }
    let (vault, now) = (app.store.vault(), app.store.clock().now());
    change(app, caller, person, Some(version), Action::RefusalRecorded, |person| {
        for &programme in programmes {
            let id = new_id(&*vault.random, now);
            person.refuse(refusal(id, person.unit, programme, said_on));
        }
        Ok(())
    })
    .await
}

fn gone() -> Problem {
    Problem::new(
        "registration",
        "missing",
        Words::new("没有这项登记。", "There is no such registration."),
    )
}
