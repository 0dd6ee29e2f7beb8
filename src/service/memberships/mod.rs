//! Members and volunteers of the Red Cross: taken in under their own consent, ended at once, told in a roll.

mod acts;
mod roll;

use uuid::Uuid;

pub(super) use acts::follow;
pub use acts::{end, join};
pub(super) use roll::{Roll, roll};

use super::{App, Caller, Result};
use crate::{
    domain::{
        audit::{Action, AuditEvent, SubjectKind},
        masks::MaskedPerson,
        memberships::{Membership, MembershipDetails, MembershipKind},
        permissions::Permission,
        person::Person,
    },
    store::{self, audit::AuditLine, sealed_rows::Past},
};

/// How many memberships a list shows.
const MOST: i64 = 500;

/// A membership in a list.
pub struct Listed {
    /// The membership.
    pub membership: Membership,
    /// Who joined, masked.
    pub person: MaskedPerson,
    /// Whether it can be told in a roll now: it and its consent stand, and she lives.
    pub stands: bool,
}

impl Listed {
    fn of(app: &App, membership: Membership, person: &Person) -> Self {
        let stands = !membership.may_tell(person).is_empty();
        Self { person: MaskedPerson::of(person, app.today()), stands, membership }
    }
}

/// A membership as its page shows it.
pub struct Shown {
    /// The membership.
    pub listed: Listed,
    /// What was done and by whom, newest first.
    pub history: Vec<AuditLine>,
    /// What it was, newest first.
    pub past: Vec<Past<MembershipDetails>>,
}

/// The memberships of a unit.
pub struct Members {
    /// Those that stand first, then the latest day; at most 500.
    pub listed: Vec<Listed>,
    /// How many of each kind stand.
    pub counts: Vec<(MembershipKind, i64)>,
}

/// The membership `id`, its person masked.
///
/// # Errors
/// [`super::ServiceError::Missing`] outside the scope; [`super::ServiceError::Tampered`], which is audited.
pub async fn get(app: &App, caller: &Caller, id: Uuid) -> Result<Shown> {
    let scope = caller.actor.may(Permission::MembershipsWork)?;
    let read = async {
        let mut tx = app.store.read().await?;
        let membership = store::memberships::get(&mut tx, &scope, id).await?;
        let person = store::people::get(&mut tx, &scope, membership.person).await?;
        let history = store::audit::of_subject(&mut tx, id, 100).await?;
        let past = store::memberships::past(&mut tx, &membership).await?;
        Ok((membership, person, history, past))
    };
    let (membership, person, history, past) = app.witness(caller, read.await).await?;
    Ok(Shown { listed: Listed::of(app, membership, &person), history, past })
}

/// The memberships of the people of `unit` and below it, none for the caller's own. Those that cannot be read are
/// left out and audited.
///
/// # Errors
/// [`super::ServiceError::Denied`], and what the database says.
pub async fn list(app: &App, caller: &Caller, unit: Option<Uuid>) -> Result<Members> {
    let scope = caller.actor.may(Permission::MembershipsWork)?;
    let unit = unit.unwrap_or(scope.root());
    let mut tx = app.store.read().await?;
    let counts = store::memberships::counts(&mut tx, &scope, unit).await?;
    let found = store::memberships::list(&mut tx, &scope, unit, MOST).await?;
    let people: Vec<Uuid> = found.iter().flatten().map(|one| one.person).collect();
    let people = store::people::load(&mut tx, &scope, &people).await?;
    drop(tx);
    let people = app.readable(caller, SubjectKind::Person, people).await?;
    let found = app.readable(caller, SubjectKind::Membership, found).await?;
    let listed = found.into_iter().filter_map(|one| {
        let person = people.iter().find(|person| person.id == one.person)?;
        Some(Listed::of(app, one, person))
    });
    Ok(Members { listed: listed.collect(), counts })
}

/// The memberships of one person, the earliest day first.
///
/// # Errors
/// [`super::ServiceError::Denied`], and what the database says.
pub async fn of_person(app: &App, caller: &Caller, person: Uuid) -> Result<Vec<Listed>> {
    let scope = caller.actor.may(Permission::MembershipsWork)?;
    let read = async {
        let mut tx = app.store.read().await?;
        let person = store::people::get(&mut tx, &scope, person).await?;
        let found = store::memberships::of_person(&mut tx, &scope, person.id).await?;
        Ok((person, found))
    };
    let (person, found) = app.witness(caller, read.await).await?;
    let found = app.readable(caller, SubjectKind::Membership, found).await?;
    Ok(found.into_iter().map(|one| Listed::of(app, one, &person)).collect())
}

fn event(action: Action, one: &Membership) -> AuditEvent {
    AuditEvent::new(action).at(one.unit).about(SubjectKind::Membership, one.id, one.version)
}
