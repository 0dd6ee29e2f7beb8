//! What somebody fills in about a reminder, as it comes from a form or the API.

use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Outcome, attempts::Answer};
use crate::domain::{
    contact_ledger::ContactMeans,
    dates::parse_day,
    intake::Checks,
    words::{Problem, Words},
};

/// The longest note.
const LONGEST: usize = 500;

/// What came of a reminder.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct OutcomeInput {
    /// The version that was read.
    pub version: i64,
    /// `reached`, `needs_help`, `not_reached`, `declined` or, for office work, `settled`.
    pub outcome: String,
    /// How contact was made: `call`, `visit`, `letter`, `sms`, `email`. Needed where somebody was reached.
    pub means: Option<String>,
    /// The day; empty means today.
    pub on: Option<String>,
    /// What a volunteer who was reached says to staying in the registry, where the rule asks it: `still_willing`,
    /// `pauses`, `withdraws`.
    pub answer: Option<String>,
    /// Until when she pauses; empty: until further notice.
    pub paused_until: Option<String>,
    /// How it went, at most 500 characters; sealed.
    pub note: Option<String>,
}

/// What was understood.
#[derive(Clone, PartialEq, Eq)]
pub struct ReadOutcome {
    /// What came of it.
    pub outcome: Outcome,
    /// How contact was made.
    pub means: Option<ContactMeans>,
    /// The day.
    pub on: NaiveDate,
    /// How it went.
    pub note: Option<String>,
    /// What she said to staying in the registry.
    pub answer: Option<Answer>,
    /// Until when she pauses.
    pub paused_until: Option<NaiveDate>,
}

impl OutcomeInput {
    /// Reads it.
    ///
    /// # Errors
    /// Every problem, by field.
    pub fn read(&self, today: NaiveDate) -> Result<ReadOutcome, Vec<Problem>> {
        let mut problems = Vec::new();
        let outcome = Outcome::from_code(&self.outcome).filter(|o| *o != Outcome::Sent);
        if outcome.is_none() {
            problems.push(Problem::new(
                "outcome",
                "missing",
                Words::new("请选择办理结果。", "Choose what came of it."),
            ));
        }
        let means = self.means.as_deref().filter(|text| !text.is_empty());
        let means_read = means.and_then(ContactMeans::from_code);
        let needs = outcome.is_some_and(Outcome::is_contact);
        if (means.is_some() || needs) && means_read.is_none() {
            problems.push(Problem::new(
                "means",
                "missing",
                Words::new("请选择联系方式。", "Choose how contact was made."),
            ));
        }
        let on = match self.on.as_deref().filter(|text| !text.trim().is_empty()) {
            None => Some(today),
            Some(text) => match parse_day(text, today) {
                Ok(day) => Some(day),
                Err(problem) => {
                    problems.push(Problem::new("on", problem.code(), problem.words()));
                    None
                }
            },
        };
        let note = self.note.as_deref().map(str::trim).filter(|note| !note.is_empty());
        if note.is_some_and(|note| note.chars().count() > LONGEST) {
            problems.push(Problem::new(
                "note",
                "too_long",
                Words::new("备注最多 500 字。", "A note has 500 characters at most."),
            ));
        }
        let mut checks = Checks::new(today);
        let answer =
            checks.code("answer", self.answer.as_deref().unwrap_or_default(), Answer::from_code);
        let paused_until = match answer {
            Some(Answer::Pauses) => {
                let until = self.paused_until.as_deref().unwrap_or_default();
                checks.day_ahead("paused_until", until)
            }
            _ => None,
        };
        problems.extend(checks.problems());
        match (outcome, on) {
            (Some(outcome), Some(on)) if problems.is_empty() => Ok(ReadOutcome {
                outcome,
                means: means_read,
                on,
                note: note.map(str::to_owned),
                answer,
                paused_until,
            }),
            _ => Err(problems),
        }
    }
}
