//! Attempt after attempt to reach a volunteer about whom a rule asks for the whole protocol (规程：全部号码×3轮), told as
//! those of a match case are, and what she answers once she is reached.

use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Outcome, Reminder, ReminderState, problems};
use crate::domain::{
    codes::codes,
    intake::Checks,
    match_cases::{
        attempts::{Attempt, AttemptResult},
        inputs::{AttemptInput, ReadAttempt},
    },
    words::{Problem, Words},
};

codes! {
    /// What a volunteer who was reached says to staying in the registry.
    Answer {
        /// She is still willing.
        StillWilling = "still_willing", "仍然愿意", "Still willing";
        /// Not for a time.
        Pauses = "pauses", "要求暂停", "Wishes to pause";
        /// She withdraws.
        Withdraws = "withdraws", "要求退出", "Withdraws";
    }
}

impl Answer {
    /// What came of the reminder.
    pub fn outcome(self) -> Outcome {
        match self {
            Self::StillWilling | Self::Pauses => Outcome::Reached,
            Self::Withdraws => Outcome::Declined,
        }
    }
}

/// What came of one attempt.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TriedInput {
    /// The version that was read.
    pub version: i64,
    /// Which of her numbers and her relatives', counted from 0 in the order of the list, with or without its last four
    /// digits (`0-5678`); empty for `new_phone`.
    pub number: String,
    /// A number that was learnt in this call; it is kept with the volunteer's own.
    pub new_phone: String,
    /// What came of it: `reached`, `call_back`, `no_answer`, `turned_away`, `disconnected`, `wrong_person`,
    /// `will_pass_on`, `will_not_pass_on`.
    pub result: String,
    /// What she said, where she was reached: `still_willing`, `pauses`, `withdraws`. With it the reminder is done.
    pub answer: String,
    /// Until when she pauses; empty: until further notice.
    pub paused_until: String,
    /// What the caller noted, at most 500 characters; sealed.
    pub note: String,
}

/// [`TriedInput`], read.
pub struct ReadTried {
    /// The attempt.
    pub attempt: ReadAttempt,
    /// What she said.
    pub answer: Option<Answer>,
    /// Until when she pauses.
    pub paused_until: Option<NaiveDate>,
}

impl TriedInput {
    /// What came of the attempt.
    ///
    /// # Errors
    /// Every problem, by field: who was reached answers, and nobody else does.
    pub fn read(&self, today: NaiveDate) -> Result<ReadTried, Vec<Problem>> {
        let input = AttemptInput {
            number: self.number.clone(),
            new_phone: self.new_phone.clone(),
            result: self.result.clone(),
            answer: String::new(),
            note: self.note.clone(),
        };
        let mut checks = Checks::new(today);
        let attempt = input
            .read(today)
            .map_err(|found| found.into_iter().for_each(|one| checks.add(one)))
            .ok();
        let answer = checks.code("answer", &self.answer, Answer::from_code);
        let reached = AttemptResult::from_code(&self.result) == Some(AttemptResult::Reached);
        match (reached, self.answer.trim().is_empty()) {
            (true, true) => checks.push(
                "answer",
                "missing",
                Words::new(
                    "联系上了本人，请选她的答复。",
                    "She was reached: choose what she said.",
                ),
            ),
            (false, false) => checks.push(
                "answer",
                "not_reached",
                Words::new(
                    "只有联系上本人才能记录答复。",
                    "Only the volunteer herself can answer.",
                ),
            ),
            _ => {}
        }
        let paused_until = match answer {
            Some(Answer::Pauses) => checks.day_ahead("paused_until", &self.paused_until),
            _ => None,
        };
        checks.finish(attempt.map(|attempt| ReadTried { attempt, answer, paused_until }))
    }
}

impl Reminder {
    /// Writes an attempt down.
    ///
    /// # Errors
    /// Where it is not open, the team has it, or the result does not fit whose number it was.
    pub fn attempt(&mut self, attempt: Attempt) -> Result<(), Problem> {
        if self.state != ReminderState::Open {
            return Err(problems::not_open());
        }
        if self.details.task.is_some() {
            return Err(problems::with_team());
        }
        attempt.check()?;
        self.details.attempts.push(attempt);
        self.details.attempts.sort_by_key(|attempt| attempt.at);
        Ok(())
    }
}
