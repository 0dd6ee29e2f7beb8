//! The board, breaking a target down and planning it anew.

use lifelight::service::targets as service;
use serde_json::{Value, json};

use super::{Cast, id_in, saved, told};
use crate::support::registry::JINPING;

pub(super) async fn targets(cast: &Cast<'_>) {
    service::install(&cast.registry.app).await.expect("written");
    let (chief, clerk) = (&cast.supervisor, &cast.clerk);
    let board = told(&chief.get("/board").await, 200);
    assert_eq!((&board["plan"], &board["closed_months"]), (&json!("fenghua_2021"), &json!(53)));
    let first = &board["readings"][0];
    assert_eq!(first["indicator"]["code"], "persons_pooled");
    assert_eq!(first["target"]["in_force"]["value"], 400);
    assert_eq!(first["count"]["months"].as_array().expect("a list").len(), 53);
    assert!(first["count"]["outlook"]["forecast"]["interval80"].is_array());
    let id = id_in(&first["target"]["id"]);
    let place = format!("/targets/{id}");
    assert_eq!(clerk.get(&place).await.status, 404, "the county's, not the township's");
    let shown = told(&chief.get(&place).await, 200);
    assert_eq!((&shown["may_replan"], &shown["below"]), (&json!(true), &json!([])));

    let children = first["count"]["children"].as_array().expect("a list");
    let own = board["unit"].clone();
    let parts: Vec<Value> = children
        .iter()
        .map(|child| child["unit"].clone())
        .filter(|unit| *unit != own)
        .map(|unit| json!({"unit": unit}))
        .collect();
    let input = json!({"version": 1, "method": "evenly", "parts": parts, "effective_on": "2025-06-01",
        "document": "合成红发〔2025〕3号"});
    let preview =
        told(&chief.post(&format!("{place}/breakdown/preview"), input.clone()).await, 200);
    assert_eq!((&preview["method"], &preview["difference"]), (&json!("evenly"), &json!(0)));
    let some = json!({"version": 1, "method": "evenly", "parts": [parts[0]]});
    let refused = told(&chief.post(&format!("{place}/breakdown"), some).await, 422);
    assert_eq!(refused["problems"][0]["code"], "units");
    let made = told(&chief.post(&format!("{place}/breakdown"), input.clone()).await, 200);
    assert_eq!(made["targets"], 12);
    assert_eq!(clerk.post(&format!("{place}/breakdown"), input).await.status, 403);
    let unit = cast.registry.unit(JINPING);
    let below = told(&clerk.get("/board").await, 200);
    assert_eq!(
        (&below["unit"], &below["readings"][0]["target"]["in_force"]["value"]),
        (&json!(unit), &json!(34))
    );

    let anew = json!({"version": 1, "value": "320", "effective_on": "2025-06-01",
        "document": "合成红发〔2025〕9号", "reason": "合成：中期评估"});
    assert_eq!(saved(&chief.post(&format!("{place}/replan"), anew.clone()).await), 2);
    assert_eq!(chief.post(&format!("{place}/replan"), anew).await.status, 409);
    let board = told(
        &chief
            .get(&format!("/board?plan=fenghua_2021&unit={}", own.as_str().expect("an id")))
            .await,
        200,
    );
    assert_eq!(board["readings"][0]["difference"], 80);
    assert_eq!(board["readings"][0]["target"]["versions"][1]["value"], 400);
    let covered = told(&chief.get("/board/coverage").await, 200);
    assert_eq!(covered[0]["measure"], "followup_coverage");
    assert_eq!(cast.helper.get("/board").await.status, 403);
    assert_eq!(told(&cast.sister.get(&place).await, 404)["status"], 404);
}
