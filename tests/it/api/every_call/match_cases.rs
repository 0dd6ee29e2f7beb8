//! A match case through the API, from the notice to the rates.

use serde_json::{Value, json};

use super::{Cast, id_in, register, saved, told};

pub async fn match_cases(cast: &Cast<'_>) {
    let clerk = &cast.clerk;
    let her = register(clerk, 25).await;
    let notice = json!({"notice_on": "2025-05-06", "number": "合成-1"});
    let made = clerk.post(&format!("{her}/match-cases"), notice.clone()).await;
    let case = format!("/match-cases/{}", id_in(&told(&made, 201)["id"]));
    assert_eq!(
        told(&clerk.post(&format!("{her}/match-cases"), notice).await, 422)["problems"][0]["code"],
        "known"
    );

    let calls = told(&clerk.get("/calls").await, 200);
    assert_eq!(
        (&calls[0]["case"]["stage"], &calls[0]["next_whose"]),
        (&json!("notified"), &json!("own"))
    );
    assert!(calls[0]["next_number"].as_str().is_some_and(|number| number.contains("****")));
    assert_eq!(told(&cast.sister.get("/calls").await, 200), json!([]));
    let call = told(&clerk.post(&format!("{case}/call"), json!({})).await, 200);
    assert!(call["numbers"][0]["number"].as_str().is_some_and(|number| !number.contains('*')));

    let mut version = 1;
    let mut act = async |path: &str, mut body: Value| {
        body["version"] = json!(version);
        version = saved(&clerk.post(&format!("{case}/{path}"), body).await);
    };
    act("attempts", json!({"attempt": {"number": "0", "result": "reached", "answer": "willing"}}))
        .await;
    for stage in ["talked", "agreed", "typed", "examined", "consented"] {
        act("steps", json!({"step": {"stage": stage, "on": "2025-06-02"}})).await;
    }
    act("conditioning", json!({"on": "2025-06-02"})).await;
    act("steps", json!({"step": {"stage": "mobilised", "on": "2025-06-02"}})).await;
    act("ending", json!({"ending": {"reason": "P2", "on": "2025-06-02", "reach": "this_case"}}))
        .await;
    let shown = told(&clerk.get(&case).await, 200);
    assert_eq!(
        (&shown["case"]["major_incident"], &shown["case"]["ending"]["emdis"]),
        (&json!(true), &json!("PR"))
    );
    let rates = told(&clerk.get("/rates?year=2025").await, 200);
    let r2 =
        rates["definitions"].as_array().expect("a list").iter().find(|rate| rate["code"] == "R2");
    assert_eq!(r2.expect("R2")["by_reason"], json!({"P2": 1}));
    assert_eq!(clerk.get("/rates?year=many").await.status, 422);

    // It was the patient's side after all: coded anew, it waits for a second person.
    let anew = json!({"version": shown["case"]["version"], "ending": {"reason": "N1", "on": "2025-06-02"}});
    version = saved(&clerk.put(&format!("{case}/ending"), anew).await);
    let waiting = told(&cast.supervisor.get("/match-cases/reviews").await, 200);
    assert_eq!(waiting[0]["awaits_review"], true);
    let back = json!({"version": version, "confirm": false});
    version = saved(&cast.supervisor.post(&format!("{case}/review"), back).await);
    let mut act = async |path: &str, mut body: Value| {
        body["version"] = json!(version);
        version = saved(&clerk.post(&format!("{case}/{path}"), body).await);
    };
    act("undo", json!({})).await;
    for step in [
        json!({"stage": "mobilised", "on": "2025-06-02"}),
        json!({"stage": "collected", "on": "2025-06-02", "product": "pbsc"}),
    ] {
        act("steps", json!({ "step": step })).await;
    }
    act("aftercare", json!({"aftercare": {"recovered_on": "2025-06-02"}})).await;
    let cases = told(&clerk.get(&format!("{her}/match-cases")).await, 200);
    assert_eq!(
        (&cases[0]["stage"], &cases[0]["blood_pause_until"]),
        (&json!("collected"), &json!("2025-12-02"))
    );
    assert_eq!(told(&cast.sister.get(&case).await, 404)["status"], 404);
}
