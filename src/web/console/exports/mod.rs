//! Exports of people: the list with who exported many, asking, the second person's decision, the file.

mod forms;
mod page;

use axum::{Router, extract::State, routing::get};
use chrono::NaiveDate;
use uuid::Uuid;

use super::{
    office::Units,
    respond::{Here, Page, page},
    views::{Action, Badge, Cell, ListPage, Place, Table, Tone},
};
use crate::{
    domain::{
        exports::{Export, ExportStatus},
        permissions::{Denied, Permission},
        words::Words,
    },
    service::{
        App, ServiceError,
        exports::{self as service, Listed},
    },
    store::exports::Many,
};

const TITLE: Words = Words::new("导出", "Exports");

pub(super) fn routes() -> Router<App> {
    Router::new().route("/exports", get(list)).merge(forms::routes()).merge(page::routes())
}

/// The export's page.
fn href(id: Uuid) -> String {
    format!("/exports/{id}")
}

/// What the caller may see of exports: her own or her units', and who exported many.
async fn list(State(app): State<App>, here: Here) -> Page {
    let caller = &here.by.caller;
    let may = |permission| caller.actor.may(permission).is_ok();
    let (asks, watches) = (may(Permission::ExportsAsk), may(Permission::ExportsWatch));
    if !asks && !watches {
        return Err(ServiceError::from(Denied(Permission::ExportsAsk)).into());
    }
    let frame = here.frame(&app, TITLE, Some(Place::Exports)).await?;
    let mut tables = Vec::new();
    if watches {
        let columns = vec![
            Words::new("账号", "Account"),
            Words::new("日期", "Day"),
            Words::new("人数", "People"),
        ];
        let title =
            Words::new("一天导出超过 200 人（近 7 天）", "More than 200 in a day (last 7 days)");
        let many = service::many(&app, caller).await?;
        let mut table = Table::new(&frame.csrf, title, columns).rows(many.iter().map(many_row));
        table.empty = Words::new("没有", "None");
        tables.push(table);
    }
    if asks {
        let units = Units::now(&app, caller).await?;
        let columns = vec![
            Words::new("内容", "What"),
            Words::new("范围", "Whom"),
            Words::new("申请人", "Asked by"),
            Words::new("申请日期", "Asked on"),
            Words::new("人数", "People"),
            Words::new("状态", "State"),
        ];
        let listed = service::list(&app, caller).await?;
        let today = app.today();
        let rows = listed.iter().map(|one| row(&units, one, today));
        let mut table =
            Table::new(&frame.csrf, Words::new("导出记录", "Exports"), columns).rows(rows);
        table.empty = Words::new("还没有导出", "No exports yet");
        tables.push(table);
    }
    let mut template = ListPage::new(frame, tables);
    template.about = Some(Words::new(
        "须写明用途；超过 50 人须由另一人审批（可以是上级机构的督导）；每次申请只能下载一次，7 天内有效。每一位都记入审计。",
        "A purpose each; above 50 people a second person approves, who may sit in an office above; a file is given out once, within 7 days. Everybody in it is noted in the trail.",
    ));
    if asks {
        let words = Words::new("申请导出", "Ask for an export");
        template.actions = vec![Action::link("/exports/new", words).tone(Tone::Good)];
    }
    Ok(page(&template))
}

fn many_row(many: &Many) -> Vec<Cell> {
    vec![
        Cell::Text(many.name.clone()),
        Cell::Number(many.on.to_string()),
        Cell::Number(many.people.to_string()),
    ]
}

fn row(units: &Units, one: &Listed, today: NaiveDate) -> Vec<Cell> {
    let export = &one.export;
    vec![
        Cell::Link { href: href(export.id), text: export.kind.label().zh.into_owned() },
        Cell::Coded(units.name(export.details.filter.unit)),
        Cell::Text(one.asked_by.clone()),
        Cell::Number(export.details.asked_on.to_string()),
        Cell::Number(export.given.unwrap_or(export.found).to_string()),
        Cell::Badges(vec![badge(export, today)]),
    ]
}

fn badge(export: &Export, today: NaiveDate) -> Badge {
    if export.has_lapsed(today) {
        return Badge::new(Tone::Plain, Words::new("已过期", "lapsed"));
    }
    let tone = match export.status {
        ExportStatus::Waiting => Tone::Warn,
        ExportStatus::Ready => Tone::Good,
        ExportStatus::Declined => Tone::Bad,
        ExportStatus::Done => Tone::Plain,
    };
    Badge::new(tone, export.status.label())
}
