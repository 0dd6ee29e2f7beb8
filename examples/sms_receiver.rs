//! An example of what an office puts between Lifelight and its SMS provider: it checks the signature, takes every id
//! once, and prints counts, never a number or a text. `docs/sms-webhook.md` is the contract.
//!
//! ```text
//! LIFELIGHT_SMS_SECRET=… cargo run --example sms_receiver -- 127.0.0.1:8090
//! ```

use std::{
    collections::BTreeSet,
    error::Error,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use lifelight::crypto::{
    secret::Secret,
    signatures::{Signed, verify},
};
use serde::Deserialize;
use tokio::net::TcpListener;
use uuid::Uuid;

/// So far Lifelight's clock may be from ours, in seconds.
const CLOCKS: u64 = 300;

struct Gateway {
    secret: Secret<String>,
    /// A real gateway keeps the ids in its database, for 60 days at least.
    known: Mutex<BTreeSet<Uuid>>,
}

/// The body; `to` and `text` go on to the provider and nowhere else.
#[derive(Deserialize)]
struct Message {
    id: Uuid,
    to: String,
    text: String,
    template: String,
    version: u32,
}

#[expect(clippy::disallowed_methods, reason = "a program of its own, with the machine's clock")]
fn now() -> i64 {
    chrono::Utc::now().timestamp()
}

async fn take(State(gateway): State<Arc<Gateway>>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let at = header("x-lifelight-timestamp").and_then(|text| text.parse::<i64>().ok());
    let signed = at.is_some_and(|at| {
        let given = header("x-lifelight-signature").unwrap_or_default();
        now().abs_diff(at) <= CLOCKS && verify(&gateway.secret, Signed::Message, at, &body, given)
    });
    if !signed {
        return StatusCode::UNAUTHORIZED;
    }
    let Ok(message) = serde_json::from_slice::<Message>(&body) else {
        return StatusCode::UNPROCESSABLE_ENTITY;
    };
    let mut known = gateway.known.lock().unwrap_or_else(PoisonError::into_inner);
    if !known.insert(message.id) {
        return StatusCode::CONFLICT;
    }
    // Here the provider is called, with message.to and message.text.
    let Message { to, text, template, version, .. } = message;
    println!(
        "{} taken; {template} v{version}, {} digits, {} characters",
        known.len(),
        to.len(),
        text.chars().count()
    );
    StatusCode::ACCEPTED
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:8090".to_owned());
    let secret = std::env::var("LIFELIGHT_SMS_SECRET").map_err(|_| "set LIFELIGHT_SMS_SECRET")?;
    let gateway = Gateway { secret: Secret::new(secret), known: Mutex::default() };
    let router = Router::new().route("/messages", post(take)).with_state(Arc::new(gateway));
    let listener = TcpListener::bind(address).await?;
    println!("http://{}/messages", listener.local_addr()?);
    Ok(axum::serve(listener, router).await?)
}
