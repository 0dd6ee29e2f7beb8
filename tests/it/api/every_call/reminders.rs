//! Reminders through the API.

use chrono::Duration;
use lifelight::{
    service::reminders::planning::{job, plan_due},
    store,
};
use serde_json::json;

use super::{Cast, done, id_in, saved, told};
use crate::support::{
    people::{intake_of, name},
    registry::origin,
};

pub async fn reminders(cast: &Cast<'_>) {
    let (clerk, app) = (&cast.clerk, &cast.registry.app);
    let mut intake = json!({
        "document_kind": "resident_id", "document_number": intake_of(881).document_number,
        "name": name(881), "phones": [{"number": intake_of(881).phones[0].number}],
        "registrations": [{"programme": "stem_cell", "sampled_on": app.today().to_string()}],
    });
    intake["consents"] = json!([{"purpose": "enrolment", "given_on": app.today().to_string(),
        "way": "on_site"}]);
    let person = id_in(&told(&clerk.post("/people", intake).await, 201)["id"]);
    cast.registry.clock.advance(Duration::days(1));
    plan_due(app, &job("test")).await.expect("planned");

    let listed = told(&clerk.get("/reminders").await, 200);
    let hers = listed.as_array().expect("a list").iter();
    let hers: Vec<_> = hers.filter(|one| one["subject"] == json!(person)).collect();
    assert_eq!(hers.len(), 1, "{listed}");
    assert_eq!((&hers[0]["rule"], &hers[0]["late"]), (&json!("sample_thanks"), &json!(false)));
    assert!(!listed.to_string().contains(&name(881)), "masked");
    assert_eq!(cast.auditor.get("/reminders").await.status, 403);
    let id = id_in(&hers[0]["id"]);
    let place = format!("/reminders/{id}");
    assert_eq!(cast.sister.post(&format!("{place}/open"), json!({})).await.status, 404);
    let opened = told(&clerk.post(&format!("{place}/open"), json!({})).await, 200);
    assert_eq!(opened["reachable"][0]["name"], json!(name(881)));

    // Its message failed: seen, and tried again.
    assert_eq!(told(&clerk.get("/messages/failed").await, 200), json!([]));
    let dead = "UPDATE outbox SET state = 'dead', attempts = 8, failure = 'rejected'";
    assert_eq!(cast.registry.by_hand(dead).await, 1);
    assert_eq!(told(&clerk.get("/today").await, 200)["failed_messages"], 1);
    let failed = told(&clerk.get("/messages/failed").await, 200);
    assert_eq!(
        (&failed[0]["id"], &failed[0]["kind"], &failed[0]["failure"]),
        (&json!(id), &json!("reminder"), &json!("rejected"))
    );
    assert_eq!(told(&cast.sister.get("/messages/failed").await, 200), json!([]));
    let retry = format!("/messages/{id}/retry");
    assert_eq!(cast.sister.post(&retry, json!({})).await.status, 404);
    assert_eq!(clerk.post(&retry, json!({})).await.status, 204);
    assert_eq!(clerk.post(&retry, json!({})).await.status, 404, "it waits again");

    // The volunteer team has it, and gives it back.
    let member = json!({"name": name(882), "phone": "15400000882", "joined_on": "2024-03-05"});
    let member = id_in(&told(&clerk.post("/team", member).await, 201)["id"]);
    let task = json!({"member": member, "kind": "visit", "due_on": app.today().to_string()});
    let to = json!({"version": 1, "task": task});
    let made = told(&clerk.post(&format!("{place}/hand-to-team"), to).await, 201);
    let task = format!("/tasks/{}", id_in(&made["id"]));
    let to = json!({"version": 2, "assignee": null});
    let refused = told(&clerk.post(&format!("{place}/hand-over"), to.clone()).await, 422);
    assert_eq!(refused["problems"][0]["code"], "with_team");
    saved(&clerk.post(&format!("{task}/withdraw"), json!({"version": 1})).await);
    let mut to = to;
    to["version"] = json!(3);
    assert_eq!(clerk.post(&format!("{place}/hand-over"), to).await.status, 204);
    let past = json!({"version": 4, "due_on": "2020-01-01"});
    let refused = told(&clerk.post(&format!("{place}/put-off"), past).await, 422);
    assert_eq!(refused["problems"][0]["code"], "in_the_past");
    let today = json!({"version": 4, "due_on": app.today().to_string()});
    let refused = told(&clerk.post(&format!("{place}/put-off"), today).await, 422);
    assert_eq!(refused["problems"][0]["code"], "not_later");
    let later = app.today() + Duration::days(1);
    let later = json!({"version": 4, "due_on": later.to_string()});
    assert_eq!(clerk.post(&format!("{place}/put-off"), later).await.status, 204);
    let done = json!({"version": 5, "outcome": "reached", "means": "call"});
    assert_eq!(clerk.post(&format!("{place}/done"), done.clone()).await.status, 204);
    assert_eq!(clerk.post(&format!("{place}/done"), done).await.status, 409);

    let contacts = told(&clerk.get(&format!("/people/{person}/contacts")).await, 200);
    assert_eq!(
        (&contacts[0]["means"], &contacts[0]["outcome"], &contacts[0]["receipt"]),
        (&json!("call"), &json!("reached"), &json!(null))
    );
    assert_eq!(cast.sister.get(&format!("/people/{person}/contacts")).await.status, 404);

    let email = json!({"email": "synthetic@example.org"});
    assert_eq!(told(&clerk.get("/digest").await, 200), json!({"email": ""}));
    let wrong = told(&clerk.put("/digest", json!({"email": "synthetic"})).await, 422);
    assert_eq!(wrong["problems"][0]["field"], "digest_email");
    self::done(&clerk.put("/digest", email.clone()).await);
    assert_eq!(told(&clerk.get("/digest").await, 200), email);
    assert_eq!(cast.auditor.get("/digest").await.status, 403);
    assert_eq!(told(&clerk.get("/calendar-feed").await, 200), json!(null));
    let mut tx = app.store.write(&origin()).await.expect("it can be written");
    store::calendar_feeds::open(&mut tx, clerk.account).await.expect("a feed");
    tx.commit_unseen().await.expect("it can be committed");
    assert_eq!(told(&clerk.get("/calendar-feed").await, 200)["fetched_at"], json!(null));
    self::done(&clerk.delete("/calendar-feed").await);
    assert_eq!(clerk.delete("/calendar-feed").await.status, 404, "there is none any more");

    let why = told(&clerk.get(&format!("/reminders/why/{person}")).await, 200);
    let why = why.as_array().expect("a list");
    let thanks = why.iter().find(|one| one["rule"] == "sample_thanks").expect("it is explained");
    assert_eq!(thanks["state"], "done");
    let year = app.today().format("%Y").to_string();
    let period = format!("/reminders/coverage?from={year}-01-01&to={year}-12-31");
    let covered = told(&clerk.get(&period).await, 200);
    let thanks = covered.as_array().expect("a list").iter();
    let thanks: Vec<_> = thanks.filter(|one| one["rule"] == "sample_thanks").collect();
    assert_eq!((&thanks[0]["due"], &thanks[0]["reached"]), (&json!(1), &json!(1)));
    // The other calls go on where the day was.
    cast.registry.clock.advance(Duration::days(-1));
}
