//! The warnings, on people as an intake describes them.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::domain::{
    intake::{Entry, Intake, RegistrationInput, RelativeInput},
    person::Person,
    programmes::Rules,
};

fn offer(programme: &str) -> RegistrationInput {
    RegistrationInput { programme: programme.to_owned(), ..RegistrationInput::default() }
}

fn executor(relation: &str, agreed: &str) -> RelativeInput {
    let (relation, agreed) = (relation.to_owned(), agreed.to_owned());
    let name =
        if relation == "organisation" { "合成第2养老院（本部）" } else { "合成某人" };
    RelativeInput { name: name.to_owned(), relation, agreed, ..RelativeInput::default() }
}

fn person(registrations: Vec<RegistrationInput>, executors: Vec<RelativeInput>) -> Person {
    let today = NaiveDate::from_ymd_opt(2025, 6, 2).unwrap();
    let mut n = 0;
    let mut new_id = || {
        n += 1;
        Uuid::from_u128(n)
    };
    let mut entry = Entry {
        unit: Uuid::nil(),
        rules: &Rules::default(),
        today,
        now: "2025-06-02T01:00:00Z".parse().unwrap(),
        new_id: &mut new_id,
    };
    let intake = Intake {
        name: "合成甲".to_owned(),
        document_kind: "passport".to_owned(),
        document_number: "E12345678".to_owned(),
        birth_date: "1980-01-01".to_owned(),
        phones: vec![crate::domain::intake::PhoneInput {
            number: "15400000001".to_owned(),
            ..Default::default()
        }],
        registrations,
        executors,
        ..Intake::default()
    };
    intake.person(&mut entry).unwrap_or_else(|problems| panic!("{problems:?}"))
}

fn codes(person: &Person) -> Vec<&'static str> {
    person.warnings().iter().map(|warning| warning.code).collect()
}

#[test]
fn who_did_not_agree_is_no_executor() {
    let body = || vec![offer("body")];
    assert_eq!(codes(&person(body(), Vec::new())), ["body_without_executor"]);
    assert_eq!(codes(&person(vec![offer("cornea")], Vec::new())), ["cornea_without_executor"]);
    assert!(codes(&person(vec![offer("organ")], Vec::new())).is_empty());
    for agreed in ["no", ""] {
        let executors = vec![executor("son", agreed)];
        assert_eq!(codes(&person(body(), executors)), ["no_agreeing_executor"], "{agreed}");
    }
    let third = ["no", "", "yes"].map(|agreed| executor("son", agreed)).to_vec();
    let person = person(body(), third);
    assert!(codes(&person).is_empty());
    assert_eq!(
        person.relatives.iter().map(|r| r.will_act()).collect::<Vec<_>>(),
        [false, false, true]
    );
    assert_eq!(person.relatives.iter().map(|r| r.position).collect::<Vec<_>>(), [1, 2, 3]);
}

#[test]
fn an_organisation_may_be_executor_by_its_name() {
    let home = person(vec![offer("body")], vec![executor("organisation", "yes")]);
    assert!(codes(&home).is_empty());
    assert_eq!(home.relatives[0].details.name.as_str(), "合成第2养老院(本部)");
}

#[test]
fn organs_before_the_whole_body_are_worth_a_word() {
    let agreed = || vec![executor("son", "yes")];
    let both = person(vec![offer("organ"), offer("body")], agreed());
    assert_eq!(codes(&both), ["organs_before_body"]);
    let brain = RegistrationInput { body_gifts: vec!["brain_tissue".to_owned()], ..offer("body") };
    assert!(codes(&person(vec![offer("organ"), brain], agreed())).is_empty());
    assert!(codes(&person(vec![offer("cornea"), offer("body")], agreed())).is_empty());
}
