//! Words shown to people: Chinese first, English beside it.

use std::{borrow::Cow, fmt};

use serde::{Deserialize, Serialize};

/// One sentence or label in the two languages of the console and the API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Words {
    /// Chinese, shown first.
    pub zh: Cow<'static, str>,
    /// English, shown beside it.
    pub en: Cow<'static, str>,
}

impl Words {
    /// Fixed words.
    pub const fn new(zh: &'static str, en: &'static str) -> Self {
        Self { zh: Cow::Borrowed(zh), en: Cow::Borrowed(en) }
    }

    /// Words made at run time. Must never contain personal data.
    pub fn made(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: Cow::Owned(zh.into()), en: Cow::Owned(en.into()) }
    }
}

/// What is wrong with one field, and what to do about it. Never carries the rejected value,
/// and says nothing of it in `Debug`, so that it may be logged and answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The field's name as in the form and the API, e.g. `document_number`.
    pub field: Cow<'static, str>,
    /// A stable code, e.g. `check_digit`.
    pub code: &'static str,
    /// What is wrong and the remedy.
    #[serde(flatten)]
    pub words: Words,
    /// What may have been meant; empty for most.
    #[serde(skip_serializing_if = "Candidates::is_empty")]
    pub candidates: Candidates,
}

/// What may have been meant by a value that was refused, offered to whoever wrote it. Personal data like
/// the value itself: hidden from `Debug`.
#[derive(Clone, PartialEq, Eq, Default, Serialize)]
#[serde(transparent)]
pub struct Candidates(Vec<String>);

impl Candidates {
    /// There are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

impl fmt::Debug for Candidates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Candidates({})", self.0.len())
    }
}

impl Problem {
    /// A problem of `field`.
    pub fn new(field: impl Into<Cow<'static, str>>, code: &'static str, words: Words) -> Self {
        Self { field: field.into(), code, words, candidates: Candidates::default() }
    }

    /// The same, with what may have been meant.
    pub fn meaning(mut self, candidates: impl IntoIterator<Item = String>) -> Self {
        self.candidates = Candidates(candidates.into_iter().collect());
        self
    }
}
