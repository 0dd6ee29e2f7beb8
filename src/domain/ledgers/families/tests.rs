//! Sheets of donors' families.

use super::{FamilyColumn, FamilyRow};
use crate::domain::{
    care::{
        contact::{ContactRule, Way},
        members::Kinship,
    },
    ledgers::{
        Cell, Holds, RowOutcome, SheetOverrides, Warning,
        fixed::desk::{day, id, read, read_cells},
    },
};

/// The columns of short rows.
const SHORT: &str = "donor_document|unit|member_name|relation|phone|contact|ways|silence";

fn one(heading: &str, row: &str) -> FamilyRow {
    match &read(&[heading, row]).1[..] {
        [RowOutcome::Member(member)] => (**member).clone(),
        other => panic!("{other:?} of {row}"),
    }
}

#[test]
fn english_and_chinese_headings_say_the_same() {
    let english = "unit|donor_name|donor_document|died_on|lunar|member_name|relation|phone|birth_date|\
        address|contact|ways|silence|remark";
    let row = "锦屏街道|王测试|#1|2019-05-06|是|李测试|母亲|15400000001|1950-02-03|合成路1号|可以|电话、上门||独居";
    let chinese = "所属镇街|捐献者姓名|捐献者身份证号|去世日期|按农历|家属姓名|与捐献者关系|家属电话|\
        家属出生日期|家属住址|是否可以联系|联系途径|要求不联系|备注";
    let (first, second) = (one(english, row), one(chinese, row));
    assert!(first.member == second.member);
    assert_eq!((first.died_on, first.lunar), (Some(day(2019, 5, 6)), Some(true)));
    assert_eq!(first.unit, "330213001");
    let member = &first.member;
    assert_eq!((member.name.as_str(), member.kinship), ("李测试", Kinship::Mother));
    assert_eq!(member.phone.as_ref().map(|phone| phone.as_str()), Some("15400000001"));
    assert_eq!(member.birth_date, Some(day(1950, 2, 3)));
    assert_eq!(
        (member.contact, &member.ways[..]),
        (ContactRule::Yes, &[Way::Phone, Way::Visit][..])
    );
    assert_eq!((first.remark.as_deref(), &first.warnings[..]), (Some("独居"), &[][..]));

    let headings = FamilyColumn::ALL.iter().map(|c| Cell::text(c.code())).collect();
    let (report, _, written) = read_cells(SheetOverrides::default(), vec![headings]);
    assert_eq!(report.holds, Holds::Families);
    assert_eq!(written, FamilyColumn::ALL.iter().map(|c| c.heading()).collect::<Vec<_>>());
    for column in FamilyColumn::ALL {
        assert_eq!(FamilyColumn::from_heading(column.heading()), Some(*column));
        assert_eq!(FamilyColumn::from_heading(&column.code().to_uppercase()), Some(*column));
    }
}

#[test]
fn who_may_be_contacted_and_how_in_many_words() {
    let told = |phone: &str, contact: &str, ways: &str| {
        let row = format!("#1|锦屏|李测试|配偶|{phone}|{contact}|{ways}|");
        let member = one(SHORT, &row).member;
        (member.contact, member.ways)
    };
    let phone = "15400000001";
    let yes = |ways: &[Way]| (ContactRule::Yes, ways.to_vec());
    for (contact, ways, expected) in [
        ("可以", "", yes(&[Way::Phone])),
        ("yes", "visit", yes(&[Way::Visit])),
        ("可以（上门）", "", yes(&[Way::Visit])),
        ("仅微信", "", yes(&[Way::WeChat])),
        ("电话、信件", "", yes(&[Way::Phone, Way::Post])),
        ("", "电话", yes(&[Way::Phone])),
        ("不联系", "", (ContactRule::No, Vec::new())),
        ("否", "电话", (ContactRule::No, Vec::new())),
    ] {
        assert_eq!(told(phone, contact, ways), expected, "{contact} {ways}");
    }
    assert_eq!(told("", "愿意", "上门"), yes(&[Way::Visit]));
}

#[test]
fn who_asked_for_silence_gets_it() {
    let of = |contact: &str, silence: &str| {
        one(SHORT, &format!("#1|锦屏|李测试|配偶|15400000001|{contact}||{silence}"))
    };
    for silence in ["是", "yes", "请勿联系"] {
        let row = of("可以", silence);
        assert_eq!(row.member.contact, ContactRule::No, "{silence}");
        assert_eq!(row.member.stops.since(), Some(day(2026, 11, 21)), "{silence}");
        assert_eq!((row.all_silent, &row.warnings[..]), (None, &[Warning::AskedForSilence][..]));
    }
    assert_eq!(of("", "2022-03-04").member.stops.since(), Some(day(2022, 3, 4)));
    let all = of("可以", "全家");
    assert_eq!((all.all_silent, all.member.contact), (Some(day(2026, 11, 21)), ContactRule::No));
    assert_eq!(of("可以", "否").member.contact, ContactRule::Yes);
}

#[test]
fn one_reason_a_row_and_the_cell() {
    let heading = "donor_document|donor_name|unit|died_on|lunar|member_name|relation|phone|contact|\
        silence|remark|birth_date";
    for (row, reason, column) in [
        ("不详|1|火星|x|乱||乱|1|乱|乱|15400000001", "missing_name", 5),
        ("不详|1|火星|x|乱|李测试|乱|1|乱|乱|15400000001", "missing_name", 1),
        ("||火星|x|乱|李测试|乱|1|乱|乱|15400000001", "missing_document", 0),
        ("3.30299E+17||火星|x|乱|李测试|乱|1|乱|乱|", "number_lost_digits", 0),
        ("330299198501021234||火星|x|乱|李测试|乱|1|乱|乱|", "check_digit", 0),
        ("#1||火星|x|乱|李测试|乱|1|乱|乱|", "unknown_unit", 2),
        ("#1||锦屏|x|乱|李测试|乱|1|乱|乱|", "bad_date", 3),
        ("#1||锦屏|2026-11-22|乱|李测试|乱|1|乱|乱|", "bad_date", 3),
        ("#1||锦屏|2019-05-06|乱|李测试|乱|1|乱|乱|", "bad_date", 4),
        ("#1||锦屏|2019-05-06|否|李测试||1|乱|乱|", "unknown_relation", 6),
        ("#1||锦屏|2019-05-06|否|李测试|本人|1|乱|乱|", "unknown_relation", 6),
        ("#1||锦屏|2019-05-06|否|李测试|女儿|1|乱|乱|", "bad_phone", 7),
        ("#1||锦屏|2019-05-06|否|李测试|女儿||乱|乱|", "unknown_contact", 9),
        ("#1||锦屏|2019-05-06|否|李测试|女儿||||", "unknown_contact", 8),
        ("#1||锦屏|2019-05-06|否|李测试|女儿||看情况||", "unknown_contact", 8),
        ("#1||锦屏|2019-05-06|否|李测试|女儿||否||打15400000001", "number_in_remark", 10),
        ("#1||锦屏|2019-05-06|否|李测试|女儿||否|||2020-01-01", "child_without_guardian", 11),
        ("#1||锦屏|1984-05-06|否|李测试|女儿||否|||", "contradiction", 3),
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
        assert!(!words.zh.contains(&id(1)) && !words.zh.contains("李测试"), "{row}");
    }
    // Willing, but nowhere to be reached.
    let (report, _) = read(&[SHORT, "#1|锦屏|李测试|女儿||可以||"]);
    assert_eq!(report.rejected[0].cell.as_deref(), Some("G2"));
}

#[test]
fn members_of_one_donor_agree_and_stand_once() {
    let heading = "donor_document|donor_name|unit|died_on|lunar|member_name|relation|contact";
    let (report, outcomes) = read(&[
        heading,
        "#1||锦屏|2019-05-06||李测试|母亲|否",
        "#1||锦屏|||李测试|母亲|否",
        "#1||锦屏||是|王小测|儿子|否",
        "#1||锦屏|2019-05-07||王大测|儿子|否",
        "#1||锦屏||否|王大测|儿子|否",
        "|赵测试|锦屏|2019-05-07||李测试|母亲|否",
        "|赵测试|溪口|2020-05-07||李测试|母亲|否",
        "#2||锦屏|2020-05-07||李测试|母亲|否",
    ]);
    assert_eq!((report.rows, report.accept, report.reject, report.duplicate), (8, 5, 2, 1));
    assert!(matches!(&outcomes[1], RowOutcome::Again { row: 3, first } if first.row == 2));
    let cells: Vec<_> =
        report.rejected.iter().map(|one| (one.reason, one.cell.as_deref())).collect();
    assert_eq!(cells, [("contradiction", Some("D5")), ("contradiction", Some("E6"))]);
    assert!(report.rejected[0].words.zh.contains("第 2 行"), "{}", report.rejected[0].words.zh);
    assert_eq!(report.notes_by_kind["donor_by_name_only"], 2);
}

#[test]
fn a_ledger_of_volunteers_with_relatives_stays_one() {
    let heading =
        "捐献者姓名|身份证号|捐献意愿|登记日期|所属镇街|家属姓名|与捐献者关系|家属电话|去世日期";
    let row = "王测试|#1|器官|2015-03-04|锦屏|李测试|母亲|15400000001|";
    assert_eq!(read(&[heading, row]).0.holds, Holds::People);
}

#[test]
fn nothing_personal_is_printed() {
    let heading = "donor_name|unit|died_on|member_name|relation|contact|remark";
    let (report, outcomes) = read(&[
        heading,
        "密测试|锦屏|2019-05-06|密小测|母亲|否|密",
        "密测试|锦屏||密大测|密|否|密",
    ]);
    let printed = format!("{outcomes:?} {report:?} {}", serde_json::to_string(&report).unwrap());
    for secret in ["密", "2019"] {
        assert!(!printed.contains(secret), "{secret}");
    }
}
