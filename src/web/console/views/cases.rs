//! Work that waits for a decision: transfers, merges, reconciliations.

use askama::Template;

use super::fields::Field;
use super::frame::Frame;
use super::parts::{Action, Badge, Fact, Notice, Tone};
use crate::domain::words::Words;

/// One way to decide; posts `decision`.
pub struct Decision {
    /// The posted value.
    pub value: String,
    /// The words on the button.
    pub words: Words,
    /// `Good` for going ahead, `Bad` for refusing.
    pub tone: Tone,
}

impl Decision {
    /// One way to decide.
    pub fn new(value: impl Into<String>, words: Words, tone: Tone) -> Self {
        Self { value: value.into(), words, tone }
    }
}

/// Deciding one case: fields (a note, the record to keep) and a button for each way.
pub struct Decide {
    /// Where it posts.
    pub action: String,
    /// What is asked beside the decision.
    pub fields: Vec<Field>,
    /// The buttons.
    pub decisions: Vec<Decision>,
}

/// One case in a list.
pub struct Case {
    /// Its id; the anchor on the page.
    pub id: String,
    /// Masked name of the person, or whatever names the case.
    pub title: String,
    /// The person's page or the case's own page.
    pub href: Option<String>,
    /// Where it stands.
    pub status: Badge,
    /// From, to, asked by, reason …
    pub facts: Vec<Fact>,
    /// Deciding it here; `None` when it is for someone else or on a page of its own.
    pub decide: Option<Decide>,
    /// Opening it, taking it back, undoing it.
    pub actions: Vec<Action>,
}

/// Cases under one heading.
pub struct CaseGroup {
    /// E.g. “waiting for me”.
    pub title: Words,
    /// The cases.
    pub cases: Vec<Case>,
}

/// A list of cases of one kind.
#[derive(Template)]
#[template(path = "cases.html")]
pub struct CasesPage {
    /// The frame; its title is the heading.
    pub frame: Frame,
    /// What these cases are and who decides them.
    pub about: Words,
    /// The kinds of work that waits, this one among them.
    pub kinds: Vec<Action>,
    /// The groups.
    pub groups: Vec<CaseGroup>,
}

/// One line of two records side by side.
pub struct PairRow {
    /// The field.
    pub label: Words,
    /// In the left record, masked; may be empty.
    pub left: String,
    /// In the right record, masked; may be empty.
    pub right: String,
    /// The two say different things.
    pub differs: bool,
}

/// One case on a page of its own: two records that may be one person.
#[derive(Template)]
#[template(path = "case.html")]
pub struct CasePage {
    /// The frame; its title is the heading.
    pub frame: Frame,
    /// What to compare and what a decision does.
    pub about: Words,
    /// Who asked, when, why.
    pub facts: Vec<Fact>,
    /// Where it stands, and who must not decide it.
    pub notices: Vec<Notice>,
    /// The left record's heading and page.
    pub left: Action,
    /// The right record's heading and page.
    pub right: Action,
    /// The records side by side.
    pub rows: Vec<PairRow>,
    /// Deciding it; `None` for whoever asked for it, and once decided.
    pub decide: Option<Decide>,
    /// Undo, back.
    pub actions: Vec<Action>,
}
