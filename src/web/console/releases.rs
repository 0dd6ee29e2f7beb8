//! 公开统计: what was published, how the next release would look, and publishing it.

use std::collections::BTreeMap;

use axum::{
    Router,
    extract::{Query, State},
    http::{StatusCode, header},
    response::IntoResponse,
    routing::get,
};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    ids::Ids,
    office::{Units, problems, time},
    respond::{Done, Here, Page, PageError, done, frame, page, page_with},
    session::{Posted, Signed},
    views::{Action, Cell, Field, Form, Frame, ListPage, Notice, Place, Table, Tone, Width},
};
use crate::{
    domain::{
        permissions::Permission,
        releases::{GUARANTEE, body::Release},
        words::{Problem, Words},
    },
    service::{
        App, ServiceError,
        releases::{self as service, Wanted},
    },
    store::releases::Kept,
    web::public,
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/releases", get(list).post(publish))
        .route("/releases/preview", get(preview))
        .route("/releases/{id}", get(show))
        .route("/releases/{id}/file", get(file))
}

/// What the address says: a unit's id and a quarter.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Asked {
    unit: Option<Uuid>,
    period: String,
}

async fn list(State(app): State<App>, here: Here) -> Page {
    let title = here.frame(&app, Place::Releases.words(), Some(Place::Releases)).await?;
    Ok(page(&overview(&app, &here.by, title, &Asked::default(), &[]).await?))
}

/// The list, and the form for whoever may publish.
async fn overview(
    app: &App,
    by: &Signed,
    frame: Frame,
    asked: &Asked,
    found: &[Problem],
) -> Result<ListPage, PageError> {
    let kept = service::list(app, &by.caller).await?;
    let units = Units::now(app, &by.caller).await?;
    let columns = vec![
        Words::new("季度", "Quarter"),
        Words::new("机构", "Unit"),
        Words::new("发布时间", "Published"),
        Words::new("文件 SHA-256", "SHA-256 of the file"),
    ];
    let rows = kept.iter().rev().map(|one| row(app, &units, one));
    let table = Table::new(&frame.csrf, Words::new("已发布", "Published"), columns).rows(rows);
    let mut list = ListPage::new(frame, vec![table]);
    list.about = Some(GUARANTEE);
    if by.caller.actor.may(Permission::ReleasesPublish).is_ok() {
        list.form = Some(form(app, by, &units, asked, found).await?);
    }
    Ok(list)
}

async fn form(
    app: &App,
    by: &Signed,
    units: &Units,
    asked: &Asked,
    found: &[Problem],
) -> Result<Form, PageError> {
    let unit = asked.unit.unwrap_or(by.caller.actor.unit());
    let period = match asked.period.is_empty() {
        true => service::next(app, &by.caller, unit).await?.to_string(),
        false => asked.period.clone(),
    };
    let fields = vec![
        Field::select(
            "unit",
            Words::new("发布机构", "Who publishes"),
            units.choices(by.caller.actor.unit()),
            unit.to_string(),
        )
        .width(Width::Half),
        Field::text("period", Words::new("季度", "Quarter"), period)
            .most(7)
            .required()
            .hint("如 2025-Q4；依次发布", "like 2025-Q4, one after the other")
            .width(Width::Half),
    ];
    Ok(Form::new("/releases", by.form_token(), Words::new("预览", "Preview"))
        .fields(fields)
        .problems(found))
}

fn row(app: &App, units: &Units, kept: &Kept) -> Vec<Cell> {
    vec![
        Cell::Link { href: format!("/releases/{}", kept.id), text: kept.period.to_string() },
        Cell::Coded(units.name(kept.unit)),
        Cell::Number(time(app, kept.made_at)),
        Cell::Code(kept.sha256.clone()),
    ]
}

/// The form asks for a preview; the preview's button publishes.
async fn publish(State(app): State<App>, Posted { by, values }: Posted) -> Page {
    by.caller.actor.may(Permission::ReleasesPublish)?;
    let asked = Asked {
        unit: Uuid::parse_str(values.get("unit")).ok(),
        period: values.get("period").to_owned(),
    };
    let wanted = wanted(&asked);
    let result = match values.get("publish") {
        "yes" => problems(service::publish(&app, &by.caller, &wanted).await)?
            .map(|kept| done(&format!("/releases/{}", kept.id), Done::Saved)),
        _ => problems(service::preview(&app, &by.caller, &wanted).await)?.map(|_| {
            let unit = asked.unit.unwrap_or(by.caller.actor.unit());
            axum::response::Redirect::to(&format!(
                "/releases/preview?unit={unit}&period={}",
                asked.period.trim()
            ))
            .into_response()
        }),
    };
    match result {
        Ok(response) => Ok(response),
        Err(found) => refused(&app, &by, &asked, &found).await,
    }
}

/// The list with the form as it was filled in, and what is wrong.
async fn refused(app: &App, by: &Signed, asked: &Asked, found: &[Problem]) -> Page {
    let frame = frame(app, by, Place::Releases.words(), Some(Place::Releases)).await?;
    let again = overview(app, by, frame, asked, found).await?;
    Ok(page_with(StatusCode::UNPROCESSABLE_ENTITY, &again))
}

fn wanted(asked: &Asked) -> Wanted {
    Wanted { unit: asked.unit, period: asked.period.clone(), known: BTreeMap::new() }
}

async fn preview(State(app): State<App>, Query(asked): Query<Asked>, here: Here) -> Page {
    let preview = problems(service::preview(&app, &here.by.caller, &wanted(&asked)).await)?;
    let preview = match preview {
        Ok(preview) => preview,
        // Published meanwhile, say: back to the form, which tells.
        Err(found) => return refused(&app, &here.by, &asked, &found).await,
    };
    let title = Words::made(
        format!("预览 {}", preview.period.label().zh),
        format!("Preview of {}", preview.period),
    );
    let frame = here.frame(&app, title, Some(Place::Releases)).await?;
    let publish = Action::post("/releases", Words::new("发布", "Publish"))
        .with("unit", preview.unit.id.to_string())
        .with("period", preview.period.to_string())
        .with("publish", "yes")
        .tone(Tone::Good);
    let back = Action::link("/releases", Words::new("返回", "Back"));
    let mut list = as_public(frame, &preview.built.release);
    let words = Words::made(
        format!(
            "公众将看到的样子，复核已通过：{} 格显示，{} 格不显示（连同以往各季）。发布后不能更改。",
            preview.built.report.shown, preview.built.report.blank
        ),
        format!(
            "As the public will see it; the audit found nothing. {} cells shown, {} blank, earlier quarters included. Once published it cannot be changed.",
            preview.built.report.shown, preview.built.report.blank
        ),
    );
    list.notices = vec![Notice::new(Tone::Info, words)];
    list.actions = vec![publish, back];
    Ok(page(&list))
}

async fn show(State(app): State<App>, Ids(id): Ids<Uuid>, here: Here) -> Page {
    let kept = service::get(&app, &here.by.caller, id).await?;
    let release = read(&kept)?;
    let title = Words::made(
        format!("{} 公开统计", kept.period.label().zh),
        format!("Release {}", kept.period),
    );
    let frame = here.frame(&app, title, Some(Place::Releases)).await?;
    let mut list = as_public(frame, &release);
    list.actions = vec![
        Action::link(format!("/releases/{id}/file"), Words::new("下载文件", "Download the file")),
        Action::link("/releases", Words::new("返回", "Back")),
    ];
    Ok(page(&list))
}

async fn file(State(app): State<App>, Ids(id): Ids<Uuid>, here: Here) -> Page {
    let kept = service::get(&app, &here.by.caller, id).await?;
    let headers = [
        (header::CONTENT_TYPE, "application/json".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}.json\"", kept.period)),
    ];
    Ok((headers, kept.text).into_response())
}

fn read(kept: &Kept) -> Result<Release, ServiceError> {
    Release::read(&kept.text).map_err(|error| ServiceError::Internal(error.to_string()))
}

/// The tables as the public's page has them.
fn as_public(frame: Frame, release: &Release) -> ListPage {
    let csrf = frame.csrf.clone();
    let table = |sheet: public::Sheet| {
        let mut columns = vec![sheet.corner];
        columns.extend(sheet.columns);
        let title = Words::made(format!("{} {}", sheet.name, sheet.title.zh), sheet.title.en);
        let rows = sheet.rows.into_iter().map(|(row, counts)| {
            let counts = counts.into_iter().map(Cell::Number);
            std::iter::once(Cell::Coded(row)).chain(counts).collect()
        });
        Table::new(&csrf, title, columns).rows(rows.collect::<Vec<_>>())
    };
    let tables = public::sheets(release).into_iter().map(table).collect();
    let mut list = ListPage::new(frame, tables);
    list.about = Some(Words::new(
        "“—” 表示不显示，原因一律不说明；零也是小数目。",
        "“—” is not shown, whatever the reason; zero is a small number too.",
    ));
    list
}
