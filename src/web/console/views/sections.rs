//! Sections of a form: fields under one heading, and rows that repeat.

use super::fields::Field;
use crate::domain::words::Words;

/// Rows of which a person may have any number: phones, relatives, executors.
pub struct Rows {
    /// What all of them are called in a `Problem`: `phones`, `relatives`, `executors`.
    pub name: &'static str,
    /// One row's name, e.g. “电话 Phone”.
    pub noun: Words,
    /// The rows shown: those filled and at least one blank.
    pub rows: Vec<Vec<Field>>,
    /// One more row, numbered `__n__`, which `app.js` copies.
    pub blank: Vec<Field>,
}

impl Rows {
    /// One field a row: drawn side by side, without a frame.
    pub(super) fn is_single(&self) -> bool {
        self.blank.len() == 1
    }
}

/// Fields that belong together under one heading.
pub struct Section {
    /// The anchor.
    pub id: String,
    /// The heading.
    pub title: Words,
    /// One sentence of help.
    pub about: Option<Words>,
    /// The heading is a check box of this name and value, and the fields show only when it is on.
    pub switch: Option<(String, String, bool)>,
    /// `Some(open)` for what most people leave empty and may open.
    pub fold: Option<bool>,
    /// The fields.
    pub fields: Vec<Field>,
    /// Repeated rows after the fields.
    pub rows: Option<Rows>,
}

impl Section {
    /// A section of `fields`.
    pub fn new(id: &str, title: Words, fields: Vec<Field>) -> Self {
        Self { id: id.to_owned(), title, about: None, switch: None, fold: None, fields, rows: None }
    }

    /// With one sentence of help.
    pub fn about(mut self, zh: &'static str, en: &'static str) -> Self {
        self.about = Some(Words::new(zh, en));
        self
    }

    /// Shown only when ticked; posts `name=value`.
    pub fn switched(mut self, name: &str, value: &str, on: bool) -> Self {
        self.switch = Some((name.to_owned(), value.to_owned(), on));
        self
    }

    /// Closed unless something in it is `filled`.
    pub fn folded(mut self, filled: bool) -> Self {
        self.fold = Some(filled);
        self
    }

    /// With repeated rows: those filled, at least `least`, and always a blank one, since without
    /// scripts nobody could add it.
    pub fn rows(
        mut self,
        name: &'static str,
        noun: Words,
        filled: usize,
        least: usize,
        row: impl Fn(&str) -> Vec<Field>,
    ) -> Self {
        let rows = (1..=(filled + 1).max(least)).map(|n| row(&n.to_string())).collect();
        self.rows = Some(Rows { name, noun, rows, blank: row("__n__") });
        self
    }

    /// Only a heading over the sections that follow.
    pub(super) fn is_heading(&self) -> bool {
        self.fields.is_empty() && self.rows.is_none()
    }

    /// The field of that name, and where it stands when its label alone would not say.
    pub(super) fn field_mut(&mut self, name: &str) -> Option<(&mut Field, String)> {
        let programme =
            if self.switch.is_some() { format!("{} ", self.title.zh) } else { String::new() };
        if let Some(field) = self.fields.iter_mut().find(|field| field.name == name) {
            return Some((field, programme));
        }
        let rows = self.rows.as_mut()?;
        for (number, row) in (1..).zip(&mut rows.rows) {
            if let Some(field) = row.iter_mut().find(|field| field.name == name) {
                return Some((field, format!("{} {number} ", rows.noun.zh)));
            }
        }
        None
    }

    /// Where to look when a problem is about all rows, or about the switches together.
    pub(super) fn target_of_group(&self, name: &str) -> Option<String> {
        if self.switch.as_ref().is_some_and(|(switch, ..)| switch == name) {
            return Some(format!("switch-{}", self.id));
        }
        let rows = self.rows.as_ref().filter(|rows| rows.name == name)?;
        rows.rows.first().and_then(|row| row.first()).map(Field::id)
    }
}
