//! A match case: one notice that a patient may match a volunteer (初配相合), from the first call to the
//! donation or to whatever ended it. A state machine: steps come in one order, and nothing follows an end.

pub mod attempts;
pub mod consequences;
pub mod deadlines;
pub mod donations;
pub mod endings;
pub mod inputs;
pub mod priorities;
mod problems;
pub mod reasons;
pub mod steps;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use self::{
    attempts::Attempt,
    donations::{Aftercare, Collection},
    endings::{Ending, Review},
    steps::{Stage, Step},
};
use super::words::Problem;

/// One match case.
#[derive(Debug, Clone, PartialEq)]
pub struct MatchCase {
    /// Its id.
    pub id: Uuid,
    /// Counts its changes from 1.
    pub version: i64,
    /// The volunteer.
    pub person: Uuid,
    /// The unit that managed her on the day of the notice: the case counts there for ever.
    pub unit: Uuid,
    /// The day of the notice (初配通知日期): its year is the cohort.
    pub notice_on: NaiveDate,
    /// What is sealed.
    pub course: Course,
}

/// What is known of a case; sealed as one.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Course {
    /// The number the national registry gave it.
    pub number: Option<String>,
    /// The attempts to reach her, oldest first.
    pub attempts: Vec<Attempt>,
    /// The steps so far, in their order.
    pub steps: Vec<Step>,
    /// What ended it before the donation.
    pub ending: Option<Ending>,
    /// How the donor is after the collection.
    pub aftercare: Aftercare,
    /// From a ledger of the years before: days may be unknown, calls were not written down.
    pub from_ledger: bool,
}

impl Course {
    /// The step that reached `stage`, if it was reached.
    pub fn step(&self, stage: Stage) -> Option<&Step> {
        self.steps.iter().find(|step| step.stage() == stage)
    }

    /// The furthest step's stage; none before the volunteer has said yes.
    pub fn reached(&self) -> Option<Stage> {
        self.steps.last().map(Step::stage)
    }

    /// The step that comes next; none once it is over.
    pub fn next(&self) -> Option<Stage> {
        let here = self.reached().unwrap_or(Stage::Contacting);
        here.next().filter(|_| !self.is_over())
    }

    /// The day on which the patient's conditioning began, if it has.
    pub fn conditioning_began_on(&self) -> Option<NaiveDate> {
        match self.step(Stage::Consented) {
            Some(Step::Consented { conditioning_began_on, .. }) => *conditioning_began_on,
            _ => None,
        }
    }

    /// How far the case has come.
    pub fn stage(&self) -> Stage {
        match (self.reached(), self.attempts.is_empty()) {
            (Some(stage), _) => stage,
            (None, true) => Stage::Notified,
            (None, false) => Stage::Contacting,
        }
    }

    /// What was collected, once it was.
    pub fn collection(&self) -> Option<&Collection> {
        self.steps.iter().find_map(|step| match step {
            Step::Collected(collection) => Some(collection),
            _ => None,
        })
    }

    /// Whether nothing more will happen: ended, or donated.
    pub fn is_over(&self) -> bool {
        self.ending.is_some() || self.reached() == Some(Stage::Donated)
    }

    /// Whether its reason waits for a second person.
    pub fn awaits_review(&self) -> bool {
        self.ending.as_ref().is_some_and(|ending| ending.awaits_review(self))
    }

    /// Writes an attempt down.
    ///
    /// # Errors
    /// Where the case is over, or the result does not fit whose number it was.
    pub fn attempt(&mut self, attempt: Attempt) -> Result<(), Problem> {
        if self.is_over() {
            return Err(problems::over());
        }
        attempt.check()?;
        self.attempts.push(attempt);
        self.attempts.sort_by_key(|attempt| attempt.at);
        Ok(())
    }

    /// Goes one step on.
    ///
    /// # Errors
    /// Where the case is over, or another step comes first, or the day does not fit.
    pub fn advance(&mut self, step: Step, days: Days) -> Result<(), Problem> {
        if self.is_over() {
            return Err(problems::over());
        }
        let next = self.next();
        if next != Some(step.stage()) {
            return Err(problems::not_next(next, step.stage()));
        }
        days.check("on", step.on())?;
        days.follows("on", self.steps.iter().filter_map(Step::on).max(), step.on())?;
        self.steps.push(step);
        Ok(())
    }

    /// Ends the case.
    ///
    /// # Errors
    /// Where it is over, or reason, words, reach or day do not fit.
    pub fn end(&mut self, ending: Ending, days: Days) -> Result<(), Problem> {
        if self.is_over() {
            return Err(problems::over());
        }
        ending.check(self, days)?;
        self.ending = Some(ending);
        Ok(())
    }

    /// Records that the patient's conditioning has begun.
    ///
    /// # Errors
    /// Before the consent to donate, or after the end.
    pub fn conditioning_began(&mut self, on: NaiveDate, days: Days) -> Result<(), Problem> {
        if self.is_over() {
            return Err(problems::over());
        }
        days.check("on", Some(on))?;
        match self.steps.iter_mut().find(|step| step.stage() == Stage::Consented) {
            Some(Step::Consented { on: consented, conditioning_began_on, .. }) => {
                days.follows("on", *consented, Some(on))?;
                *conditioning_began_on = Some(on);
                Ok(())
            }
            _ => Err(problems::not_next(Some(Stage::Consented), Stage::Mobilised)),
        }
    }

    /// Codes the end anew, and gives what it was, which stays among the past versions; a second person
    /// looks again.
    ///
    /// # Errors
    /// Where it has not ended, or the new reason does not fit.
    pub fn recode(&mut self, ending: Ending, days: Days) -> Result<Ending, Problem> {
        let was = self.reopen()?;
        if let Err(problem) = self.end(ending, days) {
            self.ending = Some(was);
            return Err(problem);
        }
        Ok(was)
    }

    /// Takes the end back, and gives it: the case goes on where it stood.
    ///
    /// # Errors
    /// Where it has not ended.
    pub fn reopen(&mut self) -> Result<Ending, Problem> {
        self.ending.take().ok_or_else(problems::not_ended)
    }

    /// Takes the last step back, which was recorded by mistake.
    ///
    /// # Errors
    /// Where there is none, or the case has ended.
    pub fn undo_step(&mut self) -> Result<(), Problem> {
        if self.ending.is_some() {
            return Err(problems::over());
        }
        self.steps.pop().map(drop).ok_or_else(problems::no_step)
    }

    /// The second person's word on the reason.
    ///
    /// # Errors
    /// Where there is nothing to review, or it is the same person.
    pub fn review(&mut self, review: Review) -> Result<(), Problem> {
        if !self.awaits_review() {
            return Err(problems::nothing_to_review());
        }
        match &mut self.ending {
            Some(ending) if ending.by.is_some() && ending.by == review.by => {
                Err(problems::same_person())
            }
            Some(ending) => {
                ending.review = Some(review);
                Ok(())
            }
            None => Err(problems::nothing_to_review()),
        }
    }

    /// Whether the volunteer stepped back after the patient's conditioning had begun: a major incident,
    /// reported apart (handbook §2.2).
    pub fn is_major_incident(&self) -> bool {
        let (Some(began), Some(ending)) = (self.conditioning_began_on(), &self.ending) else {
            return false;
        };
        ending.is_withdrawal(self) && ending.on.is_none_or(|on| on >= began)
    }

    /// Everything that is wrong with it, whichever way it was written: order of steps, days, reason.
    pub fn problems(&self, days: Days) -> Vec<Problem> {
        let mut again = Self { steps: Vec::new(), ending: None, ..self.clone() };
        let mut problems = Vec::new();
        for step in &self.steps {
            problems.extend(again.advance(step.clone(), days).err());
        }
        if let Some(ending) = &self.ending {
            problems.extend(again.end(ending.clone(), days).err());
        }
        problems
    }

    /// What had happened by the end of `day`; calls aside. An end without a day came after the last step.
    pub fn as_of(mut self, day: NaiveDate) -> Self {
        let by_then = |on: Option<NaiveDate>| on.is_none_or(|on| on <= day);
        let steps = self.steps.iter().take_while(|step| by_then(step.on())).count();
        let all = steps == self.steps.len();
        self.steps.truncate(steps);
        self.ending.take_if(|ending| !by_then(ending.on) || (ending.on.is_none() && !all));
        if let Some(ending) = &mut self.ending {
            ending.review.take_if(|review| !by_then(review.on));
        }
        self
    }
}

/// The days between which a case's days must lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    /// The day of the notice.
    pub notice_on: NaiveDate,
    /// Today.
    pub today: NaiveDate,
}

impl Days {
    /// Neither before the notice nor after today.
    fn check(self, field: &'static str, on: Option<NaiveDate>) -> Result<(), Problem> {
        match on {
            Some(on) if on < self.notice_on => Err(problems::before_notice(field)),
            Some(on) if on > self.today => Err(problems::in_future(field)),
            _ => Ok(()),
        }
    }

    /// Not before what came first.
    fn follows(
        self,
        field: &'static str,
        before: Option<NaiveDate>,
        on: Option<NaiveDate>,
    ) -> Result<(), Problem> {
        match (before, on) {
            (Some(before), Some(on)) if on < before => Err(problems::before_last_step(field)),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
