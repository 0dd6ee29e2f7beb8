//! The volunteer team: the roster, one member, and the forms of those who keep it.

mod details;
mod leaving;
mod page;

use axum::{Router, extract::State, routing::get};
use uuid::Uuid;

use super::{
    office::Units,
    respond::{Here, Page, page as answer},
    tasks,
    views::{Action, Badge, Cell, ListPage, Place, Table, TaskLine, Tone},
};
use crate::{
    domain::{trainings::total, words::Words},
    service::{
        App, tasks as task_service,
        team::{self as service, Listed},
    },
};

const TITLE: Words = Words::new("志愿服务队", "Volunteer team");

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/team", get(list))
        .merge(page::routes())
        .merge(details::routes())
        .merge(leaving::routes())
}

/// A member's page.
fn href(id: Uuid) -> String {
    format!("/team/{id}")
}

async fn list(State(app): State<App>, here: Here) -> Page {
    let caller = &here.by.caller;
    let listed = service::list(&app, caller).await?;
    let returned = task_service::returned(&app, caller).await?;
    let units = Units::now(&app, caller).await?;
    let frame = here.frame(&app, TITLE, Some(Place::Team)).await?;
    let mut tables = Vec::new();
    if !returned.is_empty() {
        let lines = returned.iter().map(|one| tasks::line(&app, one, one.member.clone()));
        let title = Words::new("退回的任务", "Given back");
        tables.push(task_table(&frame.csrf, title, lines));
    }
    let mut roster = Table::new(&frame.csrf, Words::new("队员", "Members"), columns())
        .rows(listed.iter().map(|one| row(&units, one)));
    roster.empty = Words::new("还没有队员", "No members yet");
    tables.push(roster);
    let mut template = ListPage::new(frame, tables);
    template.about = Some(Words::new(
        "红十字生命之光志愿服务队。任务从志愿者的页面分派；队员只看得到分派给自己的任务，姓名是遮盖的。",
        "Tasks are handed out from a person's page. A helper sees her own tasks only, with masked names.",
    ));
    let add = Words::new("登记队员", "Add a member");
    template.actions.push(Action::link("/team/new", add).tone(Tone::Good));
    Ok(answer(&template))
}

fn columns() -> Vec<Words> {
    vec![
        Words::new("姓名", "Name"),
        Words::new("状态", "State"),
        Words::new("机构", "Unit"),
        Words::new("在办任务", "Open tasks"),
        Words::new("服务小时", "Service hours"),
        Words::new("培训小时", "Training hours"),
        Words::new("账号", "Account"),
    ]
}

fn row(units: &Units, one: &Listed) -> Vec<Cell> {
    let member = &one.member;
    let linked = match member.account {
        Some(_) => Words::new("已关联", "linked"),
        None => Words::new("", ""),
    };
    vec![
        Cell::Link { href: href(member.id), text: member.details.name.as_str().to_owned() },
        Cell::Badges(vec![badge(member.active)]),
        Cell::Coded(units.name(member.unit)),
        Cell::Number(one.open.to_string()),
        Cell::Number(one.served.to_string()),
        Cell::Number(total(&member.details.trainings).to_string()),
        Cell::Coded(linked),
    ]
}

/// Whether a member serves now.
fn badge(active: bool) -> Badge {
    match active {
        true => Badge::new(Tone::Good, Words::new("在队", "serves")),
        false => Badge::new(Tone::Plain, Words::new("已离队", "left")),
    }
}

/// Tasks in a table.
fn task_table(csrf: &str, title: Words, lines: impl Iterator<Item = TaskLine>) -> Table {
    let columns = vec![
        Words::new("任务", "Task"),
        Words::new("队员", "Member"),
        Words::new("期限", "Due"),
        Words::new("状态", "State"),
        Words::new("结果", "Outcome"),
    ];
    let row = |line: TaskLine| {
        vec![
            Cell::Link { href: line.href, text: format!("{} {}", line.kind.zh, line.kind.en) },
            Cell::Text(line.name),
            Cell::Number(line.due_on),
            Cell::Badges(line.marks),
            Cell::Coded(line.beside),
        ]
    };
    let mut table = Table::new(csrf, title, columns).rows(lines.map(row));
    table.empty = Words::new("没有任务", "No tasks");
    table
}
