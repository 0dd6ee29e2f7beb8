//! Reports through the API.

use serde_json::json;

use super::{Cast, id_in, told};
use crate::support::registry::FENGHUA;

pub async fn reports(cast: &Cast<'_>) {
    let chief = &cast.supervisor;
    let which =
        json!({"unit": cast.registry.unit(FENGHUA), "kind": "quarterly", "period": "2025-Q1"});
    let draft = told(&chief.post("/report-drafts", which.clone()).await, 200);
    assert_eq!((&draft["issued"], &draft["content"]["period"]), (&json!(null), &json!("2025-Q1")));
    assert_eq!(cast.clerk.post("/report-drafts", which.clone()).await.status, 404);
    assert_eq!(cast.helper.post("/report-drafts", which.clone()).await.status, 403);
    let issue = json!({"report": which.clone(), "issue": {"purpose": "superior", "sha256": draft["sha256"]}});
    let made = told(&chief.post("/reports", issue).await, 201);
    let place = format!("/reports/{}", id_in(&made["id"]));
    let shown = told(&chief.get(&place).await, 200);
    assert_eq!((&shown["issued"]["edition"], &shown["sha256"]), (&json!(1), &draft["sha256"]));
    assert_eq!(told(&chief.get("/reports").await, 200)[0]["id"], made["id"]);
    let page = json!({"format": "page", "purpose": "work"});
    assert_eq!(chief.post(&format!("{place}/copy"), page).await.status, 422);
    let copy = json!({"format": "json", "purpose": "work"});
    let file = told(&chief.post(&format!("{place}/copy"), copy).await, 200);
    assert_eq!(file["sha256"], draft["sha256"]);
    let copy = json!({"report": which, "copy": {"format": "json", "purpose": "work"}});
    let file = told(&chief.post("/report-drafts/copy", copy).await, 200);
    assert_eq!(file["sha256"], json!(null));
}
