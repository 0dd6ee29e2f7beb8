//! Reading visits: the list, and one with all that was found.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{leads, witness};
use crate::{
    domain::{
        audit::SubjectKind,
        permissions::{Permission, Role},
        supervisions::{FindingState, Visit},
    },
    service::{App, Caller, Result},
    store::{self, accounts::Account, audit::AuditLine, sealed_rows::Past},
};

/// The most visits that one list shows.
const MOST: u32 = 300;

/// A visit of the list.
pub struct Listed {
    /// The visit.
    pub visit: Visit,
    /// How many findings should have been put right by today.
    pub overdue: usize,
    /// How many reports wait for the office that visited.
    pub reported: usize,
}

/// A visit as its page shows it.
pub struct Shown {
    /// The visit.
    pub visit: Visit,
    /// Whether the caller's office made it, or is above the one that did.
    pub leads: bool,
    /// What the accounts in it are called.
    pub names: BTreeMap<Uuid, String>,
    /// What was done and by whom, newest first.
    pub history: Vec<AuditLine>,
    /// What it was, newest first.
    pub past: Vec<Past<Visit>>,
}

/// The visits of offices within the caller's scope: what is overdue first, then what waits for an answer, then
/// the latest. Rows that cannot be read are left out and audited.
///
/// # Errors
/// [`crate::service::ServiceError::Denied`], and what the database says.
pub async fn list(app: &App, caller: &Caller) -> Result<Vec<Listed>> {
    let scope = caller.actor.may(Permission::SupervisionsWork)?;
    let found = store::supervisions::list(&mut *app.store.read().await?, &scope, MOST).await?;
    let visits = app.readable(caller, SubjectKind::Supervision, found).await?;
    let today = app.today();
    let listed = |visit: Visit| Listed {
        overdue: visit.details.findings.iter().filter(|one| one.is_overdue(today)).count(),
        reported: visit.count(FindingState::Reported),
        visit,
    };
    let mut listed: Vec<Listed> = visits.into_iter().map(listed).collect();
    // Stable: the latest first within each.
    listed.sort_by_key(|one| (one.overdue == 0, one.reported == 0));
    Ok(listed)
}

/// The visit `id`.
///
/// # Errors
/// [`crate::service::ServiceError::Missing`] outside the scope; [`crate::service::ServiceError::Tampered`], which
/// is audited.
pub async fn get(app: &App, caller: &Caller, id: Uuid) -> Result<Shown> {
    let scope = caller.actor.may(Permission::SupervisionsWork)?;
    let read = async {
        let mut tx = app.store.read().await?;
        let visit = store::supervisions::get(&mut tx, &scope, id).await?;
        let leads = leads(&mut tx, &scope, &visit).await?;
        let reports = visit.details.findings.iter().flat_map(|finding| &finding.reports);
        let answers = reports.clone().filter_map(|one| one.answer.as_ref()?.by);
        let reporters = reports.filter_map(|one| one.by);
        let who = visit.details.who.iter().copied();
        let accounts: Vec<Uuid> = who.chain(reporters).chain(answers).collect();
        let names = store::exports::askers(&mut tx, &accounts).await?;
        let history = store::audit::of_subject(&mut tx, id, 100).await?;
        let past = store::supervisions::past(&mut tx, &visit).await?;
        Ok(Shown { leads, names, history, past, visit })
    };
    witness(app, caller, read.await).await
}

/// The accounts that may go on a visit: active coordinators and supervisors of the caller's units. Those
/// changed by hand are left out and audited.
///
/// # Errors
/// [`crate::service::ServiceError::Denied`], and what the database says.
pub async fn colleagues(app: &App, caller: &Caller) -> Result<Vec<Account>> {
    let scope = caller.actor.may(Permission::SupervisionsWork)?;
    let found = store::accounts::list(&mut *app.store.read().await?, &scope).await?;
    app.record_refused(caller, SubjectKind::Account, &found.refused).await?;
    let goes = |account: &Account| {
        account.is_active() && matches!(account.role, Role::Coordinator | Role::Supervisor)
    };
    Ok(found.readable.into_iter().filter(goes).collect())
}
