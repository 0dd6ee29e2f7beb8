//! Releases on both engines: who may, what is refused, what is kept, and that public figures are those that were posted.

use std::collections::BTreeMap;

use lifelight::{
    domain::{
        audit::Action,
        counts::What,
        disclosure::CellId,
        permissions::{Permission, Role},
        releases::body::Release,
    },
    service::{
        App, Caller, ServiceError,
        releases::{self as service, Wanted},
    },
    store::{self, audit::AuditFilter, releases::Kept},
};

use super::attack::Attack;
use crate::{
    people::codes,
    support::{
        people::{found_in, register, secrets_of},
        registry::{BAOJI, FENGHUA, JINPING, NINGBO, Registry, YUELIN, each_engine},
    },
};

fn wanted(registry: &Registry, unit: &str, period: &str) -> Wanted {
    Wanted { unit: Some(registry.unit(unit)), period: period.to_owned(), known: BTreeMap::new() }
}

async fn publish(registry: &Registry, by: &Caller, period: &str) -> Result<Kept, ServiceError> {
    service::publish(&registry.app, by, &wanted(registry, FENGHUA, period)).await
}

fn why<T>(result: Result<T, ServiceError>) -> &'static str {
    codes(result.err().expect("it is refused"))[0].1
}

/// What was posted to the quarter of everything registered.
async fn posted(app: &App, registry: &Registry, period: &str) -> u64 {
    let operator = registry.operator().await;
    let scope = operator.actor.may(Permission::StatisticsRead).expect("the operator may");
    let mut tx = app.store.read().await.expect("it can be read");
    let last = period.parse_quarter();
    let all = store::counts::posted(&mut tx, &scope, registry.unit(FENGHUA), last).await;
    let of = all
        .expect("postings")
        .into_iter()
        .filter(|p| p.what == What::Registered && p.quarter == last);
    of.map(|posting| u64::try_from(posting.count).expect("a count")).sum()
}

trait ParseQuarter {
    fn parse_quarter(&self) -> lifelight::domain::periods::Quarter;
}

impl ParseQuarter for str {
    fn parse_quarter(&self) -> lifelight::domain::periods::Quarter {
        lifelight::domain::periods::Quarter::parse(self).expect("a quarter")
    }
}

fn whole(kept: &Kept) -> Option<u64> {
    let release = Release::read(&kept.text).expect("a file");
    let dims = [("unit", FENGHUA), ("programme", "all"), ("period", release.period.as_str())];
    release.value(&CellId::new("Q1", &dims))
}

#[tokio::test]
async fn a_quarter_is_published_once_in_order_and_never_changes() {
    each_engine(async |registry| {
        let app = &registry.app;
        let chief = registry.caller(Role::Supervisor, FENGHUA).await;
        for (n, unit) in (1..=16).zip([JINPING, JINPING, YUELIN].into_iter().cycle()) {
            let clerk = registry.caller(Role::Coordinator, unit).await;
            register(app, &clerk, n).await;
        }
        // Sampled in March 2024.
        let preview = service::preview(app, &chief, &wanted(registry, FENGHUA, "2024-Q1")).await;
        let preview = preview.expect("it can be published");
        assert!(preview.built.report.findings.is_empty());
        assert_eq!(
            service::list(app, &chief).await.expect("a list").len(),
            0,
            "nothing is kept yet"
        );
        let first = publish(registry, &chief, "2024-Q1").await.expect("published");
        assert_eq!(first.text, preview.built.text);
        assert_eq!(first.previous_sha256, None);
        assert_eq!(whole(&first), Some(16));
        assert_eq!(posted(app, registry, "2024-Q1").await, 16);

        assert_eq!(why(publish(registry, &chief, "2024-Q1").await), "published");
        assert_eq!(why(publish(registry, &chief, "2023-Q4").await), "published");
        assert_eq!(why(publish(registry, &chief, "2024-Q3").await), "order");
        assert_eq!(why(publish(registry, &chief, "2025-Q2").await), "not_over");
        assert_eq!(why(publish(registry, &chief, "2024-13").await), "period");

        // What is entered now of the published quarter belongs to the next.
        let clerk = registry.caller(Role::Coordinator, JINPING).await;
        for n in 17..=30 {
            register(app, &clerk, n).await;
        }
        assert_eq!(posted(app, registry, "2024-Q1").await, 16);
        let second = publish(registry, &chief, "2024-Q2").await.expect("published");
        assert_eq!(second.previous_sha256.as_deref(), Some(first.sha256.as_str()));
        assert_eq!(whole(&second), Some(14));
        for period in ["2024-Q3", "2024-Q4"] {
            publish(registry, &chief, period).await.expect("published");
        }
        let all = service::list(app, &chief).await.expect("a list");
        assert_eq!(all.len(), 4);
        let attack = Attack::on(all.iter().map(|kept| kept.text.as_str()));
        assert_eq!(attack.recovered(), []);
        assert_eq!(attack.unbalanced(), [""; 0]);
        // Nobody is named, and a row is never changed.
        for kept in &all {
            for n in 1..=30 {
                assert_eq!(found_in(kept.text.as_bytes(), &secrets_of(n)), None);
            }
        }
        let mut tx = app.store.db().begin_write().await.expect("it can be written");
        let changed = store::db::sql("UPDATE releases SET policy = 'x'").execute(&mut tx).await;
        assert!(changed.is_err(), "append-only");
        drop(tx);
        let auditor = registry.caller(Role::Auditor, FENGHUA).await;
        let filter =
            AuditFilter { action: Some(Action::ReleasePublished), ..AuditFilter::default() };
        let trail =
            lifelight::service::audit::read(app, &auditor, &filter, 100).await.expect("the trail");
        assert_eq!(trail.lines.len(), 4);
    })
    .await;
}

#[tokio::test]
async fn only_supervisors_publish_and_only_one_office_of_two_that_overlap() {
    each_engine(async |registry| {
        let app = &registry.app;
        for role in [
            Role::Coordinator,
            Role::Helper,
            Role::StatisticsReader,
            Role::Auditor,
            Role::Administrator,
        ] {
            let caller = registry.caller(role, FENGHUA).await;
            assert!(matches!(
                publish(registry, &caller, "2024-Q1").await,
                Err(ServiceError::Denied(_))
            ));
            let preview =
                service::preview(app, &caller, &wanted(registry, FENGHUA, "2024-Q1")).await;
            assert!(matches!(preview, Err(ServiceError::Denied(_))));
            let listed = service::list(app, &caller).await;
            let reads = matches!(role, Role::Coordinator | Role::StatisticsReader);
            assert_eq!(listed.is_ok(), reads, "{role:?}");
        }
        let chief = registry.caller(Role::Supervisor, FENGHUA).await;
        let kept = publish(registry, &chief, "2024-Q1").await.expect("published");
        // Nothing was ever registered: every cell is blank, and that tells nothing.
        let release = Release::read(&kept.text).expect("a file");
        assert!(release.cells().all(|(_, value, _)| value.is_none()));
        let city = registry.caller(Role::Supervisor, NINGBO).await;
        let above = service::publish(app, &city, &wanted(registry, NINGBO, "2024-Q1")).await;
        assert_eq!(why(above), "overlapping");
        let below = service::publish(app, &chief, &wanted(registry, JINPING, "2024-Q1")).await;
        assert_eq!(why(below), "kind");
        let elsewhere = service::publish(app, &chief, &wanted(registry, BAOJI, "2024-Q1")).await;
        assert!(matches!(elsewhere, Err(ServiceError::Missing)));
        let other = registry.caller(Role::Supervisor, BAOJI).await;
        assert!(matches!(service::get(app, &other, kept.id).await, Err(ServiceError::Missing)));
        assert_eq!(service::list(app, &other).await.expect("a list").len(), 0);
        service::publish(app, &other, &wanted(registry, BAOJI, "2024-Q2"))
            .await
            .expect("Baoji publishes");
    })
    .await;
}
