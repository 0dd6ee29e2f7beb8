//! Commemorations: planned, held, and who is invited to them. Whether somebody may be invited is asked of her own
//! record when she comes onto the list, again when somebody asks her, and every time the list is shown.

mod calling;
mod following;
mod inviting;
mod known;
mod planning;
mod suggesting;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use uuid::Uuid;

pub use calling::{CallLine, CallList, call_list};
pub(super) use following::{follow_ledger, follow_person};
pub use inviting::{add, answer, ask, attend, withdraw};
pub use planning::{amend, cancel, hold, plan};
pub use suggesting::{Suggested, suggested};

use self::known::Guests;
use super::{App, Caller, Result, ServiceError};
use crate::{
    domain::{
        audit::{Action, AuditEvent, SubjectKind},
        care::{contact::Way, members::Kinship},
        commemorations::{
            Commemoration,
            guests::Known,
            invitations::{Invitation, InvitationState},
            out_of_reach,
        },
        feasts::Feast,
        permissions::Permission,
        words::Problem,
    },
    store::{self, Session, audit::AuditLine, sealed_rows::Past},
};

/// A commemoration in a list.
pub struct Listed {
    /// The commemoration.
    pub event: Commemoration,
    /// How many invitations stand where.
    pub counts: BTreeMap<InvitationState, i64>,
}

/// An invitation as a list shows it.
pub struct GuestLine {
    /// The invitation.
    pub invitation: Invitation,
    /// Whom it is for, masked; none where she is out of reach.
    pub name: Option<String>,
    /// For a family: what the member who is asked is to the donor.
    pub kinship: Option<Kinship>,
    /// In which ways she may be asked.
    pub ways: Vec<Way>,
    /// Why she may not be asked now.
    pub hindrance: Option<Problem>,
}

/// A commemoration as its page shows it.
pub struct Shown {
    /// The commemoration.
    pub event: Commemoration,
    /// Who is invited, in the order of the list.
    pub guests: Vec<GuestLine>,
    /// What was done with the event and by whom, newest first.
    pub history: Vec<AuditLine>,
    /// What it was, newest first.
    pub past: Vec<Past<Commemoration>>,
}

/// An invitation as its guest's own page tells it, wherever the commemoration is held.
pub struct Told {
    /// The invitation.
    pub invitation: Invitation,
    /// The day of the commemoration.
    pub on: NaiveDate,
    /// The occasion.
    pub feast: Feast,
    /// What it is called.
    pub title: String,
    /// Whether it is held within the caller's units.
    pub is_here: bool,
}

/// The commemorations within the caller's units, the latest day first. Those that cannot be read are left out
/// and audited.
///
/// # Errors
/// [`ServiceError::Denied`], and what the database says.
pub async fn list(app: &App, caller: &Caller) -> Result<Vec<Listed>> {
    let scope = caller.actor.may(Permission::CareWork)?;
    let mut tx = app.store.read().await?;
    let found = store::commemorations::list(&mut tx, &scope).await?;
    let mut counts = store::commemorations::counts(&mut tx, &scope).await?;
    drop(tx);
    let found = app.readable(caller, SubjectKind::Commemoration, found).await?;
    let listed = |event: Commemoration| Listed {
        counts: counts.remove(&event.id).unwrap_or_default(),
        event,
    };
    Ok(found.into_iter().map(listed).collect())
}

/// The commemoration `id` with its invitations, names masked.
///
/// # Errors
/// [`ServiceError::Missing`] outside the scope; [`ServiceError::Tampered`], which is audited.
pub async fn get(app: &App, caller: &Caller, id: Uuid) -> Result<Shown> {
    let scope = caller.actor.may(Permission::CareWork)?;
    let read = async {
        let mut tx = app.store.read().await?;
        let event = store::commemorations::get(&mut tx, &scope, id).await?;
        let found = store::invitations::of_event(&mut tx, id).await?;
        let guests = Guests::of(caller, &mut tx, found.iter().flatten()).await?;
        let history = store::audit::of_subject(&mut tx, id, 100).await?;
        let past = store::commemorations::past(&mut tx, &event).await?;
        Ok((event, found, guests, history, past))
    };
    let (event, found, guests, history, past) =
        witness(app, caller, SubjectKind::Commemoration, read.await).await?;
    guests.record_refused(app, caller).await?;
    let found = app.readable(caller, SubjectKind::Invitation, found).await?;
    let guests = found.into_iter().map(|one| GuestLine::of(&guests, one)).collect();
    Ok(Shown { event, guests, history, past })
}

impl GuestLine {
    fn of(guests: &Guests, invitation: Invitation) -> Self {
        let member = invitation.details.member;
        let known = guests.get(invitation.guest);
        let may = |known: &Known| known.may_be_listed(member).err();
        Self {
            name: known.map(|known| known.masked(member)),
            kinship: known.and_then(|known| known.kinship(member)),
            ways: known.map(|known| known.ways(member).to_vec()).unwrap_or_default(),
            hindrance: known.map_or_else(|| Some(out_of_reach()), may),
            invitation,
        }
    }
}

/// The invitations of a care ledger, newest first.
///
/// # Errors
/// [`ServiceError::Missing`] where it is outside the scope; what the database says.
pub async fn of_ledger(app: &App, caller: &Caller, ledger: Uuid) -> Result<Vec<Told>> {
    let scope = caller.actor.may(Permission::CareWork)?;
    let read = async {
        let mut tx = app.store.read().await?;
        store::care::get(&mut tx, &scope, ledger).await?;
        told(caller, &mut tx, ledger).await
    };
    of_guest(app, caller, SubjectKind::CareLedger, read.await).await
}

/// The invitations of a person herself, newest first.
///
/// # Errors
/// [`ServiceError::Missing`] where she is outside the scope; what the database says.
pub async fn of_person(app: &App, caller: &Caller, person: Uuid) -> Result<Vec<Told>> {
    caller.actor.may(Permission::CareWork)?;
    let scope = caller.actor.may(Permission::PeopleRead)?;
    let read = async {
        let mut tx = app.store.read().await?;
        store::people::get(&mut tx, &scope, person).await?;
        told(caller, &mut tx, person).await
    };
    of_guest(app, caller, SubjectKind::Person, read.await).await
}

/// What was found of a guest's invitations, and the ids of what cannot be read.
struct OfGuest {
    told: Vec<Told>,
    refused: Vec<(SubjectKind, Uuid)>,
}

async fn of_guest(
    app: &App,
    caller: &Caller,
    kind: SubjectKind,
    read: Result<OfGuest>,
) -> Result<Vec<Told>> {
    let OfGuest { told, refused } = witness(app, caller, kind, read).await?;
    for (kind, id) in refused {
        app.record_refused(caller, kind, &[id]).await?;
    }
    Ok(told)
}

async fn told(caller: &Caller, tx: &mut Session, guest: Uuid) -> Result<OfGuest> {
    let scope = caller.actor.may(Permission::CareWork)?;
    let mut refused = Vec::new();
    let invitations = store::invitations::of_guest(tx, guest).await?;
    let events: Vec<Uuid> = invitations.iter().flatten().map(|one| one.commemoration).collect();
    let events = readable(
        store::commemorations::some(tx, &events).await?,
        SubjectKind::Commemoration,
        &mut refused,
    );
    let mut told = Vec::new();
    for invitation in readable(invitations, SubjectKind::Invitation, &mut refused) {
        let event = events.iter().find(|event| event.id == invitation.commemoration);
        let Some(event) = event else { continue };
        let is_here = store::units::is_within(tx, &scope, event.unit).await?;
        let title = event.details.title.clone();
        told.push(Told { invitation, on: event.on, feast: event.feast, title, is_here });
    }
    told.sort_by_key(|one| std::cmp::Reverse((one.on, one.invitation.id)));
    Ok(OfGuest { told, refused })
}

/// What can be read of `found`; what cannot is noted in `refused`.
fn readable<T>(
    found: Vec<std::result::Result<T, Uuid>>,
    kind: SubjectKind,
    refused: &mut Vec<(SubjectKind, Uuid)>,
) -> Vec<T> {
    let mut read = Vec::with_capacity(found.len());
    for one in found {
        match one {
            Ok(thing) => read.push(thing),
            Err(id) => refused.push((kind, id)),
        }
    }
    read
}

/// Passes `result` on; where something of this kind was changed by hand, that goes into the audit trail.
async fn witness<T>(app: &App, caller: &Caller, kind: SubjectKind, result: Result<T>) -> Result<T> {
    if let Err(ServiceError::Tampered(id)) = &result {
        app.record_refused(caller, kind, &[*id]).await?;
    }
    result
}

fn event(action: Action, event: &Commemoration) -> AuditEvent {
    let Commemoration { id, version, unit, .. } = event;
    AuditEvent::new(action).at(*unit).about(SubjectKind::Commemoration, *id, *version)
}

fn invitation_event(action: Action, invitation: &Invitation) -> AuditEvent {
    let Invitation { id, version, unit, .. } = invitation;
    AuditEvent::new(action).at(*unit).about(SubjectKind::Invitation, *id, *version)
}
