//! The volunteer team and its tasks through the API.

use lifelight::domain::permissions::Role;
use serde_json::json;

use super::{super::client::Client, Cast, id_in, register, saved, told};
use crate::support::{people::secrets_of, registry::JINPING, team::member_of};

pub async fn team(cast: &Cast<'_>) {
    let (clerk, helper) = (&cast.clerk, &cast.helper);
    let input = member_of(1);
    let body = json!({
        "account": helper.account, "name": input.name, "phone": input.phone,
        "joined_on": "2024-03-05", "skills": "方言",
    });
    assert_eq!(helper.post("/team", body.clone()).await.status, 403);
    let made = told(&clerk.post("/team", body.clone()).await, 201);
    let id = id_in(&made["id"]);
    let place = format!("/team/{id}");
    let twice = told(&clerk.post("/team", body.clone()).await, 422);
    assert_eq!(twice["problems"][0]["code"], "account_taken");
    let mut version = saved(&clerk.put(&place, json!({"version": 1, "member": body})).await);
    let training = json!({"on": "2025-05-01", "what": "合成培训", "hours": "2"});
    let act = json!({"version": version, "training": training});
    version = saved(&clerk.post(&format!("{place}/trainings"), act).await);
    let left = json!({"version": version, "left_on": "2025-06-01"});
    version = saved(&clerk.post(&format!("{place}/leave"), left).await);
    version =
        saved(&clerk.post(&format!("{place}/come-back"), json!({ "version": version })).await);
    assert_eq!(told(&clerk.get(&place).await, 200)["account"], json!(null), "not linked any more");
    saved(&clerk.put(&place, json!({"version": version, "member": body})).await);
    let why = json!({"reason": "contact"});
    let whole = told(&cast.supervisor.post(&format!("{place}/unmask"), why).await, 200);
    assert_eq!(whole["phone"], input.phone);

    let her = register(clerk, 75).await;
    let task =
        json!({"member": id, "kind": "visit", "due_on": "2025-06-10", "instructions": "合成"});
    let mut tasks = Vec::new();
    for _ in 0..3 {
        let made = told(&clerk.post(&format!("{her}/tasks"), task.clone()).await, 201);
        tasks.push(format!("/tasks/{}", id_in(&made["id"])));
    }
    let number = json!({"member": id, "kind": "visit", "due_on": "2025-06-10", "instructions": "15400000075"});
    let refused = told(&clerk.post(&format!("{her}/tasks"), number).await, 422);
    assert_eq!(refused["problems"][0]["code"], "personal_number");
    let own = helper.get("/tasks").await;
    for secret in secrets_of(75) {
        assert!(!own.text().contains(&secret));
    }
    let own = told(&own, 200);
    assert_eq!(own.as_array().map(Vec::len), Some(3));
    let one = told(&helper.get(&tasks[0]).await, 200);
    assert_eq!(
        (&one["to_be_done"], &one["instructions"], &one["unit"]),
        (&json!(true), &json!("合成"), &json!(cast.registry.unit(JINPING)))
    );
    let stranger = Client::new(cast.registry, Role::Helper, JINPING).await;
    assert_eq!(told(&stranger.get("/tasks").await, 200), json!([]));
    assert_eq!(stranger.get(&tasks[0]).await.status, 404);
    let report = json!({"outcome": "carried", "done_on": "2025-06-02", "hours": "1.5", "note": ""});
    let report = json!({"version": 1, "report": report});
    assert_eq!(stranger.post(&format!("{}/done", tasks[0]), report.clone()).await.status, 404);
    saved(&helper.post(&format!("{}/done", tasks[0]), report).await);
    let back = json!({"version": 1, "note": "合成：路远"});
    saved(&helper.post(&format!("{}/return", tasks[1]), back).await);
    saved(&clerk.post(&format!("{}/withdraw", tasks[2]), json!({"version": 1})).await);
    assert_eq!(told(&helper.get("/tasks").await, 200), json!([]));
    assert_eq!(told(&clerk.get("/tasks/returned").await, 200)[0]["note"], "合成：路远");
    assert_eq!(told(&clerk.get("/today").await, 200)["tasks_returned"], 1);
    assert_eq!(told(&cast.sister.get("/tasks/returned").await, 200), json!([]));
    let family = json!({"kind": "family", "title": "王家合成"});
    let family = id_in(&told(&clerk.post("/care", family).await, 201)["id"]);
    let family = format!("/care/{family}/tasks");
    let made = told(&clerk.post(&family, task.clone()).await, 201);
    let own = told(&helper.get("/tasks").await, 200);
    assert_eq!((&own[0]["name"], &own[0]["family"]), (&json!("王**"), &json!(true)));
    let its = told(&clerk.get(&family).await, 200);
    assert_eq!((&its[0]["id"], &its[0]["person"]), (&made["id"], &json!(null)));
    let place_of_it = format!("/tasks/{}", id_in(&made["id"]));
    saved(&clerk.post(&format!("{place_of_it}/withdraw"), json!({"version": 1})).await);
    let about = told(&clerk.get(&format!("{her}/tasks")).await, 200);
    let states: Vec<_> =
        about.as_array().expect("a list").iter().map(|one| &one["state"]).collect();
    assert_eq!(states, ["withdrawn", "returned", "done"]);
    let roster = told(&clerk.get("/team").await, 200);
    assert_eq!(
        (&roster[0]["open_tasks"], &roster[0]["service_hours"], &roster[0]["training_hours"]),
        (&json!(0), &json!("1.5"), &json!("2"))
    );
    let shown = told(&clerk.get(&place).await, 200);
    assert_eq!(
        (shown["tasks"].as_array().map(Vec::len), &shown["member"]["phone"]),
        (Some(4), &json!("154****0801"))
    );
    assert_eq!(cast.sister.get(&place).await.status, 404);
}
