//! One export: the second person's decision, and the file.

use axum::{
    Router,
    body::Body,
    extract::State,
    http::header,
    response::IntoResponse,
    routing::{get, post},
};
use uuid::Uuid;

use super::{badge, href};
use crate::{
    domain::{
        exports::{ExportStatus, FileKind},
        words::{Problem, Words},
    },
    service::{
        App, ServiceError,
        exports::{self as service, Shown},
    },
    web::console::{
        ids::Ids,
        office::{Units, decided, history, past},
        people::version,
        respond::{Done, Here, Page, done, page},
        session::Posted,
        views::{Action, Fact, Notice, Place, RecordPage, Tone},
    },
};

const TITLE: Words = Words::new("导出", "Export");

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/exports/{id}", get(show))
        .route("/exports/{id}/decision", post(decide))
        .route("/exports/{id}/file", post(file))
}

async fn show(State(app): State<App>, Ids(id): Ids<Uuid>, here: Here) -> Page {
    let shown = service::get(&app, &here.by.caller, id).await?;
    let units = Units::now(&app, &here.by.caller).await?;
    let export = &shown.listed.export;
    Ok(page(&RecordPage {
        frame: here.frame(&app, TITLE, Some(Place::Exports)).await?,
        href: href(id),
        name: export.kind.label().zh.into_owned(),
        marks: vec![badge(export, app.today())],
        notices: notices(&shown),
        facts: facts(&units, &shown),
        revealed: None,
        reveal: None,
        actions: actions(&shown),
        tables: Vec::new(),
        past: past(&app, &shown.past, &shown.history, |was| {
            vec![match was.decided_by {
                Some(_) => Words::new("审批后、下载前", "Approved, not given out"),
                None => Words::new("申请时", "As asked for"),
            }]
        }),
        history: history(&app, &shown.history),
    }))
}

fn facts(units: &Units, shown: &Shown) -> Vec<Fact> {
    let export = &shown.listed.export;
    let filter = &export.details.filter;
    let any = Words::new("不限", "all");
    let year = filter.year.map_or(any.clone(), |year| Words::made(year.to_string(), ""));
    let mut facts = vec![
        Fact::new(Words::new("用途", "Purpose"), export.details.purpose.clone()),
        Fact::coded(Words::new("机构及下级", "Unit and below"), units.name(filter.unit)),
        Fact::coded(Words::new("加入年份", "Joined in"), year),
        Fact::coded(Words::new("类别", "Kind"), filter.membership.map_or(any, |kind| kind.label())),
        Fact::new(Words::new("申请时人数", "People found"), export.found.to_string()),
        Fact::new(Words::new("申请人", "Asked by"), shown.listed.asked_by.clone()),
        Fact::coded(Words::new("申请机构", "Unit of who asked"), units.name(export.unit)),
        Fact::new(Words::new("申请日期", "Asked on"), export.details.asked_on.to_string()),
    ];
    if export.details.decided_by.is_some() {
        let decided = shown.listed.decided_by.clone();
        facts.push(Fact::new(Words::new("审批人", "Decided by"), decided));
    }
    if let Some(until) = export.until {
        facts.push(Fact::new(Words::new("下载期限", "To be fetched by"), until.to_string()));
    }
    if let Some(given) = export.given {
        facts.push(Fact::new(Words::new("已导出人数", "People given out"), given.to_string()));
    }
    facts
}

fn notices(shown: &Shown) -> Vec<Notice> {
    let waits = shown.listed.export.status == ExportStatus::Waiting;
    let hindrance = shown.hindrance.iter().filter(|_| !shown.may_decide);
    let tone = if waits { Tone::Info } else { Tone::Plain };
    hindrance.map(|problem| Notice::new(tone, problem.words.clone())).collect()
}

fn actions(shown: &Shown) -> Vec<Action> {
    let export = &shown.listed.export;
    let post = |path: &str, words: Words| {
        let action = Action::post(format!("{}/{path}", href(export.id)), words);
        action.with("version", export.version.to_string())
    };
    let mut actions = Vec::new();
    if shown.may_decide {
        let approve = post("decision", Words::new("批准", "Approve"));
        actions.push(approve.with("decision", "approve").tone(Tone::Good));
        let decline = post("decision", Words::new("不批准", "Decline"));
        actions.push(decline.with("decision", "decline").tone(Tone::Bad));
    }
    if shown.hindrance.is_none() {
        actions.extend(fetches(post));
    }
    actions.push(Action::link("/exports", Words::new("全部导出", "All exports")));
    actions
}

/// A button for each kind of file.
fn fetches(post: impl Fn(&str, Words) -> Action) -> Vec<Action> {
    let fetch = |kind: &FileKind| {
        let label = kind.label();
        let words = Words::made(
            format!("下载 {}（一次）", label.zh),
            format!("Fetch the {} (once)", label.en),
        );
        post("file", words).with("format", kind.code()).tone(Tone::Good)
    };
    FileKind::ALL.iter().map(fetch).collect()
}

async fn decide(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, values }: Posted) -> Page {
    let approve = decided(&values, "approve", "decline")?;
    service::decide(&app, &by.caller, id, version(&values)?, approve).await?;
    Ok(done(&href(id), Done::Decided))
}

/// The file. Posted, since giving it out is audited and happens once.
async fn file(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, values }: Posted) -> Page {
    let Some(kind) = FileKind::from_code(values.get("format")) else {
        let words = Words::new("请选择文件格式", "Choose what the file shall be");
        return Err(ServiceError::from(Problem::new("format", "missing", words)).into());
    };
    let mut file = service::fetch(&app, &by.caller, id, version(&values)?, kind).await?;
    let headers = [
        (header::CONTENT_TYPE, file.kind.media_type().to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", file.name)),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, Body::from(std::mem::take(&mut *file.bytes))).into_response())
}
