//! Members of the team: joining, leaving, coming back.

use super::{
    inputs::{LeavingInput, MemberInput},
    *,
};
use crate::domain::{hours::Hours, trainings::total};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn member() -> Member {
    let input = MemberInput {
        name: "钱合壹".to_owned(),
        joined_on: "2024-03-05".to_owned(),
        ..MemberInput::default()
    };
    let read = input.read(day("2025-06-02")).expect("a synthetic member");
    Member {
        id: Uuid::nil(),
        version: 1,
        unit: Uuid::nil(),
        account: read.account,
        active: true,
        details: MemberDetails {
            name: read.name,
            phone: read.phone,
            joined_on: read.joined_on,
            left_on: None,
            left_why: None,
            skills: read.skills,
            trainings: Vec::new(),
        },
    }
}

fn code(result: Result<(), Problem>) -> &'static str {
    result.expect_err("refused").code
}

#[test]
fn who_leaves_keeps_no_account_and_comes_back_without_one() {
    let leaving = |on: &str| {
        let input = LeavingInput { left_on: on.to_owned(), why: " 搬家 ".to_owned() };
        input.read(day("2025-06-02")).expect("it can be read")
    };
    let mut her = Member { account: Some(Uuid::nil()), ..member() };
    assert_eq!(code(her.leave(leaving("2024-03-04"))), "before_joining");
    assert_eq!(code(her.come_back()), "serves_already");
    assert!(her.account.is_some(), "nothing has changed");
    her.leave(leaving("2024-03-05")).expect("she leaves");
    assert_eq!((her.active, her.account), (false, None));
    assert_eq!(her.details.left_why.as_deref(), Some("搬家"));
    assert_eq!(code(her.leave(leaving("2025-06-02"))), "left_already");
    her.come_back().expect("she is back");
    assert!(her.active && her.account.is_none());
    assert!(her.details.left_on.is_none() && her.details.left_why.is_none());
}

#[test]
fn a_leaving_has_a_day_and_may_have_a_reason() {
    let read = |left_on: &str, why: &str| {
        let input = LeavingInput { left_on: left_on.to_owned(), why: why.to_owned() };
        input.read(day("2025-06-02")).map(|leaving| leaving.why)
    };
    assert_eq!(read("2025-06-02", "").ok(), Some(None));
    let wrong = read("2025-06-03", &"长".repeat(201)).expect_err("both");
    let told: Vec<_> = wrong.iter().map(|one| (one.field.as_ref(), one.code)).collect();
    assert_eq!(told, [("left_on", "future"), ("why", "too_long")]);
    assert_eq!(read("", "").expect_err("no day")[0].code, "missing");
}

#[test]
fn hours_of_training_add_up_and_nothing_personal_stands_in_debug() {
    let mut her = member();
    for (on, tenths) in [("2025-05-02", 15), ("2025-05-01", 20)] {
        let (on, hours) = (day(on), Hours::of_tenths(tenths));
        her.train(Training { on, what: "合成培训".to_owned(), hours }).expect("a training");
    }
    assert_eq!(total(&her.details.trainings).to_string(), "3.5");
    assert_eq!(her.details.trainings[0].on, day("2025-05-01"));
    assert!(her.train(her.details.trainings[0].clone()).is_err(), "twice");
    assert!(!format!("{her:?}").contains('钱'));
}

#[test]
fn everything_wrong_with_a_form_is_told_at_once() {
    let wrong = MemberInput {
        account: "x".to_owned(),
        phone: "1".to_owned(),
        joined_on: "2025-06-03".to_owned(),
        skills: "长".repeat(201),
        ..MemberInput::default()
    };
    let problems = wrong.read(day("2025-06-02")).err().expect("problems");
    let told: Vec<_> = problems.iter().map(|one| (one.field.as_ref(), one.code)).collect();
    assert_eq!(
        told,
        [
            ("account", "not_in_list"),
            ("name", "missing"),
            ("phone", "length"),
            ("joined_on", "future"),
            ("skills", "too_long"),
        ]
    );
}
