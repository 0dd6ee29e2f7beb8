//! The console's own style and script, embedded, and kept by browsers until they change.

use std::sync::LazyLock;

use axum::{
    Router,
    http::header,
    response::{IntoResponse, Response},
    routing::get,
};
use sha2::{Digest, Sha256};

use crate::service::App;

const STYLE: &str = include_str!("assets/app.css");
const SCRIPT: &str = include_str!("assets/app.js");
/// A small light, drawn here so that no browser asks in vain.
const ICON: &str = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'><circle cx='8' cy='8' r='7' fill='#b3261e'/><circle cx='8' cy='8' r='3' fill='#fff3c4'/></svg>";

static VERSION: LazyLock<String> = LazyLock::new(|| {
    let digest = Sha256::new().chain_update(STYLE).chain_update(SCRIPT).finalize();
    digest[..6].iter().map(|byte| format!("{byte:02x}")).collect()
});

/// Changes with the assets; part of their addresses' query.
pub fn version() -> String {
    VERSION.clone()
}

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/assets/app.css", get(|| async { kept("text/css; charset=utf-8", STYLE) }))
        .route("/assets/app.js", get(|| async { kept("text/javascript; charset=utf-8", SCRIPT) }))
        .route("/favicon.ico", get(|| async { kept("image/svg+xml", ICON) }))
}

fn kept(kind: &'static str, body: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    (headers, body).into_response()
}
