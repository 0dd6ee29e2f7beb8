//! Bytes of all kinds. All people are invented; the area 330299 does not exist.

use std::io::Cursor;

use chrono::NaiveDate;
use proptest::prelude::*;
use rust_xlsxwriter::{Format, Workbook};
use serde_json::Value;

use super::*;
use crate::{
    domain::{
        ledgers::{RejectedRow, SheetReport},
        programmes::Rules,
        units::{Directory, shipped_offices},
    },
    service::imports::rejects::{RejectedSheet, workbook},
};

const FENGHUA: &[u8] = include_bytes!("../../../../tests/data/ledger-fenghua.xlsx");
const FENGHUA_EXPECTED: &str =
    include_str!("../../../../tests/data/ledger-fenghua.xlsx.expected.json");
const BAOJI: &[u8] = include_bytes!("../../../../tests/data/ledger-baoji-gb18030.csv");
const BAOJI_EXPECTED: &str =
    include_str!("../../../../tests/data/ledger-baoji-gb18030.csv.expected.json");
/// Two rows, a merged unit and dates with and without format, written by another program.
const XLS: &[u8] = include_bytes!("ledger.xls");

/// Two people who do not exist.
const FIRST: &str = "330299198503010012";
const SECOND: &str = "330299198503010039";

fn read_all(
    file: &str,
    source: impl Read,
) -> Result<(FileReport, Vec<RejectedSheet>), FileProblem> {
    let directory = Directory::of_offices(&shipped_offices());
    let today = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
    let ctx = Context { today, directory: &directory, rules: Rules::default() };
    let mut sheets = Vec::new();
    let mut rows: Vec<RejectedRow> = Vec::new();
    let report = read(file, source, &ctx, &Overrides::default(), |event| {
        match event {
            Event::Row { outcome: RowOutcome::Rejected(row), .. } => rows.push(*row),
            Event::Row { .. } => {}
            Event::SheetEnd { report, titles, headings } => {
                let rows = std::mem::take(&mut rows);
                sheets.push(RejectedSheet { name: report.name.clone(), titles, headings, rows });
            }
        }
        ControlFlow::Continue(())
    })?;
    Ok((report, sheets))
}

fn report(file: &str, source: impl Read) -> Result<FileReport, FileProblem> {
    read_all(file, source).map(|(report, _)| report)
}

/// Every key of `expected` stands in `found` with the same value.
fn compare(expected: &str, found: &FileReport) {
    let expected: Value = serde_json::from_str(expected).unwrap();
    let found = serde_json::to_value(found).unwrap();
    let [expected, found] = [&expected, &found].map(|file| file["sheets"].as_array().unwrap());
    assert_eq!(expected.len(), found.len());
    for (sheet, found) in expected.iter().zip(found) {
        for (key, value) in sheet.as_object().unwrap() {
            assert_eq!(found[key], *value, "{key} of {}", sheet["name"]);
        }
    }
}

fn counts(sheet: &SheetReport) -> [u32; 4] {
    [sheet.rows, sheet.accept, sheet.reject, sheet.duplicate]
}

#[test]
fn the_samples_are_understood() {
    let found = report("ledger-fenghua.xlsx", FENGHUA).unwrap();
    compare(FENGHUA_EXPECTED, &found);
    assert_eq!(found.skipped.len(), 1);
    let found = report("ledger-baoji-gb18030.csv", BAOJI).unwrap();
    compare(BAOJI_EXPECTED, &found);
    assert!(!found.unreadable_characters);
    assert!(found.sheets.iter().all(|sheet| sheet.ignored_rows.is_empty()));
}

#[test]
fn rejected_rows_come_back_and_are_understood_again() {
    for (file, bytes) in [("a.xlsx", FENGHUA), ("b.csv", BAOJI)] {
        let (first, sheets) = read_all(file, bytes).unwrap();
        let back = workbook(&sheets).unwrap();
        let second = report(file, back.as_slice()).unwrap();
        assert_eq!(first.sheets.len(), second.sheets.len());
        for (first, second) in first.sheets.iter().zip(&second.sheets) {
            assert_eq!(second.name, first.name);
            assert_eq!(counts(second), [first.reject, 0, first.reject, 0]);
            assert_eq!(second.reject_by_reason, first.reject_by_reason);
        }
    }
}

#[test]
fn corrected_rows_keep_the_unit_and_programme_told_above_them() {
    let text = format!(
        "奉化区遗体捐献登记册\n姓名,身份证号码,登记日期,单位\n锦屏街道\n王测试,{FIRST},,某厂\n溪口镇\n赵测试,{SECOND},,某厂\n"
    );
    let (_, mut sheets) = read_all("a.csv", text.as_bytes()).unwrap();
    for row in &mut sheets[0].rows {
        assert_eq!(row.rejection.column, Some(2));
        row.cells[2] = crate::domain::ledgers::Cell::text("2024-03-05");
    }
    let second = report("back.xlsx", workbook(&sheets).unwrap().as_slice()).unwrap();
    assert_eq!(counts(&second.sheets[0]), [2, 2, 0, 0]);
    assert_eq!(second.sheets[0].wishes["body"], 2);
}

#[test]
fn a_workbook_of_another_program() {
    let found = report("台账.xls", XLS).unwrap();
    assert_eq!(counts(&found.sheets[0]), [3, 2, 1, 0]);
    assert_eq!(found.sheets[0].reject_by_reason["number_lost_digits"], 1);
    assert_eq!(found.sheets[0].pooled_by_year[&2024], 2);
}

#[test]
fn merged_units_hidden_sheets_and_numbers() {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.set_name("角膜").unwrap();
    page.write_row(1, 1, ["姓名", "身份证号", "镇街", "登记日期", "联系电话"]).unwrap();
    page.merge_range(2, 3, 3, 3, "锦屏街道", &Format::new()).unwrap();
    for (row, number) in [(2, FIRST), (3, SECOND)] {
        page.write(row, 1, "王测试").unwrap();
        page.write(row, 2, number).unwrap();
        page.write(row, 4, 45356).unwrap();
        page.write(row, 5, 15_400_000_001.0).unwrap();
    }
    page.write(4, 1, "赵测试").unwrap();
    page.write(4, 2, 330_299_198_503_010_012.0).unwrap();
    let hidden = book.add_worksheet();
    hidden.set_name("字典").unwrap().set_hidden(true);
    hidden.write_row(0, 0, ["姓名", "身份证号", "镇街"]).unwrap();
    let found = report("a.xlsx", Cursor::new(book.save_to_buffer().unwrap())).unwrap();
    assert_eq!(counts(&found.sheets[0]), [3, 2, 1, 0]);
    assert_eq!(found.sheets[0].rejected[0].cell.as_deref(), Some("C5"));
    assert!(found.sheets[0].warn_by_kind.is_empty());
    assert_eq!(found.skipped[0].name, "字典");
}

#[test]
fn csv_in_every_encoding_and_with_every_sign() {
    let plain = format!(
        "造血干细胞\n\n姓名,身份证号,镇街,采样日期,备注\n王测试,=\"{FIRST}\",锦屏,2024-03-05,\"两\n行\"\n\n赵测试,{SECOND},锦屏,bad,\n"
    );
    let with = |from: &str, to: &str| plain.replace(from, to);
    let utf16 = |text: &str| -> Vec<u8> {
        std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
    };
    let gb18030 = |text: &str| encoding_rs::GB18030.encode(text).0.into_owned();
    let files: [Vec<u8>; 8] = [
        plain.clone().into_bytes(),
        with("造血", "\u{feff}造血").into_bytes(),
        with("\n", "\r\n").into_bytes(),
        with("\n", "\r").into_bytes(),
        with(",", "\t").into_bytes(),
        gb18030(&with(",", ";")),
        utf16(&with(",", "\t")),
        gb18030(plain.trim_end()),
    ];
    for (at, file) in files.iter().enumerate() {
        let found = report("a.csv", file.as_slice()).unwrap();
        assert_eq!(counts(&found.sheets[0]), [2, 1, 1, 0], "{at}");
        // As a spreadsheet counts: blank rows count, lines within a cell do not.
        assert_eq!(found.sheets[0].rejected[0].cell.as_deref(), Some("D6"), "{at}");
        assert!(!found.unreadable_characters);
    }
}

#[test]
fn an_encoding_is_decided_late_and_across_pieces() {
    let mut text = "name,id\n".repeat(20_000);
    text.push_str(&format!(
        "姓名,身份证号,镇街,采样日期\n{}",
        format!("王测试,{FIRST},锦屏,2024-03-05\n").repeat(5_000)
    ));
    for bytes in [text.clone().into_bytes(), encoding_rs::GB18030.encode(&text).0.into_owned()] {
        // The heading comes too late to be one, but every byte was read as text.
        let found = report("a.csv", bytes.as_slice()).unwrap();
        assert_eq!((found.sheets.len(), found.skipped.len()), (0, 1));
        assert!(!found.unreadable_characters);
    }
    let broken = [&b"\xd0\xd5\xc3\xfb,\xff\xff\n"[..]].concat();
    assert!(report("a.csv", broken.as_slice()).unwrap().unreadable_characters);
}

#[test]
fn files_that_are_no_ledgers() {
    let quote = format!("姓名,身份证号,电话\n\"王测试,1,2\n{}", "赵测试,2,3\n".repeat(100));
    let long = format!("姓名,身份证号,电话\n\"{}", "x".repeat(5_000_000));
    let cases: [(&[u8], &str); 9] = [
        (b"", "empty_file"),
        (b"%PDF-1.7", "not_a_ledger"),
        (b"<html><table>", "not_a_ledger"),
        (b"a,b\0\n", "not_a_ledger"),
        (&FENGHUA[..100_000], "workbook_damaged"),
        (&XLS[..3_000], "workbook_damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "workbook_damaged"),
        (quote.as_bytes(), "open_quote"),
        (long.as_bytes(), "open_quote"),
    ];
    for (bytes, code) in cases {
        assert_eq!(report("a", bytes).unwrap_err().code(), code);
    }
    let large = b"PK\x03\x04".chain(io::repeat(0).take(LARGEST_WORKBOOK));
    assert_eq!(report("a.xlsx", large).unwrap_err().code(), "workbook_too_large");
}

/// The library reserves what a sheet claims, and cannot be stopped where there is not so much memory.
#[test]
fn a_sheet_that_claims_to_be_larger_than_memory_is_refused() {
    let at = |bytes: &[u8], record: &[u8]| {
        bytes.windows(record.len()).position(|window| window == record).expect("it is there")
    };
    // Dimensions, of fourteen bytes: all rows and columns that the fields can say.
    let mut claims = XLS.to_vec();
    let dimensions = at(XLS, &[0x00, 0x02, 14, 0]) + 4;
    claims[dimensions + 4..dimensions + 8].copy_from_slice(&[0xff; 4]);
    claims[dimensions + 10..dimensions + 12].copy_from_slice(&[0xff; 2]);
    assert_eq!(report("a.xls", claims.as_slice()).unwrap_err().code(), "workbook_too_large");
    // A cell in the last row and column that a record can name, and no claim at all.
    let mut far = XLS.to_vec();
    let label = at(XLS, &[0xfd, 0x00, 10, 0]) + 4;
    far[label..label + 4].copy_from_slice(&[0xff; 4]);
    assert_eq!(report("a.xls", far.as_slice()).unwrap_err().code(), "workbook_too_large");
}

#[test]
fn the_receiver_may_stop() {
    let directory = Directory::of_offices(&shipped_offices());
    let today = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
    let ctx = Context { today, directory: &directory, rules: Rules::default() };
    let mut rows = 0;
    let stopped = read("a.csv", BAOJI, &ctx, &Overrides::default(), |_| {
        rows += 1;
        if rows == 10 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert!(matches!(stopped, Err(FileProblem::Stopped)));
    assert_eq!(rows, 10);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn damage_never_breaks_the_reader(at in 0usize..XLS.len(), byte: u8, cut in 0usize..XLS.len()) {
        let mut bytes = XLS.to_vec();
        bytes[at] = byte;
        let _ = report("a.xls", bytes.as_slice());
        let _ = report("a.xls", &bytes[..cut]);
    }
}
