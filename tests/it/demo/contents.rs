//! What a demo holds: the volumes of a county plan, nobody who could be taken for real, work that
//! waits, and a history.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use lifelight::domain::audit::Action;
use lifelight::domain::contacts::RelativeRole;
use lifelight::domain::dates::age_on;
use lifelight::domain::documents::DocumentKind;
use lifelight::domain::permissions::{Actor, Role};
use lifelight::domain::person::{Person, PersonStatus};
use lifelight::domain::programmes::{Programme, Rules};
use lifelight::domain::registrations::{Registration, RegistrationStatus, Stance};
use lifelight::domain::reports::ReportKind;
use lifelight::domain::supervisions::{Finding, FindingState};
use lifelight::service::{
    App, Caller, accounts, audit, drafts, imports, merges, reconciliations, reports, start,
    supervisions,
    targets::{self, Figures},
    today, transfers,
};
use lifelight::store::imports::ImportStatus;
use lifelight::store::{Door, Origin, people};

/// The demo account `name`.
async fn account(app: &App, name: &str) -> Caller {
    let operator = start::operator(app, "test").await.expect("there is a root");
    let all = accounts::list(app, &operator).await.expect("they are listed").readable;
    let account = all.into_iter().find(|account| account.name == name).expect("it is there");
    let origin =
        Origin { account: Some(account.id), door: Door::Console, request_id: "test".to_owned() };
    Caller { actor: Actor::account(account.id, account.role, account.unit), origin }
}

fn offers(person: &Person) -> impl Iterator<Item = &Registration> {
    person.registrations.iter().filter(|registration| registration.stance == Stance::Offers)
}

fn in_five_years(registration: &Registration) -> bool {
    registration.registered_on.is_some_and(|day| day.year() >= 2021)
}

/// The volumes of the county plan.
pub fn volumes(people: &[Person]) {
    let mut pooling = BTreeMap::new();
    for registration in
        people.iter().flat_map(offers).filter(|r| r.programme == Programme::StemCell)
    {
        *pooling.entry(registration.registered_on.map_or(0, |day| day.year())).or_insert(0) += 1;
    }
    for year in 2021..=2024 {
        assert!((80..=95).contains(&pooling[&year]), "{pooling:?}");
    }
    let waiting = people
        .iter()
        .flat_map(offers)
        .filter(|r| r.programme == Programme::StemCell && r.pooled_on.is_none());
    assert!((15..=20).contains(&waiting.count()));
    let after_death = people.iter().filter(|person| {
        offers(person).any(|r| r.programme != Programme::StemCell && in_five_years(r))
    });
    assert!((1_700..=1_820).contains(&after_death.count()));

    let count = |of: &dyn Fn(&Person) -> bool| people.iter().filter(|person| of(person)).count();
    let has = |person: &Person, status| offers(person).any(|r| r.status == status);
    let withdrawn = count(&|person| has(person, RegistrationStatus::Withdrawn));
    assert!((70..=125).contains(&withdrawn), "about 4 %: {withdrawn}");
    let undated =
        |r: &Registration| r.status == RegistrationStatus::Withdrawn && r.ended_on.is_none();
    assert!(count(&|person| offers(person).any(undated)) > 10);
    assert!(count(&|person| has(person, RegistrationStatus::Paused)) >= 10);
    assert!((4..=30).contains(&count(&|person| has(person, RegistrationStatus::Realised))));
    assert!((3..=25).contains(&count(&|person| person.status == PersonStatus::Deceased)));
    let refuses = count(&|person| person.registrations.iter().any(|r| r.stance == Stance::Refuses));
    assert!((36..=80).contains(&refuses), "{refuses}");
    assert!(
        count(&|person| person.do_not_contact && offers(person).any(Registration::stands)) >= 8
    );
    assert!(
        count(&|person| person.contacts.phones.iter().any(|phone| phone.invalid.is_some())) > 60
    );
    assert!(
        count(&|person| person.contacts.phones.iter().any(|phone| phone.verified_on.is_some()))
            > 500
    );
    assert!((8..=60).contains(&count(&|person| person.identity.graduates_in.is_some())));
    assert!(count(&|person| offers(person).count() > 1) > 700);
    for (code, at_least) in [
        ("no_usable_phone", 20),
        ("one_relative", 20),
        ("same_address", 2),
        ("body_without_executor", 5),
    ] {
        let warned = count(&|person| person.warnings().iter().any(|warning| warning.code == code));
        assert!(warned >= at_least, "{code}: {warned}");
    }
}

/// Nobody in the demo could have failed a form's checks, or be taken for a real person.
pub fn validity(person: &Person) {
    let identity = &person.identity;
    let number = identity.document.number();
    match identity.document.kind() {
        DocumentKind::ResidentId => assert!(number.starts_with("330299")),
        DocumentKind::ResidencePermit => assert_eq!(&number[14..17], "000"),
        _ => assert!(number.starts_with("DEMO")),
    }
    let relatives = person.relatives.iter().filter_map(|relative| relative.details.phone.as_ref());
    let phones = person.contacts.phones.iter().map(|contact| &contact.phone);
    assert!(relatives.chain(phones).all(|phone| phone.as_str().starts_with("154")));
    assert!(person.contacts.address.as_deref().is_some_and(|address| address.contains('某')));
    for code in ["sex_conflicts_with_id", "birth_conflicts_with_id"] {
        assert!(person.warnings().iter().all(|warning| warning.code != code), "{code}");
    }
    let birth = identity.birth_date.expect("everybody's day of birth is known");
    let as_of = NaiveDate::from_ymd_opt(2025, 10, 31).expect("a day");
    for registration in offers(person) {
        if let Some(day) = registration.registered_on {
            assert!(day < as_of);
            assert!(Rules::default().entry_age(registration.programme).admits(age_on(birth, day)));
            assert!(registration.ended_on.is_none_or(|ended| day <= ended && ended < as_of));
            assert!(registration.pooled_on.is_none_or(|pooled| day <= pooled && pooled < as_of));
        }
    }
    let mut standing = BTreeSet::new();
    assert!(
        person.registrations.iter().filter(|r| r.stands()).all(|r| standing.insert(r.programme))
    );
    let executors = person.relatives.iter().filter(|r| r.role == RelativeRole::Executor);
    assert!(executors.count() <= 2 && person.relatives.len() <= 4);
}

/// What the county coordinator finds in the morning.
pub async fn what_waits(app: &App) {
    let caller = account(app, "demo-county").await;
    let today = today::get(app, &caller).await.expect("the page of the day");
    assert_eq!((today.transfers, today.merges, today.reconciliations, today.imports), (2, 2, 2, 1));
    assert_eq!(today.drafts.len(), 2);
    assert_eq!(today.months.len(), 10);
    for draft in drafts::list(app, &caller).await.expect("drafts") {
        let typed = drafts::get(app, &caller, draft.id, &draft.form).await.expect("it opens");
        let typed: Vec<(String, String)> = serde_json::from_slice(&typed).expect("pairs");
        assert!(typed.len() >= 3);
    }
    for waiting in transfers::incoming(app, &caller).await.expect("transfers") {
        assert!(waiting.person.is_some());
    }
    let merges = merges::list(app, &caller).await.expect("merges");
    assert_eq!(merges.iter().filter(|pair| pair.merge.status == "confirmed").count(), 1);
    assert!(merges.iter().all(|pair| pair.kept.is_some() && pair.dropped.is_some()));
    for pair in reconciliations::list(app, &caller).await.expect("reconciliations") {
        let [one, other] = [pair.person, pair.other].map(|person| person.expect("both open"));
        assert!(one.unit != other.unit && one.document == other.document);
    }
    let import = imports::list(app, &caller).await.expect("imports").pop().expect("one");
    assert_eq!(import.import.status, ImportStatus::Understood);
    let report = import.content.report.expect("a dry run").to_string();
    for reason in ["check_digit", "missing_name"] {
        assert!(report.contains(reason), "{report}");
    }
    for township in ["demo-xikou", "demo-jinping"] {
        let caller = account(app, township).await;
        assert_eq!(today::get(app, &caller).await.expect("today").transfers, 1);
        assert!(reconciliations::list(app, &caller).await.expect("none of hers").is_empty());
    }
}

/// Roles, moves between units, and a trail that says who did what on which day.
pub async fn history(app: &App, people: &[Person]) {
    let operator = start::operator(app, "test").await.expect("there is a root");
    let roles = accounts::list(app, &operator).await.expect("accounts").readable;
    assert_eq!(roles.len(), 8);
    assert!(Role::ALL.iter().all(|role| roles.iter().any(|account| account.role == *role)));
    assert!(
        roles.iter().all(|account| account.display_name.starts_with("演示·")
            && account.password_hash().is_none())
    );

    let mut tx = app.store.read().await.expect("it can be read");
    let mut moved = 0;
    for person in people {
        moved +=
            usize::from(people::unit_history(&mut tx, person).await.expect("periods").len() > 1);
    }
    drop(tx);
    assert!((3..=8).contains(&moved), "{moved}");
    // Lists go by id: they are in the order of time.
    assert!(people.windows(2).all(|two| two[0].created_at >= two[1].created_at));

    let auditor = account(app, "demo-auditor").await;
    let filter = audit::AuditFilter { action: Some(Action::DemoFilled), ..Default::default() };
    let fills = audit::read(app, &auditor, &filter, 200).await.expect("the trail").lines;
    let rows: i64 = fills
        .iter()
        .filter(|line| line.event.subject.is_none())
        .filter_map(|line| line.event.rows)
        .sum();
    assert_eq!(rows, 2377, "the others were registered by the coordinators");
    for action in [
        Action::PersonRegistered,
        Action::RegistrationAdded,
        Action::RegistrationPaused,
        Action::RegistrationWithdrawn,
        Action::RefusalRecorded,
        Action::ConsentWithdrawn,
        Action::ContactRuleChanged,
        Action::PersonUnmasked,
        Action::TransferAccepted,
        Action::TransferDeclined,
        Action::MergeConfirmed,
        Action::ImportStarted,
    ] {
        let filter = audit::AuditFilter { action: Some(action), ..Default::default() };
        let lines = audit::read(app, &auditor, &filter, 200).await.expect("the trail").lines;
        assert!(!lines.is_empty(), "{action:?}");
        assert!(lines.iter().all(|line| line.account_name.is_some()), "{action:?}");
    }
}

/// The plan broken down, a visit with what was found and put right, and reports that were issued.
pub async fn steering(app: &App) {
    let caller = account(app, "demo-supervisor").await;
    let board = targets::board(app, &caller, None, None).await.expect("a board");
    for code in ["persons_pooled", "persons_after_death"] {
        let reading = board.readings.iter().find(|one| one.indicator.code == code);
        let reading = reading.expect("the plan has it");
        assert_eq!((reading.below.len(), reading.difference), (12, Some(0)), "{code}");
        let Figures::Count(count) = &reading.figures else { panic!("{code} is a count") };
        assert!(count.children.iter().filter(|child| child.outlook.is_some()).count() == 12);
    }
    let visits = supervisions::list(app, &caller).await.expect("visits");
    let mut states: Vec<_> = visits
        .iter()
        .flat_map(|one| one.visit.details.findings.iter().map(Finding::state))
        .collect();
    states.sort();
    assert_eq!(states, [FindingState::Open, FindingState::Reported, FindingState::Closed]);
    assert_eq!(visits.len(), 2);
    assert_eq!(visits.iter().map(|one| (one.overdue, one.reported)).max(), Some((0, 1)));
    let issued = reports::list(app, &caller).await.expect("reports");
    let mut issued: Vec<_> =
        issued.into_iter().map(|one| (one.report.kind, one.report.period)).collect();
    issued.sort();
    assert_eq!(
        issued,
        [(ReportKind::Quarterly, "2025-Q3".to_owned()), (ReportKind::Yearly, "2024".to_owned())]
    );
}
