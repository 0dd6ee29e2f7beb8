//! Notices of a withdrawal: who is to be told, and that it was done.

use axum::{Json, extract::State};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use super::{
    answers::{Answer, Saved},
    caller::Bearer,
    codes::NoticeTo,
    inputs::{Body, Ids},
};
use crate::{
    domain::notices::Notice,
    service::{App, notices as service},
};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(give))
}

/// One notice, owed or given; its position is its place in the list, from 1.
#[derive(Serialize, ToSchema)]
pub(super) struct NoticeBody {
    /// Who is told.
    to: NoticeTo,
    /// Which executor.
    executor: Option<Uuid>,
    /// The day it was given; null while it is owed.
    given_on: Option<NaiveDate>,
    /// The account that ticked it off.
    given_by: Option<Uuid>,
    /// The receipt that came back.
    receipt: Option<String>,
}

impl From<Notice> for NoticeBody {
    fn from(Notice { to, executor, given }: Notice) -> Self {
        let (given_on, given_by, receipt) = match given {
            Some(given) => (Some(given.on), given.by, given.receipt),
            None => (None, None, None),
        };
        Self { to: to.into(), executor, given_on, given_by, receipt }
    }
}

/// A notice that was given.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct GivenNotice {
    /// The version of the person's record that was read.
    version: i64,
    /// Its place in the registration's list of notices, from 1.
    #[schema(minimum = 1)]
    position: usize,
    /// The day, in any common spelling; empty for today.
    #[serde(default)]
    #[schema(max_length = 40)]
    told_on: String,
    /// The receipt; needed from the national system.
    #[serde(default)]
    #[schema(max_length = 60)]
    receipt: String,
}

/// Tick off a notice that a withdrawal calls for.
#[utoipa::path(post, path = "/people/{id}/registrations/{registration}/notices",
    request_body = GivenNotice, responses((status = 200, description = "Ticked off", body = Saved)))]
async fn give(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids((person, registration)): Ids<(Uuid, Uuid)>,
    Body(body): Body<GivenNotice>,
) -> Answer<Saved> {
    let GivenNotice { version, position, told_on, receipt } = body;
    let (who, what) = ((person, version), (registration, position));
    Ok(Json(service::give(&app, &caller, who, what, &told_on, &receipt).await?.into()))
}
