//! Supervision visits (督导检查): an office looks at the work of one below it, finds what is to be put right, and
//! closes it once it is. Fenghua's plan (五（三）) has the district supervise its towns, Baoji's (五（三）) the city
//! its counties, each to follow the plan's progress and have difficulties solved.

pub mod inputs;
mod problems;

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{codes::codes, words::Problem};

pub use problems::{not_below, unknown_account};

/// The most findings of one visit.
pub const MOST_FINDINGS: usize = 60;

codes! {
    /// What a visit is made for.
    Occasion {
        /// The evaluation in the middle of a plan.
        MidTerm = "mid_term", "规划中期评估", "Mid-term evaluation";
        /// The check at the end of a year.
        YearEnd = "year_end", "年度检查", "Year-end check";
        /// The board showed a target or a rate that is off its way.
        Board = "board", "指标进度预警", "A target off its pace";
        /// One subject in particular.
        Special = "special", "专项督导", "A special subject";
        /// Whether what was found before has been put right.
        FollowUp = "follow_up", "整改回头看", "Follow-up of findings";
    }
}

codes! {
    /// What a finding is about, in the words of the plans' tasks.
    FindingKind {
        /// The plan's targets and their pace.
        Targets = "targets", "目标任务进度", "Targets and pace";
        /// How registrations are taken and kept.
        Registrations = "registrations", "捐献登记规范", "Registrations";
        /// The stem cell pool: loss at screening, second thoughts.
        StemCells = "stem_cells", "造血干细胞入库与流失", "Stem cell pool and losses";
        /// Follow-ups of registrants and families.
        FollowUps = "follow_ups", "登记者与家属回访", "Follow-ups";
        /// Care for families in hardship.
        Care = "care", "困难家庭关怀", "Care for families";
        /// Coordinators and how donations are witnessed.
        Witnessing = "witnessing", "协调员与捐献见证", "Coordinators and witnessing";
        /// Publicity and mobilising, with the blood service too.
        Mobilising = "mobilising", "宣传动员与献血联动", "Publicity and mobilising";
        /// Honours and benefits.
        Honours = "honours", "褒扬与优待", "Honours and benefits";
        /// The volunteer team.
        Team = "team", "志愿服务队", "Volunteer team";
        /// Ledgers and the quality of data.
        Ledgers = "ledgers", "台账与数据质量", "Ledgers and data";
        /// How personal information is protected.
        Privacy = "privacy", "个人信息保护", "Personal information";
        /// Something else.
        Other = "other", "其他", "Other";
    }
}

codes! {
    /// Where a visit stands.
    VisitState {
        /// It is to be made.
        Planned = "planned", "已计划", "Planned";
        /// It was made.
        Held = "held", "已开展", "Held";
        /// It is not made after all.
        Cancelled = "cancelled", "已取消", "Cancelled";
    }
}

codes! {
    /// Where a finding stands.
    FindingState {
        /// Written down; nothing has to be put right.
        Noted = "noted", "仅记录", "Noted";
        /// To be put right.
        Open = "open", "待整改", "To be rectified";
        /// Said to be put right; the office above has not looked yet.
        Reported = "reported", "待确认", "Reported, to be confirmed";
        /// Put right, as the office above confirmed.
        Closed = "closed", "已整改", "Rectified";
    }
}

/// A visit: a data subject of its own, since its texts may speak of people.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Visit {
    /// Its id.
    pub id: Uuid,
    /// Counts changes from 1.
    pub version: i64,
    /// The office that visits: it alone closes findings.
    pub by_unit: Uuid,
    /// The office visited, below the other one.
    pub unit: Uuid,
    /// The day for which it is planned or on which it was made.
    pub on: NaiveDate,
    /// What for.
    pub occasion: Occasion,
    /// Where it stands.
    pub state: VisitState,
    /// What is sealed.
    pub details: VisitDetails,
}

/// The sealed part of a visit.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitDetails {
    /// The accounts of those who go or went.
    pub who: Vec<Uuid>,
    /// What it is about, at most 500 characters.
    #[serde(default)]
    pub about: Option<String>,
    /// What was found, in the order in which it was written down: the first is number 1.
    #[serde(default)]
    pub findings: Vec<Finding>,
    /// Why it was cancelled.
    #[serde(default)]
    pub cancelled: Option<String>,
}

impl fmt::Debug for VisitDetails {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VisitDetails({} findings)", self.findings.len())
    }
}

/// One finding.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// What it is about.
    pub kind: FindingKind,
    /// What was found, at most 1,000 characters.
    pub text: String,
    /// By when it is to be put right; none where nothing has to be.
    #[serde(default)]
    pub due_on: Option<NaiveDate>,
    /// What was done about it, the last report last; a report that was not accepted says why.
    #[serde(default)]
    pub reports: Vec<Rectification>,
}

/// What was done about a finding, and what the office above said to it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rectification {
    /// The day on which it was put right.
    pub on: NaiveDate,
    /// What was done, at most 1,000 characters.
    pub what: String,
    /// The account that reported it; none for the operator.
    pub by: Option<Uuid>,
    /// What the office above said; none before it looked.
    #[serde(default)]
    pub answer: Option<Answer>,
}

/// What the office above said to a rectification.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The day.
    pub on: NaiveDate,
    /// Whether it is put right.
    pub accepted: bool,
    /// In words; needed where it was not accepted.
    #[serde(default)]
    pub words: Option<String>,
    /// The account; none for the operator.
    pub by: Option<Uuid>,
}

impl fmt::Debug for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Finding({}, {})", self.kind.code(), self.state().code())
    }
}

impl Finding {
    /// Where it stands.
    pub fn state(&self) -> FindingState {
        let last = self.reports.last().map(|report| &report.answer);
        match (self.due_on, last) {
            (None, _) => FindingState::Noted,
            (Some(_), Some(None)) => FindingState::Reported,
            (Some(_), Some(Some(answer))) if answer.accepted => FindingState::Closed,
            (Some(_), _) => FindingState::Open,
        }
    }

    /// Whether it is still to be put right although its day is over.
    pub fn is_overdue(&self, today: NaiveDate) -> bool {
        self.state() == FindingState::Open && self.due_on.is_some_and(|due| due < today)
    }

    /// The day on which it was put right, once that is confirmed.
    pub fn rectified_on(&self) -> Option<NaiveDate> {
        (self.state() == FindingState::Closed)
            .then(|| self.reports.last().map(|report| report.on))?
    }
}

impl Visit {
    /// The earliest day by which something is still to be put right.
    pub fn due_on(&self) -> Option<NaiveDate> {
        let open = self.details.findings.iter().filter(|one| one.state() == FindingState::Open);
        open.filter_map(|one| one.due_on).min()
    }

    /// Whether a report waits for the office above.
    pub fn awaits_answer(&self) -> bool {
        self.details.findings.iter().any(|one| one.state() == FindingState::Reported)
    }

    /// How many findings stand at `state`.
    pub fn count(&self, state: FindingState) -> usize {
        self.details.findings.iter().filter(|one| one.state() == state).count()
    }

    /// The visit was made on the day `on`.
    ///
    /// # Errors
    /// Where it was made or cancelled already (field `state`).
    pub fn hold(&mut self, on: NaiveDate) -> Result<(), Problem> {
        if self.state != VisitState::Planned {
            return Err(problems::not_planned());
        }
        (self.state, self.on) = (VisitState::Held, on);
        Ok(())
    }

    /// The visit is not made.
    ///
    /// # Errors
    /// Where it was made or cancelled already (field `state`).
    pub fn cancel(&mut self, why: String) -> Result<(), Problem> {
        if self.state != VisitState::Planned {
            return Err(problems::not_planned());
        }
        (self.state, self.details.cancelled) = (VisitState::Cancelled, Some(why));
        Ok(())
    }

    /// Writes a finding down, or corrects the one with this number as long as nothing was reported about it.
    ///
    /// # Errors
    /// Where the visit has not been made, the day comes before it (`due_on`), there is no such finding
    /// (`finding`), or something was reported already.
    pub fn find(&mut self, number: Option<usize>, found: Finding) -> Result<(), Problem> {
        if self.state != VisitState::Held {
            return Err(problems::not_held());
        }
        if found.due_on.is_some_and(|due| due < self.on) {
            return Err(problems::due_before_visit());
        }
        match number {
            None if self.details.findings.len() >= MOST_FINDINGS => {
                return Err(problems::too_many_findings());
            }
            None => self.details.findings.push(found),
            Some(number) => {
                let finding = self.finding(number)?;
                if !finding.reports.is_empty() {
                    return Err(problems::reported_already());
                }
                *finding = found;
            }
        }
        Ok(())
    }

    /// Says that a finding was put right.
    ///
    /// # Errors
    /// Where there is no such finding, nothing is to be put right (`finding`), or the day comes before the
    /// visit (`on`).
    pub fn rectify(&mut self, number: usize, done: Rectification) -> Result<(), Problem> {
        let visited_on = self.on;
        let finding = self.finding(number)?;
        if finding.state() != FindingState::Open {
            return Err(problems::nothing_to_rectify());
        }
        if done.on < visited_on {
            return Err(problems::rectified_before_visit());
        }
        finding.reports.push(done);
        Ok(())
    }

    /// The office above closes a finding, or sends the report back.
    ///
    /// # Errors
    /// Where there is no such finding, or no report waits (`finding`).
    pub fn answer(&mut self, number: usize, answer: Answer) -> Result<(), Problem> {
        let finding = self.finding(number)?;
        if finding.state() != FindingState::Reported {
            return Err(problems::nothing_to_confirm());
        }
        if let Some(report) = finding.reports.last_mut() {
            report.answer = Some(answer);
        }
        Ok(())
    }

    fn finding(&mut self, number: usize) -> Result<&mut Finding, Problem> {
        let at = number.checked_sub(1);
        at.and_then(|at| self.details.findings.get_mut(at)).ok_or_else(problems::no_such_finding)
    }
}

#[cfg(test)]
mod tests;
