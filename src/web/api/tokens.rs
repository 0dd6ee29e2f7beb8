//! The caller's own API tokens: listed and revoked. They are made in the console alone, so that a
//! token makes no tokens.

use axum::{Json, extract::State, http::StatusCode};
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use super::{
    answers::{Answer, Done, each},
    caller::Bearer,
    codes::Permission,
    inputs::Ids,
};
use crate::service::{
    App, Caller, ServiceError,
    tokens::{self as service, ApiToken},
};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(revoke))
}

/// An API token without its text.
#[derive(Serialize, ToSchema)]
pub(super) struct TokenBody {
    /// Its id.
    id: Uuid,
    /// What it is for.
    label: String,
    /// What it allows; never more than the account's role.
    permissions: Vec<Permission>,
    /// When it was made.
    created_at: DateTime<Utc>,
    /// Until when it is valid.
    expires_at: DateTime<Utc>,
    /// When it was revoked.
    revoked_at: Option<DateTime<Utc>>,
    /// When it was last used, to the minute.
    used_at: Option<DateTime<Utc>>,
}

impl From<ApiToken> for TokenBody {
    fn from(token: ApiToken) -> Self {
        Self {
            id: token.id,
            label: token.label,
            permissions: each(token.permissions),
            created_at: token.created_at,
            expires_at: token.expires_at,
            revoked_at: token.revoked_at,
            used_at: token.used_at,
        }
    }
}

/// The account whose token is used; every token has one.
fn own(caller: &Caller) -> Result<Uuid, ServiceError> {
    caller.actor.account_id().ok_or(ServiceError::SignedOut)
}

/// The tokens of the caller's account, newest first.
#[utoipa::path(get, path = "/tokens",
    responses((status = 200, description = "Tokens, without their texts", body = Vec<TokenBody>)))]
async fn list(Bearer(caller): Bearer, State(app): State<App>) -> Answer<Vec<TokenBody>> {
    Ok(Json(each(service::list(&app, &caller, own(&caller)?).await?)))
}

/// Revoke a token of the caller's account, this one too.
#[utoipa::path(delete, path = "/tokens/{id}", responses((status = 204, description = "Revoked")))]
async fn revoke(Bearer(caller): Bearer, State(app): State<App>, Ids(id): Ids<Uuid>) -> Done {
    service::revoke(&app, &caller, own(&caller)?, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
