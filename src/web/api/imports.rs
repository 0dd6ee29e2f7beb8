//! Importing ledgers: uploaded, understood by a dry run, corrected, entered, rejected rows given back.

mod bodies;

use axum::{
    Json, body,
    extract::{
        DefaultBodyLimit, Multipart, State,
        multipart::{Field, MultipartError},
    },
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{
    router::{OpenApiRouter, UtoipaMethodRouterExt},
    routes,
};
use uuid::Uuid;

use super::{
    answers::{Answer, Created, Done, Made, each},
    caller::Bearer,
    inputs::{Body, Form, Ids, refused, unknown_field},
};
use crate::{
    domain::{
        retention::RetentionList,
        words::{Problem, Words},
    },
    service::{
        App, Caller, ServiceError,
        imports::{self as service, Upload},
    },
    web::error::ApiError,
};
use bodies::{Corrections, ImportBody};

/// The largest file; workbooks have a lower limit of their own.
const LARGEST: usize = 512 * 1024 * 1024;
/// The longest text that an id is read from.
const LONGEST_ID: usize = 64;
/// What a workbook of Excel is.
const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, upload).layer(DefaultBodyLimit::max(LARGEST)))
        .routes(routes!(get, discard))
        .routes(routes!(correct))
        .routes(routes!(commit))
        .routes(routes!(rejects))
}

/// A file on its way in. The file's name may name somebody: it stands in the body, never in an address.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "describes the form for OpenAPI; the form is read as a stream")]
pub(super) struct LedgerForm {
    /// For people of this unit and those below; the caller's own where left out. Comes before `file`.
    unit: Option<Uuid>,
    /// The file is the national list of this year (`2026`), with `list_received_on`: volunteers of `unit` and below are
    /// put on it. Comes before `file`.
    list_year: Option<i32>,
    /// The day the national list was received. Comes before `file`.
    list_received_on: Option<NaiveDate>,
    /// The ledger: xlsx, xls or csv.
    #[schema(format = Binary)]
    file: String,
}

/// The latest imports of the caller's units.
#[utoipa::path(get, path = "/imports",
    responses((status = 200, description = "Imports, newest first", body = Vec<ImportBody>)))]
async fn list(Bearer(caller): Bearer, State(app): State<App>) -> Answer<Vec<ImportBody>> {
    Ok(Json(each(service::list(&app, &caller).await?)))
}

/// Hand a ledger in; it is understood beside the requests, nothing is entered yet.
#[utoipa::path(post, path = "/imports",
    request_body(content = LedgerForm, content_type = "multipart/form-data"),
    responses((status = 201, description = "Handed in: ask for it until it is understood", body = Made,
        headers(("Location" = String, description = "The import's address")))))]
async fn upload(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Form(form): Form,
) -> Result<Created<Made>, Response> {
    let id = take(&app, &caller, form).await?;
    Ok(Created::at(format!("imports/{id}"), Made { id }))
}

/// Takes the form's file in, piece by piece as it comes.
async fn take(app: &App, caller: &Caller, mut form: Multipart) -> Result<Uuid, Response> {
    let told = |error: ServiceError| ApiError(error).into_response();
    let (mut unit, mut year, mut received_on) = (None, String::new(), String::new());
    while let Some(mut field) = form.next_field().await.map_err(broken)? {
        match field.name() {
            Some("unit") => unit = Some(read_unit(&mut field).await?),
            Some("list_year") => year = text(&mut field).await?,
            Some("list_received_on") => received_on = text(&mut field).await?,
            Some("file") => {
                let name = field.file_name().unwrap_or("ledger").to_owned();
                let list = RetentionList::read(&year, &received_on, app.today());
                let list = list.map_err(|found| told(found.into()))?;
                let begun = Upload::begin_list(app, caller, &name, unit, list).await;
                let mut upload = begun.map_err(told)?;
                while let Some(bytes) = field.chunk().await.map_err(broken)? {
                    upload.push(&bytes).await.map_err(told)?;
                }
                // A unit that comes too late must not be passed over.
                drop(field);
                if form.next_field().await.map_err(broken)?.is_some() {
                    let words = Words::new(
                        "file 须是表单的最后一项。",
                        "`file` has to be the form's last field.",
                    );
                    return Err(told(Problem::new("file", "not_last", words).into()));
                }
                return upload.finish().await.map_err(told);
            }
            _ => return Err(told(unknown_field("form").into())),
        }
    }
    let words = Words::new("请选择台账文件。", "Choose a ledger.");
    Err(told(Problem::new("file", "missing", words).into()))
}

/// A short text; longer ones are not read to their end.
async fn text(field: &mut Field<'_>) -> Result<String, Response> {
    let mut text = Vec::new();
    while let Some(bytes) = field.chunk().await.map_err(broken)? {
        text.extend_from_slice(&bytes);
        if text.len() > LONGEST_ID {
            break;
        }
    }
    Ok(String::from_utf8_lossy(&text).into_owned())
}

/// The unit's id.
async fn read_unit(field: &mut Field<'_>) -> Result<Uuid, Response> {
    Uuid::parse_str(&text(field).await?).map_err(|_| {
        let words = Words::new(
            "没有这个机构，请从列表中选择。",
            "There is no such unit; choose one from the list.",
        );
        ApiError::from(Problem::new("unit", "unknown_unit", words)).into_response()
    })
}

fn broken(error: MultipartError) -> Response {
    refused(error.status())
}

/// Read an import with what is known about it.
#[utoipa::path(get, path = "/imports/{id}",
    responses((status = 200, description = "The import", body = ImportBody)))]
async fn get(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
) -> Answer<ImportBody> {
    Ok(Json(service::get(&app, &caller, id).await?.into()))
}

/// Throw an import away: file, rejected rows and key are destroyed.
#[utoipa::path(delete, path = "/imports/{id}", responses((status = 204, description = "Thrown away")))]
async fn discard(Bearer(caller): Bearer, State(app): State<App>, Ids(id): Ids<Uuid>) -> Done {
    service::discard(&app, &caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Correct how sheets and columns were understood; the file is understood again.
#[utoipa::path(put, path = "/imports/{id}/corrections", request_body = Corrections,
    responses((status = 202, description = "Ask for the import until it is understood")))]
async fn correct(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<Corrections>,
) -> Done {
    let overrides = body.overrides(app.today())?;
    service::correct(&app, &caller, id, overrides).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Enter the accepted rows, beside the requests.
#[utoipa::path(post, path = "/imports/{id}/commit",
    responses((status = 202, description = "Ask for the import until it is done")))]
async fn commit(Bearer(caller): Bearer, State(app): State<App>, Ids(id): Ids<Uuid>) -> Done {
    service::commit(&app, &caller, id).await?;
    Ok(StatusCode::ACCEPTED)
}

/// The rejected rows with their reasons, as a workbook to correct and import again.
#[utoipa::path(get, path = "/imports/{id}/rejects.xlsx",
    responses((status = 200, description = "The workbook", body = Vec<u8>, content_type = WORKBOOK)))]
async fn rejects(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
) -> Result<Response, ApiError> {
    let mut workbook = service::rejected(&app, &caller, id).await?;
    let headers = [
        (header::CONTENT_TYPE, WORKBOOK),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"rejects.xlsx\""),
    ];
    Ok((headers, body::Body::from(std::mem::take(&mut *workbook))).into_response())
}
