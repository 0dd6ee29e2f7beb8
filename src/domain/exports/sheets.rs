//! What stands in an exported file, before it is a workbook or text.

use std::borrow::Cow;

/// What stands in an exported file. Everything is text, so that no number loses a digit.
pub struct Sheet {
    /// What it is.
    pub title: String,
    /// What is said above the table: each with its label.
    pub about: Vec<(&'static str, String)>,
    /// To whom, when and for what it was given out: above the table, and at the foot of each printed page.
    pub watermark: String,
    /// The columns' headings.
    pub columns: Vec<String>,
    /// The rows, as long as the columns are.
    pub rows: Vec<Vec<String>>,
}

/// `text` so that no spreadsheet takes it for a formula: what begins like one is preceded by an apostrophe, the
/// mark of a text cell (OWASP, CSV injection).
pub fn harmless(text: &str) -> Cow<'_, str> {
    // A program may strip spaces, and reads full-width signs like the others.
    match text.trim_start_matches([' ', '\u{3000}']).chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠') => {
            Cow::Owned(format!("'{text}"))
        }
        _ => Cow::Borrowed(text),
    }
}
