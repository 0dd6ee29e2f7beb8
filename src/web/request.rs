//! Every request gets an id: in the log, the audit trail, the answer's header and every error.

use std::time::Instant;

use axum::{
    extract::{MatchedPath, Request},
    http::HeaderValue,
    middleware::Next,
    response::Response,
};
use uuid::Uuid;

use crate::crypto::random::{OsRandom, bytes};

tokio::task_local! {
    static REQUEST_ID: String;
}

/// The id of the request that is being answered; empty outside of one.
pub fn id() -> String {
    REQUEST_ID.try_with(Clone::clone).unwrap_or_default()
}

/// Names the request, answers it, and writes one line to the log. The line has the route's pattern,
/// not the address, and never a body.
pub async fn identify(request: Request, next: Next) -> Response {
    let id = Uuid::from_bytes(bytes(&OsRandom)).simple().to_string();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let began = Instant::now();
    let mut response = REQUEST_ID.scope(id.clone(), next.run(request)).await;
    let millis = began.elapsed().as_millis();
    let route = route.as_deref().unwrap_or("-");
    tracing::info!(%method, route, status = response.status().as_u16(), millis, request_id = id, "request");
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert("x-request-id", value);
    }
    response
}
