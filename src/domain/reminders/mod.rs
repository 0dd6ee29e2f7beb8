//! Reminders (提醒): what is to be done for somebody on a day, and why. Rules are data; which reminders a rule
//! makes for whom is a pure function of what is known, of the calendar, and of the day.
//!
//! Whom a rule looks at is a [`subjects::Subject`]: a person, a care ledger, a coordinator or an account, with
//! the things that belong to it. An occurrence of a rule is an ordinal or a feast's year, never a date, so that
//! a date corrected moves a reminder instead of doubling it.

pub mod attempts;
pub mod conditions;
mod days;
pub mod decisions;
pub mod facts;
pub mod inputs;
mod load;
pub mod planning;
pub mod rules;
pub mod spans;
pub mod stops;
pub mod subjects;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use self::{
    attempts::Answer,
    decisions::{Decision, Times},
    planning::Planned,
};
use super::{codes::codes, match_cases::attempts::Attempt, words::Problem};

pub use load::RuleProblem;
pub(crate) mod problems;
pub use subjects::{Occurrence, SubjectKind};

codes! {
    /// Where a reminder stands.
    ReminderState {
        /// It is to be done.
        Open = "open", "待办", "Open";
        /// It was done, or sent.
        Done = "done", "已办", "Done";
        /// Nobody did it in time; it is shown, and never sent.
        Missed = "missed", "已错过", "Missed";
        /// Somebody died, withdrew, refused or asked for silence.
        Stopped = "stopped", "已停止", "Stopped";
        /// What it rested on is no longer so: a date or a rule was changed.
        Dropped = "dropped", "不再适用", "No longer applies";
    }
}

codes! {
    /// What came of it.
    Outcome {
        /// Met or reached, and all is well.
        Reached = "reached", "已联系，情况良好", "Reached, all is well";
        /// Met or reached; something has to be done.
        NeedsHelp = "needs_help", "已联系，需要帮助", "Reached, needs help";
        /// Every way was tried.
        NotReached = "not_reached", "未能联系上", "Not reached";
        /// The person or the family did not wish it.
        Declined = "declined", "本人或家属谢绝", "Declined";
        /// What the office had to do is done; nobody was contacted.
        Settled = "settled", "已办妥", "Settled";
        /// The message was handed over.
        Sent = "sent", "消息已发出", "Message sent";
    }
}

impl Outcome {
    /// Whether somebody was spoken to, met or written to.
    pub fn is_contact(self) -> bool {
        matches!(self, Self::Reached | Self::NeedsHelp | Self::Declined | Self::Sent)
    }

    /// What a coordinator may choose: a message is sent by the office's gateway alone.
    pub fn chosen() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|outcome| *outcome != Self::Sent)
    }
}

/// Which thing, rule and occurrence: a reminder of it is made once.
pub type Key = (Uuid, String, Occurrence);

/// A reminder that was made.
#[derive(Debug, Clone, PartialEq)]
pub struct Reminder {
    /// Its id.
    pub id: Uuid,
    /// Counts its changes from 1.
    pub version: i64,
    /// The data subject whose it is, and under whose key it is sealed.
    pub subject: Uuid,
    /// What the subject is.
    pub kind: SubjectKind,
    /// The unit whose reminder it is.
    pub unit: Uuid,
    /// The first day on which it is shown.
    pub appears_on: NaiveDate,
    /// The day by which it is to be done.
    pub due_on: NaiveDate,
    /// Where it stands.
    pub state: ReminderState,
    /// What is sealed.
    pub details: ReminderDetails,
}

/// The sealed part of a reminder: a rule's name would tell what somebody gave, or how old she is.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReminderDetails {
    /// The thing of the subject that the rule watches: a registration, a case, the ledger itself.
    pub item: Uuid,
    /// The rule's code.
    pub rule: String,
    /// The version of the rule that last set it.
    pub rule_version: u32,
    /// Which occurrence.
    pub occurrence: Occurrence,
    /// The day by the rule alone, where another was taken.
    pub moved_from: Option<NaiveDate>,
    /// The last day on which it makes sense.
    pub last_on: NaiveDate,
    /// The day to which somebody put it off.
    #[serde(default)]
    pub put_off_to: Option<NaiveDate>,
    /// The day that the plan has for it, where it was put off to a later one.
    #[serde(default)]
    pub planned_for: Option<NaiveDate>,
    /// The account that has it; none: whoever takes it first.
    #[serde(default)]
    pub assignee: Option<Uuid>,
    /// The task of the volunteer team with which it is being done.
    #[serde(default)]
    pub task: Option<Uuid>,
    /// The attempts to reach her, oldest first, where the rule asks for the whole protocol.
    #[serde(default)]
    pub attempts: Vec<Attempt>,
    /// Why it was stopped or dropped.
    #[serde(default)]
    pub ended_by: Option<Decision>,
    /// What came of it, once done.
    #[serde(default)]
    pub report: Option<Report>,
}

impl std::fmt::Debug for ReminderDetails {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ReminderDetails(…)")
    }
}

/// What came of a reminder.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// What came of it.
    pub outcome: Outcome,
    /// The day.
    pub on: NaiveDate,
    /// By whom; none where the service did it.
    pub by: Option<Uuid>,
    /// How it went.
    pub note: Option<String>,
    /// What she said to staying in the registry, where the rule asks it.
    #[serde(default)]
    pub answer: Option<Answer>,
}

impl Reminder {
    /// A reminder as it was planned.
    pub fn new(id: Uuid, subject: &subjects::Subject, planned: &Planned) -> Self {
        let mut reminder = Self {
            id,
            version: 1,
            subject: subject.id,
            kind: subject.kind,
            unit: subject.unit,
            appears_on: planned.times.appears_on,
            due_on: planned.times.due,
            state: ReminderState::Open,
            details: ReminderDetails {
                item: planned.item,
                rule: planned.rule.clone(),
                rule_version: planned.rule_version,
                occurrence: planned.occurrence,
                moved_from: None,
                last_on: planned.times.last_on,
                put_off_to: None,
                planned_for: None,
                assignee: None,
                task: None,
                attempts: Vec::new(),
                ended_by: None,
                report: None,
            },
        };
        reminder.follow(subject, planned);
        reminder
    }

    /// Whether nobody can change it any more: what was done is never planned anew.
    pub fn is_final(&self) -> bool {
        matches!(self.state, ReminderState::Done | ReminderState::Missed)
    }

    /// Takes over what the plan says today; what is done or missed stays as it was.
    pub fn follow(&mut self, subject: &subjects::Subject, planned: &Planned) {
        if self.is_final() {
            return;
        }
        let (times, decision) = self.judged(planned);
        let details = &mut self.details;
        (self.unit, self.due_on, self.appears_on) = (subject.unit, times.due, times.appears_on);
        details.item = planned.item;
        details.rule_version = planned.rule_version;
        details.moved_from = times.moved_from;
        details.last_on = times.last_on;
        details.planned_for = (times.due != planned.times.due).then_some(planned.times.due);
        let ended_by = details.ended_by.take();
        self.state = match decision {
            Decision::Due | Decision::Ahead => ReminderState::Open,
            // Over while she was left in peace, or while it did not apply: nobody missed anything.
            Decision::Passed if self.state != ReminderState::Open => {
                details.ended_by = ended_by;
                self.state
            }
            Decision::Missed => ReminderState::Missed,
            Decision::Passed if planned.grounds.is_over(times) => ReminderState::Missed,
            Decision::Stop(_) => {
                details.ended_by = Some(decision);
                ReminderState::Stopped
            }
            // Passed: a day was corrected to one before the rule or the subject was there.
            _ => {
                details.ended_by = Some(decision);
                ReminderState::Dropped
            }
        };
    }

    /// Its days by the plan, unless somebody put it off to a later one, and what is to be said of it then.
    pub fn judged(&self, planned: &Planned) -> (Times, Decision) {
        let put_off = self.details.put_off_to.filter(|day| *day > planned.times.due);
        let times = put_off.map_or(planned.times, |day| planned.times.put_off_to(day));
        (times, planned.grounds.decide(times))
    }

    /// Nobody did it in time.
    pub fn miss(&mut self) {
        if !self.is_final() {
            self.state = ReminderState::Missed;
        }
    }

    /// No rule makes it any more.
    pub fn drop_it(&mut self) {
        if !self.is_final() {
            self.state = ReminderState::Dropped;
            self.details.ended_by = None;
        }
    }

    /// It was done.
    ///
    /// # Errors
    /// Where it is not open, or the team has it (field `status`).
    pub fn done(&mut self, report: Report) -> Result<(), Problem> {
        self.in_hand()?;
        self.state = ReminderState::Done;
        self.details.report = Some(report);
        Ok(())
    }

    /// Hands it to the volunteer team as `task`.
    ///
    /// # Errors
    /// Where it is not open, or the team has it already (field `status`).
    pub fn hand_to_team(&mut self, task: Uuid) -> Result<(), Problem> {
        self.in_hand()?;
        (self.details.task, self.details.assignee) = (Some(task), None);
        Ok(())
    }

    /// The team did it; one that is over stays as it is.
    pub fn done_by_team(&mut self, report: Report) {
        self.details.task = None;
        let _over = self.done(report).is_err();
    }

    /// The team gave it back, or it was taken back: it is to be done by whoever takes it first.
    pub fn back_from_team(&mut self) {
        self.details.task = None;
    }

    /// Puts it off to a day after the one that the plan has for it, and at most until a year on: until then it may be
    /// done on any day.
    ///
    /// # Errors
    /// Where it is not open (field `status`), or the day does not fit (field `due_on`).
    pub fn put_off(&mut self, to: NaiveDate, today: NaiveDate) -> Result<(), Problem> {
        self.in_hand()?;
        if to < today {
            return Err(problems::put_off_to_the_past());
        }
        if to > today + chrono::Days::new(366) {
            return Err(problems::put_off_too_far());
        }
        let planned = *self.details.planned_for.get_or_insert(self.due_on);
        if to <= planned {
            return Err(problems::put_off_to_before(planned));
        }
        self.details.put_off_to = Some(to);
        self.details.last_on = self.details.last_on.max(to);
        (self.due_on, self.appears_on) = (to, to);
        Ok(())
    }

    /// Hands it to an account; none: whoever takes it first.
    ///
    /// # Errors
    /// Where it is not open (field `status`).
    pub fn hand_to(&mut self, account: Option<Uuid>) -> Result<(), Problem> {
        self.in_hand()?;
        self.details.assignee = account;
        Ok(())
    }

    /// Which thing, rule and occurrence it is.
    pub fn key(&self) -> Key {
        let details = &self.details;
        (details.item, details.rule.clone(), details.occurrence)
    }

    /// It is the office's to do.
    fn in_hand(&self) -> Result<(), Problem> {
        match self.state {
            ReminderState::Open if self.details.task.is_some() => Err(problems::with_team()),
            ReminderState::Open => Ok(()),
            _ => Err(problems::not_open()),
        }
    }
}

#[cfg(test)]
mod tests;
