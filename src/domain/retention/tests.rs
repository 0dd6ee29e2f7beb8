use chrono::DateTime;
use uuid::Uuid;

use super::*;
use crate::domain::{
    documents::Document, names::Name, people::Sex, person::Identity,
    registrations::RegistrationDetails,
};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn cells(status: RegistrationStatus, pooled: bool) -> Registration {
    Registration {
        id: Uuid::from_u128(2),
        version: 1,
        unit: Uuid::nil(),
        programme: Programme::StemCell,
        stance: Stance::Offers,
        status,
        registered_on: Some(day("2020-03-05")),
        pooled_on: pooled.then(|| day("2020-04-01")),
        ended_on: None,
        channel: None,
        details: RegistrationDetails::default(),
    }
}

fn person(registrations: Vec<Registration>) -> Person {
    Person {
        id: Uuid::from_u128(1),
        version: 1,
        unit: Uuid::nil(),
        status: PersonStatus::Living,
        do_not_contact: false,
        merged_into: None,
        identity: Identity {
            name: Name::parse("钱合壹").expect("a name"),
            document: Document::parse(None, "E12345678", day("2026-03-02")).expect("a passport"),
            former_documents: Vec::new(),
            sex: Sex::Unknown,
            birth_date: Some(day("1990-01-01")),
            ethnicity: None,
            education: None,
            employer: None,
            school: None,
            graduates_in: None,
            blood_type: None,
        },
        contacts: Default::default(),
        registrations,
        consents: Vec::new(),
        relatives: Vec::new(),
        wishes: Default::default(),
        death: None,
        created_at: DateTime::UNIX_EPOCH,
    }
}

fn of(year: i32, received_on: &str) -> RetentionList {
    RetentionList { year, received_on: day(received_on) }
}

#[test]
fn year_and_day_are_told_once_and_fit_each_other() {
    let today = day("2026-03-02");
    let read = |year: &str, on: &str| {
        RetentionList::read(year, on, today)
            .map_err(|found| found.iter().map(|one| one.code).collect::<Vec<_>>())
    };
    assert_eq!(read(" ", ""), Ok(None));
    assert_eq!(read("2026", "2026-03-01"), Ok(Some(of(2026, "2026-03-01"))));
    assert_eq!(read("2027", "2026-03-01"), Ok(Some(of(2027, "2026-03-01"))), "a year ahead");
    assert_eq!(read("2026", ""), Err(vec!["missing"]));
    assert_eq!(read("", "2026-03-01"), Err(vec!["year"]));
    assert_eq!(read("26", "2026-03-01"), Err(vec!["year"]));
    assert_eq!(read("2028", "2026-03-01"), Err(vec!["year"]));
    assert_eq!(read("2024", "2026-03-01"), Err(vec!["years_apart"]));
    assert!(read("2026", "2026-03-03").is_err(), "it has not come yet");
    assert!(read("2026", "2026-02-30").is_err());
}

#[test]
fn only_who_may_be_called_stands_on_a_list() {
    let today = day("2026-03-02");
    let said = |change: &dyn Fn(&mut Person)| {
        let mut person = person(vec![cells(RegistrationStatus::Active, true)]);
        change(&mut person);
        may_be_listed(&person, 55, today).err()
    };
    let with = |row: Registration| said(&|person| person.registrations = vec![row.clone()]);
    assert_eq!(said(&|_| {}), None);
    assert_eq!(with(cells(RegistrationStatus::Paused, true)), None, "her task waits");
    assert_eq!(said(&|one| one.status = PersonStatus::Deceased), Some(Unlisted::Deceased));
    assert_eq!(said(&|one| one.status = PersonStatus::Merged), Some(Unlisted::Unknown));
    assert_eq!(said(&|one| one.registrations.clear()), Some(Unlisted::NotRegistered));
    assert_eq!(said(&|one| one.do_not_contact = true), Some(Unlisted::DoNotContact));
    assert_eq!(with(cells(RegistrationStatus::Active, false)), Some(Unlisted::NotPooled));
    assert_eq!(with(cells(RegistrationStatus::Withdrawn, true)), Some(Unlisted::Withdrawn));
    assert_eq!(with(cells(RegistrationStatus::Realised, true)), Some(Unlisted::Donated));
    let mut aged = cells(RegistrationStatus::Withdrawn, true);
    aged.details.exit = Some(Exit::AgedOut);
    assert_eq!(with(aged), Some(Unlisted::AgedOut));
    // Her birthday has come, and nobody has looked yet.
    let born = |birth: &'static str| said(&move |one| one.identity.birth_date = Some(day(birth)));
    assert_eq!((born("1971-03-02"), born("1971-03-03")), (Some(Unlisted::AgedOut), None));
    let refusal =
        Registration { stance: Stance::Refuses, ..cells(RegistrationStatus::Active, false) };
    assert_eq!(with(refusal), Some(Unlisted::Refused));
    let organ =
        Registration { programme: Programme::Organ, ..cells(RegistrationStatus::Active, true) };
    assert_eq!(with(organ), Some(Unlisted::NotRegistered));
}

#[test]
fn a_year_has_one_list_and_the_first_day_told_stays() {
    let today = day("2027-03-02");
    let mut person = person(vec![cells(RegistrationStatus::Active, true)]);
    let mut put = |year, on: &str| list(&mut person, of(year, on), 55, today).expect("she may");
    assert!(put(2027, "2027-02-01"));
    assert!(!put(2027, "2027-03-01"), "imported again with another day");
    assert!(put(2026, "2026-03-01"), "a list that was forgotten");
    let lists = &person.registrations[0].details.lists;
    assert_eq!(*lists, [of(2026, "2026-03-01"), of(2027, "2027-02-01")]);
}
