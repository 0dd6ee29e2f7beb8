//! When one occurrence of a rule is to be done, and what is said of it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{conditions::Condition, stops::Stop, subjects::Anchor};
use crate::domain::words::Words;

/// When a reminder is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Times {
    /// The first day on which it is shown.
    pub appears_on: NaiveDate,
    /// The day by which it is to be done.
    pub due: NaiveDate,
    /// The day by the rule alone, where another was taken.
    pub moved_from: Option<NaiveDate>,
    /// The last day on which it makes sense.
    pub last_on: NaiveDate,
}

impl Times {
    /// The same where somebody put it off to `day`.
    pub fn put_off_to(self, day: NaiveDate) -> Self {
        Self { appears_on: day, due: day, last_on: self.last_on.max(day), ..self }
    }

    /// The day on which `decision` will be another though nothing changes.
    pub fn wake_on(self, decision: Decision) -> Option<NaiveDate> {
        match decision {
            Decision::Ahead => Some(self.appears_on),
            Decision::Due => self.last_on.succ_opt(),
            _ => None,
        }
    }
}

/// What the planner judges one occurrence by, besides its days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grounds {
    /// The day of the look.
    pub(super) today: NaiveDate,
    /// The day of the last one.
    pub(super) since: NaiveDate,
    /// Its day by the rule alone was before the rule or the subject was there.
    pub(super) from_before: bool,
    /// Why she is to be left in peace.
    pub(super) stop: Option<Stop>,
    /// What the rule asks for and is not so.
    pub(super) unless: Option<Condition>,
}

impl Grounds {
    /// What the planner says of an occurrence with these days.
    pub fn decide(self, times: Times) -> Decision {
        if self.from_before || times.last_on < self.since {
            return Decision::Passed;
        }
        if let Some(stop) = self.stop {
            return Decision::Stop(stop);
        }
        if times.due > times.last_on {
            return Decision::Stop(Stop::AskedLately);
        }
        if times.appears_on > self.today {
            return Decision::Ahead;
        }
        if let Some(unless) = self.unless {
            return Decision::Unless(unless);
        }
        if self.is_over(times) { Decision::Missed } else { Decision::Due }
    }

    /// Whether it would be too late.
    pub fn is_over(self, times: Times) -> bool {
        self.today > times.last_on
    }
}

/// What the planner says to one occurrence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "decision", content = "of", rename_all = "snake_case")]
pub enum Decision {
    /// It is to be done.
    Due,
    /// Its day has not come.
    Ahead,
    /// It fell due before the rule or the subject was there, or was over when the service last looked.
    Passed,
    /// It is too late: the service did not look in time.
    Missed,
    /// The day from which the rule counts is not known.
    NoDay(Anchor),
    /// The rule is for other programmes.
    OtherProgramme,
    /// Something that the rule asks for is not so.
    Unless(Condition),
    /// She is to be left in peace.
    Stop(Stop),
}

impl Decision {
    /// Why, in words.
    pub fn words(self) -> Words {
        match self {
            Self::Due => Words::new("该办了", "It is to be done"),
            Self::Ahead => Words::new("时间未到", "Its day has not come"),
            Self::Passed => Words::new(
                "到期日早于规则生效、建档或上次检查",
                "It fell due before the rule, the record or the last look",
            ),
            Self::Missed => Words::new("已过办理期限", "It is too late"),
            Self::NoDay(anchor) => {
                let Words { zh, en } = anchor.label();
                Words::made(format!("缺{zh}"), format!("This day is not known: {en}"))
            }
            Self::OtherProgramme => Words::new("不属于本规则的项目", "Another programme"),
            Self::Unless(condition) => {
                let Words { zh, en } = condition.label();
                Words::made(format!("条件不满足：{zh}"), format!("This is not so: {en}"))
            }
            Self::Stop(stop) => stop.label(),
        }
    }
}
