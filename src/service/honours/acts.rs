//! Issuing an honour and revoking it.

use uuid::Uuid;

use super::{eligible::codes_above, event};
use crate::{
    domain::{
        audit::Action,
        honours::{
            Honour, HonourStatus,
            inputs::{Desk, HonourInput, RevocationInput},
        },
        permissions::Permission,
    },
    service::{App, Caller, Result, ServiceError},
    store::{self, StoreError},
};

/// Issues an honour or benefit for what a person gave.
///
/// # Errors
/// Every problem of the form; where nothing was given that earns it, or the policy is not for the one named.
pub async fn issue(app: &App, caller: &Caller, person: Uuid, input: &HonourInput) -> Result<Uuid> {
    let scope = caller.actor.may(Permission::HonoursWork)?;
    let act = async {
        let mut tx = app.store.write(&caller.origin).await?;
        let person = store::people::get(&mut tx, &scope, person).await?;
        let earlier = store::honours::of_person(&mut tx, &scope, person.id).await?;
        // One that was changed by hand could hide that the benefit was issued already.
        let earlier =
            earlier.into_iter().collect::<Result<Vec<_>, Uuid>>().map_err(StoreError::Tampered)?;
        let units = store::units::list(&mut tx).await?;
        let desk = Desk {
            person: &person,
            earlier: &earlier,
            policies: &app.settings.benefits,
            codes: &codes_above(&units, person.unit),
            by: caller.actor.account_id(),
            today: app.today(),
        };
        let read = input.read(&desk)?;
        let honour = Honour {
            id: tx.new_id(),
            version: 1,
            unit: person.unit,
            person: person.id,
            kind: read.kind,
            issued_on: read.issued_on,
            status: HonourStatus::Issued,
            details: read.details,
        };
        store::honours::insert(&mut tx, &honour).await?;
        tx.commit(event(Action::HonourIssued, &honour)).await?;
        Ok(honour.id)
    };
    app.witness(caller, act.await).await
}

/// Revokes an honour that was issued by mistake or does not hold any more.
///
/// # Errors
/// Where no reason is given, or it was revoked already.
pub async fn revoke(
    app: &App,
    caller: &Caller,
    id: Uuid,
    version: i64,
    input: &RevocationInput,
) -> Result<i64> {
    let scope = caller.actor.may(Permission::HonoursWork)?;
    let revocation = input.read(caller.actor.account_id(), app.today())?;
    let act = async {
        let mut tx = app.store.write(&caller.origin).await?;
        let before = store::honours::get(&mut tx, &scope, id).await?;
        if version != before.version {
            return Err(ServiceError::Conflict);
        }
        let mut after = before.clone();
        after.revoke(revocation)?;
        let saved = store::honours::save(&mut tx, &before, after).await?;
        tx.commit(event(Action::HonourRevoked, &saved)).await?;
        Ok(saved.version)
    };
    app.witness(caller, act.await).await
}
