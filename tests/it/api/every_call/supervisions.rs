//! Supervision visits through the API.

use serde_json::json;

use super::{Cast, id_in, saved, told};
use crate::support::registry::JINPING;

pub async fn supervisions(cast: &Cast<'_>) {
    let (chief, clerk) = (&cast.supervisor, &cast.clerk);
    let mut body = json!({
        "unit": cast.registry.unit(JINPING), "on": "2025-06-01", "occasion": "mid_term",
        "who": [chief.account], "about": "合成内容",
    });
    let wrong = told(&clerk.post("/supervisions", body.clone()).await, 422);
    assert_eq!(wrong["problems"][0]["code"], "unknown_account");
    let made = told(&chief.post("/supervisions", body.clone()).await, 201);
    let place = format!("/supervisions/{}", id_in(&made["id"]));
    let held = json!({"version": 1, "on": "2025-06-02"});
    let version = saved(&chief.post(&format!("{place}/hold"), held).await);
    let finding = |version, text| {
        let finding = json!({"kind": "ledgers", "text": text, "due_on": "2025-06-30"});
        json!({"version": version, "finding": finding})
    };
    let findings = format!("{place}/findings");
    let version = saved(&chief.post(&findings, finding(version, "合成问题")).await);
    let corrected = finding(version, "合成问题二");
    let version = saved(&chief.put(&format!("{findings}/1"), corrected).await);
    let done = json!({"version": version, "rectification": {"on": "2025-06-02", "what": "已补"}});
    let version = saved(&clerk.post(&format!("{findings}/1/rectification"), done).await);
    let accept = json!({"version": version, "answer": {"decision": "accept"}});
    let answer = format!("{findings}/1/answer");
    assert_eq!(clerk.post(&answer, accept.clone()).await.status, 403);
    assert_eq!(told(&chief.get("/today").await, 200)["rectifications"], 1);
    saved(&chief.post(&answer, accept).await);
    let shown = told(&clerk.get(&place).await, 200);
    assert_eq!(
        (&shown["state"], &shown["findings"][0]["state"]),
        (&json!("held"), &json!("closed"))
    );
    assert_eq!(shown["findings"][0]["text"], "合成问题二");
    assert_eq!(cast.sister.get(&place).await.status, 404);
    assert_eq!(told(&clerk.get("/supervisions").await, 200)[0]["version"], version + 1);

    body["on"] = json!("2025-07-01");
    let other = told(&chief.post("/supervisions", body).await, 201);
    let cancel = format!("/supervisions/{}/cancel", id_in(&other["id"]));
    saved(&chief.post(&cancel, json!({"version": 1, "why": "合成原因"})).await);
}
