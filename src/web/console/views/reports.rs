//! A report as a page, on the screen and on paper.

use askama::Template;

use super::charts::Drawn;
use super::frame::Frame;
use super::lists::Table;
use super::parts::{Action, Badge, Fact, Notice};
use crate::domain::words::Words;

/// One table as it is printed.
pub struct Paper {
    /// The table.
    pub table: Table,
    /// What to know when reading it.
    pub note: Option<Words>,
    /// Has so many columns that it is printed smaller.
    pub wide: bool,
}

/// A report.
#[derive(Template)]
#[template(path = "report.html")]
pub struct ReportPage {
    /// The frame; its title is the heading.
    pub frame: Frame,
    /// Of which unit and time.
    pub about: Words,
    /// Draft or edition.
    pub marks: Vec<Badge>,
    /// That it is internal; what a correction corrects.
    pub notices: Vec<Notice>,
    /// When and by whom, and its hash.
    pub facts: Vec<Fact>,
    /// What can be done; not printed.
    pub actions: Vec<Action>,
    /// Charts.
    pub charts: Vec<Drawn>,
    /// Tables.
    pub papers: Vec<Paper>,
    /// What the words mean.
    pub definitions: Vec<(Words, Words)>,
    /// Editions and copies; not printed.
    pub beside: Vec<Table>,
    /// It is a copy to print.
    pub prints: bool,
    /// Whose copy it is: on paper beside every table.
    pub watermark: String,
}
