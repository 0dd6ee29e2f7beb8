use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate};
use proptest::{collection::vec, option, prelude::*, sample::select};

use super::*;
use crate::domain::{
    contacts::{ContactPhone, Contacts},
    documents::Document,
    names::Name,
    people::Sex,
    person::{Identity, Person, PersonStatus},
    phones::Phone,
    registrations::{Registration, RegistrationStatus, Stance},
};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn person(registrations: Vec<Registration>) -> Person {
    Person {
        id: Uuid::from_u128(1),
        version: 1,
        unit: Uuid::from_u128(900),
        status: PersonStatus::Living,
        do_not_contact: false,
        merged_into: None,
        identity: Identity {
            name: Name::parse("钱合壹").expect("a name"),
            document: Document::parse(None, "E12345678", day("2025-06-02")).expect("a passport"),
            former_documents: Vec::new(),
            sex: Sex::Unknown,
            birth_date: None,
            ethnicity: None,
            education: None,
            employer: None,
            school: None,
            graduates_in: None,
            blood_type: None,
        },
        contacts: Contacts::default(),
        wishes: Default::default(),
        death: None,
        registrations,
        consents: Vec::new(),
        relatives: Vec::new(),
        created_at: DateTime::UNIX_EPOCH,
    }
}

fn row(n: u128, programme: Programme, on: Option<&str>) -> Registration {
    Registration {
        id: Uuid::from_u128(100 + n),
        version: 1,
        unit: Uuid::from_u128(n % 3),
        programme,
        stance: Stance::Offers,
        status: RegistrationStatus::Active,
        registered_on: on.map(day),
        pooled_on: None,
        ended_on: None,
        channel: None,
        details: Default::default(),
    }
}

fn months_of(facts: &[Fact], what: What) -> Vec<String> {
    let these = facts.iter().filter(|fact| fact.what == what);
    these.map(|fact| fact.month.map_or("unknown".to_owned(), |month| month.to_string())).collect()
}

#[test]
fn persons_registrations_and_samples_are_never_confused() {
    let mut one = person(vec![
        row(1, Programme::Organ, Some("2025-02-11")),
        row(2, Programme::Cornea, None),
        Registration {
            pooled_on: Some(day("2024-07-01")),
            channel: Some(Channel::University),
            ..row(3, Programme::StemCell, Some("2024-05-31"))
        },
        Registration { stance: Stance::Refuses, ..row(4, Programme::Body, Some("2020-01-01")) },
    ]);
    let all = facts(&one);
    assert_eq!(months_of(&all, What::Registered), ["2025-02", "unknown", "2024-05"]);
    assert_eq!(months_of(&all, What::Pooled), ["2024-07"]);
    assert_eq!(months_of(&all, What::Person), ["2024-05"]);
    assert_eq!(months_of(&all, What::PersonAfterDeath), ["2025-02"]);
    assert_eq!(months_of(&all, What::PersonPooled), ["2024-07"]);
    assert_eq!(months_of(&all, What::Reached), ["unknown"], "nobody has reached her");
    assert!(months_of(&all, What::Left).is_empty() && months_of(&all, What::Realised).is_empty());
    let first = all.iter().find(|fact| fact.what == What::Person).unwrap();
    assert_eq!((first.row, first.unit), (one.id, Uuid::from_u128(0)), "where she registered first");
    assert_eq!(first.channel, Some(Channel::University));
    assert_eq!(all.iter().filter(|fact| fact.cell().channel.is_some()).count(), 1);

    one.contacts.phones.push(ContactPhone {
        phone: Phone::parse("13800001234").expect("a number"),
        verified_on: Some(day("2025-04-30")),
        invalid: None,
    });
    assert_eq!(months_of(&facts(&one), What::Reached), ["2025-04"]);
    one.status = PersonStatus::Deceased;
    assert!(months_of(&facts(&one), What::Reached).is_empty());
    assert_eq!(months_of(&facts(&one), What::Pooled), ["2024-07"], "a death is no withdrawal");
    one.status = PersonStatus::Merged;
    assert!(facts(&one).is_empty());
}

#[test]
fn a_person_leaves_with_the_last_of_it_and_is_realised_with_the_first() {
    let mut one = person(vec![
        row(1, Programme::Organ, Some("2025-02-11")),
        row(2, Programme::StemCell, Some("2025-02-11")),
    ]);
    let standing = |one: &Person, what| {
        facts(one).iter().find(|fact| fact.what == what).map(|fact| fact.standing)
    };
    one.registrations[0].status = RegistrationStatus::Withdrawn;
    assert_eq!(standing(&one, What::Person), Some(Standing::In));
    assert_eq!(standing(&one, What::PersonAfterDeath), Some(Standing::Left));
    one.registrations[1].status = RegistrationStatus::Paused;
    assert_eq!(standing(&one, What::Person), Some(Standing::In), "who pauses stays");
    one.registrations[1].status = RegistrationStatus::Withdrawn;
    assert_eq!(standing(&one, What::Person), Some(Standing::Left));
    assert_eq!(months_of(&facts(&one), What::Left), ["unknown", "unknown"]);
    one.registrations[1].status = RegistrationStatus::Realised;
    one.registrations[1].ended_on = Some(day("2025-05-05"));
    assert_eq!(standing(&one, What::Person), Some(Standing::Realised));
    assert_eq!(months_of(&facts(&one), What::Realised), ["2025-05"]);
}

#[test]
fn tables_say_what_came_in_which_year_and_what_of_it_is_left() {
    let mut tables = Tables::default();
    let month = |text| Some(Month::parse(text).expect("a month"));
    let person = (What::Person, None);
    for (when, standing, count) in [
        (month("2025-06"), Standing::In, 3),
        (month("2023-01"), Standing::Left, 2),
        (month("2023-12"), Standing::Realised, 1),
        (None, Standing::In, 5),
    ] {
        tables.add(person, when, standing, count);
    }
    tables.add((What::Left, Some(Programme::Organ)), None, Standing::Left, 9);
    assert_eq!(tables.periods(), [When::Year(2025), When::Year(2023), When::Unknown]);
    let year = tables.of(When::Year(2023), Line::Persons);
    assert_eq!((year.gross, year.net(), year.realised), (3, 1, 1));
    assert_eq!(tables.of(When::All, Line::Persons).gross, 11);
    assert_eq!(tables.of(When::All, Line::Programme(Programme::Organ)), Net::default());
    let mut codes: Vec<_> = Line::all().map(Line::code).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), Line::all().count());
}

fn any_row() -> impl Strategy<Value = Registration> {
    let days = || {
        option::weighted(0.8, (0..2000_u64).prop_map(|n| day("2020-01-01") + chrono::Days::new(n)))
    };
    let statuses = select(RegistrationStatus::ALL);
    let (programme, stance) = (select(Programme::ALL.to_vec()), select(Stance::ALL));
    let channel = option::of(select(Channel::ALL));
    (0..6_u128, programme, stance, statuses, days(), days(), days(), channel).prop_map(
        |(n, programme, stance, status, registered_on, pooled_on, ended_on, channel)| {
            Registration {
                stance,
                status,
                registered_on,
                pooled_on: pooled_on.filter(|_| programme == Programme::StemCell),
                ended_on,
                channel,
                ..row(n, programme, None)
            }
        },
    )
}

fn any_record() -> impl Strategy<Value = Vec<Fact>> {
    let statuses = select(PersonStatus::ALL);
    (vec(any_row(), 0..5), statuses, 0..3_u128).prop_map(|(mut rows, status, id)| {
        rows.sort_by_key(|row| row.id);
        rows.dedup_by_key(|row| row.id);
        facts(&Person { status, id: Uuid::from_u128(id), ..person(rows) })
    })
}

proptest! {
    #[test]
    fn a_fact_is_named_once_and_exits_make_what_left(record in any_record()) {
        let mut names: Vec<_> = record.iter().map(|fact| (fact.what, fact.row)).collect();
        names.sort_unstable();
        let count = names.len();
        names.dedup();
        prop_assert_eq!(names.len(), count);
        let of = |what, standing| {
            record.iter().filter(|fact| fact.what == what && fact.standing == standing).count()
        };
        let all = |what| record.iter().filter(|fact| fact.what == what).count();
        prop_assert_eq!(all(What::Left), of(What::Registered, Standing::Left));
        prop_assert_eq!(all(What::Realised), of(What::Registered, Standing::Realised));
        prop_assert!(all(What::Pooled) <= all(What::Registered));
        prop_assert_eq!(all(What::Person), all(What::Registered).min(1));
        prop_assert_eq!(all(What::PersonPooled), all(What::Pooled).min(1));
        for fact in &record {
            prop_assert_eq!(fact.programme.is_some(), fact.what.is_of_registration());
        }
    }

    // However often records change in a transaction, and whichever takes a row over: what is written is
    // the difference between the first and the last.
    #[test]
    fn changes_are_the_difference(records in vec((any_record(), any_record()), 1..4)) {
        let mut changes = Changes::default();
        let mut counters = BTreeMap::<Cell, i64>::new();
        // Each record of its own rows, so that a row is in one of them.
        let apart = |n: usize, facts: &[Fact]| -> Vec<Fact> {
            let own = |fact: &Fact| Uuid::from_u128(fact.row.as_u128() + 1000 * n as u128);
            facts.iter().map(|fact| Fact { row: own(fact), ..*fact }).collect()
        };
        for (n, (before, after)) in records.iter().enumerate() {
            let (before, after) = (apart(n, before), apart(n, after));
            for cell in before.iter().map(Fact::cell) {
                *counters.entry(cell).or_default() += 1;
            }
            changes.note(&before, &[]);
            changes.note(&[], &after);
            changes.note(&after, &after);
        }
        for (cell, by) in changes.cells() {
            *counters.entry(cell).or_default() += by;
        }
        counters.retain(|_, number| *number != 0);
        let mut anew = BTreeMap::<Cell, i64>::new();
        for (n, (before, after)) in records.iter().enumerate() {
            let (before, after) = (apart(n, before), apart(n, after));
            for cell in after.iter().map(Fact::cell) {
                *anew.entry(cell).or_default() += 1;
            }
            for fact in &before {
                let name = (fact.what, fact.row);
                let still = after.iter().find(|other| (other.what, other.row) == name);
                prop_assert_eq!(changes.gone().contains(&name), still.is_none() && fact.what.is_posted());
                prop_assert_eq!(changes.put().iter().any(|put| (put.what, put.row) == name),
                    still.is_some_and(|still| still != fact) && fact.what.is_posted());
            }
        }
        prop_assert_eq!(counters, anew);
        prop_assert_eq!(changes.is_empty(), records.iter().all(|(before, after)| before == after));
    }
}
