//! A family's ledger through the API, from its opening to the outcome of aid.

use serde_json::{Value, json};

use super::{Cast, id_in, register, saved, told};

pub async fn care(cast: &Cast<'_>) {
    let clerk = &cast.clerk;
    let donor = register(clerk, 26).await;
    let person = donor.trim_start_matches("/people/");
    let input = json!({"kind": "family", "title": "王家合成", "person": person});
    let made = clerk.post("/care", input.clone()).await;
    let place = format!("/care/{}", id_in(&told(&made, 201)["id"]));
    assert_eq!(made.header("location"), format!("/api/v1{place}"));
    assert_eq!(told(&clerk.post("/care", input).await, 422)["problems"][0]["code"], "known");
    let hers = told(&clerk.get(&format!("{donor}/care")).await, 200);
    assert_eq!((&hers[0]["title"], &hers[0]["kind"]), (&json!("王**"), &json!("family")));
    let amended = json!({"version": 1, "ledger": {"kind": "family", "title": "李家合成"}});
    let mut version = saved(&clerk.put(&place, amended).await);

    let mut act = async |path: &str, mut body: Value| {
        body["version"] = json!(version);
        version = saved(&clerk.post(&format!("{place}/{path}"), body).await);
    };
    let member = json!({"name": "王合甲", "kinship": "mother", "birth_date": "1960-01-01", "phone": "15400000026"});
    act(
        "members",
        json!({"member": member, "rule": {"contact": "yes", "ways": ["visit", "phone"]}}),
    )
    .await;
    let shown = told(&clerk.get(&place).await, 200);
    let mother = id_in(&shown["members"][0]["id"]);
    assert_eq!(
        (&shown["members"][0]["phone"], &shown["members"][0]["old_parent"]),
        (&json!("154****0026"), &json!(true))
    );
    let contact = json!({"reason": "contact"});
    let full = clerk.post(&format!("{place}/members/{mother}/unmask"), contact.clone()).await;
    assert_eq!(told(&full, 200)["phone"], "15400000026");
    let words = "看望王合甲，身体尚好";
    act("entries", json!({"entry": {"kind": "visit", "on": "2025-06-02", "members": [mother], "words": words}}))
        .await;
    act("entries", json!({"entry": {"kind": "note", "on": "2025-06-02", "words": "误记"}})).await;
    let shown = told(&clerk.get(&place).await, 200);
    assert_eq!(shown["last_contact_on"], "2025-06-02");
    assert_eq!(shown["entries"][1]["words"], "看望王**，身体尚好");
    let note = id_in(&shown["entries"][0]["id"]);
    act(&format!("entries/{note}/undo"), json!({})).await;
    act("silence", json!({"member": mother, "on": "2025-06-02"})).await;
    let refused = clerk.post(&format!("{place}/members/{mother}/unmask"), contact).await;
    assert_eq!(told(&refused, 422)["problems"][0]["code"], "stopped");
    act("silence/end", json!({"member": mother, "on": "2025-06-02"})).await;
    act("aid", json!({"aid": {"on": "2025-06-02", "amount": "1280.50", "need": "大病", "source": "donation"}}))
        .await;
    let waiting = told(&cast.supervisor.get("/care/approvals").await, 200);
    assert_eq!(waiting[0]["entries"][0]["aid"]["amount_fen"], 128_050);
    assert_eq!(told(&cast.supervisor.get("/today").await, 200)["aids"], 1);
    let aid = id_in(&waiting[0]["entries"][0]["id"]);
    let decision = json!({"version": waiting[0]["version"], "approve": true});
    let at = format!("{place}/aid/{aid}");
    assert_eq!(clerk.post(&format!("{at}/decision"), decision.clone()).await.status, 403);
    version = saved(&cast.supervisor.post(&format!("{at}/decision"), decision).await);
    for (step, words) in [("giving", ""), ("receipt", "收据合成"), ("outcome", "好转")] {
        let body = json!({"version": version, "step": {"on": "2025-06-02", "words": words}});
        version = saved(&clerk.post(&format!("{at}/{step}"), body).await);
    }
    let rule = json!({"version": version, "rule": {"contact": "only_by", "ways": ["phone"]}});
    version = saved(&clerk.put(&format!("{place}/members/{mother}/rule"), rule).await);
    let amended = json!({"version": version, "member": {"name": "王合乙", "kinship": "mother"}});
    saved(&clerk.put(&format!("{place}/members/{mother}"), amended).await);
    let listed = told(&clerk.get("/care").await, 200);
    let mut ledgers = listed["ledgers"].as_array().expect("a list").iter();
    let ledger = ledgers.find(|one| place.ends_with(&id_in(&one["id"]))).expect("it is listed");
    assert_eq!(
        (&ledger["entries"][0]["aid"]["state"], &listed["left_off"]),
        (&json!("closed"), &json!(0))
    );
    assert_eq!(ledger["members"][0]["contact_by"], json!(clerk.account));
    assert_eq!(told(&cast.sister.get(&place).await, 404)["status"], 404);
    assert_eq!(told(&cast.sister.get("/care").await, 200)["ledgers"], json!([]));
    // Another ledger is erased by two supervisors.
    let other = json!({"kind": "family", "title": "合成另家"});
    let other = format!("/care/{}", id_in(&told(&clerk.post("/care", other).await, 201)["id"]));
    let asked = json!({"version": 1, "erasure": {"reason": "mistaken"}});
    assert_eq!(clerk.post(&format!("{other}/erasure"), asked.clone()).await.status, 403);
    saved(&cast.supervisor.post(&format!("{other}/erasure"), asked).await);
    let decision = json!({"version": 2, "erase": true});
    let own = cast.supervisor.post(&format!("{other}/erasure/decision"), decision).await;
    assert_eq!(told(&own, 422)["problems"][0]["code"], "same_person");
    let kept = json!({"version": 2, "erase": false});
    let kept = cast.supervisor.post(&format!("{other}/erasure/decision"), kept).await;
    assert_eq!(kept.status, 204);
    assert_eq!(told(&clerk.get(&other).await, 200)["erasure_asked_on"], Value::Null);
}
