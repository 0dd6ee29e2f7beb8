//! Invitations fall by themselves, in the transaction in which somebody says that she is not to be contacted.

use uuid::Uuid;

use super::invitation_event;
use crate::{
    domain::{
        audit::{Action, AuditEvent, SubjectKind},
        care::{CareLedger, LedgerKind},
        commemorations::{guests::Known, invitations::Revocation},
        permissions::Scope,
        person::Person,
    },
    service::{App, Caller, Result, care::person_is_silent},
    store::{self, WriteTx},
};

/// Withdraws what is ahead of a ledger that has just been saved, as far as nobody may be invited on it any more:
/// silence of the family, of the member who was asked, or a rule that says no.
pub(in crate::service) async fn follow_ledger(
    app: &App,
    caller: &Caller,
    tx: &mut WriteTx,
    scope: &Scope,
    ledger: &CareLedger,
) -> Result<()> {
    let person_is_silent = person_is_silent(tx, scope, ledger).await?;
    let known = Known::Ledger { ledger: Box::new(ledger.clone()), person_is_silent };
    follow(app, caller, tx, ledger.id, &known).await
}

/// Withdraws what is ahead of a person whose record has just been saved, where she may not be invited any more;
/// and of her own care ledgers, as far as the caller's units keep them.
pub(in crate::service) async fn follow_person(
    app: &App,
    caller: &Caller,
    tx: &mut WriteTx,
    scope: &Scope,
    person: &Person,
) -> Result<()> {
    let known = Known::Person(Box::new(person.clone()));
    if known.may_be_listed(None).is_ok() {
        return Ok(());
    }
    follow(app, caller, tx, person.id, &known).await?;
    for ledger in store::care::of_person(tx, scope, person.id).await?.into_iter().flatten() {
        if ledger.kind != LedgerKind::Family {
            follow_ledger(app, caller, tx, scope, &ledger).await?;
        }
    }
    Ok(())
}

/// An invitation that was changed by hand cannot be shown anyway; the trail says so.
async fn follow(
    app: &App,
    caller: &Caller,
    tx: &mut WriteTx,
    guest: Uuid,
    known: &Known,
) -> Result<()> {
    for invitation in store::invitations::ahead(tx, guest, app.today()).await? {
        match invitation {
            Ok(before) if known.lets_fall(&before) => {
                let mut after = before.clone();
                let (on, by) = (app.today(), caller.actor.account_id());
                after.withdraw(Revocation { on, by, by_itself: true })?;
                let saved = store::invitations::save(tx, &before, after).await?;
                tx.note(invitation_event(Action::InvitationWithdrawn, &saved)).await?;
            }
            Ok(_) => {}
            Err(id) => {
                let refused = AuditEvent::new(Action::IntegrityFailed).at(known.unit());
                tx.note(refused.about(SubjectKind::Invitation, id, 0)).await?;
            }
        }
    }
    Ok(())
}
