//! Reports of figures: for a month, a quarter, a year or the middle of a plan, of one unit with those below it.
//!
//! What a report says is data: sections of rows and columns. Page, workbook, CSV and JSON are drawn from the same
//! [`Content`], and two editions are compared cell by cell. It is frozen when it is issued; an error is corrected by
//! another edition that names what changed. It carries what the public one may not: exact small numbers.

mod changes;
pub mod inputs;
mod problems;
mod readers;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use changes::{Change, changes};
pub use problems::{not_issued, nothing_changed, stale, too_early, unknown_unit};

use super::{
    codes::codes,
    periods::Period,
    words::{Problem, Words},
};

/// What every page and file of a report says at its head.
pub const HEAD: Words = Words::new(
    "内部资料 不得公开：含公开统计中不显示的小数字，仅供红十字会内部工作使用。",
    "Internal, not for publication: holds small numbers that public statistics withhold.",
);

codes! {
    /// For what time a report is.
    ReportKind {
        /// A month.
        Monthly = "monthly", "月报", "Monthly report";
        /// A quarter.
        Quarterly = "quarterly", "季报", "Quarterly report";
        /// A calendar year.
        Yearly = "yearly", "年报", "Yearly report";
        /// From a plan's beginning to its middle, or to whichever month it is evaluated.
        MidTerm = "mid_term", "中期评估报告", "Mid-term report";
    }
}

codes! {
    /// What a copy is given out for.
    Purpose {
        /// To the society above.
        Superior = "superior", "上报上级红十字会", "For the society above";
        /// To those who lead the office, or the government it belongs to.
        Leaders = "leaders", "报送领导审阅", "For leaders to read";
        /// For a council or another meeting.
        Meeting = "meeting", "会议材料", "For a meeting";
        /// To evaluate the plan, or to supervise.
        Evaluation = "evaluation", "规划评估与督导", "To evaluate or supervise";
        /// For the files.
        Archive = "archive", "归档", "For the files";
        /// For the office's own work.
        Work = "work", "内部工作", "For the office's own work";
    }
}

codes! {
    /// As what a copy is given out.
    Format {
        /// A workbook with a sheet of definitions.
        Xlsx = "xlsx", "Excel 工作簿", "Excel workbook";
        /// Comma-separated text in UTF-8.
        Csv = "csv", "CSV 文本", "CSV text";
        /// JSON as it was frozen.
        Json = "json", "JSON", "JSON";
        /// A page to print.
        Page = "page", "打印页面", "Page to print";
    }
}

impl ReportKind {
    /// The period that `text` names for such a report: `2025-03`, `2025-Q3`, `2025` or `2021-01..2023-06`.
    ///
    /// # Errors
    /// Where it is none, or not such a one (field `period`).
    pub fn period(self, text: &str) -> Result<Period, Problem> {
        let period = Period::parse(text.trim()).filter(|period| {
            matches!(
                (self, period),
                (Self::Monthly, Period::Month(_))
                    | (Self::Quarterly, Period::Quarter(_))
                    | (Self::Yearly, Period::Year(_))
                    | (Self::MidTerm, Period::Span(..))
            )
        });
        period.ok_or_else(|| problems::period(self))
    }
}

/// What a report says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// For what time.
    pub kind: ReportKind,
    /// Which, as a text.
    pub period: String,
    /// Of which unit, with those below it.
    pub unit: Uuid,
    /// Its division code.
    pub unit_code: Option<String>,
    /// What it is called.
    pub unit_name: Words,
    /// The day as of which it was computed.
    pub as_of: NaiveDate,
    /// The tables.
    pub sections: Vec<Section>,
    /// What the words in them mean.
    pub definitions: Vec<Term>,
}

/// One table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// Names it among the report's.
    pub code: String,
    /// Its heading.
    pub title: Words,
    /// What to know when reading it.
    #[serde(default)]
    pub note: Option<Words>,
    /// Its columns, without the first, which names the rows.
    pub columns: Vec<Column>,
    /// Its rows.
    pub rows: Vec<Row>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Names it in its table.
    pub code: String,
    /// Its heading.
    pub words: Words,
    /// It tells of outcomes or reasons: of units below, who may not open records sees no small number of it.
    #[serde(default)]
    pub outcome: bool,
}

/// A row, with a cell for each column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Names it in its table.
    pub code: String,
    /// Its heading.
    pub words: Words,
    /// What it is among rows of units.
    #[serde(default)]
    pub of: Of,
    /// The cells.
    pub cells: Vec<Cell>,
}

/// Which units a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Of {
    /// The report's own unit with all below it.
    #[default]
    Whole,
    /// A unit below it.
    Below,
    /// The unit itself without those below.
    Apart,
}

/// One value. There is no fraction in it: a share is in tenths of a per cent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cell {
    /// Nothing to say.
    Empty,
    /// How many.
    Count(i64),
    /// A share in tenths of a per cent: 189 is 18.9 %.
    Share(i64),
    /// In words.
    Words(Words),
    /// Fewer than five, and not for this reader. Never in what is frozen.
    Few,
    /// Would tell how few the others are. Never in what is frozen.
    Withheld,
}

impl Cell {
    /// A share of 0 to 1; empty where it is none.
    pub fn share(share: Option<f64>) -> Self {
        // A share times a thousand is far from the ends of an i64.
        share
            .filter(|share| share.is_finite())
            .map_or(Self::Empty, |share| Self::Share((share * 1_000.0).round() as i64))
    }

    /// A text without translation.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Words(Words::made(text, ""))
    }

    /// A count of things that are never more than fit.
    pub fn count(count: impl TryInto<i64>) -> Self {
        Self::Count(count.try_into().unwrap_or(i64::MAX))
    }

    /// As people read it, in Chinese.
    pub fn line(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Count(count) => count.to_string(),
            Self::Share(tenths) => format!("{}.{}%", tenths / 10, (tenths % 10).abs()),
            Self::Words(words) => words.zh.to_string(),
            Self::Few => "<5".to_owned(),
            Self::Withheld => "–".to_owned(),
        }
    }
}

/// What a word means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    /// The word.
    pub term: Words,
    /// What it means.
    pub words: Words,
}

impl Content {
    /// The section with this code.
    pub fn section(&self, code: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.code == code)
    }

    /// The text that is frozen, and of which the hash is taken: keys in their fixed order, whole numbers only.
    ///
    /// # Errors
    /// Never for what a report holds; the error is the serialiser's.
    pub fn canonical(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }
}

impl Section {
    /// A section without rows.
    pub fn new(code: &str, title: Words, columns: Vec<Column>) -> Self {
        Self { code: code.to_owned(), title, note: None, columns, rows: Vec::new() }
    }

    /// With what to know when reading it.
    #[must_use]
    pub fn note(mut self, note: Words) -> Self {
        self.note = Some(note);
        self
    }

    /// With one more row.
    pub fn push(&mut self, code: impl Into<String>, words: Words, of: Of, cells: Vec<Cell>) {
        self.rows.push(Row { code: code.into(), words, of, cells });
    }

    /// The cell of a row in the column with this code.
    pub fn cell<'a>(&self, row: &'a Row, column: &str) -> Option<&'a Cell> {
        row.cells.get(self.columns.iter().position(|one| one.code == column)?)
    }
}

impl Column {
    /// A column.
    pub fn new(code: impl Into<String>, words: Words) -> Self {
        Self { code: code.into(), words, outcome: false }
    }

    /// It tells of outcomes or reasons.
    #[must_use]
    pub fn outcome(mut self) -> Self {
        self.outcome = true;
        self
    }
}

/// A report as it was issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Its id.
    pub id: Uuid,
    /// The edition, from 1: a correction is the next one.
    pub version: i64,
    /// Of which unit.
    pub unit: Uuid,
    /// For what time.
    pub kind: ReportKind,
    /// Which, as a text.
    pub period: String,
    /// SHA-256 of what it says, as hexadecimal digits.
    pub sha256: String,
    /// The edition that it corrects.
    pub supersedes: Option<Uuid>,
    /// The account that issued it; none for the operator.
    pub issued_by: Option<Uuid>,
    /// When.
    pub issued_at: DateTime<Utc>,
    /// What is sealed.
    pub details: ReportDetails,
}

/// The sealed part of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportDetails {
    /// What it says, as it was frozen.
    pub content: String,
    /// What it was issued for.
    pub purpose: Purpose,
    /// Why it corrects another edition.
    #[serde(default)]
    pub reason: Option<String>,
    /// What it changed there, cell by cell.
    #[serde(default)]
    pub changes: Vec<Change>,
}

#[cfg(test)]
mod tests;
