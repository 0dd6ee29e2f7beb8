//! Relatives and executors as a person's page shows them.

use chrono::NaiveDate;

use super::super::views::{Badge, RelativeRow, Tone};
use crate::domain::{
    contacts::{Relative, RelativeRole},
    masks::{MaskedPerson, MaskedRelative},
    person::Person,
    words::Words,
};

/// All of them: masked, or whole where the person was read in full.
pub fn rows(masked: &MaskedPerson, whole: Option<&Person>) -> Vec<RelativeRow> {
    match whole {
        Some(person) => ranked(&person.relatives, |one| one.role, whole_relative),
        None => ranked(&masked.relatives, |one| one.role, masked_relative),
    }
}

/// Each with its place among those of its role, from one.
fn ranked<T>(
    all: &[T],
    role: fn(&T) -> RelativeRole,
    row: fn(&T, usize) -> RelativeRow,
) -> Vec<RelativeRow> {
    let before = |at: usize| all[..at].iter().filter(|one| role(one) == role(&all[at])).count();
    all.iter().enumerate().map(|(at, one)| row(one, before(at) + 1)).collect()
}

fn masked_relative(relative: &MaskedRelative, place: usize) -> RelativeRow {
    RelativeRow {
        role: role(relative.role, place),
        name: relative.name.clone(),
        relation: relative.relation.map_or(Words::new("", ""), |relation| relation.label()),
        phone: relative.phone.clone().unwrap_or_default(),
        address: String::new(),
        opinion: relative.agreed.map(|agreed| opinion(agreed, relative.signed_on)),
    }
}

fn whole_relative(relative: &Relative, place: usize) -> RelativeRow {
    let details = &relative.details;
    RelativeRow {
        role: role(relative.role, place),
        name: details.name.as_str().to_owned(),
        relation: details.relation.map_or(Words::new("", ""), |relation| relation.label()),
        phone: details.phone.as_ref().map(|phone| phone.as_str().to_owned()).unwrap_or_default(),
        address: details.address.clone().unwrap_or_default(),
        opinion: details.agreed.map(|agreed| opinion(agreed, details.signed_on)),
    }
}

/// Executors act in their order; of relatives the order says little.
fn role(role: RelativeRole, place: usize) -> Words {
    let label = role.label();
    match role {
        RelativeRole::Relative => label,
        RelativeRole::Executor => {
            Words::made(format!("{}{place}", label.zh), format!("{} {place}", label.en))
        }
    }
}

/// What an executor said, and when. One who will not act does not count.
fn opinion(agreed: bool, signed_on: Option<NaiveDate>) -> Badge {
    let (tone, zh, en) = match agreed {
        true => (Tone::Good, "同意执行", "agreed to act"),
        false => (Tone::Bad, "不同意执行，不计", "will not act, does not count"),
    };
    let day = signed_on.map(|day| format!(" {day}")).unwrap_or_default();
    Badge::new(tone, Words::made(format!("{zh}{day}"), en))
}
