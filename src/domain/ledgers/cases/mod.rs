//! Sheets of match cases: one line a case, in the fixed form that offices exchange, under Chinese or
//! English headings.

mod columns;
mod rows;
mod told;

pub use columns::CaseColumn;
pub use rows::CaseRow;

pub(super) use rows::judge;

use super::{
    entries::RowOutcome,
    fixed::FixedLayout,
    known::{Met, Place},
};

/// Whether these are the columns of such a sheet: a notice, an answer to it, and whose.
pub(super) fn is_one(layout: &FixedLayout<CaseColumn>) -> bool {
    layout.has(CaseColumn::NoticeOn)
        && layout.has(CaseColumn::ScreeningOutcome)
        && (layout.has(CaseColumn::VolunteerDocument) || layout.has(CaseColumn::CaseNo))
}

/// The cases of the rows accepted so far.
#[derive(Debug, Default)]
pub(super) struct KnownCases(Met<Place>);

impl KnownCases {
    /// Remembers a case. It is the same as an earlier one if person, day of the notice and number are.
    pub fn settle(&mut self, case: CaseRow, place: Place) -> RowOutcome {
        let document = (case.document.kind(), case.document.lifelong());
        let what = (document, case.notice_on, case.course.number.as_deref());
        match self.0.first(what, place) {
            Some(first) => RowOutcome::Again { row: case.row, first },
            None => RowOutcome::Case(Box::new(case)),
        }
    }
}

#[cfg(test)]
mod tests;
