//! Sheets in a fixed form: one line a thing, under Chinese or English headings in one row. What a line is,
//! is told by its headings: a match case, a donation that took place, a member of a donor's family.

mod columns;
#[cfg(test)]
pub(super) mod desk;

use std::collections::BTreeMap;

use chrono::NaiveDate;

pub(super) use columns::{FixedColumn, columns};

use super::{
    Context,
    cases::{self, CaseColumn},
    cells::{Cell, DigitsLost},
    columns::Column,
    donations::{self, DonationColumn},
    entries::RowOutcome,
    families::{self, FamilyColumn},
    headings::{What, understand},
    known::{Known, Place},
    places,
    reasons::{Reason, Rejection},
    report::Holds,
};
use crate::domain::{
    documents::{Document, DocumentProblem},
    words::Words,
};

/// What stands before the columns of rows that are given back, which no column of a form is.
const GIVEN_BACK: [&str; 3] = ["行号", "原因", "怎样改正"];

/// The columns of a sheet in a fixed form.
#[derive(Debug, Clone)]
pub(super) struct FixedLayout<C> {
    /// What each column holds.
    columns: Vec<Option<C>>,
    /// The headings as they stand.
    headings: Vec<String>,
}

impl<C: FixedColumn> FixedLayout<C> {
    /// The columns as these headings name them. Of two that name the same only the first counts.
    pub fn of(cells: &[Cell]) -> Self {
        let headings: Vec<String> = cells.iter().map(Cell::folded).collect();
        let given_back =
            headings.len() >= 3 && headings.iter().zip(GIVEN_BACK).all(|(a, b)| a == b);
        let skipped = if given_back { GIVEN_BACK.len() } else { 0 };
        let mut columns: Vec<Option<C>> = vec![None; skipped];
        for heading in &headings[skipped..] {
            let column = C::read(heading);
            columns.push(column.filter(|column| !columns.contains(&Some(*column))));
        }
        Self { columns, headings }
    }

    /// Whether there is such a column.
    pub fn has(&self, wanted: C) -> bool {
        self.at(wanted).is_some()
    }

    /// The column that holds this.
    pub fn at(&self, wanted: C) -> Option<usize> {
        self.columns.iter().position(|column| *column == Some(wanted))
    }

    fn correct(&mut self, corrections: &BTreeMap<usize, Column>) {
        for (at, column) in corrections {
            if let Some(here) = self.columns.get_mut(*at) {
                *here = C::of(*column);
            }
        }
    }

    /// The headings by which the columns are always understood.
    fn flat_headings(&self) -> Vec<String> {
        let named = self.columns.iter().zip(&self.headings);
        named.map(|(c, text)| c.map_or_else(|| text.clone(), |c| c.written().to_owned())).collect()
    }
}

/// One line, by its columns.
#[derive(Debug)]
pub(super) struct Line<'a, C> {
    /// The row, as the spreadsheet counts.
    pub row: u32,
    cells: &'a [Cell],
    layout: &'a FixedLayout<C>,
}

impl<C> Clone for Line<'_, C> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<C> Copy for Line<'_, C> {}

impl<C: FixedColumn> Line<'_, C> {
    /// The cell of a column; an empty one if there is no such column.
    pub fn cell(&self, column: C) -> &Cell {
        self.layout.at(column).and_then(|at| self.cells.get(at)).unwrap_or(&Cell::Empty)
    }

    /// What the cell says, if anything.
    pub fn said(&self, column: C) -> Option<String> {
        self.cell(column).said()
    }

    /// A reason against the line with its usual remedy.
    pub fn against(&self, reason: Reason, column: C) -> Rejection {
        Rejection::new(reason, self.layout.at(column))
    }

    /// A reason against the line with a remedy of its own.
    pub fn told(&self, reason: Reason, column: C, words: Words) -> Rejection {
        Rejection::told(reason, self.layout.at(column), words)
    }

    /// What cannot all be true.
    pub fn contradiction(&self, column: C, words: Words) -> Rejection {
        let words =
            Words::made(format!("前后矛盾:{}", words.zh), format!("Contradictory: {}", words.en));
        self.told(Reason::Contradiction, column, words)
    }

    /// The day in a cell; none in an empty one.
    pub fn day(&self, column: C, today: NaiveDate) -> Result<Option<NaiveDate>, Rejection> {
        if self.said(column).is_none() {
            return Ok(None);
        }
        let day = self.cell(column).day(today);
        day.map(Some).map_err(|problem| self.told(Reason::BadDate, column, problem.words()))
    }

    /// The document in a cell; none in an empty one.
    pub fn document(&self, column: C, today: NaiveDate) -> Result<Option<Document>, Rejection> {
        let number = match self.cell(column).document() {
            Ok(Some(number)) => number,
            Ok(None) => return Ok(None),
            Err(DigitsLost) => return Err(self.against(Reason::NumberLostDigits, column)),
        };
        let read = Document::parse(None, &number, today);
        read.map(Some).map_err(|problem| {
            let reason = match problem {
                DocumentProblem::Missing => Reason::MissingDocument,
                DocumentProblem::NumberLostDigits => Reason::NumberLostDigits,
                _ => Reason::CheckDigit,
            };
            self.told(reason, column, problem.words())
        })
    }

    /// The key of the unit in a cell; in an empty one `otherwise`.
    pub fn unit(
        &self,
        column: C,
        otherwise: Option<&String>,
        ctx: &Context<'_>,
    ) -> Result<String, Rejection> {
        let unit = match self.said(column) {
            None => otherwise.cloned(),
            Some(text) => {
                places::of_cells(ctx.directory, &[text], otherwise).map(|found| found.key)
            }
        };
        unit.ok_or_else(|| self.against(Reason::UnknownUnit, column))
    }
}

/// A sheet in one of the fixed forms.
#[derive(Debug, Clone)]
pub(super) enum FixedSheet {
    /// Match cases.
    Cases(FixedLayout<CaseColumn>),
    /// Donations that took place.
    Donations(FixedLayout<DonationColumn>),
    /// Members of donors' families.
    Families(FixedLayout<FamilyColumn>),
}

/// The same of whichever form.
macro_rules! whichever {
    ($sheet:expr, $layout:ident => $what:expr) => {
        match $sheet {
            FixedSheet::Cases($layout) => $what,
            FixedSheet::Donations($layout) => $what,
            FixedSheet::Families($layout) => $what,
        }
    };
}

impl FixedSheet {
    /// The form whose headings these are, if it is one.
    pub fn of(cells: &[Cell]) -> Option<Self> {
        let cases = FixedLayout::of(cells);
        if cases::is_one(&cases) {
            return Some(Self::Cases(cases));
        }
        // A day of registration makes it a ledger of volunteers, whatever else it tells of them.
        if registers(cells) {
            return None;
        }
        let (donations, families) = (FixedLayout::of(cells), FixedLayout::of(cells));
        match (donations::is_one(&donations), families::is_one(&families)) {
            (true, _) => Some(Self::Donations(donations)),
            (false, true) => Some(Self::Families(families)),
            (false, false) => None,
        }
    }

    /// What its rows are.
    pub fn holds(&self) -> Holds {
        match self {
            Self::Cases(_) => Holds::MatchCases,
            Self::Donations(_) => Holds::Donations,
            Self::Families(_) => Holds::Families,
        }
    }

    /// Takes over what a person corrected.
    pub fn correct(&mut self, corrections: &BTreeMap<usize, Column>) {
        whichever!(self, layout => layout.correct(corrections));
    }

    /// Whether a column tells the unit.
    pub fn has_unit(&self) -> bool {
        match self {
            Self::Cases(layout) => layout.has(CaseColumn::Unit),
            Self::Donations(layout) => layout.has(DonationColumn::Unit),
            Self::Families(layout) => layout.has(FamilyColumn::Unit),
        }
    }

    /// What each column holds.
    pub fn columns(&self) -> Vec<Option<Column>> {
        whichever!(self, layout => layout.columns.iter().map(|c| c.map(FixedColumn::column)).collect())
    }

    /// The headings as they stand.
    pub fn headings(&self) -> &[String] {
        whichever!(self, layout => &layout.headings)
    }

    /// The headings by which the columns are always understood.
    pub fn flat_headings(&self) -> Vec<String> {
        whichever!(self, layout => layout.flat_headings())
    }

    /// Judges a row, and compares it with those before it.
    pub fn judge(
        &self,
        place: Place,
        cells: &[Cell],
        unit: Option<&String>,
        ctx: &Context<'_>,
        known: &mut Known,
    ) -> Result<RowOutcome, Rejection> {
        let row = place.row;
        match self {
            Self::Cases(layout) => {
                let case = cases::judge(Line { row, cells, layout }, unit, ctx)?;
                Ok(known.cases.settle(case, place))
            }
            Self::Donations(layout) => {
                let donation = donations::judge(Line { row, cells, layout }, unit, ctx)?;
                Ok(known.donations.settle(donation, place))
            }
            Self::Families(layout) => {
                let line = Line { row, cells, layout };
                let member = families::judge(line, unit, ctx)?;
                known.families.settle(line, member, place)
            }
        }
    }
}

/// Whether a heading is that of a day on which volunteers registered.
fn registers(cells: &[Cell]) -> bool {
    let days = [Column::RegisteredOn, Column::SampledOn, Column::PooledOn];
    let is_one = |cell: &Cell| {
        understand(&[cell.folded()]).is_some_and(|meaning| {
            meaning.sure && days.iter().any(|day| meaning.what == What::Column(*day))
        })
    };
    cells.iter().any(is_one)
}
