//! The facts of one record.

use chrono::NaiveDate;

use super::{Fact, Standing, What};
use crate::domain::{
    periods::Month,
    person::{Person, PersonStatus},
    programmes::Programme,
    registrations::{Registration, RegistrationStatus, Stance},
};

/// All that is counted of `person`, each thing once. A refusal is no registration to give, and of a record that was
/// merged into another nothing is counted: its rows went along, or are history.
///
/// A person counts by her earliest registration whose day is known; where none is known, on an unknown
/// day. She stands as long as anything of it stands, and is realised once anything was given.
pub fn facts(person: &Person) -> Vec<Fact> {
    if person.status == PersonStatus::Merged {
        return Vec::new();
    }
    let offers: Vec<&Registration> =
        person.registrations.iter().filter(|row| row.stance == Stance::Offers).collect();
    let mut facts = Vec::with_capacity(offers.len() + 3);
    for row in &offers {
        let standing = standing(row);
        let fact = |what, day: Option<NaiveDate>| Fact {
            what,
            row: row.id,
            unit: row.unit,
            programme: Some(row.programme),
            month: day.map(Month::of),
            channel: row.channel,
            standing,
        };
        facts.push(fact(What::Registered, row.registered_on));
        if is_pooled(row) {
            facts.push(fact(What::Pooled, row.pooled_on));
            if standing == Standing::In && person.status == PersonStatus::Living {
                facts.push(fact(What::Reached, person.contacts.reached_in()));
            }
        }
        match standing {
            Standing::In => {}
            Standing::Left => facts.push(fact(What::Left, row.ended_on)),
            Standing::Realised => facts.push(fact(What::Realised, row.ended_on)),
        }
    }
    let after_death = |row: &&&Registration| row.programme != Programme::StemCell;
    let pooled = |row: &&&Registration| is_pooled(row);
    let persons = [
        once(person, What::Person, offers.iter().copied(), |row| row.registered_on),
        once(person, What::PersonAfterDeath, offers.iter().filter(after_death).copied(), |row| {
            row.registered_on
        }),
        once(person, What::PersonPooled, offers.iter().filter(pooled).copied(), |row| {
            row.pooled_on
        }),
    ];
    facts.extend(persons.into_iter().flatten());
    facts
}

/// The person herself, by the first of `rows`.
fn once<'a>(
    person: &Person,
    what: What,
    rows: impl Iterator<Item = &'a Registration> + Clone,
    day: impl Fn(&Registration) -> Option<NaiveDate>,
) -> Option<Fact> {
    // Unknown days come last; of one day, the row that was there first: ids sort by time.
    let first = rows.clone().min_by_key(|row| (day(row).is_none(), day(row), row.id))?;
    let has = |standing: Standing| rows.clone().any(|row| self::standing(row) == standing);
    Some(Fact {
        what,
        row: person.id,
        unit: first.unit,
        programme: None,
        month: day(first).map(Month::of),
        channel: first.channel,
        standing: if has(Standing::Realised) {
            Standing::Realised
        } else if has(Standing::In) {
            Standing::In
        } else {
            Standing::Left
        },
    })
}

fn is_pooled(row: &Registration) -> bool {
    row.programme == Programme::StemCell && row.pooled_on.is_some()
}

fn standing(row: &Registration) -> Standing {
    match row.status {
        RegistrationStatus::Active | RegistrationStatus::Paused => Standing::In,
        RegistrationStatus::Withdrawn => Standing::Left,
        RegistrationStatus::Realised => Standing::Realised,
    }
}
