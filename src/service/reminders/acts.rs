//! What those who work on reminders see and do: the list, masked; what came of one; putting off, handing over.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use uuid::Uuid;

use super::{attempts, standing::Standing};
use crate::{
    domain::{
        audit::{self, Action, AuditEvent},
        contact_ledger::{ContactDetails, ContactEntry, ContactMeans},
        messages::MessageState,
        permissions::{Actor, Permission, Scope},
        person::Person,
        programmes::Programme,
        reminders::{
            Outcome, Reminder, ReminderState, Report, SubjectKind, attempts::Answer,
            inputs::OutcomeInput, rules::Rule,
        },
        words::{Problem, Words},
    },
    service::{App, Caller, Result, ServiceError, messages::following},
    store::{
        self, Session, WriteTx,
        accounts::{Account, AccountStatus},
        sealed_rows::Opened,
    },
};

/// The most reminders that one list shows.
const MOST: usize = 300;

/// One reminder in a list, masked.
pub struct Line {
    /// The reminder.
    pub reminder: Reminder,
    /// Its rule.
    pub rule: Rule,
    /// Whom it is about, masked: a name with what tells forty 张* apart, what a family is called, an account.
    pub whom: String,
    /// What it belongs to, where it does to one programme.
    pub programme: Option<Programme>,
    /// Where its message stands, where its rule sends one. Waiting: the service sends it. Cancelled or dead: it could
    /// not be sent, and somebody has to do it.
    pub message: Option<MessageState>,
    /// It was due before today.
    pub is_late: bool,
    /// It is so late that supervisors see it first.
    pub is_escalated: bool,
}

/// The reminders of a scope.
pub struct Listed {
    /// The longest due first.
    pub lines: Vec<Line>,
    /// How many more there are.
    pub left_off: usize,
}

/// The caller's scope, and the kinds of subject that she works on there.
pub(in crate::service) fn reach(caller: &Caller) -> Result<(Scope, &'static [SubjectKind])> {
    match caller.actor.may(Permission::RemindersWork) {
        Ok(scope) => {
            Ok((scope, &[SubjectKind::Person, SubjectKind::Ledger, SubjectKind::Coordinator]))
        }
        Err(denied) => match caller.actor.may(Permission::AccountsManage) {
            Ok(scope) => Ok((scope, &[SubjectKind::Account])),
            Err(_) => Err(denied.into()),
        },
    }
}

/// The open reminders of the caller's scope that have appeared, the longest due first: each is asked once more
/// whether it still stands, so that nobody is called who asked for silence a minute ago.
///
/// # Errors
/// [`ServiceError::Denied`], and what the database says.
pub async fn list(app: &App, caller: &Caller) -> Result<Listed> {
    let (scope, kinds) = reach(caller)?;
    let today = app.today();
    let mut tx = app.store.read().await?;
    let all = store::reminders::count_open(&mut tx, &scope, kinds, today).await?;
    let open = store::reminders::open(&mut tx, &scope, kinds, today, MOST).await?;
    let (open, now) = standing(app, caller, &mut tx, open).await?;
    let ids: Vec<Uuid> = open.iter().map(|reminder| reminder.id).collect();
    let messages = store::outbox::of_reminders(&mut tx, &ids).await?;
    drop(tx);
    let messages: BTreeMap<Uuid, MessageState> =
        messages.into_iter().map(|message| (message.id, message.state)).collect();
    let left_off = usize::try_from(all).unwrap_or(0).saturating_sub(MOST);
    let line = |reminder: Reminder| {
        let rule = app.settings.reminders.get(&reminder.details.rule)?.clone();
        let calendar = &app.settings.calendar;
        let escalated_on =
            rule.escalate_after.and_then(|span| span.after(reminder.due_on, calendar));
        Some(Line {
            whom: now.whom(&reminder)?.to_owned(),
            programme: rule.programmes.first().copied().filter(|_| rule.programmes.len() == 1),
            message: messages.get(&reminder.id).copied(),
            is_late: reminder.due_on < today,
            is_escalated: escalated_on.is_some_and(|day| day < today),
            rule,
            reminder,
        })
    };
    Ok(Listed { lines: open.into_iter().filter_map(line).collect(), left_off })
}

/// How many reminders wait within the caller's scope. Opens none of them.
///
/// # Errors
/// What the database says.
pub async fn count(app: &App, caller: &Caller, session: &mut Session) -> Result<i64> {
    let Ok((scope, kinds)) = reach(caller) else { return Ok(0) };
    Ok(store::reminders::count_open(session, &scope, kinds, app.today()).await?)
}

/// Those that stand by what is known this moment, and what is known.
pub(super) async fn standing(
    app: &App,
    caller: &Caller,
    session: &mut Session,
    open: Vec<Opened<Reminder>>,
) -> Result<(Vec<Reminder>, Standing)> {
    let open = app.readable(caller, audit::SubjectKind::Reminder, open).await?;
    let subjects: Vec<Uuid> = open.iter().map(|reminder| reminder.subject).collect();
    let now = Standing::load(app, session, &caller.actor, &subjects).await?;
    let stands = |reminder: &Reminder| {
        now.of(reminder).is_some_and(|after| {
            after.state == ReminderState::Open && after.appears_on <= app.today()
        })
    };
    Ok((open.into_iter().filter(stands).collect(), now))
}

/// It was done.
///
/// # Errors
/// Every problem of the form; where it is not open, or changed meanwhile.
pub async fn done(app: &App, caller: &Caller, id: Uuid, input: &OutcomeInput) -> Result<()> {
    let read = input.read(app.today())?;
    let report = Report {
        outcome: read.outcome,
        on: read.on,
        by: caller.actor.account_id(),
        note: read.note.clone(),
        answer: read.answer,
    };
    let act = async {
        let (mut tx, scope, before) = begin(app, caller, id, input.version).await?;
        let rule = rule_of(app, &before)?;
        if rule.is_contact() == (read.outcome == Outcome::Settled) {
            return Err(outcome_unfit().into());
        }
        check_answer(&rule, &report)?;
        if rule.protocol && read.outcome == Outcome::NotReached {
            let person = store::people::get(&mut tx, &scope, before.subject).await?;
            attempts::may_give_up(app, &rule, &before, &person)?;
        }
        let mut after = before.clone();
        after.done(report.clone())?;
        if let (true, Some(means)) = (read.outcome.is_contact(), read.means) {
            let person = contact(&mut tx, &scope, &before, &report, means).await?;
            if let Some(person) = person {
                let mut reached = person.clone();
                if means == ContactMeans::Call {
                    reached.contacts.reached(read.on);
                }
                if let Some(answer) = read.answer {
                    let (until, today) = (read.paused_until, app.today());
                    attempts::heed(caller, &mut reached, &before, answer, until, today)?;
                }
                let change = (&person, reached);
                attempts::save(app, caller, &mut tx, &scope, change, read.answer).await?;
            }
        }
        finish(app, tx, Action::ReminderDone, &before, after).await
    };
    app.witness(caller, act.await).await
}

/// A contact goes into the contact ledger; gives the person, where it was with one.
pub(super) async fn contact(
    tx: &mut WriteTx,
    scope: &Scope,
    reminder: &Reminder,
    report: &Report,
    means: ContactMeans,
) -> Result<Option<Person>> {
    let person = match reminder.kind {
        SubjectKind::Person => Some(store::people::get(tx, scope, reminder.subject).await?),
        SubjectKind::Ledger => None,
        SubjectKind::Coordinator | SubjectKind::Account => return Ok(None),
    };
    let details = ContactDetails {
        means,
        programme: person.as_ref().map(|person| programme_of(person, reminder)),
        rule: Some(reminder.details.rule.clone()),
        outcome: Some(report.outcome),
        receipt: None,
    };
    let (id, subject, made_on) = (tx.new_id(), reminder.subject, report.on);
    let entry = ContactEntry { id, version: 1, subject, made_on, details };
    store::contact_ledger::insert(tx, &entry).await?;
    Ok(person)
}

/// The programme of the registration, case or donation that a person's reminder is about. What is no registration is a
/// match case: nobody is approached about a donation after death.
fn programme_of(person: &Person, reminder: &Reminder) -> Programme {
    let registration = person.registration(reminder.details.item);
    registration.map_or(Programme::StemCell, |one| one.programme)
}

/// Puts a reminder off.
///
/// # Errors
/// Where it is not open, the day does not fit, or it changed meanwhile.
pub async fn put_off(
    app: &App,
    caller: &Caller,
    id: Uuid,
    version: i64,
    to: NaiveDate,
) -> Result<()> {
    let act = async {
        let (mut tx, _, before) = begin(app, caller, id, version).await?;
        let mut after = before.clone();
        after.put_off(to, app.today())?;
        // There are other days now on which to look at her.
        store::watches::wake(&mut tx, before.subject).await?;
        finish(app, tx, Action::ReminderPutOff, &before, after).await
    };
    app.witness(caller, act.await).await
}

/// Hands a reminder to an account of the scope, or (none) back to whoever takes it first.
///
/// # Errors
/// Where it is not open, the account may not work on reminders, or it changed meanwhile.
pub async fn hand_over(
    app: &App,
    caller: &Caller,
    id: Uuid,
    version: i64,
    to: Option<Uuid>,
) -> Result<()> {
    let act = async {
        let (mut tx, _, before) = begin(app, caller, id, version).await?;
        if let Some(account) = to {
            let account =
                store::accounts::get(&mut tx, account).await.map_err(|_| no_such_account())?;
            if !works_on(&mut tx, &account, &before).await? {
                return Err(no_such_account().into());
            }
        }
        let mut after = before.clone();
        after.hand_to(to)?;
        finish(app, tx, Action::ReminderHandedOver, &before, after).await
    };
    app.witness(caller, act.await).await
}

/// The accounts below the caller that may have a reminder: id and name.
///
/// # Errors
/// [`ServiceError::Denied`]; what the database says.
pub async fn colleagues(
    app: &App,
    caller: &Caller,
    reminder: &Reminder,
) -> Result<Vec<(Uuid, String)>> {
    let (scope, kinds) = reach(caller)?;
    if !kinds.contains(&SubjectKind::Person) {
        return Ok(Vec::new());
    }
    let mut tx = app.store.read().await?;
    let accounts = store::accounts::list(&mut tx, &scope).await?.readable;
    let mut found = Vec::new();
    for account in accounts {
        let is_me = Some(account.id) == caller.actor.account_id();
        if !is_me && works_on(&mut tx, &account, reminder).await? {
            found.push((account.id, account.display_name));
        }
    }
    Ok(found)
}

/// Whether an account is open and works on reminders of this one's unit.
async fn works_on(session: &mut Session, account: &Account, reminder: &Reminder) -> Result<bool> {
    let actor = Actor::account(account.id, account.role, account.unit);
    let Ok(scope) = actor.may(Permission::RemindersWork) else { return Ok(false) };
    Ok(account.status == AccountStatus::Active
        && store::units::is_within(session, &scope, reminder.unit).await?)
}

/// The reminder as it was read, within the caller's scope, to be changed.
pub(super) async fn begin(
    app: &App,
    caller: &Caller,
    id: Uuid,
    version: i64,
) -> Result<(WriteTx, Scope, Reminder)> {
    let (scope, kinds) = reach(caller)?;
    let mut tx = app.store.write(&caller.origin).await?;
    let before = store::reminders::get(&mut tx, &scope, id).await?;
    if !kinds.contains(&before.kind) {
        return Err(ServiceError::Missing);
    }
    if before.version != version {
        return Err(ServiceError::Conflict);
    }
    Ok((tx, scope, before))
}

pub(super) async fn finish(
    app: &App,
    mut tx: WriteTx,
    action: Action,
    before: &Reminder,
    after: Reminder,
) -> Result<()> {
    let after = save(app, &mut tx, before, after).await?;
    tx.commit(event(action, &after)).await?;
    Ok(())
}

/// Saves it, and its message follows.
pub(super) async fn save(
    app: &App,
    tx: &mut WriteTx,
    before: &Reminder,
    after: Reminder,
) -> Result<Reminder> {
    let after = store::reminders::save(tx, before, after).await?;
    following::changed(tx, &app.settings, before, &after).await?;
    Ok(after)
}

pub(super) fn rule_of(app: &App, reminder: &Reminder) -> Result<Rule> {
    app.settings.reminders.get(&reminder.details.rule).cloned().ok_or(ServiceError::Missing)
}

pub(super) fn event(action: Action, reminder: &Reminder) -> AuditEvent {
    let kind = audit::SubjectKind::Reminder;
    AuditEvent::new(action).at(reminder.unit).about(kind, reminder.id, reminder.version)
}

/// Who was reached where the rule asks for the whole protocol says whether she is still willing; what she says fits what
/// came of it.
fn check_answer(rule: &Rule, report: &Report) -> Result<(), Problem> {
    let reached = matches!(report.outcome, Outcome::Reached | Outcome::NeedsHelp);
    let (code, words) = match report.answer {
        None if rule.protocol && reached => (
            "missing",
            Words::new("联系上了本人，请选她的答复。", "She was reached: choose what she said."),
        ),
        Some(_) if !rule.protocol => (
            "not_asked",
            Words::new(
                "这条提醒不问是否仍愿意。",
                "This reminder does not ask whether she is still willing.",
            ),
        ),
        Some(_) if report.outcome == Outcome::NotReached => (
            "not_reached",
            Words::new("只有联系上本人才能记录答复。", "Only the volunteer herself can answer."),
        ),
        Some(answer) if answer != Answer::Withdraws && report.outcome == Outcome::Declined => (
            "contradiction",
            Words::new(
                "谢绝与答复不一致，请核对。",
                "Declining and this answer cannot both be: check them.",
            ),
        ),
        _ => return Ok(()),
    };
    Err(Problem::new("answer", code, words))
}

fn outcome_unfit() -> Problem {
    Problem::new(
        "outcome",
        "unfit",
        Words::new(
            "“已办妥”只用于内务；联系提醒请选联系结果。",
            "Settled is for office work; of a contact say what came of it.",
        ),
    )
}

fn no_such_account() -> Problem {
    Problem::new(
        "assignee",
        "no_such_account",
        Words::new(
            "此账号不能办理这里的提醒，请另选一位。",
            "This account cannot work on the reminders here: choose another.",
        ),
    )
}
