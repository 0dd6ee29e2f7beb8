use proptest::prelude::*;

use super::{inputs::*, *};

fn words(text: &str) -> Words {
    Words::made(text, "")
}

/// A table of units: the whole, those below, and the unit apart from them.
fn units(below: &[i64], apart: i64) -> Content {
    let columns = vec![
        Column::new("registered", words("登记")),
        Column::new("left", words("退出")).outcome(),
        Column::new("rate", words("比率")).outcome(),
    ];
    let mut section = Section::new("units", words("各单位"), columns);
    let cells = |count: i64| vec![Cell::Count(1), Cell::Count(count), Cell::Share(125)];
    section.push("all", words("合计"), Of::Whole, cells(below.iter().sum::<i64>() + apart));
    for (n, count) in below.iter().enumerate() {
        section.push(format!("u{n}"), words("镇"), Of::Below, cells(*count));
    }
    section.push("own", words("本级"), Of::Apart, cells(apart));
    Content {
        kind: ReportKind::Quarterly,
        period: "2025-Q3".to_owned(),
        unit: Uuid::nil(),
        unit_code: None,
        unit_name: words("奉化区"),
        as_of: NaiveDate::from_ymd_opt(2025, 10, 31).unwrap(),
        sections: vec![section],
        definitions: vec![Term { term: words("项"), words: words("一次登记") }],
    }
}

fn lines(content: &Content, column: usize) -> Vec<String> {
    content.sections[0].rows.iter().map(|row| row.cells[column].line()).collect()
}

#[test]
fn who_opens_no_records_sees_no_small_outcome_of_units_below() {
    let seen = units(&[12, 3, 0, 7], 2).for_figures_only(Uuid::nil());
    assert_eq!(lines(&seen, 0), ["1"; 6], "registrations are no outcome");
    assert_eq!(lines(&seen, 1), ["24", "12", "<5", "<5", "7", "2"]);
    assert_eq!(lines(&seen, 2), ["12.5%", "12.5%", "–", "–", "12.5%", "12.5%"]);
    let alone = units(&[12, 3, 9], 30).for_figures_only(Uuid::nil());
    assert_eq!(lines(&alone, 1), ["54", "12", "<5", "–", "30"], "one alone is a difference");
    let only = units(&[3], 8).for_figures_only(Uuid::nil());
    assert_eq!(lines(&only, 1), ["11", "<5", "–"]);
}

#[test]
fn a_report_of_a_unit_below_is_all_about_such_a_unit() {
    let below = Uuid::from_u128(7);
    let seen = units(&[12, 3, 9], 30).for_figures_only(below);
    assert_eq!(lines(&seen, 1), ["54", "12", "<5", "–", "30"]);
    let few = units(&[], 3).for_figures_only(below);
    assert_eq!((lines(&few, 1), lines(&few, 2)), (vec!["<5".into(); 2], vec!["–".into(); 2]));
}

#[test]
fn a_period_fits_its_kind() {
    for (kind, good) in [
        (ReportKind::Monthly, "2025-03"),
        (ReportKind::Quarterly, "2025-Q3"),
        (ReportKind::Yearly, "2025"),
        (ReportKind::MidTerm, "2021-01..2023-06"),
    ] {
        assert_eq!(kind.period(good).unwrap().to_string(), good);
        for other in ReportKind::ALL.iter().filter(|other| **other != kind) {
            assert_eq!(other.period(good).unwrap_err().code, "period");
        }
        assert!(kind.period("2025-Q5").is_err());
    }
}

#[test]
fn changes_name_table_row_and_column_with_both_values() {
    let (old, mut new) = (units(&[12, 3], 2), units(&[12, 4], 2));
    assert_eq!(changes(&old, &old), []);
    new.sections[0].rows[1].code = "other".to_owned();
    new.definitions[0].words = words("一次登记，按项计");
    let found = changes(&old, &new);
    let told: Vec<String> = found
        .iter()
        .map(|one| format!("{} {} {}>{}", one.row.zh, one.column.zh, one.was.line(), one.is.line()))
        .collect();
    assert_eq!(
        told,
        [
            "合计 退出 17>18",
            "镇 退出 >12",
            "镇 比率 >12.5%",
            "镇 登记 >1",
            "镇 退出 12>",
            "镇 比率 12.5%>",
            "镇 登记 1>",
            "镇 退出 3>4",
            "项  一次登记>一次登记，按项计"
        ]
    );
}

#[test]
fn what_is_frozen_reads_back_to_the_same_text() {
    let text = units(&[12, 3], 2).canonical().unwrap();
    let read: Content = serde_json::from_str(&text).unwrap();
    assert_eq!(read.canonical().unwrap(), text);
    assert!(!text.contains('.'), "no fraction in it: {text}");
}

#[test]
fn a_correction_says_why_and_a_copy_what_for() {
    let today = NaiveDate::from_ymd_opt(2025, 10, 31).unwrap();
    let input = IssueInput { purpose: "archive".to_owned(), ..IssueInput::default() };
    assert_eq!(input.read(true, today).unwrap_err()[0].field, "reason");
    assert_eq!(input.read(false, today).unwrap().reason, None);
    let empty = CopyInput::default().read(today).unwrap_err();
    let fields: Vec<&str> = empty.iter().map(|one| one.field.as_ref()).collect();
    assert_eq!(fields, ["format", "purpose"]);
}

proptest! {
    /// Whoever adds the shown parts up and takes them from the whole never finds one hidden number.
    #[test]
    fn no_hidden_outcome_is_a_difference(below in prop::collection::vec(0..40_i64, 1..12), apart in 0..40_i64) {
        let exact = units(&below, apart);
        let seen = exact.clone().for_figures_only(Uuid::nil());
        let hidden = |cell: &Cell| matches!(cell, Cell::Few | Cell::Withheld);
        let rows = &seen.sections[0].rows;
        let of_column = rows.iter().filter(|row| hidden(&row.cells[1])).count();
        prop_assert!(of_column != 1);
        for (row, was) in rows.iter().zip(&exact.sections[0].rows) {
            match (&row.cells[1], &was.cells[1]) {
                (Cell::Count(shown), Cell::Count(count)) => {
                    prop_assert_eq!(shown, count);
                    prop_assert!(row.of != Of::Below || *shown >= 5);
                }
                (cell, _) => prop_assert!(hidden(cell)),
            }
            prop_assert_eq!(&row.cells[0], &was.cells[0]);
        }
    }
}
