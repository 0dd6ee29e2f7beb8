//! Trainings of coordinators and of the volunteer team.

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    hours::Hours,
    intake::Checks,
    words::{Problem, Words},
};

/// The most hours of one training.
const MOST_HOURS: u32 = 1000;

/// One training that somebody attended.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Training {
    /// The day, or the last of them.
    pub on: NaiveDate,
    /// What was taught, at most 200 characters.
    pub what: String,
    /// How long it took.
    pub hours: Hours,
}

impl fmt::Debug for Training {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Training(…)")
    }
}

/// A training as a form or a call tells it.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TrainingInput {
    /// The day, not in the future.
    pub on: String,
    /// What was taught.
    pub what: String,
    /// Hours with at most one decimal: `6`, `1.5`.
    pub hours: String,
}

impl TrainingInput {
    /// The training.
    ///
    /// # Errors
    /// Every problem of the form.
    pub fn read(&self, today: NaiveDate) -> Result<Training, Vec<Problem>> {
        let mut checks = Checks::new(today);
        let on = checks.required_day("on", &self.on);
        let what = checks.required_text("what", &self.what, 200);
        let hours = checks.hours("hours", &self.hours, MOST_HOURS);
        let training = match (on, what, hours) {
            (Some(on), Some(what), Some(hours)) => Some(Training { on, what, hours }),
            _ => None,
        };
        checks.finish(training)
    }
}

/// All hours of `trainings`.
pub fn total(trainings: &[Training]) -> Hours {
    trainings.iter().map(|training| training.hours).sum()
}

impl Checks {
    /// Hours that have to be there, at most `most`.
    pub fn hours(&mut self, field: &'static str, value: &str, most: u32) -> Option<Hours> {
        let hours = Hours::parse(value, most);
        if hours.is_none() {
            let words = Words::made(
                format!("请填 0.1 至 {most} 之间的小时数，最多一位小数，例如 1.5。"),
                format!("Hours from 0.1 to {most} with at most one decimal, such as 1.5."),
            );
            self.push(field, "hours", words);
        }
        hours
    }
}
