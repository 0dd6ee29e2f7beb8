//! Tasks of the volunteer team: handed out and taken back by coordinators, done or given back by the helper who
//! has them. A helper comes to nothing but her own tasks, each with a masked name and a township.

mod handing;
mod helped;
mod leaving;
mod own;

use uuid::Uuid;

use super::{App, Caller, Result, ServiceError};
use crate::domain::{
    audit::{Action, AuditEvent, SubjectKind},
    tasks::Task,
};

pub(super) use self::{handing::hand, leaving::give_back_all};
pub use self::{
    handing::{
        Shown, Told, get, hand_out, hand_out_to_family, members_for, of_ledger, of_member,
        of_person, offer, returned, withdraw,
    },
    helped::Whom,
    own::{Own, OwnTask, give_back, one, own, report},
};

/// Passes `result` on; where a task was changed by hand, that goes into the audit trail.
async fn witness<T>(app: &App, caller: &Caller, result: Result<T>) -> Result<T> {
    if let Err(ServiceError::Tampered(id)) = &result {
        app.record_refused(caller, SubjectKind::Task, &[*id]).await?;
    }
    result
}

/// Those that open; the others are left out and audited.
async fn readable(
    app: &App,
    caller: &Caller,
    found: Vec<crate::store::sealed_rows::Opened<Task>>,
) -> Result<Vec<Task>> {
    let refused: Vec<Uuid> = found.iter().filter_map(|one| one.as_ref().err().copied()).collect();
    app.record_refused(caller, SubjectKind::Task, &refused).await?;
    Ok(found.into_iter().flatten().collect())
}

pub(super) fn event(action: Action, task: &Task) -> AuditEvent {
    AuditEvent::new(action).at(task.unit).about(SubjectKind::Task, task.id, task.version)
}
