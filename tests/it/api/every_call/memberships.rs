//! Memberships and exports through the API.

use lifelight::domain::permissions::Role;
use serde_json::json;

use super::{Cast, id_in, register, saved, told};
use crate::support::{
    memberships::joined,
    memorials::consents_to,
    people::{name, phone},
    registry::JINPING,
};

pub async fn memberships(cast: &Cast<'_>) {
    let clerk = &cast.clerk;
    let hers = register(clerk, 474).await;
    let input = json!({"kind": "volunteer", "joined_on": "2025-06-01", "number": "合成 1"});
    let place = format!("{hers}/memberships");
    let refused = told(&clerk.post(&place, input.clone()).await, 422);
    assert_eq!(refused["problems"][0]["code"], "no_consent");
    let caller = cast.registry.caller(Role::Coordinator, JINPING).await;
    let person = hers.trim_start_matches("/people/").parse().expect("an id");
    consents_to(&cast.registry.app, &caller, person, "membership").await;
    let id = id_in(&told(&clerk.post(&place, input).await, 201)["id"]);
    let one = format!("/memberships/{id}");
    assert_eq!(cast.sister.get(&one).await.status, 404);
    let masked = told(&clerk.get(&one).await, 200);
    assert_eq!((&masked["kind"], &masked["stands"]), (&json!("volunteer"), &json!(true)));
    assert!(!masked.to_string().contains(&name(474)), "masked");
    assert_eq!(told(&clerk.get(&place).await, 200)[0]["id"], json!(id));
    let unit = format!("/memberships?unit={}", cast.registry.unit(JINPING));
    let listed = told(&cast.supervisor.get(&unit).await, 200);
    assert_eq!(listed["counts"], json!([{"kind": "volunteer", "count": 1}]));
    assert_eq!(listed["memberships"][0]["id"], json!(id));
    exports(cast).await;
    saved(&clerk.send(axum::http::Method::POST, &format!("{one}/end"), &[], "").await);
    let ended = told(&clerk.get(&one).await, 200);
    assert_eq!((&ended["status"], &ended["ended_by"]), (&json!("ended"), &json!("own_wish")));
}

async fn exports(cast: &Cast<'_>) {
    let clerk = &cast.clerk;
    let wrong = told(&clerk.post("/exports", json!({"kind": "members"})).await, 422);
    assert_eq!(wrong["problems"][0]["field"], "purpose");
    let input = json!({"kind": "members", "year": "2025", "purpose": "会员大会通知"});
    let id = id_in(&told(&clerk.post("/exports", input).await, 201)["id"]);
    let place = format!("/exports/{id}");
    assert_eq!(cast.sister.get(&place).await.status, 404);
    let asked = told(&clerk.get(&place).await, 200);
    assert_eq!((&asked["status"], &asked["found"]), (&json!("ready"), &json!(1)));
    let decision = json!({"version": 1, "approve": true});
    let refused =
        told(&cast.supervisor.post(&format!("{place}/decision"), decision.clone()).await, 422);
    assert_eq!(refused["problems"][0]["code"], "not_waiting");
    assert_eq!(clerk.post(&format!("{place}/decision"), decision).await.status, 403);
    let fetch = json!({"version": 1, "format": "csv"});
    let file = clerk.post(&format!("{place}/file"), fetch.clone()).await;
    assert_eq!((file.status, file.header("cache-control")), (200, "no-store"));
    assert!(file.text().contains(&name(474)) && file.text().contains(&phone(474)));
    let again = told(&clerk.post(&format!("{place}/file"), fetch).await, 422);
    assert_eq!(again["problems"][0]["code"], "given_already");
    assert_eq!(told(&clerk.get("/exports").await, 200)[0]["given"], 1);
    let caller = cast.registry.caller(Role::Coordinator, JINPING).await;
    for n in 600..650 {
        joined(&cast.registry.app, &caller, n).await;
    }
    let input = json!({"kind": "members", "purpose": "会员大会通知"});
    let id = id_in(&told(&clerk.post("/exports", input).await, 201)["id"]);
    let decision = json!({"version": 1, "approve": false});
    saved(&cast.supervisor.post(&format!("/exports/{id}/decision"), decision).await);
    let declined = told(&clerk.get(&format!("/exports/{id}")).await, 200);
    assert_eq!((&declined["status"], &declined["found"]), (&json!("declined"), &json!(51)));
    assert_eq!(told(&cast.administrator.get("/export-alerts").await, 200), json!([]));
    assert_eq!(clerk.get("/export-alerts").await.status, 403);
}
