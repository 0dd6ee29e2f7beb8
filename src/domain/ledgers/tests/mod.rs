//! Whole sheets, small and messy. All people are invented; the area 330299 does not exist.

use chrono::NaiveDate;

mod properties;

use super::*;
use crate::domain::{
    documents::check_digit,
    programmes::Rules,
    units::{Directory, shipped_offices},
};

/// A valid number of a person born on a day of 1985 who does not exist.
fn id(person: u32) -> String {
    let body = format!("330299198501{:02}{:03}", person % 28 + 1, 11 + person * 2);
    let check = check_digit(&body).unwrap();
    format!("{body}{check}")
}

fn read_with(
    overrides: SheetOverrides,
    file: &str,
    name: &str,
    rows: &[Vec<Cell>],
) -> (SheetReport, Vec<RowOutcome>) {
    let directory = Directory::of_offices(&shipped_offices());
    let today = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
    let ctx = Context { today, directory: &directory, rules: Rules::default() };
    let mut known = Known::default();
    let mut reader = SheetReader::new(file, name, &ctx, overrides, &mut known);
    let outcomes =
        (1..).zip(rows).filter_map(|(row, cells)| reader.push(row, cells.clone())).collect();
    (reader.finish().expect("a ledger"), outcomes)
}

/// Reads rows written with `|` between the cells; `#1` is the number of person 1.
fn read(name: &str, rows: &[&str]) -> (SheetReport, Vec<RowOutcome>) {
    read_with(SheetOverrides::default(), "台账.xlsx", name, &grid(rows))
}

fn grid(rows: &[&str]) -> Vec<Vec<Cell>> {
    let cell = |text: &str| match text.strip_prefix('#').and_then(|person| person.parse().ok()) {
        Some(person) => Cell::text(&id(person)),
        None => Cell::text(text),
    };
    rows.iter().map(|row| row.split('|').map(cell).collect()).collect()
}

fn entries(outcomes: &[RowOutcome]) -> Vec<&Entry> {
    outcomes
        .iter()
        .filter_map(|outcome| match outcome {
            RowOutcome::Accepted(entry) => Some(&**entry),
            _ => None,
        })
        .collect()
}

fn reasons(report: &SheetReport) -> Vec<(&str, u32)> {
    report.reject_by_reason.iter().map(|(reason, count)| (*reason, *count)).collect()
}

fn codes(report: &SheetReport) -> Vec<String> {
    report.columns.iter().map(|c| c.column.map_or_else(|| "?".to_owned(), Column::code)).collect()
}

#[test]
fn three_heading_rows_sections_totals_and_footers() {
    let (report, outcomes) = read(
        "Sheet1",
        &[
            "人体器官、遗体捐献志愿登记册",
            "填报单位:宁波市奉化区红十字会|||单位:人",
            "",
            "序号|基本情况|||登记情况||执行人||",
            "|姓名|证件||日期|类别|姓名|关系|联系方式",
            "||名称|号码|||||",
            "1|2|3|4|5|6|7|8|9",
            "一|锦屏街道",
            "1|王测试|身份证|#1|2023.3.5|遗体|李测试|女儿|13900000001",
            "2|赵测试|身份证|#2|2023年4月6日|器官+遗体|||",
            "小计|2人",
            "溪口镇(2人)",
            "3|钱测试|身份证|#3|45356|多器官||",
            "||||合计|3",
            "制表人:|孙测试|审核人:|李测试|2024年1月1日",
            "注:本表一式两份",
        ],
    );
    assert_eq!((report.rows, report.accept, report.reject), (3, 3, 0));
    assert_eq!(
        codes(&report),
        [
            "sequence",
            "name",
            "document_kind",
            "document_number",
            "registered_on",
            "wish",
            "executor_name",
            "executor_relation",
            "executor_phone"
        ]
    );
    let entries = entries(&outcomes);
    let units: Vec<_> = entries.iter().map(|entry| entry.unit.as_str()).collect();
    assert_eq!(units, ["330213001", "330213001", "330213100"]);
    assert_eq!(entries[0].executor.as_ref().unwrap().phones.len(), 1);
    assert_eq!(report.warn_by_kind["body_without_executor"], 1);
    assert_eq!(report.registered_by_year.into_iter().collect::<Vec<_>>(), [(2023, 2), (2024, 1)]);
    assert_eq!(report.ignored_rows, [] as [u32; 0]);
}

#[test]
fn a_lost_group_heading_and_columns_in_any_place() {
    let (report, outcomes) = read(
        "造干",
        &[
            "||姓名|身份证号码|手机|采样时间|所属镇街|姓名|关系|联系电话|姓名|关系|联系电话",
            "||王测试|#1|15400000001|2024/1/2|锦屏|李测试|母亲|15400000002|孙测试|朋友|15400000003",
            "||姓名|身份证号码|手机|采样时间|所属镇街|姓名|关系|联系电话|姓名|关系|联系电话",
            "||赵测试(已故)|#2|空号|2024/1/2|锦屏|||||",
        ],
    );
    assert_eq!((report.rows, report.accept), (2, 2));
    let entries = entries(&outcomes);
    assert_eq!(entries[0].relatives.len(), 2);
    assert_eq!(entries[0].relatives[1].phones[0].as_str(), "15400000003");
    assert_eq!(entries[0].person.phones.len(), 1);
    assert!(entries[0].contactable());
    assert!(entries[1].deceased && !entries[1].contactable());
    assert_eq!(report.warn_by_kind["no_usable_phone"], 1);
    assert_eq!(report.wishes["stem_cell"], 2);
    assert_eq!(report.sampled_not_pooled, 2);
}

#[test]
fn one_reason_a_row_in_order() {
    let heading = "姓名|证件号码|镇街|采样日期|入库日期|捐献项目";
    let rows = [
        ("|1|锦屏|x||", "missing_name"),
        ("王测试||火星|x||", "missing_document"),
        ("王测试|3.30299E+17|火星|x||", "number_lost_digits"),
        ("王测试|330299198501021234|火星|x||", "check_digit"),
        ("王测试|33029919850102|火星|x||", "check_digit"),
        ("王测试|#1|火星|x||", "unknown_unit"),
        ("王测试|#1||x||", "unknown_unit"),
        ("王测试|#1|锦屏|2023.13.45||待定", "bad_date"),
        ("王测试|#1|锦屏|2027-01-01||待定", "bad_date"),
        ("王测试|#1|锦屏|2023-01-01|待补录|造血干细胞", "bad_date"),
        ("王测试|#1|锦屏||2023-01-01|待定", "missing_date"),
        ("王测试|#1|锦屏|2002-01-01|2001-01-01|待定", "under_18"),
        ("王测试|#1|锦屏|2023-01-01|2022-01-01|待定", "pooled_before_sampled"),
        ("王测试|#1|锦屏|2023-01-01|2023-01-01|待定", "unknown_wish"),
        ("王测试|#1|锦屏|2023-01-01|2023-01-01|", "unknown_wish"),
    ];
    for (row, reason) in rows {
        let (report, _) = read("Sheet1", &[heading, row]);
        assert_eq!(reasons(&report), [(reason, 1)], "{row}");
    }
    let (report, _) = read("Sheet1", &[heading, "王测试|#1|锦屏|2023-01-01|2023-01-01|造血干细胞"]);
    assert_eq!((report.accept, report.pooled_by_year[&2023]), (1, 1));
    let (report, _) = read("Sheet1", &[heading, "||锦屏|2023-01-01|2023-01-01|造血干细胞"]);
    assert_eq!(reasons(&report), [("missing_name", 1)]);
}

#[test]
fn a_rejected_row_does_not_make_a_later_one_a_duplicate() {
    let (report, outcomes) = read(
        "器官遗体角膜",
        &[
            "姓名|证件号码|电话|镇街|登记日期|意愿|备注",
            "王测试|#1|15400000001|锦屏||角膜|",
            "王测试|#1|15400000001|锦屏|2023-01-01|角膜|",
            "王测试|#1|15400000002|锦屏|2023-01-01|眼角膜|撤销 2024.5.6",
            "王测试|#1|15400000002|锦屏|2023-01-01|角膜、遗体|",
            "王测试|#1|15400000002|锦屏|2023-01-01|遗体|",
        ],
    );
    assert_eq!((report.reject, report.accept, report.duplicate), (1, 2, 2));
    assert_eq!((report.already_known_person, report.ended_in_duplicate), (1, 1));
    assert_eq!(
        report.wishes.iter().map(|(code, n)| (*code, *n)).collect::<Vec<_>>(),
        [("body", 1), ("cornea", 1)]
    );
    let RowOutcome::Duplicate(repeat) = &outcomes[2] else { panic!("a duplicate") };
    assert_eq!((repeat.first.row, repeat.ends), (3, true));
    assert_eq!(repeat.entry.person.phones[0].as_str(), "15400000002");
}

#[test]
fn where_a_registration_stands() {
    let (report, outcomes) = read(
        "遗体",
        &[
            "姓名|证件号码|镇街|登记日期|登记状态|撤销日期|备注",
            "王测试|#1|锦屏|2023-01-01|有效||未撤销",
            "赵测试|#2|锦屏|2023-01-01|已撤销|2024-05-06|",
            "钱测试|#3|锦屏|2023-01-01||2024-05-06|",
            "孙测试|#4|锦屏|2023-01-01|||2024年已故,已实现捐献",
            "李测试|#5|锦屏|2023-01-01|||父亲已故",
            "周测试|#6|锦屏|2023-01-01|注销||",
        ],
    );
    let standings: Vec<_> =
        entries(&outcomes).iter().map(|entry| entry.registrations[0].standing).collect();
    let withdrawn = Standing::Withdrawn { on: NaiveDate::from_ymd_opt(2024, 5, 6) };
    let donated = Standing::Donated { year: Some(2024) };
    let undated = Standing::Withdrawn { on: None };
    assert_eq!(
        standings,
        [Standing::Active, withdrawn, withdrawn, donated, Standing::Active, undated]
    );
    assert_eq!((report.revoked, report.revoked_without_date, report.deceased_donated), (3, 1, 1));
    assert_eq!(report.notes_by_kind["withdrawn"], 3);
}

#[test]
fn the_programme_may_stand_anywhere() {
    let heading = "姓名|证件号码|镇街|登记日期";
    let row = "王测试|#1|锦屏|2023-01-01";
    let of = |file: &str, name: &str, rows: &[&str]| {
        let (report, _) = read_with(SheetOverrides::default(), file, name, &grid(rows));
        report.wishes.keys().copied().collect::<Vec<_>>()
    };
    assert_eq!(of("a.xlsx", "角膜", &[heading, row]), ["cornea"]);
    assert_eq!(of("a.xlsx", "Sheet1", &["奉化区遗体捐献登记表", heading, row]), ["body"]);
    assert_eq!(of("器官捐献.csv", "csv", &[heading, row]), ["organ"]);
    assert_eq!(of("a.xlsx", "Sheet1", &[heading, "二、器官捐献", row]), ["organ"]);
    assert_eq!(of("a.xlsx", "遗体", &["三献登记(造血干细胞、器官、遗体)", heading, row]), ["body"]);
    assert_eq!(of("a.xlsx", "Sheet1", &[heading, row]), [] as [&str; 0]);
    assert_eq!(
        of(
            "a.xlsx",
            "Sheet1",
            &["姓名|证件号码|镇街|登记日期|器官|遗体|角膜", "王测试|#1|锦屏|2023-1-1|√||是"]
        ),
        ["cornea", "organ"]
    );
    let overrides =
        SheetOverrides { programmes: vec![Programme::Body], ..SheetOverrides::default() };
    let (report, _) = read_with(overrides, "a.xlsx", "Sheet1", &grid(&[heading, row]));
    assert_eq!(report.wishes["body"], 1);
}

#[test]
fn columns_can_be_corrected() {
    let rows =
        grid(&["姓名|证件号码|单位|登记日期|其他日期", "王测试|#1|锦屏街道|2023-01-01|2024-02-02"]);
    let (report, _) = read_with(SheetOverrides::default(), "a", "角膜", &rows);
    assert_eq!(reasons(&report), [("unknown_unit", 1)]);
    let corrected = SheetOverrides {
        columns: [(2, Column::Unit), (3, Column::Ignored), (4, Column::RegisteredOn)].into(),
        ..SheetOverrides::default()
    };
    let (report, _) = read_with(corrected, "a", "角膜", &rows);
    assert_eq!((report.accept, report.registered_by_year[&2024]), (1, 1));
    let chosen =
        SheetOverrides { unit: Some("锦屏街道".to_owned()), ..SheetOverrides::default() };
    assert_eq!(read_with(chosen, "a", "角膜", &rows).0.accept, 1);
}

#[test]
fn two_tables_on_one_sheet() {
    let (report, _) = read(
        "Sheet1",
        &[
            "锦屏街道造血干细胞捐献",
            "姓名|身份证号|采样日期",
            "王测试|#1|2023-01-01",
            "合计|1",
            "",
            "锦屏街道遗体捐献",
            "编号|身份证号|姓名|登记日期|执行人",
            "FH1|#2|赵测试|2023-01-01|李测试",
            "FH2|#1|王测试|2023-01-01|",
        ],
    );
    assert_eq!((report.rows, report.accept, report.already_known_person), (3, 3, 1));
    assert_eq!(
        report.wishes.iter().map(|(code, n)| (*code, *n)).collect::<Vec<_>>(),
        [("body", 2), ("stem_cell", 1)]
    );
}

#[test]
fn a_note_is_no_ledger() {
    let directory = Directory::of_offices(&shipped_offices());
    let today = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
    let ctx = Context { today, directory: &directory, rules: Rules::default() };
    let mut known = Known::default();
    let mut reader = SheetReader::new("a", "说明", &ctx, SheetOverrides::default(), &mut known);
    assert!(reader.push(1, vec![Cell::text("本台账为虚构数据,仅供软件测试")]).is_none());
    assert!(reader.finish().is_err());
}

#[test]
fn nothing_personal_is_printed() {
    let (report, outcomes) = read(
        "角膜",
        &[
            "姓名|证件号码|镇街|登记日期|备注",
            "王测试|#1|锦屏|2023-01-01|密",
            "赵测试|#2|密|2023-01-01|密",
        ],
    );
    let printed = format!("{outcomes:?} {report:?} {}", serde_json::to_string(&report).unwrap());
    for secret in ["测试", "密", &id(1), &id(2), "1985"] {
        assert!(!printed.contains(secret), "{secret}");
    }
}
