//! Opening one reminder: whom it is about, in full for her whose task it is. Having the reminder is the reason, and
//! the trail says so before anything is shown.

use uuid::Uuid;

use super::{
    acts::{event, reach, rule_of, standing},
    attempts::{self, Rounds},
};
use crate::{
    domain::{
        audit::Action,
        care::{CareLedger, members::Kinship},
        coordinators::Coordinator,
        permissions::Scope,
        reminders::{Reminder, SubjectKind, rules::Rule},
    },
    service::{App, Caller, Result, ServiceError},
    store::{self, Session, audit::AuditLine},
};

/// Somebody who may be contacted, in full.
pub struct Reachable {
    /// Her name.
    pub name: String,
    /// What she is to the donor or registrant; none for the subject herself.
    pub kinship: Option<Kinship>,
    /// Her number.
    pub phone: Option<String>,
}

/// A reminder as she needs it whose task it is.
pub struct OpenedReminder {
    /// The reminder.
    pub reminder: Reminder,
    /// Its rule.
    pub rule: Rule,
    /// Whom it is about, masked.
    pub whom: String,
    /// Who may be contacted, in full; empty where somebody else has the reminder, or it is over.
    pub reachable: Vec<Reachable>,
    /// Where the rule asks for the whole protocol: how far it is; with every number where somebody may be contacted.
    pub rounds: Option<Rounds>,
    /// Somebody else has it, or the volunteer team.
    pub is_anothers: bool,
    /// What was done and by whom, newest first.
    pub history: Vec<AuditLine>,
}

/// Opens a reminder: having it is the reason for seeing whom to call, and the trail says so first.
///
/// # Errors
/// [`ServiceError::Missing`] outside the scope; [`ServiceError::Tampered`], which is audited.
pub async fn open(app: &App, caller: &Caller, id: Uuid) -> Result<OpenedReminder> {
    let (scope, kinds) = reach(caller)?;
    let act = async {
        let mut tx = app.store.write(&caller.origin).await?;
        let reminder = store::reminders::get(&mut tx, &scope, id).await?;
        if !kinds.contains(&reminder.kind) {
            return Err(ServiceError::Missing);
        }
        let rule = rule_of(app, &reminder)?;
        let (stands, now) = standing(app, caller, &mut tx, vec![Ok(reminder.clone())]).await?;
        let stands = !stands.is_empty();
        let whom = now.whom(&reminder).unwrap_or_default().to_owned();
        let me = caller.actor.account_id();
        let details = &reminder.details;
        let is_anothers =
            details.task.is_some() || details.assignee.is_some_and(|other| Some(other) != me);
        let shows = stands && !is_anothers && rule.is_contact();
        let reachable =
            if shows { reachable(&mut tx, &scope, &reminder, me).await? } else { Vec::new() };
        let rounds = match (rule.protocol && shows, reminder.kind) {
            (true, SubjectKind::Person) => {
                let person = store::people::get(&mut tx, &scope, reminder.subject).await?;
                Some(attempts::rounds(app, &reminder, &person))
            }
            _ => None,
        };
        let history = store::audit::of_subject(&mut tx, id, 50).await?;
        if reachable.is_empty() {
            drop(tx);
        } else {
            tx.commit(event(Action::ReminderOpened, &reminder)).await?;
        }
        Ok(OpenedReminder { reminder, rule, whom, reachable, rounds, is_anothers, history })
    };
    app.witness(caller, act.await).await
}

async fn reachable(
    session: &mut Session,
    scope: &Scope,
    reminder: &Reminder,
    me: Option<Uuid>,
) -> Result<Vec<Reachable>> {
    Ok(match reminder.kind {
        SubjectKind::Person => {
            let person = store::people::get(session, scope, reminder.subject).await?;
            let valid = person.contacts.phones.iter().filter(|phone| phone.invalid.is_none());
            let phones =
                valid.map(|phone| phone.phone.as_str().to_owned()).collect::<Vec<_>>().join(" · ");
            let phone = Some(phones).filter(|phones| !phones.is_empty());
            vec![Reachable { name: person.identity.name.as_str().to_owned(), kinship: None, phone }]
        }
        SubjectKind::Ledger => {
            let ledger: CareLedger = store::care::get(session, scope, reminder.subject).await?;
            let members = ledger.story.members.iter();
            members
                .filter(|member| member.contact.allows(me) && !member.stops.stands())
                .map(|member| Reachable {
                    name: member.name.as_str().to_owned(),
                    kinship: Some(member.kinship),
                    phone: member.phone.as_ref().map(|phone| phone.as_str().to_owned()),
                })
                .collect()
        }
        SubjectKind::Coordinator => {
            let found: Coordinator =
                store::coordinators::get(session, scope, reminder.subject).await?;
            vec![Reachable {
                name: found.details.name.as_str().to_owned(),
                kinship: None,
                phone: None,
            }]
        }
        SubjectKind::Account => Vec::new(),
    })
}
