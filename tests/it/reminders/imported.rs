//! Old ledgers come into a running service: only what still makes sense is planned.

use std::collections::BTreeMap;

use lifelight::{
    domain::{permissions::Role, reminders::ReminderState},
    service::reminders::planning::Tally,
    store::db::sql,
};
use uuid::Uuid;

use super::{reminders, tick};
use crate::{
    imports::desk::{BAOJI_LEDGER, FENGHUA_LEDGER, after_the_ledgers, entered},
    support::registry::{BAOJI, FENGHUA, Registry, each_engine},
};

/// How many there are of each rule and state.
async fn counted(registry: &Registry) -> BTreeMap<(String, ReminderState), usize> {
    let mut tx = registry.app.store.db().begin_read().await.expect("it can be read");
    let rows = sql("SELECT id FROM people").all(&mut tx).await.expect("listed");
    drop(tx);
    let mut counts = BTreeMap::new();
    for row in rows {
        let id: Uuid = row.get("id").expect("an id");
        for one in reminders(registry, id).await {
            *counts.entry((one.details.rule, one.state)).or_default() += 1;
        }
    }
    counts
}

#[tokio::test]
async fn imported_ledgers_are_reminded_of_what_still_makes_sense() {
    each_engine(async |registry| {
        after_the_ledgers(registry);
        for (file, bytes, unit) in [
            ("ledger-fenghua.xlsx", FENGHUA_LEDGER, FENGHUA),
            ("ledger-baoji-gb18030.csv", BAOJI_LEDGER, BAOJI),
        ] {
            let caller = registry.caller(Role::Coordinator, unit).await;
            entered(&registry.app, &caller, file, bytes).await;
        }
        tick(&registry.app).await;
        let mut planned = counted(registry).await;
        eprintln!("{planned:?}");
        // By how many days an age is brought forward hangs on the keys; 8 weeks and the lead hold all of them.
        let by_age = planned.remove(&("before_44".to_owned(), ReminderState::Open)).unwrap_or(0);
        assert!((1..=40).contains(&by_age), "{by_age}");
        // Nobody is thanked for a sample of years ago, and no card is asked after.
        let expected =
            [("registrant_half_yearly", 12), ("registrant_yearly", 46), ("yearly_check", 84)];
        let expected = expected.map(|(rule, n)| ((rule.to_owned(), ReminderState::Open), n));
        assert_eq!(planned, BTreeMap::from(expected));
        assert_eq!(tick(&registry.app).await, Tally::default());
    })
    .await;
}
