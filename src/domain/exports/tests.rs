//! Above fifty people nobody exports alone, a file is given out once and in time, and no cell is a formula.

use proptest::prelude::*;

use super::{
    inputs::{ExportInput, ReadExport},
    sheets::harmless,
    *,
};

const ASKS: Uuid = Uuid::from_u128(1);
const OTHER: Uuid = Uuid::from_u128(2);
const UNIT: Uuid = Uuid::from_u128(3);

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn today() -> NaiveDate {
    day("2025-06-02")
}

fn input() -> ExportInput {
    ExportInput {
        kind: "members".to_owned(),
        purpose: "会员大会通知".to_owned(),
        ..ExportInput::default()
    }
}

fn read() -> ReadExport {
    input().read(UNIT, today()).unwrap_or_else(|_| panic!("it can be read"))
}

fn export(found: i64) -> Export {
    Export::ask(Uuid::nil(), (ASKS, UNIT), read(), found, today()).expect("somebody was found")
}

fn codes(input: &ExportInput) -> Vec<(String, &'static str)> {
    let problems = input.read(UNIT, today()).err().unwrap_or_default();
    problems.into_iter().map(|one| (one.field.into_owned(), one.code)).collect()
}

#[test]
fn fifty_go_alone_and_one_more_waits_for_somebody_else() {
    let nobody = Export::ask(Uuid::nil(), (ASKS, UNIT), read(), 0, today());
    assert_eq!(nobody.unwrap_err().code, "nobody");
    let mut few = export(50);
    assert_eq!((few.status, few.until), (ExportStatus::Ready, Some(day("2025-06-09"))));
    assert_eq!(few.decide(Some(OTHER), true, today()).unwrap_err().code, "not_waiting");
    few.give(Some(ASKS), 50, today()).expect("given out");

    let mut many = export(51);
    assert_eq!((many.status, many.until), (ExportStatus::Waiting, None));
    assert_eq!(many.may_fetch(Some(ASKS), today()).unwrap_err().code, "waiting");
    for nobody_else in [Some(ASKS), None] {
        let refused = many.decide(nobody_else, true, today());
        assert_eq!(refused.unwrap_err().code, "second_person");
    }
    let mut declined = many.clone();
    declined.decide(Some(OTHER), false, today()).expect("declined");
    assert_eq!(declined.may_fetch(Some(ASKS), today()).unwrap_err().code, "declined");
    // The time runs from the approval.
    many.decide(Some(OTHER), true, day("2025-07-01")).expect("approved");
    assert_eq!(many.until, Some(day("2025-07-08")));
    assert_eq!(many.may_fetch(Some(OTHER), day("2025-07-01")).unwrap_err().code, "not_hers");
    assert!(many.may_fetch(Some(ASKS), day("2025-07-08")).is_ok());
    assert!(many.has_lapsed(day("2025-07-09")));
    assert_eq!(many.may_fetch(Some(ASKS), day("2025-07-09")).unwrap_err().code, "lapsed");
    assert_eq!(many.give(Some(ASKS), 52, day("2025-07-02")).unwrap_err().code, "more_people");
    assert_eq!(many.give(Some(ASKS), 0, day("2025-07-02")).unwrap_err().code, "nobody");
    many.give(Some(ASKS), 49, day("2025-07-02")).expect("given out");
    assert_eq!((many.given, many.given_on), (Some(49), Some(day("2025-07-02"))));
    assert_eq!(many.give(Some(ASKS), 49, day("2025-07-02")).unwrap_err().code, "given_already");
    assert!(!format!("{many:?}").contains("会员大会"), "the purpose is sealed");
}

#[test]
fn everything_wrong_with_a_request_is_told_at_once() {
    let wrong = ExportInput {
        kind: "people".to_owned(),
        unit: "x".to_owned(),
        year: "2026".to_owned(),
        membership: "donor".to_owned(),
        purpose: String::new(),
    };
    let told = ["kind", "unit", "year", "membership", "purpose"].map(str::to_owned);
    let codes_told = ["not_in_list", "not_in_list", "year", "not_in_list", "missing"];
    let expected: Vec<_> = told.into_iter().zip(codes_told).collect();
    assert_eq!(codes(&wrong), expected);
    let purpose = |text: &str| ExportInput { purpose: text.to_owned(), ..input() };
    for tells in ["器官捐献者联谊", "造血干细胞志愿者", "Ｍarrow donors", "生命之光服务队"]
    {
        assert_eq!(codes(&purpose(tells)), [("purpose".to_owned(), "tells_programme")], "{tells}");
    }
    let named = codes(&purpose("给 154 0000 0001 打电话"));
    assert_eq!(named, [("purpose".to_owned(), "personal_number")]);
    let filter = ExportInput {
        year: "２０２５年".to_owned(),
        membership: "volunteer".to_owned(),
        ..input()
    };
    let read = filter.read(UNIT, today()).unwrap_or_else(|_| panic!("it can be read")).filter;
    let membership = Some(MembershipKind::Volunteer);
    assert_eq!(read, Filter { unit: UNIT, year: Some(2025), membership });
}

#[test]
fn what_begins_like_a_formula_is_text() {
    for formula in ["=1+1", "+86 154", "-1", "@SUM(A1)", "\t=1", " =1", "＝1", "　=1"] {
        assert_eq!(harmless(formula), format!("'{formula}"));
    }
    for text in ["", "孙合壹", "15400000001", "2025-06-02", "1=1", "a@example.com"] {
        assert_eq!(harmless(text), text);
    }
}

proptest! {
    #[test]
    fn no_cell_begins_like_a_formula(text in "[ \u{3000}]{0,2}[=+\\-@\t\r＝＋－＠a孙1]{0,4}\\PC{0,6}") {
        let cell = harmless(&text);
        let first = cell.trim_start().chars().next();
        prop_assert!(!matches!(first, Some('=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠')));
        prop_assert!(cell.ends_with(&text), "nothing is lost");
    }

    #[test]
    fn more_than_fifty_are_never_given_out_without_somebody_else(
        found in 1..120i64, people in 0..130i64, by in prop::option::of(0..4u128), approve in any::<bool>(), later in 0..20u64,
    ) {
        let mut one = export(found);
        let by = by.map(Uuid::from_u128);
        let decided = one.decide(by, approve, today()).is_ok();
        if one.give(Some(ASKS), people, today() + Days::new(later)).is_ok() {
            prop_assert!(people <= found && later <= DAYS);
            prop_assert!(people <= ALONE || (decided && approve && by != Some(ASKS) && by.is_some()));
        }
    }
}
