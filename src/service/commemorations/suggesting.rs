//! Whom a commemoration could invite: families and living registrants and donors by their ledgers, the team, and
//! the families of realised donations for whom nobody has opened a ledger yet.

use uuid::Uuid;

use super::{known::Guests, witness};
use crate::{
    domain::{
        audit::SubjectKind,
        care::{
            CareLedger,
            masks::{MaskedLedger, MaskedMember},
        },
        commemorations::{
            Commemoration,
            guests::Known,
            invitations::{Guest, GuestKind, InvitationState},
        },
        masks::MaskedPerson,
        permissions::Permission,
        person::{Person, PersonStatus},
        team::Member,
    },
    service::{App, Caller, Result},
    store,
};

/// The most ledgers that are suggested.
const MOST: usize = 300;

/// Whom a commemoration could invite.
pub struct Suggested {
    /// The commemoration.
    pub event: Commemoration,
    /// Ledgers that are not on the list, each with the members who may be asked.
    pub ledgers: Vec<(MaskedLedger, Vec<MaskedMember>)>,
    /// Members of the team who serve and are not on the list.
    pub team: Vec<Member>,
    /// Donors after death without a family's ledger in the caller's units.
    pub without_ledger: Vec<MaskedPerson>,
}

/// Whom the commemoration `id` could invite from the caller's units.
///
/// # Errors
/// [`crate::service::ServiceError::Missing`] outside the scope, and what the database says.
pub async fn suggested(app: &App, caller: &Caller, id: Uuid) -> Result<Suggested> {
    let scope = caller.actor.may(Permission::CareWork)?;
    let today = app.today();
    let read = async {
        let mut tx = app.store.read().await?;
        let event = store::commemorations::get(&mut tx, &scope, id).await?;
        let listed = store::invitations::of_event(&mut tx, id).await?;
        let on_list: Vec<Uuid> = listed
            .iter()
            .flatten()
            .filter(|one| one.state != InvitationState::Withdrawn)
            .map(|one| one.guest.id)
            .collect();
        let found = store::care::list(&mut tx, &scope, MOST).await?;
        let ledgers: Vec<CareLedger> = found.into_iter().flatten().collect();
        let cared_for: Vec<Uuid> = ledgers.iter().filter_map(|ledger| ledger.person).collect();
        let guest = |ledger: &CareLedger| Guest { kind: GuestKind::Ledger, id: ledger.id };
        let guests: Vec<Guest> =
            ledgers.iter().filter(|one| !on_list.contains(&one.id)).map(guest).collect();
        let known = Guests::load(caller, &mut tx, &guests).await?;
        let mut suggested = Vec::new();
        for guest in guests {
            let Some(Known::Ledger { ledger, .. }) = known.get(guest) else { continue };
            let may = |member: &MaskedMember| {
                known.get(guest).is_some_and(|one| one.may_be_listed(Some(member.id)).is_ok())
            };
            let masked = MaskedLedger::of((**ledger).clone(), today);
            let members: Vec<MaskedMember> =
                masked.members.iter().filter(|one| may(one)).cloned().collect();
            if !members.is_empty() {
                suggested.push((masked, members));
            }
        }
        let mut team = Vec::new();
        if let Ok(scope) = caller.actor.may(Permission::TeamManage) {
            let members = store::team::list(&mut tx, &scope).await?.into_iter().flatten();
            team.extend(members.filter(|one| one.active && !on_list.contains(&one.id)));
        }
        let mut without_ledger = Vec::new();
        if let Ok(scope) = caller.actor.may(Permission::PeopleRead) {
            let donors = store::donations::donors(&mut tx, &scope, MOST).await?;
            let donors: Vec<Uuid> =
                donors.into_iter().filter(|donor| !cared_for.contains(donor)).collect();
            let people = store::people::load(&mut tx, &scope, &donors).await?;
            let died = |person: &Person| person.status == PersonStatus::Deceased;
            let dead = people.into_iter().flatten().filter(died);
            without_ledger.extend(dead.map(|person| MaskedPerson::of(&person, today)));
        }
        Ok(Suggested { event, ledgers: suggested, team, without_ledger })
    };
    witness(app, caller, SubjectKind::Commemoration, read.await).await
}
