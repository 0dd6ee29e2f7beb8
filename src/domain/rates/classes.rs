//! To which class of a rate a case belongs: at every moment to exactly one (handbook §2.2, §2.2b).

use super::definitions::{Counts, Definition, Population};
use crate::domain::match_cases::{
    Course,
    endings::Ending,
    reasons::Reason,
    steps::{Stage, Step},
};

/// The class of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    /// In neither numerator nor denominator.
    Excluded(Reason),
    /// Not settled yet.
    Pending,
    /// In the denominator only.
    Kept,
    /// In numerator and denominator.
    Lost(Reason),
}

impl Definition {
    /// The class of a case, as far as `course` tells; none where the case is not among those that this
    /// rate looks at.
    pub fn class(&self, course: &Course) -> Option<Class> {
        let entered = match self.population {
            Population::Noticed => true,
            Population::Willing => course.step(Stage::Willing).is_some(),
            Population::Talked => course.step(Stage::Talked).is_some(),
            Population::Agreed => course.step(Stage::Agreed).is_some(),
        };
        entered.then(|| self.class_of_entered(course))
    }

    fn class_of_entered(&self, course: &Course) -> Class {
        let answered = self.answer(course);
        let kept = self.is_kept(course);
        let Some(ending) = &course.ending else {
            return if kept { Class::Kept } else { Class::Pending };
        };
        let counts = self.counts(ending.reason);
        // What is settled stays so whatever ends the case later, unless the notice should not count at all.
        if kept && counts != Counts::Excluded {
            return Class::Kept;
        }
        if ending.reason.needs_second_person() && ending.review.is_none() {
            return Class::Pending;
        }
        match counts {
            Counts::Lost => Class::Lost(ending.reason),
            Counts::Kept => Class::Kept,
            Counts::Excluded => Class::Excluded(ending.reason),
            Counts::ExcludedBeforeAnswer if answered => Class::Kept,
            Counts::ExcludedBeforeAnswer => Class::Excluded(ending.reason),
            Counts::Pending => Class::Pending,
            Counts::Ruling => ruling(ending),
        }
    }

    /// The step with which the volunteer answers what this rate asks her.
    fn answers(&self) -> Stage {
        match self.population {
            Population::Noticed => Stage::Willing,
            Population::Willing | Population::Talked | Population::Agreed => Stage::Agreed,
        }
    }

    /// Whether she had said yes by the time the case ended.
    fn answer(&self, course: &Course) -> bool {
        before_the_end(course, course.step(self.answers()))
    }

    /// Whether she has done what this rate asks, so that no later end takes it back.
    fn is_kept(&self, course: &Course) -> bool {
        let settled_by = match self.population {
            Population::Noticed | Population::Talked => self.answers(),
            Population::Willing | Population::Agreed => Stage::Collected,
        };
        before_the_end(course, course.step(settled_by))
    }
}

fn before_the_end(course: &Course, step: Option<&Step>) -> bool {
    let ended_before = |step| course.ending.as_ref().is_some_and(|ending| ending.is_before(step));
    step.is_some_and(|step| !ended_before(step))
}

fn ruling(ending: &Ending) -> Class {
    match ending.review.as_ref().and_then(|review| review.stepped_back) {
        Some(true) => Class::Lost(ending.reason),
        Some(false) => Class::Kept,
        None => Class::Pending,
    }
}
