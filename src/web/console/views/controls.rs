//! What a field is answered with, and how wide it stands.

use super::choices::Choice;
use crate::domain::words::Words;

/// How much of a line a field takes on a wide screen; on a phone each takes the whole line.
#[derive(Clone, Copy, Default)]
pub enum Width {
    /// A quarter.
    Quarter,
    /// A third.
    Third,
    /// Half.
    #[default]
    Half,
    /// Two thirds.
    TwoThirds,
    /// All of it.
    Full,
}

impl Width {
    /// The class in `app.css`.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Quarter => "w3",
            Self::Third => "w4",
            Self::Half => "w6",
            Self::TwoThirds => "w8",
            Self::Full => "w12",
        }
    }
}

/// What a field is answered with.
#[derive(Clone)]
pub enum Control {
    /// One line.
    Line {
        /// What was entered.
        value: String,
        /// `text`, `tel`, `email`, `password`.
        kind: &'static str,
        /// `autocomplete`, `off` for other people's data.
        autocomplete: &'static str,
        /// `inputmode`: which keyboard a phone shows.
        keyboard: &'static str,
        /// Offered while typing.
        suggestions: Vec<String>,
    },
    /// A day, typed as people type it (2024-3-5, 20240305, 2024年3月5日): quicker than a picker
    /// and shown again unchanged when it is not understood.
    Day(String),
    /// One of many.
    Select {
        /// The values.
        choices: Vec<Choice>,
        /// The chosen one.
        value: String,
    },
    /// One of many, in groups.
    Grouped {
        /// The groups' names and values.
        groups: Vec<(Words, Vec<Choice>)>,
        /// The chosen one.
        value: String,
    },
    /// One of few.
    Radios {
        /// The values.
        choices: Vec<Choice>,
        /// The chosen one.
        value: String,
    },
    /// Any of some; each posts the field's name.
    Checks {
        /// The values.
        choices: Vec<Choice>,
        /// The chosen ones.
        values: Vec<String>,
    },
    /// Yes or nothing: posts `yes`.
    Tick(bool),
    /// Several lines.
    Area {
        /// What was entered.
        value: String,
        /// How many lines to show.
        rows: u8,
    },
    /// A file.
    File {
        /// `accept`.
        accept: &'static str,
    },
    /// Neither asked nor shown: posted along.
    Hidden(String),
    /// Not asked, only shown.
    Shown(String),
}
