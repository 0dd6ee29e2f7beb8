//! The memorial through the API.

use serde_json::json;

use super::{Cast, id_in, saved, told};
use crate::support::{
    memorials::{consents_to, died},
    people::name,
};

pub async fn memorials(cast: &Cast<'_>) {
    let (chief, clerk) = (&cast.supervisor, &cast.clerk);
    let app = &cast.registry.app;
    let caller = cast
        .registry
        .caller(
            lifelight::domain::permissions::Role::Coordinator,
            crate::support::registry::JINPING,
        )
        .await;
    let person = died(app, &caller, 472).await;
    consents_to(app, &caller, person, "publicity").await;
    let hers = format!("/people/{person}/memorials");
    let own = json!({"naming": "own_name", "consent": "own", "born_in": "1990", "words": "合成"});
    let id = id_in(&told(&clerk.post(&hers, own.clone()).await, 201)["id"]);
    let place = format!("/memorials/{id}");
    assert_eq!(cast.sister.get(&place).await.status, 404);
    assert_eq!(cast.auditor.get(&place).await.status, 403);
    let masked = told(&clerk.get(&place).await, 200);
    assert_eq!((&masked["status"], &masked["shown"]), (&json!("draft"), &json!(false)));
    assert!(!masked.to_string().contains(&name(472)));
    let wrong = told(&clerk.put(&place, json!({"version": 1, "entry": {}})).await, 422);
    assert_eq!(wrong["problems"][0]["field"], "naming");
    let version = saved(&clerk.put(&place, json!({"version": 1, "entry": own})).await);
    let approval = json!({"version": version});
    assert_eq!(clerk.post(&format!("{place}/approval"), approval.clone()).await.status, 403);
    let version = saved(&chief.post(&format!("{place}/approval"), approval).await);
    let full =
        told(&clerk.post(&format!("{place}/unmask"), json!({"reason": "memorial"})).await, 200);
    assert_eq!((&full["shown_as"], &full["consent"]["whose"]), (&json!(name(472)), &json!("own")));
    assert_eq!(told(&clerk.get("/memorials/roll").await, 200)[0]["shown_as"], name(472));
    let batch = json!({"on": "2026-04-05", "feast": "qingming"});
    let into = json!({"version": version, "batch": batch});
    saved(&clerk.post(&format!("{place}/engraving"), into).await);
    let batches = told(&clerk.get("/memorials/engravings").await, 200);
    assert_eq!(
        batches,
        json!([{"batch": "2026-04-05-qingming", "ready": 1, "held_back": 0, "withdrawn": 0}])
    );
    let list = told(&clerk.post("/memorials/engravings", batch).await, 200);
    assert_eq!(list, json!([{"shown_as": name(472), "born_in": 1990, "died_in": null}]));
    assert_eq!(told(&clerk.get(&hers).await, 200)[0]["shown"], true);
    saved(&clerk.post(&format!("{place}/withdrawal"), json!({})).await);
    assert_eq!(told(&clerk.get("/memorials").await, 200)[0]["status"], "withdrawn");
}
