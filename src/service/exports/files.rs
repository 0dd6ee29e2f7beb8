//! A sheet as a workbook or as text. Every cell is text and none can become a formula.

use rust_xlsxwriter::{Color, Format, Workbook, XlsxError};
use zeroize::Zeroizing;

use crate::{
    domain::exports::{
        FileKind,
        sheets::{Sheet, harmless},
        too_large,
    },
    service::{Result, ServiceError},
};

/// How wide a column is, in characters.
const WIDE: u16 = 18;

/// The file's bytes.
///
/// # Errors
/// Where there are more rows than a workbook holds.
pub fn make(kind: FileKind, sheet: &Sheet) -> Result<Zeroizing<Vec<u8>>> {
    let bytes = match kind {
        FileKind::Xlsx => workbook(sheet).map_err(|error| match error {
            XlsxError::RowColumnLimitError => too_large().into(),
            other => ServiceError::Internal(format!("a workbook: {other}")),
        }),
        FileKind::Csv => {
            text(sheet).map_err(|error| ServiceError::Internal(format!("a csv file: {error}")))
        }
    };
    Ok(Zeroizing::new(bytes?))
}

fn workbook(sheet: &Sheet) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let text = Format::new().set_num_format("@");
    let bold = Format::new().set_bold().set_num_format("@");
    let grey = Format::new().set_font_color(Color::RGB(0x0080_8080)).set_num_format("@");
    let page = book.add_worksheet();
    page.set_name(&sheet.title)?;
    page.write_string_with_format(0, 0, harmless(&sheet.title), &bold)?;
    page.write_string_with_format(1, 0, harmless(&sheet.watermark), &grey)?;
    let mut line = 2;
    for (label, value) in &sheet.about {
        page.write_string_with_format(line, 0, *label, &bold)?;
        page.write_string_with_format(line, 1, harmless(value), &text)?;
        line += 1;
    }
    for (column, heading) in (0u16..).zip(&sheet.columns) {
        page.write_string_with_format(line, column, harmless(heading), &bold)?;
        page.set_column_width(column, WIDE)?;
    }
    page.set_freeze_panes(line + 1, 0)?;
    page.set_repeat_rows(line, line)?;
    // Codes of a footer begin with an ampersand; it holds 255 characters at most.
    let foot: String = sheet.watermark.replace('&', "＆").chars().take(240).collect();
    page.set_footer(format!("&L{foot}"));
    for row in &sheet.rows {
        line += 1;
        for (column, cell) in (0u16..).zip(row) {
            page.write_string_with_format(line, column, harmless(cell), &text)?;
        }
    }
    book.save_to_buffer()
}

/// With a byte order mark, by which Excel knows UTF-8.
fn text(sheet: &Sheet) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::WriterBuilder::new()
        .flexible(true)
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record([harmless(&sheet.title).as_ref()])?;
    writer.write_record([harmless(&sheet.watermark).as_ref()])?;
    for (label, value) in &sheet.about {
        writer.write_record([*label, harmless(value).as_ref()])?;
    }
    for row in std::iter::once(&sheet.columns).chain(&sheet.rows) {
        writer.write_record(row.iter().map(|cell| harmless(cell).into_owned()))?;
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}
