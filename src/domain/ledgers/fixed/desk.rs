//! What the tests of sheets in a fixed form do again and again. All people are invented; the area 330299 does not
//! exist.

use chrono::NaiveDate;

use crate::domain::{
    documents::check_digit,
    ledgers::{Cell, Context, Known, RowOutcome, SheetOverrides, SheetReader, SheetReport},
    programmes::Rules,
    units::{Directory, shipped_offices},
};

/// A valid number of a person born on a day of 1985 who does not exist.
pub fn id(person: u32) -> String {
    let body = format!("330299198501{:02}{:03}", person % 28 + 1, 11 + person * 2);
    format!("{body}{}", check_digit(&body).unwrap())
}

/// A cell; `#1` is the number of person 1.
pub fn cell(text: &str) -> Cell {
    match text.strip_prefix('#').and_then(|person| person.parse().ok()) {
        Some(person) => Cell::text(&id(person)),
        None => Cell::text(text),
    }
}

/// Reads a sheet: its report, what became of its rows, and its headings as they are written back.
pub fn read_cells(
    overrides: SheetOverrides,
    rows: Vec<Vec<Cell>>,
) -> (SheetReport, Vec<RowOutcome>, Vec<String>) {
    let directory = Directory::of_offices(&shipped_offices());
    let today = day(2026, 11, 21);
    let ctx = Context { today, directory: &directory, rules: Rules::default() };
    let mut known = Known::default();
    let mut reader = SheetReader::new("台账.xlsx", "台账", &ctx, overrides, &mut known);
    let outcomes = (1..).zip(rows).filter_map(|(row, cells)| reader.push(row, cells)).collect();
    let headings = reader.headings();
    (reader.finish().expect("a sheet in a fixed form"), outcomes, headings)
}

/// Reads rows written with `|` between the cells; `#1` is the number of person 1.
pub fn read(rows: &[&str]) -> (SheetReport, Vec<RowOutcome>) {
    let cells = rows.iter().map(|row| row.split('|').map(cell).collect()).collect();
    let (report, outcomes, _) = read_cells(SheetOverrides::default(), cells);
    (report, outcomes)
}

/// A day.
pub fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}
