//! The records behind invitations, as far as the caller may see them.

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::{
    domain::{
        audit::SubjectKind,
        commemorations::{
            guests::Known,
            invitations::{Guest, GuestKind, Invitation},
        },
        permissions::Permission,
    },
    service::{App, Caller, Result, care::person_is_silent},
    store::{self, Session},
};

/// Guests by their ids. Who is missing is out of the caller's reach, or her record does not open.
pub(super) struct Guests {
    known: BTreeMap<Uuid, Known>,
    refused: Vec<(SubjectKind, Uuid)>,
}

impl Guests {
    /// The guests of `invitations`.
    pub async fn of<'a>(
        caller: &Caller,
        tx: &mut Session,
        invitations: impl Iterator<Item = &'a Invitation>,
    ) -> Result<Self> {
        let guests: Vec<Guest> = invitations.map(|invitation| invitation.guest).collect();
        Self::load(caller, tx, &guests).await
    }

    /// `guests`, each within what the caller may see of her kind.
    pub async fn load(caller: &Caller, tx: &mut Session, guests: &[Guest]) -> Result<Self> {
        let of = |kind| -> Vec<Uuid> {
            guests.iter().filter(|guest| guest.kind == kind).map(|guest| guest.id).collect()
        };
        let (mut known, mut refused) = (BTreeMap::new(), Vec::new());
        let scope = caller.actor.may(Permission::CareWork)?;
        for ledger in store::care::load(tx, &scope, &of(GuestKind::Ledger)).await? {
            match ledger {
                Ok(ledger) => {
                    let person_is_silent = person_is_silent(tx, &scope, &ledger).await?;
                    let ledger = Box::new(ledger);
                    known.insert(ledger.id, Known::Ledger { ledger, person_is_silent });
                }
                Err(id) => refused.push((SubjectKind::CareLedger, id)),
            }
        }
        // A token for care alone sees neither people nor the team.
        if let Ok(scope) = caller.actor.may(Permission::PeopleRead) {
            for person in store::people::load(tx, &scope, &of(GuestKind::Person)).await? {
                match person {
                    Ok(person) => {
                        known.insert(person.id, Known::Person(Box::new(person)));
                    }
                    Err(id) => refused.push((SubjectKind::Person, id)),
                }
            }
        }
        let members = of(GuestKind::Member);
        if let (Ok(scope), false) = (caller.actor.may(Permission::TeamManage), members.is_empty()) {
            for member in store::team::list(tx, &scope).await? {
                match member {
                    Ok(member) if members.contains(&member.id) => {
                        known.insert(member.id, Known::Member(Box::new(member)));
                    }
                    Err(id) if members.contains(&id) => refused.push((SubjectKind::Member, id)),
                    _ => {}
                }
            }
        }
        Ok(Self { known, refused })
    }

    /// The record of `guest`, where it is within reach.
    pub fn get(&self, guest: Guest) -> Option<&Known> {
        self.known.get(&guest.id)
    }

    /// Writes into the trail whose records did not open.
    pub async fn record_refused(&self, app: &App, caller: &Caller) -> Result<()> {
        for (kind, id) in &self.refused {
            app.record_refused(caller, *kind, &[*id]).await?;
        }
        Ok(())
    }
}
