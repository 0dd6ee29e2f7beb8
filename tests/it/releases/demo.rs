//! The demo office publishes 24 months, and nobody can compute anything from them.

use std::collections::BTreeMap;

use lifelight::{
    domain::periods::Quarter,
    service::{
        App, rates,
        releases::{self as service, Wanted},
        start, units,
    },
};

use super::attack::{Attack, name};

/// Publishes the eight quarters before the demo's day, with its rates closed, and attacks them as a whole.
pub async fn attacked(app: &App) {
    let operator = start::operator(app, "test").await.expect("there is a root");
    let all = units::list(app, &operator).await.expect("units");
    let county =
        all.into_iter().find(|unit| unit.code.as_deref() == Some("330213")).expect("Fenghua");
    assert_eq!(service::publisher(app, &operator).await.expect("it is clear").id, county.id);
    for year in [2022, 2023, 2024] {
        rates::close(app, &operator, year, Some(county.id)).await.expect("closed for good");
    }
    let mut quarter = Quarter::parse("2023-Q4").expect("a quarter");
    let mut files = Vec::new();
    for _ in 0..8 {
        let wanted =
            Wanted { unit: Some(county.id), period: quarter.to_string(), known: BTreeMap::new() };
        let kept = service::publish(app, &operator, &wanted).await.expect("published");
        files.push(kept.text);
        quarter = quarter.next();
    }
    if let Some(folder) = std::env::var_os("LIFELIGHT_TEST_RELEASES") {
        for (n, text) in files.iter().enumerate() {
            std::fs::write(std::path::Path::new(&folder).join(format!("{n}.json")), text)
                .expect("a file");
        }
    }
    // The publisher's own counts, to judge by.
    let mut tx = app.store.read().await.expect("it can be read");
    let ledger = lifelight::store::releases::ledger(&mut tx, county.id).await.expect("the ledger");
    drop(tx);
    let exact = ledger.iter().flat_map(|one| &one.exact);
    let truth: BTreeMap<String, i64> = exact
        .map(|(id, value)| {
            let dims = serde_json::to_value(&id.dims).expect("dims");
            (name(&id.table, &dims), i64::try_from(*value).expect("a count"))
        })
        .collect();
    let attack = Attack::on(files.iter().map(String::as_str));
    assert_eq!(attack.unbalanced(), [""; 0]);
    assert_eq!(attack.broken(&truth), [""; 0]);
    assert_eq!(attack.insiders(&truth), [""; 0]);
    for (cell, value) in &attack.shown {
        assert_eq!(value, &truth[cell], "{cell}");
    }
    eprintln!("24 months: {} cells shown, {} blank", attack.shown.len(), attack.blank.len());
    assert!(attack.shown.len() > 60, "something is told");
}
