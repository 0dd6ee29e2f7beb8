//! What pages and answers show of a ledger unless a reason was given: names and phones masked, no address, no
//! school, no date of birth. The words of the story stay, with every member's name in them masked.

use chrono::NaiveDate;
use uuid::Uuid;

use super::{
    CareLedger, LedgerKind, Story,
    contact::{ContactRule, Way},
    entries::Entry,
    erasure::ErasureAsk,
    members::{Kinship, Member},
};
use crate::domain::{masks::age_band, names::Name};

/// A ledger without what would identify the family.
#[derive(Debug, Clone)]
pub struct MaskedLedger {
    /// Its id.
    pub id: Uuid,
    /// Its version, to be sent back with a change.
    pub version: i64,
    /// The unit that cares.
    pub unit: Uuid,
    /// The person in the registry whom it concerns, if any.
    pub person: Option<Uuid>,
    /// Whose ledger it is.
    pub kind: LedgerKind,
    /// What the family is called, masked: `王**`.
    pub title: String,
    /// Who belongs to it.
    pub members: Vec<MaskedMember>,
    /// What happened, newest first.
    pub entries: Vec<Entry>,
    /// The day since which the family has asked for silence.
    pub silent_since: Option<NaiveDate>,
    /// The day of a death is known, and whether its return is counted by the lunar calendar.
    pub remembers: Option<bool>,
    /// How many times aid waits for a second person.
    pub awaiting: usize,
    /// It is to be erased, and waits for a second person.
    pub erasure: Option<ErasureAsk>,
}

/// A member without what would identify her.
#[derive(Debug, Clone)]
pub struct MaskedMember {
    /// Her id.
    pub id: Uuid,
    /// Masked name: `王**`.
    pub name: String,
    /// What she is to the donor or registrant.
    pub kinship: Kinship,
    /// Age in tens of years: `60–69`.
    pub age_band: Option<String>,
    /// Masked phone.
    pub phone: Option<String>,
    /// Whether there is an address.
    pub has_address: bool,
    /// Who may contact her.
    pub contact: ContactRule,
    /// How she may be contacted.
    pub ways: Vec<Way>,
    /// A parent of sixty years or more today.
    pub is_old_parent: bool,
    /// A child at school.
    pub is_at_school: bool,
    /// Under fourteen today.
    pub is_child: bool,
    /// The day of her guardian's consent.
    pub guardian_consented_on: Option<NaiveDate>,
    /// The day since which she has asked for silence.
    pub silent_since: Option<NaiveDate>,
}

impl MaskedLedger {
    /// `ledger` as shown by default on `today`.
    pub fn of(ledger: CareLedger, today: NaiveDate) -> Self {
        let story = &ledger.story;
        Self {
            id: ledger.id,
            version: ledger.version,
            unit: ledger.unit,
            person: ledger.person,
            kind: ledger.kind,
            title: masked_title(&story.title),
            members: story.members.iter().map(|member| MaskedMember::of(member, today)).collect(),
            silent_since: story.silence.since(),
            remembers: story.remembered.map(|day| day.lunar),
            awaiting: story.aids().filter(|(_, aid)| aid.awaits_approval()).count(),
            erasure: story.erasure,
            entries: masked_entries(story),
        }
    }

    /// The last time the office and the family met, spoke or wrote.
    pub fn last_contact(&self) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.what.is_contact())
    }

    /// The member `id`, if she belongs to the family.
    pub fn member(&self, id: Uuid) -> Option<&MaskedMember> {
        self.members.iter().find(|member| member.id == id)
    }

    /// The entry `id`, if there is one.
    pub fn entry(&self, id: Uuid) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.id == id)
    }
}

impl MaskedMember {
    fn of(member: &Member, today: NaiveDate) -> Self {
        Self {
            id: member.id,
            name: member.name.masked(),
            kinship: member.kinship,
            age_band: member.birth_date.map(|birth| age_band(birth, today)),
            phone: member.phone.as_ref().map(|phone| phone.masked()),
            has_address: member.address.is_some(),
            contact: member.contact,
            ways: member.ways.clone(),
            is_old_parent: member.is_old_parent_on(today),
            is_at_school: member.is_at_school(),
            is_child: member.is_child_on(today),
            guardian_consented_on: member.guardian_consent.as_ref().map(|consent| consent.on),
            silent_since: member.stops.since(),
        }
    }
}

/// What a family is called, masked like a name: its first character, or a compound surname.
pub(in crate::domain) fn masked_title(title: &str) -> String {
    match Name::parse(title) {
        Ok(name) => name.masked(),
        Err(_) => format!("{}**", title.chars().next().map(String::from).unwrap_or_default()),
    }
}

/// What happened, newest first, with every member's name masked in the words.
fn masked_entries(story: &Story) -> Vec<Entry> {
    let names = story.members.iter().map(|member| (member.name.as_str(), member.name.masked()));
    // A name that holds another is masked before it.
    let mut names: Vec<(&str, String)> = names.collect();
    names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    let mut entries: Vec<Entry> = story.entries.iter().rev().cloned().collect();
    for text in entries.iter_mut().flat_map(Entry::texts_mut) {
        for (name, masked) in &names {
            if text.contains(name) {
                *text = text.replace(name, masked);
            }
        }
    }
    entries
}
