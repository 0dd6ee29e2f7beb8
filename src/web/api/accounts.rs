//! Accounts: created, amended and disabled by administrators. A password is set by its holder only,
//! through a link that works once.

use axum::{Json, extract::State, http::StatusCode};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use super::{
    answers::{Answer, Created, each},
    caller::Bearer,
    codes::{AccountStatus, Role},
    inputs::{Body, Ids},
};
use crate::{
    crypto::tokens::Token,
    service::{
        App,
        accounts::{self as service, Account, Accounts, Amendment, NewAccount},
    },
    web::error::ApiError,
};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(get, amend))
        .routes(routes!(issue_link))
}

/// An account.
#[derive(Serialize, ToSchema)]
pub(super) struct AccountBody {
    /// Its id.
    id: Uuid,
    /// Its version, to be sent back with a change.
    version: i64,
    /// The name it signs in with.
    name: String,
    /// Whose account it is.
    display_name: String,
    /// What it may do.
    role: Role,
    /// Where: this unit and all below it.
    unit: Uuid,
    /// Whether it may be used.
    status: AccountStatus,
    /// When it was created.
    created_at: DateTime<Utc>,
    /// When it was last used.
    last_seen_at: Option<DateTime<Utc>>,
}

impl From<Account> for AccountBody {
    fn from(account: Account) -> Self {
        Self {
            id: account.id,
            version: account.version,
            name: account.name,
            display_name: account.display_name,
            role: account.role.into(),
            unit: account.unit,
            status: account.status.into(),
            created_at: account.created_at,
            last_seen_at: account.last_seen_at,
        }
    }
}

/// The accounts of the caller's units.
#[derive(Serialize, ToSchema)]
pub(super) struct AccountsBody {
    /// Those that opened.
    accounts: Vec<AccountBody>,
    /// Those that were changed outside the service and are refused.
    damaged: Vec<Uuid>,
}

impl From<Accounts> for AccountsBody {
    fn from(accounts: Accounts) -> Self {
        Self { accounts: each(accounts.readable), damaged: accounts.refused }
    }
}

/// A one-time link, told once.
#[derive(Serialize, ToSchema)]
pub(super) struct LinkBody {
    /// The path on this server at which the holder sets the password; valid for a day.
    link: String,
}

impl From<Token> for LinkBody {
    fn from(token: Token) -> Self {
        Self { link: format!("/enter/{}", token.expose()) }
    }
}

/// A new account with the link for its holder.
#[derive(Serialize, ToSchema)]
pub(super) struct NewAccountBody {
    /// The account.
    account: AccountBody,
    #[serde(flatten)]
    link: LinkBody,
}

/// An account to be created.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AccountCreated {
    /// The name it signs in with: small letters, digits or `.` `-` `_`, a letter first.
    #[schema(min_length = 2, max_length = 40, pattern = "^[a-z][a-z0-9._-]{1,39}$")]
    name: String,
    /// Whose account it is.
    #[schema(min_length = 1, max_length = 60)]
    display_name: String,
    /// What it may do.
    role: Role,
    /// Where.
    unit: Uuid,
}

/// What an account is to be; all of it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AccountAmended {
    /// The version that was read.
    version: i64,
    /// Whose account it is.
    #[schema(min_length = 1, max_length = 60)]
    display_name: String,
    /// What it may do.
    role: Role,
    /// Where.
    unit: Uuid,
    /// Whether it may be used.
    status: AccountStatus,
}

/// The accounts of the caller's units.
#[utoipa::path(get, path = "/accounts", responses((status = 200, description = "Accounts", body = AccountsBody)))]
async fn list(Bearer(caller): Bearer, State(app): State<App>) -> Answer<AccountsBody> {
    Ok(Json(service::list(&app, &caller).await?.into()))
}

/// Create an account at one of the caller's units; the link for its holder is told once.
#[utoipa::path(post, path = "/accounts", request_body = AccountCreated,
    responses((status = 201, description = "Created", body = NewAccountBody,
        headers(("Location" = String, description = "The account's address")))))]
async fn create(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Body(body): Body<AccountCreated>,
) -> Result<Created<NewAccountBody>, ApiError> {
    let AccountCreated { name, display_name, role, unit } = body;
    let new = NewAccount { name, display_name, role: role.0, unit };
    let (account, link) = service::create(&app, &caller, new).await?;
    let place = format!("accounts/{}", account.id);
    Ok(Created::at(place, NewAccountBody { account: account.into(), link: link.into() }))
}

/// Read one account of the caller's units.
#[utoipa::path(get, path = "/accounts/{id}",
    responses((status = 200, description = "The account", body = AccountBody)))]
async fn get(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
) -> Answer<AccountBody> {
    Ok(Json(service::get(&app, &caller, id).await?.into()))
}

/// Amend, disable or enable an account; where its rights change, its sessions and tokens end.
#[utoipa::path(put, path = "/accounts/{id}", request_body = AccountAmended,
    responses((status = 200, description = "Amended", body = AccountBody)))]
async fn amend(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<AccountAmended>,
) -> Answer<AccountBody> {
    let AccountAmended { version, display_name, role, unit, status } = body;
    let amendment = Amendment { version, display_name, role: role.0, unit, status: status.0 };
    Ok(Json(service::amend(&app, &caller, id, amendment).await?.into()))
}

/// Make a new link with which the holder sets another password; earlier ones no longer work.
#[utoipa::path(post, path = "/accounts/{id}/links",
    responses((status = 201, description = "Made", body = LinkBody)))]
async fn issue_link(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
) -> Result<(StatusCode, Json<LinkBody>), ApiError> {
    Ok((StatusCode::CREATED, Json(service::issue_link(&app, &caller, id).await?.into())))
}
