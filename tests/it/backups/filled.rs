//! What is kept for statistics: targets, a release, and who is to be erased.

use std::collections::BTreeMap;

use lifelight::{
    domain::{erasures::ErasureInput, permissions::Permission, targets::plans},
    service::{Caller, erasures, people, releases, targets},
    store::{self, db::sql},
};
use uuid::Uuid;

use crate::{support::registry::Registry, targets::anew};

/// A target planned anew, a quarter published and something of it made good, and `gone` to be erased.
pub async fn statistics(registry: &Registry, county: &Caller, gone: Uuid) {
    let app = &registry.app;
    targets::install(app).await.expect("written");
    let plan = plans::shipped()[0].code.as_str();
    let scope = county.actor.may(Permission::TargetsManage).expect("a supervisor may");
    let mut tx = app.store.read().await.expect("it can be read");
    let held = store::targets::of_plan(&mut tx, plan, scope.root()).await.expect("targets");
    drop(tx);
    let target = held.into_iter().flatten().next().expect("one").id;
    targets::replan(app, county, target, &anew(1, "7")).await.expect("planned anew");

    let her = people::get(app, county, gone).await.expect("she is there");
    let why = ErasureInput { reason: "person_asked".to_owned() };
    erasures::ask(app, county, gone, her.person.version, &why).await.expect("asked");

    let wanted = releases::Wanted {
        unit: Some(county.actor.unit()),
        period: "2025-Q1".to_owned(),
        known: BTreeMap::new(),
    };
    releases::publish(app, county, &wanted).await.expect("published");
    let mut tx = app.store.write(&county.origin).await.expect("it can be written");
    sql("INSERT INTO posting_corrections (row_id, quarter, unit_id, programme, change) VALUES ($1, $2, $3, $4, $5)")
        .bind(gone)
        .bind("2025-Q2")
        .bind(county.actor.unit())
        .bind("organ")
        .bind(1_i64)
        .execute(&mut tx.tx)
        .await
        .expect("written");
    tx.commit_unseen().await.expect("committed");
}
