//! How a case ends before the donation: by whom, why, and what the volunteer said about next time.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    Course, Days, problems,
    reasons::{ReachKind, Reason, ReasonGroup},
    steps::{Stage, Step},
};
use crate::domain::words::Problem;

/// The end of a case.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ending {
    /// The day. Unknown only in old ledgers.
    pub on: Option<NaiveDate>,
    /// Why.
    pub reason: Reason,
    /// The version of the list of reasons.
    pub reasons_version: String,
    /// In words; [`Reason::Z`] demands them.
    pub words: Option<String>,
    /// How far a refusal reaches.
    pub reach: Option<Reach>,
    /// When a passing reason of health is to be looked at again.
    pub recheck_on: Option<NaiveDate>,
    /// Whether the volunteer said it herself; unknown in old ledgers.
    pub own_words: Option<bool>,
    /// Whether she would still be willing herself where the family objects.
    pub still_willing: Option<bool>,
    /// SHA-256 of the scanned record of the talk, in hexadecimal digits.
    pub evidence: Option<String>,
    /// Who recorded it.
    pub by: Option<Uuid>,
    /// The second person's word.
    pub review: Option<Review>,
}

impl std::fmt::Debug for Ending {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Ending(…)")
    }
}

/// How far a refusal reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "reach", rename_all = "snake_case")]
pub enum Reach {
    /// Only this case.
    ThisCase,
    /// Until a day.
    Until {
        /// The day.
        day: NaiveDate,
    },
    /// For good.
    ForGood,
}

impl Reach {
    /// Its kind.
    pub fn kind(self) -> ReachKind {
        match self {
            Self::ThisCase => ReachKind::ThisCase,
            Self::Until { .. } => ReachKind::Until,
            Self::ForGood => ReachKind::ForGood,
        }
    }
}

/// A second person's word on a reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// When; unknown where only a ledger tells of it.
    pub on: Option<NaiveDate>,
    /// Who; none where only a ledger tells of it.
    pub by: Option<Uuid>,
    /// For [`Reason::Z`] after the volunteer was willing: whether it counts as stepping back.
    pub stepped_back: Option<bool>,
}

impl Ending {
    /// An end with only day and reason.
    pub fn new(reason: Reason, on: Option<NaiveDate>) -> Self {
        Self {
            on,
            reason,
            reasons_version: super::reasons::REASONS_VERSION.to_owned(),
            words: None,
            reach: None,
            recheck_on: None,
            own_words: None,
            still_willing: None,
            evidence: None,
            by: None,
            review: None,
        }
    }

    /// Whether it came before `step`: told by the patient's side before the volunteer had answered, and
    /// learnt here only afterwards.
    pub fn is_before(&self, step: &Step) -> bool {
        matches!((self.on, step.on()), (Some(end), Some(step)) if end < step)
    }

    /// Whether the volunteer, or the family for her, stepped back from what she had agreed to, openly
    /// or by not being reachable any more (U after consent: *silent withdrawal*).
    pub fn is_withdrawal(&self, course: &Course) -> bool {
        let agreed = course.step(Stage::Agreed).is_some();
        let steps_back = matches!(
            self.reason.group(),
            ReasonGroup::Personal | ReasonGroup::Family | ReasonGroup::Unreachable
        );
        agreed && steps_back
    }

    /// Whether it says nothing before a second person has looked.
    pub fn awaits_review(&self, course: &Course) -> bool {
        if self.reason == Reason::Z && course.reached().is_some() {
            let ruling = self.review.as_ref().and_then(|review| review.stepped_back);
            return ruling.is_none();
        }
        self.reason.needs_second_person() && self.review.is_none()
    }

    /// Checks it against the case.
    pub(super) fn check(&self, course: &Course, days: Days) -> Result<(), Problem> {
        days.check("on", self.on)?;
        self.fits_stage(course.reached())?;
        // What the patient's side decides is often learnt only later; a mismatch comes of the typing.
        if self.reason.group() != ReasonGroup::PatientSide || self.reason == Reason::N4 {
            let last = course.steps.iter().filter_map(Step::on).max();
            days.follows("on", last, self.on)?;
        }
        if self.reason.needs_words() && self.words.as_deref().is_none_or(|w| w.trim().is_empty()) {
            return Err(problems::words_missing());
        }
        match self.reach {
            Some(_) if !self.reason.is_refusal() => return Err(problems::reach_unfit()),
            None if self.reason.is_refusal() && !course.from_ledger => {
                return Err(problems::reach_missing());
            }
            Some(reach) if self.reason == Reason::P5 && reach != Reach::ForGood => {
                return Err(problems::leaving_is_for_good());
            }
            Some(Reach::Until { day }) if self.on.is_some_and(|on| day <= on) => {
                return Err(problems::until_past());
            }
            _ => {}
        }
        Ok(())
    }

    /// Some reasons exist only at one stage.
    fn fits_stage(&self, reached: Option<Stage>) -> Result<(), Problem> {
        let fits = match self.reason {
            // The examination comes after the high-resolution typing; old ledgers may not tell of that.
            Reason::M4 => matches!(reached, Some(Stage::Agreed | Stage::Typed)),
            Reason::N4 => reached == Some(Stage::Agreed),
            _ => reached < Some(Stage::Collected),
        };
        if fits { Ok(()) } else { Err(problems::reason_unfit()) }
    }
}
