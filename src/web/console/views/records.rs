//! The page of one record that is not a volunteer's: a coordinator, a member of the team.

use askama::Template;

use super::frame::Frame;
use super::lists::Table;
use super::parts::{Action, Badge, Fact, Notice};
use super::person::{HistoryRow, Reveal};
use crate::domain::words::Words;

/// What a record was until it was changed.
pub struct PastRow {
    /// The version that was replaced.
    pub version: i64,
    /// When.
    pub at: String,
    /// By whom; empty for the command line.
    pub who: String,
    /// What it was, in a few words.
    pub was: Vec<Words>,
}

/// One record.
#[derive(Template)]
#[template(path = "record.html")]
pub struct RecordPage {
    /// The frame; its title names the kind of record, never whose it is.
    pub frame: Frame,
    /// The record's own address, to which a reason to see everything is posted with `/reveal`.
    pub href: String,
    /// Whose record it is.
    pub name: String,
    /// States.
    pub marks: Vec<Badge>,
    /// What to know before anything else.
    pub notices: Vec<Notice>,
    /// What is kept; in part or whole as `revealed` says.
    pub facts: Vec<Fact>,
    /// This page shows everything, for the reason named.
    pub revealed: Option<Words>,
    /// Asking to see everything; none where the account may not, or already does.
    pub reveal: Option<Reveal>,
    /// What can be done.
    pub actions: Vec<Action>,
    /// Lists that belong to it.
    pub tables: Vec<Table>,
    /// What it was, the newest first.
    pub past: Vec<PastRow>,
    /// What was done, the newest first.
    pub history: Vec<HistoryRow>,
}
