//! Honours and benefits through the API.

use lifelight::domain::permissions::Role;
use serde_json::json;

use super::{Cast, id_in, saved, told};
use crate::support::{memorials::gave, people::name, registry::JINPING};

pub async fn honours(cast: &Cast<'_>) {
    let clerk = &cast.clerk;
    let caller = cast.registry.caller(Role::Coordinator, JINPING).await;
    let person = gave(&cast.registry.app, &caller, 473).await;
    let policies = told(&clerk.get("/benefits").await, 200);
    assert_eq!(
        (&policies[1]["code"], &policies[1]["limit_ml"]),
        (&json!("zj_blood_family"), &json!(800))
    );
    assert_eq!(cast.auditor.get("/benefits").await.status, 403);
    let hers = format!("/people/{person}/honours");
    let mut input = json!({
        "kind": "benefit", "issued_on": "2025-06-01", "policy": "zj_blood_family",
        "handed_to": "relative", "relation": "brother", "name": "合成亲属", "number": "合成 1",
    });
    let wrong = told(&clerk.post(&hers, input.clone()).await, 422);
    assert_eq!(wrong["problems"][0]["code"], "not_eligible");
    input["relation"] = json!("father");
    let id = id_in(&told(&clerk.post(&hers, input).await, 201)["id"]);
    let place = format!("/honours/{id}");
    assert_eq!(cast.sister.get(&place).await.status, 404);
    let masked = told(&clerk.get(&place).await, 200);
    assert_eq!((&masked["status"], &masked["handed_to"]), (&json!("issued"), &json!("father")));
    assert!(!masked.to_string().contains("合成"), "masked");
    let proof =
        told(&clerk.post(&format!("{place}/unmask"), json!({"reason": "memorial"})).await, 200);
    assert_eq!((&proof["donor"], &proof["relative"]), (&json!(name(473)), &json!("合成亲属")));
    let eligible = told(&clerk.get("/benefits/eligible").await, 200);
    let family = eligible.as_array().expect("a list").iter();
    let mut family =
        family.filter(|due| due["person"] == json!(person) && due["policy"] == "zj_blood_family");
    assert_eq!(family.next().expect("she is")["issued"], json!(["2025-06-01"]));
    let why = json!({"version": 1, "revocation": {"why": "合成：误记"}});
    saved(&clerk.post(&format!("{place}/revocation"), why).await);
    assert_eq!(told(&clerk.get(&hers).await, 200)[0]["status"], "revoked");
    assert_eq!(told(&clerk.get("/honours").await, 200).as_array().map(Vec::len), Some(1));
}
