//! What forms and calls say about members of the team, as texts; read here, every problem told at once.

use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::Leaving;
use crate::domain::{intake::Checks, names::Name, phones::Phone, words::Problem};

/// A member as a form or a call tells her.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct MemberInput {
    /// The unit's id; empty for the caller's own.
    pub unit: String,
    /// Her account's id; empty where she has none.
    pub account: String,
    /// Her name.
    pub name: String,
    /// Her phone; may be empty.
    pub phone: String,
    /// The day she joined, not in the future.
    pub joined_on: String,
    /// What she can do, in at most 200 characters; may be empty.
    pub skills: String,
}

/// [`MemberInput`], read.
pub struct ReadMember {
    /// The unit; none for the caller's own.
    pub unit: Option<Uuid>,
    /// Her account.
    pub account: Option<Uuid>,
    /// Her name.
    pub name: Name,
    /// Her phone.
    pub phone: Option<Phone>,
    /// The day she joined.
    pub joined_on: NaiveDate,
    /// What she can do.
    pub skills: Option<String>,
}

impl MemberInput {
    /// The member.
    ///
    /// # Errors
    /// Every problem of the form.
    pub fn read(&self, today: NaiveDate) -> Result<ReadMember, Vec<Problem>> {
        let mut checks = Checks::new(today);
        let unit = checks.id("unit", &self.unit);
        let account = checks.id("account", &self.account);
        let name = checks.name("name", &self.name);
        let phone = checks.phone("phone", &self.phone);
        let joined_on = checks.required_day("joined_on", &self.joined_on);
        let skills = checks.text("skills", &self.skills, 200);
        let read = name.zip(joined_on).map(|(name, joined_on)| ReadMember {
            unit,
            account,
            name,
            phone,
            joined_on,
            skills,
        });
        checks.finish(read)
    }
}

/// That a member leaves.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LeavingInput {
    /// The day, not in the future.
    pub left_on: String,
    /// Why, at most 200 characters; may be empty, nobody has to say.
    pub why: String,
}

impl LeavingInput {
    /// The leaving.
    ///
    /// # Errors
    /// Where the day is missing, cannot be read or lies ahead (`left_on`), or too much is said (`why`).
    pub fn read(&self, today: NaiveDate) -> Result<Leaving, Vec<Problem>> {
        let mut checks = Checks::new(today);
        let on = checks.required_day("left_on", &self.left_on);
        let why = checks.text("why", &self.why, 200);
        checks.finish(on.map(|on| Leaving { on, why }))
    }
}
