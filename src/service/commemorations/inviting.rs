//! Who comes onto the list, is asked, answers, comes or does not. Each act asks the guest's own record in the
//! same transaction.

use uuid::Uuid;

use super::{invitation_event, known::Guests, witness};
use crate::{
    domain::{
        audit::{Action, SubjectKind},
        commemorations::{
            Commemoration,
            inputs::{AskedInput, AttendanceInput, GuestInput, ReplyInput},
            invitations::{Asked, Invitation, InvitationDetails, InvitationState, Revocation},
            out_of_reach,
        },
        permissions::{Permission, Scope},
        words::{Problem, Words},
    },
    service::{App, Caller, Result, ServiceError},
    store::{self, WriteTx},
};

/// Puts `guests` on the list of the commemoration `id`; gives how many. Whoever was taken off it and may be
/// invited again is put back. All of them or none.
///
/// # Errors
/// Where it is not planned any more; for each guest why she may not be invited, or that she stands on the list already.
pub async fn add(app: &App, caller: &Caller, id: Uuid, guests: &[GuestInput]) -> Result<usize> {
    let scope = caller.actor.may(Permission::CareWork)?;
    let today = app.today();
    let wanted = GuestInput::read_all(guests, today);
    let act = async {
        let mut tx = app.store.write(&caller.origin).await?;
        let event = store::commemorations::get(&mut tx, &scope, id).await?;
        let wanted = wanted?;
        if !event.is_planned() {
            return Err(closed().into());
        }
        let guests: Vec<_> = wanted.iter().map(|(guest, _)| *guest).collect();
        let known = Guests::load(caller, &mut tx, &guests).await?;
        let listed = store::invitations::of_event(&mut tx, id).await?;
        let mut problems = Vec::new();
        for (guest, member) in wanted {
            let may = known.get(guest).ok_or_else(out_of_reach);
            if let Err(problem) = may.and_then(|known| known.may_be_listed(member)) {
                problems.push(problem);
                continue;
            }
            let before = listed.iter().flatten().find(|one| one.guest == guest);
            let saved = match before {
                Some(before) => {
                    let mut after = before.clone();
                    if let Err(problem) = after.renew(member) {
                        problems.push(problem);
                        continue;
                    }
                    store::invitations::save(&mut tx, before, after).await?
                }
                None => {
                    let new = Invitation {
                        id: tx.new_id(),
                        version: 1,
                        commemoration: id,
                        unit: event.unit,
                        guest,
                        state: InvitationState::ToInvite,
                        details: InvitationDetails { member, ..InvitationDetails::default() },
                    };
                    store::invitations::insert(&mut tx, &new).await?;
                    new
                }
            };
            tx.note(invitation_event(Action::GuestListed, &saved)).await?;
        }
        if !problems.is_empty() {
            return Err(ServiceError::Invalid(problems));
        }
        let rows = i64::try_from(guests.len()).unwrap_or(i64::MAX);
        tx.commit(super::event(Action::GuestListed, &event).rows(rows)).await?;
        Ok(guests.len())
    };
    witness(app, caller, SubjectKind::Commemoration, act.await).await
}

fn closed() -> Problem {
    let words = Words::new(
        "活动已举行或已取消，不能再增加邀请。",
        "It was held or cancelled: nobody is added any more.",
    );
    Problem::new("state", "not_planned", words)
}

/// Somebody was asked to come. Whether she may be is asked of her record once more.
///
/// # Errors
/// Every problem of the form; where she was asked already, may not be asked any more, not by the caller or not
/// in this way, or the event is not ahead.
pub async fn ask(
    app: &App,
    caller: &Caller,
    id: Uuid,
    version: i64,
    input: &AskedInput,
) -> Result<i64> {
    let today = app.today();
    let read = input.read(today);
    let act = async {
        let mut work = Work::begin(app, caller, id, Some(version)).await?;
        let (on, way) = read?;
        let by = caller.actor.account_id();
        let guests = Guests::load(caller, &mut work.tx, &[work.invitation.guest]).await?;
        let known = guests.get(work.invitation.guest).ok_or_else(out_of_reach)?;
        known.may_be_asked(work.invitation.details.member, by, way, on)?;
        work.invitation.ask(&work.event, Asked { on, way, by }, today)?;
        work.finish(Action::InvitationMarked).await
    };
    witness(app, caller, SubjectKind::Invitation, act.await).await
}

/// What she said.
///
/// # Errors
/// Where she was not asked, or the event is not planned any more.
pub async fn answer(
    app: &App,
    caller: &Caller,
    id: Uuid,
    version: i64,
    input: &ReplyInput,
) -> Result<i64> {
    let read = input.read(app.today());
    let act = async {
        let mut work = Work::begin(app, caller, id, Some(version)).await?;
        work.invitation.answer(&work.event, read?)?;
        work.finish(Action::InvitationMarked).await
    };
    witness(app, caller, SubjectKind::Invitation, act.await).await
}

/// How many came on the invitation; 0 for nobody.
///
/// # Errors
/// Where the event's day lies ahead or it was cancelled, the invitation is withdrawn, or the number does not fit.
pub async fn attend(
    app: &App,
    caller: &Caller,
    id: Uuid,
    version: i64,
    input: &AttendanceInput,
) -> Result<i64> {
    let act = async {
        let mut work = Work::begin(app, caller, id, Some(version)).await?;
        work.invitation.attend(&work.event, input.read()?, app.today())?;
        work.finish(Action::InvitationMarked).await
    };
    witness(app, caller, SubjectKind::Invitation, act.await).await
}

/// Takes an invitation off the list, at once and whatever its version: nobody who asks for it waits.
///
/// # Errors
/// Where it is over already.
pub async fn withdraw(app: &App, caller: &Caller, id: Uuid) -> Result<i64> {
    let act = async {
        let mut work = Work::begin(app, caller, id, None).await?;
        let (on, by) = (app.today(), caller.actor.account_id());
        work.invitation.withdraw(Revocation { on, by, by_itself: false })?;
        work.finish(Action::InvitationWithdrawn).await
    };
    witness(app, caller, SubjectKind::Invitation, act.await).await
}

/// What one act works on: the invitation, and what it invites to.
struct Work {
    tx: WriteTx,
    before: Invitation,
    invitation: Invitation,
    event: Commemoration,
}

impl Work {
    async fn begin(app: &App, caller: &Caller, id: Uuid, version: Option<i64>) -> Result<Self> {
        let scope: Scope = caller.actor.may(Permission::CareWork)?;
        let mut tx = app.store.write(&caller.origin).await?;
        let before = store::invitations::get(&mut tx, &scope, id).await?;
        if version.is_some_and(|version| version != before.version) {
            return Err(ServiceError::Conflict);
        }
        let event = store::commemorations::get(&mut tx, &scope, before.commemoration).await?;
        Ok(Self { tx, invitation: before.clone(), before, event })
    }

    async fn finish(mut self, action: Action) -> Result<i64> {
        let saved = store::invitations::save(&mut self.tx, &self.before, self.invitation).await?;
        self.tx.commit(invitation_event(action, &saved)).await?;
        Ok(saved.version)
    }
}
