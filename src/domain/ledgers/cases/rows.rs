//! One line of a sheet of match cases becomes a case, or the first reason against it.

use std::fmt;

use chrono::NaiveDate;

use super::{
    CaseColumn,
    told::{End, Told},
};
use crate::domain::{
    documents::Document,
    ledgers::{
        Context,
        reasons::{Reason as Why, Rejection, Warning},
    },
    match_cases::{
        Course, Days,
        endings::{Ending, Review},
        reasons::Reason,
    },
    words::Words,
};

/// An accepted line.
#[derive(Clone)]
pub struct CaseRow {
    /// The row, as the spreadsheet counts.
    pub row: u32,
    /// The volunteer's document.
    pub document: Document,
    /// The key of the unit for which it counts.
    pub unit: String,
    /// The day of the notice.
    pub notice_on: NaiveDate,
    /// What the line tells of the case.
    pub course: Course,
    /// What deserves a second look.
    pub warnings: Vec<Warning>,
}

impl fmt::Debug for CaseRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CaseRow({}, …)", self.row)
    }
}

/// One line of such a sheet.
pub(super) type Line<'a> = crate::domain::ledgers::fixed::Line<'a, CaseColumn>;

/// A reason by its code, with or without words behind it, or by its name.
pub(super) fn reason(
    line: Line<'_>,
    column: CaseColumn,
) -> Result<Option<(Reason, Option<String>)>, Rejection> {
    let Some(text) = line.said(column) else { return Ok(None) };
    let upper = text.to_uppercase();
    let code_ends = upper.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(upper.len());
    let words = text
        .get(code_ends..)
        .map(|rest| rest.trim_matches(|c: char| !c.is_alphanumeric()).to_owned());
    let by_code = Reason::from_code(&upper[..code_ends]);
    let by_name = || Reason::ALL.iter().copied().find(|r| r.label().zh == text);
    match by_code.map(|reason| (reason, words.filter(|w| !w.is_empty()))) {
        Some(found) => Ok(Some(found)),
        None => match by_name() {
            Some(reason) => Ok(Some((reason, None))),
            None => Err(line.against(Why::UnknownReason, column)),
        },
    }
}

/// Reads the course of the case; document, unit and day of the notice are sound already.
fn course(
    line: Line<'_>,
    notice_on: NaiveDate,
    ctx: &Context<'_>,
    warnings: &mut Vec<Warning>,
) -> Result<Course, Rejection> {
    let told = Told::read(line, ctx.today)?;
    told.check(line)?;
    let course = Course {
        number: line.said(CaseColumn::CaseNo),
        steps: told.steps(),
        ending: told.end().map(|end| ending(line, end, warnings)),
        from_ledger: true,
        ..Course::default()
    };
    let days = Days { notice_on, today: ctx.today };
    match course.problems(days).into_iter().next() {
        None => Ok(course),
        Some(problem) => {
            let column = told.out_of_order(notice_on).unwrap_or(CaseColumn::ScreeningOutcome);
            Err(line.contradiction(column, problem.words))
        }
    }
}

fn ending(line: Line<'_>, (reason, words, on): End, warnings: &mut Vec<Warning>) -> Ending {
    let mut ending = Ending::new(reason, on);
    ending.words = words.or_else(|| line.said(CaseColumn::Remark));
    if reason.needs_words() && ending.words.is_none() {
        ending.words = Some("台账未说明".to_owned());
        warnings.push(Warning::ReasonUnexplained);
    }
    if line.said(CaseColumn::SecondReviewer).is_some() {
        ending.review = Some(Review { on: None, by: None, stepped_back: None });
    } else if reason.needs_second_person() {
        warnings.push(Warning::ReviewMissing);
    }
    ending
}

/// Judges a line: a case, or the first reason against it, in the order of [`Why`].
pub(in crate::domain::ledgers) fn judge(
    line: Line<'_>,
    unit: Option<&String>,
    ctx: &Context<'_>,
) -> Result<CaseRow, Rejection> {
    let column = CaseColumn::VolunteerDocument;
    let document = line.document(column, ctx.today)?;
    let document = document.ok_or_else(|| line.against(Why::MissingDocument, column))?;
    let unit = line.unit(CaseColumn::Unit, unit, ctx)?;
    let notice_on = line.day(CaseColumn::NoticeOn, ctx.today)?;
    let notice_on = notice_on.ok_or_else(|| {
        let words = Words::new("缺初配通知日期，请补填", "The day of the notice is missing");
        line.told(Why::MissingDate, CaseColumn::NoticeOn, words)
    })?;
    let mut warnings = Vec::new();
    let course = course(line, notice_on, ctx, &mut warnings)?;
    Ok(CaseRow { row: line.row, document, unit, notice_on, course, warnings })
}
