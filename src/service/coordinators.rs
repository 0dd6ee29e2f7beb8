//! The register of donation coordinators: who is certified to witness, until when, and who never again.

mod checks;
mod reading;

use uuid::Uuid;

use self::checks::{check_account, check_places};
use super::{App, Caller, Result, ServiceError};

pub use self::{
    checks::linkable,
    reading::{Listed, Shown, get, list, unmask},
};
use crate::{
    domain::{
        audit::{Action, AuditEvent, SubjectKind},
        coordinators::{
            Coordinator, CoordinatorDetails,
            inputs::{
                BanInput, CertificateInput, CoordinatorInput, ReadCoordinator, lifting_reason,
            },
        },
        permissions::{Permission, Scope},
        trainings::TrainingInput,
        words::Problem,
    },
    store::{self, WriteTx},
};

/// Enters a coordinator.
///
/// # Errors
/// Every problem of the form: unit or account not the caller's, a document or account that stands in the
/// register already.
pub async fn add(app: &App, caller: &Caller, input: &CoordinatorInput) -> Result<Uuid> {
    let scope = caller.actor.may(Permission::CoordinatorsManage)?;
    let read = input.read(app.today()).map_err(ServiceError::Invalid)?;
    check_account(app, caller, &scope, read.account).await?;
    let mut tx = app.store.write(&caller.origin).await?;
    let unit = check_places(&mut tx, &scope, caller, &read, None).await?;
    let ReadCoordinator { account, kind, name, document, certificate, phone, .. } = read;
    let coordinator = Coordinator {
        id: tx.new_id(),
        version: 1,
        unit,
        account,
        kind,
        certified_from: certificate.from,
        certified_until: certificate.until,
        banned: false,
        details: CoordinatorDetails {
            name,
            document,
            number: certificate.number,
            phone,
            trainings: Vec::new(),
            former: Vec::new(),
            banned_on: None,
            ban_reason: None,
            lifted: Vec::new(),
        },
    };
    store::coordinators::insert(&mut tx, &coordinator).await?;
    tx.commit(event(Action::CoordinatorAdded, &coordinator)).await?;
    Ok(coordinator.id)
}

/// Amends unit, account, kind, name, document, present certificate and phone to what `input` says: for
/// corrections. A new certificate comes by [`renew`].
///
/// # Errors
/// As [`add`]; [`ServiceError::Conflict`] where somebody else saved meanwhile.
pub async fn amend(
    app: &App,
    caller: &Caller,
    id: Uuid,
    version: i64,
    input: &CoordinatorInput,
) -> Result<i64> {
    let scope = caller.actor.may(Permission::CoordinatorsManage)?;
    let act = async {
        // Whether she is there at all is told before what is wrong with the form.
        store::coordinators::get(&mut *app.store.read().await?, &scope, id).await?;
        let read = input.read(app.today()).map_err(ServiceError::Invalid)?;
        check_account(app, caller, &scope, read.account).await?;
        let mut tx = app.store.write(&caller.origin).await?;
        let before = at_version(&mut tx, &scope, id, version).await?;
        let unit = check_places(&mut tx, &scope, caller, &read, Some(id)).await?;
        let ReadCoordinator { account, kind, name, document, certificate, phone, .. } = read;
        let mut after = Coordinator {
            unit,
            account,
            kind,
            certified_from: certificate.from,
            certified_until: certificate.until,
            ..before.clone()
        };
        after.details.name = name;
        after.details.document = document;
        after.details.number = certificate.number;
        after.details.phone = phone;
        if after == before {
            return Ok(before.version);
        }
        let saved = store::coordinators::save(&mut tx, &before, after).await?;
        if before.unit != saved.unit {
            // Both units' auditors read of a move.
            tx.note(event(Action::CoordinatorAmended, &saved).at(before.unit)).await?;
        }
        tx.commit(event(Action::CoordinatorAmended, &saved)).await?;
        Ok(saved.version)
    };
    witness(app, caller, act.await).await
}

/// Gives her a new certificate; the former one is kept.
///
/// # Errors
/// Every problem of the form; where she is banned or the new one does not last longer.
pub async fn renew(
    app: &App,
    caller: &Caller,
    id: Uuid,
    version: i64,
    input: &CertificateInput,
) -> Result<i64> {
    let today = app.today();
    change(app, caller, id, version, Action::CertificateRenewed, |coordinator| {
        coordinator.renew(input.read(today)?).map_err(one)
    })
    .await
}

/// Writes a training down.
///
/// # Errors
/// Every problem of the form; where it stands there already.
pub async fn train(
    app: &App,
    caller: &Caller,
    id: Uuid,
    version: i64,
    input: &TrainingInput,
) -> Result<i64> {
    let today = app.today();
    change(app, caller, id, version, Action::TrainingRecorded, |coordinator| {
        coordinator.train(input.read(today)?).map_err(one)
    })
    .await
}

/// Bans her for life.
///
/// # Errors
/// Where day or reason are missing, or she is banned already.
pub async fn ban(
    app: &App,
    caller: &Caller,
    id: Uuid,
    version: i64,
    input: &BanInput,
) -> Result<i64> {
    let today = app.today();
    change(app, caller, id, version, Action::CoordinatorBanned, |coordinator| {
        let (on, reason) = input.read(today)?;
        coordinator.ban(on, reason).map_err(one)
    })
    .await
}

/// Takes back a ban that was entered by mistake.
///
/// # Errors
/// Where the reason is missing, or she is not banned.
pub async fn lift_ban(
    app: &App,
    caller: &Caller,
    id: Uuid,
    version: i64,
    reason: &str,
) -> Result<i64> {
    let today = app.today();
    change(app, caller, id, version, Action::BanLifted, |coordinator| {
        coordinator.lift_ban(today, lifting_reason(reason, today)?).map_err(one)
    })
    .await
}

async fn change(
    app: &App,
    caller: &Caller,
    id: Uuid,
    version: i64,
    action: Action,
    change: impl FnOnce(&mut Coordinator) -> Result<(), Vec<Problem>>,
) -> Result<i64> {
    let scope = caller.actor.may(Permission::CoordinatorsManage)?;
    let act = async {
        let mut tx = app.store.write(&caller.origin).await?;
        let before = at_version(&mut tx, &scope, id, version).await?;
        let mut after = before.clone();
        change(&mut after).map_err(ServiceError::Invalid)?;
        let saved = store::coordinators::save(&mut tx, &before, after).await?;
        tx.commit(event(action, &saved)).await?;
        Ok(saved.version)
    };
    witness(app, caller, act.await).await
}

async fn at_version(
    tx: &mut WriteTx,
    scope: &Scope,
    id: Uuid,
    version: i64,
) -> Result<Coordinator> {
    let found = store::coordinators::get(tx, scope, id).await?;
    if found.version == version { Ok(found) } else { Err(ServiceError::Conflict) }
}

/// Passes `result` on; where a row was changed by hand, that goes into the audit trail.
async fn witness<T>(app: &App, caller: &Caller, result: Result<T>) -> Result<T> {
    if let Err(ServiceError::Tampered(id)) = &result {
        app.record_refused(caller, SubjectKind::Coordinator, &[*id]).await?;
    }
    result
}

fn event(action: Action, coordinator: &Coordinator) -> AuditEvent {
    let Coordinator { id, version, unit, .. } = coordinator;
    AuditEvent::new(action).at(*unit).about(SubjectKind::Coordinator, *id, *version)
}

fn one(problem: Problem) -> Vec<Problem> {
    vec![problem]
}
