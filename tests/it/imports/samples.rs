//! The two sample ledgers, all the way in, on both databases.

use lifelight::{
    domain::{
        counts::{Line, What, When},
        permissions::{Permission, Role},
    },
    service::{Caller, counts},
    store,
};
use serde_json::Value;

use super::desk::{
    BAOJI_EXPECTED, BAOJI_LEDGER, FENGHUA_EXPECTED, FENGHUA_LEDGER, after_the_ledgers,
    assert_expected, entered, list, number, sums,
};
use crate::support::registry::{BAOJI, FENGHUA, Registry, each_engine};

#[tokio::test]
async fn fenghuas_workbook() {
    is_entered_once("ledger-fenghua.xlsx", FENGHUA_LEDGER, FENGHUA_EXPECTED, FENGHUA).await;
}

#[tokio::test]
async fn baojis_csv() {
    is_entered_once("ledger-baoji-gb18030.csv", BAOJI_LEDGER, BAOJI_EXPECTED, BAOJI).await;
}

/// What the dry run promised is in the database, and a second time changes nothing.
async fn is_entered_once(file: &str, bytes: &[u8], promise: &str, unit: &str) {
    each_engine(async |registry| {
        after_the_ledgers(registry);
        let app = &registry.app;
        let caller = registry.caller(Role::Coordinator, unit).await;
        let shown = entered(app, &caller, file, bytes).await;
        assert_expected(&shown, promise);
        let promised = Promised::of(promise);
        let outcome = shown.content.outcome;
        let people = number(app, "SELECT COUNT(*) AS n FROM people").await;
        assert_eq!((outcome.created, outcome.refused), (people, 0));
        assert_eq!(people, promised.accepted - promised.known);
        let registrations = number(app, "SELECT COUNT(*) AS n FROM registrations").await;
        assert_eq!(registrations, promised.registrations);

        let before = sums(app).await;
        let again = entered(app, &caller, file, bytes).await;
        assert_eq!(again.content.known, promised.accepted);
        let again = again.content.outcome;
        assert_eq!((again.created, again.updated, again.refused), (0, 0, 0));
        assert_eq!(again.unchanged, promised.accepted + promised.duplicates);
        assert_eq!(sums(app).await, before);

        assert_eq!(number(app, "SELECT COUNT(*) AS n FROM reconciliations").await, 0);
        let pieces = number(app, "SELECT COUNT(*) AS n FROM import_pieces WHERE kind = 'file'");
        assert_eq!(pieces.await, 0, "what is in is not kept twice");
        counts_as_promised(registry, &caller, promise).await;
    })
    .await;
}

/// The counters say by year what a careful person counts, and agree with the records.
async fn counts_as_promised(registry: &Registry, caller: &Caller, promise: &str) {
    let app = &registry.app;
    let file: Value = serde_json::from_str(promise).expect("JSON");
    let tables = counts::get(app, caller).await.expect("the tables");
    let (mut pooled, mut revoked, mut undated) = (0, 0, 0);
    for sheet in list(&file["sheets"]) {
        revoked += sheet["revoked"].as_i64().unwrap_or_default();
        undated += sheet["revoked_without_date"].as_i64().unwrap_or_default();
        for (key, line) in
            [("pooled_by_year", Line::Pooled), ("registered_by_year", Line::AfterDeath)]
        {
            for (year, promised) in sheet[key].as_object().into_iter().flatten() {
                let counted = tables.of(When::Year(year.parse().expect("a year")), line).gross;
                assert_eq!(Some(counted), promised.as_i64(), "{key} {year}");
                pooled += if line == Line::Pooled { counted } else { 0 };
            }
        }
    }
    let all = tables.of(When::All, Line::Pooled);
    assert_eq!((all.gross, tables.of(When::Unknown, Line::Pooled).gross), (pooled, 0));
    assert_eq!(tables.of(When::All, Line::PersonsPooled).gross, pooled, "one sample a person");
    assert_eq!(tables.of(When::All, Line::AfterDeath).left, revoked);
    let scope = caller.actor.may(Permission::StatisticsRead).expect("she may");
    let mut tx = app.store.read().await.expect("it can be read");
    let left = store::counts::by_month(&mut tx, &scope, scope.root(), &[What::Left]).await;
    let left = left.expect("numbers").into_iter().filter(|(month, _)| month.is_none());
    let rows = "FROM registrations WHERE status = 'withdrawn' AND ended_on IS NULL";
    let people = number(app, &format!("SELECT COUNT(DISTINCT person_id) AS n {rows}")).await;
    assert_eq!(people, undated);
    let rows = number(app, &format!("SELECT COUNT(*) AS n {rows}")).await;
    assert_eq!(left.map(|(_, one)| one.count).sum::<i64>(), rows);
    let verified = counts::verify(app, &registry.operator().await).await.expect("counted anew");
    assert!(verified.agrees(), "{verified:#?}");
}

/// What a careful person counts in a ledger.
#[derive(Default)]
struct Promised {
    accepted: i64,
    known: i64,
    duplicates: i64,
    registrations: i64,
}

impl Promised {
    fn of(text: &str) -> Self {
        let file: Value = serde_json::from_str(text).expect("JSON");
        let mut promised = Self::default();
        for sheet in list(&file["sheets"]) {
            let count = |key: &str| sheet[key].as_i64().unwrap_or_default();
            promised.accepted += count("accept");
            promised.known += count("already_known_person");
            promised.duplicates += count("duplicate");
            promised.registrations += match sheet["wishes"].as_object() {
                Some(wishes) => wishes.values().filter_map(Value::as_i64).sum(),
                // A sheet about one programme has one wish a row.
                None => count("accept"),
            };
        }
        promised
    }
}
