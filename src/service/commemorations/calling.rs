//! The call list: names and contacts of those who are to be invited, for a reason, each of them audited.

use uuid::Uuid;

use super::{event, known::Guests, witness};
use crate::{
    domain::{
        audit::{Action, AuditEvent, SubjectKind, UnmaskReason},
        care::contact::Way,
        commemorations::{
            Commemoration,
            guests::{Known, Reach},
            invitations::{GuestKind, InvitationState},
        },
        permissions::Permission,
    },
    service::{App, Caller, Result},
    store,
};

/// Somebody to be called.
pub struct CallLine {
    /// The invitation.
    pub invitation: Uuid,
    /// What she is to the office.
    pub kind: GuestKind,
    /// Where the invitation stands.
    pub state: InvitationState,
    /// In which ways she may be asked.
    pub ways: Vec<Way>,
    /// Her name and contacts.
    pub reach: Reach,
}

/// A call list.
pub struct CallList {
    /// The commemoration.
    pub event: Commemoration,
    /// Who is to be asked, in the order of the list.
    pub lines: Vec<CallLine>,
    /// How many more stand on the list whom the caller may not contact.
    pub left_out: usize,
}

/// Whom the caller may contact for the commemoration `id`, in full: those to be invited, invited, or who did not
/// say no. The reading and its reason go into the trail first, of each of them.
///
/// # Errors
/// [`crate::service::ServiceError::Missing`] outside the scope, and what the database says.
pub async fn call_list(
    app: &App,
    caller: &Caller,
    id: Uuid,
    reason: UnmaskReason,
) -> Result<CallList> {
    let scope = caller.actor.may(Permission::CareWork)?;
    caller.actor.may(Permission::PeopleUnmask)?;
    let act = async {
        let mut tx = app.store.write(&caller.origin).await?;
        let shown = store::commemorations::get(&mut tx, &scope, id).await?;
        let found = store::invitations::of_event(&mut tx, id).await?;
        let guests = Guests::of(caller, &mut tx, found.iter().flatten()).await?;
        let (mut lines, mut left_out) = (Vec::new(), 0);
        let open = found.into_iter().flatten().filter(|one| {
            shown.is_ahead(app.today()) && one.is_open() && one.state != InvitationState::NotComing
        });
        for invitation in open {
            let member = invitation.details.member;
            let known = guests.get(invitation.guest);
            let reach = known.map(|known| (known, known.reach(member, caller.actor.account_id())));
            let Some((known, Ok(reach))) = reach else {
                left_out += 1;
                continue;
            };
            tx.note(unmasked(known, reason)).await?;
            lines.push(CallLine {
                invitation: invitation.id,
                kind: invitation.guest.kind,
                state: invitation.state,
                ways: known.ways(member).to_vec(),
                reach,
            });
        }
        let rows = i64::try_from(lines.len()).unwrap_or(i64::MAX);
        tx.commit(event(Action::CallListShown, &shown).rows(rows).because(reason)).await?;
        Ok(CallList { event: shown, lines, left_out })
    };
    witness(app, caller, SubjectKind::Commemoration, act.await).await
}

fn unmasked(known: &Known, reason: UnmaskReason) -> AuditEvent {
    let (action, kind, id, version) = match known {
        Known::Ledger { ledger, .. } => {
            (Action::CareUnmasked, SubjectKind::CareLedger, ledger.id, ledger.version)
        }
        Known::Person(person) => {
            (Action::PersonUnmasked, SubjectKind::Person, person.id, person.version)
        }
        Known::Member(member) => {
            (Action::PersonUnmasked, SubjectKind::Member, member.id, member.version)
        }
    };
    AuditEvent::new(action).at(known.unit()).about(kind, id, version).because(reason)
}
