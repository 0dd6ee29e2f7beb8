//! Tasks: their states, what is reported, and to whom nobody is sent.

use chrono::{DateTime, Utc};

use super::{
    inputs::{ReportInput, TaskInput, return_note},
    *,
};
use crate::domain::{
    documents::Document, intake::refusal, names::Name, people::Sex, person::Identity,
    programmes::Programme, registrations::Registration,
};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

const TODAY: &str = "2025-06-02";

fn task() -> Task {
    Task {
        id: Uuid::nil(),
        version: 1,
        about: About::Person(Uuid::nil()),
        unit: Uuid::nil(),
        member: Uuid::nil(),
        kind: TaskKind::Visit,
        due_on: day("2025-06-10"),
        state: TaskState::Handed,
        details: TaskDetails::default(),
    }
}

fn report() -> Report {
    let input = ReportInput {
        outcome: "carried".to_owned(),
        done_on: TODAY.to_owned(),
        hours: "1.5".to_owned(),
        note: "合成：一切都好".to_owned(),
    };
    input.read(day(TODAY)).unwrap_or_else(|_| panic!("a report"))
}

fn codes<T>(result: Result<T, Vec<Problem>>) -> Vec<(String, &'static str)> {
    let problems = result.err().expect("problems");
    problems.into_iter().map(|one| (one.field.into_owned(), one.code)).collect()
}

#[test]
fn nothing_follows_what_is_done_or_withdrawn() {
    let mut done = task();
    done.done(report()).expect("done");
    assert_eq!(done.details.hours.map(Hours::tenths), Some(15));
    let mut withdrawn = task();
    withdrawn.withdraw().expect("withdrawn");
    for over in [done, withdrawn] {
        assert_eq!(over.clone().done(report()).expect_err("over").code, "not_open");
        assert_eq!(over.clone().give_back("晚了".to_owned()).expect_err("over").code, "not_open");
        assert_eq!(over.clone().withdraw().expect_err("over").code, "over");
    }
    let mut returned = task();
    returned.give_back("合成：无人在家".to_owned()).expect("given back");
    assert!(returned.clone().done(report()).is_err());
    returned.withdraw().expect("the coordinator settles it");
    assert!(!format!("{returned:?}").contains("无人在家"));
}

#[test]
fn everything_wrong_with_a_form_is_told_at_once() {
    let wrong = TaskInput {
        member: "x".to_owned(),
        kind: "other".to_owned(),
        due_on: "2025-06-01".to_owned(),
        ..TaskInput::default()
    };
    let pair = |field: &str, code| (field.to_owned(), code);
    assert_eq!(
        codes(wrong.read(day(TODAY))),
        [pair("member", "not_in_list"), pair("due_on", "past"), pair("instructions", "missing")]
    );
    assert_eq!(
        codes(TaskInput::default().read(day(TODAY))),
        [pair("member", "missing"), pair("kind", "missing"), pair("due_on", "missing")]
    );
    let unsure = ReportInput {
        outcome: "needs_help".to_owned(),
        done_on: "2025-06-03".to_owned(),
        hours: "25".to_owned(),
        ..ReportInput::default()
    };
    assert_eq!(
        codes(unsure.read(day(TODAY))),
        [pair("done_on", "future"), pair("hours", "hours"), pair("note", "missing")]
    );
    assert_eq!(codes(return_note(" ", day(TODAY))), [pair("note", "missing")]);
}

#[test]
fn instructions_carry_no_numbers_of_a_person() {
    let with = |instructions: &str| TaskInput {
        member: Uuid::nil().to_string(),
        kind: "visit".to_owned(),
        due_on: TODAY.to_owned(),
        instructions: instructions.to_owned(),
    };
    for text in
        ["电话 15400000001", "154-0000-0001", "１５４ ００００ ０００１", "330299199001010011"]
    {
        let told = codes(with(text).read(day(TODAY)));
        assert_eq!(told, [("instructions".to_owned(), "personal_number")], "{text}");
    }
    for text in ["带 2 份材料，6 月 10 日前，合成路 12 号 3 幢 401", "尾号 0001"] {
        assert!(with(text).read(day(TODAY)).is_ok(), "{text}");
    }
}

fn person(registrations: Vec<Registration>) -> Person {
    let document = Document::parse(None, "330213199001010009", day(TODAY)).expect("a document");
    Person {
        id: Uuid::nil(),
        version: 1,
        unit: Uuid::nil(),
        status: PersonStatus::Living,
        do_not_contact: false,
        merged_into: None,
        identity: Identity {
            name: Name::parse("孙合壹").expect("a name"),
            document,
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
        contacts: Default::default(),
        wishes: Default::default(),
        death: None,
        registrations,
        consents: Vec::new(),
        relatives: Vec::new(),
        created_at: DateTime::<Utc>::UNIX_EPOCH,
    }
}

#[test]
fn nobody_is_sent_to_who_is_to_be_left_in_peace() {
    let no = refusal(Uuid::nil(), Uuid::nil(), Programme::Organ, None);
    let offer = |status| Registration { stance: Stance::Offers, status, ..no.clone() };
    let why = |person: &Person| may_be_helped(person).err().map(|problem| problem.code);
    for status in
        [RegistrationStatus::Active, RegistrationStatus::Paused, RegistrationStatus::Realised]
    {
        let her = person(vec![offer(RegistrationStatus::Withdrawn), offer(status)]);
        assert_eq!(why(&her), None, "{status:?}");
        for (gone, code) in [(PersonStatus::Deceased, "deceased"), (PersonStatus::Merged, "merged")]
        {
            assert_eq!(why(&Person { status: gone, ..her.clone() }), Some(code));
        }
        let silent = Person { do_not_contact: true, ..her };
        assert_eq!(why(&silent), Some("do_not_contact"));
    }
    for registrations in [vec![], vec![no.clone()], vec![offer(RegistrationStatus::Withdrawn)]] {
        assert_eq!(why(&person(registrations)), Some("nothing_stands"));
    }
}

#[test]
fn what_was_sealed_of_a_task_before_families_had_any_still_opens() {
    let older = r#"{"id":"00000000-0000-0000-0000-000000000001","version":1,
        "person":"00000000-0000-0000-0000-000000000002","unit":"00000000-0000-0000-0000-000000000003",
        "member":"00000000-0000-0000-0000-000000000004","kind":"visit","due_on":"2025-06-10",
        "state":"handed","details":{"instructions":"合成"}}"#;
    let task: Task = serde_json::from_str(older).unwrap();
    assert_eq!(task.about, About::Person(Uuid::from_u128(2)));
    let family = Task { about: About::Ledger(Uuid::from_u128(5)), ..task };
    let again: Task = serde_json::from_str(&serde_json::to_string(&family).unwrap()).unwrap();
    assert_eq!(again, family);
}
