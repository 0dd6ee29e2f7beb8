//! Gives rejected rows back as a workbook: every row as it was, with why it was rejected and what
//! to do, in columns that the next import ignores. Correct it and import it again.

use std::collections::HashSet;

use rust_xlsxwriter::{Color, Format, FormatAlign, Workbook, XlsxError};

use crate::domain::ledgers::{RejectedRow, letters};

/// The rejected rows of one sheet.
#[derive(Debug, Clone, Default)]
pub struct RejectedSheet {
    /// The sheet's name; it may tell the programme, so it stays.
    pub name: String,
    /// The texts above the heading, which may tell programme and unit.
    pub titles: Vec<String>,
    /// The headings.
    pub headings: Vec<String>,
    /// The rows.
    pub rows: Vec<RejectedRow>,
}

/// The columns put before the sheet's own.
const ADDED: [&str; 3] = ["行号", "原因", "怎样改正"];

/// Characters that Excel does not allow in the name of a sheet.
const FORBIDDEN: [char; 7] = ['[', ']', ':', '*', '?', '/', '\\'];

/// The workbook's bytes. Every cell is text, so that no number loses a digit again.
///
/// # Errors
/// What the writer says, for more rows than a worksheet holds.
pub fn workbook(sheets: &[RejectedSheet]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let text = Format::new().set_num_format("@");
    let bold = Format::new().set_bold().set_num_format("@");
    let marked = Format::new().set_background_color(Color::RGB(0x00FF_F2CC)).set_num_format("@");
    let told = Format::new().set_text_wrap().set_align(FormatAlign::Top).set_num_format("@");
    let mut names = HashSet::new();
    for sheet in sheets.iter().filter(|sheet| !sheet.rows.is_empty()) {
        let page = book.add_worksheet();
        page.set_name(sheet_name(&sheet.name, &mut names))?;
        let mut line = 0;
        for title in &sheet.titles {
            page.write_string_with_format(line, 0, title, &text)?;
            line += 1;
        }
        let headings = ADDED.into_iter().chain(sheet.headings.iter().map(String::as_str));
        for (column, heading) in (0u16..).zip(headings) {
            page.write_string_with_format(line, column, heading, &bold)?;
        }
        page.set_freeze_panes(line + 1, 0)?;
        page.set_column_width(1, 16)?;
        page.set_column_width(2, 48)?;
        let mut sections: &[String] = &[];
        for row in &sheet.rows {
            line += 1;
            if row.sections != sections {
                sections = &row.sections;
                for section in sections {
                    page.write_string_with_format(line, 0, section, &text)?;
                    line += 1;
                }
            }
            let cell = row.rejection.column.map(|column| format!("{}{}", letters(column), row.row));
            page.write_string_with_format(line, 0, row.row.to_string(), &text)?;
            page.write_string_with_format(
                line,
                1,
                row.rejection.reason.label().zh.as_ref(),
                &told,
            )?;
            let place = cell.map(|cell| format!("(原 {cell} 格)")).unwrap_or_default();
            page.write_string_with_format(
                line,
                2,
                format!("{}{place}", row.rejection.words.zh),
                &told,
            )?;
            for (column, cell) in row.cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty())
            {
                let format = if row.rejection.column == Some(column) { &marked } else { &text };
                let column = u16::try_from(column + ADDED.len()).unwrap_or(u16::MAX);
                page.write_string_with_format(line, column, cell.original(), format)?;
            }
        }
    }
    if names.is_empty() {
        book.add_worksheet().write_string(0, 0, "没有退回的行 / no rejected rows")?;
    }
    book.save_to_buffer()
}

/// A name that Excel takes, once.
fn sheet_name(name: &str, names: &mut HashSet<String>) -> String {
    let clean: String = name.chars().filter(|c| !FORBIDDEN.contains(c)).take(27).collect();
    let clean = clean.trim_matches('\'').to_owned();
    let clean = if clean.is_empty() { "台账".to_owned() } else { clean };
    let mut unique = clean.clone();
    let mut count = 1;
    while !names.insert(unique.to_lowercase()) {
        count += 1;
        unique = format!("{clean} {count}");
    }
    unique
}
