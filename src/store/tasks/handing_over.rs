//! Giving tasks to another record of the same person, when two records become one.

use uuid::Uuid;

use super::{Head, past, past_place};
use crate::{
    domain::tasks::Task,
    store::{Result, StoreError, WriteTx, db::sql, keys, rows::seal},
};

/// Gives a task to another record of the same person: everything of it is sealed anew under that record's key.
///
/// # Errors
/// [`StoreError::Conflict`] where somebody else saved meanwhile.
pub async fn hand_over(tx: &mut WriteTx, task: &Task, to: Uuid) -> Result<()> {
    let key = keys::one(tx, to).await?;
    for past in past(tx, task).await? {
        let was = past.was;
        let sealed = seal(&tx.vault, &key, &was, &past_place(was.id, was.version));
        sql("/* tasks::hand_over */ UPDATE past_tasks SET sealed = $3 WHERE task_id = $1 AND version = $2")
            .bind(was.id)
            .bind(was.version)
            .bind(sealed)
            .execute(&mut tx.tx)
            .await?;
    }
    let after = Task { person: to, version: task.version + 1, ..task.clone() };
    let sealed = seal(&tx.vault, &key, &after.details, &Head::of(&after).place());
    let now = tx.now;
    let changed = sql("/* tasks::hand_over */ UPDATE tasks
         SET person_id = $3, version = $4, updated_at = $5, sealed = $6 WHERE id = $1 AND version = $2")
    .bind(task.id)
    .bind(task.version)
    .bind(to)
    .bind(after.version)
    .bind(now)
    .bind(sealed)
    .execute(&mut tx.tx)
    .await?;
    if changed == 1 { Ok(()) } else { Err(StoreError::Conflict) }
}
