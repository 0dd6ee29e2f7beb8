//! Donations after death through the API.

use serde_json::json;

use super::{Cast, id_in, saved, told};
use crate::support::{
    coordinators::coordinator_of,
    people::{document, intake_of, name},
    registry::JINPING,
};

pub async fn donations(cast: &Cast<'_>) {
    let (chief, clerk) = (&cast.supervisor, &cast.clerk);
    let unit = cast.registry.unit(JINPING);
    let mut coordinators = Vec::new();
    // The clerk stands in the register already.
    let listed = told(&chief.get("/coordinators").await, 200);
    coordinators.push(listed[0]["id"].clone());
    let input = coordinator_of(2);
    let body = json!({
        "unit": unit, "account": chief.account, "kind": "red_cross", "name": input.name,
        "document_number": input.document_number, "number": input.number,
        "certified_from": "2023-01-01", "certified_until": "2025-12-31",
    });
    coordinators.push(told(&chief.post("/coordinators", body).await, 201)["id"].clone());

    let mut intake = intake_of(170);
    intake.registrations[0].programme = "organ".to_owned();
    let person =
        told(&clerk.post("/people", serde_json::to_value(&intake).expect("JSON")).await, 201);
    let hers = format!("/people/{}/donations", id_in(&person["id"]));
    let call = json!({
        "programmes": ["organ"], "called_on": "2025-06-01", "call_from": "hospital", "place": "合成医院",
    });
    let made = told(&clerk.post(&hers, call.clone()).await, 201);
    let place = format!("/donations/{}", id_in(&made["ids"][0]));
    assert_eq!(told(&clerk.get(&hers).await, 200)[0]["next"], "will_checked");
    assert_eq!(clerk.post(&hers, call).await.status, 422);
    assert_eq!(cast.sister.get(&place).await.status, 404);
    assert_eq!(cast.auditor.get(&place).await.status, 403);

    let mut version = saved(&clerk.post(&format!("{place}/will"), json!({"version": 1})).await);
    let hand = json!({"version": version, "coordinator": coordinators[1]});
    version = saved(&clerk.post(&format!("{place}/handlers"), hand).await);
    for step in [
        json!({"stage": "assessed", "on": "2025-06-01"}),
        json!({"stage": "ethics_approved", "on": "2025-06-01"}),
        json!({"stage": "assigned", "on": "2025-06-01", "coordinators": coordinators}),
        json!({"stage": "determined", "on": "2025-06-02"}),
    ] {
        let body = json!({"version": version, "step": step});
        version = saved(&clerk.post(&format!("{place}/steps"), body).await);
    }
    let record = json!({
        "on": "2025-06-02", "time": "14:05", "place": "合成手术室", "organs": ["liver"],
        "silence_held": true, "appearance_restored": true,
    });
    let body = json!({"version": version, "record": record});
    version = saved(&clerk.put(&format!("{place}/witness"), body).await);
    let sign = format!("{place}/signatures");
    version = saved(&clerk.post(&sign, json!({"version": version})).await);
    let twice = told(&clerk.post(&sign, json!({"version": version})).await, 422);
    assert_eq!(twice["problems"][0]["code"], "signed_already");
    assert_eq!(told(&clerk.get(&place).await, 200)["donation"]["witness"]["closed"], false);
    assert_eq!(told(&chief.get(&place).await, 200)["may_sign"], true);
    saved(&chief.post(&sign, json!({"version": version})).await);
    let shown = told(&clerk.get(&place).await, 200);
    assert_eq!(
        (&shown["donation"]["stage"], &shown["donation"]["realised_on"]),
        (&json!("witnessed"), &json!("2025-06-02"))
    );
    let year = "/donations/realised?from=2025-01-01&to=2025-12-31";
    let counted = told(&clerk.get(year).await, 200);
    assert_eq!(counted, json!({"persons": 1, "donations": [{"programme": "organ", "count": 1}]}));

    // Somebody who never registered.
    let report = json!({
        "person": {"name": name(171), "document_number": document(171)},
        "call": {"programmes": ["body"], "called_on": "2025-06-02", "call_from": "family"},
    });
    let made = told(&clerk.post("/donations", report).await, 201);
    let place = format!("/donations/{}", id_in(&made["ids"][0]));
    let ending = json!({"version": 1, "ending": {"on": "2025-06-02", "reason": "too_late"}});
    let version = saved(&clerk.post(&format!("{place}/ending"), ending).await);
    saved(&clerk.post(&format!("{place}/undo"), json!({"version": version})).await);
    let listed = told(&clerk.get("/donations?since=2025-01-01").await, 200);
    assert_eq!(listed.as_array().expect("a list").len(), 2);
}
