//! Handing ledgers in.

use std::time::Duration;

use axum::http::Method;
use serde_json::Value;

use super::client::Client;

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
