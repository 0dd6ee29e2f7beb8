//! What the end of a case means for the volunteer's own record.

use chrono::NaiveDate;

use super::{
    endings::{Ending, Reach},
    reasons::Reason,
};
use crate::domain::{
    contacts::InvalidReason,
    match_cases::attempts::{Attempt, AttemptResult, Whose},
    person::Person,
    programmes::Programme,
    registrations::{Exit, Registration, RegistrationStatus},
};

/// Applies `ending` to the volunteer's stem-cell registration. Refused for good or unfit for good: it is
/// withdrawn and she is never asked again (network data regulation 22(5), Civil Code 1033). For a time:
/// it is paused until that day.
pub fn after_ending(person: &mut Person, ending: &Ending, today: NaiveDate) {
    if let Some(registration) = standing(person) {
        apply(ending, registration, today);
    }
    if is_for_good(ending) {
        person.silence_if_nothing_stands();
    }
}

fn is_for_good(ending: &Ending) -> bool {
    ending.reach == Some(Reach::ForGood) || ending.reason == Reason::P5
}

fn apply(ending: &Ending, registration: &mut Registration, today: NaiveDate) {
    let on = ending.on.unwrap_or(today);
    match (ending.reason, ending.reach) {
        _ if is_for_good(ending) => leave(registration, on, Exit::OwnWish),
        (_, Some(Reach::Until { day })) => pause(registration, Some(day)),
        (Reason::M1, _) => leave(registration, on, Exit::Medical),
        (Reason::M2 | Reason::M3, _) => pause(registration, ending.recheck_on),
        (Reason::X1, _) => leave(registration, on, Exit::AgedOut),
        _ => {}
    }
}

/// Takes back what [`after_ending`] did, where nobody has changed the registration since and nothing else
/// was said instead: the end was recorded by mistake. Silence, once asked for, stays until somebody lifts it.
pub fn undo_ending(person: &mut Person, ending: &Ending, today: NaiveDate) {
    let standing = person.standing(Programme::StemCell).map(|row| row.id);
    for row in &mut person.registrations {
        let mut before = row.clone();
        reactivate(&mut before);
        let mut after = before.clone();
        apply(ending, &mut after, today);
        let alone = standing.is_none_or(|id| id == row.id);
        if row.programme == Programme::StemCell && alone && after == *row {
            *row = before;
            return;
        }
    }
}

/// Takes back what [`after_donation`] did, unless something else was said since.
pub fn undo_donation(person: &mut Person) {
    if standing(person).is_some() {
        return;
    }
    let mut rows = person.registrations.iter_mut();
    let donated = rows.find(|row| {
        row.programme == Programme::StemCell && row.status == RegistrationStatus::Realised
    });
    if let Some(registration) = donated {
        reactivate(registration);
    }
}

fn reactivate(registration: &mut Registration) {
    registration.status = RegistrationStatus::Active;
    registration.ended_on = None;
    registration.details.exit = None;
    registration.details.paused_until = None;
}

/// Applies an attempt to the numbers: reached on her own, it is verified; a number that leads to nobody or to
/// somebody else is struck out, a relative's too, so that no stranger is called again.
pub fn after_attempt(person: &mut Person, attempt: &Attempt, today: NaiveDate) {
    let invalid = match attempt.result {
        AttemptResult::Disconnected => Some(InvalidReason::OutOfService),
        AttemptResult::WrongPerson => Some(InvalidReason::SomebodyElse),
        _ => None,
    };
    if attempt.whose != Whose::Own {
        let relatives = person.relatives.iter_mut().map(|relative| &mut relative.details.phone);
        for phone in relatives.filter(|phone| phone.as_ref() == Some(&attempt.phone)) {
            phone.take_if(|_| invalid.is_some());
        }
        return;
    }
    let found = person.contacts.phones.iter_mut().find(|contact| contact.phone == attempt.phone);
    let Some(contact) = found else { return };
    if matches!(attempt.result, AttemptResult::Reached | AttemptResult::CallBack) {
        contact.verified_on = Some(today);
        contact.invalid = None;
    } else if invalid.is_some() {
        contact.invalid = invalid;
    }
}

/// Marks the registration of a volunteer who has donated.
pub fn after_donation(person: &mut Person, on: NaiveDate) {
    if let Some(registration) = standing(person) {
        registration.status = RegistrationStatus::Realised;
        registration.ended_on = Some(on);
    }
}

fn standing(person: &mut Person) -> Option<&mut Registration> {
    let mut registrations = person.registrations.iter_mut();
    registrations.find(|row| row.programme == Programme::StemCell && row.stands())
}

fn leave(registration: &mut Registration, on: NaiveDate, exit: Exit) {
    registration.status = RegistrationStatus::Withdrawn;
    registration.ended_on = Some(on);
    registration.details.exit = Some(exit);
    registration.details.paused_until = None;
}

fn pause(registration: &mut Registration, until: Option<NaiveDate>) {
    registration.status = RegistrationStatus::Paused;
    registration.details.paused_until = until;
}
