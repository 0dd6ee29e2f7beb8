//! One donation after death.

use askama::Template;

use super::frame::Frame;
use super::match_cases::StageRow;
use super::parts::{Action, Badge, Fact, Notice};
use super::person::HistoryRow;
use super::records::PastRow;
use crate::domain::words::Words;

/// Facts that belong together.
pub struct FactSection {
    /// Its name within the page.
    pub id: &'static str,
    /// What it is about.
    pub title: Words,
    /// The facts.
    pub facts: Vec<Fact>,
}

/// One donation.
#[derive(Template)]
#[template(path = "donation.html")]
pub struct DonationPage {
    /// The frame; its title does not name the person.
    pub frame: Frame,
    /// What is given.
    pub programme: Words,
    /// The person's masked name.
    pub name: String,
    /// The person's page.
    pub person: String,
    /// Unit, year, last four.
    pub brief: Vec<Fact>,
    /// Where it stands.
    pub marks: Vec<Badge>,
    /// What to know before anything else.
    pub notices: Vec<Notice>,
    /// The call, the will, the family, the witnesses, the end.
    pub sections: Vec<FactSection>,
    /// All stages, in their order.
    pub stages: Vec<StageRow>,
    /// Going on, signing, ending, correcting.
    pub actions: Vec<Action>,
    /// What was done, the newest first.
    pub history: Vec<HistoryRow>,
    /// What it was, the newest first.
    pub past: Vec<PastRow>,
}
