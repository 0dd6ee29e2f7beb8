//! The volunteer team (红十字生命之光志愿服务队): who helps, since when, what she can do and was taught.

pub mod inputs;
mod problems;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{names::Name, phones::Phone, trainings::Training, words::Problem};

pub use problems::{no_such_member, not_reached, serves_no_more};

/// A member of the team: a data subject of her own, with a record key of her own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// Her id.
    pub id: Uuid,
    /// Counts changes from 1.
    pub version: i64,
    /// Her unit: she helps people of this unit and of those below it.
    pub unit: Uuid,
    /// Her account in the role of a helper, where she has one.
    pub account: Option<Uuid>,
    /// Whether she serves now; who left gets no tasks.
    pub active: bool,
    /// What is sealed.
    pub details: MemberDetails,
}

/// The sealed part of a member.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberDetails {
    /// Her name.
    pub name: Name,
    /// Her phone.
    #[serde(default)]
    pub phone: Option<Phone>,
    /// The day she joined.
    pub joined_on: NaiveDate,
    /// The day she left; none while she serves.
    #[serde(default)]
    pub left_on: Option<NaiveDate>,
    /// Why she left, where somebody said so: at most 200 characters. Nobody has to.
    #[serde(default)]
    pub left_why: Option<String>,
    /// What she can do: a dialect, driving, first aid … at most 200 characters.
    #[serde(default)]
    pub skills: Option<String>,
    /// Her trainings, oldest first.
    #[serde(default)]
    pub trainings: Vec<Training>,
}

impl std::fmt::Debug for MemberDetails {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MemberDetails(…)")
    }
}

/// How a member leaves.
#[derive(Clone, PartialEq, Eq)]
pub struct Leaving {
    /// The day.
    pub on: NaiveDate,
    /// Why, where somebody said so.
    pub why: Option<String>,
}

impl Member {
    /// Writes a training down.
    ///
    /// # Errors
    /// Where it stands there already, word for word (field `what`).
    pub fn train(&mut self, training: Training) -> Result<(), Problem> {
        if self.details.trainings.contains(&training) {
            return Err(problems::known_training());
        }
        self.details.trainings.push(training);
        self.details.trainings.sort_by_key(|training| training.on);
        Ok(())
    }

    /// She leaves the team. Her account is hers no more: through it she sees nothing from now on, and comes back to
    /// nothing unless it is linked anew.
    ///
    /// # Errors
    /// Of the field `left_on`: where she has left already, or joined later.
    pub fn leave(&mut self, leaving: Leaving) -> Result<(), Problem> {
        if !self.active {
            return Err(problems::left_already());
        }
        if leaving.on < self.details.joined_on {
            return Err(problems::left_before_joining());
        }
        self.active = false;
        self.account = None;
        self.details.left_on = Some(leaving.on);
        self.details.left_why = leaving.why;
        Ok(())
    }

    /// She serves again.
    ///
    /// # Errors
    /// Where she never left (field `status`).
    pub fn come_back(&mut self) -> Result<(), Problem> {
        if self.active {
            return Err(problems::serves_already());
        }
        self.active = true;
        self.details.left_on = None;
        self.details.left_why = None;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
