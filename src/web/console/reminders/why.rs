//! Why a reminder is there, and why another is not.

use axum::{Router, extract::State, routing::get};
use uuid::Uuid;

use crate::{
    domain::{
        reminders::{ReminderState, decisions::Decision},
        words::Words,
    },
    service::{
        App,
        reminders::explaining::{self as service, Why},
    },
    web::console::{
        ids::Ids,
        respond::{Here, Page, page},
        views::{Action, Badge, Cell, ListPage, Place, Table, Tone},
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/people/{id}/reminders", get(of_person))
        .route("/care/{id}/reminders", get(of_ledger))
}

/// The link from the page of a person or a care ledger.
pub(in crate::web::console) fn link(page: &str) -> Action {
    Action::link(format!("{page}/reminders"), Words::new("提醒及缘由", "Reminders, and why"))
}

async fn of_person(State(app): State<App>, Ids(id): Ids<Uuid>, here: Here) -> Page {
    show(&app, &here, id, format!("/people/{id}")).await
}

async fn of_ledger(State(app): State<App>, Ids(id): Ids<Uuid>, here: Here) -> Page {
    show(&app, &here, id, format!("/care/{id}")).await
}

async fn show(app: &App, here: &Here, id: Uuid, back: String) -> Page {
    let all = service::why(app, &here.by.caller, id).await?;
    let title = Words::new("提醒及缘由", "Reminders, and why");
    let frame = here.frame(app, title, Some(Place::Reminders)).await?;
    let (made, not): (Vec<&Why>, Vec<&Why>) = all.iter().partition(|one| one.reminder.is_some());
    let columns = || {
        vec![
            Words::new("规则", "Rule"),
            Words::new("第几次", "Which"),
            Words::new("到期", "Due"),
            Words::new("情况", "State"),
            Words::new("缘由", "Why"),
        ]
    };
    let made = Table::new(&frame.csrf, Words::new("已有的提醒", "Reminders made"), columns())
        .rows(made.into_iter().map(row));
    let not =
        Table::new(&frame.csrf, Words::new("没有或未到的提醒", "Not made, or not yet"), columns())
            .rows(not.into_iter().map(row));
    let mut list = ListPage::new(frame, vec![made, not]);
    list.actions = vec![Action::link(back, Words::new("返回", "Back"))];
    Ok(page(&list))
}

fn row(one: &Why) -> Vec<Cell> {
    let due = one.reminder.as_ref().map(|reminder| reminder.due_on);
    let due = due.or(one.times.map(|times| times.due));
    let state = one.reminder.as_ref().map(|reminder| {
        let tone = match reminder.state {
            ReminderState::Open => Tone::Info,
            ReminderState::Done => Tone::Good,
            ReminderState::Missed => Tone::Warn,
            ReminderState::Stopped | ReminderState::Dropped => Tone::Plain,
        };
        Badge::new(tone, reminder.state.label())
    });
    let ended = one.reminder.as_ref().and_then(|reminder| reminder.details.ended_by);
    let moved = one.times.and_then(|times| times.moved_from).map(|from| {
        Words::made(format!("原定 {from}，已顺移"), format!("by the rule {from}, moved"))
    });
    let why = match (ended, one.decision, moved) {
        (Some(ended), ..) => ended.words(),
        (None, Decision::Due, Some(moved)) => moved,
        (None, decision, _) => decision.words(),
    };
    vec![
        Cell::Coded(one.rule.title.clone()),
        Cell::Number(one.occurrence.map(|nth| nth.0.to_string()).unwrap_or_default()),
        Cell::Number(due.map(|day| day.to_string()).unwrap_or_default()),
        Cell::Badges(state.into_iter().collect()),
        Cell::Coded(why),
    ]
}
