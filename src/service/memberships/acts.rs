//! Taking somebody in, and ending it: by her wish, with her consent, with her life.

use chrono::NaiveDate;
use uuid::Uuid;

use super::event;
use crate::{
    domain::{
        audit::{Action, AuditEvent, SubjectKind},
        memberships::{EndReason, Ending, Membership, MembershipStatus, inputs::MembershipInput},
        permissions::{Permission, Scope},
        person::Person,
    },
    service::{App, Caller, Result},
    store::{self, StoreError, WriteTx},
};

/// Takes a person in as a member or volunteer, on a consent of hers that stood on that day and stands now.
///
/// # Errors
/// Every problem of the form; where she is one already, died, or there is no such consent.
pub async fn join(
    app: &App,
    caller: &Caller,
    person: Uuid,
    input: &MembershipInput,
) -> Result<Uuid> {
    let scope = caller.actor.may(Permission::MembershipsWork)?;
    let act = async {
        let mut tx = app.store.write(&caller.origin).await?;
        let person = store::people::get(&mut tx, &scope, person).await?;
        let earlier = store::memberships::of_person(&mut tx, &scope, person.id).await?;
        // One that was changed by hand could hide that a consent is used up.
        let earlier =
            earlier.into_iter().collect::<Result<Vec<_>, Uuid>>().map_err(StoreError::Tampered)?;
        let read = input.read(&person, &earlier, caller.actor.account_id(), app.today())?;
        let membership = Membership {
            id: tx.new_id(),
            version: 1,
            unit: person.unit,
            person: person.id,
            kind: read.kind,
            joined_on: read.joined_on,
            status: MembershipStatus::Active,
            details: read.details,
        };
        store::memberships::insert(&mut tx, &membership).await?;
        tx.commit(event(Action::MembershipBegun, &membership)).await?;
        Ok(membership.id)
    };
    app.witness(caller, act.await).await
}

/// Ends a membership at her wish, at once and whatever its version: nobody who asks for it waits or says why.
///
/// # Errors
/// Where it ended already.
pub async fn end(app: &App, caller: &Caller, id: Uuid) -> Result<i64> {
    let scope = caller.actor.may(Permission::MembershipsWork)?;
    let act = async {
        let mut tx = app.store.write(&caller.origin).await?;
        let before = store::memberships::get(&mut tx, &scope, id).await?;
        let mut after = before.clone();
        let (on, by) = (app.today(), caller.actor.account_id());
        after.end(Ending { on, by, why: EndReason::OwnWish })?;
        let saved = store::memberships::save(&mut tx, &before, after).await?;
        tx.commit(event(Action::MembershipEnded, &saved)).await?;
        Ok(saved.version)
    };
    app.witness(caller, act.await).await
}

/// Ends the memberships of a person whose consent has just fallen or who has died, in the transaction in which that
/// was written down. One that was changed by hand is in no roll anyway; the trail says so.
pub(in crate::service) async fn follow(
    tx: &mut WriteTx,
    scope: &Scope,
    person: &Person,
    on: NaiveDate,
) -> Result<()> {
    let by = tx.origin().account;
    for one in store::memberships::of_person(tx, scope, person.id).await? {
        match one {
            Ok(before) => {
                let Some(why) = before.falls_with(person) else { continue };
                let mut after = before.clone();
                after.end(Ending { on, by, why })?;
                let saved = store::memberships::save(tx, &before, after).await?;
                tx.note(event(Action::MembershipEnded, &saved)).await?;
            }
            Err(id) => {
                let refused = AuditEvent::new(Action::IntegrityFailed).at(person.unit);
                tx.note(refused.about(SubjectKind::Membership, id, 0)).await?;
            }
        }
    }
    Ok(())
}
