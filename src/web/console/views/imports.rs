//! Old ledgers: sending a file, seeing what was understood, bringing it in.

use askama::Template;

use super::choices::Choice;
use super::controls::Control;
use super::fields::Field;
use super::forms::Form;
use super::frame::Frame;
use super::lists::{Cell, ListPage, Table};
use super::parts::{Action, Badge, Fact, Notice, Tone};
use crate::domain::words::{Problem, Words};

/// One file that was sent.
pub struct BatchRow {
    /// Its page.
    pub href: String,
    /// The file's name.
    pub file: String,
    /// When it came.
    pub sent_at: String,
    /// Who sent it.
    pub who: String,
    /// Its rows.
    pub rows: u64,
    /// Where it stands.
    pub status: Badge,
}

/// Sending a file, and the files sent before. Posts `csrf`, `unit`, year and day of a national list, and `file` as
/// multipart in this order, so that all of it is known before the file arrives.
pub fn imports_page(
    frame: Frame,
    units: Vec<Choice>,
    unit: &str,
    [year, received_on]: [&str; 2],
    batches: Vec<BatchRow>,
    problems: &[Problem],
) -> ListPage {
    let fields = vec![
        Field::select(
            "unit",
            Words::new("未写明机构的行归入", "Rows without a unit belong to"),
            units,
            unit,
        )
        .hint(
            "国家保留项目名单：只收这个机构及下级的人",
            "of a national list: only people of this unit and below",
        ),
        Field::text(
            "list_year",
            Words::new("国家保留项目名单的年份", "Year of the national list"),
            year,
        )
        .most(4)
        .hint(
            "只在上传名单时填，如 2026；台账和案例不填",
            "only for a list, e.g. 2026; not for ledgers and cases",
        ),
        Field::day(
            "list_received_on",
            Words::new("收到名单的日期", "The list came on"),
            received_on,
        ),
        Field::new(
            "file",
            Words::new("台账或名单文件", "Ledger or list"),
            Control::File { accept: ".xlsx,.xls,.csv" },
        )
        .required()
        .hint("Excel（.xlsx、.xls）或 CSV，原样上传，不必整理", "Excel or CSV, as it is"),
    ];
    let mut form =
        Form::new("/imports", frame.csrf.clone(), Words::new("上传并核对", "Send and check"))
            .fields(fields)
            .problems(problems);
    form.upload = true;
    let columns = vec![
        Words::new("文件", "File"),
        Words::new("上传时间", "Sent"),
        Words::new("经办", "Who"),
        Words::new("行数", "Rows"),
        Words::new("状态", "Status"),
    ];
    let cells = |row: BatchRow| {
        vec![
            Cell::Link { href: row.href, text: row.file },
            Cell::Number(row.sent_at),
            Cell::Text(row.who),
            Cell::Number(row.rows.to_string()),
            Cell::Badges(vec![row.status]),
        ]
    };
    let title = Words::new("已上传的文件", "Files sent");
    let table = Table::new(&frame.csrf, title, columns).rows(batches.into_iter().map(cells));
    let about = Words::new(
        "先核对、后导入：上传后不会写入任何记录，直到您点“导入”。",
        "Checked first: nothing is written until you press Import.",
    );
    ListPage { form: Some(form), about: Some(about), ..ListPage::new(frame, vec![table]) }
}

/// How far the reading or the import is.
pub struct Progress {
    /// Rows done.
    pub done: u64,
    /// Rows in all; 0 while unknown.
    pub total: u64,
    /// What is being done.
    pub words: Words,
    /// Answers `{done, total, finished, words}`.
    pub poll_url: String,
}

/// A column of the file and what it is taken for.
pub struct ColumnGuess {
    /// The spreadsheet's letter.
    pub letter: String,
    /// The heading in the file.
    pub heading: String,
    /// What it is taken for: a select named `sheet_1_column_3`, columns counted from 0.
    pub meaning: Field,
}

/// One cell that was not understood.
pub struct CellNote {
    /// The row's number in the sheet.
    pub row: u64,
    /// The cell, e.g. `C12`.
    pub cell: String,
    /// What exactly, beyond the group's words; may be empty. Never the value.
    pub words: Words,
}

/// Rows rejected, or warned about, for the same reason.
pub struct ReasonGroup {
    /// The reason and the remedy.
    pub words: Words,
    /// How many rows.
    pub count: u64,
    /// The first of them.
    pub cells: Vec<CellNote>,
}

impl ReasonGroup {
    /// Not every row stands in the list.
    fn has_more(&self) -> bool {
        self.count > self.cells.len() as u64
    }
}

/// What was understood of one sheet.
pub struct SheetReport {
    /// Its name in the file; posted as `sheet_1_name`.
    pub name: String,
    /// Rows, accepted, rejected, duplicates, already known; empty for a sheet that is left out.
    pub counts: Vec<Fact>,
    /// What may be said of the whole sheet: its unit, its programmes, to leave it out.
    pub corrections: Vec<Field>,
    /// Its columns.
    pub columns: Vec<ColumnGuess>,
    /// Why rows were rejected.
    pub rejected: Vec<ReasonGroup>,
    /// What was accepted with a warning, repeats an earlier row, or was not understood.
    pub warnings: Vec<ReasonGroup>,
}

/// A sheet without a ledger.
pub struct SkippedSheet {
    /// Its name in the file.
    pub name: String,
    /// Why it was left out.
    pub words: Words,
}

/// One file: its progress, its report, and what to do with it.
#[derive(Template)]
#[template(path = "batch.html")]
pub struct BatchPage {
    /// The frame.
    pub frame: Frame,
    /// Its id.
    pub id: String,
    /// The file's name.
    pub file: String,
    /// Where it stands.
    pub status: Badge,
    /// Sent when, by whom, for which unit.
    pub facts: Vec<Fact>,
    /// Messages above the report.
    pub notices: Vec<Notice>,
    /// While something is under way.
    pub progress: Option<Progress>,
    /// The report, sheet by sheet.
    pub sheets: Vec<SheetReport>,
    /// The sheets that hold no ledger.
    pub skipped: Vec<SkippedSheet>,
    /// Columns may still be corrected (posted to `/imports/{id}/columns`).
    pub may_correct: bool,
    /// Import, download rejected rows, discard.
    pub actions: Vec<Action>,
}

impl BatchPage {
    /// The three things that can be done with a checked file; throwing it away in the words for it.
    pub fn usual_actions(
        id: &str,
        may_import: bool,
        has_rejected: bool,
        discard: Option<Words>,
    ) -> Vec<Action> {
        let import = Action::post(format!("/imports/{id}/commit"), Words::new("导入", "Import"))
            .tone(Tone::Good);
        let words = Words::new("下载退回的行", "Download rejected rows");
        // Audited, and so posted.
        let rejected = Action::post(format!("/imports/{id}/rejects"), words);
        let discard = discard
            .map(|words| Action::post(format!("/imports/{id}/discard"), words).tone(Tone::Bad));
        let offered = [may_import.then_some(import), has_rejected.then_some(rejected), discard];
        offered.into_iter().flatten().collect()
    }
}
