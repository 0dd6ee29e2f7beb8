//! Transfers between units: asked where the person is, decided where she is to go.

use uuid::Uuid;

use super::{App, Caller, Result, ServiceError};
use crate::{
    domain::{
        audit::{Action, AuditEvent, SubjectKind},
        masks::MaskedPerson,
        permissions::{Actor, Permission, Scope},
        person::{Person, PersonStatus},
        words::{Problem, Words},
    },
    store::{self, transfers::Transfer},
};

/// A waiting transfer with the person, masked; none where her record is damaged.
pub struct Waiting {
    /// The transfer.
    pub transfer: Transfer,
    /// The person, as the asking unit offers her.
    pub person: Option<MaskedPerson>,
}

/// Asks the unit `to` to take the person over.
///
/// # Errors
/// Where `to` manages her already, there is no such unit, or a transfer waits already.
pub async fn ask(app: &App, caller: &Caller, person: Uuid, to: Uuid) -> Result<Uuid> {
    let scope = caller.actor.may(Permission::TransfersAsk)?;
    let act = async {
        let mut tx = app.store.write(&caller.origin).await?;
        let person = store::people::get(&mut tx, &scope, person).await?;
        if person.unit == to || person.status == PersonStatus::Merged {
            let words = Words::new("此人已由该机构管理。", "That unit manages the person already.");
            return Err(Problem::new("to", "same_unit", words).into());
        }
        store::units::get(&mut tx, to).await?;
        let id = store::transfers::ask(&mut tx, &person, to).await?;
        let event = AuditEvent::new(Action::TransferAsked).at(person.unit).about(
            SubjectKind::Person,
            person.id,
            person.version,
        );
        tx.commit(event).await?;
        Ok(id)
    };
    app.witness(caller, act.await).await
}

/// The transfers that wait for the caller's units.
///
/// # Errors
/// What the database says.
pub async fn incoming(app: &App, caller: &Caller) -> Result<Vec<Waiting>> {
    let scope = caller.actor.may(Permission::TransfersDecide)?;
    let mut tx = app.store.read().await?;
    let mut waiting = Vec::new();
    for transfer in store::transfers::incoming(&mut tx, &scope).await? {
        // The asking unit offers the person: the receiving one may see her masked before it decides.
        let offered = asking_scope(&transfer)?;
        let person = match store::people::get(&mut tx, &offered, transfer.person).await {
            Ok(person) => Some(MaskedPerson::of(&person, app.today())),
            Err(store::StoreError::Tampered(_) | store::StoreError::Missing) => None,
            Err(other) => return Err(other.into()),
        };
        waiting.push(Waiting { transfer, person });
    }
    Ok(waiting)
}

/// The transfers that the caller's units asked for and that wait elsewhere.
///
/// # Errors
/// What the database says.
pub async fn outgoing(app: &App, caller: &Caller) -> Result<Vec<Transfer>> {
    let scope = caller.actor.may(Permission::TransfersAsk)?;
    Ok(store::transfers::outgoing(&mut *app.store.read().await?, &scope).await?)
}

/// Accepts the transfer `id`, and the person is managed by the receiving unit; or declines it.
///
/// # Errors
/// [`ServiceError::Missing`] where none waits for the caller's units.
pub async fn decide(app: &App, caller: &Caller, id: Uuid, accept: bool) -> Result<()> {
    let scope = caller.actor.may(Permission::TransfersDecide)?;
    let act = async {
        let mut tx = app.store.write(&caller.origin).await?;
        let transfer = store::transfers::get_incoming(&mut tx, &scope, id).await?;
        store::transfers::decide(&mut tx, id, accept).await?;
        let before =
            store::people::get(&mut tx, &asking_scope(&transfer)?, transfer.person).await?;
        let (action, person) = if accept {
            let after = Person { unit: transfer.to, ..before.clone() };
            (Action::TransferAccepted, store::people::save(&mut tx, &before, after).await?)
        } else {
            (Action::TransferDeclined, before)
        };
        let event = AuditEvent::new(action).at(transfer.to).about(
            SubjectKind::Person,
            person.id,
            person.version,
        );
        tx.commit(event).await?;
        Ok(())
    };
    app.witness(caller, act.await).await
}

/// The scope of the unit that offers the person.
fn asking_scope(transfer: &Transfer) -> Result<Scope, ServiceError> {
    Ok(Actor::operator(transfer.from).may(Permission::PeopleRead)?)
}
