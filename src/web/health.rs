//! Whether the process lives, and whether it can serve.

use axum::{Router, extract::State, http::StatusCode, routing::get};

use crate::{service::App, store};

/// `/healthz`: the process lives. `/readyz`: it reaches its database with the right keys.
pub(super) fn routes() -> Router<App> {
    Router::new().route("/healthz", get(|| async { "ok" })).route("/readyz", get(ready))
}

async fn ready(State(app): State<App>) -> (StatusCode, &'static str) {
    let check = async {
        let mut tx = app.store.read().await?;
        store::keys::fingerprints(&mut tx).await
    };
    match check.await {
        Ok(known) if known == sorted(app.store.vault().keyring.fingerprints()) => {
            (StatusCode::OK, "ready")
        }
        Ok(_) => (StatusCode::SERVICE_UNAVAILABLE, "keys differ from the database"),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "database cannot be reached")
        }
    }
}

fn sorted(
    mut prints: Vec<crate::crypto::keyring::Fingerprint>,
) -> Vec<crate::crypto::keyring::Fingerprint> {
    prints.sort_by(|one, other| one.purpose.cmp(&other.purpose));
    prints
}
