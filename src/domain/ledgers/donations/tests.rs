//! Sheets of donations that took place.

use super::{DonationColumn, DonationRow};
use crate::domain::{
    donations::ledger::Expressed,
    ledgers::{
        Cell, Column, Holds, RowOutcome, SheetOverrides, Warning,
        fixed::desk::{cell, day, id, read, read_cells},
    },
    programmes::{Organ, Programme},
};

/// The columns of short rows.
const SHORT: &str = "donor_document|unit|programme|donated_on";

fn one(heading: &str, row: &str) -> DonationRow {
    match &read(&[heading, row]).1[..] {
        [RowOutcome::Donation(donation)] => (**donation).clone(),
        other => panic!("{other:?} of {row}"),
    }
}

#[test]
fn english_and_chinese_headings_say_the_same() {
    let english = "unit|donor_name|donor_document|programme|donated_on|will_expressed|receiving_unit|\
        coordinator_1|coordinator_2|certificate_number|remark";
    let row = "锦屏街道|王测试|#1|器官（肝、肾）、角膜|2019-05-06|家属共同决定|合成医学院|孙甲|李乙|证2019-1|合成";
    let chinese = "所属镇街|捐献者姓名|捐献者身份证号|捐献项目|捐献日期|意愿表示方式|接收单位|\
        协调员1|协调员2|捐献证书编号|备注";
    let (first, second) = (one(english, row), one(chinese, row));
    assert_eq!(first.told, second.told);
    assert_eq!(first.programmes, [Programme::Organ, Programme::Cornea]);
    assert_eq!((first.unit.as_str(), first.document.number()), ("330213001", id(1).as_str()));
    assert_eq!(first.name.as_ref().map(|name| name.as_str()), Some("王测试"));
    let told = &first.told;
    assert_eq!((told.donated_on, told.expressed), (day(2019, 5, 6), Some(Expressed::Family)));
    assert_eq!(told.organs, [Organ::Liver, Organ::Kidney]);
    assert_eq!(told.coordinators, ["孙甲", "李乙"]);
    assert_eq!(
        [&told.receiving_unit, &told.certificate, &told.remark].map(|text| text.as_deref()),
        [Some("合成医学院"), Some("证2019-1"), Some("合成")]
    );
    assert_eq!(first.warnings, []);
    // What is about organs alone does not stand with the cornea.
    assert!(told.of(Programme::Cornea).organs.is_empty());

    let headings = DonationColumn::ALL.iter().map(|c| Cell::text(c.code())).collect();
    let (report, _, written) = read_cells(SheetOverrides::default(), vec![headings]);
    assert_eq!(report.holds, Holds::Donations);
    assert_eq!(written, DonationColumn::ALL.iter().map(|c| c.heading()).collect::<Vec<_>>());
    for column in DonationColumn::ALL {
        assert_eq!(DonationColumn::from_heading(column.heading()), Some(*column));
        assert_eq!(DonationColumn::from_heading(&column.code().to_uppercase()), Some(*column));
    }
}

#[test]
fn what_was_given_in_words_and_by_code() {
    for (text, given) in [
        ("organ", &[Programme::Organ][..]),
        ("Organ, cornea", &[Programme::Organ, Programme::Cornea]),
        ("遗体", &[Programme::Body]),
        ("眼角膜捐献", &[Programme::Cornea]),
        ("器官+角膜+遗体", &[Programme::Organ, Programme::Cornea, Programme::Body]),
        ("人体组织", &[Programme::Tissue]),
    ] {
        let row = one(SHORT, &format!("#1|锦屏|{text}|2019-05-06"));
        assert_eq!(row.programmes, given, "{text}");
    }
    for (text, expressed) in [
        ("生前登记", Expressed::Registered),
        ("遗嘱", Expressed::Testament),
        ("家属同意", Expressed::Family),
        ("family", Expressed::Family),
    ] {
        let heading = format!("{SHORT}|意愿方式");
        let row = one(&heading, &format!("#1|锦屏|遗体|2019-05-06|{text}"));
        assert_eq!(row.told.expressed, Some(expressed), "{text}");
    }
}

#[test]
fn one_reason_a_row_and_the_cell() {
    let heading = "unit|donor_name|donor_document|donated_on|programme|will_expressed";
    for (row, reason, column) in [
        ("火星|1|不详|x|乱|乱", "missing_name", 1),
        ("火星|王测试|不详|x|乱|乱", "missing_document", 2),
        ("火星|王测试|3.30299E+17|x|乱|乱", "number_lost_digits", 2),
        ("火星||330299198501021234|x|乱|乱", "check_digit", 2),
        ("火星||#1|x|乱|乱", "unknown_unit", 0),
        ("||#1|x|乱|乱", "unknown_unit", 0),
        ("锦屏||#1|x|乱|乱", "bad_date", 3),
        ("锦屏||#1|2026-11-22|乱|乱", "bad_date", 3),
        ("锦屏||#1||乱|乱", "missing_date", 3),
        ("锦屏||#1|2019-05-06||乱", "unknown_wish", 4),
        ("锦屏||#1|2019-05-06|不明|乱", "unknown_wish", 4),
        ("锦屏||#1|2019-05-06|造血干细胞|乱", "unknown_wish", 4),
        ("锦屏||#1|2019-05-06|器官、造血干细胞|乱", "unknown_wish", 4),
        ("锦屏||#1|2019-05-06|器官|听说", "unknown_will", 5),
        ("锦屏||#1|1984-12-31|器官|遗嘱", "contradiction", 3),
    ] {
        let (report, outcomes) = read(&[heading, row]);
        let [RowOutcome::Rejected(rejected)] = &outcomes[..] else {
            panic!("{outcomes:?} of {row}")
        };
        let rejection = &rejected.rejection;
        assert_eq!((rejection.reason.code(), rejection.column), (reason, Some(column)), "{row}");
        assert_eq!((report.reject, report.reject_by_reason[reason]), (1, 1), "{row}");
        let words = &rejection.words;
        assert!(!words.zh.is_empty() && !words.en.is_empty(), "{row}");
        assert!(!words.zh.contains(&id(1)) && !words.zh.contains("王测试"), "{row}");
    }
}

#[test]
fn the_same_donation_again() {
    let (report, outcomes) = read(&[
        SHORT,
        "#1|锦屏|器官|2019-05-06",
        "#1|溪口|organ|2019-05-07",
        "#1|锦屏|器官、角膜|2019-05-06",
        "#2|锦屏|器官|2019-05-06",
        "|||",
        "#1|锦屏|角膜|2019-05-06",
    ]);
    assert_eq!((report.rows, report.accept, report.reject, report.duplicate), (5, 3, 0, 2));
    assert_eq!((report.wishes["organ"], report.wishes["cornea"]), (2, 1));
    let RowOutcome::Donation(third) = &outcomes[2] else { panic!("{:?}", outcomes[2]) };
    assert_eq!(third.programmes, [Programme::Cornea]);
    assert!(third.warnings.contains(&Warning::PartlyRepeated));
    let again = |at: usize| match &outcomes[at] {
        RowOutcome::Again { row, first } => (*row, first.row),
        other => panic!("{other:?}"),
    };
    assert_eq!([again(1), again(4)], [(3, 2), (7, 2)]);
}

#[test]
fn fewer_than_two_coordinators_deserve_a_look_where_organs_were_recovered() {
    let heading = format!("{SHORT}|协调员");
    let warned = |row: &str| one(&heading, &format!("#1|锦屏|{row}")).warnings;
    assert_eq!(warned("器官|2019-05-06|孙甲"), [Warning::WitnessesMissing]);
    assert_eq!(warned("器官|2019-05-06|孙甲、李乙"), []);
    assert_eq!(warned("遗体|2019-05-06|"), []);
}

#[test]
fn a_ledger_of_volunteers_stays_one_whatever_it_tells_of_donations() {
    let heading = "姓名|证件号码|捐献项目|登记日期|捐献日期|所属镇街";
    let (report, outcomes) = read(&[heading, "王测试|#1|器官|2015-03-04||锦屏"]);
    assert_eq!(report.holds, Holds::People);
    assert!(matches!(outcomes[..], [RowOutcome::Accepted(_)]), "{outcomes:?}");
}

#[test]
fn columns_can_be_corrected() {
    let chosen = SheetOverrides {
        columns: [(1, Column::Donation(DonationColumn::Certificate)), (4, Column::Ignored)].into(),
        unit: Some("锦屏街道".to_owned()),
        ..SheetOverrides::default()
    };
    let rows = ["捐献者证件号码|证|捐献项目|捐献日期|所属单位", "#1|合成7|遗体|2019-05-06|火星"];
    let rows = rows.iter().map(|row| row.split('|').map(cell).collect()).collect();
    let (_, outcomes, _) = read_cells(chosen, rows);
    let [RowOutcome::Donation(row)] = &outcomes[..] else { panic!("{outcomes:?}") };
    assert_eq!((row.unit.as_str(), row.told.certificate.as_deref()), ("330213001", Some("合成7")));
}

#[test]
fn nothing_personal_is_printed() {
    let heading = "donor_name|donor_document|unit|programme|donated_on|remark";
    let (report, outcomes) =
        read(&[heading, "密测试|#1|锦屏|器官|2019-05-06|密", "密测试|#2|锦屏|密|2019-05-06|密"]);
    let printed = format!("{outcomes:?} {report:?} {}", serde_json::to_string(&report).unwrap());
    for secret in ["密", &id(1), &id(2), "1985", "2019"] {
        assert!(!printed.contains(secret), "{secret}");
    }
}
