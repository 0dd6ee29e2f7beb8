//! Sheets of the yearly national list (国家保留项目名单): one line a volunteer, by the registry's number, her document,
//! or both. Whether she may stand on it is not in the file: whoever reads it asks the registry.

use super::{
    cells::{Cell, DigitsLost},
    columns::Column,
    headings::{What, understand},
    known::Place,
    reasons::{Reason as Why, Rejection},
};
use crate::domain::{
    documents::{Document, DocumentProblem},
    names::Name,
    retention::Unlisted,
};
use chrono::NaiveDate;

/// A heading is no longer than this; what is longer is a title.
const LONGEST_HEADING: usize = 20;

/// The columns of a sheet of a list.
#[derive(Debug, Clone)]
pub(super) struct ListLayout {
    /// What each column holds.
    pub columns: Vec<Option<Column>>,
    /// The headings as they stand.
    pub headings: Vec<String>,
}

/// A line that names somebody.
#[derive(Clone)]
pub struct ListRow {
    /// Where it stands.
    pub place: Place,
    /// The national registry's number.
    pub number: Option<String>,
    /// Her document.
    pub document: Option<Document>,
    /// Her name.
    pub name: Option<Name>,
    /// The cells as they were, to give back.
    pub cells: Vec<Cell>,
    /// The column that names her.
    column: Option<usize>,
}

impl std::fmt::Debug for ListRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ListRow({}, …)", self.place.row)
    }
}

impl ListRow {
    /// Why she is not put on the list.
    pub fn against(&self, why: Unlisted) -> Rejection {
        Rejection::new(Why::Unlisted(why), self.column)
    }
}

/// What the registry says to a line.
#[derive(Debug, Clone)]
pub enum Verdict {
    /// She may stand on the list.
    On,
    /// She may not.
    Off(Rejection),
    /// An earlier line names the same person.
    Again(Place),
}

impl ListLayout {
    /// The columns, if this is the heading of a list: a number or a document, beside which a short heading stands.
    pub fn of(cells: &[Cell]) -> Option<Self> {
        let headings: Vec<String> = cells.iter().map(Cell::folded).collect();
        let mut columns: Vec<Option<Column>> = Vec::new();
        for heading in &headings {
            let column = meaning(heading);
            let is_new =
                |column: &Column| *column == Column::Ignored || !columns.contains(&Some(*column));
            columns.push(column.filter(is_new));
        }
        let has = |column| columns.contains(&Some(column));
        (has(Column::NationalNumber) || has(Column::DocumentNumber))
            .then_some(Self { columns, headings })
    }

    /// Takes over what a person corrected.
    pub fn correct(&mut self, corrections: &std::collections::BTreeMap<usize, Column>) {
        for (at, column) in corrections {
            if let Some(here) = self.columns.get_mut(*at) {
                *here = Some(*column);
            }
        }
    }

    fn at(&self, wanted: Column) -> Option<usize> {
        self.columns.iter().position(|column| *column == Some(wanted))
    }

    /// The headings by which the columns are always understood.
    pub fn flat_headings(&self) -> Vec<String> {
        let named = self.columns.iter().zip(&self.headings);
        named
            .map(|(column, text)| match column {
                Some(column) if *column != Column::Ignored => column.heading().to_owned(),
                _ => text.clone(),
            })
            .collect()
    }

    /// Whether a line says something of somebody: a number with at least one digit, or a name.
    pub fn names(&self, cells: &[Cell]) -> bool {
        let columns = [Column::NationalNumber, Column::DocumentNumber];
        let said = |column| cells.get(self.at(column)?)?.said();
        let mut numbers = columns.into_iter().filter_map(said);
        numbers.any(|text| text.contains(|c: char| c.is_ascii_digit()))
            || said(Column::Name).is_some()
    }

    /// Reads a line: whom it names, or the first reason against it.
    pub fn read(
        &self,
        place: Place,
        cells: Vec<Cell>,
        today: NaiveDate,
    ) -> Result<ListRow, (Rejection, Vec<Cell>)> {
        let cell = |column| self.at(column).and_then(|at| cells.get(at)).unwrap_or(&Cell::Empty);
        let (by_number, by_document) =
            (self.at(Column::NationalNumber), self.at(Column::DocumentNumber));
        let lost = |at| Rejection::new(Why::NumberLostDigits, at);
        let read = || -> Result<_, Rejection> {
            let number =
                cell(Column::NationalNumber).document().map_err(|DigitsLost| lost(by_number))?;
            let text =
                cell(Column::DocumentNumber).document().map_err(|DigitsLost| lost(by_document))?;
            let document = text.map(|text| Document::parse(None, &text, today)).transpose();
            let document = document.map_err(|problem| {
                let why = match problem {
                    DocumentProblem::NumberLostDigits => Why::NumberLostDigits,
                    _ => Why::CheckDigit,
                };
                Rejection::told(why, by_document, problem.words())
            })?;
            if number.is_none() && document.is_none() {
                let column = by_number.or(by_document);
                return Err(Rejection::new(Why::Unlisted(Unlisted::NoNumber), column));
            }
            Ok((number, document))
        };
        match read() {
            Err(rejection) => Err((rejection, cells)),
            Ok((number, document)) => {
                let name = cell(Column::Name).said().and_then(|text| Name::parse(&text).ok());
                let column = if number.is_some() { by_number } else { by_document };
                Ok(ListRow { place, number, document, name, cells, column })
            }
        }
    }
}

/// What a heading of a list means; whatever names nobody is of no use here.
fn meaning(heading: &str) -> Option<Column> {
    if heading.is_empty() || heading.chars().count() > LONGEST_HEADING {
        return None;
    }
    if let Some(column @ (Column::NationalNumber | Column::DocumentNumber | Column::Name)) =
        Column::from_code(heading)
    {
        return Some(column);
    }
    let understood = understand(&[heading.to_owned()]);
    let of_hers = understood.filter(|meaning| {
        meaning.subject.is_none_or(|whose| whose == super::headings::Subject::Volunteer)
    });
    Some(match of_hers.map(|meaning| meaning.what) {
        // What a list calls a number is the registry's own.
        Some(What::Column(Column::NationalNumber | Column::CardNumber)) => Column::NationalNumber,
        Some(What::Column(Column::DocumentNumber)) => Column::DocumentNumber,
        Some(What::Column(Column::Name) | What::Part(super::columns::Part::Name)) => Column::Name,
        _ if heading.ends_with("编号") || heading.ends_with("编码") => Column::NationalNumber,
        _ => Column::Ignored,
    })
}

#[cfg(test)]
mod tests;
