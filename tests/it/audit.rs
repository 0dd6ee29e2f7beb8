//! Reading the trail: by whom, of which units, page by page.

use chrono::Duration;
use lifelight::crypto::secret::Secret;
use lifelight::domain::audit::Action;
use lifelight::domain::permissions::Role;
use lifelight::service::accounts::{self, NewAccount};
use lifelight::service::audit::{self, AuditFilter};
use lifelight::service::{App, Caller, ServiceError, sessions};

use crate::support::registry::{
    BAOJI, FENGHUA, JINPING, NATION, Registry, YUELIN, each_engine, origin,
};

async fn create(registry: &Registry, by: &Caller, name: &str, code: &str) {
    let new = NewAccount {
        name: name.to_owned(),
        display_name: "合成甲".to_owned(),
        role: Role::Helper,
        unit: registry.unit(code),
    };
    accounts::create(&registry.app, by, new).await.expect("it is created");
    registry.clock.advance(Duration::seconds(1));
}

async fn count(app: &App, caller: &Caller, filter: &AuditFilter) -> usize {
    audit::read(app, caller, filter, 200).await.expect("auditors read").lines.len()
}

#[tokio::test]
async fn auditors_read_of_their_own_units_and_nobody_else_reads() {
    each_engine(async |registry| {
        let (app, operator) = (&registry.app, registry.operator().await);
        for (name, code) in [("a", JINPING), ("b", YUELIN), ("c", BAOJI)] {
            create(registry, &operator, &format!("helper-{name}"), code).await;
        }
        let created = AuditFilter { action: Some(Action::AccountCreated), ..Default::default() };
        for (code, lines) in [(NATION, 3), (FENGHUA, 2), (JINPING, 1), (BAOJI, 1)] {
            let auditor = registry.caller(Role::Auditor, code).await;
            assert_eq!(count(app, &auditor, &created).await, lines, "{code}");
        }
        for role in Role::ALL.into_iter().filter(|role| *role != Role::Auditor) {
            let caller = registry.caller(role, NATION).await;
            let refused = audit::read(app, &caller, &AuditFilter::default(), 10).await;
            assert!(matches!(refused, Err(ServiceError::Denied(_))), "{role:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_repetition() {
    each_engine(async |registry| {
        let (app, operator) = (&registry.app, registry.operator().await);
        let began = app.store.clock().now();
        for number in 0..7 {
            create(registry, &operator, &format!("helper-{number}"), JINPING).await;
        }
        let auditor = registry.caller(Role::Auditor, FENGHUA).await;
        let mut filter = AuditFilter::default();
        let mut read = Vec::new();
        loop {
            let page = audit::read(app, &auditor, &filter, 3).await.expect("a page");
            assert!(page.lines.len() <= 3);
            read.extend(page.lines.iter().map(|line| (line.at, line.id)));
            filter.before = page.next;
            if page.next.is_none() {
                break;
            }
        }
        assert_eq!(read.len(), 7);
        assert!(read.is_sorted_by(|newer, older| newer > older));

        let some = AuditFilter {
            from: Some(began + Duration::seconds(2)),
            until: Some(began + Duration::seconds(5)),
            ..Default::default()
        };
        assert_eq!(count(app, &auditor, &some).await, 3);
        let by_her = AuditFilter { account: auditor.actor.account_id(), ..Default::default() };
        assert_eq!(count(app, &auditor, &by_her).await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_failed_sign_in_is_told_where_the_account_is_and_else_at_the_root() {
    each_engine(async |registry| {
        let (app, operator) = (&registry.app, registry.operator().await);
        create(registry, &operator, "known", JINPING).await;
        let address = "192.0.2.9".parse().expect("an address");
        let wrong = Secret::new("not the password".to_owned());
        for name in ["known", "unknown"] {
            let refused = sessions::sign_in(app, &origin(), name, &wrong, address).await;
            assert!(matches!(refused, Err(ServiceError::SignInFailed)));
        }
        let failed = AuditFilter { action: Some(Action::SignInFailed), ..Default::default() };
        for (code, lines) in [(JINPING, 1), (YUELIN, 0), (NATION, 2)] {
            let auditor = registry.caller(Role::Auditor, code).await;
            assert_eq!(count(app, &auditor, &failed).await, lines, "{code}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_was_written_can_neither_be_changed_nor_removed() {
    each_engine(async |registry| {
        let operator = registry.operator().await;
        create(registry, &operator, "helper", JINPING).await;
        for text in ["UPDATE audit_events SET action = 'signed_in'", "DELETE FROM audit_events"] {
            let mut tx = registry.app.store.db().begin_write().await.expect("it can be written");
            let refused = lifelight::store::db::sql(text).execute(&mut tx).await;
            let error = refused.expect_err("append-only").to_string();
            assert!(error.contains("append-only"), "{error}");
        }
    })
    .await;
}
