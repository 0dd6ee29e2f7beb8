//! Messages: those that failed, contacts with a person, the own digest, the own calendar feed.

use axum::{Json, extract::State, http::StatusCode};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use super::{
    answers::{Answer, Done, each},
    caller::Bearer,
    inputs::{Body, Ids},
};
use crate::{
    domain::{contact_ledger::ContactEntry, words::Words},
    service::{
        App,
        calendar_feeds::{self as feeds, CalendarFeed},
        messages::{
            failed::{self, Failed},
            own_digest, receipts, set_digest,
        },
    },
    web::error::ProblemDocument,
};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(retry))
        .routes(routes!(contacts))
        .routes(routes!(digest, amend_digest))
        .routes(routes!(feed, revoke_feed))
}

/// A message that failed for good.
#[derive(Serialize, ToSchema)]
struct FailedBody {
    /// Its id.
    id: Uuid,
    /// `reminder`, `digest`.
    kind: &'static str,
    /// What it is called.
    title: Words,
    /// The day it is for.
    due: NaiveDate,
    /// How often it was tried.
    tries: i64,
    /// Why it was not taken: `unreachable`, `rejected`.
    failure: Option<&'static str>,
}

impl From<Failed> for FailedBody {
    fn from(failed: Failed) -> Self {
        let Failed { message, title } = failed;
        Self {
            id: message.id,
            kind: message.kind.code(),
            title,
            due: message.due_on,
            tries: message.attempts,
            failure: message.failure.map(|failure| failure.code()),
        }
    }
}

/// A contact with a person: neither number nor words.
#[derive(Serialize, ToSchema)]
struct ContactBody {
    /// Its id.
    id: Uuid,
    /// The day.
    on: NaiveDate,
    /// `call`, `visit`, `sms`, `email`, `letter`.
    means: &'static str,
    /// The programme's code; none for care.
    programme: Option<&'static str>,
    /// The code of the rule whose reminder it answers.
    rule: Option<String>,
    /// What came of it, where somebody spoke to her.
    outcome: Option<&'static str>,
    /// What is known of a message: `sent`, `delivered`, `failed`.
    receipt: Option<&'static str>,
}

impl From<ContactEntry> for ContactBody {
    fn from(entry: ContactEntry) -> Self {
        let ContactEntry { id, made_on: on, details, .. } = entry;
        Self {
            id,
            on,
            means: details.means.code(),
            programme: details.programme.map(|programme| programme.code()),
            rule: details.rule,
            outcome: details.outcome.map(|outcome| outcome.code()),
            receipt: details.receipt.map(|receipt| receipt.code()),
        }
    }
}

/// Where the morning digest goes.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DigestBody {
    /// The address; empty: no digest.
    email: String,
}

/// The own calendar feed, without its address, which is told once.
#[derive(Serialize, ToSchema)]
struct FeedBody {
    /// When it was opened.
    opened_at: DateTime<Utc>,
    /// When it was last fetched.
    fetched_at: Option<DateTime<Utc>>,
}

impl From<CalendarFeed> for FeedBody {
    fn from(feed: CalendarFeed) -> Self {
        Self { opened_at: feed.created_at, fetched_at: feed.used_at }
    }
}

/// Messages that failed for good, the latest first, at most 200.
#[utoipa::path(get, path = "/messages/failed",
    responses((status = 200, description = "What failed", body = Vec<FailedBody>)))]
async fn list(Bearer(caller): Bearer, State(app): State<App>) -> Answer<Vec<FailedBody>> {
    Ok(Json(each(failed::list(&app, &caller).await?)))
}

/// Try a failed message again. Whether it may be sent is asked anew.
#[utoipa::path(post, path = "/messages/{id}/retry",
    responses((status = 204, description = "It is tried again")))]
async fn retry(Bearer(caller): Bearer, State(app): State<App>, Ids(id): Ids<Uuid>) -> Done {
    failed::retry(&app, &caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Every contact with a person, whichever programme it was for, the latest first.
#[utoipa::path(get, path = "/people/{id}/contacts",
    responses((status = 200, description = "The contacts", body = Vec<ContactBody>)))]
async fn contacts(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(person): Ids<Uuid>,
) -> Answer<Vec<ContactBody>> {
    Ok(Json(each(receipts::contacts_of(&app, &caller, person).await?)))
}

/// Where the caller's own morning digest goes.
#[utoipa::path(get, path = "/digest",
    responses((status = 200, description = "The address", body = DigestBody)))]
async fn digest(Bearer(caller): Bearer, State(app): State<App>) -> Answer<DigestBody> {
    let email = own_digest(&app, &caller).await?.unwrap_or_default();
    Ok(Json(DigestBody { email }))
}

/// Set where the caller's own morning digest goes.
#[utoipa::path(put, path = "/digest", request_body = DigestBody,
    responses((status = 204, description = "Set")))]
async fn amend_digest(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Body(body): Body<DigestBody>,
) -> Done {
    set_digest(&app, &caller, &body.email).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The caller's own calendar feed, where there is one. One is opened in the console alone, so that a token makes no
/// tokens.
#[utoipa::path(get, path = "/calendar-feed",
    responses((status = 200, description = "The feed, or null", body = Option<FeedBody>)))]
async fn feed(Bearer(caller): Bearer, State(app): State<App>) -> Answer<Option<FeedBody>> {
    Ok(Json(feeds::own(&app, &caller).await?.map(FeedBody::from)))
}

/// Revoke the caller's own calendar feed.
#[utoipa::path(delete, path = "/calendar-feed", responses(
    (status = 204, description = "Revoked"),
    (status = 404, description = "There is none", body = ProblemDocument,
        content_type = "application/problem+json")))]
async fn revoke_feed(Bearer(caller): Bearer, State(app): State<App>) -> Done {
    feeds::revoke(&app, &caller).await?;
    Ok(StatusCode::NO_CONTENT)
}
