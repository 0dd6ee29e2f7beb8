//! The roll: who may be told of now, and what of each.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike, Utc};
use uuid::Uuid;

use crate::{
    domain::{
        audit::SubjectKind,
        exports::Filter,
        memberships::{Covered, Membership},
        permissions::Scope,
        person::Person,
    },
    service::Result,
    store::{self, Session},
};

/// Members and volunteers with their records, and what could not be read.
pub struct Roll {
    /// The memberships that may be told of, with whose they are.
    lines: Vec<(Membership, Person)>,
    /// What failed its integrity check, and is left out.
    pub refused: Vec<(SubjectKind, Uuid)>,
}

/// The memberships within `scope` that `filter` lets through, entered by the instant `by`, whose consent stands now.
///
/// # Errors
/// What the database says.
pub async fn roll(
    session: &mut Session,
    scope: &Scope,
    filter: &Filter,
    by: DateTime<Utc>,
) -> Result<Roll> {
    let mut refused = Vec::new();
    let mut found: Vec<Membership> = Vec::new();
    for one in store::memberships::standing(session, scope, filter.unit, by).await? {
        match one {
            Ok(one) => found.push(one),
            Err(id) => refused.push((SubjectKind::Membership, id)),
        }
    }
    found.retain(|one| {
        filter.year.is_none_or(|year| one.joined_on.year() == year)
            && filter.membership.is_none_or(|kind| one.kind == kind)
    });
    // Two records that became one may both have joined.
    let mut met = BTreeSet::new();
    found.retain(|one| met.insert((one.person, one.kind)));
    let ids: BTreeSet<Uuid> = found.iter().map(|one| one.person).collect();
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let mut people = BTreeMap::new();
    for person in store::people::load(session, scope, &ids).await? {
        match person {
            Ok(person) => drop(people.insert(person.id, person)),
            Err(id) => refused.push((SubjectKind::Person, id)),
        }
    }
    let with_person = |one: Membership| {
        let person = people.get(&one.person).filter(|person| !one.may_tell(person).is_empty())?;
        let person = person.clone();
        Some((one, person))
    };
    Ok(Roll { lines: found.into_iter().filter_map(with_person).collect(), refused })
}

impl Roll {
    /// The people in it, each once.
    pub fn people(&self) -> Vec<&Person> {
        let mut met = BTreeSet::new();
        self.lines.iter().map(|(_, person)| person).filter(|one| met.insert(one.id)).collect()
    }

    /// The table of a file: headings and rows, by unit in the order of `units` and then by day.
    pub fn table(&self, units: &[(Uuid, String)]) -> (Vec<String>, Vec<Vec<String>>) {
        let place = |unit: Uuid| units.iter().position(|(id, _)| *id == unit);
        let mut lines: Vec<&(Membership, Person)> = self.lines.iter().collect();
        lines.sort_by_key(|(one, person)| (place(person.unit), one.joined_on, one.id));
        let row = |(one, person): &&(Membership, Person)| {
            let told = one.may_tell(person);
            let cell = |covered: &Covered| match told.contains(covered) {
                true => cell(*covered, one, person, units),
                false => String::new(),
            };
            Covered::ALL.iter().map(cell).collect()
        };
        let heading = |covered: &Covered| covered.label().zh.into_owned();
        (Covered::ALL.iter().map(heading).collect(), lines.iter().map(row).collect())
    }
}

fn cell(covered: Covered, one: &Membership, person: &Person, units: &[(Uuid, String)]) -> String {
    match covered {
        Covered::Name => person.identity.name.as_str().to_owned(),
        Covered::Sex => person.identity.sex.label().zh.into_owned(),
        // Who is not to be contacted is in the roll, but nobody gets her phone from it.
        Covered::Phone if person.do_not_contact => String::new(),
        Covered::Phone => {
            let mut phones = person.contacts.phones.iter();
            let of_use = phones.find(|phone| phone.invalid.is_none());
            of_use.map(|phone| phone.phone.as_str().to_owned()).unwrap_or_default()
        }
        Covered::Unit => {
            let unit = units.iter().find(|(id, _)| *id == person.unit);
            unit.map(|(_, name)| name.clone()).unwrap_or_default()
        }
        Covered::Kind => one.kind.label().zh.into_owned(),
        Covered::JoinedOn => one.joined_on.to_string(),
    }
}
