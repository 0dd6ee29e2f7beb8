//! Sheets of match cases. All people are invented; the area 330299 does not exist.

mod sheets;

use super::{CaseColumn, CaseRow};
use crate::domain::{
    ledgers::{
        Cell, RowOutcome, SheetOverrides, Warning,
        fixed::desk::{day, id, read, read_cells},
    },
    match_cases::{
        endings::Ending,
        reasons::Reason,
        steps::{Stage, Step},
    },
};

/// The one case of a sheet with these columns.
fn one(heading: &str, row: &str) -> CaseRow {
    match &read(&[heading, row]).1[..] {
        [RowOutcome::Case(case)] => (**case).clone(),
        other => panic!("{other:?} of {row}"),
    }
}

fn stages(case: &CaseRow) -> Vec<Stage> {
    case.course.steps.iter().map(Step::stage).collect()
}

fn ending(case: &CaseRow) -> &Ending {
    case.course.ending.as_ref().unwrap()
}

/// The columns of short rows.
const SHORT: &str = "volunteer_document|unit|notice_on|screening_outcome|reason";

#[test]
fn english_and_chinese_headings_say_the_same() {
    let english = "case_no|unit|volunteer_document|notice_on|screening_outcome|screening_on|reason|\
        remobilised_on|remobilisation_outcome|remobilisation_reason|agreed_on|exam_outcome|ended_on|\
        ended_reason|collected_on|second_reviewer|remark";
    let row = "A1|锦屏街道|#1|2024-03-01|willing|2024-03-05||2024-03-10|agreed||2024-03-20|fit|\
        2024-04-01|N3||孙复核|供者另选";
    let chinese = "案例编号|所属镇街|志愿者身份证号|初配通知日期|初筛结论|初筛日期|原因码|\
        再动员谈话日期|再动员结果|再动员原因码|书面同意日期|体检结论|终止日期|终止原因码|采集日期|复核人|备注";
    let (first, second) = (one(english, row), one(chinese, row));
    assert_eq!(first.course, second.course);
    assert_eq!((first.notice_on, &first.unit), (day(2024, 3, 1), &"330213001".to_owned()));
    assert_eq!(first.document.number(), id(1));
    assert_eq!(first.course.number.as_deref(), Some("A1"));
    assert_eq!(
        stages(&first),
        [Stage::Willing, Stage::Talked, Stage::Agreed, Stage::Typed, Stage::Examined]
    );
    let days: Vec<_> = first.course.steps.iter().map(Step::on).collect();
    assert_eq!(days[..3], [day(2024, 3, 5), day(2024, 3, 10), day(2024, 3, 20)].map(Some));
    let end = ending(&first);
    assert_eq!(
        (end.reason, end.on, end.review.is_some()),
        (Reason::N3, Some(day(2024, 4, 1)), true)
    );
    assert_eq!(end.words.as_deref(), Some("供者另选"));
    assert!(first.course.from_ledger && first.warnings.is_empty());
    // The first heading of every column is the one that is written back.
    let headings = CaseColumn::ALL.iter().map(|c| Cell::text(c.code())).collect();
    let (report, _, written) = read_cells(SheetOverrides::default(), vec![headings]);
    assert_eq!(written, CaseColumn::ALL.iter().map(|c| c.heading()).collect::<Vec<_>>());
    assert_eq!(report.columns.len(), CaseColumn::ALL.len());
    for column in CaseColumn::ALL {
        assert_eq!(CaseColumn::from_heading(column.heading()), Some(*column));
        assert_eq!(CaseColumn::from_heading(&column.code().to_uppercase()), Some(*column));
    }
    assert_eq!(CaseColumn::from_heading("初配 日期(年/月/日)"), Some(CaseColumn::NoticeOn));
    assert_eq!(CaseColumn::from_heading("姓名"), None);
}

#[test]
fn every_outcome_word() {
    for (words, reached, ends) in [
        ("willing|愿意|WILLING|同意", Some(Stage::Willing), false),
        ("lost|流失|拒绝|不愿意|不同意", None, true),
        ("ended|终止|已终止|患者方终止|结束", None, true),
        ("pending|未决|待定|联络中|进行中|", None, false),
    ] {
        for word in words.split('|') {
            let reason = if ends { "P1" } else { "" };
            let case = one(SHORT, &format!("#1|锦屏|2024-03-01|{word}|{reason}"));
            assert_eq!(case.course.reached(), reached, "{word}");
            assert_eq!(case.course.is_over(), ends, "{word}");
        }
    }
    let heading = "volunteer_document|unit|notice_on|screening_outcome|remobilised_on|\
        remobilisation_outcome|remobilisation_reason|agreed_on|exam_outcome|ended_reason|collected_on";
    for (row, reached, why) in [
        ("|||||||", Stage::Willing, None),
        ("|||||N1|", Stage::Willing, Some(Reason::N1)),
        ("2024-04-01|pending||||||", Stage::Talked, None),
        ("2024-04-01|refused|F2|||||", Stage::Talked, Some(Reason::F2)),
        ("|反悔|P2|||||", Stage::Talked, Some(Reason::P2)),
        ("2024-04-01|ended||||N2|", Stage::Talked, Some(Reason::N2)),
        ("|agreed|||||", Stage::Agreed, None),
        ("2024-04-01|||2024-04-02||||", Stage::Agreed, None),
        ("|同意||2024-04-02|-|N4|", Stage::Agreed, Some(Reason::N4)),
        ("|agreed|||unfit||", Stage::Agreed, Some(Reason::M4)),
        ("|agreed|||不合格|M4|", Stage::Agreed, Some(Reason::M4)),
        ("|agreed|||合格||", Stage::Examined, None),
        ("|agreed|||fit|P3|", Stage::Examined, Some(Reason::P3)),
        ("|agreed|||||2024-05-05", Stage::Donated, None),
    ] {
        // A short row lacks its last cells.
        let row = format!("#1|锦屏|2024-03-01|willing|{row}");
        let case = one(heading, &row);
        assert_eq!(case.course.reached(), Some(reached), "{row}");
        assert_eq!(case.course.ending.map(|end| end.reason), why, "{row}");
    }
}

#[test]
fn reasons_by_code_with_words_or_by_name() {
    for reason in Reason::ALL.iter().copied().filter(|r| !matches!(r, Reason::M4 | Reason::N4)) {
        for text in
            [reason.code().to_owned(), reason.code().to_lowercase(), reason.label().zh.to_string()]
        {
            let case = one(SHORT, &format!("#1|锦屏|2024-03-01|lost|{text}"));
            assert_eq!(ending(&case).reason, reason, "{text}");
        }
    }
    for (text, reason, words) in [
        ("F1 父母反对", Reason::F1, Some("父母反对")),
        ("F1(父亲不同意)", Reason::F1, Some("父亲不同意")),
        ("u3:三轮未接", Reason::U3, Some("三轮未接")),
        ("P3-工作忙", Reason::P3, Some("工作忙")),
        ("Z 失踪", Reason::Z, Some("失踪")),
        (" U1 ", Reason::U1, None),
    ] {
        let case = one(SHORT, &format!("#1|锦屏|2024-03-01|lost|{text}"));
        assert_eq!(
            (ending(&case).reason, ending(&case).words.as_deref()),
            (reason, words),
            "{text}"
        );
        assert_eq!(case.warnings, []);
    }
    let warned = |reason: &str| one(SHORT, &format!("#1|锦屏|2024-03-01|lost|{reason}")).warnings;
    assert_eq!(warned("Z"), [Warning::ReasonUnexplained]);
    assert_eq!(warned("N7"), [Warning::ReviewMissing]);
    assert_eq!(warned("X3"), [Warning::ReviewMissing]);
    assert_eq!(warned("X2"), []);
}

#[test]
fn one_reason_a_row_and_the_cell() {
    let heading = "unit|volunteer_document|notice_on|screening_outcome|screening_on|reason|ended_on|\
        ended_reason|remobilisation_outcome|exam_outcome|collected_on";
    for (row, reason, column) in [
        ("火星||x|maybe", "missing_document", 1),
        ("火星|不详|x|maybe", "missing_document", 1),
        ("火星|3.30299E+17|x|maybe", "number_lost_digits", 1),
        ("火星|330299198501021234|x|maybe", "check_digit", 1),
        ("火星|#1|x|maybe", "unknown_unit", 0),
        ("|#1|x|maybe", "unknown_unit", 0),
        ("锦屏|#1|x|maybe", "bad_date", 2),
        ("锦屏|#1|2026-11-22|maybe", "bad_date", 2),
        ("锦屏|#1||maybe", "missing_date", 2),
        ("锦屏|#1|2024-03-01|?|2024-13-01", "bad_date", 4),
        ("锦屏|#1|2024-03-01|maybe", "unknown_outcome", 3),
        ("锦屏|#1|2024-03-01|willing||||||maybe", "unknown_outcome", 9),
        ("锦屏|#1|2024-03-01|lost||Q1", "unknown_reason", 5),
        ("锦屏|#1|2024-03-01|lost||P", "unknown_reason", 5),
        ("锦屏|#1|2024-03-01|lost||", "unknown_reason", 5),
        ("锦屏|#1|2024-03-01|ended", "unknown_reason", 7),
        ("锦屏|#1|2024-03-01|lost||P1|2024-02-29", "contradiction", 6),
        ("锦屏|#1|2024-03-01|willing|2024-03-05||2024-03-04|P1", "contradiction", 6),
        ("锦屏|#1|2024-03-01|lost||M4", "contradiction", 3),
        ("锦屏|#1|2024-03-01|willing||||N4", "contradiction", 3),
        ("锦屏|#1|2024-03-01|pending|||||||2024-05-01", "contradiction", 3),
        ("锦屏|#1|2024-03-01|willing||||P1|agreed||2024-05-01", "contradiction", 3),
    ] {
        let (report, outcomes) = read(&[heading, row]);
        let [RowOutcome::Rejected(rejected)] = &outcomes[..] else {
            panic!("{outcomes:?} of {row}")
        };
        let rejection = &rejected.rejection;
        assert_eq!((rejection.reason.code(), rejection.column), (reason, Some(column)), "{row}");
        assert_eq!((report.reject, report.reject_by_reason[reason]), (1, 1), "{row}");
        assert!(!rejection.words.zh.is_empty() && !rejection.words.zh.contains(&id(1)), "{row}");
    }
    // Before the notice, whichever the day.
    for row in ["锦屏|#1|2024-03-01|willing|2024-02-29", "锦屏|#1|2024-03-01|lost|2024-02-29|P1"]
    {
        assert_eq!(read(&[heading, row]).0.reject_by_reason["contradiction"], 1, "{row}");
    }
    // What the patient's side tells may date from before the volunteer's last step.
    let case = one(heading, "锦屏|#1|2024-03-01|willing|2024-03-05||2024-03-04|N1");
    assert_eq!(ending(&case).on, Some(day(2024, 3, 4)));
}

/// What a line says of a screening that was passed on 20 January, after a notice of the 10th.
const WILLING: &str = "volunteer_document|unit|notice_on|screening_outcome|screening_on|reason|\
    remobilised_on|remobilisation_outcome|agreed_on|exam_outcome|ended_on|ended_reason|second_reviewer";

#[test]
fn an_agreement_counts_whatever_came_of_the_talk_later() {
    let agreed = "#1|锦屏|2025-01-10|willing|2025-01-20||2025-02-01";
    for outcome in ["ended", "refused", "pending", ""] {
        let row = format!("{agreed}|{outcome}|2025-02-10||2025-03-01|P1|");
        let case = one(WILLING, &row);
        assert_eq!(case.course.reached(), Some(Stage::Agreed), "{outcome}");
        assert_eq!(ending(&case).on, Some(day(2025, 3, 1)), "{outcome}");
    }
}

#[test]
fn what_cannot_all_be_true_is_rejected_at_its_cell() {
    for (row, reason, cell) in [
        ("pending|||2025-02-01||||||", "contradiction", "D2"),
        ("lost|2025-01-20|P1||agreed|||||", "contradiction", "D2"),
        ("lost|2025-01-20|P1||||||P2|", "contradiction", "L2"),
        (
            "willing|2025-01-20||2025-02-01|agreed|2025-02-10|unfit|2025-03-01|P1|",
            "contradiction",
            "J2",
        ),
        ("willing|2025-01-20||2025-02-01|agreed|2025-01-15||||", "contradiction", "I2"),
        ("willing|2025-01-05||||||||", "contradiction", "E2"),
        ("willing|2025-01-20||||||2025-03-01||", "unknown_reason", "L2"),
        ("lost|2025-01-20||||||||", "unknown_reason", "F2"),
        ("fit|2025-01-20||||||||", "unknown_outcome", "D2"),
    ] {
        let (report, _) = read(&[WILLING, &format!("#1|锦屏|2025-01-10|{row}")]);
        let [rejected] = report.rejected.as_slice() else { panic!("{row} is not rejected") };
        assert_eq!((rejected.reason, rejected.cell.as_deref()), (reason, Some(cell)), "{row}");
    }
}
