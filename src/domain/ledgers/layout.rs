//! From the heading rows of a sheet to the meaning of its columns.

use std::collections::BTreeMap;

use super::{
    MOST_COLUMNS,
    cells::Cell,
    columns::{Column, Kin, Part},
    headings::{Meaning, Subject, What, compact, understand},
};

/// The columns of a sheet as they were understood.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    /// What each column holds; none where nobody can tell.
    pub columns: Vec<Option<Column>>,
    /// The heading of each column, group heading first.
    pub headings: Vec<String>,
    /// The texts of the heading rows, compact, to know them again further down.
    rows: Vec<Vec<String>>,
}

impl Layout {
    /// Understands the heading rows, the topmost first.
    pub fn new(block: &[Vec<Cell>]) -> Self {
        let width = block.iter().map(Vec::len).max().unwrap_or(0);
        let rows: Vec<Vec<String>> = block
            .iter()
            .map(|row| {
                (0..width).map(|at| row.get(at).map(Cell::folded).unwrap_or_default()).collect()
            })
            .collect();
        let paths: Vec<Vec<String>> = (0..width).map(|at| path(&rows, at)).collect();
        let meanings: Vec<Option<Meaning>> = paths.iter().map(|path| understand(path)).collect();
        Self {
            columns: assign(&meanings),
            headings: paths.iter().map(|path| path.join(" ")).collect(),
            rows: rows.iter().map(|row| row.iter().map(|text| compact(text)).collect()).collect(),
        }
    }

    /// Takes over what a person corrected.
    pub fn correct(&mut self, corrections: &BTreeMap<usize, Column>) {
        for (at, column) in corrections.iter().filter(|(at, _)| **at < MOST_COLUMNS) {
            if *at >= self.columns.len() {
                self.columns.resize(at + 1, None);
                self.headings.resize(at + 1, String::new());
            }
            // The corrected column takes the place of the one that was thought to hold it.
            if !column.repeats() {
                let earlier = self.columns.iter_mut().filter(|earlier| **earlier == Some(*column));
                earlier.for_each(|earlier| *earlier = Some(Column::Ignored));
            }
            self.columns[*at] = Some(*column);
        }
    }

    /// The headings in one row that is understood as these columns are.
    pub fn flat_headings(&self) -> Vec<String> {
        let mut headings = self.headings.clone();
        // Words in place of a heading may change what the next ones mean, so look again.
        for _ in 0..3 {
            let cells: Vec<Cell> = headings.iter().map(|heading| Cell::text(heading)).collect();
            let read = Self::new(&[cells]).columns;
            let wrong: Vec<usize> =
                (0..headings.len()).filter(|at| read.get(*at) != self.columns.get(*at)).collect();
            if wrong.is_empty() {
                break;
            }
            for at in wrong {
                headings[at] = match self.columns[at] {
                    Some(Column::Ignored) | None => {
                        format!("不导入 {}", headings[at]).trim().to_owned()
                    }
                    Some(column) => column.heading(),
                };
            }
        }
        headings
    }

    /// The columns that hold this.
    pub fn all(&self, wanted: Column) -> impl Iterator<Item = usize> {
        let columns = self.columns.iter().enumerate();
        columns.filter(move |(_, column)| **column == Some(wanted)).map(|(at, _)| at)
    }

    /// The column that holds this.
    pub fn one(&self, wanted: Column) -> Option<usize> {
        self.all(wanted).next()
    }

    /// Whether a row repeats one of the heading rows, as sheets made for printing do.
    pub fn is_repeated_by(&self, cells: &[Cell]) -> bool {
        let filled: Vec<(usize, String)> = cells
            .iter()
            .enumerate()
            .filter(|(_, cell)| !cell.is_empty())
            .map(|(at, cell)| (at, compact(&cell.folded())))
            .collect();
        let same = |row: &[String]| {
            filled
                .iter()
                .filter(|(at, text)| row.get(*at).is_some_and(|heading| heading == text))
                .count()
        };
        filled.len() >= 2 && self.rows.iter().any(|row| same(row) * 10 >= filled.len() * 7)
    }
}

/// The headings over one column, the widest first. A group heading stands over the columns to its
/// right as long as those have a heading below and none of their own.
fn path(rows: &[Vec<String>], at: usize) -> Vec<String> {
    let mut path: Vec<String> = Vec::new();
    for (row, texts) in rows.iter().enumerate() {
        let divided = |at: usize| {
            let mut lower = rows[row + 1..].iter().map(|lower| &lower[at]);
            lower.any(|lower| !lower.is_empty() && *lower != texts[at])
        };
        let over = (0..=at).rev().find(|left| !texts[*left].is_empty());
        let over = over.filter(|left| *left == at || (*left..=at).all(divided));
        if let Some(text) = over.map(|left| &texts[left]).filter(|text| path.last() != Some(text)) {
            path.push(text.clone());
        }
    }
    path
}

/// Gives every column its place; what is said of nobody belongs to whom the columns before are about.
fn assign(meanings: &[Option<Meaning>]) -> Vec<Option<Column>> {
    let own_name = own_name(meanings);
    let mut columns: Vec<Option<Column>> = Vec::with_capacity(meanings.len());
    // Whose columns these are, and who was last named at all.
    let (mut current, mut last): (Option<Subject>, Option<Subject>) = (None, None);
    for (at, meaning) in meanings.iter().enumerate() {
        let Some(meaning) = meaning else {
            columns.push(None);
            current = None;
            continue;
        };
        let subject = match (meaning.subject, meaning.what) {
            (_, What::Part(Part::Name)) if own_name == Some(at) => Some(Subject::Volunteer),
            (Some(subject), _) => Some(subject),
            (None, _) => whose(meanings, at, &columns, current, last),
        };
        let subject = second(subject, meaning.what, &columns);
        let person = subject.unwrap_or(Subject::Volunteer);
        let column = match meaning.what {
            What::Part(part) => of(person, part),
            What::Column(Column::DocumentNumber) => of(person, Part::Document),
            What::Column(column) => column,
        };
        current = subject.filter(|whose| *whose != Subject::Volunteer);
        last = current.or(last);
        columns.push(Some(column));
    }
    settle_doubles(&mut columns, meanings);
    columns
}

/// Whom the column `at` is about, which names nobody; none is the volunteer. `current` is whom the
/// columns just before it are about, `last` who was last named.
fn whose(
    meanings: &[Option<Meaning>],
    at: usize,
    columns: &[Option<Column>],
    current: Option<Subject>,
    last: Option<Subject>,
) -> Option<Subject> {
    let meaning = meanings[at].as_ref()?;
    let plain = |part| meanings.iter().flatten().filter(|m| is_plain(m, part)).count();
    let has = |column| columns.contains(&Some(column));
    match meaning.what {
        // A second 姓名 is a relative's: the group heading was lost with the merged cells.
        What::Part(Part::Name) => meaning.sure.then_some(Subject::Relative(Kin::First)),
        What::Part(Part::Relation) => {
            let next = meanings.get(at + 1).and_then(|next| next.as_ref()?.subject);
            let next = next.filter(|subject| *subject != Subject::Volunteer);
            current.or(next).or(last).or(Some(Subject::Relative(Kin::First)))
        }
        // A relative's phone stands behind her relation; but the volunteer must have one too.
        What::Part(Part::Phone) => current.filter(|whose| {
            let related = plain(Part::Phone) > 1 || has(of(*whose, Part::Relation));
            has_own_phone(meanings) || !has(of(*whose, Part::Phone)) && related
        }),
        What::Part(Part::Address) => current.filter(|_| plain(Part::Address) > 1),
        What::Column(Column::DocumentNumber) => current.filter(|_| has(Column::DocumentNumber)),
        _ => None,
    }
}

/// Whether a phone is the volunteer's without doubt: it says so, or stands apart from relatives.
fn has_own_phone(meanings: &[Option<Meaning>]) -> bool {
    meanings.iter().enumerate().any(|(at, meaning)| {
        let Some(meaning) = meaning.as_ref().filter(|m| is_of_volunteer(m, Part::Phone)) else {
            return false;
        };
        let left = at.checked_sub(1).and_then(|left| meanings[left].as_ref());
        let apart = left.is_none_or(|left| match (left.subject, left.what) {
            (Some(Subject::Relative(_) | Subject::Executor), _) => false,
            (_, What::Column(_)) => true,
            (_, What::Part(_)) => own_name(meanings) == Some(at - 1),
        });
        meaning.subject.is_some() || apart
    })
}

/// The first relative again, with a name of her own, is the second.
fn second(subject: Option<Subject>, what: What, columns: &[Option<Column>]) -> Option<Subject> {
    let has = |kin, part| columns.contains(&Some(Column::Relative(kin, part)));
    match (subject, what) {
        (Some(Subject::Relative(Kin::First)), What::Part(part))
            if has(Kin::First, part) && (part == Part::Name || has(Kin::Second, Part::Name)) =>
        {
            Some(Subject::Relative(Kin::Second))
        }
        _ => subject,
    }
}

fn is_plain(meaning: &Meaning, part: Part) -> bool {
    meaning.subject.is_none() && meaning.what == What::Part(part)
}

fn is_of_volunteer(meaning: &Meaning, part: Part) -> bool {
    matches!(meaning.subject, None | Some(Subject::Volunteer)) && meaning.what == What::Part(part)
}

/// The column of the volunteer's own name: the first 姓名 that is nobody else's, or else 登记人.
fn own_name(meanings: &[Option<Meaning>]) -> Option<usize> {
    let own = |sure: bool| {
        meanings.iter().position(|meaning| {
            meaning.as_ref().is_some_and(|m| is_of_volunteer(m, Part::Name) && m.sure == sure)
        })
    };
    own(true).or_else(|| own(false))
}

fn of(subject: Subject, part: Part) -> Column {
    match (subject, part) {
        (Subject::Relative(kin), part) => Column::Relative(kin, part),
        (Subject::Executor, part) => Column::Executor(part),
        (Subject::Volunteer, Part::Name) => Column::Name,
        (Subject::Volunteer, Part::Phone) => Column::Phone,
        (Subject::Volunteer, Part::Address) => Column::Address,
        (Subject::Volunteer, Part::Document) => Column::DocumentNumber,
        (Subject::Volunteer, Part::Relation) => Column::Ignored,
    }
}

/// Of columns that would hold the same, the one whose heading leaves no doubt stays. A second
/// relative's become the second relative, a second address that of the household.
fn settle_doubles(columns: &mut [Option<Column>], meanings: &[Option<Meaning>]) {
    let sure = |at: usize| meanings.get(at).and_then(|m| m.as_ref()).is_some_and(|m| m.sure);
    // Whoever registered somebody need not be who manages her.
    let units: Vec<usize> =
        (0..columns.len()).filter(|at| columns[*at] == Some(Column::Unit)).collect();
    if units.iter().any(|at| sure(*at)) {
        units.iter().filter(|at| !sure(**at)).for_each(|at| columns[*at] = Some(Column::Ignored));
    }
    for at in 0..columns.len() {
        let Some(column) = columns[at].filter(|column| !column.repeats()) else { continue };
        let Some(earlier) = columns[..at].iter().position(|other| *other == Some(column)) else {
            continue;
        };
        let spare = match column {
            Column::Relative(Kin::First, part) => Some(Column::Relative(Kin::Second, part)),
            Column::Address => Some(Column::HouseholdAddress),
            _ => None,
        };
        let free = spare.filter(|spare| !columns.contains(&Some(*spare)));
        if let Some(spare) = free {
            columns[at] = Some(spare);
        } else if sure(at) && !sure(earlier) {
            columns[earlier] = Some(Column::Ignored);
        } else {
            columns[at] = Some(Column::Ignored);
        }
    }
}
