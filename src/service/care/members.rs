//! Who belongs to a family: entered, amended, contacted by whom and how, silent on request, and read in full
//! for a reason.

use uuid::Uuid;

use super::{Work, change, event, person_is_silent, person_silenced, witness};
use crate::{
    domain::{
        audit::{Action, UnmaskReason},
        care::{
            contact::{ContactRule, may_reveal},
            inputs::{DayInput, MemberInput, RuleInput},
            members::Member,
        },
        permissions::{Permission, Role},
        words::{Problem, Words},
    },
    service::{App, Caller, Result, ServiceError},
    store,
};

/// Adds a member.
///
/// # Errors
/// Every problem of the form; a child under fourteen without her guardian's consent.
pub async fn add(
    app: &App,
    caller: &Caller,
    id: Uuid,
    version: i64,
    member: &MemberInput,
    rule: &RuleInput,
) -> Result<i64> {
    check_named(app, caller, rule).await?;
    change(app, caller, id, version, Action::CareAmended, |work| {
        let rule = rule.read(work.account, work.today);
        let silent = (ContactRule::No, Vec::new());
        // Both halves of the form tell at once what is wrong with them.
        let read = member.read(work.new_id, rule.clone().unwrap_or(silent), work.today);
        let member = match (rule, read) {
            (Ok(_), Ok(member)) => member,
            (rule, read) => {
                let problems = [rule.err(), read.err()].into_iter().flatten().flatten();
                return Err(ServiceError::Invalid(problems.collect()));
            }
        };
        Ok(work.ledger.story.add_member(member, work.today)?)
    })
    .await
}

/// Puts what is known now in the place of what was known of a member; who may contact her stays.
///
/// # Errors
/// As [`add`]; [`ServiceError::Missing`] where she does not belong to the family.
pub async fn amend(
    app: &App,
    caller: &Caller,
    id: Uuid,
    member: Uuid,
    version: i64,
    input: &MemberInput,
) -> Result<i64> {
    change(app, caller, id, version, Action::CareAmended, |work| {
        let known = known(work, member)?;
        let read = input.read(member, (known.contact, known.ways.clone()), work.today)?;
        Ok(work.ledger.story.amend_member(read, work.today)?)
    })
    .await
}

/// Says who may contact a member, and how. Nothing of her contacts is shown for it.
///
/// # Errors
/// Every problem of the form; [`ServiceError::Missing`] where she does not belong to the family.
pub async fn set_rule(
    app: &App,
    caller: &Caller,
    id: Uuid,
    member: Uuid,
    version: i64,
    input: &RuleInput,
) -> Result<i64> {
    check_named(app, caller, input).await?;
    change(app, caller, id, version, Action::CareAmended, |work| {
        known(work, member)?;
        let (rule, ways) = input.read(work.account, work.today)?;
        Ok(work.ledger.story.set_rule(member, rule, ways)?)
    })
    .await
}

/// Stops all contact at once: with one member, or (none) with the whole family.
///
/// # Errors
/// Where it is stopped already, or the day does not fit; [`ServiceError::Missing`] where the member does not
/// belong to the family.
pub async fn stop(
    app: &App,
    caller: &Caller,
    id: Uuid,
    member: Option<Uuid>,
    version: i64,
    input: &DayInput,
) -> Result<i64> {
    change(app, caller, id, version, Action::CareSilenced, |work| {
        member.map(|member| known(work, member)).transpose()?;
        let (on, _) = input.read(work.today)?;
        Ok(work.ledger.story.stop(member, on, work.today)?)
    })
    .await
}

/// Contact is welcome again: with one member, or (none) with the whole family.
///
/// # Errors
/// Where it was not stopped, or the day does not fit; [`ServiceError::Missing`] where the member does not
/// belong to the family.
pub async fn lift(
    app: &App,
    caller: &Caller,
    id: Uuid,
    member: Option<Uuid>,
    version: i64,
    input: &DayInput,
) -> Result<i64> {
    change(app, caller, id, version, Action::CareResumed, |work| {
        member.map(|member| known(work, member)).transpose()?;
        let (on, _) = input.read(work.today)?;
        Ok(work.ledger.story.lift(member, on, work.today)?)
    })
    .await
}

/// A member in full, with what the family is called.
pub struct Revealed {
    /// The ledger's version.
    pub version: i64,
    /// What the family is called.
    pub title: String,
    /// The member.
    pub member: Member,
}

/// A member of a family in full. The reading and its reason go into the audit trail first: nothing is shown
/// that was not recorded.
///
/// # Errors
/// While she or the whole family has asked for silence; to contact her, where the caller may not;
/// [`ServiceError::Missing`] where she does not belong to the family.
pub async fn reveal(
    app: &App,
    caller: &Caller,
    id: Uuid,
    member: Uuid,
    reason: UnmaskReason,
) -> Result<Revealed> {
    let scope = caller.actor.may(Permission::CareWork)?;
    caller.actor.may(Permission::PeopleUnmask)?;
    let act = async {
        let mut tx = app.store.write(&caller.origin).await?;
        let ledger = store::care::get(&mut tx, &scope, id).await?;
        let member = ledger.story.member(member).ok_or(ServiceError::Missing)?.clone();
        let to_contact = reason == UnmaskReason::Contact;
        may_reveal(&ledger.story, &member, caller.actor.account_id(), to_contact)?;
        if person_is_silent(&mut tx, &scope, &ledger).await? {
            return Err(person_silenced().into());
        }
        tx.commit(event(Action::CareUnmasked, &ledger).because(reason)).await?;
        Ok(Revealed { version: ledger.version, title: ledger.story.title, member })
    };
    witness(app, caller, act.await).await
}

fn known(work: &Work, member: Uuid) -> Result<&Member> {
    work.ledger.story.member(member).ok_or(ServiceError::Missing)
}

/// Whoever alone may contact a member has to be a colleague who works on care within the caller's units.
async fn check_named(app: &App, caller: &Caller, input: &RuleInput) -> Result<()> {
    let scope = caller.actor.may(Permission::CareWork)?;
    let Some(id) = input.contact_by.filter(|id| Some(*id) != caller.actor.account_id()) else {
        return Ok(());
    };
    let found = store::accounts::in_scope(&mut *app.store.read().await?, &scope, id).await;
    match found {
        Ok(account)
            if account.is_active()
                && matches!(account.role, Role::Coordinator | Role::Supervisor) =>
        {
            Ok(())
        }
        Ok(_) | Err(store::StoreError::Missing | store::StoreError::Tampered(_)) => {
            let words = Words::new(
                "没有这位协调员的可用账号，请指定本机构或下级机构的协调员或督导。",
                "No such coordinator with an account in use; name one of your unit or below.",
            );
            Err(Problem::new("contact_by", "unknown_account", words).into())
        }
        Err(other) => Err(other.into()),
    }
}
