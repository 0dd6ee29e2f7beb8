//! One person: masked until a reason is given.

use askama::Template;

use super::care::CareLine;
use super::choices::Choice;
use super::find::Standing;
use super::frame::Frame;
use super::match_cases::CaseLine;
use super::parts::{Action, Badge, Fact, Notice};
use super::tasks::TaskLine;
use crate::domain::{audit::UnmaskReason, words::Words};

/// Asking to see a person unmasked; posts `reason` (and `reason_note`) to `/people/{id}/reveal`.
pub struct Reveal {
    /// Reason codes.
    pub reasons: Vec<Choice>,
    /// What was wrong with the reason given.
    pub problem: Option<Words>,
}

impl Reveal {
    /// Asking for one of the reasons there are.
    pub fn asking() -> Self {
        let reasons = UnmaskReason::ALL.iter().map(|one| Choice::new(one.code(), one.label()));
        Self { reasons: reasons.collect(), problem: None }
    }

    /// Asking again, after none was given.
    pub fn without_reason() -> Self {
        let words = Words::new("请选择原因，查看会记入审计", "Choose a reason; it is recorded");
        Self { problem: Some(words), ..Self::asking() }
    }
}

/// One registration with everything that can be done to it.
pub struct RegistrationCard {
    /// Programme and status.
    pub standing: Standing,
    /// Dates and particulars.
    pub facts: Vec<Fact>,
    /// Amend, pause, resume, withdraw.
    pub actions: Vec<Action>,
    /// Who is to be told of its withdrawal, and who was.
    pub notices: Vec<NoticeRow>,
}

/// One notice of a withdrawal.
pub struct NoticeRow {
    /// Who is told.
    pub to: Words,
    /// Which executor, masked or whole; empty for others.
    pub whom: String,
    /// Owed, or given and when.
    pub state: Badge,
    /// By whom it was ticked off, and its receipt; empty while it is owed.
    pub by: String,
    /// Tick it off.
    pub actions: Vec<Action>,
}

/// One consent.
pub struct ConsentRow {
    /// What it is for.
    pub purpose: Words,
    /// The day it was given.
    pub given_on: String,
    /// On site, by proxy …
    pub way: Words,
    /// The text that was agreed to: its version and the start of its hash.
    pub text: String,
    /// Who receives the data; empty where nobody does.
    pub recipient: String,
    /// In force or withdrawn.
    pub status: Badge,
    /// Withdraw.
    pub actions: Vec<Action>,
}

/// One way to reach the person.
pub struct ContactRow {
    /// Phone, e-mail, address.
    pub kind: Words,
    /// Masked or whole.
    pub value: String,
    /// Primary, spare.
    pub usage: Words,
    /// The day someone last answered there; empty when never.
    pub verified_on: String,
    /// Why it does not work any more.
    pub invalid: Option<Words>,
    /// Verified today, does not work, amend.
    pub actions: Vec<Action>,
}

/// A relative or an executor.
pub struct RelativeRow {
    /// Relative, executor.
    pub role: Words,
    /// Masked or whole.
    pub name: String,
    /// Relation to the person.
    pub relation: Words,
    /// Masked or whole.
    pub phone: String,
    /// Masked or whole; may be empty.
    pub address: String,
    /// An executor's opinion.
    pub opinion: Option<Badge>,
}

/// A unit that manages or managed the person.
pub struct UnitSpell {
    /// The unit.
    pub unit: Words,
    /// Since.
    pub from: String,
    /// Until; empty for the present one.
    pub until: String,
}

/// One thing that was done to the record.
pub struct HistoryRow {
    /// The record's version after it.
    pub version: i64,
    /// When.
    pub at: String,
    /// Who: an account's display name.
    pub who: String,
    /// What was done.
    pub what: Words,
    /// Why, if said.
    pub reason: Words,
}

/// Lines that belong together, with what may be added.
pub struct LineSection {
    /// Its name within the page.
    pub id: &'static str,
    /// What it is about.
    pub title: Words,
    /// The lines.
    pub lines: Vec<CaseLine>,
    /// What may be added.
    pub actions: Vec<Action>,
}

/// One person's page.
#[derive(Template)]
#[template(path = "person.html")]
pub struct PersonPage {
    /// The frame; its title must not name the person.
    pub frame: Frame,
    /// The person's id.
    pub id: String,
    /// Masked or whole.
    pub name: String,
    /// Township, year, last four: what tells forty 张* apart.
    pub brief: Vec<Fact>,
    /// The rest of the identity.
    pub identity: Vec<Fact>,
    /// Do not contact, restricted, awaiting reconciliation …
    pub marks: Vec<Badge>,
    /// What to know before anything else.
    pub notices: Vec<Notice>,
    /// This page shows everything, for the reason named.
    pub revealed: Option<Words>,
    /// Asking to see everything; `None` when the account may not, or already does.
    pub reveal: Option<Reveal>,
    /// Registrations.
    pub registrations: Vec<RegistrationCard>,
    /// “Did not agree”, per programme (Civil Code 1006).
    pub refusals: Vec<RegistrationCard>,
    /// Add a registration, add a refusal.
    pub registration_actions: Vec<Action>,
    /// Match cases, the newest first.
    pub match_cases: Vec<CaseLine>,
    /// Enter a notice.
    pub match_case_actions: Vec<Action>,
    /// Donations after death, the newest first.
    pub donations: Vec<CaseLine>,
    /// Enter a call.
    pub donation_actions: Vec<Action>,
    /// What else belongs to her: remembrance and the like.
    pub more: Vec<LineSection>,
    /// Tasks of the volunteer team, the newest first.
    pub tasks: Vec<TaskLine>,
    /// Hand one out.
    pub task_actions: Vec<Action>,
    /// Care ledgers that concern her, masked.
    pub care: Vec<CareLine>,
    /// Open one.
    pub care_actions: Vec<Action>,
    /// What she wishes for after her death.
    pub wishes: Vec<Fact>,
    /// Change them.
    pub wish_actions: Vec<Action>,
    /// Consents.
    pub consents: Vec<ConsentRow>,
    /// Add a consent.
    pub consent_actions: Vec<Action>,
    /// Ways to reach the person.
    pub contacts: Vec<ContactRow>,
    /// Add a contact; do not contact (or may be contacted again).
    pub contact_actions: Vec<Action>,
    /// Since when and why not to contact; `None` when one may.
    pub do_not_contact: Option<Vec<Fact>>,
    /// Relatives and executors.
    pub relatives: Vec<RelativeRow>,
    /// Amend them.
    pub relative_actions: Vec<Action>,
    /// Units, the present one first.
    pub units: Vec<UnitSpell>,
    /// Ask for a transfer, for a merge.
    pub unit_actions: Vec<Action>,
    /// What was done, the newest first.
    pub history: Vec<HistoryRow>,
    /// The audit trail of this person, for those who may read it.
    pub audit_href: Option<String>,
}
