//! What is published does not move; what turns out otherwise is made good in an open quarter.

use lifelight::{
    domain::{
        clock::Clock, counts::What, erasures::ErasureInput, periods::Period, permissions::Role,
        programmes::Programme, registrations::RegistrationStatus,
    },
    service::erasures,
};

use super::*;
use crate::support::registry::{FENGHUA, JINPING, NINGBO, each_engine};

/// `(what, quarter, how many)` of what was posted at or below the unit with this code.
async fn told(registry: &Registry, code: &str) -> Vec<(&'static str, String, i64)> {
    let all = posted(registry, code, quarter("2030-Q4")).await;
    all.iter().map(|one| (one.what.code(), one.quarter.to_string(), one.count)).collect()
}

fn of(what: What, quarter: &str, count: i64) -> (&'static str, String, i64) {
    (what.code(), quarter.to_owned(), count)
}

fn only(all: &[(&'static str, String, i64)], what: What) -> Vec<(String, i64)> {
    let these = all.iter().filter(|(code, ..)| *code == what.code());
    these.map(|(_, quarter, count)| (quarter.clone(), *count)).collect()
}

async fn on(registry: &Registry, id: Uuid, day: &str) {
    let day = day.parse().expect("a day");
    altered(registry, id, |her| her.registrations[0].registered_on = Some(day))
        .await
        .expect("saved");
}

#[tokio::test]
async fn an_open_quarter_takes_what_belongs_to_it_and_a_closed_one_nothing() {
    each_engine(async |registry| {
        // 2025-06-02: an imported history lands in the quarters it belongs to, an unknown day in this one.
        let one = register(registry, 1, JINPING).await;
        assert_eq!(
            only(&told(registry, JINPING).await, What::Registered),
            [("2024-Q1".to_owned(), 1)]
        );
        altered(registry, one, |her| her.registrations[0].registered_on = None)
            .await
            .expect("saved");
        assert_eq!(
            only(&told(registry, JINPING).await, What::Registered),
            [("2025-Q2".to_owned(), 1)]
        );
        on(registry, one, "2024-11-05").await;
        let early = [of(What::Person, "2024-Q4", 1), of(What::Registered, "2024-Q4", 1)];
        assert_eq!(told(registry, JINPING).await, early);

        // The city publishes for the townships below it: what comes afterwards goes to the first open quarter.
        close(registry, NINGBO, quarter("2024-Q4")).await;
        let two = register(registry, 2, JINPING).await;
        on(registry, two, "2024-11-06").await;
        assert_eq!(
            only(&told(registry, JINPING).await, What::Registered),
            [("2024-Q4".to_owned(), 1), ("2025-Q1".to_owned(), 1)]
        );
        // A correction of what is published moves the counters and not the posting.
        on(registry, one, "2023-01-01").await;
        assert_eq!(told(registry, JINPING).await[..2], early);
        close(registry, NINGBO, quarter("2023-Q4")).await;
        let mut tx = registry.app.store.read().await.expect("it can be read");
        let open =
            store::counts::open_from(&mut tx, registry.unit(JINPING)).await.expect("a quarter");
        assert_eq!(open, Some(quarter("2025-Q1")), "what is closed stays closed");
        let elsewhere = store::counts::open_from(&mut tx, registry.unit("610300")).await;
        assert_eq!(elsewhere.expect("a quarter"), None);
        drop(tx);
        agrees(registry, "corrections").await;
    })
    .await;
}

#[tokio::test]
async fn what_vanishes_after_it_was_published_leaves_in_the_quarter_of_today() {
    each_engine(async |registry| {
        let chiefs = [
            registry.caller(Role::Supervisor, FENGHUA).await,
            registry.caller(Role::Supervisor, FENGHUA).await,
        ];
        let (gone, stays) =
            (register(registry, 1, JINPING).await, register(registry, 2, JINPING).await);
        for id in [gone, stays] {
            on(registry, id, "2025-02-01").await;
        }
        let withdrawn = |status, day: &'static str| {
            altered(registry, stays, move |her| {
                her.registrations[0].status = status;
                her.registrations[0].ended_on = Some(day.parse().expect("a day"));
            })
        };
        withdrawn(RegistrationStatus::Withdrawn, "2025-03-01").await.expect("saved");
        close(registry, FENGHUA, quarter("2025-Q1")).await;
        let published = posted(registry, FENGHUA, quarter("2025-Q1")).await;

        let why = ErasureInput { reason: "person_asked".to_owned() };
        let version = person(registry, gone).await.version;
        erasures::ask(&registry.app, &chiefs[0], gone, version, &why).await.expect("asked");
        erasures::confirm(&registry.app, &chiefs[1], gone, version).await.expect("erased");
        // She who left before it was published stands again by mistake of the office.
        withdrawn(RegistrationStatus::Active, "2025-03-01").await.expect("saved");
        assert_eq!(posted(registry, FENGHUA, quarter("2025-Q1")).await, published);
        let all = told(registry, FENGHUA).await;
        let q = |text: &str, count| (text.to_owned(), count);
        assert_eq!(only(&all, What::Registered), [q("2025-Q1", 2), q("2025-Q2", 1)]);
        assert_eq!(only(&all, What::Left), [q("2025-Q1", 1), q("2025-Q2", 1)]);
        agrees(registry, "an erasure").await;

        // Taken back within the quarter, nothing is left of it; once that is closed too, it is made good again.
        withdrawn(RegistrationStatus::Withdrawn, "2025-03-01").await.expect("saved");
        assert_eq!(only(&told(registry, FENGHUA).await, What::Registered), [q("2025-Q1", 2)]);
        let autumn = "2025-09-01T01:00:00Z".parse().expect("an instant");
        registry.clock.set(autumn);
        assert_eq!(registry.clock.now(), autumn);
        close(registry, FENGHUA, quarter("2025-Q2")).await;
        withdrawn(RegistrationStatus::Realised, "2025-08-01").await.expect("saved");
        let all = told(registry, FENGHUA).await;
        assert_eq!(only(&all, What::Realised), [q("2025-Q3", 1)]);
        assert_eq!(only(&all, What::Registered), [q("2025-Q1", 2), q("2025-Q3", 1)]);
        agrees(registry, "a donation").await;
    })
    .await;
}

#[tokio::test]
async fn the_units_below_and_the_unit_itself_make_the_whole() {
    each_engine(async |registry| {
        register(registry, 1, JINPING).await;
        register(registry, 2, FENGHUA).await;
        let three = register(registry, 3, JINPING).await;
        let her = person(registry, three).await;
        let more = offer(&registry.app, &her, Programme::Organ);
        altered(registry, three, |her| her.registrations.push(more)).await.expect("saved");
        let scope = whole(registry).await;
        let mut tx = registry.app.store.read().await.expect("it can be read");
        let unit = registry.unit(FENGHUA);
        let whats = [What::Registered, What::Person];
        let all =
            store::counts::by_child(&mut tx, &scope, unit, &whats, None).await.expect("numbers");
        let sum = |of: Uuid, what| -> i64 {
            let these = all.iter().filter(|(unit, one)| (*unit, one.what) == (of, what));
            these.map(|(_, one)| one.count).sum()
        };
        let jinping = registry.unit(JINPING);
        assert_eq!((sum(jinping, What::Registered), sum(jinping, What::Person)), (3, 2));
        assert_eq!((sum(unit, What::Registered), sum(unit, What::Person)), (1, 1));
        let channels =
            store::counts::by_channel(&mut tx, &scope, unit, None).await.expect("numbers");
        let known: i64 = channels.iter().filter(|one| one.0.is_some()).map(|one| one.1.count).sum();
        let unknown: i64 =
            channels.iter().filter(|one| one.0.is_none()).map(|one| one.1.count).sum();
        assert_eq!((known, unknown), (3, 1));
        let year = Period::Year(2025);
        let dated = store::counts::by_child(&mut tx, &scope, unit, &whats, Some(year)).await;
        assert!(dated.expect("numbers").is_empty(), "nobody came in that year");
        for period in ["2024", "2024-02..2024-04", "2023-12..2024-12"] {
            let period = Period::parse(period);
            let dated = store::counts::by_child(&mut tx, &scope, unit, &whats, period).await;
            let these = dated.expect("numbers").into_iter().filter(|(unit, _)| *unit == jinping);
            let these = these.filter(|(_, one)| one.what == What::Registered);
            assert_eq!(these.map(|(_, one)| one.count).sum::<i64>(), 2, "{period:?}");
            let channels = store::counts::by_channel(&mut tx, &scope, unit, period).await;
            let sum: i64 = channels.expect("numbers").iter().map(|one| one.1.count).sum();
            assert_eq!(sum, 3, "{period:?}");
        }
        // Nothing is told of what lies outside the scope.
        let chief = registry.caller(Role::Supervisor, "610300").await;
        let foreign = chief.actor.may(Permission::StatisticsRead).expect("she may");
        let none = store::counts::by_month(&mut tx, &foreign, unit, &whats).await.expect("numbers");
        assert!(none.is_empty());
        let none = store::counts::by_child(&mut tx, &foreign, unit, &whats, None).await;
        assert!(none.expect("numbers").is_empty());
        let none = store::counts::posted(&mut tx, &foreign, unit, quarter("2030-Q1")).await;
        assert!(none.expect("postings").is_empty());
    })
    .await;
}
