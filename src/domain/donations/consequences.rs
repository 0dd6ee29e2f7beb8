//! What a donation means for the person's own record.

use chrono::NaiveDate;

use super::{
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
    if matches!(stage, Stage::Determined | Stage::HandedOver) {
        person.status = PersonStatus::Deceased;
    }
    if Process::of(programme).is_some_and(|process| process.realised_at() == stage) {
        let offer = |row: &&mut Registration| {
            row.programme == programme && row.stance == Stance::Offers && row.stands()
        };
        if let Some(row) = person.registrations.iter_mut().find(offer) {
            row.status = RegistrationStatus::Realised;
            row.ended_on = Some(on);
        }
    }
}

/// Takes back what [`after_step`] did; `died_otherwise` where another donation of hers tells of her death; what
/// was told of it by itself stays.
pub fn undo_step(person: &mut Person, programme: Programme, was: &Step, died_otherwise: bool) {
    let (stage, on) = (was.stage(), was.on());
    let died_otherwise = died_otherwise || person.death.is_some();
    if matches!(stage, Stage::Determined | Stage::HandedOver) && !died_otherwise {
        person.status = PersonStatus::Living;
    }
    if Process::of(programme).is_some_and(|process| process.realised_at() == stage) {
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
