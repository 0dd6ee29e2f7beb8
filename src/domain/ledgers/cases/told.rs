//! What the cells of a line tell together: which steps were taken, and what ended the case.

use chrono::NaiveDate;

use super::{
    CaseColumn,
    rows::{Line, reason},
};
use crate::domain::{
    ledgers::reasons::{Reason as Why, Rejection},
    match_cases::{
        reasons::{Reason, ReasonGroup},
        steps::{Stage, Step},
    },
    words::Words,
};

/// What a cell says came of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Yes,
    No,
    Pending,
    Ended,
}

fn outcome(line: Line<'_>, column: CaseColumn) -> Result<Outcome, Rejection> {
    let (yes, no): (&[&str], &[&str]) = match column {
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
pub(super) type End = (Reason, Option<String>, Option<NaiveDate>);

/// The cells of a line, read.
pub(super) struct Told {
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
    pub fn read(line: Line<'_>, today: NaiveDate) -> Result<Self, Rejection> {
        use CaseColumn as C;
        let day = |column| line.day(column, today);
        let mut why: Option<(Reason, Option<String>)> = None;
        for column in [C::Reason, C::RemobilisationReason, C::EndedReason] {
            match (reason(line, column)?, &why) {
                (Some((other, _)), Some((reason, _))) if other != *reason => {
                    let words = Words::new("两个原因码不一致", "two different reasons");
                    return Err(line.contradiction(column, words));
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
    pub fn check(&self, line: Line<'_>) -> Result<(), Rejection> {
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
            let words = Words::new(
                "初筛未愿意，却有以后的环节",
                "steps follow without a willing screening",
            );
            return Err(line.contradiction(CaseColumn::ScreeningOutcome, words));
        }
        let says_unfit = |(reason, _): &(Reason, _)| reason.group() == ReasonGroup::Medical;
        if self.exam == Outcome::No && !self.why.as_ref().is_none_or(says_unfit) {
            let words = Words::new(
                "体检不合格与终止原因不一致",
                "unfit at the examination, yet another reason",
            );
            return Err(line.contradiction(CaseColumn::ExamOutcome, words));
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

    pub fn end(&self) -> Option<End> {
        let on = self.end_day();
        match &self.why {
            _ if self.exam == Outcome::No => Some((Reason::M4, None, on)),
            Some((reason, words)) => Some((*reason, words.clone(), on)),
            None => None,
        }
    }

    /// The first column whose day lies before one that comes first.
    pub fn out_of_order(&self, notice_on: NaiveDate) -> Option<CaseColumn> {
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
    pub fn steps(&self) -> Vec<Step> {
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
