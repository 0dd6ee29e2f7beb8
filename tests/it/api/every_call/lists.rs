//! The national list through the API: handed in, and each attempt about it told.

use lifelight::service::reminders::planning::{job, plan_due};
use serde_json::json;

use super::{Cast, done, id_in, told};
use crate::{
    api::uploads::{until, upload_with},
    imports::lists::number,
    support::people::{document, intake_of, name},
};

pub async fn lists(cast: &Cast<'_>) {
    let (clerk, app) = (&cast.clerk, &cast.registry.app);
    let today = app.today().to_string();
    let person = json!({
        "document_kind": "resident_id", "document_number": document(891), "name": name(891),
        "phones": [{"number": intake_of(891).phones[0].number}],
        "registrations": [{"programme": "stem_cell", "sampled_on": "2024-03-05",
            "pooled_on": "2024-04-20", "national_number": number(891)}],
        "consents": [{"purpose": "enrolment", "given_on": "2024-03-05", "way": "on_site"}],
    });
    let person = id_in(&told(&clerk.post("/people", person).await, 201)["id"]);
    let fields = [("list_year", "2025"), ("list_received_on", today.as_str())];
    let text = format!("国家库登记号\n{}\nNR9999999\n", number(891));
    let place = upload_with(clerk, &fields, text.as_bytes()).await;
    let import = until(clerk, &place, "understood").await;
    assert_eq!(import["list"], json!({"year": 2025, "received_on": today}));
    assert_eq!(import["report"]["sheets"][0]["holds"], "retention_list");
    assert_eq!(import["report"]["sheets"][0]["reject_by_reason"], json!({"unknown_number": 1}));
    let corrections = json!({"sheets": {"csv": {}}});
    assert_eq!(clerk.put(&format!("{place}/corrections"), corrections).await.status, 202);
    let import = until(clerk, &place, "understood").await;
    assert_eq!(import["list"]["year"], 2025, "what it is stays");
    let committed = clerk.send(axum::http::Method::POST, &format!("{place}/commit"), &[], "").await;
    assert_eq!(committed.status, 202);
    assert_eq!(until(clerk, &place, "done").await["outcome"]["listed"], 1);
    done(&clerk.delete(&place).await);
    let shown = told(&clerk.get(&format!("/people/{person}")).await, 200);
    let lists = json!([{"year": 2025, "received_on": today}]);
    assert_eq!(shown["person"]["registrations"][0]["lists"], lists);

    plan_due(app, &job("test")).await.expect("planned");
    let listed = told(&clerk.get("/reminders").await, 200);
    let hers = listed.as_array().expect("a list").iter();
    let hers: Vec<_> = hers.filter(|one| one["subject"] == json!(person)).collect();
    assert_eq!((hers.len(), &hers[0]["rule"]), (1, &json!("retention_list")), "{listed}");
    let place = format!("/reminders/{}", id_in(&hers[0]["id"]));
    let opened = told(&clerk.post(&format!("{place}/open"), json!({})).await, 200);
    let rounds = &opened["rounds"];
    assert_eq!((&rounds["next"], &rounds["numbers"][0]["tried"]), (&json!(0), &json!(0)));
    assert_eq!(rounds["missing"].as_array().map(Vec::len), Some(3));
    let attempts = format!("{place}/attempts");
    let tried = json!({"version": 1, "number": "0", "result": "no_answer"});
    assert_eq!(cast.sister.post(&attempts, tried.clone()).await.status, 404);
    done(&clerk.post(&attempts, tried).await);
    let opened = told(&clerk.post(&format!("{place}/open"), json!({})).await, 200);
    assert_eq!(opened["attempts"][0]["result"], "no_answer");
    let early = json!({"version": 2, "outcome": "not_reached"});
    let refused = told(&clerk.post(&format!("{place}/done"), early).await, 422);
    assert_eq!(refused["problems"][0]["code"], "protocol");
    let yes = json!({"version": 2, "number": "0", "result": "reached", "answer": "still_willing"});
    done(&clerk.post(&attempts, yes).await);
}
