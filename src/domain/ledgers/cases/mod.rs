//! Sheets of match cases: one line a case, in the fixed form that offices exchange, under Chinese or
//! English headings.

mod columns;
mod rows;
mod told;

use std::{
    collections::{HashMap, hash_map::RandomState},
    hash::BuildHasher,
};

pub use columns::CaseColumn;
pub use rows::CaseRow;

use super::{Context, cells::Cell, columns::Column, known::Place, reasons::Rejection};

/// The columns of a sheet of cases.
#[derive(Debug, Clone)]
pub(super) struct CaseLayout {
    /// What each column holds.
    pub columns: Vec<Option<CaseColumn>>,
    /// The headings as they stand.
    pub headings: Vec<String>,
}

impl CaseLayout {
    /// The columns, if this is the heading of such a sheet: a notice, an answer to it, and whose.
    pub fn of(cells: &[Cell]) -> Option<Self> {
        let headings: Vec<String> = cells.iter().map(Cell::folded).collect();
        let mut columns: Vec<Option<CaseColumn>> = Vec::new();
        for heading in &headings {
            let column = CaseColumn::from_heading(heading);
            columns.push(column.filter(|column| !columns.contains(&Some(*column))));
        }
        let has = |column| columns.contains(&Some(column));
        let is_one = has(CaseColumn::NoticeOn)
            && has(CaseColumn::ScreeningOutcome)
            && (has(CaseColumn::VolunteerDocument) || has(CaseColumn::CaseNo));
        is_one.then_some(Self { columns, headings })
    }

    /// Takes over what a person corrected.
    pub fn correct(&mut self, corrections: &std::collections::BTreeMap<usize, Column>) {
        for (at, column) in corrections {
            let column = match column {
                Column::Case(column) => Some(*column),
                _ => None,
            };
            if let Some(here) = self.columns.get_mut(*at) {
                *here = column;
            }
        }
    }

    /// The column that holds this.
    pub fn at(&self, wanted: CaseColumn) -> Option<usize> {
        self.columns.iter().position(|column| *column == Some(wanted))
    }

    /// The headings by which the columns are always understood.
    pub fn flat_headings(&self) -> Vec<String> {
        let named = self.columns.iter().zip(&self.headings);
        named.map(|(c, text)| c.map_or_else(|| text.clone(), |c| c.heading().to_owned())).collect()
    }

    /// Judges a row.
    pub fn judge(
        &self,
        row: u32,
        cells: &[Cell],
        unit: Option<&String>,
        ctx: &Context<'_>,
    ) -> Result<CaseRow, Rejection> {
        rows::judge(rows::Line { row, cells, layout: self }, unit, ctx)
    }
}

/// The cases of the rows accepted so far. Only keyed digests stay in memory.
#[derive(Debug)]
pub(super) struct KnownCases {
    keys: [RandomState; 2],
    cases: HashMap<[u64; 2], Place>,
}

impl Default for KnownCases {
    fn default() -> Self {
        Self { keys: [RandomState::new(), RandomState::new()], cases: HashMap::new() }
    }
}

impl KnownCases {
    /// Remembers a case; the earlier row of the same one, if there is one. A case is the same if person,
    /// day of the notice and number are.
    pub fn meet(&mut self, case: &CaseRow, place: Place) -> Option<Place> {
        let document = (case.document.kind(), case.document.lifelong());
        let what = (document, case.notice_on, case.course.number.as_deref());
        let digest = [0, 1].map(|key| self.keys[key].hash_one(what));
        match self.cases.entry(digest) {
            std::collections::hash_map::Entry::Occupied(first) => Some(*first.get()),
            std::collections::hash_map::Entry::Vacant(new) => {
                new.insert(place);
                None
            }
        }
    }
}

#[cfg(test)]
mod tests;
