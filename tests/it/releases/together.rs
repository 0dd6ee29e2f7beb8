//! Two instances publish at the same time: one release stands, all releases are one chain, and of two offices that
//! overlap only one publishes.

use std::collections::BTreeMap;

use lifelight::{
    domain::permissions::Role,
    service::{
        App, Caller, ServiceError,
        releases::{self as service, Wanted},
    },
    store::releases::Kept,
};
use uuid::Uuid;

use crate::{
    people::codes,
    support::{
        people::register,
        registry::{BAOJI, FENGHUA, JINPING, NINGBO, Registry, each_engine},
    },
};

/// Has both publish at once, each from an instance of its own.
async fn at_once(
    apps: &[App; 2],
    by: &[Caller; 2],
    wanted: [(Uuid, &str); 2],
) -> [Result<Kept, ServiceError>; 2] {
    let publish = |n: usize| {
        let (app, caller, (unit, period)) = (apps[n].clone(), by[n].clone(), wanted[n]);
        let wanted = Wanted { unit: Some(unit), period: period.to_owned(), known: BTreeMap::new() };
        tokio::spawn(async move { service::publish(&app, &caller, &wanted).await })
    };
    let (one, other) = (publish(0), publish(1));
    [one.await.expect("it ends"), other.await.expect("it ends")]
}

/// The one that was published, and why the other was not.
fn one_of(both: [Result<Kept, ServiceError>; 2]) -> (Kept, &'static str) {
    match both {
        [Ok(kept), Err(error)] | [Err(error), Ok(kept)] => (kept, codes(error)[0].1),
        [Ok(_), Ok(_)] => panic!("both were published"),
        [Err(one), Err(other)] => panic!("neither was published: {one}, {other}"),
    }
}

async fn instances(registry: &Registry) -> [App; 2] {
    [registry.app.clone(), registry.another_instance().await]
}

async fn ended([_, other]: [App; 2]) {
    other.store.db().close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_publish_one_quarter_one_does_and_the_other_is_told() {
    each_engine(async |registry| {
        let apps = instances(registry).await;
        let clerk = registry.caller(Role::Coordinator, JINPING).await;
        for n in 1..=12 {
            register(&registry.app, &clerk, n).await;
        }
        let chiefs = [
            registry.caller(Role::Supervisor, FENGHUA).await,
            registry.caller(Role::Supervisor, FENGHUA).await,
        ];
        let unit = registry.unit(FENGHUA);
        let mut before = None;
        for period in ["2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4"] {
            let both = at_once(&apps, &chiefs, [(unit, period); 2]).await;
            let (kept, why) = one_of(both);
            assert_eq!(why, "published", "{period}");
            assert_eq!(kept.previous_sha256, before, "{period}");
            before = Some(kept.sha256);
        }
        let all = service::list(&apps[1], &chiefs[1]).await.expect("a list");
        assert_eq!(all.len(), 4);
        ended(apps).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_first_quarters_at_once_none_stands_beside_the_chain() {
    each_engine(async |registry| {
        let apps = instances(registry).await;
        for (code, periods) in [(FENGHUA, ["2024-Q1", "2024-Q2"]), (BAOJI, ["2024-Q2", "2024-Q1"])]
        {
            let chiefs = [
                registry.caller(Role::Supervisor, code).await,
                registry.caller(Role::Supervisor, code).await,
            ];
            let unit = registry.unit(code);
            let wanted = [(unit, periods[0]), (unit, periods[1])];
            let both = at_once(&apps, &chiefs, wanted).await;
            assert!(both.iter().any(Result::is_ok), "one is published");
            for refused in both.into_iter().filter_map(Result::err) {
                let why = codes(refused)[0].1;
                assert!(["published", "meanwhile"].contains(&why), "{why}");
            }
            let all = service::list(&apps[0], &chiefs[0]).await.expect("a list");
            let mut before = None;
            for kept in all {
                assert_eq!(kept.previous_sha256, before, "{code} {}", kept.period);
                before = Some(kept.sha256);
            }
        }
        ended(apps).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_city_and_its_county_at_once_one_publishes() {
    each_engine(async |registry| {
        let apps = instances(registry).await;
        let chiefs = [
            registry.caller(Role::Supervisor, FENGHUA).await,
            registry.caller(Role::Supervisor, NINGBO).await,
        ];
        let wanted = [(registry.unit(FENGHUA), "2024-Q1"), (registry.unit(NINGBO), "2024-Q1")];
        let (_, why) = one_of(at_once(&apps, &chiefs, wanted).await);
        assert_eq!(why, "overlapping");
        ended(apps).await;
    })
    .await;
}

#[tokio::test]
async fn the_database_itself_keeps_one_chain() {
    each_engine(async |registry| {
        let chief = registry.caller(Role::Supervisor, FENGHUA).await;
        let wanted = Wanted {
            unit: Some(registry.unit(FENGHUA)),
            period: "2024-Q1".to_owned(),
            known: BTreeMap::new(),
        };
        service::publish(&registry.app, &chief, &wanted).await.expect("published");
        let mut tx = registry.app.store.db().begin_write().await.expect("it can be written");
        let second = "INSERT INTO releases (id, unit_id, period, policy, body, sha256, previous_sha256, made_at, made_by, sealed)
            SELECT unit_id, unit_id, '2024-Q2', policy, body, sha256, previous_sha256, made_at, made_by, sealed FROM releases";
        let refused = lifelight::store::db::sql(second).execute(&mut tx).await;
        let error = refused.expect_err("two that follow the same");
        assert!(matches!(error, sqlx::Error::Database(inner) if inner.is_unique_violation()));
    })
    .await;
}
