//! Judges one data row: an entry, or the first reason against it.

use chrono::Datelike;

use super::{
    Context,
    cells::{Cell, DigitsLost},
    columns::Column,
    days::Days,
    details,
    entries::Entry,
    layout::Layout,
    persons,
    places::{self, Found},
    reasons::{Reason, Rejection, Warning},
    wishes::{self, Wish},
};
use crate::domain::{
    dates::age_on,
    documents::{Document, DocumentKind, DocumentProblem},
    names::{Name, NameProblem},
    programmes::{AgeRule, Programme},
};

/// From 2013 on nobody holds a card with 15 digits any more (Resident Identity Card Law, as amended 2011).
const FIFTEEN_DIGITS_UNTIL: i32 = 2012;

/// What a row needs to know of its sheet.
#[derive(Clone, Copy)]
pub(super) struct Sheet<'a> {
    /// The world.
    pub ctx: &'a Context<'a>,
    /// The programmes that section, title or name of the sheet are about.
    pub offered: &'a [Programme],
    /// The unit of rows that name none.
    pub unit: Option<&'a String>,
    /// The unit of the whole sheet, between places of one name.
    pub base: Option<&'a String>,
}

/// One row, by its columns.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    /// Its number.
    pub number: u32,
    /// Its cells.
    pub cells: &'a [Cell],
    /// The columns.
    pub layout: &'a Layout,
}

impl Row<'_> {
    /// The cell of a column; an empty one if there is no such column.
    pub fn cell(&self, column: Column) -> &Cell {
        self.layout.one(column).and_then(|at| self.cells.get(at)).unwrap_or(&Cell::Empty)
    }

    /// What the cell says, if anything.
    pub fn said(&self, column: Column) -> Option<String> {
        self.cell(column).said()
    }

    /// What the cells of all such columns say.
    pub fn all_said(&self, column: Column) -> Vec<String> {
        self.layout.all(column).filter_map(|at| self.cells.get(at)?.said()).collect()
    }
}

/// What a row holds once nothing speaks against it.
struct Sound {
    name: Name,
    /// What stood in brackets behind the name.
    aside: Option<String>,
    document: Document,
    unit: Found,
    days: Days,
    wish: Wish,
    /// Whether the person was older at entry than a programme takes.
    too_old: bool,
}

/// Judges a row.
pub(super) fn judge(row: Row<'_>, sheet: Sheet<'_>) -> Result<Entry, Rejection> {
    let mut warnings = Vec::new();
    let sound = check(row, sheet, &mut warnings)?;
    Ok(entry(row, sheet, sound, warnings))
}

/// The first reason against a row, in the order of [`Reason`].
fn check(row: Row<'_>, sheet: Sheet<'_>, warnings: &mut Vec<Warning>) -> Result<Sound, Rejection> {
    let at = |column| row.layout.one(column);
    let (name, aside) = name(row).map_err(|problem| {
        Rejection::told(Reason::MissingName, at(Column::Name), problem.words())
    })?;
    let days = Days::read(row, sheet.ctx.today);
    let document = document(row, sheet, &days, warnings)?;
    let unit = unit(row, sheet).ok_or(Rejection::new(Reason::UnknownUnit, at(Column::Unit)))?;
    let wish = wish(row, sheet);
    let about = wish.as_ref().map_or(sheet.offered, |wish| wish.programmes.as_slice());
    let entered = days.entered(row.layout, about)?;
    let birth =
        document.birth_date().or_else(|| row.cell(Column::BirthDate).day(sheet.ctx.today).ok());
    let age = birth.map(|birth| age_on(birth, entered.on));
    if age.is_some_and(|age| age < AgeRule::ADULT) {
        return Err(Rejection::new(Reason::Under18, at(entered.column)));
    }
    if days.pooled_too_early() {
        return Err(Rejection::new(Reason::PooledBeforeSampled, at(Column::PooledOn)));
    }
    let wish = wish.ok_or_else(|| {
        let mark = || Programme::ALL.into_iter().find_map(|p| at(Column::WishMark(p)));
        Rejection::new(Reason::UnknownWish, at(Column::Wish).or_else(mark))
    })?;
    let oldest = wish.programmes.iter().filter_map(|p| sheet.ctx.rules.entry_age(*p).max).min();
    let too_old = age.zip(oldest).is_some_and(|(age, oldest)| age > oldest);
    Ok(Sound { name, aside, document, unit, days, wish, too_old })
}

fn entry(row: Row<'_>, sheet: Sheet<'_>, sound: Sound, mut warnings: Vec<Warning>) -> Entry {
    let Sound { name, aside, document, unit, days, wish, too_old } = sound;
    let today = sheet.ctx.today;
    let (standing, deceased) =
        details::standing(row, aside.as_deref(), &wish, today, &mut warnings);
    let remark = details::remark(row, aside, &wish);
    let registrations = details::registrations(row, &wish, &days, remark.as_deref(), standing);
    let relatives = persons::relatives(row, today, &mut warnings);
    let executor = persons::executor(row, today, &mut warnings);
    let person = persons::person(row, name, document, today, &mut warnings);
    let alone = wish.programmes.contains(&Programme::Body) && executor.is_none();
    let more = [
        (too_old, Warning::AboveEntryAge),
        (wish.partly, Warning::WishPartlyUnderstood),
        (unit.partly, Warning::UnitPartlyUnderstood),
        (alone, Warning::BodyWithoutExecutor),
    ];
    warnings.extend(more.into_iter().filter(|(holds, _)| *holds).map(|(_, warning)| warning));
    warnings.sort_unstable();
    warnings.dedup();
    Entry {
        row: row.number,
        person,
        unit: unit.key,
        registrations,
        relatives,
        executor,
        deceased,
        known_from: None,
        warnings,
    }
}

/// The name, and what stands in brackets behind it.
fn name(row: Row<'_>) -> Result<(Name, Option<String>), NameProblem> {
    let cell = row.cell(Column::Name).folded();
    match cell.split_once('(') {
        Some((name, aside)) => {
            Ok((Name::parse(name)?, Some(aside.trim_end_matches(')').to_owned())))
        }
        None => Ok((Name::parse(&cell)?, None)),
    }
}

fn document(
    row: Row<'_>,
    sheet: Sheet<'_>,
    days: &Days,
    warnings: &mut Vec<Warning>,
) -> Result<Document, Rejection> {
    let at = row.layout.one(Column::DocumentNumber);
    let today = sheet.ctx.today;
    let number = match row.cell(Column::DocumentNumber).document() {
        Ok(Some(number)) => number,
        Ok(None) => return Err(Rejection::new(Reason::MissingDocument, at)),
        Err(DigitsLost) => return Err(Rejection::new(Reason::NumberLostDigits, at)),
    };
    let told = row.said(Column::DocumentKind).and_then(|kind| DocumentKind::from_heading(&kind));
    // Under 身份证号码 offices also write passports; those begin with a letter, resident IDs never.
    let lettered = number
        .trim_start_matches(|c: char| !c.is_alphanumeric())
        .starts_with(|c: char| c.is_ascii_alphabetic());
    let heading = at.and_then(|at| DocumentKind::from_heading(row.layout.headings.get(at)?));
    let kind = told.or(heading.filter(|kind| *kind != DocumentKind::ResidentId || !lettered));
    let old = days.earliest().is_some_and(|day| day.year() <= FIFTEEN_DIGITS_UNTIL);
    let read = match Document::parse(kind, &number, today) {
        Err(DocumentProblem::FifteenDigits) if old => {
            warnings.push(Warning::OldDocumentNumber);
            Document::from_fifteen(&number, today)
        }
        read => read,
    };
    read.map_err(|problem| {
        let reason = match problem {
            DocumentProblem::Missing => Reason::MissingDocument,
            DocumentProblem::NumberLostDigits => Reason::NumberLostDigits,
            _ => Reason::CheckDigit,
        };
        Rejection::told(reason, at, problem.words())
    })
}

fn unit(row: Row<'_>, sheet: Sheet<'_>) -> Option<Found> {
    let cells = row.all_said(Column::Unit);
    let blank = row.layout.all(Column::Unit).all(|at| row.cells.get(at).is_none_or(Cell::is_empty));
    if blank {
        return sheet.unit.map(|key| Found { key: key.clone(), partly: false });
    }
    places::of_cells(sheet.ctx.directory, &cells, sheet.base)
}

/// What the row wishes: by its own columns, or where there are none by what the sheet is about.
fn wish(row: Row<'_>, sheet: Sheet<'_>) -> Option<Wish> {
    let layout = row.layout;
    let marks =
        Programme::ALL.map(|programme| (programme, layout.one(Column::WishMark(programme))));
    if layout.one(Column::Wish).is_none() && marks.iter().all(|(_, at)| at.is_none()) {
        let [only] = sheet.offered else { return None };
        return Some(Wish { programmes: vec![*only], ..Wish::default() });
    }
    let mut all = Wish::default();
    let mut add = |wish: Option<Wish>| match wish {
        Some(wish) => {
            all.programmes.extend(wish.programmes);
            all.organs.extend(wish.organs);
            all.partly |= wish.partly;
        }
        None => all.partly = true,
    };
    for text in row.all_said(Column::Wish) {
        add(wishes::read(&text, sheet.offered));
    }
    for (programme, at) in marks {
        let Some(text) = at.and_then(|at| row.cells.get(at)?.said()) else { continue };
        if wishes::is_tick(&text) {
            add(Some(Wish { programmes: vec![programme], ..Wish::default() }));
        } else if let Some(wish) = wishes::read(&text, &[programme]) {
            add(Some(wish));
        }
    }
    all.programmes.sort_unstable();
    all.programmes.dedup();
    (!all.programmes.is_empty()).then_some(all)
}
