//! Exports of people: asked for, approved by a second person above fifty, given out once, watched.

mod acts;
mod files;
mod giving;

use chrono::Days;
use uuid::Uuid;

pub use acts::{ask, decide};
pub use giving::{File, fetch};

use super::{App, Caller, Result, ServiceError};
use crate::{
    domain::{
        audit::{Action, AuditEvent, SubjectKind},
        exports::{A_DAY, Export, ExportDetails, ExportKind, Filter, SHOWN_FOR},
        permissions::{Denied, Permission, Scope},
        words::Problem,
    },
    service::memberships::{self, Roll},
    store::{self, Session, audit::AuditLine, exports::Many, sealed_rows::Past},
};

/// How many exports a list shows.
const MOST: i64 = 200;

/// An export in a list.
pub struct Listed {
    /// The export.
    pub export: Export,
    /// What the account that asked is called on screen.
    pub asked_by: String,
    /// What the second person is called.
    pub decided_by: String,
}

/// An export as its page shows it.
pub struct Shown {
    /// The export.
    pub listed: Listed,
    /// Whether the caller may decide on it.
    pub may_decide: bool,
    /// Why the caller may not fetch the file now; none where she may.
    pub hindrance: Option<Problem>,
    /// What was done and by whom, newest first.
    pub history: Vec<AuditLine>,
    /// What it was, newest first.
    pub past: Vec<Past<ExportDetails>>,
}

/// The export `id`: one's own, or for those who approve one of their units.
///
/// # Errors
/// [`ServiceError::Missing`] where it is somebody else's; [`ServiceError::Tampered`], which is audited.
pub async fn get(app: &App, caller: &Caller, id: Uuid) -> Result<Shown> {
    let scope = caller.actor.may(Permission::ExportsAsk)?;
    let read = async {
        let mut tx = app.store.read().await?;
        let export = one(&mut tx, caller, &scope, id).await?;
        let history = store::audit::of_subject(&mut tx, id, 100).await?;
        let past = store::exports::past(&mut tx, &export).await?;
        let listed = named(&mut tx, vec![export]).await?.pop().ok_or(ServiceError::Missing)?;
        Ok((listed, history, past))
    };
    let (listed, history, past) = app.witness(caller, read.await).await?;
    let by = caller.actor.account_id();
    let may = caller.actor.may(Permission::ExportsApprove).is_ok();
    let may_decide = may && listed.export.may_decide(by).is_ok();
    let hindrance = listed.export.may_fetch(by, app.today()).err();
    Ok(Shown { listed, may_decide, hindrance, history, past })
}

/// The newest 200 exports: one's own, or for those who approve all of their units. Those that cannot be read are
/// left out and audited.
///
/// # Errors
/// [`ServiceError::Denied`], and what the database says.
pub async fn list(app: &App, caller: &Caller) -> Result<Vec<Listed>> {
    let scope = caller.actor.may(Permission::ExportsAsk)?;
    let own = match caller.actor.may(Permission::ExportsApprove) {
        Ok(_) => None,
        Err(_) => Some(account(caller)?),
    };
    let mut tx = app.store.read().await?;
    let found = store::exports::list(&mut tx, &scope, own, MOST).await?;
    drop(tx);
    let found = app.readable(caller, SubjectKind::Export, found).await?;
    named(&mut *app.store.read().await?, found).await
}

/// The accounts of the caller's units that exported more than 200 people on one of the last seven days.
///
/// # Errors
/// [`ServiceError::Denied`], and what the database says.
pub async fn many(app: &App, caller: &Caller) -> Result<Vec<Many>> {
    let scope = caller.actor.may(Permission::ExportsWatch)?;
    many_in(app, &mut *app.store.read().await?, &scope).await
}

/// As [`many`], within `scope`.
///
/// # Errors
/// What the database says.
pub(super) async fn many_in(app: &App, session: &mut Session, scope: &Scope) -> Result<Vec<Many>> {
    let from = app.today() - Days::new(SHOWN_FOR - 1);
    Ok(store::exports::many(session, scope, from, A_DAY).await?)
}

/// The export `id` as far as the caller may know of it.
async fn one(session: &mut Session, caller: &Caller, scope: &Scope, id: Uuid) -> Result<Export> {
    let export = store::exports::get(session, scope, id).await?;
    let own = caller.actor.account_id() == Some(export.account);
    let oversees = caller.actor.may(Permission::ExportsApprove).is_ok();
    if own || oversees { Ok(export) } else { Err(ServiceError::Missing) }
}

async fn named(session: &mut Session, exports: Vec<Export>) -> Result<Vec<Listed>> {
    let ids: Vec<Uuid> = exports
        .iter()
        .flat_map(|export| [Some(export.account), export.details.decided_by])
        .flatten()
        .collect();
    let names = store::exports::askers(session, &ids).await?;
    let name = |id: Option<Uuid>| id.and_then(|id| names.get(&id).cloned()).unwrap_or_default();
    let listed = exports.into_iter().map(|export| Listed {
        asked_by: name(Some(export.account)),
        decided_by: name(export.details.decided_by),
        export,
    });
    Ok(listed.collect())
}

/// The account that asks; the command line has none and exports nothing.
fn account(caller: &Caller) -> Result<Uuid> {
    Ok(caller.actor.account_id().ok_or(Denied(Permission::ExportsAsk))?)
}

/// Whom an export of `kind` may contain: the scope of the work that the people in it are for.
fn reach(caller: &Caller, kind: ExportKind) -> Result<Scope> {
    caller.actor.may(Permission::PeopleUnmask)?;
    match kind {
        ExportKind::Members => Ok(caller.actor.may(Permission::MembershipsWork)?),
    }
}

/// Whom an export of `kind` contains now.
async fn content(
    session: &mut Session,
    scope: &Scope,
    kind: ExportKind,
    filter: &Filter,
    by: chrono::DateTime<chrono::Utc>,
) -> Result<Roll> {
    match kind {
        ExportKind::Members => memberships::roll(session, scope, filter, by).await,
    }
}

fn event(action: Action, export: &Export) -> AuditEvent {
    AuditEvent::new(action).at(export.unit).about(SubjectKind::Export, export.id, export.version)
}
