//! The two sample ledgers, all the way in, on both databases.

use lifelight::domain::permissions::Role;
use serde_json::Value;

use super::desk::{
    BAOJI_EXPECTED, BAOJI_LEDGER, FENGHUA_EXPECTED, FENGHUA_LEDGER, after_the_ledgers, assert_expected, entered, list,
    number, sums,
};
use crate::support::registry::{BAOJI, FENGHUA, each_engine};

/// How many accepted rows, and accepted wishes, the expectation has.
fn expected(text: &str) -> (i64, i64) {
    let file: Value = serde_json::from_str(text).expect("JSON");
    let (mut accepted, mut wishes) = (0, 0);
    for sheet in list(&file["sheets"]) {
        let accept = sheet["accept"].as_i64().expect("a number");
        accepted += accept;
        wishes += match sheet["wishes"].as_object() {
            Some(wishes) => wishes.values().filter_map(Value::as_i64).sum::<i64>(),
            // A sheet of one programme has one wish a row.
            None => accept,
        };
    }
    (accepted, wishes)
}

#[tokio::test]
async fn what_the_dry_run_promised_is_in_the_database_and_a_second_time_changes_nothing() {
    each_engine(async |registry| {
        after_the_ledgers(registry);
        let app = &registry.app;
        let (mut people, mut registrations) = (0, 0);
        for (file, bytes, promise, unit) in [
            ("ledger-fenghua.xlsx", FENGHUA_LEDGER, FENGHUA_EXPECTED, FENGHUA),
            ("ledger-baoji-gb18030.csv", BAOJI_LEDGER, BAOJI_EXPECTED, BAOJI),
        ] {
            let caller = registry.caller(Role::Coordinator, unit).await;
            let shown = entered(app, &caller, file, bytes).await;
            assert_expected(&shown, promise);
            let (accepted, wishes) = expected(promise);
            let outcome = shown.content.outcome;
            assert_eq!(outcome.refused, 0);
            assert!(outcome.created <= accepted);
            people += outcome.created;
            registrations += wishes;
            assert_eq!(number(app, "SELECT COUNT(*) AS n FROM people").await, people, "{file}");
            let count = number(app, "SELECT COUNT(*) AS n FROM registrations").await;
            assert_eq!(count, registrations, "{file}");

            let before = sums(app).await;
            let again = entered(app, &caller, file, bytes).await.content.outcome;
            let rows = accepted + duplicates(promise);
            assert_eq!((again.created, again.updated, again.unchanged, again.refused), (0, 0, rows, 0), "{file}");
            assert_eq!(sums(app).await, before, "{file}");
        }
        assert_eq!(number(app, "SELECT COUNT(*) AS n FROM reconciliations").await, 0);
        assert_eq!(number(app, "SELECT COUNT(*) AS n FROM import_pieces WHERE kind = 'file'").await, 0);
    })
    .await;
}

fn duplicates(promise: &str) -> i64 {
    let file: Value = serde_json::from_str(promise).expect("JSON");
    list(&file["sheets"]).iter().filter_map(|sheet| sheet["duplicate"].as_i64()).sum()
}
