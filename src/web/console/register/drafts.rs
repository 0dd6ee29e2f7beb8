//! Drafts: what is typed is kept as it is typed.

use axum::{Json, extract::State};
use chrono::{DateTime, Utc};
use serde::Serialize;
use uuid::Uuid;

use super::super::{
    ids::Ids,
    office,
    respond::{Done, Page, PageError, done},
    session::{Posted, Signed},
    views::{DraftMark, Values},
};
use crate::service::{App, Caller, Result, ServiceError, drafts as service};

/// The name of this form among drafts.
pub const FORM: &str = "register";
/// Posted along with the form, but nothing that anybody typed.
const NOT_TYPED: [&str; 3] = ["csrf", "draft", "warnings_seen"];

/// What `app.js` is told of a saved draft.
#[derive(Serialize)]
pub struct Kept {
    draft: Uuid,
    saved_at: String,
}

/// The token for the forms of a session.
#[derive(Serialize)]
pub struct FormToken {
    csrf: String,
}

/// Keeps what was typed so far.
pub async fn save(
    State(app): State<App>,
    Posted { by, values }: Posted,
) -> Result<Json<Kept>, PageError> {
    let pairs = values.pairs().iter();
    let typed: Vec<_> = pairs.filter(|(name, _)| !NOT_TYPED.contains(&name.as_str())).collect();
    let content = serde_json::to_vec(&typed).map_err(unreadable)?;
    let id = office::id_in(&values, "draft");
    let draft = service::save(&app, &by.caller, id, FORM, &content).await?;
    Ok(Json(Kept { draft, saved_at: clock(&app, app.store.clock().now()) }))
}

/// A page whose session ended goes on with the next session of the same browser. Other sites cannot
/// read this answer.
pub async fn token(by: Signed) -> Json<FormToken> {
    Json(FormToken { csrf: by.form_token() })
}

/// Throws a draft away.
pub async fn discard(
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Posted { by, .. }: Posted,
) -> Page {
    service::remove(&app, &by.caller, id).await?;
    Ok(done("/", Done::Removed))
}

/// What was typed into the draft `id`.
pub async fn typed(app: &App, caller: &Caller, id: Uuid) -> Result<Values> {
    let content = service::get(app, caller, id, FORM).await?;
    let pairs: Vec<(String, String)> = serde_json::from_slice(&content).map_err(unreadable)?;
    Ok(Values::from(pairs))
}

/// Where the form keeps its draft; `id` is empty before the first time.
pub fn mark(id: &str) -> DraftMark {
    DraftMark { url: "/register/draft".to_owned(), id: id.to_owned(), saved_at: None }
}

/// What a draft holds is no reason to fail twice: who typed it is told, and nothing of it is logged.
fn unreadable(_: serde_json::Error) -> ServiceError {
    ServiceError::Internal("a draft is not a list of names and values".to_owned())
}

fn clock(app: &App, at: DateTime<Utc>) -> String {
    at.with_timezone(&app.settings.zone).format("%H:%M").to_string()
}
