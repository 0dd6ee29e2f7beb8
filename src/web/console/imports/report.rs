//! What the dry run found, as the page shows it.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::super::views::{CellNote, Fact, ReasonGroup};
use crate::domain::{
    ledgers::{Column, Holds, Warning},
    programmes::Programme,
    words::Words,
};

/// Rows listed under one reason; the rest is in the download.
const LISTED: usize = 50;

/// The report as it is kept, with what the page needs of it.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Report {
    /// The sheets that hold a ledger.
    pub sheets: Vec<Sheet>,
    /// The sheets that do not.
    pub skipped: Vec<Skipped>,
    /// Some bytes are of no known encoding.
    pub unreadable_characters: bool,
}

/// One sheet.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Sheet {
    /// Its name.
    pub name: String,
    /// What its rows are.
    pub holds: Holds,
    rows: u64,
    /// Rows to be imported.
    pub accept: u64,
    /// Rows given back.
    pub reject: u64,
    duplicate: u64,
    already_known_person: u64,
    warn_by_kind: BTreeMap<String, u64>,
    notes_by_kind: BTreeMap<String, u64>,
    wishes: BTreeMap<String, u64>,
    revoked: u64,
    /// How its columns were understood.
    pub columns: Vec<SheetColumn>,
    rejected: Vec<Rejected>,
    duplicates: Vec<Duplicate>,
    ignored_rows: Vec<u64>,
}

/// One column.
#[derive(Deserialize)]
pub(super) struct SheetColumn {
    /// Its index from 0.
    pub index: usize,
    /// Its letter.
    pub letter: String,
    /// Its heading.
    pub heading: String,
    /// What it was taken for.
    pub column: Option<Column>,
}

#[derive(Deserialize)]
struct Rejected {
    row: u64,
    cell: Option<String>,
    words: Words,
}

#[derive(Deserialize)]
struct Duplicate {
    row: u64,
    same_as_row: u64,
    same_as_sheet: usize,
}

/// A sheet that holds no ledger.
#[derive(Deserialize)]
pub(super) struct Skipped {
    /// Its name.
    pub name: String,
    /// Why it was left out.
    pub words: Words,
}

impl Report {
    /// Reads the report that is kept about an import; an empty one where there is none yet.
    pub(super) fn of(kept: Option<&serde_json::Value>) -> Self {
        kept.and_then(|report| Self::deserialize(report).ok()).unwrap_or_default()
    }
}

impl Sheet {
    /// How many rows became what.
    pub(super) fn counts(&self) -> Vec<Fact> {
        let count = |zh, en, number: u64| Fact::new(Words::new(zh, en), number.to_string());
        let mut facts = vec![
            Fact::coded(Words::new("内容", "What it holds"), self.holds.label()),
            count("数据行", "Rows", self.rows),
            count("可导入", "Accepted", self.accept),
            count("退回", "Rejected", self.reject),
            count("重复", "Duplicates", self.duplicate),
        ];
        if self.already_known_person > 0 {
            let (zh, en) = ("前面已出现的人、另一项目", "Another programme of somebody above");
            facts.push(count(zh, en, self.already_known_person));
        }
        for (code, number) in &self.wishes {
            if let Some(programme) = Programme::ALL.into_iter().find(|one| one.code() == code) {
                facts.push(Fact::new(programme.label(), number.to_string()));
            }
        }
        if self.revoked > 0 {
            facts.push(count("其中已撤销", "Withdrawn among them", self.revoked));
        }
        facts
    }

    /// The rejected rows by what has to be done about them.
    pub(super) fn rejected(&self) -> Vec<ReasonGroup> {
        let mut groups: Vec<ReasonGroup> = Vec::new();
        for row in &self.rejected {
            let cell = row.cell.clone().unwrap_or_default();
            let note = CellNote { row: row.row, cell, words: Words::new("", "") };
            match groups.iter_mut().find(|group| group.words == row.words) {
                Some(group) => add(group, note),
                None => groups.push(ReasonGroup {
                    words: row.words.clone(),
                    count: 1,
                    cells: vec![note],
                }),
            }
        }
        groups.sort_by_key(|group| std::cmp::Reverse(group.count));
        let unlisted = self.reject.saturating_sub(self.rejected.len() as u64);
        if unlisted > 0 {
            let words =
                Words::new("其余退回的行,见下载的文件", "Further rejected rows: see the download");
            groups.push(ReasonGroup { words, count: unlisted, cells: Vec::new() });
        }
        groups
    }

    /// What was accepted with a warning, what repeats an earlier row, what nobody understood.
    pub(super) fn warnings(&self, sheets: &[Self]) -> Vec<ReasonGroup> {
        let kinds = self.warn_by_kind.iter().chain(&self.notes_by_kind);
        let mut groups: Vec<ReasonGroup> = kinds
            .map(|(code, count)| ReasonGroup {
                words: warning(code),
                count: *count,
                cells: Vec::new(),
            })
            .collect();
        if self.duplicate > 0 {
            let cells =
                self.duplicates.iter().take(LISTED).map(|row| row.note(self, sheets)).collect();
            let words = match self.holds {
                Holds::People => Words::new(
                    "重复行:与前面的行是同一人、同一项目;电话和撤销仍会补入",
                    "Repeats an earlier row; further phones and withdrawals are still taken in",
                ),
                _ => Words::new(
                    "重复行：与前面的行是同一件事，不再导入",
                    "Repeats an earlier row, and is not taken in again",
                ),
            };
            groups.push(ReasonGroup { words, count: self.duplicate, cells });
        }
        if !self.ignored_rows.is_empty() {
            let note =
                |row: &u64| CellNote { row: *row, cell: String::new(), words: Words::new("", "") };
            let cells = self.ignored_rows.iter().take(LISTED).map(note).collect();
            let words =
                Words::new("看不出内容的行,未导入", "Rows that nobody understands, left out");
            groups.push(ReasonGroup { words, count: self.ignored_rows.len() as u64, cells });
        }
        groups
    }
}

fn add(group: &mut ReasonGroup, note: CellNote) {
    group.count += 1;
    if group.cells.len() < LISTED {
        group.cells.push(note);
    }
}

impl Duplicate {
    fn note(&self, own: &Sheet, sheets: &[Sheet]) -> CellNote {
        let row = self.same_as_row;
        let other = sheets.get(self.same_as_sheet).filter(|sheet| sheet.name != own.name);
        let (zh, en) = other.map_or((String::new(), String::new()), |sheet| {
            (format!("工作表 {} ", sheet.name), format!(" of sheet {}", sheet.name))
        });
        let words = Words::made(format!("同{zh}第 {row} 行"), format!("as row {row}{en}"));
        CellNote { row: self.row, cell: String::new(), words }
    }
}

/// The words of a warning's code.
fn warning(code: &str) -> Words {
    let known = Warning::ALL.into_iter().find(|warning| warning.code() == code);
    known.map_or_else(|| Words::made(code, ""), Warning::words)
}
