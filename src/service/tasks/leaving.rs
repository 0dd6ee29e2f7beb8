//! What becomes of the tasks of a member who leaves.

use super::event;
use crate::{
    domain::{
        audit::{Action, AuditEvent, SubjectKind},
        team::Member,
    },
    service::{App, Result, reminders},
    store::{self, WriteTx},
};

/// What is noted on a task whose member has left.
const LEFT: &str = "队员离队，请另行分派。";

/// Gives every task that `member` still has back, wherever its person lives now: a coordinator decides what becomes
/// of it. One that was changed by hand is nobody's to do; the trail says so.
pub async fn give_back_all(app: &App, tx: &mut WriteTx, member: &Member) -> Result<()> {
    for task in store::tasks::handed_to(tx, member.id).await? {
        match task {
            Ok(before) => {
                let mut after = before.clone();
                after.give_back(LEFT.to_owned())?;
                let saved = store::tasks::save(tx, &before, after).await?;
                reminders::team::follow(app, tx, &saved).await?;
                tx.note(event(Action::TaskReturned, &saved)).await?;
            }
            Err(id) => {
                let refused = AuditEvent::new(Action::IntegrityFailed).at(member.unit);
                tx.note(refused.about(SubjectKind::Task, id, 0)).await?;
            }
        }
    }
    Ok(())
}
