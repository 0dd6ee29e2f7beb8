//! One line of a sheet of match cases becomes a case, or the first reason against it.

use std::fmt;

use chrono::NaiveDate;

use super::{CaseColumn, CaseLayout};
use crate::domain::{
    documents::{Document, DocumentProblem},
    ledgers::{
        Context,
        cells::{Cell, DigitsLost},
        places,
        reasons::{Reason as Why, Rejection, Warning},
    },
    match_cases::{
        Course, Days,
        endings::{Ending, Review},
        reasons::{Reason, ReasonGroup},
        steps::{Stage, Step},
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

/// One line, by its columns.
#[derive(Clone, Copy)]
pub(in crate::domain::ledgers) struct Line<'a> {
    pub row: u32,
    pub cells: &'a [Cell],
    pub layout: &'a CaseLayout,
}

impl Line<'_> {
    pub fn cell(&self, column: CaseColumn) -> &Cell {
        self.layout.at(column).and_then(|at| self.cells.get(at)).unwrap_or(&Cell::Empty)
    }

    fn said(&self, column: CaseColumn) -> Option<String> {
        self.cell(column).said()
    }

    fn against(&self, why: Why, column: CaseColumn) -> Rejection {
        Rejection::new(why, self.layout.at(column))
    }

    fn day(&self, column: CaseColumn, today: NaiveDate) -> Result<Option<NaiveDate>, Rejection> {
        if self.said(column).is_none() {
            return Ok(None);
        }
        let day = self.cell(column).day(today);
        day.map(Some).map_err(|problem| {
            Rejection::told(Why::BadDate, self.layout.at(column), problem.words())
        })
    }

    /// A reason by its code, with or without words behind it, or by its name.
    fn reason(&self, column: CaseColumn) -> Result<Option<(Reason, Option<String>)>, Rejection> {
        let Some(text) = self.said(column) else { return Ok(None) };
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
                None => Err(self.against(Why::UnknownReason, column)),
            },
        }
    }
}

/// What a cell says came of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Yes,
    No,
    Pending,
    Ended,
}

/// The words of each outcome: yes, no.
type Words2 = (&'static [&'static str], &'static [&'static str]);

fn outcome(line: Line<'_>, column: CaseColumn) -> Result<Outcome, Rejection> {
    let (yes, no): Words2 = match column {
        CaseColumn::ScreeningOutcome => {
            (&["willing", "愿意", "同意"], &["lost", "流失", "不愿意", "不同意", "拒绝", "失联"])
        }
        CaseColumn::RemobilisationOutcome => {
            (&["agreed", "同意"], &["refused", "拒绝", "不同意", "反悔"])
        }
        _ => (&["fit", "合格"], &["unfit", "不合格"]),
    };
    let Some(text) = line.said(column) else { return Ok(Outcome::Pending) };
    Ok(match text.to_lowercase().as_str() {
        text if yes.contains(&text) => Outcome::Yes,
        text if no.contains(&text) => Outcome::No,
        "pending" | "未决" | "待定" | "联络中" | "进行中" => Outcome::Pending,
        "ended" | "终止" | "已终止" | "患者方终止" | "结束" => Outcome::Ended,
        _ => return Err(line.against(Why::UnknownOutcome, column)),
    })
}

/// What a line tells of the end of the case.
type End = (Reason, Option<String>, Option<NaiveDate>);

/// The cells of a line, read.
struct Told {
    screened_on: Option<NaiveDate>,
    talked_on: Option<NaiveDate>,
    agreed_on: Option<NaiveDate>,
    ended_on: Option<NaiveDate>,
    collected_on: Option<NaiveDate>,
    screening: Outcome,
    talk: Outcome,
    exam: Outcome,
    /// The one reason that the line gives, in whichever column.
    why: Option<(Reason, Option<String>)>,
}

impl Told {
    fn read(line: Line<'_>, today: NaiveDate) -> Result<Self, Rejection> {
        use CaseColumn as C;
        let day = |column| line.day(column, today);
        let mut why: Option<(Reason, Option<String>)> = None;
        for column in [C::Reason, C::RemobilisationReason, C::EndedReason] {
            match (line.reason(column)?, &why) {
                (Some((other, _)), Some((reason, _))) if other != *reason => {
                    let words = Words::new("两个原因码不一致", "two different reasons");
                    return Err(contradiction(line, column, words));
                }
                (Some(found), None) => why = Some(found),
                _ => {}
            }
        }
        Ok(Self {
            screened_on: day(C::ScreeningOn)?,
            talked_on: day(C::RemobilisedOn)?,
            agreed_on: day(C::AgreedOn)?,
            ended_on: day(C::EndedOn)?,
            collected_on: day(C::CollectedOn)?,
            screening: outcome(line, C::ScreeningOutcome)?,
            talk: outcome(line, C::RemobilisationOutcome)?,
            exam: outcome(line, C::ExamOutcome)?,
            why,
        })
    }

    /// An end has a reason, and nothing follows a screening that the volunteer did not pass.
    fn check(&self, line: Line<'_>) -> Result<(), Rejection> {
        let ends = self.screening == Outcome::No
            || self.screening == Outcome::Ended
            || matches!(self.talk, Outcome::No | Outcome::Ended)
            || self.ended_on.is_some();
        if ends && self.why.is_none() && self.exam != Outcome::No {
            let column = match self.screening {
                Outcome::No => CaseColumn::Reason,
                _ if self.talk == Outcome::No => CaseColumn::RemobilisationReason,
                _ => CaseColumn::EndedReason,
            };
            return Err(line.against(Why::UnknownReason, column));
        }
        let went_on = self.talked_on.or(self.agreed_on).or(self.collected_on).is_some()
            || matches!(self.talk, Outcome::Yes | Outcome::No)
            || matches!(self.exam, Outcome::Yes | Outcome::No);
        if self.screening != Outcome::Yes && went_on {
            let words =
                Words::new("初筛未愿意,却有以后的环节", "steps follow without a willing screening");
            return Err(contradiction(line, CaseColumn::ScreeningOutcome, words));
        }
        let says_unfit = |(reason, _): &(Reason, _)| reason.group() == ReasonGroup::Medical;
        if self.exam == Outcome::No && !self.why.as_ref().is_none_or(says_unfit) {
            let words = Words::new(
                "体检不合格与终止原因不一致",
                "unfit at the examination, yet another reason",
            );
            return Err(contradiction(line, CaseColumn::ExamOutcome, words));
        }
        Ok(())
    }

    /// The day on which the case ended, as the columns of each way of ending tell it.
    fn end_day(&self) -> Option<NaiveDate> {
        match (self.screening, self.talk) {
            (Outcome::No, _) => self.screened_on.or(self.ended_on),
            (Outcome::Ended, _) => self.ended_on.or(self.screened_on),
            (_, Outcome::No) => self.ended_on.or(self.agreed_on).or(self.talked_on),
            _ => self.ended_on,
        }
    }

    fn end(&self) -> Option<End> {
        let on = self.end_day();
        match &self.why {
            _ if self.exam == Outcome::No => Some((Reason::M4, None, on)),
            Some((reason, words)) => Some((*reason, words.clone(), on)),
            None => None,
        }
    }

    /// The first column whose day lies before one that comes first.
    fn out_of_order(&self, notice_on: NaiveDate) -> Option<CaseColumn> {
        let days = [
            (CaseColumn::ScreeningOn, self.screened_on),
            (CaseColumn::RemobilisedOn, self.talked_on),
            (CaseColumn::AgreedOn, self.agreed_on),
            (CaseColumn::CollectedOn, self.collected_on),
            (CaseColumn::EndedOn, self.ended_on),
        ];
        let mut last = notice_on;
        for (column, day) in days {
            let Some(day) = day else { continue };
            if day < last {
                return Some(column);
            }
            last = day;
        }
        None
    }

    /// The steps. What a line skips was done, on a day that it does not tell.
    fn steps(&self) -> Vec<Step> {
        let mut steps = Vec::new();
        if self.screening != Outcome::Yes {
            return steps;
        }
        steps.push(Step::Willing { on: self.screened_on });
        let agreed = self.talk == Outcome::Yes || self.agreed_on.is_some();
        if agreed || self.talk == Outcome::No || self.talked_on.is_some() {
            steps.push(Step::Talked { on: self.talked_on });
        }
        if agreed {
            steps.push(Step::Agreed { on: self.agreed_on.or(self.talked_on) });
        }
        let mismatch = self.why.as_ref().is_some_and(|(reason, _)| *reason == Reason::N4);
        let to = match self.collected_on {
            Some(_) => Some(Stage::Mobilised),
            None if self.exam == Outcome::Yes && !mismatch => Some(Stage::Examined),
            None => None,
        };
        let skipped =
            Stage::STEPS.into_iter().filter(|stage| *stage > Stage::Agreed && Some(*stage) <= to);
        steps.extend(skipped.filter_map(|stage| Step::reaching(stage, None)));
        if self.collected_on.is_some() {
            steps.extend(Step::reaching(Stage::Collected, self.collected_on));
            steps.extend(Step::reaching(Stage::Donated, self.collected_on));
        }
        steps
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
            Err(contradiction(line, column, problem.words))
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

fn contradiction(line: Line<'_>, column: CaseColumn, words: Words) -> Rejection {
    let words =
        Words::made(format!("前后矛盾:{}", words.zh), format!("Contradictory: {}", words.en));
    Rejection::told(Why::Contradiction, line.layout.at(column), words)
}

/// Judges a line: a case, or the first reason against it, in the order of [`Why`].
pub(in crate::domain::ledgers) fn judge(
    line: Line<'_>,
    unit: Option<&String>,
    ctx: &Context<'_>,
) -> Result<CaseRow, Rejection> {
    let document = document(line, ctx)?;
    let unit = match line.said(CaseColumn::Unit) {
        None => unit.cloned(),
        Some(text) => places::of_cells(ctx.directory, &[text], unit).map(|found| found.key),
    };
    let unit = unit.ok_or_else(|| line.against(Why::UnknownUnit, CaseColumn::Unit))?;
    let notice_on = line.day(CaseColumn::NoticeOn, ctx.today)?;
    let notice_on = notice_on.ok_or_else(|| {
        let words = Words::new("缺初配通知日期,请补填", "The day of the notice is missing");
        Rejection::told(Why::MissingDate, line.layout.at(CaseColumn::NoticeOn), words)
    })?;
    let mut warnings = Vec::new();
    let course = course(line, notice_on, ctx, &mut warnings)?;
    Ok(CaseRow { row: line.row, document, unit, notice_on, course, warnings })
}

fn document(line: Line<'_>, ctx: &Context<'_>) -> Result<Document, Rejection> {
    let column = CaseColumn::VolunteerDocument;
    let number = match line.cell(column).document() {
        Ok(Some(number)) => number,
        Ok(None) => return Err(line.against(Why::MissingDocument, column)),
        Err(DigitsLost) => return Err(line.against(Why::NumberLostDigits, column)),
    };
    Document::parse(None, &number, ctx.today).map_err(|problem| {
        let why = match problem {
            DocumentProblem::Missing => Why::MissingDocument,
            DocumentProblem::NumberLostDigits => Why::NumberLostDigits,
            _ => Why::CheckDigit,
        };
        Rejection::told(why, line.layout.at(column), problem.words())
    })
}
