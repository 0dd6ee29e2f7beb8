//! A person is erased: one supervisor asks, another confirms, and she is gone for good.

use uuid::Uuid;

use super::{App, Caller, Result, ServiceError, named};
use crate::{
    domain::{
        audit::{Action, AuditEvent, SubjectKind},
        erasures::{ErasureAsk, ErasureInput, asked_already, may_be_erased, not_asked},
        permissions::{Permission, Scope},
        person::Person,
        words::Words,
    },
    store::{self, StoreError, WriteTx},
};

const BY_PEOPLE: Words = Words::new(
    "删除志愿者须由具名账号申请和确认，不能在命令行办理。",
    "A person is erased by accounts of people, not at the command line.",
);

/// Whether somebody asked for the person `id` to be erased.
///
/// # Errors
/// [`ServiceError::Missing`] outside the scope; [`ServiceError::Tampered`], which is audited.
pub async fn asked(app: &App, caller: &Caller, id: Uuid) -> Result<Option<ErasureAsk>> {
    let scope = caller.actor.may(Permission::PeopleErase)?;
    let read = async {
        let mut tx = app.store.read().await?;
        let person = store::people::get(&mut tx, &scope, id).await?;
        Ok(store::erasures::asked(&mut tx, person.id).await?)
    };
    app.witness(caller, read.await).await
}

/// Asks for a person to be erased; another supervisor confirms.
///
/// # Errors
/// Without a reason; where it was asked for already, what keeps her from being erased, and where the caller has no
/// account.
pub async fn ask(
    app: &App,
    caller: &Caller,
    id: Uuid,
    version: i64,
    input: &ErasureInput,
) -> Result<()> {
    let scope = caller.actor.may(Permission::PeopleErase)?;
    let act = async {
        let by = named(caller.actor.account_id(), BY_PEOPLE)?;
        let (mut tx, person) = begin(app, caller, &scope, id, version).await?;
        let reason = input.read(&person, app.today())?;
        if store::erasures::asked(&mut tx, id).await?.is_some() {
            return Err(asked_already().into());
        }
        erasable(&mut tx, person.clone()).await?;
        let ask = ErasureAsk { on: app.today(), by, reason };
        store::erasures::ask(&mut tx, &person, ask).await?;
        tx.commit(event(Action::PersonErasureAsked, &person)).await?;
        Ok(())
    };
    app.witness(caller, act.await).await
}

/// The person is kept after all: whoever asked changed her mind, or another supervisor declines.
///
/// # Errors
/// Where nobody asked for it.
pub async fn keep(app: &App, caller: &Caller, id: Uuid, version: i64) -> Result<()> {
    let scope = caller.actor.may(Permission::PeopleErase)?;
    let act = async {
        let (mut tx, person) = begin(app, caller, &scope, id, version).await?;
        match store::erasures::keep(&mut tx, id).await {
            Err(StoreError::Conflict) => return Err(not_asked().into()),
            other => other?,
        }
        tx.commit(event(Action::PersonErasureDeclined, &person)).await?;
        Ok(())
    };
    app.witness(caller, act.await).await
}

/// The second person's word: the person is erased with all that is hers, in all offices, and with the records that
/// were merged into hers. The trail keeps that she was, and who erased her; published figures stay as they are.
///
/// # Errors
/// Where nobody asked for it or the caller did, what keeps her from being erased by now, and where the caller has no
/// account.
pub async fn confirm(app: &App, caller: &Caller, id: Uuid, version: i64) -> Result<()> {
    let scope = caller.actor.may(Permission::PeopleErase)?;
    let act = async {
        let by = named(caller.actor.account_id(), BY_PEOPLE)?;
        let (mut tx, person) = begin(app, caller, &scope, id, version).await?;
        let ask = store::erasures::asked(&mut tx, id).await?.ok_or_else(not_asked)?;
        ask.may_be_confirmed(by)?;
        let records = erasable(&mut tx, person).await?;
        store::erasures::erase(&mut tx, &records).await?;
        for merged in records.iter().skip(1) {
            tx.note(event(Action::PersonErased, merged)).await?;
        }
        tx.commit(event(Action::PersonErased, &records[0])).await?;
        Ok(())
    };
    app.witness(caller, act.await).await
}

async fn begin(
    app: &App,
    caller: &Caller,
    scope: &Scope,
    id: Uuid,
    version: i64,
) -> Result<(WriteTx, Person)> {
    let mut tx = app.store.write(&caller.origin).await?;
    let person = store::people::get(&mut tx, scope, id).await?;
    if version != person.version {
        return Err(ServiceError::Conflict);
    }
    Ok((tx, person))
}

/// All records of the person, where nothing keeps her from being erased.
async fn erasable(tx: &mut WriteTx, person: Person) -> Result<Vec<Person>> {
    let records = store::erasures::records(tx, person).await?;
    let obstacles = store::erasures::obstacles(tx, &records).await?;
    may_be_erased(&records, obstacles)?;
    Ok(records)
}

fn event(action: Action, person: &Person) -> AuditEvent {
    AuditEvent::new(action).at(person.unit).about(SubjectKind::Person, person.id, person.version)
}
