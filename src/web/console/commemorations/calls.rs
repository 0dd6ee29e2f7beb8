//! The call list: a reason first, then names and contacts to be printed.

use axum::{Router, extract::State, routing::get};
use uuid::Uuid;

use super::href;
use crate::{
    domain::{
        audit::UnmaskReason,
        words::{Problem, Words},
    },
    service::{
        App,
        commemorations::{self as service, CallLine},
    },
    web::console::{
        choices::each,
        ids::Ids,
        people::form_answer,
        respond::{self, Page, PageError, page},
        session::{Posted, Signed},
        views::{Cell, Choice, Fact, Field, Form, FormPage, Notice, Place, PrintPage, Table, Tone},
    },
};

const TITLE: Words = Words::new("邀请联络单", "Call list");

pub(super) fn routes() -> Router<App> {
    Router::new().route("/commemorations/{id}/calls", get(ask).post(show))
}

async fn ask(State(app): State<App>, Ids(id): Ids<Uuid>, by: Signed) -> Page {
    by.caller.actor.may(crate::domain::permissions::Permission::PeopleUnmask)?;
    Ok(form_answer(&reason_page(&app, &by, id, &[]).await?, &[]))
}

async fn reason_page(
    app: &App,
    by: &Signed,
    id: Uuid,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let event = service::get(app, &by.caller, id).await?.event;
    let reasons = each(UnmaskReason::ALL, UnmaskReason::code, UnmaskReason::label);
    let reasons = std::iter::once(Choice::none()).chain(reasons).collect();
    let form = Form::new(
        format!("{}/calls", href(id)),
        by.form_token(),
        Words::new("显示联络单", "Show the list"),
    )
    .fields(vec![Field::select("reason", Words::new("查看原因", "Reason"), reasons, "").required()])
    .problems(problems)
    .cancel(href(id));
    let frame = respond::frame(app, by, TITLE, Some(Place::Care)).await?;
    Ok(FormPage::new(frame, form)
        .about(Words::new(
            "联络单写有姓名和联系方式：每一位都记入审计。不得联系的、只由别的协调员联系的、已说不来的不会列出。",
            "It shows names and contacts: each of them is recorded. Whoever may not be contacted, or only by a colleague, or said no, is not on it.",
        ))
        .facts(vec![
            Fact::new(Words::new("活动", "Commemoration"), event.details.title.clone()),
            Fact::new(Words::new("日期", "Day"), event.on.to_string()),
        ]))
}

async fn show(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, values }: Posted) -> Page {
    let Some(reason) = UnmaskReason::from_code(values.get("reason")) else {
        let words = Words::new("请选择原因，查看会记入审计", "Choose a reason; it is recorded");
        let problems = [Problem::new("reason", "missing", words)];
        return Ok(form_answer(&reason_page(&app, &by, id, &problems).await?, &problems));
    };
    let list = service::call_list(&app, &by.caller, id, reason).await?;
    let frame = respond::frame(&app, &by, TITLE, Some(Place::Care)).await?;
    let columns = vec![
        Words::new("姓名", "Name"),
        Words::new("关系", "Relation"),
        Words::new("电话", "Phone"),
        Words::new("住址", "Address"),
        Words::new("同意的方式", "Ways"),
        Words::new("状态", "State"),
    ];
    let mut table =
        Table::new(&frame.csrf, Words::new("", ""), columns).rows(list.lines.iter().map(row));
    table.empty = Words::new("没有需要联络的人", "Nobody is to be called");
    let mut notices = vec![Notice::new(
        Tone::Warn,
        Words::new(
            "先核对身份，再说事由；对方不愿意的，立即撤回邀请并记录停止联系。用完请粉碎。",
            "First make sure who answers. Where she does not wish it, withdraw at once and record the silence. Shred the list afterwards.",
        ),
    )];
    if list.left_out > 0 {
        let words = Words::made(
            format!("另有 {} 位不得由您联系，没有列出。", list.left_out),
            format!("{} more may not be contacted by you and are left out.", list.left_out),
        );
        notices.push(Notice::new(Tone::Info, words));
    }
    Ok(page(&PrintPage {
        frame,
        day: app.today().to_string(),
        by: by.signed_in.account().display_name.clone(),
        about: None,
        notices,
        facts: vec![
            Fact::new(Words::new("活动", "Commemoration"), list.event.details.title.clone()),
            Fact::new(Words::new("日期", "Day"), list.event.on.to_string()),
            Fact::new(Words::new("地点", "Place"), list.event.details.place.clone()),
            Fact::coded(Words::new("查看原因", "Reason"), reason.label()),
        ],
        actions: Vec::new(),
        tables: vec![table],
        back: href(id),
    }))
}

fn row(line: &CallLine) -> Vec<Cell> {
    let zh: Vec<_> = line.ways.iter().map(|way| way.label().zh).collect();
    let en: Vec<_> = line.ways.iter().map(|way| way.label().en).collect();
    let relation = line.reach.kinship.map_or_else(|| line.kind.label(), |kinship| kinship.label());
    vec![
        Cell::Text(line.reach.name.clone()),
        Cell::Coded(relation),
        Cell::Number(line.reach.phone.clone().unwrap_or_default()),
        Cell::Text(line.reach.address.clone().unwrap_or_default()),
        Cell::Coded(Words::made(zh.join("、"), en.join(", "))),
        Cell::Coded(line.state.label()),
    ]
}
