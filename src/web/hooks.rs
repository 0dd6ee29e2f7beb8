//! The door for the SMS gateway: receipts, signed as `docs/sms-webhook.md` says. No session, no cookie.

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    http::{HeaderMap, StatusCode},
    routing::post,
};

use super::request;
use crate::{
    crypto::signatures::{Signed, verify},
    domain::messages::inputs::ReceiptInput,
    service::{App, ServiceError, messages::receipts},
    store::{Door, Origin},
};

/// A receipt is a few dozen bytes.
const LIMIT: usize = 4096;
/// So far a gateway's clock may be from ours, in seconds.
const CLOCKS: i64 = 300;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/hooks/sms-receipts", post(receipt)).layer(DefaultBodyLimit::max(LIMIT))
}

async fn receipt(State(app): State<App>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let Some(secret) = &app.channels.receipts else { return StatusCode::NOT_FOUND };
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let at = header("x-lifelight-timestamp").and_then(|text| text.parse::<i64>().ok());
    let now = app.store.clock().now().timestamp();
    let signed = at.is_some_and(|at| {
        let given = header("x-lifelight-signature").unwrap_or_default();
        now.abs_diff(at) <= CLOCKS.unsigned_abs()
            && verify(secret, Signed::Receipt, at, &body, given)
    });
    if !signed {
        return StatusCode::UNAUTHORIZED;
    }
    let Ok(input) = serde_json::from_slice::<ReceiptInput>(&body) else {
        return StatusCode::UNPROCESSABLE_ENTITY;
    };
    let origin = Origin { account: None, door: Door::Api, request_id: request::id() };
    match receipts::take(&app, &origin, &input).await {
        Ok(()) => StatusCode::NO_CONTENT,
        // A receipt may overtake what it is about: the gateway tries again.
        Err(ServiceError::Missing) => StatusCode::NOT_FOUND,
        Err(ServiceError::Invalid(_)) => StatusCode::UNPROCESSABLE_ENTITY,
        Err(ServiceError::Conflict) => StatusCode::CONFLICT,
        Err(error) => {
            tracing::error!(%error, request_id = origin.request_id, "receipt not taken");
            StatusCode::INTERNAL_SERVER_ERROR
        }
    }
}
