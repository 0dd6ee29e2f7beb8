//! Reads the bytes of a ledger, whatever the file is called: workbooks of Excel, and CSV as a
//! stream, so that a CSV of any length needs little memory. Knows no database and no runtime.

mod compound;
mod extents;
mod sheet_rows;
mod text;
mod workbook;

use std::{
    io::{self, Read},
    ops::ControlFlow,
};

use crate::domain::{
    ledgers::{Context, FileReport, Known, Overrides, RowOutcome, SheetReader, SheetReport},
    words::Words,
};

/// Workbooks above this are refused, since they must be unpacked in memory. CSV has no limit.
pub const LARGEST_WORKBOOK: u64 = 32 * 1024 * 1024;

/// What happens while a file is read, in order.
#[derive(Debug)]
pub enum Event<'a> {
    /// A row about a person.
    Row {
        /// The sheet's name.
        sheet: &'a str,
        /// What became of it.
        outcome: RowOutcome,
    },
    /// A sheet with a ledger ends.
    SheetEnd {
        /// Its report.
        report: &'a SheetReport,
        /// Its titles and what else told the programme, for [`super::rejects`].
        titles: Vec<String>,
        /// Its headings in one row, for [`super::rejects`].
        headings: Vec<String>,
    },
}

/// Why a file cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum FileProblem {
    /// Nothing in it.
    #[error("the file is empty")]
    Empty,
    /// A workbook that is too large to unpack.
    #[error("the workbook is too large")]
    TooLarge,
    /// A workbook with a password.
    #[error("the workbook is encrypted")]
    Encrypted,
    /// A workbook that cannot be opened.
    #[error("the workbook is damaged: {0}")]
    Damaged(String),
    /// A PDF, picture, web page and the like.
    #[error("the file is neither a workbook nor CSV")]
    NotALedger,
    /// A quotation mark of a CSV that never ends.
    #[error("a quotation mark opens in or after row {0} and never closes")]
    OpenQuote(u32),
    /// The bytes do not come.
    #[error("reading failed: {0}")]
    Read(#[from] io::Error),
    /// The receiver wants no more rows.
    #[error("stopped by the receiver")]
    Stopped,
}

impl FileProblem {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty_file",
            Self::TooLarge => "workbook_too_large",
            Self::Encrypted => "workbook_encrypted",
            Self::Damaged(_) => "workbook_damaged",
            Self::NotALedger => "not_a_ledger",
            Self::OpenQuote(_) => "open_quote",
            Self::Read(_) => "unreadable_file",
            Self::Stopped => "stopped",
        }
    }

    /// What to do about it.
    pub fn words(&self) -> Words {
        match self {
            Self::Empty => {
                Words::new("文件是空的，请检查后重新选择", "The file is empty: choose another")
            }
            Self::TooLarge => Words::new(
                "工作簿过大(上限 32 MB)，请在 Excel 中另存为 CSV 后再导入;CSV 不限大小",
                "The workbook is too large (32 MB at most): save it as CSV, which has no limit, and import that",
            ),
            Self::Encrypted => Words::new(
                "工作簿设有打开密码，请在 Excel 中取消密码、另存后再导入",
                "The workbook has a password: remove it in Excel, save, and import again",
            ),
            Self::Damaged(_) => Words::new(
                "工作簿打不开，可能已损坏或不是 Excel 格式，请用 Excel 打开后另存为 .xlsx 再导入",
                "The workbook cannot be opened: open it in Excel, save it as .xlsx, and import that",
            ),
            Self::NotALedger => Words::new(
                "不是 Excel 工作簿或 CSV 文件，请用 Excel 打开后另存为 .xlsx 或 CSV 再导入",
                "Neither an Excel workbook nor CSV: open it in Excel, save it as .xlsx or CSV, and import that",
            ),
            Self::OpenQuote(row) => Words::made(
                format!("第 {row} 行附近有一个引号没有配对，请改正后再导入"),
                format!(
                    "A quotation mark near row {row} has no partner: correct it and import again"
                ),
            ),
            Self::Read(_) => Words::new(
                "文件读取失败，请重新上传",
                "The file could not be read: upload it again",
            ),
            Self::Stopped => Words::new("导入已停止", "The import was stopped"),
        }
    }
}

/// Reads a file and hands every row to `each`, which may stop the reading. `file` is only a name.
pub fn read<R: Read>(
    file: &str,
    mut source: R,
    ctx: &Context<'_>,
    overrides: &Overrides,
    mut each: impl FnMut(Event<'_>) -> ControlFlow<()>,
) -> Result<FileReport, FileProblem> {
    let mut head = Vec::new();
    source.by_ref().take(8).read_to_end(&mut head)?;
    let mut known = Known::default();
    let mut report = FileReport {
        file: file.to_owned(),
        sheets: Vec::new(),
        skipped: Vec::new(),
        unreadable_characters: false,
    };
    let mut run = Run { ctx, overrides, known: &mut known, report: &mut report, each: &mut each };
    match head.as_slice() {
        [] => return Err(FileProblem::Empty),
        [b'P', b'K', 3, 4, ..] | [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1] => {
            let mut bytes = head;
            source.take(LARGEST_WORKBOOK + 1).read_to_end(&mut bytes)?;
            if bytes.len() as u64 > LARGEST_WORKBOOK {
                return Err(FileProblem::TooLarge);
            }
            workbook::read(&bytes, &mut run)?;
        }
        other if is_foreign(other) => return Err(FileProblem::NotALedger),
        _ => text::read(io::Cursor::new(head).chain(source), &mut run)?,
    }
    Ok(report)
}

/// Reads a file only to see what would become of it.
pub fn dry_run<R: Read>(
    file: &str,
    source: R,
    ctx: &Context<'_>,
    overrides: &Overrides,
) -> Result<FileReport, FileProblem> {
    read(file, source, ctx, overrides, |_| ControlFlow::Continue(()))
}

/// PDF, pictures, archives, and web pages or XML that only pretend to be `.xls`.
fn is_foreign(head: &[u8]) -> bool {
    const FOREIGN: [&[u8]; 9] = [
        b"%PDF",
        b"\x89PNG",
        b"\xff\xd8\xff",
        b"GIF8",
        b"Rar!",
        b"7z\xbc\xaf",
        b"{\\rtf",
        b"PK",
        b"\x1f\x8b",
    ];
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    text.starts_with(b"<") || FOREIGN.iter().any(|magic| head.starts_with(magic))
}

/// One reading of one file.
struct Run<'a> {
    ctx: &'a Context<'a>,
    overrides: &'a Overrides,
    known: &'a mut Known,
    report: &'a mut FileReport,
    each: &'a mut dyn FnMut(Event<'_>) -> ControlFlow<()>,
}

#[cfg(test)]
mod tests;
