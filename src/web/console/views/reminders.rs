//! Reminders: the list of what is to be done, and one of them.

use askama::Template;

use super::calls::{AttemptRow, CallNumber, ResultButton};
use super::fields::Field;
use super::frame::Frame;
use super::parts::{Action, Badge, Fact, Notice};
use super::person::HistoryRow;
use crate::domain::words::{Problem, Words};

/// One reminder in the list, masked.
pub struct ReminderRow {
    /// Where it is opened, by posting.
    pub href: String,
    /// Whom it is about, masked.
    pub whom: String,
    /// The unit whose it is.
    pub unit: Words,
    /// What is to be done.
    pub title: Words,
    /// How one speaks.
    pub tone: Words,
    /// The day by which.
    pub due: String,
    /// The day by the rule alone, where another was taken.
    pub moved_from: Option<String>,
    /// What must not be overlooked.
    pub marks: Vec<Badge>,
    /// The next to be done: one key opens it.
    pub first: bool,
}

/// Reminders of one kind of urgency.
pub struct ReminderGroup {
    /// Its heading.
    pub title: Words,
    /// The reminders.
    pub rows: Vec<ReminderRow>,
}

/// What is to be done.
#[derive(Template)]
#[template(path = "reminders.html")]
pub struct RemindersPage {
    /// The frame; its title is the heading.
    pub frame: Frame,
    /// Pages beside this one.
    pub actions: Vec<Action>,
    /// Messages above the list.
    pub notices: Vec<Notice>,
    /// The groups, the late first.
    pub groups: Vec<ReminderGroup>,
}

/// The attempts of a reminder that asks for the whole protocol.
pub struct RoundsCard {
    /// The numbers, in the order in which to try them.
    pub numbers: Vec<CallNumber>,
    /// The number that is not in the list was dialled.
    pub new_chosen: bool,
    /// What is missing before she counts as not reached.
    pub missing: Vec<Words>,
    /// What can come of an attempt, by who answered.
    pub results: Vec<(Words, Vec<ResultButton>)>,
    /// A number learnt in the call, until when she pauses, and what was noted.
    pub fields: Vec<Field>,
}

/// One reminder.
#[derive(Template)]
#[template(path = "reminder.html")]
pub struct ReminderPage {
    /// The frame; its title names nobody.
    pub frame: Frame,
    /// The reminder's own address.
    pub href: String,
    /// The version that a change is written to.
    pub version: String,
    /// What is to be done.
    pub title: Words,
    /// What to do and to say.
    pub guidance: Words,
    /// State and tone.
    pub marks: Vec<Badge>,
    /// What to know first.
    pub notices: Vec<Notice>,
    /// What is known of it.
    pub facts: Vec<Fact>,
    /// Who may be contacted, in full: name, what she is to the donor, number.
    pub reachable: Vec<(String, Words, String)>,
    /// What is wrong with what was posted.
    pub problems: Vec<Problem>,
    /// Where every attempt is written down: the numbers and what can come of one.
    pub rounds: Option<RoundsCard>,
    /// The attempts of before, the newest first.
    pub before: Vec<AttemptRow>,
    /// What can come of it; empty where nothing can be done.
    pub results: Vec<ResultButton>,
    /// How contact was made, a note, the day.
    pub fields: Vec<Field>,
    /// The day to which it is put off.
    pub due_on: Field,
    /// Who may have it.
    pub assignee: Field,
    /// Pages about whom it is.
    pub about: Vec<Action>,
    /// What was done, the newest first.
    pub history: Vec<HistoryRow>,
}
