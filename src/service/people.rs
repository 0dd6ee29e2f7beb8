//! Reading a person masked, reading her in full for a reason, and changing her record.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

use super::{App, Caller, Result, ServiceError, commemorations, memberships, memorials, units};
use crate::{
    domain::{
        audit::{Action, AuditEvent, SubjectKind, UnmaskReason},
        contacts::InvalidReason,
        differences::{Difference, differences},
        intake::{Checks, Intake},
        masks::MaskedPerson,
        permissions::Permission,
        person::{Person, PersonStatus},
        words::{Problem, Words},
    },
    store::{self, WriteTx, past_versions::PastVersion, people::UnitPeriod},
};

/// A person as a page shows her.
pub struct Shown {
    /// The masked person.
    pub person: MaskedPerson,
    /// What deserves a second look.
    pub warnings: Vec<Problem>,
    /// The units that managed her.
    pub units: Vec<UnitPeriod>,
    /// What was done to the record and by whom, newest first.
    pub history: Vec<store::audit::AuditLine>,
}

/// The person `id`, masked.
///
/// # Errors
/// [`ServiceError::Missing`] outside the scope; [`ServiceError::Tampered`], which is audited.
pub async fn get(app: &App, caller: &Caller, id: Uuid) -> Result<Shown> {
    let scope = caller.actor.may(Permission::PeopleRead)?;
    let read = async {
        let mut tx = app.store.read().await?;
        let person = store::people::get(&mut tx, &scope, id).await?;
        let units = store::people::unit_history(&mut tx, &person).await?;
        let history = store::audit::of_subject(&mut tx, id, 100).await?;
        Ok((person, units, history))
    };
    let (person, units, history) = app.witness(caller, read.await).await?;
    let warnings = person.warnings();
    Ok(Shown { person: MaskedPerson::of(&person, app.today()), warnings, units, history })
}

/// The person `id` in full. The reading and its reason go into the audit trail first: nothing is
/// shown that was not recorded.
///
/// # Errors
/// As [`get`].
pub async fn unmask(app: &App, caller: &Caller, id: Uuid, reason: UnmaskReason) -> Result<Person> {
    let scope = caller.actor.may(Permission::PeopleUnmask)?;
    let act = async {
        let mut tx = app.store.write(&caller.origin).await?;
        let person = store::people::get(&mut tx, &scope, id).await?;
        let event = AuditEvent::new(Action::PersonUnmasked)
            .at(person.unit)
            .about(SubjectKind::Person, id, person.version)
            .because(reason);
        tx.commit(event).await?;
        Ok(person)
    };
    app.witness(caller, act.await).await
}

/// One change of one row: what differs, field by field.
pub struct PastChange {
    /// `person`, `registration`, `consent` or `relative`.
    pub kind: String,
    /// The version that was replaced.
    pub version: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// By which account; none for the operator.
    pub by: Option<Uuid>,
    /// What differs; personal data.
    pub differences: Vec<Difference>,
}

/// Everything that ever changed in the record of `id`, the newest first. It shows personal data: the
/// reading and its reason go into the audit trail first.
///
/// # Errors
/// As [`get`].
pub async fn past(
    app: &App,
    caller: &Caller,
    id: Uuid,
    reason: UnmaskReason,
) -> Result<Vec<PastChange>> {
    let person = unmask(app, caller, id, reason).await?;
    let read = async {
        let mut tx = app.store.read().await?;
        Ok(store::past_versions::list(&mut tx, &person).await?)
    };
    let past = app.witness(caller, read.await).await?;
    // Newest first: what a row became is what it is now, or the version met before.
    let mut became: BTreeMap<Uuid, Value> =
        store::past_versions::present(&person).into_iter().collect();
    let change = |version: PastVersion| {
        let after = became.insert(version.row, version.was.clone()).unwrap_or(Value::Null);
        PastChange {
            kind: version.kind,
            version: version.version,
            at: version.replaced_at,
            by: version.replaced_by,
            differences: differences(&version.was, &after),
        }
    };
    Ok(past.into_iter().map(change).collect())
}

/// Changes one person's record: loads it within scope, checks that it is still at `version` (none to
/// take it as it is), lets `change` work on it, saves it and tells of it.
///
/// # Errors
/// [`ServiceError::Conflict`] at another version, and what `change` says.
pub(super) async fn change(
    app: &App,
    caller: &Caller,
    id: Uuid,
    version: Option<i64>,
    action: Action,
    change: impl FnOnce(&mut Person) -> Result<()>,
) -> Result<i64> {
    let scope = caller.actor.may(Permission::PeopleWrite)?;
    let act = async {
        let mut tx = app.store.write(&caller.origin).await?;
        let before = store::people::get(&mut tx, &scope, id).await?;
        if version.is_some_and(|version| version != before.version) {
            return Err(ServiceError::Conflict);
        }
        if before.status == PersonStatus::Merged {
            return Err(merged().into());
        }
        let mut after = before.clone();
        change(&mut after)?;
        if after == before {
            return Ok(before.version);
        }
        if before.identity.document != after.identity.document {
            check_document(&mut tx, &scope, &before, &mut after).await?;
        }
        let saved = store::people::save(&mut tx, &before, after).await?;
        if before.consents != saved.consents {
            memorials::follow(app, caller, &mut tx, &scope, &saved).await?;
            memberships::follow(&mut tx, &scope, &saved, app.today()).await?;
        }
        commemorations::follow_person(app, caller, &mut tx, &scope, &saved).await?;
        let event =
            AuditEvent::new(action).at(saved.unit).about(SubjectKind::Person, id, saved.version);
        tx.commit(event).await?;
        Ok(saved.version)
    };
    app.witness(caller, act.await).await
}

/// A changed document number must not be another record's within scope; the old one stays findable.
async fn check_document(
    tx: &mut WriteTx,
    scope: &crate::domain::permissions::Scope,
    before: &Person,
    after: &mut Person,
) -> Result<()> {
    for (holder, unit) in store::people::hold_document(tx, &after.identity.document).await? {
        if holder == before.id {
            continue;
        }
        if store::units::is_within(tx, scope, unit).await? {
            let words = Words::new(
                "此证件号码属于另一条登记;如为同一人，请提议合并。",
                "Another record has this document; if it is the same person, propose a merge.",
            );
            return Err(Problem::new("document_number", "known_elsewhere", words).into());
        }
        let parent = store::units::common_ancestor(tx, unit, before.unit).await?;
        store::reconciliations::open(tx, parent, before.id, holder).await?;
    }
    after.identity.former_documents.push(before.identity.document.clone());
    Ok(())
}

/// Amends identity, contacts, relatives and executors to what `intake` says.
///
/// # Errors
/// Every problem of the form; [`ServiceError::Conflict`] where the record is not at `version` any more.
pub async fn amend(
    app: &App,
    caller: &Caller,
    id: Uuid,
    version: i64,
    intake: &Intake,
) -> Result<i64> {
    let vault = app.store.vault();
    let now = app.store.clock().now();
    let mut new_id = || crate::crypto::random::new_id(&*vault.random, now);
    let mut checks = Checks::new(app.today());
    let identity = intake.identity(&mut checks);
    let contacts = intake.contacts(&mut checks);
    let relatives = intake.relatives(&mut checks, &mut new_id);
    let identity = checks.finish(identity)?;
    let unit = get(app, caller, id).await?.person.unit;
    let exit_age = units::rules_for(app, unit).await?.stem_cell_exit_age;
    change(app, caller, id, Some(version), Action::PersonAmended, |person| {
        let born = person.identity.birth_date;
        let former = std::mem::take(&mut person.identity.former_documents);
        person.identity = identity;
        person.identity.former_documents = former;
        if person.identity.birth_date != born {
            person.correct_ageing(exit_age);
        }
        person.contacts = contacts;
        // A relative who is still named keeps her id, and so her key and history.
        let mut before = std::mem::take(&mut person.relatives);
        for mut relative in relatives {
            let same = before.iter().position(|old| {
                old.role == relative.role && old.details.name == relative.details.name
            });
            if let Some(at) = same {
                let old = before.remove(at);
                relative.id = old.id;
                relative.version = old.version;
            }
            person.relatives.push(relative);
        }
        Ok(())
    })
    .await
}

/// Sets or lifts do-not-contact.
///
/// # Errors
/// As [`get`].
pub async fn set_do_not_contact(
    app: &App,
    caller: &Caller,
    id: Uuid,
    version: i64,
    silent: bool,
) -> Result<i64> {
    change(app, caller, id, Some(version), Action::ContactRuleChanged, |person| {
        if !silent && person.status == PersonStatus::Deceased {
            let words = Words::new(
                "此人已故，不能解除免打扰。",
                "This person has died; she stays do-not-contact.",
            );
            return Err(Problem::new("do_not_contact", "deceased", words).into());
        }
        person.do_not_contact = silent;
        Ok(())
    })
    .await
}

/// Notes that the person was reached on her phone number `position` (from one) today, or why it is of
/// no use any more.
///
/// # Errors
/// As [`get`]; where there is no such phone.
pub async fn note_phone(
    app: &App,
    caller: &Caller,
    id: Uuid,
    version: i64,
    position: usize,
    useless: Option<InvalidReason>,
) -> Result<i64> {
    let today = app.today();
    change(app, caller, id, Some(version), Action::PersonAmended, |person| {
        let phone = position.checked_sub(1).and_then(|index| person.contacts.phones.get_mut(index));
        let Some(phone) = phone else {
            let words = Words::new("没有这个电话。", "There is no such phone.");
            return Err(Problem::new("phone", "missing", words).into());
        };
        phone.invalid = useless;
        if useless.is_none() {
            phone.verified_on = Some(today);
        }
        Ok(())
    })
    .await
}

fn merged() -> Problem {
    Problem::new(
        "status",
        "merged",
        Words::new(
            "此记录已合并到另一条，请在那里更改。",
            "This record was merged into another; change it there.",
        ),
    )
}
