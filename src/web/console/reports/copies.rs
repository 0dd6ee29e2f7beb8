//! Copies of a report: a file, or a page to print. Posted, since giving one out is audited.

use axum::{
    Router,
    body::Body,
    extract::{Query, State},
    http::header,
    response::{IntoResponse, Response},
    routing::get,
};
use uuid::Uuid;

use super::{Asked, asked, href, page::template, purposes};
use crate::{
    domain::{
        permissions::Permission,
        reports::{Format, inputs::CopyInput},
        words::{Problem, Words},
    },
    service::{
        App, Result as Served,
        reports::{self as service, File},
    },
    web::console::{
        choices::each,
        ids::Ids,
        office,
        people::form_answer,
        respond::{self, Page, PageError, page},
        session::{Posted, Signed},
        views::{Field, Form, FormPage, Place, Values, Width},
    },
};

const COPY: Words = Words::new("下载或打印报表", "Download or print a report");

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/reports/draft/copy", get(ask_draft).post(draft))
        .route("/reports/{id}/copy", get(ask_issued).post(issued))
}

async fn ask_draft(State(app): State<App>, Query(query): Query<Asked>, by: Signed) -> Page {
    let form = draft_form(&app, &by, &query, &Values::default(), &[]).await?;
    Ok(form_answer(&form, &[]))
}

async fn draft(State(app): State<App>, Posted { by, values }: Posted) -> Page {
    let query = Asked::of(&values);
    let wanted = asked(&query)?;
    let copied = service::copy_of_draft(&app, &by.caller, &wanted, &input(&values)).await;
    match given(&app, &by, copied).await? {
        Ok(response) => Ok(response),
        Err(found) => {
            Ok(form_answer(&draft_form(&app, &by, &query, &values, &found).await?, &found))
        }
    }
}

async fn draft_form(
    app: &App,
    by: &Signed,
    query: &Asked,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let wanted = asked(query)?;
    let form = Form::new("/reports/draft/copy", by.form_token(), GET)
        .with("unit", query.unit.clone())
        .with("kind", query.kind.clone())
        .with("period", query.period.clone())
        .cancel(Asked::href(&wanted, ""));
    form_page(app, by, form, values, problems).await
}

async fn ask_issued(State(app): State<App>, Ids(id): Ids<Uuid>, by: Signed) -> Page {
    let form = issued_form(&app, &by, id, &Values::default(), &[]).await?;
    Ok(form_answer(&form, &[]))
}

async fn issued(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, values }: Posted) -> Page {
    let copied = service::copy_of_issued(&app, &by.caller, id, &input(&values)).await;
    match given(&app, &by, copied).await? {
        Ok(response) => Ok(response),
        Err(found) => Ok(form_answer(&issued_form(&app, &by, id, &values, &found).await?, &found)),
    }
}

async fn issued_form(
    app: &App,
    by: &Signed,
    id: Uuid,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let form = Form::new(format!("{}/copy", href(id)), by.form_token(), GET).cancel(href(id));
    form_page(app, by, form, values, problems).await
}

const GET: Words = Words::new("取得", "Get it");

async fn form_page(
    app: &App,
    by: &Signed,
    form: Form,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    by.caller.actor.may(Permission::StatisticsRead)?;
    let formats = each(Format::ALL, Format::code, Format::label);
    let format = values.get_or("format", Format::Xlsx.code());
    let form = form
        .fields(vec![
            Field::radios("format", Words::new("格式", "As"), formats, format)
                .required()
                .width(Width::Full),
            purposes(values.get("purpose")),
        ])
        .problems(problems);
    let frame = respond::frame(app, by, COPY, Some(Place::Reports)).await?;
    Ok(FormPage::new(frame, form).about(Words::new(
        "每份副本都带水印（谁、何时、用途、机构）并记入审计。内部资料，不得公开或转发。",
        "Every copy says whose it is, when, what for and of which unit, and is in the trail. Internal: not to be passed on.",
    )))
}

fn input(values: &Values) -> CopyInput {
    let text = |name: &str| values.get(name).to_owned();
    CopyInput { format: text("format"), purpose: text("purpose") }
}

/// The file, the page to print, or what is wrong with the form.
async fn given(
    app: &App,
    by: &Signed,
    copied: Served<File>,
) -> Result<Result<Response, Vec<Problem>>, PageError> {
    let file = match office::problems(copied)? {
        Ok(file) => file,
        Err(found) => return Ok(Err(found)),
    };
    if file.format == Format::Page {
        let title = file.content.kind.label();
        let frame = respond::frame(app, by, title, Some(Place::Reports)).await?;
        let report = file.report.as_ref();
        let mut copy = template(app, frame, &file.content, report, &file.watermark);
        copy.prints = true;
        return Ok(Ok(page(&copy)));
    }
    let headers = [
        (header::CONTENT_TYPE, file.media_type().to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", file.name)),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok(Ok((headers, Body::from(file.bytes)).into_response()))
}
