//! Tasks of the volunteer team, as other pages name them.

use super::parts::Badge;
use crate::domain::words::Words;

/// One task in a list.
pub struct TaskLine {
    /// Its page.
    pub href: String,
    /// What is to be done.
    pub kind: Words,
    /// Who has it, or whom it is about (masked), as the page needs.
    pub name: String,
    /// By which day.
    pub due_on: String,
    /// Where it stands; overdue.
    pub marks: Vec<Badge>,
    /// What came of it, or the township; may be empty.
    pub beside: Words,
}
