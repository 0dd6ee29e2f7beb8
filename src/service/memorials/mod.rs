//! The memorial: drafting, a second person's approval, withdrawing at once, batches for the park. Whether an
//! entry's consent stands is asked of the person's record every time something of it is shown.

mod acts;
mod showing;

use uuid::Uuid;

pub(super) use acts::follow;
pub use acts::{amend, approve, draft, engrave, withdraw};
pub use showing::{BatchCount, Line, batches, engraving_list, roll};

use super::{App, Caller, Result};
use crate::{
    domain::{
        audit::{Action, AuditEvent, SubjectKind, UnmaskReason},
        masks::MaskedPerson,
        memorials::{MemorialDetails, MemorialEntry},
        permissions::Permission,
        person::Person,
        words::Problem,
    },
    store::{self, audit::AuditLine, sealed_rows::Past},
};

/// An entry in a list.
pub struct Listed {
    /// The entry.
    pub entry: MemorialEntry,
    /// Whom it remembers, masked.
    pub person: MaskedPerson,
    /// Why its consent does not stand now; none where it does.
    pub hindrance: Option<Problem>,
}

impl Listed {
    fn of(app: &App, entry: MemorialEntry, person: &Person) -> Self {
        let hindrance = entry.consent_stands(person).err();
        Self { person: MaskedPerson::of(person, app.today()), hindrance, entry }
    }
}

/// An entry as its page shows it.
pub struct Shown {
    /// The entry, and whether its consent stands.
    pub listed: Listed,
    /// Whether the caller may approve it.
    pub may_approve: bool,
    /// What was done and by whom, newest first.
    pub history: Vec<AuditLine>,
    /// What it was, newest first.
    pub past: Vec<Past<MemorialDetails>>,
}

/// The entry `id`; the page masks what it says.
///
/// # Errors
/// [`super::ServiceError::Missing`] outside the scope; [`super::ServiceError::Tampered`], which is audited.
pub async fn get(app: &App, caller: &Caller, id: Uuid) -> Result<Shown> {
    let scope = caller.actor.may(Permission::MemorialsWork)?;
    let read = async {
        let mut tx = app.store.read().await?;
        let entry = store::memorials::get(&mut tx, &scope, id).await?;
        let person = store::people::get(&mut tx, &scope, entry.person).await?;
        let history = store::audit::of_subject(&mut tx, id, 100).await?;
        let past = store::memorials::past(&mut tx, &entry).await?;
        Ok((entry, person, history, past))
    };
    let (entry, person, history, past) = app.witness(caller, read.await).await?;
    let may = caller.actor.may(Permission::MemorialsApprove).is_ok();
    let by = caller.actor.account_id();
    let may_approve = may && entry.clone().approve(&person, by).is_ok();
    Ok(Shown { listed: Listed::of(app, entry, &person), may_approve, history, past })
}

/// The entry `id` in full: the name as it may be shown, the words, who consented. The reading and its reason go
/// into the audit trail first.
///
/// # Errors
/// As [`get`].
pub async fn unmask(
    app: &App,
    caller: &Caller,
    id: Uuid,
    reason: UnmaskReason,
) -> Result<MemorialEntry> {
    let scope = caller.actor.may(Permission::MemorialsWork)?;
    caller.actor.may(Permission::PeopleUnmask)?;
    let act = async {
        let mut tx = app.store.write(&caller.origin).await?;
        let entry = store::memorials::get(&mut tx, &scope, id).await?;
        let person = store::people::get(&mut tx, &scope, entry.person).await?;
        tx.note(unmasked(&person, reason)).await?;
        tx.commit(event(Action::MemorialRead, &entry).because(reason)).await?;
        Ok(entry)
    };
    app.witness(caller, act.await).await
}

/// Every entry within the caller's units, newest first. Those that cannot be read are left out and audited.
///
/// # Errors
/// [`super::ServiceError::Denied`], and what the database says.
pub async fn list(app: &App, caller: &Caller) -> Result<Vec<Listed>> {
    let found = all(app, caller).await?.into_iter();
    Ok(found.map(|(entry, person)| Listed::of(app, entry, &person)).collect())
}

/// The entries of one person, oldest first.
///
/// # Errors
/// [`super::ServiceError::Denied`], and what the database says.
pub async fn of_person(app: &App, caller: &Caller, person: Uuid) -> Result<Vec<Listed>> {
    let scope = caller.actor.may(Permission::MemorialsWork)?;
    let read = async {
        let mut tx = app.store.read().await?;
        let person = store::people::get(&mut tx, &scope, person).await?;
        let found = store::memorials::of_person(&mut tx, &scope, person.id).await?;
        Ok((person, found))
    };
    let (person, found) = app.witness(caller, read.await).await?;
    let found = app.readable(caller, SubjectKind::Memorial, found).await?;
    Ok(found.into_iter().map(|entry| Listed::of(app, entry, &person)).collect())
}

/// Every entry that can be read with the person whom it remembers, newest first.
async fn all(app: &App, caller: &Caller) -> Result<Vec<(MemorialEntry, Person)>> {
    let scope = caller.actor.may(Permission::MemorialsWork)?;
    let mut tx = app.store.read().await?;
    let found = store::memorials::list(&mut tx, &scope).await?;
    let people: Vec<Uuid> = found.iter().flatten().map(|entry| entry.person).collect();
    let people = store::people::load(&mut tx, &scope, &people).await?;
    drop(tx);
    let people = app.readable(caller, SubjectKind::Person, people).await?;
    let found = app.readable(caller, SubjectKind::Memorial, found).await?;
    let with_person = |entry: MemorialEntry| {
        let person = people.iter().find(|person| person.id == entry.person)?.clone();
        Some((entry, person))
    };
    Ok(found.into_iter().filter_map(with_person).collect())
}

fn event(action: Action, entry: &MemorialEntry) -> AuditEvent {
    AuditEvent::new(action).at(entry.unit).about(SubjectKind::Memorial, entry.id, entry.version)
}

fn unmasked(person: &Person, reason: UnmaskReason) -> AuditEvent {
    AuditEvent::new(Action::PersonUnmasked)
        .at(person.unit)
        .about(SubjectKind::Person, person.id, person.version)
        .because(reason)
}
