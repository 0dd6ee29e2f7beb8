//! Reports: what was issued, drafts, issuing, copies.

use axum::{
    Json,
    body::Body as Bytes,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use super::{
    answers::{Answer, Created, Made, each},
    caller::Bearer,
    inputs::{Body, Ids},
};
use crate::{
    domain::{
        reports::{
            Change, HEAD, Report, ReportKind,
            inputs::{CopyInput, IssueInput},
        },
        words::{Problem, Words},
    },
    service::{
        App, ServiceError,
        reports::{self as service, File, Listed, Shown, Wanted},
    },
    web::error::ApiError,
};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, issue))
        .routes(routes!(draft))
        .routes(routes!(copy_draft))
        .routes(routes!(get))
        .routes(routes!(copy))
}

/// Which report.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ReportWanted)]
struct WantedBody {
    /// The unit's id.
    unit: Uuid,
    /// `monthly`, `quarterly`, `yearly` or `mid_term`.
    kind: String,
    /// `2025-03`, `2025-Q3`, `2025` or `2021-01..2023-06`, as the kind asks for.
    period: String,
}

impl WantedBody {
    fn read(&self) -> Result<Wanted, ServiceError> {
        let kind = ReportKind::from_code(&self.kind).ok_or_else(|| {
            let words = Words::new("没有这种报表。", "There is no such kind of report.");
            Problem::new("kind", "not_in_list", words)
        })?;
        Ok(Wanted { unit: self.unit, kind, period: kind.period(&self.period)? })
    }
}

/// A report to be issued.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct IssueBody {
    /// Which.
    report: WantedBody,
    /// How.
    issue: IssueInput,
}

/// A copy of a draft.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DraftCopyBody {
    /// Which.
    report: WantedBody,
    /// As what, and what for.
    copy: CopyInput,
}

/// An issued report.
#[derive(Serialize, ToSchema)]
struct ReportBody {
    /// Its id.
    id: Uuid,
    /// The unit.
    unit: Uuid,
    /// The kind.
    kind: &'static str,
    /// The period.
    period: String,
    /// The edition, from 1.
    edition: i64,
    /// Whether no later edition corrects it.
    is_last: bool,
    /// SHA-256 of what it says in full; none for whoever does not see all of it.
    sha256: Option<String>,
    /// The edition that it corrects.
    supersedes: Option<Uuid>,
    /// Why it corrects that.
    reason: Option<String>,
    /// What it was issued for.
    purpose: &'static str,
    /// The account that issued it.
    issued_by: Option<Uuid>,
    /// When.
    issued_at: DateTime<Utc>,
}

/// A value that a correction changed.
#[derive(Serialize, ToSchema)]
#[schema(as = ReportChange)]
struct ChangeBody {
    /// The table.
    section: Words,
    /// The row.
    row: Words,
    /// The column.
    column: Words,
    /// What stood there.
    was: String,
    /// What stands there now.
    is: String,
}

/// A report, or its draft, with what it says.
#[derive(Serialize, ToSchema)]
#[schema(as = ShownReport)]
struct ShownBody {
    /// That it is internal.
    classification: Words,
    /// The edition; none for a draft.
    issued: Option<ReportBody>,
    /// SHA-256 of what it says in full; none for whoever does not see all of it.
    sha256: Option<String>,
    /// What the edition changed.
    changes: Vec<ChangeBody>,
    /// Sections of columns and rows, and definitions. A cell is `"empty"`, `{"count": 3}`, `{"share": 189}` in
    /// tenths of a per cent, `{"words": …}`, `"few"` for fewer than five, or `"withheld"`.
    content: serde_json::Value,
}

impl From<Listed> for ReportBody {
    fn from(Listed { report, is_last }: Listed) -> Self {
        Self::of(report, is_last)
    }
}

impl ReportBody {
    fn of(report: Report, is_last: bool) -> Self {
        Self {
            id: report.id,
            unit: report.unit,
            kind: report.kind.code(),
            period: report.period,
            edition: report.version,
            is_last,
            sha256: Some(report.sha256).filter(|hash| !hash.is_empty()),
            supersedes: report.supersedes,
            reason: report.details.reason,
            purpose: report.details.purpose.code(),
            issued_by: report.issued_by,
            issued_at: report.issued_at,
        }
    }
}

impl From<Change> for ChangeBody {
    fn from(change: Change) -> Self {
        let (was, is) = (change.was.line(), change.is.line());
        Self { section: change.section, row: change.row, column: change.column, was, is }
    }
}

impl ShownBody {
    fn of(shown: Shown) -> Result<Self, ServiceError> {
        let is_last = shown.is_last();
        let changes = shown.issued.as_ref().map(|report| report.details.changes.clone());
        let content = serde_json::to_value(&shown.content)
            .map_err(|error| ServiceError::Internal(format!("a report: {error}")))?;
        Ok(Self {
            classification: HEAD,
            sha256: shown.sha256,
            changes: each(changes.unwrap_or_default()),
            issued: shown.issued.map(|report| ReportBody::of(report, is_last)),
            content,
        })
    }
}

/// The issued reports of the caller's units, at most 300, the latest first.
#[utoipa::path(get, path = "/reports",
    responses((status = 200, description = "The reports", body = Vec<ReportBody>)))]
async fn list(Bearer(caller): Bearer, State(app): State<App>) -> Answer<Vec<ReportBody>> {
    Ok(Json(each(service::list(&app, &caller).await?)))
}

/// Issue a report, or correct the last edition; what changed is named by itself.
#[utoipa::path(post, path = "/reports", request_body = IssueBody,
    responses((status = 201, description = "Issued", body = Made)))]
async fn issue(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Body(body): Body<IssueBody>,
) -> Result<Created<Made>, ApiError> {
    let id = service::issue(&app, &caller, &body.report.read()?, &body.issue).await?;
    Ok(Created::at(format!("reports/{id}"), Made { id }))
}

/// A report as the figures are now. Looking at it is audited.
#[utoipa::path(post, path = "/report-drafts", request_body = WantedBody,
    responses((status = 200, description = "The draft", body = ShownBody)))]
async fn draft(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Body(body): Body<WantedBody>,
) -> Answer<ShownBody> {
    Ok(Json(ShownBody::of(service::draft(&app, &caller, &body.read()?).await?)?))
}

/// A copy of a draft, marked as one.
#[utoipa::path(post, path = "/report-drafts/copy", request_body = DraftCopyBody,
    responses((status = 200, description = "The file", content(
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (String = "text/csv; charset=utf-8"),
        (serde_json::Value = "application/json"),
    ))))]
async fn copy_draft(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Body(body): Body<DraftCopyBody>,
) -> Result<Response, ApiError> {
    let copy = no_page(&body.copy)?;
    Ok(sent(service::copy_of_draft(&app, &caller, &body.report.read()?, copy).await?))
}

/// A report as it was issued; its hash is checked. Looking at it is audited.
#[utoipa::path(get, path = "/reports/{id}",
    responses((status = 200, description = "The report", body = ShownBody)))]
async fn get(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
) -> Answer<ShownBody> {
    Ok(Json(ShownBody::of(service::get(&app, &caller, id).await?)?))
}

/// A copy of an issued report, which says whose it is, when and what for.
#[utoipa::path(post, path = "/reports/{id}/copy", request_body = CopyInput,
    responses((status = 200, description = "The file", content(
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (String = "text/csv; charset=utf-8"),
        (serde_json::Value = "application/json"),
    ))))]
async fn copy(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<CopyInput>,
) -> Result<Response, ApiError> {
    Ok(sent(service::copy_of_issued(&app, &caller, id, no_page(&body)?).await?))
}

/// Pages are the console's.
fn no_page(copy: &CopyInput) -> Result<&CopyInput, ServiceError> {
    let words = Words::new("接口只给 xlsx、csv 或 json。", "Calls are given xlsx, csv or json.");
    let problem = || Problem::new("format", "not_in_list", words).into();
    if copy.format == "page" { Err(problem()) } else { Ok(copy) }
}

fn sent(file: File) -> Response {
    let headers = [
        (header::CONTENT_TYPE, file.media_type().to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", file.name)),
    ];
    (headers, Bytes::from(file.bytes)).into_response()
}
