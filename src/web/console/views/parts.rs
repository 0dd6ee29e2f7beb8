//! The small pieces that every page is put together from.

use crate::domain::words::Words;

/// How strongly a piece speaks. Never by colour alone: the words say the same.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// Nothing to notice.
    #[default]
    Plain,
    /// Done, in force.
    Good,
    /// Worth knowing.
    Info,
    /// Look before you go on.
    Warn,
    /// Refused, ended, dangerous.
    Bad,
}

impl Tone {
    /// The class in `app.css`.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Good => "good",
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Bad => "bad",
        }
    }
}

/// A state in one or two words.
#[derive(Clone)]
pub struct Badge {
    /// How strongly it speaks.
    pub tone: Tone,
    /// The state.
    pub words: Words,
}

impl Badge {
    /// A state spoken in `tone`.
    pub const fn new(tone: Tone, words: Words) -> Self {
        Self { tone, words }
    }
}

/// Something a person may do from here: a link to a page, or a button that posts at once.
#[derive(Clone)]
pub struct Action {
    /// Where it goes. Never carries personal data.
    pub href: String,
    /// What it does.
    pub words: Words,
    /// Posts (with the CSRF token) instead of opening a page.
    pub post: bool,
    /// Hidden values posted along.
    pub hidden: Vec<(String, String)>,
    /// `Good` is drawn as the main action, `Bad` as a dangerous one.
    pub tone: Tone,
}

impl Action {
    /// A link to another page.
    pub fn link(href: impl Into<String>, words: Words) -> Self {
        Self { href: href.into(), words, post: false, hidden: Vec::new(), tone: Tone::Plain }
    }

    /// A button that posts.
    pub fn post(href: impl Into<String>, words: Words) -> Self {
        Self { post: true, ..Self::link(href, words) }
    }

    /// Posts one more hidden value.
    pub fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.hidden.push((name.into(), value.into()));
        self
    }

    /// Drawn as the main or as a dangerous action.
    pub fn tone(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }
}

/// A message on the page: what was saved, what to look at, where to go.
#[derive(Clone)]
pub struct Notice {
    /// How strongly it speaks.
    pub tone: Tone,
    /// What it says. Never personal data when it travels in a cookie.
    pub words: Words,
    /// Where to go from it.
    pub action: Option<Action>,
}

impl Notice {
    /// A message without a way on.
    pub const fn new(tone: Tone, words: Words) -> Self {
        Self { tone, words, action: None }
    }

    /// With a way on.
    pub fn then(mut self, action: Action) -> Self {
        self.action = Some(action);
        self
    }
}

/// One labelled value of a record. An empty value prints as “未填”.
pub struct Fact {
    /// What it is.
    pub label: Words,
    /// The value, masked or whole as the page says.
    pub value: String,
    /// The value in English where it has one (a coded value).
    pub en: String,
    /// The value is masked.
    pub masked: bool,
}

impl Fact {
    /// A value as it is kept.
    pub fn new(label: Words, value: impl Into<String>) -> Self {
        Self { label, value: value.into(), en: String::new(), masked: false }
    }

    /// A coded value, which has words in both languages.
    pub fn coded(label: Words, value: Words) -> Self {
        Self { label, value: value.zh.into_owned(), en: value.en.into_owned(), masked: false }
    }

    /// A value shown in part.
    pub fn masked(label: Words, value: impl Into<String>) -> Self {
        Self { masked: true, ..Self::new(label, value) }
    }
}
