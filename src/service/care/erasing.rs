//! A ledger is erased: one supervisor asks, another confirms, and it is gone for good.

use uuid::Uuid;

use super::{change_in, event, witness};
use crate::{
    domain::{
        audit::Action,
        care::erasure::{ErasureAsk, ErasureInput},
        permissions::Permission,
        words::Words,
    },
    service::{App, Caller, Result, ServiceError, named},
    store,
};

const BY_PEOPLE: Words = Words::new(
    "删除台账须由具名账号申请和确认，不能在命令行办理。",
    "A ledger is erased by accounts of people, not at the command line.",
);

/// Asks for a ledger to be erased; another supervisor confirms.
///
/// # Errors
/// Without a reason; where it was asked for already, aid is under way, or the caller has no account.
pub async fn ask(
    app: &App,
    caller: &Caller,
    id: Uuid,
    version: i64,
    input: &ErasureInput,
) -> Result<i64> {
    let scope = caller.actor.may(Permission::CareErase)?;
    change_in(app, caller, scope, id, version, Action::CareErasureAsked, |work| {
        let reason = input.read(work.today)?;
        let by = named(work.account, BY_PEOPLE)?;
        Ok(work.ledger.story.ask_erasure(ErasureAsk { on: work.today, by, reason })?)
    })
    .await
}

/// The ledger is kept after all: whoever asked changed her mind, or another supervisor declines.
///
/// # Errors
/// Where nobody asked for it.
pub async fn keep(app: &App, caller: &Caller, id: Uuid, version: i64) -> Result<i64> {
    let scope = caller.actor.may(Permission::CareErase)?;
    change_in(app, caller, scope, id, version, Action::CareErasureDeclined, |work| {
        Ok(work.ledger.story.keep()?)
    })
    .await
}

/// The second person's word: the ledger is erased, with its invitations. The trail keeps that it was, and by whom.
///
/// # Errors
/// Where nobody asked for it or the caller did, aid is under way, or the caller has no account.
pub async fn confirm(app: &App, caller: &Caller, id: Uuid, version: i64) -> Result<()> {
    let scope = caller.actor.may(Permission::CareErase)?;
    let act = async {
        let mut tx = app.store.write(&caller.origin).await?;
        let ledger = store::care::get(&mut tx, &scope, id).await?;
        if version != ledger.version {
            return Err(ServiceError::Conflict);
        }
        ledger.story.may_be_erased(named(caller.actor.account_id(), BY_PEOPLE)?)?;
        store::care::erase(&mut tx, &ledger).await?;
        tx.commit(event(Action::CareErased, &ledger)).await?;
        Ok(())
    };
    witness(app, caller, act.await).await
}
