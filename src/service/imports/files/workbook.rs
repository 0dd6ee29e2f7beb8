//! Workbooks: `.xlsx` sheet by sheet and row by row, `.xls` at once.

use std::{
    io::Cursor,
    panic::{AssertUnwindSafe, catch_unwind},
};

use calamine::{
    Data, Dimensions, Reader, Sheet, SheetType, SheetVisible, Xls, XlsError, Xlsx, XlsxError,
    open_workbook_from_rs,
};
use chrono::NaiveDate;

use super::{
    FileProblem, Run,
    compound::{chains_end, unpacked_size},
    extents,
};
use crate::domain::{
    ledgers::{Cell, MOST_COLUMNS, SkippedSheet},
    words::Words,
};

/// What a workbook may come to when unpacked: a small archive can hold gigabytes of nothing.
const MOST_UNPACKED: u64 = 512 * 1024 * 1024;

/// So many cells a sheet of an `.xls` may come to: 65,536 rows of 128 columns, some 300 MB in the library's hands.
const MOST_CELLS: u64 = 65_536 * 128;

/// Reads a workbook.
pub(super) fn read(bytes: &[u8], run: &mut Run<'_>) -> Result<(), FileProblem> {
    if bytes.starts_with(b"PK") {
        match unpacked_size(bytes) {
            None => return Err(FileProblem::Damaged("no directory of the archive".to_owned())),
            Some(size) if size > MOST_UNPACKED => return Err(FileProblem::TooLarge),
            Some(_) => {}
        }
        let mut book: Xlsx<_> = guarded(|| open_workbook_from_rs(Cursor::new(bytes)))?;
        for sheet in visible(book.sheets_metadata().to_vec(), run) {
            read_xlsx_sheet(&mut book, &sheet, run)?;
        }
        return Ok(());
    }
    if chains_end(bytes) != Some(true) {
        return Err(FileProblem::Damaged("a chain of sectors does not end".to_owned()));
    }
    // An encrypted .xlsx is packed like an .xls; only its reader finds the password.
    let opened = guarded(|| open_workbook_from_rs::<Xlsx<_>, _>(Cursor::new(bytes)));
    if let Err(FileProblem::Encrypted) = opened {
        return Err(FileProblem::Encrypted);
    }
    match extents::most_cells(bytes) {
        None => return Err(FileProblem::Damaged("its records cannot be followed".to_owned())),
        Some(cells) if cells > MOST_CELLS => {
            return Err(FileProblem::TooLarge);
        }
        Some(_) => {}
    }
    let mut book: Xls<_> = guarded(|| open_workbook_from_rs(Cursor::new(bytes)))?;
    for sheet in visible(book.sheets_metadata().to_vec(), run) {
        let merged = book.merge_cells_by_sheet_name(&sheet).unwrap_or_default();
        let range = guarded(|| book.worksheet_range(&sheet))?;
        let (top, left) = range.start().unwrap_or_default();
        run.sheet(&sheet, |rows| {
            let mut fill = Merged::new(merged);
            for (at, row) in range.rows().enumerate() {
                let number = top + at as u32;
                let mut cells = vec![Cell::Empty; (left as usize).min(MOST_COLUMNS)];
                cells.extend(row.iter().take(MOST_COLUMNS).cloned().map(cell));
                fill.down(number, &mut cells);
                rows.push(number + 1, cells)?;
            }
            Ok(())
        })?;
    }
    Ok(())
}

/// Asks the library, which panics at some damaged workbooks instead of saying so.
fn guarded<T, E: Into<FileProblem>>(ask: impl FnOnce() -> Result<T, E>) -> Result<T, FileProblem> {
    match catch_unwind(AssertUnwindSafe(ask)) {
        Ok(answer) => answer.map_err(Into::into),
        Err(_) => Err(FileProblem::Damaged("the library gave up".to_owned())),
    }
}

fn read_xlsx_sheet(
    book: &mut Xlsx<Cursor<&[u8]>>,
    sheet: &str,
    run: &mut Run<'_>,
) -> Result<(), FileProblem> {
    let mut fill = Merged::new(guarded(|| book.merge_cells_by_sheet_name(sheet))?);
    let mut reader = book.worksheet_cells_reader(sheet)?;
    run.sheet(sheet, |rows| {
        let mut current: Option<u32> = None;
        let mut cells: Vec<Cell> = Vec::new();
        let mut end = |number: Option<u32>, mut cells: Vec<Cell>| match number {
            Some(number) => {
                fill.down(number, &mut cells);
                rows.push(number + 1, cells)
            }
            None => Ok(()),
        };
        while let Some(next) = guarded(|| reader.next_cell())? {
            let (row, column) = next.get_position();
            if current != Some(row) {
                end(current, std::mem::take(&mut cells))?;
                current = Some(row);
            }
            let column = column as usize;
            if column < MOST_COLUMNS {
                cells.resize(cells.len().max(column + 1), Cell::Empty);
                cells[column] = cell(next.get_value().clone().into());
            }
        }
        end(current, cells)
    })
}

/// The names of the sheets that a person who opens the workbook sees; the others are noted.
fn visible(sheets: Vec<Sheet>, run: &mut Run<'_>) -> Vec<String> {
    let mut names = Vec::new();
    for sheet in sheets.into_iter().filter(|sheet| sheet.typ == SheetType::WorkSheet) {
        match sheet.visible {
            SheetVisible::Visible => names.push(sheet.name),
            _ => run.report.skipped.push(SkippedSheet {
                name: sheet.name,
                words: Words::new(
                    "隐藏的工作表，未导入",
                    "A hidden sheet, so nothing was imported",
                ),
            }),
        }
    }
    names
}

fn cell(data: Data) -> Cell {
    match data {
        Data::Empty => Cell::Empty,
        Data::String(text) => Cell::text(&text),
        Data::Float(number) => Cell::Number(number),
        Data::Int(number) => Cell::Number(number as f64),
        Data::Bool(yes) => Cell::text(if yes { "是" } else { "否" }),
        Data::DateTime(moment) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            let date = NaiveDate::from_ymd_opt(i32::from(year), u32::from(month), u32::from(day));
            date.filter(|_| moment.is_datetime() && moment.as_f64() >= 1.0)
                .map_or(Cell::Number(moment.as_f64()), Cell::Day)
        }
        Data::DateTimeIso(text) => {
            let date = text.get(..10).and_then(|date| date.parse().ok());
            date.map_or_else(|| Cell::text(&text), Cell::Day)
        }
        Data::DurationIso(text) => Cell::text(&text),
        Data::Error(error) => Cell::text(&error.to_string()),
    }
}

/// Merged cells. A value merged over several rows stands in the first of them only; for people it
/// holds for all. Sideways nothing is copied: a title is one text, however wide.
struct Merged {
    /// First row, last row, column, and the value once it was seen.
    regions: Vec<(u32, u32, usize, Cell)>,
}

impl Merged {
    fn new(regions: Vec<Dimensions>) -> Self {
        let tall = regions.into_iter().filter(|region| region.start.0 < region.end.0);
        let mut regions: Vec<_> = tall
            .map(|region| (region.start.0, region.end.0, region.start.1 as usize, Cell::Empty))
            .collect();
        regions.sort_unstable_by_key(|region| std::cmp::Reverse(region.0));
        Self { regions }
    }

    /// Fills the cells of `row`, the next in order.
    fn down(&mut self, row: u32, cells: &mut Vec<Cell>) {
        self.regions.retain(|region| region.1 >= row);
        for (first, _, column, value) in
            self.regions.iter_mut().rev().take_while(|region| region.0 <= row)
        {
            match cells.get_mut(*column) {
                Some(cell) if *first == row => *value = cell.clone(),
                Some(cell) => *cell = value.clone(),
                None if *first == row || *column >= MOST_COLUMNS || value.is_empty() => {}
                None => {
                    cells.resize(*column + 1, Cell::Empty);
                    cells[*column] = value.clone();
                }
            }
        }
    }
}

impl From<XlsxError> for FileProblem {
    fn from(error: XlsxError) -> Self {
        match error {
            XlsxError::Password => Self::Encrypted,
            other => Self::Damaged(other.to_string()),
        }
    }
}

impl From<XlsError> for FileProblem {
    fn from(error: XlsError) -> Self {
        match error {
            XlsError::Password => Self::Encrypted,
            other => Self::Damaged(other.to_string()),
        }
    }
}
