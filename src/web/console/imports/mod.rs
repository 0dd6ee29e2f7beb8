//! Old ledgers: sent, understood, corrected, entered, rejected rows given back.

mod batch;
mod corrections;
mod report;
mod upload;

use axum::{
    Json, Router,
    body::Body,
    extract::{DefaultBodyLimit, Multipart, State, multipart::MultipartRejection},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect},
    routing::{get, post},
};
use uuid::Uuid;

use super::{
    ids::Ids,
    office::{Units, time},
    respond::{self, Done, Here, Page, done, page, page_with},
    session::{Posted, Signed},
    views::{BatchRow, Choice, Frame, ListPage, Place, imports_page},
};
use crate::{
    domain::words::{Problem, Words},
    service::{
        App, Caller, Result, ServiceError,
        imports::{self as service, Shown},
    },
};

/// The largest file that is taken; workbooks have a lower limit of their own.
const LARGEST: usize = 2 << 30;

/// What a workbook of Excel is.
const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

pub(super) fn routes() -> Router<App> {
    let uploads = post(upload).layer(DefaultBodyLimit::max(LARGEST));
    Router::new()
        .route("/imports", get(list).merge(uploads))
        .route("/imports/{id}", get(show))
        .route("/imports/{id}/progress", get(progress))
        .route("/imports/{id}/columns", post(correct))
        .route("/imports/{id}/commit", post(commit))
        .route("/imports/{id}/discard", post(discard))
        .route("/imports/{id}/rejects", post(rejects))
}

const TITLE: Words = Words::new("导入", "Import");

async fn list(State(app): State<App>, here: Here) -> Page {
    let frame = here.frame(&app, TITLE, Some(Place::Import)).await?;
    Ok(page(&files(&app, &here.by.caller, frame, ["", ""], &[]).await?))
}

/// The form with the files sent before.
async fn files(
    app: &App,
    caller: &Caller,
    frame: Frame,
    list: [&str; 2],
    found: &[Problem],
) -> Result<ListPage> {
    let rows =
        service::list(app, caller).await?.iter().map(|shown| row(app, caller, shown)).collect();
    let mut units = Units::now(app, caller).await?.choices(caller.actor.unit());
    if units.len() > 1 {
        units.insert(0, Choice::new("", Words::new("不指定,退回", "none: give them back")));
    }
    Ok(imports_page(frame, units, "", list, rows, found))
}

fn row(app: &App, caller: &Caller, shown: &Shown) -> BatchRow {
    BatchRow {
        href: format!("/imports/{}", shown.import.id),
        file: batch::file_name(shown),
        sent_at: time(app, shown.import.created_at),
        who: batch::who(caller, shown.import.account).zh.into_owned(),
        rows: u64::try_from(shown.import.rows_total).unwrap_or_default(),
        status: batch::status(shown),
    }
}

async fn upload(
    State(app): State<App>,
    by: Signed,
    headers: HeaderMap,
    form: std::result::Result<Multipart, MultipartRejection>,
) -> Page {
    match upload::receive(&app, &by, &headers, form).await {
        Ok(id) => Ok(Redirect::to(&format!("/imports/{id}")).into_response()),
        Err(upload::Refused::Answered(answer)) => Ok(*answer),
        Err(upload::Refused::Typed(found, year, received_on)) => {
            again(&app, &by, [&year, &received_on], &found).await
        }
        Err(upload::Refused::Service(ServiceError::Invalid(found))) => {
            again(&app, &by, ["", ""], &found).await
        }
        Err(upload::Refused::Service(error)) => Err(error.into()),
    }
}

/// The form once more, with what is wrong.
async fn again(app: &App, by: &Signed, list: [&str; 2], found: &[Problem]) -> Page {
    let frame = respond::frame(app, by, TITLE, Some(Place::Import)).await?;
    let template = files(app, &by.caller, frame, list, found).await?;
    Ok(page_with(StatusCode::UNPROCESSABLE_ENTITY, &template))
}

async fn show(State(app): State<App>, Ids(id): Ids<Uuid>, here: Here) -> Page {
    let shown = service::get(&app, &here.by.caller, id).await?;
    let units = Units::now(&app, &here.by.caller).await?;
    let frame = here.frame(&app, TITLE, Some(Place::Import)).await?;
    Ok(page(&batch::page(&app, &here.by.caller, &units, frame, &shown)))
}

/// How far it is, for the script of the page.
async fn progress(State(app): State<App>, Ids(id): Ids<Uuid>, by: Signed) -> Page {
    let shown = service::get(&app, &by.caller, id).await?;
    let (done, total) = (shown.import.rows_done, shown.import.rows_total);
    let words = batch::progress(&shown);
    let finished = words.is_none();
    let words = words.unwrap_or_else(|| shown.import.status.label());
    Ok(Json(
        serde_json::json!({ "done": done, "total": total, "finished": finished, "words": words }),
    )
    .into_response())
}

async fn correct(
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Posted { by, values }: Posted,
) -> Page {
    let shown = service::get(&app, &by.caller, id).await?;
    let overrides = corrections::read(&values, &shown.content);
    service::correct(&app, &by.caller, id, overrides).await?;
    Ok(done(&format!("/imports/{id}"), Done::Saved))
}

async fn commit(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, .. }: Posted) -> Page {
    service::commit(&app, &by.caller, id).await?;
    Ok(Redirect::to(&format!("/imports/{id}")).into_response())
}

async fn discard(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, .. }: Posted) -> Page {
    service::discard(&app, &by.caller, id).await?;
    Ok(done("/imports", Done::Removed))
}

/// The rejected rows. Posted, since giving them out is audited.
async fn rejects(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, .. }: Posted) -> Page {
    let mut workbook = service::rejected(&app, &by.caller, id).await?;
    let headers = [
        (header::CONTENT_TYPE, WORKBOOK),
        // The file's own name may name somebody: it does not go into a folder of downloads.
        (header::CONTENT_DISPOSITION, "attachment; filename=\"rejected-rows.xlsx\""),
    ];
    Ok((headers, Body::from(std::mem::take(&mut *workbook))).into_response())
}
