//! Finding a person again: by what they say on the phone.

use askama::Template;

use super::choices::Choice;
use super::controls::Width;
use super::fields::Field;
use super::frame::Frame;
use super::parts::{Action, Badge};
use crate::domain::words::Words;

/// What was asked. Posted, never in an address, because it is personal data.
pub struct FindQuery {
    /// The one box (`q`).
    pub q: String,
    /// `unit`, `programme`, `status`, `year`.
    pub filters: Vec<Field>,
    /// A filter is set, so the filters open.
    pub filtered: bool,
}

impl FindQuery {
    /// The form's values; each list starts with its “any” choice.
    pub fn new(q: &str, filters: FindFilters) -> Self {
        let filtered = [&filters.unit, &filters.programme, &filters.status]
            .iter()
            .any(|(_, chosen)| !chosen.is_empty())
            || !filters.year.is_empty();
        let select = |name: &str, label: Words, (choices, value): (Vec<Choice>, String)| {
            Field::select(name, label, choices, value).width(Width::Quarter)
        };
        let year = Words::new("登记年份", "Registered in");
        let filters = vec![
            select("unit", Words::new("机构", "Unit"), filters.unit),
            select("programme", Words::new("项目", "Programme"), filters.programme),
            select("status", Words::new("状态", "Status"), filters.status),
            Field::line("year", year, filters.year, "text", "off", "numeric")
                .most(4)
                .width(Width::Quarter),
        ];
        Self { q: q.to_owned(), filters, filtered }
    }

    /// The same question as hidden values, for the next page.
    fn again(&self) -> Vec<(String, String)> {
        let held = |field: &Field| (field.name.clone(), field.value().to_owned());
        let first = ("q".to_owned(), self.q.clone());
        std::iter::once(first).chain(self.filters.iter().map(held)).collect()
    }
}

/// What the filters offer and hold: choices with the chosen value.
#[derive(Default)]
pub struct FindFilters {
    /// Units in scope.
    pub unit: (Vec<Choice>, String),
    /// Programmes.
    pub programme: (Vec<Choice>, String),
    /// Statuses.
    pub status: (Vec<Choice>, String),
    /// The year of registration.
    pub year: String,
}

/// One programme of a person and where it stands.
pub struct Standing {
    /// The programme.
    pub programme: Words,
    /// Its status.
    pub status: Badge,
}

/// One person found, masked.
pub struct FoundPerson {
    /// The person's page.
    pub href: String,
    /// Masked name.
    pub name: String,
    /// Township.
    pub unit: String,
    /// Year of first registration.
    pub year: String,
    /// Last four of the first phone; may be empty.
    pub phone_last_four: String,
    /// Last four of the document; may be empty.
    pub document_last_four: String,
    /// Programmes with status.
    pub standings: Vec<Standing>,
    /// Do not contact, awaiting reconciliation …
    pub marks: Vec<Badge>,
}

/// One line of the result.
pub enum FoundRow {
    /// A person.
    Person(FoundPerson),
    /// A record whose seal does not open; it is never shown in part.
    Damaged {
        /// The record's id, for the administrator.
        id: String,
    },
}

/// What was found.
pub struct Found {
    /// How many.
    pub count: Words,
    /// The lines.
    pub rows: Vec<FoundRow>,
    /// Posted as `cursor` for the next page.
    pub more: Option<String>,
    /// The page before was shown already: this is not the first.
    pub continued: bool,
    /// What to do when nothing was found, e.g. register.
    pub instead: Vec<Action>,
}

/// The search form and, once asked, what it found.
#[derive(Template)]
#[template(path = "find.html")]
pub struct FindPage {
    /// The frame.
    pub frame: Frame,
    /// What was asked.
    pub query: FindQuery,
    /// `None` before the first search.
    pub found: Option<Found>,
}
