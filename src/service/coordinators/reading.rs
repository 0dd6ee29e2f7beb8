//! Reading the register: the list, one coordinator, and what is masked in full for a reason.

use uuid::Uuid;

use super::{event, witness};
use crate::{
    domain::{
        audit::{Action, SubjectKind, UnmaskReason},
        coordinators::{CertificateState, Coordinator},
        permissions::Permission,
    },
    service::{App, Caller, Result},
    store::{self, audit::AuditLine, sealed_rows::Past},
};

/// A coordinator with where her certificate stands today. Document, number and phone are masked by whoever
/// shows them.
pub struct Listed {
    /// The coordinator.
    pub coordinator: Coordinator,
    /// Her certificate.
    pub state: CertificateState,
}

/// A coordinator as her page shows her.
pub struct Shown {
    /// The coordinator.
    pub coordinator: Coordinator,
    /// Her certificate.
    pub state: CertificateState,
    /// What was done and by whom, newest first.
    pub history: Vec<AuditLine>,
    /// What she was, newest first.
    pub past: Vec<Past<Coordinator>>,
}

/// The register within the caller's scope: what asks for something first, those banned last. Rows that
/// cannot be read are left out and audited.
///
/// # Errors
/// [`crate::service::ServiceError::Denied`], and what the database says.
pub async fn list(app: &App, caller: &Caller) -> Result<Vec<Listed>> {
    let scope = caller.actor.may(Permission::PeopleRead)?;
    let found = store::coordinators::list(&mut *app.store.read().await?, &scope).await?;
    let refused: Vec<Uuid> = found.iter().filter_map(|one| one.as_ref().err().copied()).collect();
    app.record_refused(caller, SubjectKind::Coordinator, &refused).await?;
    let mut listed: Vec<Listed> = found
        .into_iter()
        .flatten()
        .map(|coordinator| Listed { state: state(app, &coordinator), coordinator })
        .collect();
    listed.sort_by_key(|one| (one.state, one.coordinator.id));
    Ok(listed)
}

/// The coordinator `id`. Why somebody was banned is told to those alone who keep the register.
///
/// # Errors
/// [`crate::service::ServiceError::Missing`] outside the scope; [`crate::service::ServiceError::Tampered`], which is audited.
pub async fn get(app: &App, caller: &Caller, id: Uuid) -> Result<Shown> {
    let scope = caller.actor.may(Permission::PeopleRead)?;
    let read = async {
        let mut tx = app.store.read().await?;
        let mut coordinator = store::coordinators::get(&mut tx, &scope, id).await?;
        let history = store::audit::of_subject(&mut tx, id, 100).await?;
        let mut past = store::coordinators::past(&mut tx, &coordinator).await?;
        if caller.actor.may(Permission::CoordinatorsManage).is_err() {
            let was = past.iter_mut().map(|past| &mut past.was);
            was.chain([&mut coordinator]).for_each(without_reasons);
        }
        Ok(Shown { state: state(app, &coordinator), coordinator, history, past })
    };
    witness(app, caller, read.await).await
}

/// The coordinator `id` in full. The reading and its reason go into the audit trail first.
///
/// # Errors
/// As [`get`].
pub async fn unmask(
    app: &App,
    caller: &Caller,
    id: Uuid,
    reason: UnmaskReason,
) -> Result<Coordinator> {
    let scope = caller.actor.may(Permission::PeopleUnmask)?;
    let act = async {
        let mut tx = app.store.write(&caller.origin).await?;
        let coordinator = store::coordinators::get(&mut tx, &scope, id).await?;
        tx.commit(event(Action::PersonUnmasked, &coordinator).because(reason)).await?;
        Ok(coordinator)
    };
    witness(app, caller, act.await).await
}

fn without_reasons(coordinator: &mut Coordinator) {
    coordinator.details.ban_reason = None;
    coordinator.details.lifted.clear();
}

fn state(app: &App, coordinator: &Coordinator) -> CertificateState {
    coordinator.certificate_state(app.today(), app.settings.certificates.warning)
}
