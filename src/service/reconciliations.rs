//! Two offices hold the same document: their common parent says whether it is one person.

use uuid::Uuid;

use super::{App, Caller, Result};
use crate::{
    domain::{
        audit::{Action, AuditEvent, SubjectKind},
        masks::MaskedPerson,
        permissions::Permission,
    },
    store::{self, reconciliations::Reconciliation},
};

/// A pair of records that hold one document.
pub struct Pair {
    /// The task.
    pub task: Reconciliation,
    /// The later record; none where it is damaged.
    pub person: Option<MaskedPerson>,
    /// The earlier record.
    pub other: Option<MaskedPerson>,
}

/// The pairs that wait for units in the caller's scope.
///
/// # Errors
/// What the database says.
pub async fn list(app: &App, caller: &Caller) -> Result<Vec<Pair>> {
    let scope = caller.actor.may(Permission::ReconciliationsDecide)?;
    let mut tx = app.store.read().await?;
    let mut pairs = Vec::new();
    for task in store::reconciliations::list(&mut tx, &scope).await? {
        let mut shown = [None, None];
        for (slot, id) in shown.iter_mut().zip([task.person, task.other]) {
            *slot = match store::people::get(&mut tx, &scope, id).await {
                Ok(person) => Some(MaskedPerson::of(&person, app.today())),
                Err(store::StoreError::Tampered(_) | store::StoreError::Missing) => None,
                Err(other) => return Err(other.into()),
            };
        }
        let [person, other] = shown;
        pairs.push(Pair { task, person, other });
    }
    Ok(pairs)
}

/// Settles a pair: where it is one person, a merge into the earlier record is proposed, which
/// somebody else confirms; otherwise both records stay.
///
/// # Errors
/// [`super::ServiceError::Missing`] outside the scope.
pub async fn decide(app: &App, caller: &Caller, id: Uuid, same: bool) -> Result<()> {
    let scope = caller.actor.may(Permission::ReconciliationsDecide)?;
    let act = async {
        let mut tx = app.store.write(&caller.origin).await?;
        let task = store::reconciliations::get(&mut tx, &scope, id).await?;
        store::reconciliations::decide(&mut tx, id, same).await?;
        if same {
            store::merges::ask(&mut tx, task.other, task.person).await?;
            let event = AuditEvent::new(Action::MergeAsked).at(task.unit).about(
                SubjectKind::Person,
                task.other,
                0,
            );
            tx.note(event).await?;
        }
        let event = AuditEvent::new(Action::ReconciliationDecided).at(task.unit).about(
            SubjectKind::Reconciliation,
            id,
            1,
        );
        tx.commit(event).await?;
        Ok(())
    };
    app.witness(caller, act.await).await
}
