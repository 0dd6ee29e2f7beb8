//! The story of a family: who belongs to it, what happened, what was given.

use askama::Template;

use super::cases::Decide;
use super::frame::Frame;
use super::parts::{Action, Badge, Fact, Notice};
use super::person::{HistoryRow, Reveal};
use super::records::PastRow;
use super::tasks::TaskLine;
use crate::domain::words::Words;

/// One care ledger on another page: on its person's.
pub struct CareLine {
    /// The ledger's page.
    pub href: String,
    /// Whose ledger it is.
    pub kind: Words,
    /// What the family is called, masked.
    pub title: String,
    /// The last day on which they met or spoke; empty where they never did.
    pub last_on: String,
    /// Silence, aid that waits.
    pub marks: Vec<Badge>,
}

/// A member of a family.
pub struct MemberCard {
    /// Her id; the anchor on the page.
    pub id: String,
    /// Masked, or whole where she is revealed.
    pub name: String,
    /// What she is to the donor.
    pub kinship: Words,
    /// Silence, a parent over sixty, a child at school.
    pub marks: Vec<Badge>,
    /// Who may contact her and how, and what is kept; in part or whole.
    pub facts: Vec<Fact>,
    /// She is shown in full, for the reason named.
    pub revealed: Option<Words>,
    /// Where a reason to see her in full is posted.
    pub reveal_href: String,
    /// Asking to see her in full; none where the account may not, or during silence.
    pub reveal: Option<Reveal>,
    /// Amending, the rule of contact, silence.
    pub actions: Vec<Action>,
}

/// One thing that happened.
pub struct StoryRow {
    /// Its id; the anchor on the page.
    pub id: String,
    /// The day.
    pub on: String,
    /// What it was.
    pub what: Words,
    /// Who was there for the office; may be empty.
    pub who: String,
    /// With whom, masked; may be empty.
    pub with: String,
    /// In words; may be empty.
    pub words: String,
    /// How far aid has come; that the family came by itself.
    pub marks: Vec<Badge>,
    /// Of aid: amount, source, each step; of hardship: what makes life hard.
    pub facts: Vec<Fact>,
    /// The second person's decision, for whoever may take it.
    pub decide: Option<Decide>,
    /// The next step, taking it back.
    pub actions: Vec<Action>,
}

/// One care ledger.
#[derive(Template)]
#[template(path = "care.html")]
pub struct CarePage {
    /// The frame; its title names nobody.
    pub frame: Frame,
    /// What the family is called: masked, or whole where a member is revealed.
    pub name: String,
    /// The ledger's own address.
    pub href: String,
    /// Silence, aid that waits.
    pub marks: Vec<Badge>,
    /// Kind, unit, how many belong to it.
    pub facts: Vec<Fact>,
    /// What to know before anything else.
    pub notices: Vec<Notice>,
    /// What can be written down, and what can be changed.
    pub actions: Vec<Action>,
    /// Who belongs to it.
    pub members: Vec<MemberCard>,
    /// Adding one.
    pub member_actions: Vec<Action>,
    /// What happened, newest first.
    pub story: Vec<StoryRow>,
    /// Tasks of the volunteer team, the newest first.
    pub tasks: Vec<TaskLine>,
    /// What it was, newest first.
    pub past: Vec<PastRow>,
    /// What was done, newest first.
    pub history: Vec<HistoryRow>,
}
