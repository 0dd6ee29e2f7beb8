//! What people see: the JSON API and the console, two doors to the same services.

pub mod api;
mod calendar;
pub mod console;
pub mod error;
mod health;
mod hooks;
pub mod metrics;
pub mod public;
pub mod request;

use std::time::Duration;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::{HeaderName, HeaderValue, StatusCode, header},
    middleware,
};
use tower_http::{
    catch_panic::CatchPanicLayer, set_header::SetResponseHeaderLayer, timeout::TimeoutLayer,
};

use crate::service::App;

/// The longest a request may take: a large ledger over a slow line.
const TIMEOUT: Duration = Duration::from_secs(600);
/// The largest body but for uploads, which set their own limit.
const BODY: usize = 256 * 1024;

/// Nothing is loaded from elsewhere, nothing inline runs, and no other site may frame a page.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
    connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// All routes over `app`.
pub fn router(app: App) -> Router {
    let fixed = |name: HeaderName, value: &'static str| {
        SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
    };
    Router::new()
        .merge(health::routes())
        .merge(hooks::routes())
        .merge(calendar::routes())
        .nest("/api/v1", api::routes())
        .merge(console::routes())
        .with_state(app)
        .layer(DefaultBodyLimit::max(BODY))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, TIMEOUT))
        .layer(CatchPanicLayer::custom(error::panicked))
        .layer(fixed(header::CONTENT_SECURITY_POLICY, POLICY))
        .layer(fixed(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(fixed(header::REFERRER_POLICY, "same-origin"))
        .layer(fixed(header::X_FRAME_OPTIONS, "DENY"))
        // Pages and answers hold personal data: no cache keeps them. Assets set their own rule.
        .layer(fixed(header::CACHE_CONTROL, "no-store"))
        .layer(fixed(HeaderName::from_static("cross-origin-opener-policy"), "same-origin"))
        .layer(middleware::from_fn(request::identify))
}
