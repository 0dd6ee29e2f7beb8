//! What is shown of the memorial: the roll, and the list of names for the park. Both show names in full, just in
//! the form consented to, and both are audited before they are shown.

use std::collections::BTreeMap;

use super::{all, list, unmasked};
use crate::{
    domain::{
        audit::{Action, AuditEvent, UnmaskReason},
        memorials::{Batch, MemorialEntry},
        permissions::Permission,
    },
    service::{App, Caller, Result},
};

/// One name as it may be shown; nothing of any programme, of the death, of a recipient, of a contact.
#[derive(Clone, PartialEq, Eq)]
pub struct Line {
    /// The name, exactly in the form consented to.
    pub shown_as: String,
    /// The year of birth, where it may be shown.
    pub born_in: Option<i32>,
    /// The year of death, where it may be shown.
    pub died_in: Option<i32>,
    /// What may be said of her; none on a list for the park.
    pub words: Option<String>,
}

impl Line {
    fn of(entry: &MemorialEntry) -> Self {
        let details = &entry.details;
        Self {
            shown_as: details.shown_as.as_str().to_owned(),
            born_in: details.born_in,
            died_in: details.died_in,
            words: details.words.clone(),
        }
    }
}

/// How many entries a batch has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchCount {
    /// The batch.
    pub batch: Batch,
    /// Entries that may be engraved now.
    pub ready: usize,
    /// Approved entries whose consent does not stand now.
    pub held_back: usize,
    /// Entries that were withdrawn after they had come into the batch.
    pub withdrawn: usize,
}

/// The batches within the caller's units, the latest day first.
///
/// # Errors
/// [`crate::service::ServiceError::Denied`], and what the database says.
pub async fn batches(app: &App, caller: &Caller) -> Result<Vec<BatchCount>> {
    let mut counts: BTreeMap<Batch, [usize; 3]> = BTreeMap::new();
    for listed in list(app, caller).await? {
        let Some(batch) = listed.entry.engraving else { continue };
        let kind = match listed.hindrance {
            _ if listed.entry.is_withdrawn() => 2,
            Some(_) => 1,
            None => 0,
        };
        counts.entry(batch).or_default()[kind] += 1;
    }
    let count = |(batch, [ready, held_back, withdrawn]): (Batch, [usize; 3])| BatchCount {
        batch,
        ready,
        held_back,
        withdrawn,
    };
    Ok(counts.into_iter().rev().map(count).collect())
}

/// The names of a batch for the park, by name: only what is approved and whose consent stands now. Each person
/// read so is noted in the trail.
///
/// # Errors
/// [`crate::service::ServiceError::Denied`], and what the database says.
pub async fn engraving_list(app: &App, caller: &Caller, batch: Batch) -> Result<Vec<Line>> {
    caller.actor.may(Permission::PeopleUnmask)?;
    let found = all(app, caller).await?;
    let shown: Vec<_> = found
        .into_iter()
        .filter(|(entry, person)| entry.engraving == Some(batch) && entry.may_be_shown(person))
        .collect();
    let mut tx = app.store.write(&caller.origin).await?;
    for (_, person) in &shown {
        tx.note(unmasked(person, UnmaskReason::Memorial)).await?;
    }
    let rows = i64::try_from(shown.len()).unwrap_or(i64::MAX);
    let event = AuditEvent::new(Action::EngravingListed).at(caller.actor.unit()).rows(rows);
    tx.commit(event.because(UnmaskReason::Memorial)).await?;
    let mut lines: Vec<Line> =
        shown.iter().map(|(entry, _)| Line { words: None, ..Line::of(entry) }).collect();
    lines.sort_by(|one, other| one.shown_as.cmp(&other.shown_as));
    Ok(lines)
}

/// Everybody who may be remembered now, by name, with what may be said.
///
/// # Errors
/// [`crate::service::ServiceError::Denied`], and what the database says.
pub async fn roll(app: &App, caller: &Caller) -> Result<Vec<Line>> {
    let found = all(app, caller).await?;
    let mut lines: Vec<Line> = found
        .iter()
        .filter(|(entry, person)| entry.may_be_shown(person))
        .map(|(entry, _)| Line::of(entry))
        .collect();
    lines.sort_by(|one, other| one.shown_as.cmp(&other.shown_as));
    let rows = i64::try_from(lines.len()).unwrap_or(i64::MAX);
    let event = AuditEvent::new(Action::MemorialRollShown).at(caller.actor.unit()).rows(rows);
    app.store.write(&caller.origin).await?.commit(event).await?;
    Ok(lines)
}
