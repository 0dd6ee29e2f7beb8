//! What changes an entry: each act asks the person's record in the same transaction.

use uuid::Uuid;

use super::event;
use crate::{
    domain::{
        audit::{Action, AuditEvent, SubjectKind},
        memorials::{
            MemorialEntry, MemorialStatus, Withdrawal,
            inputs::{BatchInput, MemorialInput, WithdrawalInput},
            problems,
        },
        permissions::{Permission, Scope},
        person::Person,
    },
    service::{App, Caller, Result, ServiceError},
    store::{self, StoreError, WriteTx},
};

/// Drafts an entry for a person; it waits for a second person.
///
/// # Errors
/// Every problem of the form, and where there is an entry already or no consent that stands.
pub async fn draft(
    app: &App,
    caller: &Caller,
    person: Uuid,
    input: &MemorialInput,
) -> Result<Uuid> {
    let scope = caller.actor.may(Permission::MemorialsWork)?;
    let act = async {
        let mut tx = app.store.write(&caller.origin).await?;
        let person = store::people::get(&mut tx, &scope, person).await?;
        let earlier = others(&mut tx, &scope, person.id, None).await?;
        let by = caller.actor.account_id();
        let details = input.read(&person, &earlier, by, app.today())?;
        let entry = MemorialEntry {
            id: tx.new_id(),
            version: 1,
            unit: person.unit,
            person: person.id,
            status: MemorialStatus::Draft,
            engraving: None,
            details,
        };
        entry.consent_stands(&person)?;
        match store::memorials::insert(&mut tx, &entry).await {
            // Somebody else drafted one at the same instant.
            Err(StoreError::Conflict) => return Err(problems::one_already().into()),
            inserted => inserted?,
        }
        tx.commit(event(Action::MemorialDrafted, &entry)).await?;
        Ok(entry.id)
    };
    app.witness(caller, act.await).await
}

/// The person's entries but for `except`. One that was changed by hand could hide that a consent is used up:
/// nothing is decided beside it.
async fn others(
    tx: &mut WriteTx,
    scope: &Scope,
    person: Uuid,
    except: Option<Uuid>,
) -> Result<Vec<MemorialEntry>> {
    let found = store::memorials::of_person(tx, scope, person).await?;
    let found =
        found.into_iter().collect::<Result<Vec<_>, Uuid>>().map_err(StoreError::Tampered)?;
    Ok(found.into_iter().filter(|entry| Some(entry.id) != except).collect())
}

/// Writes an entry anew; it waits for a second person again.
///
/// # Errors
/// As [`draft`]; where it is withdrawn or stands in a batch.
pub async fn amend(
    app: &App,
    caller: &Caller,
    id: Uuid,
    version: i64,
    input: &MemorialInput,
) -> Result<i64> {
    let act = async {
        let mut work = Work::begin(app, caller, id, Some(version)).await?;
        let earlier = others(&mut work.tx, &work.scope, work.person.id, Some(id)).await?;
        let by = caller.actor.account_id();
        let details = input.read(&work.person, &earlier, by, app.today())?;
        work.entry.amend(details)?;
        work.entry.consent_stands(&work.person)?;
        work.finish(Action::MemorialAmended).await
    };
    app.witness(caller, act.await).await
}

/// The second person's approval.
///
/// # Errors
/// Where the caller wrote it, or the consent does not stand now.
pub async fn approve(app: &App, caller: &Caller, id: Uuid, version: i64) -> Result<i64> {
    caller.actor.may(Permission::MemorialsApprove)?;
    let act = async {
        let mut work = Work::begin(app, caller, id, Some(version)).await?;
        work.entry.approve(&work.person, caller.actor.account_id())?;
        work.finish(Action::MemorialApproved).await
    };
    app.witness(caller, act.await).await
}

/// Withdraws an entry, at once and whatever its version: nobody who asks for it waits.
///
/// # Errors
/// Where it was withdrawn already.
pub async fn withdraw(
    app: &App,
    caller: &Caller,
    id: Uuid,
    input: &WithdrawalInput,
) -> Result<i64> {
    let why = input.read(app.today())?;
    let act = async {
        let mut work = Work::begin(app, caller, id, None).await?;
        let (on, by) = (app.today(), caller.actor.account_id());
        work.entry.withdraw(Withdrawal { on, by, why, with_consent: false })?;
        work.finish(Action::MemorialWithdrawn).await
    };
    app.witness(caller, act.await).await
}

/// Puts an approved entry into a batch for the park, or takes it out.
///
/// # Errors
/// Where it is not approved, or its consent does not stand now.
pub async fn engrave(
    app: &App,
    caller: &Caller,
    id: Uuid,
    version: i64,
    input: &BatchInput,
) -> Result<i64> {
    let batch = input.read(app.today())?;
    let act = async {
        let mut work = Work::begin(app, caller, id, Some(version)).await?;
        work.entry.engrave(&work.person, batch)?;
        work.finish(Action::MemorialEngraved).await
    };
    app.witness(caller, act.await).await
}

/// Withdraws the entries of a person whose own consent to publicity has just fallen, in the transaction in which
/// it fell. An entry that was changed by hand cannot be shown anyway; the trail says so.
pub(in crate::service) async fn follow(
    app: &App,
    caller: &Caller,
    tx: &mut WriteTx,
    scope: &Scope,
    person: &Person,
) -> Result<()> {
    for entry in store::memorials::of_person(tx, scope, person.id).await? {
        match entry {
            Ok(before) if before.falls_with(person) => {
                let mut after = before.clone();
                let (on, by) = (app.today(), caller.actor.account_id());
                after.withdraw(Withdrawal { on, by, why: None, with_consent: true })?;
                let saved = store::memorials::save(tx, &before, after).await?;
                tx.note(event(Action::MemorialWithdrawn, &saved)).await?;
            }
            Ok(_) => {}
            Err(id) => {
                let refused = AuditEvent::new(Action::IntegrityFailed).at(person.unit);
                tx.note(refused.about(SubjectKind::Memorial, id, 0)).await?;
            }
        }
    }
    Ok(())
}

/// What one act works on: the entry, and the person's record to ask.
struct Work {
    tx: WriteTx,
    scope: Scope,
    before: MemorialEntry,
    entry: MemorialEntry,
    person: Person,
}

impl Work {
    async fn begin(app: &App, caller: &Caller, id: Uuid, version: Option<i64>) -> Result<Self> {
        let scope = caller.actor.may(Permission::MemorialsWork)?;
        let mut tx = app.store.write(&caller.origin).await?;
        let entry = store::memorials::get(&mut tx, &scope, id).await?;
        if version.is_some_and(|version| version != entry.version) {
            return Err(ServiceError::Conflict);
        }
        let person = store::people::get(&mut tx, &scope, entry.person).await?;
        Ok(Self { tx, scope, before: entry.clone(), entry, person })
    }

    async fn finish(mut self, action: Action) -> Result<i64> {
        let saved = store::memorials::save(&mut self.tx, &self.before, self.entry).await?;
        self.tx.commit(event(action, &saved)).await?;
        Ok(saved.version)
    }
}
