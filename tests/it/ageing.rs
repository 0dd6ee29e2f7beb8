//! Volunteers past the exit age leave the stem-cell register by themselves, on both engines: never a day too early,
//! within a fortnight, and without anything else that they said.

use std::{collections::BTreeMap, sync::Arc};

use chrono::{Days, NaiveDate};
use lifelight::{
    domain::{
        audit::Action,
        documents::check_digit,
        intake::Intake,
        match_cases::inputs::{EndInput, NoticeInput},
        permissions::{Permission, Role},
        person::Person,
        programmes::{Programme, Rules},
        registrations::{Exit, Registration, RegistrationStatus},
    },
    service::{App, Caller, Settings, intake, match_cases, notices, people, registrations},
    store::{self, audit::AuditFilter, db::sql},
};
use uuid::Uuid;

use crate::{
    reminders::{day, go_to, tick},
    support::{
        people::intake_of,
        registry::{FENGHUA, JINPING, NATION, Registry, YUELIN, each_engine},
    },
};

/// Synthetic person `n`, born on `birth` (20000101), who offers stem cells and maybe organs since 2015.
fn born(n: u32, birth: &str, organ: bool) -> Intake {
    let body = format!("330299{birth}{n:03}");
    let check = check_digit(&body).expect("17 digits have a check digit");
    let mut intake = intake_of(n);
    intake.document_number = format!("{body}{check}");
    for on in [&mut intake.registrations[0].sampled_on, &mut intake.consents[0].given_on] {
        *on = "2015-03-05".to_owned();
    }
    intake.registrations[0].registered_on = "2015-03-05".to_owned();
    intake.registrations[0].pooled_on = "2015-04-05".to_owned();
    if organ {
        let mut offer = intake.registrations[0].clone();
        offer.programme = "organ".to_owned();
        for text in [&mut offer.sampled_on, &mut offer.pooled_on, &mut offer.national_number] {
            text.clear();
        }
        intake.registrations.push(offer);
    }
    intake
}

async fn register(registry: &Registry, by: &Caller, intake: &Intake) -> Uuid {
    match intake::register(&registry.app, by, intake).await.expect("registered") {
        intake::Registered::New { id, .. } => id,
        intake::Registered::Known(id) => panic!("{id} is known"),
    }
}

async fn person(registry: &Registry, id: Uuid) -> Person {
    let operator = registry.operator().await;
    let scope = operator.actor.may(Permission::PeopleRead).expect("the operator may");
    let mut tx = registry.app.store.read().await.expect("it can be read");
    store::people::get(&mut tx, &scope, id).await.expect("found")
}

fn cells(person: &Person) -> &Registration {
    let mut all = person.registrations.iter();
    all.find(|one| one.programme == Programme::StemCell).expect("she offered stem cells")
}

/// The day of the next look at somebody, as it stands in the database.
async fn wakes_on(registry: &Registry, id: Uuid) -> NaiveDate {
    let mut tx = registry.app.store.db().begin_write().await.expect("it can be written");
    let row = sql("SELECT wake_on FROM watches WHERE subject_id = $1").bind(id);
    row.one(&mut tx).await.expect("she is watched").get("wake_on").expect("a day")
}

#[tokio::test]
async fn a_volunteer_leaves_within_a_fortnight_after_her_birthday_and_never_before() {
    each_engine(async |registry| {
        let by = registry.caller(Role::Coordinator, JINPING).await;
        let auditor = registry.caller(Role::Auditor, NATION).await;
        let births = [(1, "19720229", false), (2, "19720310", true), (3, "19720301", true)];
        let mut left: BTreeMap<Uuid, Option<NaiveDate>> = BTreeMap::new();
        let mut ids = Vec::new();
        for (n, birth, organ) in births {
            let id = register(registry, &by, &born(n, birth, organ)).await;
            left.insert(id, None);
            ids.push(id);
        }
        // Paused, and not to be called: she leaves all the same, and stays as she asked.
        let paused = person(registry, ids[2]).await;
        let app = &registry.app;
        let row = cells(&paused).id;
        let version = registrations::pause(app, &by, ids[2], paused.version, row, "").await;
        people::set_do_not_contact(app, &by, ids[2], version.expect("paused"), true)
            .await
            .expect("silent");

        go_to(registry, "2026-12-20");
        tick(app).await;
        let mut today = day("2026-12-20");
        let mut wakes = Vec::new();
        while today < day("2027-03-31") {
            today = today + Days::new(1);
            go_to(registry, &today.to_string());
            let aged_out = tick(app).await.aged_out;
            let mut gone = 0;
            for (id, left) in left.iter_mut().filter(|(_, left)| left.is_none()) {
                let registration = person(registry, *id).await;
                if cells(&registration).status == RegistrationStatus::Withdrawn {
                    *left = Some(today);
                    gone += 1;
                } else {
                    wakes.push((*id, wakes_on(registry, *id).await));
                }
            }
            assert_eq!(aged_out, gone);
        }
        let birthdays = ["2027-03-01", "2027-03-10", "2027-03-01"].map(day);
        for (id, birthday) in ids.iter().zip(birthdays) {
            let left_on = left[id].expect("she left");
            assert!(birthday <= left_on && left_on < birthday + Days::new(14), "{left_on}");
            let now = person(registry, *id).await;
            let registration = cells(&now);
            assert_eq!(registration.details.exit, Some(Exit::AgedOut));
            assert_eq!(registration.ended_on, Some(left_on));
            assert_eq!(registration.details.paused_until, None);
            assert_eq!(registration.details.notices.len(), 1, "the national pool is to be told");
            assert_eq!(now.do_not_contact, *id == ids[2], "she did not ask for silence");
            let others = now.registrations.iter().filter(|one| one.stands()).count();
            assert_eq!(others, usize::from(*id != ids[0]), "what else she offers stands");
            let action = Some(Action::RegistrationAgedOut);
            let filter = AuditFilter { subject: Some(*id), action, ..AuditFilter::default() };
            let read = lifelight::service::audit::read(app, &auditor, &filter, 5).await;
            assert_eq!(read.expect("auditors read").lines.len(), 1);
        }
        // What she is woken for early is looked at once a fortnight: seldom on the day itself.
        let distinct: std::collections::BTreeSet<_> = wakes.into_iter().collect();
        assert!(distinct.len() <= 3 * 7, "{distinct:?}");
        assert_eq!(tick(app).await, Default::default());
    })
    .await;
}

#[tokio::test]
async fn a_corrected_birth_date_brings_back_whom_it_made_leave() {
    each_engine(async |registry| {
        let by = registry.caller(Role::Coordinator, JINPING).await;
        // Past 55 already: she leaves with the first look.
        let wrong = born(1, "19700110", true);
        let (id, told) = (
            register(registry, &by, &wrong).await,
            register(registry, &by, &born(2, "19700110", false)).await,
        );
        assert_eq!(tick(&registry.app).await.aged_out, 2);
        let left = person(registry, id).await;
        assert_eq!(cells(&left).status, RegistrationStatus::Withdrawn);

        let right = born(1, "19800110", true);
        people::amend(&registry.app, &by, id, left.version, &right).await.expect("amended");
        let back = person(registry, id).await;
        assert_eq!(cells(&back).status, RegistrationStatus::Active);
        assert_eq!((cells(&back).ended_on, cells(&back).details.exit), (None, None));
        assert!(cells(&back).details.notices.is_empty());
        assert_eq!(tick(&registry.app).await.aged_out, 0);
        // And in her time she leaves again; a birthday corrected to an earlier one has her leave at once.
        let version = back.version;
        people::amend(&registry.app, &by, id, version, &wrong).await.expect("amended");
        assert_eq!(tick(&registry.app).await.aged_out, 1);

        // The national pool was told of the other: it takes a new registration.
        let other = person(registry, told).await;
        let notice = (cells(&other).id, 1);
        let at = (told, other.version);
        let version = notices::give(&registry.app, &by, at, notice, "2025-06-02", "NR-1").await;
        let version = version.expect("told");
        let right = born(2, "19800110", false);
        people::amend(&registry.app, &by, told, version, &right).await.expect("amended");
        let still = person(registry, told).await;
        assert_eq!(cells(&still).status, RegistrationStatus::Withdrawn);
    })
    .await;
}

/// The same service where volunteers leave at another age in one district.
fn with_exit_age(app: &App, unit: &str, exit_age: i32) -> App {
    let rules = Rules { stem_cell_exit_age: exit_age, ..Rules::default() };
    let settings = Settings { rules: [(unit.to_owned(), rules)].into(), ..Settings::default() };
    App { settings: Arc::new(settings), ..app.clone() }
}

#[tokio::test]
async fn another_exit_age_holds_for_those_below_it_from_the_next_look_on() {
    each_engine(async |registry| {
        let by = registry.caller(Role::Coordinator, FENGHUA).await;
        let mut ids = Vec::new();
        for (n, unit) in [(1, JINPING), (2, YUELIN)] {
            let mut intake = born(n, "19710601", false);
            intake.unit = registry.unit(unit).to_string();
            ids.push(register(registry, &by, &intake).await);
        }
        let later = with_exit_age(&registry.app, JINPING, 60);
        go_to(registry, "2026-06-20");
        assert_eq!(tick(&later).await.aged_out, 1);
        assert!(cells(&person(registry, ids[0]).await).stands());
        assert!(!cells(&person(registry, ids[1]).await).stands());
        assert_eq!(tick(&later).await.aged_out, 0);
        // The office lowers it: everybody is looked at anew.
        let sooner = with_exit_age(&registry.app, FENGHUA, 50);
        assert_eq!(tick(&sooner).await.aged_out, 1);
        // It raises it again: who left stays away.
        assert_eq!(tick(&later).await.aged_out, 0);
        assert!(!cells(&person(registry, ids[0]).await).stands());
    })
    .await;
}

#[tokio::test]
async fn a_match_case_under_way_is_worked_to_its_end_first() {
    each_engine(async |registry| {
        let (app, by) = (&registry.app, registry.caller(Role::Coordinator, JINPING).await);
        let id = register(registry, &by, &born(1, "19700701", false)).await;
        go_to(registry, "2025-06-20");
        let notice = NoticeInput { notice_on: "2025-06-20".to_owned(), ..NoticeInput::default() };
        let case = match_cases::open(app, &by, id, &notice).await.expect("a notice");
        for on in ["2025-06-21", "2025-07-10", "2025-08-10"] {
            go_to(registry, on);
            assert_eq!(tick(app).await.aged_out, 0);
        }
        assert!(cells(&person(registry, id).await).stands());
        let version = match_cases::get(app, &by, case).await.expect("a case").case.version;
        let end = EndInput {
            reason: "N3".to_owned(),
            on: "2025-08-10".to_owned(),
            ..EndInput::default()
        };
        match_cases::end(app, &by, case, version, &end).await.expect("it ends");
        assert_eq!(tick(app).await.aged_out, 1);
        assert_eq!(cells(&person(registry, id).await).details.exit, Some(Exit::AgedOut));
    })
    .await;
}
