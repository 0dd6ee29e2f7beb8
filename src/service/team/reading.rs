//! Reading the roster: the list, one member, and what is masked in full for a reason.

use uuid::Uuid;

use super::{event, witness};
use crate::{
    domain::{
        audit::{Action, SubjectKind, UnmaskReason},
        hours::Hours,
        permissions::Permission,
        team::Member,
    },
    service::{
        App, Caller, Result,
        tasks::{self, Told},
    },
    store::{self, audit::AuditLine, sealed_rows::Past},
};

/// A member with what she has and has done.
pub struct Listed {
    /// The member.
    pub member: Member,
    /// How many tasks she has now.
    pub open: i64,
    /// Her hours of service: the sum over her done tasks; trainings stand apart.
    pub served: Hours,
}

/// A member as her page shows her.
pub struct Shown {
    /// The member, her open tasks counted wherever the people are, and her hours.
    pub listed: Listed,
    /// Her tasks about people within the caller's scope, the newest first.
    pub tasks: Vec<Told>,
    /// What was done and by whom, newest first.
    pub history: Vec<AuditLine>,
    /// What she was, newest first.
    pub past: Vec<Past<Member>>,
}

/// The roster within the caller's scope: who serves first, then by the time of joining the roster. Rows that
/// cannot be read are left out and audited.
///
/// # Errors
/// [`crate::service::ServiceError::Denied`], and what the database says.
pub async fn list(app: &App, caller: &Caller) -> Result<Vec<Listed>> {
    let scope = caller.actor.may(Permission::TeamManage)?;
    let mut tx = app.store.read().await?;
    let found = store::team::list(&mut tx, &scope).await?;
    let open = store::tasks::open_by_member(&mut tx, &scope).await?;
    let served = store::tasks::served(&mut tx, &scope, None).await?;
    drop(tx);
    let refused: Vec<Uuid> = found.iter().filter_map(|one| one.as_ref().err().copied()).collect();
    app.record_refused(caller, SubjectKind::Member, &refused).await?;
    app.record_refused(caller, SubjectKind::Task, &served.refused).await?;
    let listed = |member: Member| Listed {
        open: open.get(&member.id).copied().unwrap_or_default(),
        served: served.hours.get(&member.id).copied().unwrap_or_default(),
        member,
    };
    let mut listed: Vec<Listed> = found.into_iter().flatten().map(listed).collect();
    listed.sort_by_key(|one| (!one.member.active, one.member.id));
    Ok(listed)
}

/// The member `id`.
///
/// # Errors
/// [`crate::service::ServiceError::Missing`] outside the scope;
/// [`crate::service::ServiceError::Tampered`], which is audited.
pub async fn get(app: &App, caller: &Caller, id: Uuid) -> Result<Shown> {
    let scope = caller.actor.may(Permission::TeamManage)?;
    let read = async {
        let mut tx = app.store.read().await?;
        let member = store::team::get(&mut tx, &scope, id).await?;
        let open = store::tasks::open_with(&mut tx, id).await?;
        let served = store::tasks::served(&mut tx, &scope, Some(id)).await?;
        let history = store::audit::of_subject(&mut tx, id, 100).await?;
        let past = store::team::past(&mut tx, &member).await?;
        Ok((member, open, served, history, past))
    };
    let (member, open, served, history, past) = witness(app, caller, read.await).await?;
    app.record_refused(caller, SubjectKind::Task, &served.refused).await?;
    let served = served.hours.get(&id).copied().unwrap_or_default();
    let tasks = tasks::of_member(app, caller, id).await?;
    Ok(Shown { listed: Listed { member, open, served }, tasks, history, past })
}

/// The member `id` in full. The reading and its reason go into the audit trail first.
///
/// # Errors
/// As [`get`].
pub async fn unmask(app: &App, caller: &Caller, id: Uuid, reason: UnmaskReason) -> Result<Member> {
    let scope = caller.actor.may(Permission::PeopleUnmask)?;
    let act = async {
        let mut tx = app.store.write(&caller.origin).await?;
        let member = store::team::get(&mut tx, &scope, id).await?;
        tx.commit(event(Action::PersonUnmasked, &member).because(reason)).await?;
        Ok(member)
    };
    witness(app, caller, act.await).await
}
