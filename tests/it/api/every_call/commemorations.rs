//! A commemoration through the API, from its plan to its report.

use lifelight::domain::permissions::Role;
use serde_json::{Value, json};

use super::{Cast, id_in, saved, told};
use crate::{
    care::opened,
    support::{
        people::{name, phone, register},
        registry::JINPING,
    },
};

pub async fn commemorations(cast: &Cast<'_>) {
    let clerk = &cast.clerk;
    let app = &cast.registry.app;
    let caller = cast.registry.caller(Role::Coordinator, JINPING).await;
    let (ledger, member) = opened(app, &caller, 474).await;
    let person = register(app, &caller, 475).await;
    let days = told(&clerk.get("/commemorations/days").await, 200);
    assert!(days.as_array().expect("days").iter().any(|day| day["feast"] == "qingming"));
    // Today: it can be asked for, and marked who came.
    let on = app.today().to_string();
    let plan = json!({"feast": "other", "on": on, "title": "合成缅怀", "place": "合成纪念园"});
    let wrong = told(&clerk.post("/commemorations", json!({})).await, 422);
    assert_eq!(wrong["problems"][0]["field"], "feast");
    let made = clerk.post("/commemorations", plan.clone()).await;
    let id = id_in(&told(&made, 201)["id"]);
    let place = format!("/commemorations/{id}");
    assert_eq!(made.header("location"), format!("/api/v1{place}"));
    assert_eq!(cast.sister.get(&place).await.status, 404);
    assert_eq!(cast.auditor.get(&place).await.status, 403);
    let version = saved(&clerk.put(&place, json!({"version": 1, "commemoration": plan})).await);
    let guests = json!({"guests": [
        {"kind": "ledger", "id": ledger, "member": member}, {"kind": "person", "id": person}]});
    let invitations = format!("{place}/invitations");
    assert_eq!(told(&clerk.post(&invitations, guests.clone()).await, 200)["added"], 2);
    let twice = told(&clerk.post(&invitations, guests).await, 422);
    assert_eq!(twice["problems"][0]["code"], "listed");
    let shown = told(&clerk.get(&place).await, 200);
    assert!(!shown.to_string().contains(&name(474)));
    let guest = |n: usize| format!("/invitations/{}", id_in(&shown["invitations"][n]["id"]));
    let (family, other) = (guest(0), guest(1));
    let asked = json!({"version": 1, "asked": {"way": "phone"}});
    saved(&clerk.post(&format!("{family}/asking"), asked).await);
    let reply = json!({"version": 2, "reply": {"reply": "coming"}});
    saved(&clerk.post(&format!("{family}/reply"), reply).await);
    saved(&clerk.post(&format!("{other}/withdrawal"), Value::Null).await);
    let calls =
        told(&clerk.post(&format!("{place}/calls"), json!({"reason": "memorial"})).await, 200);
    assert_eq!(calls["lines"][0]["name"], name(474));
    assert_eq!(calls["lines"][0]["phone"], phone(474));
    let came = json!({"version": 3, "attendance": {"people": "2"}});
    saved(&clerk.post(&format!("{family}/attendance"), came).await);
    let report = json!({"version": version, "report": {"report": "合成经过"}});
    saved(&clerk.post(&format!("{place}/holding"), report).await);
    let listed = told(&clerk.get("/commemorations").await, 200);
    assert_eq!(listed[0]["commemoration"]["state"], "held");
    assert_eq!(listed[0]["invitations"][0], json!({"state": "attended", "count": 1}));
    let story = told(&clerk.get(&format!("/care/{ledger}/invitations")).await, 200);
    assert_eq!((&story[0]["state"], &story[0]["people"]), (&json!("attended"), &json!(2)));
    let hers = told(&clerk.get(&format!("/people/{person}/invitations")).await, 200);
    assert_eq!(hers[0]["state"], "withdrawn");
    let another = json!({"feast": "other", "on": on, "title": "合成", "place": "合成"});
    let another = id_in(&told(&clerk.post("/commemorations", another).await, 201)["id"]);
    let off = json!({"version": 1, "report": {"report": "大雨"}});
    saved(&clerk.post(&format!("/commemorations/{another}/cancellation"), off).await);
}
