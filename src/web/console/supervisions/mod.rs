//! Supervision visits: the list, one visit with its findings, and the forms of both offices.

mod acts;
mod page;
mod plan;

use axum::{Router, extract::State, routing::get};
use uuid::Uuid;

use super::{
    office::Units,
    respond::{Here, Page, page as answer},
    views::{Action, Badge, Cell, ListPage, Place, Table, Tone},
};
use crate::{
    domain::{
        supervisions::{Visit, VisitState},
        words::Words,
    },
    service::{
        App,
        supervisions::{self as service, Listed},
    },
};

const TITLE: Words = Words::new("督导检查", "Supervision visits");

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/supervisions", get(list))
        .merge(plan::routes())
        .merge(page::routes())
        .merge(acts::routes())
}

/// A visit's page.
fn href(id: Uuid) -> String {
    format!("/supervisions/{id}")
}

async fn list(State(app): State<App>, here: Here) -> Page {
    let caller = &here.by.caller;
    let listed = service::list(&app, caller).await?;
    let units = Units::now(&app, caller).await?;
    let frame = here.frame(&app, TITLE, Some(Place::Supervisions)).await?;
    let columns = vec![
        Words::new("被督导机构", "Visited"),
        Words::new("日期", "Day"),
        Words::new("状态", "State"),
        Words::new("事由", "Occasion"),
        Words::new("督导机构", "By"),
        Words::new("问题", "Findings"),
        Words::new("整改期限", "Due"),
    ];
    let rows = listed.iter().map(|one| row(&units, one));
    let mut table = Table::new(&frame.csrf, Words::new("", ""), columns).rows(rows);
    table.empty = Words::new("还没有督导记录", "No visits yet");
    let mut template = ListPage::new(frame, vec![table]);
    template.about = Some(Words::new(
        "对下级机构督导检查，发现的问题逐条记录、限期整改；被督导机构报告整改，由督导机构确认销号。逾期未整改的排在最前。",
        "Visits to offices below: each finding is written down with its date; the office visited reports what it put right, the one that visited closes it. Overdue ones stand first.",
    ));
    let plan = Words::new("计划或登记督导", "Plan or enter a visit");
    template.actions.push(Action::link("/supervisions/new", plan).tone(Tone::Good));
    Ok(answer(&template))
}

fn row(units: &Units, one: &Listed) -> Vec<Cell> {
    let visit = &one.visit;
    vec![
        Cell::Link { href: href(visit.id), text: units.name(visit.unit).zh.into_owned() },
        Cell::Number(visit.on.to_string()),
        Cell::Badges(marks(visit, one.overdue, one.reported)),
        Cell::Coded(visit.occasion.label()),
        Cell::Coded(units.name(visit.by_unit)),
        Cell::Number(visit.details.findings.len().to_string()),
        Cell::Number(visit.due_on().map(|due| due.to_string()).unwrap_or_default()),
    ]
}

/// Where a visit stands, in words; the colour says no more than they do.
fn marks(visit: &Visit, overdue: usize, reported: usize) -> Vec<Badge> {
    let tone = match visit.state {
        VisitState::Planned => Tone::Info,
        VisitState::Held => Tone::Good,
        VisitState::Cancelled => Tone::Plain,
    };
    let mut marks = vec![Badge::new(tone, visit.state.label())];
    if overdue > 0 {
        let words = Words::made(format!("{overdue} 项逾期"), format!("{overdue} overdue"));
        marks.push(Badge::new(Tone::Bad, words));
    }
    if reported > 0 {
        let words = Words::made(format!("{reported} 项待确认"), format!("{reported} to confirm"));
        marks.push(Badge::new(Tone::Warn, words));
    }
    marks
}
