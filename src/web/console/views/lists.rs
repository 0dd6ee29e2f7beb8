//! Lists: one table drawn the same everywhere, and the page that shows just tables.

use askama::Template;

use super::fields::Field;
use super::forms::Form;
use super::frame::Frame;
use super::parts::{Action, Badge, Notice};
use crate::domain::words::Words;

/// One cell of a table.
pub enum Cell {
    /// Text as it is.
    Text(String),
    /// A coded value.
    Coded(Words),
    /// A count or a time, kept on one line.
    Number(String),
    /// An id.
    Code(String),
    /// A link.
    Link {
        /// Where to.
        href: String,
        /// What it reads.
        text: String,
    },
    /// A name that many steps down a tree.
    Tree {
        /// How many steps.
        depth: usize,
        /// The name.
        words: Words,
    },
    /// States.
    Badges(Vec<Badge>),
    /// What can be done.
    Actions(Vec<Action>),
}

/// A table, which becomes a stack of cards on a phone.
#[derive(Template)]
#[template(path = "partials/table.html")]
pub struct Table {
    /// The heading over it; empty words for none.
    pub title: Words,
    /// The columns' headings; the first column names the row.
    pub columns: Vec<Words>,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
    /// What to say when there are no rows.
    pub empty: Words,
    /// The CSRF token for buttons in cells.
    pub csrf: String,
}

impl askama::filters::HtmlSafe for Table {}

impl Table {
    /// An empty table.
    pub fn new(csrf: &str, title: Words, columns: Vec<Words>) -> Self {
        let empty = Words::new("没有记录", "Nothing here");
        Self { title, columns, rows: Vec::new(), empty, csrf: csrf.to_owned() }
    }

    /// With rows.
    pub fn rows(mut self, rows: impl IntoIterator<Item = Vec<Cell>>) -> Self {
        self.rows.extend(rows);
        self
    }

    /// The heading of a column in one line, repeated in every card on a phone.
    fn label(&self, column: &usize) -> String {
        self.columns
            .get(*column)
            .map(|words| format!("{} {}", words.zh, words.en))
            .unwrap_or_default()
    }
}

/// Where the neighbouring pages of a long list are.
pub struct Pager {
    /// The page before, towards newer entries.
    pub newer: Option<String>,
    /// The page after, towards older entries.
    pub older: Option<String>,
}

/// Narrowing a list by values that are no personal data, and so may stand in its address.
pub struct Filter {
    /// The list's address.
    pub action: String,
    /// The fields.
    pub fields: Vec<Field>,
}

/// Tables with what can be done above them: accounts, tokens, audit, units, imports.
#[derive(Template)]
#[template(path = "list.html")]
pub struct ListPage {
    /// The frame; its title is the heading.
    pub frame: Frame,
    /// What the list is.
    pub about: Option<Words>,
    /// Messages above the list.
    pub notices: Vec<Notice>,
    /// Links to pages beside this one.
    pub actions: Vec<Action>,
    /// A form above the list, e.g. an upload.
    pub form: Option<Form>,
    /// Narrowing the list.
    pub filter: Option<Filter>,
    /// The tables.
    pub tables: Vec<Table>,
    /// Neighbouring pages.
    pub pager: Option<Pager>,
}

impl ListPage {
    /// A page of `tables`.
    pub fn new(frame: Frame, tables: Vec<Table>) -> Self {
        Self {
            frame,
            about: None,
            notices: Vec::new(),
            actions: Vec::new(),
            form: None,
            filter: None,
            tables,
            pager: None,
        }
    }
}
