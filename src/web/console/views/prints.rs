//! Pages made to be printed: lists for the park, proofs.

use askama::Template;

use super::frame::Frame;
use super::lists::Table;
use super::parts::{Action, Fact, Notice};
use crate::domain::words::Words;

/// Facts and tables with a button to print them; printing is CSS alone.
#[derive(Template)]
#[template(path = "print.html")]
pub struct PrintPage {
    /// The frame; its title is the heading.
    pub frame: Frame,
    /// The day.
    pub day: String,
    /// Who prints it.
    pub by: String,
    /// What it is.
    pub about: Option<Words>,
    /// Messages above it; printed too.
    pub notices: Vec<Notice>,
    /// Facts.
    pub facts: Vec<Fact>,
    /// What can be done; not printed.
    pub actions: Vec<Action>,
    /// Tables.
    pub tables: Vec<Table>,
    /// The way back.
    pub back: String,
}
