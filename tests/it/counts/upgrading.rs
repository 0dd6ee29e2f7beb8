//! A database from before counting began is counted when the service starts.

use lifelight::{domain::units::shipped_offices, service::start};

use super::*;
use crate::support::registry::{FENGHUA, JINPING, YUELIN, each_engine};

#[tokio::test]
async fn whoever_was_there_before_is_counted_once() {
    each_engine(async |registry| {
        for n in 1..=5 {
            register(registry, n, if n < 3 { JINPING } else { YUELIN }).await;
        }
        let before = posted(registry, FENGHUA, quarter("2030-Q4")).await;
        let tables = ["counters", "counter_changes", "counted_facts", "posting_corrections"];
        for table in tables.into_iter().chain(["counts_built"]) {
            registry.by_hand(&format!("DELETE FROM {table}")).await;
        }
        assert!(!verified(registry).await.agrees(), "nothing is counted");
        let another = registry.another_instance().await;
        let offices = shipped_offices();
        let (one, other) = tokio::join!(
            start::prepare(&registry.app.store, &offices),
            start::prepare(&another.store, &offices)
        );
        one.and(other).expect("both start");
        agrees(registry, "the first start").await;
        assert_eq!(posted(registry, FENGHUA, quarter("2030-Q4")).await, before);
        // The next start counts nobody again.
        gather(registry).await;
        assert!(registry.by_hand("UPDATE counters SET number = number + 1").await > 0);
        start::prepare(&another.store, &offices).await.expect("it starts");
        assert!(!verified(registry).await.agrees(), "what is wrong is not painted over");
        another.store.db().close().await;
    })
    .await;
}
