//! Who an accepted row is about, and her relatives.

use chrono::{Datelike, NaiveDate};

use super::{
    cells::Cell,
    columns::{Column, Kin, Part},
    entries::{EntryPerson, EntryRelative},
    reasons::Warning,
    rows::Row,
};
use crate::domain::{
    dates::{DateProblem, parse_month},
    documents::Document,
    names::Name,
    people::{Relation, Sex},
    phones::{self, Phone},
};

/// Relatives and friends.
pub(super) fn relatives(
    row: Row<'_>,
    today: NaiveDate,
    warnings: &mut Vec<Warning>,
) -> Vec<EntryRelative> {
    let of = |kin| relative(row, |part| Column::Relative(kin, part), today, warnings);
    [Kin::First, Kin::Second].map(of).into_iter().flatten().collect()
}

/// The executor.
pub(super) fn executor(
    row: Row<'_>,
    today: NaiveDate,
    warnings: &mut Vec<Warning>,
) -> Option<EntryRelative> {
    relative(row, Column::Executor, today, warnings)
}

fn relative(
    row: Row<'_>,
    column: impl Fn(Part) -> Column,
    today: NaiveDate,
    warnings: &mut Vec<Warning>,
) -> Option<EntryRelative> {
    let (phones, _) = phones_of(row, column(Part::Phone));
    let Some(said) = row.said(column(Part::Name)) else {
        if !phones.is_empty() {
            warnings.push(Warning::RelativeUnreadable);
        }
        return None;
    };
    // 王测试(女儿) is common where there is no column for the relation.
    let (name, aside) = said.split_once('(').unwrap_or((&said, ""));
    let Ok(name) = Name::parse(name) else {
        warnings.push(Warning::RelativeUnreadable);
        return None;
    };
    let relation =
        row.said(column(Part::Relation)).unwrap_or_else(|| aside.trim_end_matches(')').to_owned());
    let document = row.cell(column(Part::Document)).document().ok().flatten();
    Some(EntryRelative {
        name,
        relation: Relation::from_heading(&relation),
        phones,
        address: row.said(column(Part::Address)),
        document: document.and_then(|number| Document::parse(None, &number, today).ok()),
    })
}

/// The phones of all columns of one meaning, each once, and whether one cannot be used.
fn phones_of(row: Row<'_>, column: Column) -> (Vec<Phone>, bool) {
    let mut all = Vec::new();
    let mut unusable = false;
    for at in row.layout.all(column) {
        let (phones, rest) =
            phones::split(&row.cells.get(at).map(Cell::original).unwrap_or_default());
        unusable |= rest;
        for phone in phones {
            if !all.contains(&phone) {
                all.push(phone);
            }
        }
    }
    (all, unusable)
}

/// Who the row is about.
pub(super) fn person(
    row: Row<'_>,
    name: Name,
    document: Document,
    today: NaiveDate,
    warnings: &mut Vec<Warning>,
) -> EntryPerson {
    let (phones, unusable) = phones_of(row, Column::Phone);
    if phones.is_empty() {
        warnings.push(Warning::NoUsablePhone);
    } else if unusable {
        warnings.push(Warning::SomePhoneUnusable);
    }
    let written = row
        .said(Column::Sex)
        .and_then(|sex| Sex::from_heading(&sex))
        .filter(|sex| *sex != Sex::Unknown);
    if matches!((written, document.sex()), (Some(written), Some(told)) if written != told) {
        warnings.push(Warning::SexConflictsWithId);
    }
    let birth_date = match (birth(row.cell(Column::BirthDate), today), document.birth_date()) {
        (Birth::Unreadable, told) => {
            warnings.push(Warning::BirthDateUnreadable);
            told
        }
        (Birth::Nothing, told) => told,
        (written, Some(told)) => {
            if !written.agrees(told) {
                warnings.push(Warning::BirthConflictsWithId);
            }
            Some(told)
        }
        (Birth::Day(day), None) => Some(day),
        (Birth::Months(_), None) => None,
    };
    EntryPerson {
        name,
        sex: written.or(document.sex()),
        document,
        birth_date,
        ethnicity: row.said(Column::Ethnicity).map(ethnicity),
        education: row.said(Column::Education),
        employer: row.said(Column::Employer),
        blood_type: row.said(Column::BloodType).map(|text| blood_type(&text)),
        address: row.said(Column::Address).or_else(|| row.said(Column::HouseholdAddress)),
        email: row.said(Column::Email).filter(|text| text.contains('@')),
        phones,
    }
}

/// 汉 and 汉族 are one.
fn ethnicity(text: String) -> String {
    if text.ends_with('族') || text.chars().count() > 4 { text } else { format!("{text}族") }
}

/// A型 and A are one, and so are a zero and the letter O.
fn blood_type(text: &str) -> String {
    text.to_uppercase().replace("型", "").replace('0', "O").trim().to_owned()
}

/// What a column of birth dates tells.
enum Birth {
    Nothing,
    Unreadable,
    Day(NaiveDate),
    /// Year and month; two where a number like 1990.1 could be January or October.
    Months(Vec<(i32, u32)>),
}

impl Birth {
    fn agrees(&self, told: NaiveDate) -> bool {
        let month = (told.year(), told.month());
        match self {
            // Spreadsheets make the first of the month of 1992年8月.
            Self::Day(day) => *day == told || day.day() == 1 && (day.year(), day.month()) == month,
            Self::Months(months) => months.contains(&month),
            Self::Nothing | Self::Unreadable => true,
        }
    }
}

fn birth(cell: &Cell, today: NaiveDate) -> Birth {
    if cell.said().is_none() {
        return Birth::Nothing;
    }
    match cell.day(today) {
        Ok(day) => return Birth::Day(day),
        Err(DateProblem::Missing) => return Birth::Nothing,
        Err(_) => {}
    }
    let written = match cell {
        Cell::Number(number) => vec![number.to_string(), format!("{number:.2}")],
        other => vec![other.folded()],
    };
    let months: Vec<_> = written.iter().filter_map(|text| parse_month(text).ok()).collect();
    if months.is_empty() { Birth::Unreadable } else { Birth::Months(months) }
}
