//! Honours and benefits: issuing and revoking them, the proof to print, and who is eligible for what.

mod acts;
mod eligible;

use uuid::Uuid;

pub use acts::{issue, revoke};
pub use eligible::{Due, eligible, policies_for};

use super::{App, Caller, Result};
use crate::{
    domain::{
        audit::{Action, AuditEvent, SubjectKind, UnmaskReason},
        honours::{Honour, HonourDetails, policies::Policy},
        masks::MaskedPerson,
        permissions::Permission,
        person::Person,
    },
    store::{self, audit::AuditLine, sealed_rows::Past},
};

/// How many honours a list shows.
const MOST: i64 = 500;

/// An honour in a list.
pub struct Listed {
    /// The honour.
    pub honour: Honour,
    /// For whose gift, masked.
    pub person: MaskedPerson,
    /// The policy behind it, where there is one that is still kept.
    pub policy: Option<Policy>,
}

impl Listed {
    fn of(app: &App, honour: Honour, person: &Person) -> Self {
        let code = honour.details.policy.as_deref();
        let policy = code.and_then(|code| app.settings.benefits.get(code)).cloned();
        Self { person: MaskedPerson::of(person, app.today()), policy, honour }
    }
}

/// An honour as its page shows it.
pub struct Shown {
    /// The honour.
    pub listed: Listed,
    /// What was done and by whom, newest first.
    pub history: Vec<AuditLine>,
    /// What it was, newest first.
    pub past: Vec<Past<HonourDetails>>,
}

/// The honour `id`; the page masks what it says.
///
/// # Errors
/// [`super::ServiceError::Missing`] outside the scope; [`super::ServiceError::Tampered`], which is audited.
pub async fn get(app: &App, caller: &Caller, id: Uuid) -> Result<Shown> {
    let scope = caller.actor.may(Permission::HonoursWork)?;
    let read = async {
        let mut tx = app.store.read().await?;
        let honour = store::honours::get(&mut tx, &scope, id).await?;
        let person = store::people::get(&mut tx, &scope, honour.person).await?;
        let history = store::audit::of_subject(&mut tx, id, 100).await?;
        let past = store::honours::past(&mut tx, &honour).await?;
        Ok((honour, person, history, past))
    };
    let (honour, person, history, past) = app.witness(caller, read.await).await?;
    Ok(Shown { listed: Listed::of(app, honour, &person), history, past })
}

/// What a proof says.
pub struct Proof {
    /// The honour, in full.
    pub honour: Honour,
    /// The donor's name.
    pub donor: String,
    /// The policy behind it, where there is one that is still kept.
    pub policy: Option<Policy>,
}

/// The honour `id` with the donor's name, to be printed or checked. The reading and its reason go into the audit
/// trail first.
///
/// # Errors
/// As [`get`].
pub async fn unmask(app: &App, caller: &Caller, id: Uuid, reason: UnmaskReason) -> Result<Proof> {
    let scope = caller.actor.may(Permission::HonoursWork)?;
    caller.actor.may(Permission::PeopleUnmask)?;
    let act = async {
        let mut tx = app.store.write(&caller.origin).await?;
        let honour = store::honours::get(&mut tx, &scope, id).await?;
        let person = store::people::get(&mut tx, &scope, honour.person).await?;
        let unmasked = AuditEvent::new(Action::PersonUnmasked).at(person.unit).because(reason);
        tx.note(unmasked.about(SubjectKind::Person, person.id, person.version)).await?;
        tx.commit(event(Action::HonourRead, &honour).because(reason)).await?;
        Ok((honour, person))
    };
    let (honour, person) = app.witness(caller, act.await).await?;
    let donor = person.identity.name.as_str().to_owned();
    let policy = Listed::of(app, honour.clone(), &person).policy;
    Ok(Proof { honour, donor, policy })
}

/// The honours within the caller's units, the latest day first. Those that cannot be read are left out and
/// audited.
///
/// # Errors
/// [`super::ServiceError::Denied`], and what the database says.
pub async fn list(app: &App, caller: &Caller) -> Result<Vec<Listed>> {
    let scope = caller.actor.may(Permission::HonoursWork)?;
    let mut tx = app.store.read().await?;
    let found = store::honours::list(&mut tx, &scope, MOST).await?;
    let people: Vec<Uuid> = found.iter().flatten().map(|honour| honour.person).collect();
    let people = store::people::load(&mut tx, &scope, &people).await?;
    drop(tx);
    let people = app.readable(caller, SubjectKind::Person, people).await?;
    let found = app.readable(caller, SubjectKind::Honour, found).await?;
    let listed = found.into_iter().filter_map(|honour| {
        let person = people.iter().find(|person| person.id == honour.person)?;
        Some(Listed::of(app, honour, person))
    });
    Ok(listed.collect())
}

/// The honours of one person, the earliest day first.
///
/// # Errors
/// [`super::ServiceError::Denied`], and what the database says.
pub async fn of_person(app: &App, caller: &Caller, person: Uuid) -> Result<Vec<Listed>> {
    let scope = caller.actor.may(Permission::HonoursWork)?;
    let read = async {
        let mut tx = app.store.read().await?;
        let person = store::people::get(&mut tx, &scope, person).await?;
        let found = store::honours::of_person(&mut tx, &scope, person.id).await?;
        Ok((person, found))
    };
    let (person, found) = app.witness(caller, read.await).await?;
    let found = app.readable(caller, SubjectKind::Honour, found).await?;
    Ok(found.into_iter().map(|honour| Listed::of(app, honour, &person)).collect())
}

fn event(action: Action, honour: &Honour) -> AuditEvent {
    AuditEvent::new(action).at(honour.unit).about(SubjectKind::Honour, honour.id, honour.version)
}
