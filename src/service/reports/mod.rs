//! Reports: a draft is computed from what is true now, issuing freezes it with its hash, a correction is another
//! edition that names what changed. Whoever looks, and every copy that leaves, is in the trail.

mod computing;
mod figures;
mod files;
mod goals;
mod issuing;
mod reading;
mod work;

use sha2::{Digest, Sha256};
use uuid::Uuid;

pub use files::File;
pub use issuing::issue;
pub use reading::{Listed, Shown, copy_of_draft, copy_of_issued, draft, get, latest, list};

use super::{App, Caller, Result, ServiceError};
use crate::domain::{
    audit::{Action, AuditEvent, SubjectKind},
    permissions::{Permission, Scope},
    reports::{Content, Report, changes},
};
use crate::store::{self, Session};

/// Which report.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Of which unit.
    pub unit: Uuid,
    /// For what time.
    pub kind: crate::domain::reports::ReportKind,
    /// Which.
    pub period: crate::domain::periods::Period,
}

/// SHA-256 of `text` as hexadecimal digits.
fn digest(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn frozen(content: &Content) -> Result<String> {
    content.canonical().map_err(|error| ServiceError::Internal(format!("a report: {error}")))
}

/// What an issued report says, once its hash is found to be that of its text.
fn thaw(report: &Report) -> Result<Content> {
    if digest(&report.details.content) != report.sha256 {
        return Err(ServiceError::Tampered(report.id));
    }
    serde_json::from_str(&report.details.content).map_err(|_| ServiceError::Tampered(report.id))
}

/// Whether the caller sees everything exact: who opens the records of the units below.
fn sees_all(caller: &Caller) -> bool {
    caller.actor.may(Permission::PeopleRead).is_ok()
}

/// `content` as the caller may see it.
fn as_seen(caller: &Caller, content: Content) -> Content {
    if sees_all(caller) { content } else { content.for_figures_only(caller.actor.unit()) }
}

/// An issued report as the caller may see it, and what it says. Where small numbers are hidden, what a correction
/// changed is told of the hidden figures, and there is no hash: few numbers are quickly tried against one.
async fn issued_as_seen(
    tx: &mut Session,
    scope: &Scope,
    caller: &Caller,
    mut report: Report,
) -> Result<(Report, Content)> {
    let content = as_seen(caller, thaw(&report)?);
    if !sees_all(caller) {
        report.details.changes = match report.supersedes {
            None => Vec::new(),
            Some(id) => {
                let was = thaw(&store::reports::get(tx, scope, id).await?)?;
                changes(&as_seen(caller, was), &content)
            }
        };
        report.sha256.clear();
    }
    report.details.content.clear();
    Ok((report, content))
}

fn event(action: Action, report: &Report) -> AuditEvent {
    let Report { id, version, unit, .. } = report;
    AuditEvent::new(action).at(*unit).about(SubjectKind::Report, *id, *version)
}

/// Passes `result` on; where a row was changed by hand, that goes into the audit trail.
async fn witness<T>(app: &App, caller: &Caller, result: Result<T>) -> Result<T> {
    if let Err(ServiceError::Tampered(id)) = &result {
        app.record_refused(caller, SubjectKind::Report, &[*id]).await?;
    }
    result
}
