//! Sheets as a whole: repeated rows, days and units however they are written, titles, corrections.

use super::{SHORT, one};
use crate::domain::ledgers::{
    CaseColumn, Cell, Column, RowOutcome, SheetOverrides,
    fixed::desk::{cell, day, id, read, read_cells},
};

#[test]
fn the_same_case_again() {
    let heading = "volunteer_document|unit|notice_on|screening_outcome|case_no";
    let (report, outcomes) = read(&[
        heading,
        "#1|锦屏|2024-03-01|perhaps|",
        "#1|锦屏|2024-03-01|pending|",
        "||||",
        "#1|溪口|2024年3月1日|willing|",
        "#1|锦屏|2024-03-01|pending|A2",
        "#1|锦屏|2024-03-02|pending|",
        "#2|锦屏|2024-03-01|pending|",
        "",
        "#1|锦屏|2024-03-01|pending|A2",
    ]);
    assert_eq!((report.rows, report.accept, report.reject, report.duplicate), (7, 4, 1, 2));
    let again: Vec<_> = outcomes
        .iter()
        .filter_map(|outcome| match outcome {
            RowOutcome::Again { row, first } => Some((*row, first.row)),
            _ => None,
        })
        .collect();
    assert_eq!(again, [(5, 3), (10, 6)]);
}

#[test]
fn days_in_every_dress() {
    let texts = ["2024-03-05", "2024.3.5", "2024年3月5日", "2024/3/5", "20240305", "45356"];
    let cells = texts
        .map(Cell::text)
        .into_iter()
        .chain([Cell::Number(45356.0), Cell::Day(day(2024, 3, 5))]);
    for on in cells {
        let heading = SHORT.split('|').map(Cell::text).collect();
        let row = vec![cell("#1"), cell("锦屏"), on.clone(), cell("pending"), Cell::Empty];
        let (_, outcomes, _) = read_cells(SheetOverrides::default(), vec![heading, row]);
        let [RowOutcome::Case(case)] = &outcomes[..] else {
            panic!("{outcomes:?} of {}", on.original())
        };
        assert_eq!(case.notice_on, day(2024, 3, 5), "{}", on.original());
    }
}

#[test]
fn the_unit_by_name_by_code_or_above_the_table() {
    let unit = |text: &str| one(SHORT, &format!("#1|{text}|2024-03-01|pending|")).unit;
    for text in ["330213001", "锦屏街道", "锦屏", "奉化区锦屏街道"] {
        assert_eq!(unit(text), "330213001", "{text}");
    }
    assert_eq!([unit("330213"), unit("奉化区")], ["330213"; 2]);
    let titled =
        ["填报单位:奉化区溪口镇", "志愿者证件号码|通知日期|初筛结论", "#1|2024-03-01|未决"];
    let (_, outcomes) = read(&titled);
    assert!(matches!(&outcomes[..], [RowOutcome::Case(case)] if case.unit == "330213100"));
    let chosen = SheetOverrides {
        unit: Some("锦屏街道".to_owned()),
        columns: [(1, Column::Case(CaseColumn::NoticeOn)), (3, Column::Ignored)].into(),
        ..SheetOverrides::default()
    };
    let rows = [
        "volunteer_document|接到日期|notice_on|unit|screening_outcome",
        "#1|2024-03-01|x|火星|未决",
    ];
    let rows = rows.iter().map(|row| row.split('|').map(cell).collect()).collect();
    let (_, outcomes, _) = read_cells(chosen, rows);
    assert!(
        matches!(&outcomes[..], [RowOutcome::Case(case)] if case.unit == "330213001"),
        "{outcomes:?}"
    );
}

#[test]
fn rows_given_back_are_read_again_under_their_own_columns() {
    // The columns that say why a row was given back stand before the sheet's own, and are none of them.
    let heading = "行号|原因|怎样改正|志愿者证件号码|所属单位|通知日期|初筛结论|初筛原因码";
    let case = one(heading, "7|缺日期|缺初配通知日期，请补填|#1|锦屏|2024-03-01|流失|P1");
    assert_eq!(case.course.ending.unwrap().reason.code(), "P1");
}

#[test]
fn nothing_personal_is_printed() {
    let (report, outcomes) =
        read(&[SHORT, "#1|锦屏|2024-03-01|lost|P1 密", "#2|密|2024-03-01|密|密"]);
    let printed = format!("{outcomes:?} {report:?} {}", serde_json::to_string(&report).unwrap());
    for secret in ["密", &id(1), &id(2), "1985"] {
        assert!(!printed.contains(secret), "{secret}");
    }
}
