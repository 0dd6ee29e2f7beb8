//! What happened to single people later, told through the services on the day it happened: versions,
//! history and audit trail are those of a real office.

use chrono::{Days, NaiveDate};

use super::{
    Failure,
    draw::Draw,
    fill::writer,
    later::{Later, Story},
    office::Office,
    person::consent,
};
use crate::{
    domain::{
        consents::{ConsentStatus, Purpose},
        masks::MaskedPerson,
        programmes::Programme,
    },
    service::{Caller, consents, people, registrations},
};

/// Streams of stories are far from those of seats.
const STREAMS: u64 = 1 << 40;

/// Tells `story`.
pub async fn tell(office: &mut Office, story: &Story) -> Result<(), Failure> {
    office.clock.set(story.at);
    let caller = office.coordinator(story.town).clone();
    let app = office.app.clone();
    let day = story.at.with_timezone(&office.plan.zone).date_naive();
    let mut draw = Draw::new(office.plan.seed, STREAMS + story.stream);
    let id = story.person;
    if let Later::IsRead(reason) = story.later {
        people::unmask(&app, &caller, id, reason).await?;
        return Ok(());
    }
    let person = people::get(&app, &caller, id).await?.person;
    let standing = || person.registrations.iter().filter(|registration| registration.stands());
    let first = standing().next();
    match (story.later, first) {
        (Later::Withdraws { all, says_when, reason }, _) => {
            let on = if says_when { day.to_string() } else { String::new() };
            let mut version = person.version;
            for registration in standing().take(if all { usize::MAX } else { 1 }) {
                version = registrations::withdraw(
                    &app,
                    &caller,
                    id,
                    version,
                    registration.id,
                    &on,
                    reason,
                )
                .await?;
            }
        }
        (Later::Pauses { resumes }, Some(registration)) => {
            let version =
                registrations::pause(&app, &caller, id, person.version, registration.id, "")
                    .await?;
            let days = u64::from(draw.between(30, 200));
            if resumes && day + Days::new(days) < office.plan.as_of {
                office.clock.set(story.at + Days::new(days));
                registrations::resume(&app, &caller, id, version, registration.id).await?;
            }
        }
        (Later::Silence, _) => {
            people::set_do_not_contact(&app, &caller, id, person.version, true).await?;
        }
        (Later::Refuses, Some(_)) => {
            let programmes: Vec<Programme> =
                standing().map(|registration| registration.programme).collect();
            registrations::refuse(&app, &caller, id, person.version, &programmes, Some(day))
                .await?;
        }
        (Later::TakesConsentBack, _) => {
            let given = |purpose| {
                let of = |c: &&crate::domain::consents::Consent| {
                    c.purpose == purpose && c.status == ConsentStatus::Given
                };
                person.consents.iter().find(of)
            };
            if let Some(consent) =
                given(Purpose::Publicity).or_else(|| given(Purpose::FamilyContact))
            {
                consents::withdraw(&app, &caller, id, person.version, consent.id, &day.to_string())
                    .await?;
            }
        }
        (Later::OffersMore, Some(_)) => {
            offer_more(office, &caller, &person, day, story.town, &mut draw).await?
        }
        _ => {}
    }
    Ok(())
}

/// A stem-cell volunteer comes again and offers organs, perhaps corneas too, with her consent to it.
async fn offer_more(
    office: &mut Office,
    caller: &Caller,
    person: &MaskedPerson,
    day: NaiveDate,
    town: usize,
    draw: &mut Draw,
) -> Result<(), Failure> {
    let app = office.app.clone();
    let both = draw.percent(60);
    let mut version = person.version;
    for programme in
        [Programme::Organ, Programme::Cornea].into_iter().take(if both { 2 } else { 1 })
    {
        let offer = writer(office, draw, day, town).offer(programme, "on_site", "yes");
        version = registrations::add(&app, caller, person.id, version, &offer).await?;
    }
    for purpose in ["organ", "body"].into_iter().take(if both { 2 } else { 1 }) {
        let given = consent(purpose, day, "on_site", "");
        version = consents::record(&app, caller, person.id, version, &given).await?;
    }
    Ok(())
}
