//! The board of a plan: one card an indicator, its numbers first, then charts with their tables.

use askama::Template;

use super::charts::Drawn;
use super::fields::Field;
use super::frame::Frame;
use super::lists::Table;
use super::parts::{Action, Badge, Fact, Notice};
use crate::domain::words::Words;

/// One indicator.
pub struct IndicatorCard {
    /// Its code: the anchor.
    pub code: String,
    /// What it is called.
    pub name: Words,
    /// The number to be seen first.
    pub big: String,
    /// What stands beside it, smaller.
    pub beside: String,
    /// States.
    pub marks: Vec<Badge>,
    /// Messages.
    pub notices: Vec<Notice>,
    /// The numbers.
    pub facts: Vec<Fact>,
    /// Sentences below them.
    pub says: Vec<Words>,
    /// Charts.
    pub drawn: Vec<Drawn>,
    /// Tables.
    pub tables: Vec<Table>,
    /// What is counted.
    pub definition: Words,
    /// Where the plan says so, and in which words.
    pub source: String,
    /// Ways on.
    pub actions: Vec<Action>,
}

/// The board.
#[derive(Template)]
#[template(path = "board.html")]
pub struct BoardPage {
    /// The frame; its title is the heading.
    pub frame: Frame,
    /// Where the filter goes.
    pub action: String,
    /// Which plan and unit; empty for none.
    pub filter: Vec<Field>,
    /// For which unit, which plan, as of when.
    pub about: Words,
    /// Messages.
    pub notices: Vec<Notice>,
    /// Ways on.
    pub actions: Vec<Action>,
    /// The indicators.
    pub cards: Vec<IndicatorCard>,
    /// Tables below.
    pub tables: Vec<Table>,
}
