//! What a donation means for the person's own record.

use chrono::NaiveDate;

use super::{
    ledger::LedgerRecord,
    stages::{Process, Stage},
    steps::Step,
};
use crate::domain::{
    person::{Person, PersonStatus},
    programmes::Programme,
    registrations::{Registration, RegistrationStatus, Stance},
};

/// Applies the step that reached `stage` on day `on`: whose death was determined, or who was handed over,
/// has died; where the donation has taken place, the registration is realised.
pub fn after_step(person: &mut Person, programme: Programme, stage: Stage, on: NaiveDate) {
    if tells_of_death(stage) {
        person.status = PersonStatus::Deceased;
    }
    if is_realised(programme, stage) {
        let offer = |row: &&mut Registration| {
            row.programme == programme && row.stance == Stance::Offers && row.stands()
        };
        if let Some(row) = person.registrations.iter_mut().find(offer) {
            row.status = RegistrationStatus::Realised;
            row.ended_on = Some(on);
        }
    }
}

/// Applies what a ledger tells: she has died, and her registration is realised on its day. One that an older ledger
/// of registrants had as realised without a day gets it; where another line corrects the day, it follows from `was`.
pub fn after_ledger(
    person: &mut Person,
    programme: Programme,
    on: NaiveDate,
    was: Option<NaiveDate>,
) {
    after_step(person, programme, Stage::FromLedger, on);
    let realised = |row: &&mut Registration| {
        row.programme == programme
            && row.status == RegistrationStatus::Realised
            && (row.ended_on.is_none() || was.is_some() && row.ended_on == was)
    };
    if let Some(row) = person.registrations.iter_mut().find(realised) {
        row.ended_on = Some(on);
    }
}

/// Takes back what [`after_step`] did; `died_otherwise` where another donation of hers tells of her death; what
/// was told of it by itself stays.
pub fn undo_step(person: &mut Person, programme: Programme, was: &Step, died_otherwise: bool) {
    take_back(person, programme, (was.stage(), was.on()), died_otherwise);
}

/// Takes back what [`after_ledger`] did. Who was known to have died before stays so.
pub fn undo_ledger(
    person: &mut Person,
    programme: Programme,
    record: &LedgerRecord,
    died_otherwise: bool,
) {
    let reached = (Stage::FromLedger, record.told.donated_on);
    take_back(person, programme, reached, died_otherwise || !record.told_death);
}

fn take_back(
    person: &mut Person,
    programme: Programme,
    (stage, on): (Stage, NaiveDate),
    died_otherwise: bool,
) {
    let died_otherwise = died_otherwise || person.death.is_some();
    if tells_of_death(stage) && !died_otherwise {
        person.status = PersonStatus::Living;
    }
    if is_realised(programme, stage) {
        let realised = |row: &&mut Registration| {
            row.programme == programme
                && row.status == RegistrationStatus::Realised
                && row.ended_on == Some(on)
        };
        if let Some(row) = person.registrations.iter_mut().find(realised) {
            row.status = RegistrationStatus::Active;
            row.ended_on = None;
        }
    }
}

fn tells_of_death(stage: Stage) -> bool {
    matches!(stage, Stage::Determined | Stage::HandedOver | Stage::FromLedger)
}

fn is_realised(programme: Programme, stage: Stage) -> bool {
    let here = |process: Process| process.realised_at() == stage || stage == Stage::FromLedger;
    Process::of(programme).is_some_and(here)
}
