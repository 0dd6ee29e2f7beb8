//! Care ledgers: opened for a family or a living registrant or donor, read masked, and changed one act at a
//! time. Who belongs to a family and may be contacted is in [`members`], what happens with it in [`entries`].

pub mod entries;
pub mod erasing;
pub mod members;

use chrono::NaiveDate;
use uuid::Uuid;

use super::{App, Caller, Result, ServiceError, commemorations};
use crate::{
    domain::{
        audit::{Action, AuditEvent, SubjectKind},
        care::{
            CareLedger, LedgerKind, Remembered, Story, inputs::LedgerInput, masks::MaskedLedger,
        },
        donations::Donation,
        permissions::{Permission, Scope},
        person::{Person, PersonStatus},
        words::{Problem, Words},
    },
    store::{self, Session, StoreError, audit::AuditLine, sealed_rows::Past},
};

/// The most ledgers that one list shows.
const MOST: usize = 300;

/// A ledger as a page shows it.
pub struct Shown {
    /// The ledger, masked.
    pub ledger: MaskedLedger,
    /// What was done and by whom, newest first.
    pub history: Vec<AuditLine>,
    /// What it was, newest first.
    pub past: Vec<Past<Story>>,
}

/// The ledgers of a scope.
pub struct Listed {
    /// Masked: those with aid that waits first, then those changed last.
    pub ledgers: Vec<MaskedLedger>,
    /// How many more there are.
    pub left_off: usize,
}

/// The ledgers within the caller's scope, 300 at most; those that cannot be read are left out and audited.
///
/// # Errors
/// [`ServiceError::Denied`], and what the database says.
pub async fn list(app: &App, caller: &Caller) -> Result<Listed> {
    let scope = caller.actor.may(Permission::CareWork)?;
    let mut tx = app.store.read().await?;
    let found = store::care::list(&mut tx, &scope, MOST).await?;
    let all = usize::try_from(store::care::count(&mut tx, &scope).await?).unwrap_or(0);
    drop(tx);
    let left_off = all.saturating_sub(found.len());
    Ok(Listed { ledgers: masked(app, caller, found).await?, left_off })
}

/// The ledger `id`, masked.
///
/// # Errors
/// [`ServiceError::Missing`] outside the scope; [`ServiceError::Tampered`], which is audited.
pub async fn get(app: &App, caller: &Caller, id: Uuid) -> Result<Shown> {
    let scope = caller.actor.may(Permission::CareWork)?;
    let read = async {
        let mut tx = app.store.read().await?;
        let ledger = store::care::get(&mut tx, &scope, id).await?;
        let history = store::audit::of_subject(&mut tx, id, 100).await?;
        let past = store::care::past(&mut tx, &ledger).await?;
        Ok((ledger, history, past))
    };
    let (ledger, history, past) = witness(app, caller, read.await).await?;
    Ok(Shown { ledger: MaskedLedger::of(ledger, app.today()), history, past })
}

/// The ledgers of the caller's units that concern `person`, oldest first, masked.
///
/// # Errors
/// [`ServiceError::Missing`] where she is outside the scope; what the database says.
pub async fn of_person(app: &App, caller: &Caller, person: Uuid) -> Result<Vec<MaskedLedger>> {
    let scope = caller.actor.may(Permission::CareWork)?;
    let mut tx = app.store.read().await?;
    let read = store::people::get(&mut tx, &scope, person).await.map_err(ServiceError::from);
    let found = store::care::of_person(&mut tx, &scope, person).await?;
    drop(tx);
    app.witness(caller, read).await?;
    masked(app, caller, found).await
}

/// The ledgers within the caller's scope with aid that waits for a second person, the longest untouched
/// first.
///
/// # Errors
/// [`ServiceError::Denied`], and what the database says.
pub async fn awaiting_approval(app: &App, caller: &Caller) -> Result<Vec<MaskedLedger>> {
    let scope = caller.actor.may(Permission::AidApprove)?;
    let mut tx = app.store.read().await?;
    let found = store::care::awaiting_approval(&mut tx, &scope).await?;
    drop(tx);
    masked(app, caller, found).await
}

/// Opens a ledger.
///
/// # Errors
/// Every problem of the form: no person where one is needed, one who has such a ledger already or does not
/// live any more, a unit that is not the caller's; [`ServiceError::Missing`] where the person is outside the
/// scope.
pub async fn open(app: &App, caller: &Caller, input: &LedgerInput) -> Result<Uuid> {
    let scope = caller.actor.may(Permission::CareWork)?;
    let (kind, title, remembered) = input.read(app.today())?;
    let act = async {
        let mut tx = app.store.write(&caller.origin).await?;
        let person = match input.person {
            Some(id) => Some(store::people::get(&mut tx, &scope, id).await?),
            None => None,
        };
        check_person(kind, person.as_ref())?;
        if let Some(person) = &person {
            let known = store::care::of_person(&mut tx, &scope, person.id).await?;
            if known.iter().flatten().any(|ledger| ledger.kind == kind) {
                return Err(known_already().into());
            }
        }
        let remembered = match (&person, kind) {
            (Some(person), LedgerKind::Family) if remembered.is_none() => {
                donated_on(&mut tx, &scope, person.id, input.lunar).await?
            }
            _ => remembered,
        };
        let unit = input.unit.or(person.as_ref().map(|person| person.unit));
        let unit = unit.unwrap_or(caller.actor.unit());
        if !store::units::is_within(&mut tx, &scope, unit).await? {
            return Err(foreign_unit().into());
        }
        let (id, person) = (tx.new_id(), person.map(|person| person.id));
        let story = Story { remembered, ..Story::of(title) };
        let ledger = CareLedger { id, version: 1, unit, person, kind, donor: None, story };
        store::care::insert(&mut tx, &ledger).await?;
        tx.commit(event(Action::CareOpened, &ledger)).await?;
        Ok(id)
    };
    app.witness(caller, act.await).await
}

/// Changes what a family is called and whose ledger it is; person and unit of `input` stay as they are.
///
/// # Errors
/// Every problem of the form; where somebody else saved meanwhile.
pub async fn amend(
    app: &App,
    caller: &Caller,
    id: Uuid,
    version: i64,
    input: &LedgerInput,
) -> Result<i64> {
    change(app, caller, id, version, Action::CareAmended, |work| {
        let (kind, title, remembered) = input.read(work.today)?;
        if kind != LedgerKind::Family && work.ledger.person.is_none() {
            return Err(no_person().into());
        }
        work.ledger.kind = kind;
        work.ledger.story.title = title;
        work.ledger.story.remembered = remembered.or(work.ledger.story.remembered);
        Ok(())
    })
    .await
}

/// The day of her donation is what her family remembers, until it says otherwise.
pub(super) async fn donated_on(
    session: &mut Session,
    scope: &Scope,
    person: Uuid,
    lunar: bool,
) -> Result<Option<Remembered>> {
    let found = store::donations::of_person(session, scope, person).await?;
    let died_on = found.iter().flatten().filter_map(Donation::realised_on).min();
    Ok(died_on.map(|died_on| Remembered { died_on, lunar }))
}

/// A living registrant's or donor's ledger needs her, living.
fn check_person(kind: LedgerKind, person: Option<&Person>) -> Result<()> {
    match (kind, person.map(|person| person.status)) {
        (_, Some(PersonStatus::Merged)) => Err(ServiceError::Missing),
        (LedgerKind::Family, _) | (_, Some(PersonStatus::Living)) => Ok(()),
        (_, Some(_)) => {
            let words = Words::new(
                "此人已故，请为其家庭建立台账（选“捐献者家庭”）。",
                "The person has died: open a ledger for the family instead.",
            );
            Err(Problem::new("kind", "deceased", words).into())
        }
        (_, None) => Err(no_person().into()),
    }
}

fn no_person() -> Problem {
    let words = Words::new(
        "在世登记者和在世捐献者的台账须从其本人页面建立；没有登记的，请选“捐献者家庭”。",
        "A living registrant's or donor's ledger is opened from her own page; otherwise choose the family.",
    );
    Problem::new("kind", "no_person", words)
}

fn known_already() -> Problem {
    let words = Words::new(
        "此人已有同类关怀台账，请打开已有的台账。",
        "There is such a ledger for this person already; open that one.",
    );
    Problem::new("kind", "known", words)
}

fn foreign_unit() -> Problem {
    let words = Words::new("只能选择本机构或下级机构。", "Choose your own unit or one below it.");
    Problem::new("unit", "unknown_unit", words)
}

/// What one change works on.
struct Work {
    /// The ledger as it is to be.
    ledger: CareLedger,
    /// Today.
    today: NaiveDate,
    /// The caller's account; none for the operator.
    account: Option<Uuid>,
    /// An id for something new.
    new_id: Uuid,
    /// The living person whom the ledger concerns is not to be contacted, says her own record.
    person_is_silent: bool,
}

async fn change(
    app: &App,
    caller: &Caller,
    id: Uuid,
    version: i64,
    action: Action,
    change: impl FnOnce(&mut Work) -> Result<()>,
) -> Result<i64> {
    let scope = caller.actor.may(Permission::CareWork)?;
    change_in(app, caller, scope, id, version, action, change).await
}

/// One change of one ledger.
async fn change_in(
    app: &App,
    caller: &Caller,
    scope: Scope,
    id: Uuid,
    version: i64,
    action: Action,
    change: impl FnOnce(&mut Work) -> Result<()>,
) -> Result<i64> {
    let act = async {
        let mut tx = app.store.write(&caller.origin).await?;
        let before = store::care::get(&mut tx, &scope, id).await?;
        if version != before.version {
            return Err(ServiceError::Conflict);
        }
        let mut work = Work {
            person_is_silent: person_is_silent(&mut tx, &scope, &before).await?,
            ledger: before.clone(),
            today: app.today(),
            account: caller.actor.account_id(),
            new_id: tx.new_id(),
        };
        change(&mut work)?;
        let saved =
            store::care::save(&mut tx, &before, work.ledger.kind, work.ledger.story).await?;
        commemorations::follow_ledger(app, caller, &mut tx, &scope, &saved).await?;
        tx.commit(event(action, &saved)).await?;
        Ok(saved.version)
    };
    witness(app, caller, act.await).await
}

/// Whether the living person whom the ledger concerns is not to be contacted. Where she is managed elsewhere
/// now, that is not for the caller to know; where her record does not open, it is taken to say so.
pub(super) async fn person_is_silent(
    tx: &mut Session,
    scope: &Scope,
    ledger: &CareLedger,
) -> Result<bool> {
    let mut next = ledger.person.filter(|_| ledger.kind != LedgerKind::Family);
    while let Some(id) = next {
        match store::people::get(tx, scope, id).await {
            Ok(person) if person.merged_into.is_some() => next = person.merged_into,
            Ok(person) => {
                return Ok(person.do_not_contact || person.status != PersonStatus::Living);
            }
            Err(StoreError::Missing) => return Ok(false),
            Err(StoreError::Tampered(_)) => return Ok(true),
            Err(other) => return Err(other.into()),
        }
    }
    Ok(false)
}

/// Why nobody contacts the living person whom the ledger concerns.
fn person_silenced() -> Problem {
    let words = Words::new(
        "本人已登记为请勿联系（或已故、登记已删除），不得联系，也不显示联系方式；本人主动来的，请勾选“家属主动”；本人愿意恢复的，请先在其页面解除。",
        "Her own record says not to contact her (or that she died, or it is erased): no contact, and no contacts are shown. Where she came herself, tick so; where she welcomes it again, lift it on her page.",
    );
    Problem::new("on", "person_silenced", words)
}

async fn masked(
    app: &App,
    caller: &Caller,
    found: Vec<store::sealed_rows::Opened<CareLedger>>,
) -> Result<Vec<MaskedLedger>> {
    let today = app.today();
    let ledgers = app.readable(caller, SubjectKind::CareLedger, found).await?;
    Ok(ledgers.into_iter().map(|ledger| MaskedLedger::of(ledger, today)).collect())
}

/// Passes `result` on; where a ledger was changed by hand, that goes into the audit trail.
async fn witness<T>(app: &App, caller: &Caller, result: Result<T>) -> Result<T> {
    if let Err(ServiceError::Tampered(id)) = &result {
        app.record_refused(caller, SubjectKind::CareLedger, &[*id]).await?;
    }
    result
}

fn event(action: Action, ledger: &CareLedger) -> AuditEvent {
    let CareLedger { id, version, unit, .. } = ledger;
    AuditEvent::new(action).at(*unit).about(SubjectKind::CareLedger, *id, *version)
}
