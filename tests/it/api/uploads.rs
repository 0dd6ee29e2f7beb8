//! Handing ledgers in.

use std::time::Duration;

use axum::http::Method;
use lifelight::domain::permissions::Role;
use serde_json::{Value, json};

use super::client::Client;
use crate::{
    imports::desk::{donation, donations, families, member},
    support::registry::{JINPING, each_engine},
};

/// A form with a file in it, as a browser would send it.
pub fn form(fields: &[(&str, &str)], file: Option<(&str, &[u8])>) -> (String, Vec<u8>) {
    const BOUNDARY: &str = "lifelight-test-boundary-51c2";
    let mut body = Vec::new();
    for (name, value) in fields {
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        );
        body.extend_from_slice(head.as_bytes());
    }
    if let Some((name, content)) = file {
        let head = format!(
            "form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream"
        );
        body.extend_from_slice(
            format!("--{BOUNDARY}\r\nContent-Disposition: {head}\r\n\r\n").as_bytes(),
        );
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    (format!("multipart/form-data; boundary={BOUNDARY}"), body)
}

/// Hands a ledger in and gives the import's address.
pub async fn upload(client: &Client, ledger: &[u8]) -> String {
    upload_with(client, &[], ledger).await
}

/// The same, with these fields before the file.
pub async fn upload_with(client: &Client, fields: &[(&str, &str)], ledger: &[u8]) -> String {
    let (kind, body) = form(fields, Some(("合成台账.csv", ledger)));
    let reply = client.send(Method::POST, "/imports", &[("content-type", &kind)], body).await;
    let place = format!("/imports/{}", reply.json()["id"].as_str().expect("an id"));
    assert_eq!(reply.status, 201);
    assert_eq!(reply.header("location"), format!("/api/v1{place}"));
    place
}

/// Asks for an import until it stands at `status`.
pub async fn until(client: &Client, place: &str, status: &str) -> Value {
    for _ in 0..600 {
        let import = client.get(place).await.json();
        if import["status"] == status {
            return import;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{place} never stands at {status}");
}

/// Hands a sheet in and enters it; gives the import.
async fn entered(client: &Client, sheet: &str) -> Value {
    let place = upload(client, sheet.as_bytes()).await;
    until(client, &place, "understood").await;
    let commit = format!("{place}/commit");
    assert_eq!(client.send(Method::POST, &commit, &[], "").await.status, 202);
    until(client, &place, "done").await
}

#[tokio::test]
async fn donations_and_families_of_older_ledgers() {
    each_engine(async |registry| {
        let clerk = Client::new(registry, Role::Coordinator, JINPING).await;
        let sheet = donations(&[
            donation("锦屏街道", 71, "器官", "2019-05-06"),
            donation("锦屏街道", 72, "遗体", "无"),
        ]);
        let import = entered(&clerk, &sheet).await;
        let report = &import["report"]["sheets"][0];
        assert_eq!((&report["holds"], &report["reject"]), (&json!("donations"), &json!(1)));
        assert_eq!(report["rejected"][0]["reason"], "missing_date");
        assert_eq!(import["outcome"]["donations"], 1);
        let listed = clerk.get("/donations?since=2019-01-01").await.json();
        let told = &listed[0];
        assert_eq!((&told["stage"], &told["next"]), (&json!("from_ledger"), &Value::Null));
        assert_eq!((&told["call_from"], &told["witness"]), (&Value::Null, &Value::Null));
        assert_eq!((&told["steps"], &told["will"]), (&json!([]), &Value::Null));
        assert_eq!(told["realised_on"], "2019-05-06");
        let ledger = json!({"imported_on": "2025-06-02", "donated_on": "2019-05-06", "expressed": "family",
            "organs": [], "tissues": [], "receiving_unit": "合成医学院",
            "coordinators": ["孙合成甲", "李合成乙"], "certificate": "合成证71号", "remark": "合成备注71"});
        assert_eq!(told["ledger"], ledger);

        let sheet = families(&[member("锦屏街道", 71, "", (73, "母亲"), "可以,上门,")]);
        let import = entered(&clerk, &sheet).await;
        assert_eq!(import["report"]["sheets"][0]["holds"], "families");
        let outcome = &import["outcome"];
        assert_eq!((&outcome["families"], &outcome["members"]), (&json!(1), &json!(1)));
    })
    .await;
}
