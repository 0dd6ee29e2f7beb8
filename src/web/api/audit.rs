//! The audit trail: by record, account, action and time.

use axum::{Json, extract::State};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use super::{
    answers::{Answer, each},
    caller::Bearer,
    codes::{Action, SubjectKind, UnmaskReason},
    inputs::Params,
};
use crate::service::{
    App,
    audit::{self as service, AuditFilter, AuditLine, AuditPage},
};

/// How many lines a page has where nothing is asked for, and how many it may have.
const PAGE: usize = 50;
const LONGEST_PAGE: u8 = 200;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(read))
}

/// One line of the trail.
#[derive(Serialize, ToSchema)]
pub(super) struct AuditLineBody {
    /// Its id.
    pub id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// The account that acted; null for the operator or a job.
    pub account: Option<Uuid>,
    /// The account's name.
    pub account_name: Option<String>,
    /// Through which door: `console`, `api`, `command` or `job`.
    pub door: String,
    /// By which request.
    pub request: String,
    /// What was done.
    pub action: Action,
    /// The unit that it concerns.
    pub unit: Option<Uuid>,
    /// The record it is about.
    pub subject: Option<SubjectBody>,
    /// The stated reason.
    pub reason: Option<UnmaskReason>,
    /// How many rows, where it is about many.
    pub rows: Option<i64>,
}

/// A record that an event is about.
#[derive(Serialize, ToSchema)]
pub(super) struct SubjectBody {
    /// What it is.
    pub kind: SubjectKind,
    /// Its id.
    pub id: Uuid,
    /// Its version after the event.
    pub version: i64,
}

impl From<AuditLine> for AuditLineBody {
    fn from(line: AuditLine) -> Self {
        let event = line.event;
        Self {
            id: line.id,
            at: line.at,
            account: line.account,
            account_name: line.account_name,
            door: line.door,
            request: line.request_id,
            action: event.action.into(),
            unit: event.unit,
            subject: event.subject.map(|(kind, id, version)| SubjectBody {
                kind: kind.into(),
                id,
                version,
            }),
            reason: event.reason.map(Into::into),
            rows: event.rows,
        }
    }
}

/// Where a page of the trail ends: instant and id of its last line, as `MICROSECONDS-ID`.
#[derive(Clone, Copy)]
pub(super) struct Place(DateTime<Utc>, Uuid);

impl Place {
    fn read(text: &str) -> Option<Self> {
        let (micros, id) = text.split_once('-')?;
        Some(Self(
            DateTime::from_timestamp_micros(micros.parse().ok()?)?,
            Uuid::try_parse(id).ok()?,
        ))
    }
}

impl Serialize for Place {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{}-{}", self.0.timestamp_micros(), self.1))
    }
}

impl<'de> Deserialize<'de> for Place {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::read(&text).ok_or_else(|| D::Error::custom("no place in the trail"))
    }
}

/// How many lines to read.
#[derive(Clone, Copy, Deserialize)]
#[serde(try_from = "u8")]
struct Size(u8);

impl TryFrom<u8> for Size {
    type Error = &'static str;

    fn try_from(lines: u8) -> Result<Self, Self::Error> {
        if (1..=LONGEST_PAGE).contains(&lines) { Ok(Self(lines)) } else { Err("out of range") }
    }
}

/// Which lines to read; everything given must hold. Ids, codes and times only.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct AuditQuery {
    /// About this record.
    #[serde(default)]
    subject: Option<Uuid>,
    /// By this account.
    #[serde(default)]
    account: Option<Uuid>,
    /// This action.
    #[serde(default)]
    action: Option<Action>,
    /// Not before.
    #[serde(default)]
    from: Option<DateTime<Utc>>,
    /// Before.
    #[serde(default)]
    until: Option<DateTime<Utc>>,
    /// `next` of the page before.
    #[serde(default)]
    #[param(value_type = Option<String>, pattern = "^-?[0-9]{1,16}-[0-9a-fA-F-]{32,36}$")]
    before: Option<Place>,
    /// How many lines, 50 where not given.
    #[serde(default)]
    #[param(value_type = Option<u8>, minimum = 1, maximum = 200)]
    size: Option<Size>,
}

impl From<&AuditQuery> for AuditFilter {
    fn from(query: &AuditQuery) -> Self {
        Self {
            subject: query.subject,
            account: query.account,
            action: query.action.map(|action| action.0),
            from: query.from,
            until: query.until,
            before: query.before.map(|Place(at, id)| (at, id)),
        }
    }
}

/// A page of the trail.
#[derive(Serialize, ToSchema)]
pub(super) struct AuditPageBody {
    /// Its lines, newest first.
    lines: Vec<AuditLineBody>,
    /// To be sent as `before` for the next page; null on the last.
    #[schema(value_type = Option<String>)]
    next: Option<Place>,
}

impl From<AuditPage> for AuditPageBody {
    fn from(page: AuditPage) -> Self {
        Self { lines: each(page.lines), next: page.next.map(|(at, id)| Place(at, id)) }
    }
}

/// Read the trail of the caller's units.
#[utoipa::path(get, path = "/audit", params(AuditQuery),
    responses((status = 200, description = "One page of the trail", body = AuditPageBody)))]
async fn read(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Params(query): Params<AuditQuery>,
) -> Answer<AuditPageBody> {
    let size = query.size.map_or(PAGE, |size| usize::from(size.0));
    Ok(Json(service::read(&app, &caller, &AuditFilter::from(&query), size).await?.into()))
}
