//! What happens with a family: written down, taken back; and aid, which a second person approves.

use uuid::Uuid;

use super::{Work, change, change_in, person_silenced};
use crate::{
    domain::{
        audit::Action,
        care::{
            aid::{Decision, Giving},
            entries::Entry,
            inputs::{AidInput, DayInput, EntryInput},
        },
        permissions::Permission,
        words::Words,
    },
    service::{App, Caller, Result, ServiceError, named},
};

const BY_PEOPLE: Words = Words::new(
    "救助须由具名账号申请和审批，不能在命令行办理。",
    "Aid is asked for and approved by accounts of people, not at the command line.",
);

/// Writes down a visit, a call, condolences, hardship, a wish or a note.
///
/// # Errors
/// Every problem of the form; where contact was not allowed on that day, or the words speak of compensation.
pub async fn tell(
    app: &App,
    caller: &Caller,
    id: Uuid,
    version: i64,
    input: &EntryInput,
) -> Result<i64> {
    change(app, caller, id, version, Action::CareTold, |work| {
        let entry = input.read(work.new_id, work.account, work.today)?;
        if work.person_is_silent && entry.what.is_contact() && !entry.came {
            return Err(person_silenced().into());
        }
        Ok(work.ledger.story.tell(entry, work.today)?)
    })
    .await
}

/// Takes back what was written down by mistake.
///
/// # Errors
/// Where aid was decided on; [`ServiceError::Missing`] where there is no such entry.
pub async fn take_back(
    app: &App,
    caller: &Caller,
    id: Uuid,
    entry: Uuid,
    version: i64,
) -> Result<i64> {
    change(app, caller, id, version, Action::CareAmended, |work| {
        known(work, entry)?;
        Ok(work.ledger.story.take_back(entry)?)
    })
    .await
}

/// Asks for aid; a second person decides.
///
/// # Errors
/// Every problem of the form; where the words speak of compensation, or the caller has no account.
pub async fn request_aid(
    app: &App,
    caller: &Caller,
    id: Uuid,
    version: i64,
    input: &AidInput,
) -> Result<i64> {
    change(app, caller, id, version, Action::AidRequested, |work| {
        let by = named(work.account, BY_PEOPLE)?;
        let entry = input.read(work.new_id, by, work.today)?;
        Ok(work.ledger.story.tell(entry, work.today)?)
    })
    .await
}

/// The second person's word on aid, here or in the city's office; it counts from today.
///
/// # Errors
/// Where the caller asked for it herself or has no account, nothing waits, or a refusal has no words;
/// [`ServiceError::Missing`] where there is no such aid.
pub async fn decide_aid(
    app: &App,
    caller: &Caller,
    id: Uuid,
    aid: Uuid,
    version: i64,
    approved: bool,
    words: &str,
) -> Result<i64> {
    let scope = caller.actor.may(Permission::AidApprove)?;
    let decided = change_in(app, caller, scope, id, version, Action::AidDecided, |work| {
        known(work, aid)?;
        let by = named(work.account, BY_PEOPLE)?;
        let today = DayInput { on: work.today.to_string(), words: words.to_owned() };
        let (on, words) = today.read(work.today)?;
        let decision = Decision { on, by, approved, words };
        Ok(work.ledger.story.decide(aid, decision, work.today)?)
    });
    decided.await
}

/// Approved aid was given.
///
/// # Errors
/// Where it was not approved or was given already, or the day does not fit; [`ServiceError::Missing`] where
/// there is no such aid.
pub async fn give_aid(
    app: &App,
    caller: &Caller,
    id: Uuid,
    aid: Uuid,
    version: i64,
    input: &DayInput,
) -> Result<i64> {
    change(app, caller, id, version, Action::AidGiven, |work| {
        known(work, aid)?;
        let (on, _) = input.read(work.today)?;
        let giving = Giving { on, by: work.account };
        Ok(work.ledger.story.give(aid, giving, work.today)?)
    })
    .await
}

/// The family has signed for the aid.
///
/// # Errors
/// Where it was not given or was signed for already, or the day does not fit; [`ServiceError::Missing`]
/// where there is no such aid.
pub async fn receipt_aid(
    app: &App,
    caller: &Caller,
    id: Uuid,
    aid: Uuid,
    version: i64,
    input: &DayInput,
) -> Result<i64> {
    change(app, caller, id, version, Action::AidFollowed, |work| {
        known(work, aid)?;
        let receipt = input.told(work.account, work.today)?;
        Ok(work.ledger.story.receipt(aid, receipt, work.today)?)
    })
    .await
}

/// What came of the aid.
///
/// # Errors
/// Where it was not signed for, or day or words do not fit; [`ServiceError::Missing`] where there is no such
/// aid.
pub async fn outcome_of_aid(
    app: &App,
    caller: &Caller,
    id: Uuid,
    aid: Uuid,
    version: i64,
    input: &DayInput,
) -> Result<i64> {
    change(app, caller, id, version, Action::AidFollowed, |work| {
        known(work, aid)?;
        let outcome = input.told(work.account, work.today)?;
        Ok(work.ledger.story.outcome(aid, outcome, work.today)?)
    })
    .await
}

fn known(work: &Work, entry: Uuid) -> Result<&Entry> {
    work.ledger.story.entries.iter().find(|known| known.id == entry).ok_or(ServiceError::Missing)
}
