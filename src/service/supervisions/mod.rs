//! Supervision visits: an office plans and makes them at offices below it, the office visited reports what it
//! put right, and only the one that visited closes it.

mod acts;
mod reading;

use uuid::Uuid;

pub use acts::{answer, cancel, find, hold, plan, rectify};
pub use reading::{Listed, Shown, colleagues, get, list};

use super::{App, Caller, Result, ServiceError};
use crate::{
    domain::{
        audit::{Action, AuditEvent, SubjectKind},
        permissions::Scope,
        supervisions::Visit,
    },
    store::{self, Session},
};

/// Passes `result` on; where a row was changed by hand, that goes into the audit trail.
async fn witness<T>(app: &App, caller: &Caller, result: Result<T>) -> Result<T> {
    if let Err(ServiceError::Tampered(id)) = &result {
        app.record_refused(caller, SubjectKind::Supervision, &[*id]).await?;
    }
    result
}

/// Whether the caller belongs to the office that visits, or to one above it: the office visited does not.
async fn leads(session: &mut Session, scope: &Scope, visit: &Visit) -> Result<bool> {
    Ok(store::units::is_within(session, scope, visit.by_unit).await?)
}

fn event(action: Action, visit: &Visit) -> AuditEvent {
    let Visit { id, version, unit, .. } = visit;
    AuditEvent::new(action).at(*unit).about(SubjectKind::Supervision, *id, *version)
}

/// The visit `id` as it was read.
async fn at_version(session: &mut Session, scope: &Scope, id: Uuid, version: i64) -> Result<Visit> {
    let found = store::supervisions::get(session, scope, id).await?;
    if found.version == version { Ok(found) } else { Err(ServiceError::Conflict) }
}
