//! What reading a ledger found, in numbers and rows, without a single personal value: the form of
//! `lifelight import --dry-run --json`.

use std::collections::BTreeMap;

use chrono::Datelike;
use serde::{Deserialize, Serialize};

use super::{
    cells::letters,
    columns::Column,
    entries::{Entry, RowOutcome, Standing},
    fixed::FixedSheet,
    known::Place,
    layout::Layout,
    lists::{ListLayout, Verdict},
    reasons::{Rejection, Warning},
};
use crate::domain::{programmes::Programme, words::Words};

/// Rows are listed one by one up to this number; the counts always hold all of them.
const MOST_LISTED: usize = 5_000;

/// A whole file.
#[derive(Debug, Clone, Serialize)]
pub struct FileReport {
    /// The file's name.
    pub file: String,
    /// The sheets that hold a ledger.
    pub sheets: Vec<SheetReport>,
    /// The sheets left out, and why.
    pub skipped: Vec<SkippedSheet>,
    /// Whether some bytes of a CSV are of no known encoding and show as �.
    pub unreadable_characters: bool,
}

/// A sheet that holds no ledger.
#[derive(Debug, Clone, Serialize)]
pub struct SkippedSheet {
    /// Its name.
    pub name: String,
    /// Why it was left out.
    pub words: Words,
}

/// One sheet.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SheetReport {
    /// Its name; that of a CSV is `csv`.
    pub name: String,
    /// What its rows are.
    pub holds: Holds,
    /// Data rows.
    pub rows: u32,
    /// Rows to be imported.
    pub accept: u32,
    /// Rows given back.
    pub reject: u32,
    /// Rows that repeat an earlier one.
    pub duplicate: u32,
    /// Accepted rows whose person an earlier row named with another programme.
    pub already_known_person: u32,
    /// Rejected rows by reason.
    pub reject_by_reason: BTreeMap<&'static str, u32>,
    /// Accepted rows by what is wrong in them.
    pub warn_by_kind: BTreeMap<&'static str, u32>,
    /// Accepted rows by how something in them was understood.
    pub notes_by_kind: BTreeMap<&'static str, u32>,
    /// Accepted wishes by programme; of donations, what was given.
    pub wishes: BTreeMap<&'static str, u32>,
    /// Accepted rows of people who withdrew.
    pub revoked: u32,
    /// Those of them without a day.
    pub revoked_without_date: u32,
    /// Rows that repeat an earlier one but tell of a withdrawal or death that the earlier does not.
    pub ended_in_duplicate: u32,
    /// Accepted rows of people whose donation took place.
    pub deceased_donated: u32,
    /// Accepted rows by year of registration.
    pub registered_by_year: BTreeMap<i32, u32>,
    /// Accepted rows by year of entering the pool.
    pub pooled_by_year: BTreeMap<i32, u32>,
    /// Accepted rows with a sample that did not enter the pool yet.
    pub sampled_not_pooled: u32,
    /// How the columns were understood.
    pub columns: Vec<ColumnReport>,
    /// The rejected rows.
    pub rejected: Vec<RejectedReport>,
    /// The rows that repeat an earlier one.
    pub duplicates: Vec<DuplicateReport>,
    /// Rows that are neither about a person nor known furniture, to be looked at.
    pub ignored_rows: Vec<u32>,
}

/// What the rows of a sheet are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holds {
    /// Volunteers.
    #[default]
    People,
    /// Match cases.
    MatchCases,
    /// Donations that took place.
    Donations,
    /// Members of donors' families.
    Families,
    /// Volunteers whom the national list of a year names.
    RetentionList,
}

impl Holds {
    /// The name shown to people.
    pub fn label(self) -> Words {
        match self {
            Self::People => Words::new("登记者", "Volunteers"),
            Self::MatchCases => Words::new("初配案例", "Match cases"),
            Self::Donations => Words::new("已实现的捐献", "Donations that took place"),
            Self::Families => Words::new("捐献者家庭", "Donors' families"),
            Self::RetentionList => Words::new("国家保留项目名单", "The national list"),
        }
    }
}

/// One column.
#[derive(Debug, Clone, Serialize)]
pub struct ColumnReport {
    /// Its index from 0, as overrides use it.
    pub index: usize,
    /// Its letter.
    pub letter: String,
    /// Its heading.
    pub heading: String,
    /// What it holds; null where nobody can tell.
    pub column: Option<Column>,
}

/// One rejected row.
#[derive(Debug, Clone, Serialize)]
pub struct RejectedReport {
    /// The row.
    pub row: u32,
    /// The cell, such as `E15`; null where the sheet has no such column.
    pub cell: Option<String>,
    /// The reason.
    pub reason: &'static str,
    /// What to do about it.
    pub words: Words,
}

/// One row that repeats an earlier one.
#[derive(Debug, Clone, Serialize)]
pub struct DuplicateReport {
    /// The row.
    pub row: u32,
    /// The earlier row.
    pub same_as_row: u32,
    /// The sheet of the earlier row, counted from 0 in the order of reading.
    pub same_as_sheet: u16,
}

impl RejectedReport {
    fn new(row: u32, rejection: &Rejection) -> Self {
        Self {
            row,
            cell: rejection.column.map(|column| format!("{}{row}", letters(column))),
            reason: rejection.reason.code(),
            words: rejection.words.clone(),
        }
    }
}

fn list<T>(rows: &mut Vec<T>, row: T) {
    if rows.len() < MOST_LISTED {
        rows.push(row);
    }
}

/// The columns that say something, or whose heading does.
fn understood(
    columns: impl Iterator<Item = Option<Column>>,
    headings: &[String],
) -> Vec<ColumnReport> {
    let columns = columns.zip(headings).enumerate();
    columns
        .filter(|(_, (column, heading))| column.is_some() || !heading.is_empty())
        .map(|(index, (column, heading))| ColumnReport {
            index,
            letter: letters(index),
            heading: heading.clone(),
            column,
        })
        .collect()
}

impl SheetReport {
    /// Counts a row.
    pub(super) fn add(&mut self, outcome: &RowOutcome) {
        match outcome {
            // Counted once the registry was asked.
            RowOutcome::Listed(_) => return,
            RowOutcome::Accepted(entry) => self.add_accepted(entry),
            RowOutcome::Case(case) => {
                self.accept += 1;
                self.warn(&case.warnings);
            }
            RowOutcome::Donation(donation) => {
                self.accept += 1;
                self.warn(&donation.warnings);
                for programme in &donation.programmes {
                    *self.wishes.entry(programme.code()).or_default() += 1;
                }
            }
            RowOutcome::Member(member) => {
                self.accept += 1;
                self.warn(&member.warnings);
            }
            RowOutcome::Again { row, first } => self.add_repeat(*row, *first),
            RowOutcome::Rejected(rejected) => self.add_rejected(rejected.row, &rejected.rejection),
            RowOutcome::Duplicate(repeat) => {
                self.ended_in_duplicate += u32::from(repeat.ends);
                self.add_repeat(repeat.entry.row, repeat.first);
            }
        }
        self.rows += 1;
    }

    fn add_rejected(&mut self, row: u32, rejection: &Rejection) {
        self.reject += 1;
        *self.reject_by_reason.entry(rejection.reason.code()).or_default() += 1;
        list(&mut self.rejected, RejectedReport::new(row, rejection));
    }

    /// Counts a line of the national list, of which the registry has said what becomes of it.
    pub fn settle(&mut self, row: u32, verdict: &Verdict) {
        self.rows += 1;
        match verdict {
            Verdict::On => self.accept += 1,
            Verdict::Off(rejection) => self.add_rejected(row, rejection),
            Verdict::Again(first) => self.add_repeat(row, *first),
        }
    }

    fn add_repeat(&mut self, row: u32, first: Place) {
        self.duplicate += 1;
        let (same_as_row, same_as_sheet) = (first.row, first.sheet);
        list(&mut self.duplicates, DuplicateReport { row, same_as_row, same_as_sheet });
    }

    fn warn(&mut self, warnings: &[Warning]) {
        for warning in warnings {
            let counts =
                if warning.is_note() { &mut self.notes_by_kind } else { &mut self.warn_by_kind };
            *counts.entry(warning.code()).or_default() += 1;
        }
    }

    fn add_accepted(&mut self, entry: &Entry) {
        self.accept += 1;
        self.already_known_person += u32::from(entry.known_from.is_some());
        self.warn(&entry.warnings);
        for registration in entry.registrations.iter().filter(|registration| !registration.repeats)
        {
            *self.wishes.entry(registration.programme.code()).or_default() += 1;
        }
        // The standing, the dates of a row are those of all its registrations.
        let Some(first) = entry.registrations.first() else { return };
        match first.standing {
            Standing::Withdrawn { on } => {
                self.revoked += 1;
                self.revoked_without_date += u32::from(on.is_none());
            }
            Standing::Donated { .. } if entry.deceased => self.deceased_donated += 1,
            _ => {}
        }
        if let Some(day) = first.registered_on {
            *self.registered_by_year.entry(day.year()).or_default() += 1;
        }
        let cells =
            entry.registrations.iter().find(|r| r.programme == Programme::StemCell && !r.repeats);
        match cells.map(|cells| (cells.pooled_on, cells.sampled_on)) {
            Some((Some(day), _)) => *self.pooled_by_year.entry(day.year()).or_default() += 1,
            Some((None, Some(_))) => self.sampled_not_pooled += 1,
            _ => {}
        }
    }

    /// Notes a row that nobody understood.
    pub(super) fn ignore(&mut self, row: u32) {
        list(&mut self.ignored_rows, row);
    }

    /// Says how the columns of a sheet in a fixed form were understood.
    pub(super) fn understand_fixed(&mut self, form: &FixedSheet) {
        self.holds = form.holds();
        self.columns = understood(form.columns().into_iter(), form.headings());
    }

    /// Says how the columns of a sheet of the national list were understood.
    pub(super) fn understand_list(&mut self, layout: &ListLayout) {
        self.holds = Holds::RetentionList;
        self.columns = understood(layout.columns.iter().copied(), &layout.headings);
    }

    /// Says how the columns were understood.
    pub(super) fn understand(&mut self, layout: &Layout) {
        self.columns = understood(layout.columns.iter().copied(), &layout.headings);
    }
}
