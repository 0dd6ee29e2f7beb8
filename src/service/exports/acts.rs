//! Asking for an export, and the second person's decision.

use uuid::Uuid;

use super::{account, content, event, one, reach};
use crate::{
    domain::{
        audit::Action,
        exports::{Export, foreign_unit, inputs::ExportInput},
        permissions::Permission,
    },
    service::{App, Caller, Result, ServiceError},
    store,
};

/// Asks for an export. Up to fifty people the file may be fetched at once; above that a second person decides.
///
/// # Errors
/// Every problem of the form; where the unit is not the caller's, or nobody is found.
pub async fn ask(app: &App, caller: &Caller, input: &ExportInput) -> Result<Uuid> {
    caller.actor.may(Permission::ExportsAsk)?;
    let asks = (account(caller)?, caller.actor.unit());
    let read = input.read(caller.actor.unit(), app.today())?;
    let scope = reach(caller, read.kind)?;
    let act = async {
        let mut tx = app.store.write(&caller.origin).await?;
        if !store::units::is_within(&mut tx, &scope, read.filter.unit).await? {
            return Err(foreign_unit().into());
        }
        let now = tx.now;
        let found = content(&mut tx, &scope, read.kind, &read.filter, now).await?;
        let found = i64::try_from(found.people().len()).unwrap_or(i64::MAX);
        let export = Export::ask(tx.new_id(), asks, read, found, app.today())?;
        store::exports::insert(&mut tx, &export).await?;
        tx.commit(event(Action::ExportAsked, &export).rows(found)).await?;
        Ok(export.id)
    };
    app.witness(caller, act.await).await
}

/// The second person's decision; she may sit in an office above. Whoever asked cannot.
///
/// # Errors
/// Where it does not wait any more, or the caller asked for it.
pub async fn decide(
    app: &App,
    caller: &Caller,
    id: Uuid,
    version: i64,
    approve: bool,
) -> Result<i64> {
    let scope = caller.actor.may(Permission::ExportsApprove)?;
    let act = async {
        let mut tx = app.store.write(&caller.origin).await?;
        let before = one(&mut tx, caller, &scope, id).await?;
        if before.version != version {
            return Err(ServiceError::Conflict);
        }
        let mut after = before.clone();
        after.decide(caller.actor.account_id(), approve, app.today())?;
        let saved = store::exports::save(&mut tx, &before, after).await?;
        tx.commit(event(Action::ExportDecided, &saved).rows(saved.found)).await?;
        Ok(saved.version)
    };
    app.witness(caller, act.await).await
}
