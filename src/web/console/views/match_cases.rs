//! One match case, and the lines by which other pages name it.

use askama::Template;

use super::calls::{AttemptRow, Due};
use super::cases::Decide;
use super::frame::Frame;
use super::parts::{Action, Badge, Fact, Notice};
use super::person::HistoryRow;
use super::records::PastRow;
use crate::domain::words::Words;

/// One case on the page of its volunteer.
pub struct CaseLine {
    /// The case's page.
    pub href: String,
    /// The day of the notice.
    pub notice_on: String,
    /// Its number at the national registry; empty where it has none.
    pub number: String,
    /// How far it has come, or how it ended.
    pub marks: Vec<Badge>,
}

/// One stage of a case.
pub struct StageRow {
    /// Its name.
    pub stage: Words,
    /// The day it was reached; empty where it is not known or still to come.
    pub on: String,
    /// `done`, `here` or `ahead`.
    pub class: &'static str,
    /// The same in words, for those who do not see the colour.
    pub state: Words,
}

/// One match case.
#[derive(Template)]
#[template(path = "match-case.html")]
pub struct MatchCasePage {
    /// The frame; its title does not name the volunteer.
    pub frame: Frame,
    /// The volunteer's masked name.
    pub name: String,
    /// The volunteer's page.
    pub person: String,
    /// Unit, year, last four.
    pub brief: Vec<Fact>,
    /// Ended, waiting for a second person, major incident.
    pub marks: Vec<Badge>,
    /// What to know before anything else.
    pub notices: Vec<Notice>,
    /// Notice, number, unit, deadline.
    pub facts: Vec<Fact>,
    /// Until when the notice is held.
    pub due: Option<Due>,
    /// All stages, in their order.
    pub stages: Vec<StageRow>,
    /// Calling, going on, ending, correcting.
    pub actions: Vec<Action>,
    /// How it ended.
    pub ending: Vec<Fact>,
    /// The second look, for whoever may take it.
    pub decide: Option<Decide>,
    /// What is missing before she counts as unreachable.
    pub shortfalls: Vec<Words>,
    /// Every attempt to reach her, the newest first.
    pub attempts: Vec<AttemptRow>,
    /// How the donor is; `None` before the collection.
    pub aftercare: Option<Vec<Fact>>,
    /// What was done, the newest first.
    pub history: Vec<HistoryRow>,
    /// What it was, the newest first.
    pub past: Vec<PastRow>,
}
