use proptest::prelude::*;

use super::{inputs::*, *};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn visit() -> Visit {
    Visit {
        id: Uuid::from_u128(1),
        version: 1,
        by_unit: Uuid::from_u128(2),
        unit: Uuid::from_u128(3),
        on: day("2025-06-10"),
        occasion: Occasion::MidTerm,
        state: VisitState::Planned,
        details: VisitDetails { who: vec![Uuid::from_u128(4)], ..VisitDetails::default() },
    }
}

fn finding(due_on: Option<&str>) -> Finding {
    let text = "台账缺签字日期".to_owned();
    Finding { kind: FindingKind::Ledgers, text, due_on: due_on.map(day), reports: Vec::new() }
}

fn done(on: &str) -> Rectification {
    Rectification { on: day(on), what: "已补齐".to_owned(), by: None, answer: None }
}

fn said(accepted: bool) -> Answer {
    let words = (!accepted).then(|| "仍缺两份".to_owned());
    Answer { on: day("2025-07-02"), accepted, words, by: None }
}

#[test]
fn a_finding_goes_from_open_to_closed_and_back_if_the_report_does_not_hold() {
    let mut visit = visit();
    assert_eq!(visit.find(None, finding(None)).unwrap_err().code, "not_held");
    visit.hold(day("2025-06-12")).unwrap();
    assert_eq!(visit.hold(day("2025-06-12")).unwrap_err().code, "not_planned");
    assert_eq!(visit.cancel(String::new()).unwrap_err().code, "not_planned");
    assert_eq!(visit.find(None, finding(Some("2025-06-11"))).unwrap_err().code, "before_visit");
    visit.find(None, finding(Some("2025-06-30"))).unwrap();
    visit.find(None, finding(None)).unwrap();
    assert_eq!((visit.due_on(), visit.awaits_answer()), (Some(day("2025-06-30")), false));
    assert!(!visit.details.findings[0].is_overdue(day("2025-06-30")));
    assert!(visit.details.findings[0].is_overdue(day("2025-07-01")));
    assert!(!visit.details.findings[1].is_overdue(day("2026-07-01")));

    assert_eq!(visit.rectify(1, done("2025-06-01")).unwrap_err().code, "before_visit");
    assert_eq!(visit.rectify(2, done("2025-06-20")).unwrap_err().code, "nothing_to_rectify");
    assert_eq!(visit.rectify(0, done("2025-06-20")).unwrap_err().code, "unknown");
    assert_eq!(visit.rectify(3, done("2025-06-20")).unwrap_err().code, "unknown");
    assert_eq!(visit.answer(1, said(true)).unwrap_err().code, "nothing_to_confirm");
    visit.rectify(1, done("2025-06-20")).unwrap();
    assert_eq!((visit.due_on(), visit.awaits_answer()), (None, true));
    visit.answer(1, said(false)).unwrap();
    assert_eq!(visit.details.findings[0].state(), FindingState::Open);
    visit.rectify(1, done("2025-06-25")).unwrap();
    visit.answer(1, said(true)).unwrap();
    let first = &visit.details.findings[0];
    assert_eq!(
        (first.state(), first.rectified_on()),
        (FindingState::Closed, Some(day("2025-06-25")))
    );
    assert_eq!(first.reports.len(), 2, "the report that did not hold is kept");
    assert_eq!(visit.find(Some(1), finding(None)).unwrap_err().code, "reported");
    visit.find(Some(2), finding(Some("2025-08-01"))).unwrap();
    assert_eq!(visit.due_on(), Some(day("2025-08-01")));
}

#[test]
fn every_problem_of_a_form_is_told_at_once() {
    let today = day("2025-06-10");
    let codes = |problems: Vec<Problem>| -> Vec<String> {
        problems.iter().map(|one| format!("{}:{}", one.field, one.code)).collect()
    };
    let empty = VisitInput::default().read(today).map(drop);
    let missing = ["unit:missing", "on:missing", "occasion:missing", "who:missing"];
    assert_eq!(codes(empty.unwrap_err()), missing);
    let ahead = VisitInput {
        unit: Uuid::from_u128(3).to_string(),
        on: "2025-06-11".to_owned(),
        occasion: "board".to_owned(),
        who: vec![Uuid::from_u128(4).to_string(); 2],
        about: "联系 13900000000".to_owned(),
        held: "yes".to_owned(),
    };
    let found = ahead.read(today).map(drop).unwrap_err();
    assert_eq!(codes(found), ["on:future", "about:personal_number"]);
    let planned = VisitInput { held: String::new(), about: String::new(), ..ahead };
    assert_eq!(planned.read(today).unwrap().who.len(), 1, "nobody goes twice");
    let sent_back = AnswerInput { decision: "return".to_owned(), words: String::new() };
    assert_eq!(codes(sent_back.read(None, today).map(drop).unwrap_err()), ["words:missing"]);
    assert!(AnswerInput::default().read(None, today).is_err());
    assert!(FindingInput::default().read(today).is_err());
    assert!(cancelling(" ", today).is_err());
}

proptest! {
    /// Whatever is tried in whatever order: what is overdue is open, a closed finding stays closed, and
    /// nothing that was reported is lost.
    #[test]
    fn any_course(acts in prop::collection::vec((0..4_u8, 1..4_usize, any::<bool>()), 0..40)) {
        let mut visit = visit();
        visit.hold(day("2025-06-12")).unwrap();
        let mut reports = 0;
        for (act, number, flag) in acts {
            let before = visit.clone();
            let taken = match act {
                0 => visit.find(None, finding(flag.then_some("2025-06-30"))),
                1 => visit.find(Some(number), finding(flag.then_some("2025-07-30"))),
                2 => visit.rectify(number, done("2025-06-20")),
                _ => visit.answer(number, said(flag)),
            };
            match taken {
                Ok(()) => reports += usize::from(act == 2),
                Err(_) => prop_assert_eq!(&before, &visit, "a refused act changes nothing"),
            }
            let kept: usize = visit.details.findings.iter().map(|one| one.reports.len()).sum();
            prop_assert_eq!(kept, reports);
            prop_assert!(before.count(FindingState::Closed) <= visit.count(FindingState::Closed));
            prop_assert_eq!(visit.due_on().is_some(), visit.count(FindingState::Open) > 0);
        }
    }
}
