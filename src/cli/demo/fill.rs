//! Filling the office: its people in batches, then what happened to them.

use std::sync::Arc;

use chrono::Days;
use uuid::Uuid;

use super::{
    Failure, cases, commemorations, donations,
    draw::Draw,
    later::{self, Story},
    matches::{self, Volunteer},
    memberships,
    office::Office,
    people::Writer,
    plan::Seat,
    steering, stories,
};
use crate::{
    crypto::random::{Random, new_id},
    domain::{
        audit::{Action, AuditEvent, SubjectKind},
        intake::{Entry, Intake},
        person::{Person, PersonStatus},
        programmes::Programme,
        registrations::Stance,
    },
    store,
};

/// How many people one transaction enters.
const BATCH: usize = 200;

/// Somebody to whom nothing happened yet.
pub struct Plain {
    /// Her id.
    pub person: Uuid,
    /// Which of the townships manages her.
    pub town: usize,
    /// When her record was made.
    pub at: chrono::DateTime<chrono::Utc>,
}

/// Fills the office. The first event marks the registry as a demo, the last one as whole.
pub async fn fill(office: &mut Office) -> Result<(), Failure> {
    mark(office, AuditEvent::new(Action::DemoFilled).at(office.county).rows(0)).await?;
    office.employ().await?;
    let seats = office.plan.seats();
    let mut told = Vec::new();
    let mut plain = Vec::new();
    let mut volunteers = Vec::new();
    for batch in seats.chunks(BATCH) {
        enter(office, batch, &mut told, &mut plain, &mut volunteers).await?;
    }
    told.sort_by_key(|story| story.at);
    for story in &told {
        stories::tell(office, story).await?;
    }
    matches::receive(office, volunteers).await?;
    memberships::take_in(office, &plain).await?;
    cases::open(office, plain).await?;
    donations::carry_through(office).await?;
    commemorations::hold(office).await?;
    steering::steer(office).await?;
    office.clock.set(office.plan.opening());
    let whole = AuditEvent::new(Action::DemoFilled)
        .at(office.county)
        .about(SubjectKind::Unit, office.county, 1)
        .rows(i64::from(office.plan.people));
    mark(office, whole).await
}

async fn mark(office: &Office, event: AuditEvent) -> Result<(), Failure> {
    Ok(office.app.store.write(&office.operator().origin).await?.commit(event).await?)
}

/// Enters one batch in one transaction.
async fn enter(
    office: &mut Office,
    batch: &[Seat],
    told: &mut Vec<Story>,
    plain: &mut Vec<Plain>,
    volunteers: &mut Vec<Volunteer>,
) -> Result<(), Failure> {
    let mut tx = office.app.store.write(&office.operator().origin).await?;
    let random = Arc::clone(&tx.vault.random);
    for seat in batch {
        let mut draw = Draw::new(office.plan.seed, seat.stream);
        let (person, town) = person(office, seat, &mut draw, &*random)?;
        // Every row says when it was true, not when the demo was made.
        (tx.now, tx.today) = (seat.at, seat.day);
        store::people::insert(&mut tx, &person).await?;
        if let Some((at, later)) = later::draw(&person, seat, &office.plan, &mut draw) {
            told.push(Story { at, person: person.id, town, later, stream: seat.stream });
        } else if let Some(since) = in_the_pool(&person) {
            volunteers.push(Volunteer { person: person.id, town, since });
        } else if person.status == PersonStatus::Living && !person.do_not_contact {
            plain.push(Plain { person: person.id, town, at: seat.at });
        }
    }
    let rows = i64::try_from(batch.len()).unwrap_or(i64::MAX);
    Ok(tx.commit(AuditEvent::new(Action::DemoFilled).at(office.county).rows(rows)).await?)
}

/// Since when a volunteer stands in the marrow registry, ready to be called.
fn in_the_pool(person: &Person) -> Option<chrono::NaiveDate> {
    let ready = person.status == PersonStatus::Living
        && !person.do_not_contact
        && !person.contacts.phones.is_empty();
    let standing = person.standing(Programme::StemCell).filter(|r| r.stance == Stance::Offers);
    standing.filter(|_| ready)?.pooled_on
}

/// The person of `seat`, and which township manages her.
fn person(
    office: &mut Office,
    seat: &Seat,
    draw: &mut Draw,
    random: &dyn Random,
) -> Result<(Person, usize), Failure> {
    let town = town(office, draw);
    let until = office.plan.as_of;
    let intake = Writer { until, ..writer(office, draw, seat.day, town) }.intake(seat);
    let mut new_id = || new_id(random, seat.at);
    let mut entry = Entry {
        unit: office.towns[town].id,
        rules: &office.rules,
        today: office.plan.as_of,
        now: seat.at,
        new_id: &mut new_id,
    };
    let mut person = intake.person(&mut entry).map_err(|problems| {
        let fields: Vec<String> =
            problems.iter().map(|p| format!("{} {}", p.field, p.code)).collect();
        Failure::from(format!("demo person {}: {}", seat.stream, fields.join(", ")))
    })?;
    later::settle(&mut person, seat, &office.plan, draw);
    Ok((person, town))
}

/// A township: the two that are the town proper have most people, Xikou follows.
pub fn town(office: &Office, draw: &mut Draw) -> usize {
    let weights: Vec<(u32, usize)> =
        office.towns.iter().enumerate().map(|(n, town)| (weight(&town.code), n)).collect();
    draw.weighted(&weights)
}

/// How much of the office's work the township with this code has, against the others.
pub fn weight(code: &str) -> u32 {
    match code {
        "330213001" | "330213002" => 20,
        "330213100" | "330213003" => 12,
        "330213106" | "330213107" | "330213108" => 4,
        _ => 7,
    }
}

/// Somebody of `town` who writes on `day`.
pub fn writer<'a>(
    office: &'a mut Office,
    draw: &'a mut Draw,
    day: chrono::NaiveDate,
    town: usize,
) -> Writer<'a> {
    Writer { draw, papers: &mut office.papers, day, until: day, town: &office.towns[town].name }
}

/// An organ, cornea or body registrant with a resident ID who came `days` before the demo's day.
pub fn registrant(office: &mut Office, draw: &mut Draw, days: u64, town: usize) -> Intake {
    let day = office.plan.as_of - Days::new(days);
    loop {
        let intake = writer(office, draw, day, town).after_death("on_site");
        if intake.document_kind == "resident_id" {
            return intake;
        }
    }
}
