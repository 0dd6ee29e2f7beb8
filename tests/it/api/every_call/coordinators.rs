//! The coordinators' register through the API.

use serde_json::json;

use super::{Cast, id_in, saved, told};
use crate::support::{coordinators::coordinator_of, registry::JINPING};

pub async fn coordinators(cast: &Cast<'_>) {
    let (chief, clerk) = (&cast.supervisor, &cast.clerk);
    let input = coordinator_of(1);
    let body = json!({
        "unit": cast.registry.unit(JINPING), "account": clerk.account, "kind": "red_cross",
        "name": input.name, "document_number": input.document_number, "number": input.number,
        "certified_from": "2023-01-01", "certified_until": "2025-08-31", "phone": input.phone,
    });
    assert_eq!(clerk.post("/coordinators", body.clone()).await.status, 403);
    let made = told(&chief.post("/coordinators", body.clone()).await, 201);
    let place = format!("/coordinators/{}", id_in(&made["id"]));
    let twice = told(&chief.post("/coordinators", body.clone()).await, 422);
    let found: Vec<_> = twice["problems"].as_array().expect("a list").iter().collect();
    assert_eq!(
        found.iter().map(|one| &one["code"]).collect::<Vec<_>>(),
        ["known", "account_taken"]
    );
    let listed = told(&clerk.get("/coordinators").await, 200);
    assert_eq!((&listed[0]["name"], &listed[0]["state"]), (&json!(input.name), &json!("expiring")));
    assert_eq!(listed[0]["certificate"]["number"], "****0001");
    assert_eq!(told(&chief.get("/today").await, 200)["certificates"], 1);
    assert_eq!(told(&cast.sister.get("/coordinators").await, 200), json!([]));
    assert_eq!(cast.sister.get(&place).await.status, 404);

    let amended = json!({"version": 1, "coordinator": body});
    let mut version = saved(&chief.put(&place, amended).await);
    for (step, name, body) in [
        ("trainings", "training", json!({"on": "2025-05-01", "what": "合成复训", "hours": "1.5"})),
        (
            "certificates",
            "certificate",
            json!({"number": "XT-2", "certified_from": "2025-09-01", "certified_until": "2028-08-31"}),
        ),
        ("ban", "ban", json!({"on": "2025-06-01", "reason": "合成原因"})),
    ] {
        let mut act = json!({ "version": version });
        act[name] = body;
        version = saved(&chief.post(&format!("{place}/{step}"), act).await);
    }
    let shown = told(&clerk.get(&place).await, 200);
    assert_eq!(shown["trainings"][0]["hours"], "1.5");
    assert_eq!(shown["former"][0]["until"], "2025-08-31");
    assert_eq!(
        (&shown["coordinator"]["state"], &shown["banned_on"], &shown["ban_reason"]),
        (&json!("banned"), &json!("2025-06-01"), &json!(null))
    );
    let lift = json!({"version": version, "reason": "误记"});
    saved(&chief.post(&format!("{place}/unban"), lift).await);
    let why = json!({"reason": "contact"});
    let whole = told(&chief.post(&format!("{place}/unmask"), why).await, 200);
    assert_eq!(
        (&whole["document"], &whole["phone"]),
        (&json!(input.document_number), &json!(input.phone))
    );
}
