//! Sheets of the national list. All people are invented; the area 330299 does not exist.

use crate::domain::{
    documents::check_digit,
    ledgers::{
        Cell, Column, Context, Known, RowOutcome, SheetOverrides, SheetReader, SheetReport,
        Verdict, known::Place, report::Holds,
    },
    programmes::Rules,
    retention::Unlisted,
    units::{Directory, shipped_offices},
};

fn id(person: u32) -> String {
    let body = format!("330299198501{:02}{:03}", person % 28 + 1, 11 + person * 2);
    format!("{body}{}", check_digit(&body).unwrap())
}

/// Reads rows written with `|` between the cells; `#1` is the document of person 1.
fn read(rows: &[&str]) -> (SheetReport, Vec<RowOutcome>) {
    let cell = |text: &str| match text.strip_prefix('#').and_then(|n| n.parse().ok()) {
        Some(person) => Cell::text(&id(person)),
        None => Cell::text(text),
    };
    let directory = Directory::of_offices(&shipped_offices());
    let today = "2026-03-02".parse().unwrap();
    let ctx = Context { today, directory: &directory, rules: Rules::default() };
    let (mut known, overrides) = (Known::default(), SheetOverrides::default());
    let mut reader =
        SheetReader::new("名单.xlsx", "名单", &ctx, overrides, &mut known).of_list(true);
    let cells = rows.iter().map(|row| row.split('|').map(cell).collect());
    let outcomes = (1..).zip(cells).filter_map(|(row, cells)| reader.push(row, cells)).collect();
    (reader.finish().expect("a list"), outcomes)
}

fn columns(heading: &str) -> Vec<Option<Column>> {
    read(&[heading]).0.columns.iter().map(|column| column.column).collect()
}

#[test]
fn whatever_the_columns_are_called() {
    const NUMBER: Option<Column> = Some(Column::NationalNumber);
    const DOCUMENT: Option<Column> = Some(Column::DocumentNumber);
    const NAME: Option<Column> = Some(Column::Name);
    const NONE: Option<Column> = Some(Column::Ignored);
    for (heading, expected) in [
        ("序号|志愿者编号|姓名|联系电话", vec![NONE, NUMBER, NAME, NONE]),
        ("编号|姓名|身份证号码", vec![NUMBER, NAME, DOCUMENT]),
        ("国家库登记号|亲友姓名", vec![NUMBER, NONE]),
        ("捐献者编号|证件类型|证件号码|入库日期", vec![NUMBER, NONE, DOCUMENT, NONE]),
        ("national_number|document_number|name", vec![NUMBER, DOCUMENT, NAME]),
        ("行号|原因|怎样改正|国家库登记号", vec![NONE, NONE, NONE, NUMBER]),
    ] {
        assert_eq!(columns(heading), expected, "{heading}");
    }
}

#[test]
fn every_line_names_somebody_or_says_why_not() {
    let (mut report, outcomes) = read(&[
        "2026年国家保留项目名单（编号：志愿者保留〔2026〕1号，共七人，请按规程联系）",
        "",
        "志愿者编号|姓名|身份证号",
        "NR0000001|孙合壹|",
        "|孙合贰|#2",
        "",
        "NR0000003||#3",
        "|孙合肆|",
        "NR0000005||330299198501010001",
        "合计：五人",
    ]);
    let told = |outcome: &RowOutcome| match outcome {
        RowOutcome::Listed(line) => {
            (line.place.row, format!("{:?} {}", line.number, line.document.is_some()))
        }
        RowOutcome::Rejected(row) => (row.row, row.rejection.reason.code().to_owned()),
        other => panic!("{other:?}"),
    };
    let said: Vec<_> = outcomes.iter().map(told).collect();
    assert_eq!(
        said,
        [
            (4, "Some(\"NR0000001\") false".to_owned()),
            (5, "None true".to_owned()),
            (7, "Some(\"NR0000003\") true".to_owned()),
            (8, "no_number".to_owned()),
            (9, "check_digit".to_owned()),
        ]
    );
    assert_eq!((report.holds, &report.ignored_rows[..]), (Holds::RetentionList, &[10][..]));
    // What was only read is counted once the registry has said what becomes of it.
    assert_eq!((report.rows, report.accept, report.reject), (2, 0, 2));
    let RowOutcome::Listed(line) = &outcomes[1] else { panic!("a line") };
    report.settle(4, &Verdict::On);
    report.settle(5, &Verdict::Off(line.against(Unlisted::Withdrawn)));
    report.settle(7, &Verdict::Again(Place { sheet: 0, row: 4 }));
    assert_eq!((report.rows, report.accept, report.reject, report.duplicate), (5, 1, 3, 1));
    assert_eq!(report.reject_by_reason["withdrawn"], 1);
    let last = report.rejected.last().expect("it is listed");
    assert_eq!((last.cell.as_deref(), last.reason), (Some("C5"), "withdrawn"));
    assert!(format!("{outcomes:?}").chars().all(|c| c != '孙'), "nothing personal in debug");
}

#[test]
fn a_sheet_without_such_a_column_is_no_list() {
    let directory = Directory::of_offices(&shipped_offices());
    let ctx = Context {
        today: "2026-03-02".parse().unwrap(),
        directory: &directory,
        rules: Rules::default(),
    };
    let mut known = Known::default();
    let mut reader =
        SheetReader::new("a", "说明", &ctx, SheetOverrides::default(), &mut known).of_list(true);
    for row in 1..60 {
        assert!(reader.push(row, vec![Cell::text("姓名"), Cell::text("电话")]).is_none());
    }
    let skipped = reader.finish().unwrap_err();
    assert!(skipped.words.zh.contains("国家库登记号"), "{}", skipped.words.zh);
}
