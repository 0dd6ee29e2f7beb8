//! What rules see of those whose day has come, opened from their records.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveDate, Utc};
use uuid::Uuid;

use crate::{
    domain::{
        care::{CareLedger, masks::MaskedLedger},
        contact_ledger::ContactEntry,
        coordinators::Coordinator,
        donations::Donation,
        masks::MaskedPerson,
        match_cases::MatchCase,
        permissions::{Actor, Permission, Scope},
        person::{Person, PersonStatus},
        programmes::Programme,
        reminders::{
            SubjectKind,
            facts::Beside,
            subjects::{Contact, Subject},
        },
    },
    service::{App, Result},
    store::{
        self, Session,
        accounts::{Account, AccountStatus},
        watches::Watch,
    },
};

/// For so long contacts are looked back at.
const CONTACTS: u64 = 31;

/// The subjects of these watches, at most 400, that are within the actor's scope. Who was erased, or cannot be
/// read, is left out.
///
/// # Errors
/// Where the actor may read no people; what the database says.
pub async fn load(
    app: &App,
    session: &mut Session,
    actor: &Actor,
    watches: &[Watch],
) -> Result<Vec<(Watch, Subject)>> {
    read(app, session, actor, watches, |_, _| {}).await
}

/// The same, and into `names` what each is called, masked: what is opened is opened once.
///
/// # Errors
/// As [`load`].
pub(super) async fn load_named(
    app: &App,
    session: &mut Session,
    actor: &Actor,
    watches: &[Watch],
    names: &mut BTreeMap<Uuid, String>,
) -> Result<Vec<(Watch, Subject)>> {
    let today = app.today();
    read(app, session, actor, watches, |id, named| drop(names.insert(id, named.masked(today))))
        .await
}

/// Whom a subject was made of.
enum Named<'a> {
    Person(&'a Person),
    Ledger(&'a CareLedger),
    Coordinator(&'a Coordinator),
    Account(&'a Account),
}

impl Named<'_> {
    fn masked(self, today: NaiveDate) -> String {
        match self {
            Self::Person(person) => {
                let masked = MaskedPerson::of(person, today);
                format!("{} · {}", masked.name, masked.last_four)
            }
            Self::Ledger(ledger) => MaskedLedger::of(ledger.clone(), today).title,
            Self::Coordinator(found) => found.details.name.masked(),
            Self::Account(account) => account.name.clone(),
        }
    }
}

async fn read(
    app: &App,
    session: &mut Session,
    actor: &Actor,
    watches: &[Watch],
    mut see: impl FnMut(Uuid, Named<'_>),
) -> Result<Vec<(Watch, Subject)>> {
    let scope = actor.may(Permission::RemindersWork)?;
    let mut beside = besides(app, session, watches).await?;
    let of = |kind| -> Vec<Uuid> {
        watches.iter().filter(|watch| watch.kind == kind).map(|watch| watch.subject).collect()
    };
    let mut subjects = Vec::new();
    let ids = of(SubjectKind::Person);
    subjects.append(&mut people(app, session, &scope, &ids, &mut beside, &mut see).await?);
    let ids = of(SubjectKind::Ledger);
    subjects.append(&mut ledgers(session, &scope, &ids, &mut beside, &mut see).await?);
    let coordinators = of(SubjectKind::Coordinator);
    if !coordinators.is_empty() {
        for found in
            store::coordinators::load(session, &scope, &coordinators).await?.iter().flatten()
        {
            see(found.id, Named::Coordinator(found));
            let beside = beside.remove(&found.id).unwrap_or_default();
            subjects.push(Subject::coordinator(found, beside));
        }
    }
    for id in of(SubjectKind::Account) {
        if let Ok(account) = store::accounts::in_scope(session, &scope, id).await {
            see(id, Named::Account(&account));
            let open = account.status == AccountStatus::Active;
            let beside = beside.remove(&id).unwrap_or_default();
            subjects.push(Subject::account(id, account.unit, open, beside));
        }
    }
    let mut subjects: BTreeMap<Uuid, Subject> =
        subjects.into_iter().map(|subject| (subject.id, subject)).collect();
    let with = |watch: &Watch| Some((watch.clone(), subjects.remove(&watch.subject)?));
    Ok(watches.iter().filter_map(with).collect())
}

async fn besides(
    app: &App,
    session: &mut Session,
    watches: &[Watch],
) -> Result<BTreeMap<Uuid, Beside>> {
    let ids: Vec<Uuid> = watches.iter().map(|watch| watch.subject).collect();
    let since = app.today() - Days::new(CONTACTS);
    let mut contacts: BTreeMap<Uuid, Vec<Contact>> = BTreeMap::new();
    for entry in
        store::contact_ledger::of_subjects(session, &ids, since).await?.into_iter().flatten()
    {
        let ContactEntry { subject, made_on: on, details, .. } = entry;
        contacts.entry(subject).or_default().push(Contact { on, programme: details.programme });
    }
    let beside = |watch: &Watch| {
        let jitter = store::reminders::jitter(session, watch.subject);
        let contacts = contacts.remove(&watch.subject).unwrap_or_default();
        (watch.subject, Beside { entered_on: watch.entered_on, jitter, contacts })
    };
    Ok(watches.iter().map(beside).collect())
}

async fn people(
    app: &App,
    session: &mut Session,
    scope: &Scope,
    ids: &[Uuid],
    beside: &mut BTreeMap<Uuid, Beside>,
    see: &mut impl FnMut(Uuid, Named<'_>),
) -> Result<Vec<Subject>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let people = store::people::load(session, scope, ids).await?;
    let mut cases: BTreeMap<Uuid, Vec<MatchCase>> = BTreeMap::new();
    for case in store::match_cases::of_people(session, scope, ids).await?.into_iter().flatten() {
        cases.entry(case.person).or_default().push(case);
    }
    let mut donations: BTreeMap<Uuid, Vec<Donation>> = BTreeMap::new();
    for found in store::donations::of_people(session, scope, ids).await?.into_iter().flatten() {
        donations.entry(found.person).or_default().push(found);
    }
    let (windows, calendar) = (&app.settings.windows, &app.settings.calendar);
    let since = app.today() - Days::new(CONTACTS);
    Ok(people
        .iter()
        .flatten()
        .map(|person| {
            see(person.id, Named::Person(person));
            let cases = cases.remove(&person.id).unwrap_or_default();
            let donations = donations.remove(&person.id).unwrap_or_default();
            let mut beside = beside.remove(&person.id).unwrap_or_default();
            beside.contacts.extend(calls(app, &cases, since));
            Subject::person(person, &cases, &donations, windows, calendar, beside)
        })
        .collect())
}

/// The calls of match cases in which somebody was spoken to.
fn calls(app: &App, cases: &[MatchCase], since: NaiveDate) -> Vec<Contact> {
    let attempts = cases.iter().flat_map(|case| &case.course.attempts);
    let reached = attempts.filter(|attempt| attempt.result.is_spoken());
    let day = |at: DateTime<Utc>| at.with_timezone(&app.settings.zone).date_naive();
    let days = reached.map(|attempt| day(attempt.at)).filter(|on| *on >= since);
    days.map(|on| Contact { on, programme: Some(Programme::StemCell) }).collect()
}

async fn ledgers(
    session: &mut Session,
    scope: &Scope,
    ids: &[Uuid],
    beside: &mut BTreeMap<Uuid, Beside>,
    see: &mut impl FnMut(Uuid, Named<'_>),
) -> Result<Vec<Subject>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let ledgers = store::care::load(session, scope, ids).await?;
    let donors: Vec<Uuid> = ledgers.iter().flatten().filter_map(|ledger| ledger.person).collect();
    let donors = store::people::load(session, scope, &donors).await?;
    let lives: BTreeMap<Uuid, bool> = donors
        .iter()
        .flatten()
        .map(|donor| (donor.id, donor.status != PersonStatus::Deceased))
        .collect();
    Ok(ledgers
        .iter()
        .flatten()
        .map(|ledger| {
            see(ledger.id, Named::Ledger(ledger));
            let lives = ledger.person.and_then(|donor| lives.get(&donor).copied());
            let beside = beside.remove(&ledger.id).unwrap_or_default();
            Subject::ledger(ledger, lives, beside)
        })
        .collect())
}
