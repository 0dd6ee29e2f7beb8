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
    let on = ending.on.unwrap_or(today);
    match (ending.reason, ending.reach) {
        (_, Some(Reach::ForGood)) | (Reason::P5, _) => {
            leave(person, on, Exit::OwnWish);
            person.do_not_contact |= !offers_anything(person);
        }
        (_, Some(Reach::Until { day })) => pause(person, Some(day)),
        (Reason::M1, _) => leave(person, on, Exit::Medical),
        (Reason::M2 | Reason::M3, _) => pause(person, ending.recheck_on),
        (Reason::X1, _) => leave(person, on, Exit::AgedOut),
        _ => {}
    }
}

/// Applies an attempt to the volunteer's own phones: reached on it, it is verified; led to nobody or to
/// somebody else, it is struck out.
pub fn after_attempt(person: &mut Person, attempt: &Attempt, today: NaiveDate) {
    if attempt.whose != Whose::Own {
        return;
    }
    let found = person.contacts.phones.iter_mut().find(|contact| contact.phone == attempt.phone);
    let Some(contact) = found else { return };
    match attempt.result {
        AttemptResult::Reached | AttemptResult::CallBack => {
            contact.verified_on = Some(today);
            contact.invalid = None;
        }
        AttemptResult::Disconnected => contact.invalid = Some(InvalidReason::OutOfService),
        AttemptResult::WrongPerson => contact.invalid = Some(InvalidReason::SomebodyElse),
        _ => {}
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

fn leave(person: &mut Person, on: NaiveDate, exit: Exit) {
    if let Some(registration) = standing(person) {
        registration.status = RegistrationStatus::Withdrawn;
        registration.ended_on = Some(on);
        registration.details.exit = Some(exit);
        registration.details.paused_until = None;
    }
}

fn pause(person: &mut Person, until: Option<NaiveDate>) {
    if let Some(registration) = standing(person) {
        registration.status = RegistrationStatus::Paused;
        registration.details.paused_until = until;
    }
}

fn offers_anything(person: &Person) -> bool {
    use crate::domain::registrations::Stance;
    person.registrations.iter().any(|row| row.stands() && row.stance == Stance::Offers)
}
