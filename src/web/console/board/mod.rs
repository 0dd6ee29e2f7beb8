//! The board: how every indicator of the plan stands for a unit, down to the month's cell; and the coverage of
//! follow-ups and care. Only unit, plan, indicator and month stand in the address.

mod cards;
mod counts;
mod rates;

pub(super) use cards::{goal, number};

use axum::{
    Router,
    extract::{Path, Query, State},
    routing::get,
};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    office::Units,
    respond::{Here, Page, PageError, page},
    views::{Action, BoardPage, Cell, Choice, Field, ListPage, Place, Table, Width},
};
use crate::{
    domain::{periods::Month, permissions::Permission, words::Words},
    service::{
        App, Caller, ServiceError,
        targets::{self as service, Board, Figures},
    },
};

const TITLE: Words = Words::new("指标与进度", "Targets and progress");

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/board", get(show))
        .route("/board/coverage", get(coverage))
        .route("/board/{indicator}", get(one))
}

/// What the address says.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Asked {
    unit: String,
    plan: String,
    month: String,
}

impl Asked {
    fn unit(&self) -> Option<Uuid> {
        Uuid::parse_str(&self.unit).ok()
    }

    fn plan(&self) -> Option<&str> {
        Some(&*self.plan).filter(|plan| !plan.is_empty())
    }
}

/// What every card needs to know.
struct Looking<'a> {
    board: &'a Board,
    units: &'a Units,
    csrf: &'a str,
    /// Everything there is, on the indicator's own page.
    whole: bool,
}

impl Looking<'_> {
    /// An indicator's own page for `unit`.
    fn href(&self, indicator: &str, unit: Uuid) -> String {
        format!("/board/{indicator}?unit={unit}&plan={}", self.board.plan.code)
    }
}

async fn show(State(app): State<App>, Query(asked): Query<Asked>, here: Here) -> Page {
    let caller = &here.by.caller;
    let units = Units::now(&app, caller).await?;
    let frame = here.frame(&app, TITLE, Some(Place::Board)).await?;
    let board = match chosen(&app, caller, asked.unit(), asked.plan()).await {
        Err(ServiceError::Missing) if asked.plan.is_empty() && asked.unit().is_none() => {
            let mut nothing = ListPage::new(frame, Vec::new());
            nothing.about = Some(Words::new(
                "本机构还没有规划；写法见 config/plans/fenghua.toml。",
                "No plan concerns this unit yet; config/plans/fenghua.toml shows how to write one.",
            ));
            return Ok(page(&nothing));
        }
        board => board?,
    };
    let looking = Looking { board: &board, units: &units, csrf: &frame.csrf, whole: false };
    let cards = board.readings.iter().map(|reading| cards::card(&looking, reading)).collect();
    let query = format!("?unit={}&plan={}", board.unit, board.plan.code);
    let mut actions =
        vec![Action::link(format!("/targets{query}"), Words::new("目标与分解", "Targets"))];
    if caller.actor.may(Permission::RemindersWork).is_ok() {
        let href = format!("/board/coverage?unit={}", board.unit);
        actions.push(Action::link(href, Words::new("回访与关怀覆盖率", "Coverage")));
    }
    Ok(page(&BoardPage {
        action: "/board".to_owned(),
        filter: filter(&board, &units, caller.actor.unit()),
        about: about(&board, &units),
        notices: Vec::new(),
        actions,
        cards,
        tables: Vec::new(),
        frame,
    }))
}

/// The board; of another plan where the chosen one does not concern the chosen unit.
pub(super) async fn chosen(
    app: &App,
    caller: &Caller,
    unit: Option<Uuid>,
    plan: Option<&str>,
) -> Result<Board, ServiceError> {
    match service::board(app, caller, unit, plan).await {
        Err(ServiceError::Missing) if plan.is_some() => {
            service::board(app, caller, unit, None).await
        }
        board => board,
    }
}

async fn one(
    State(app): State<App>,
    Path(indicator): Path<String>,
    Query(asked): Query<Asked>,
    here: Here,
) -> Page {
    let caller = &here.by.caller;
    let units = Units::now(&app, caller).await?;
    let board = service::board(&app, caller, asked.unit(), asked.plan()).await?;
    let reading = board.readings.iter().find(|one| one.indicator.code == indicator);
    let reading = reading.ok_or(ServiceError::Missing)?;
    let frame = here.frame(&app, TITLE, Some(Place::Board)).await?;
    let looking = Looking { board: &board, units: &units, csrf: &frame.csrf, whole: true };
    let cards = vec![cards::card(&looking, reading)];
    let mut tables = Vec::new();
    if let (Figures::Count(_), Some(month)) = (&reading.figures, Month::parse(&asked.month)) {
        let cells =
            service::month(&app, caller, board.unit, &board.plan.code, &indicator, month).await?;
        tables.push(counts::of_month(&looking, reading, month, &cells));
    }
    if let Figures::Count(count) = &reading.figures {
        tables.push(counts::months(&looking, reading, count));
    }
    let mut actions = vec![Action::link(
        format!("/board?unit={}&plan={}", board.unit, board.plan.code),
        Words::new("全部指标", "All indicators"),
    )];
    let own = caller.actor.unit();
    let above = units.get(board.unit).and_then(|unit| unit.parent);
    if let Some(parent) = above.filter(|_| board.unit != own) {
        let words = units.name(parent);
        let words = Words::made(format!("上级：{}", words.zh), format!("above: {}", words.en));
        actions.push(Action::link(looking.href(&indicator, parent), words));
    }
    Ok(page(&BoardPage {
        action: String::new(),
        filter: Vec::new(),
        about: about(&board, &units),
        notices: Vec::new(),
        actions,
        cards,
        tables,
        frame,
    }))
}

fn filter(board: &Board, units: &Units, own: Uuid) -> Vec<Field> {
    let plans = board.plans.iter().map(|(code, name)| Choice::new(code, name.clone())).collect();
    vec![
        Field::select("plan", Words::new("规划", "Plan"), plans, &board.plan.code),
        Field::select(
            "unit",
            Words::new("机构及下级", "Unit and below"),
            units.choices(own),
            board.unit.to_string(),
        )
        .width(Width::Third),
    ]
}

fn about(board: &Board, units: &Units) -> Words {
    let (name, plan) = (units.name(board.unit), &board.plan);
    let through = board.closed_through;
    let closed = through.map_or_else(String::new, |month| format!("，进度和预测算到 {month} 月底"));
    let closed_en = through
        .map_or_else(String::new, |month| format!("; pace and forecast by the end of {month}"));
    Words::made(
        format!(
            "{} · {}（{} 年）· 截至 {}{closed}",
            name.zh,
            plan.name.zh,
            plan.years.text(),
            board.as_of
        ),
        format!("{} · {} · as of {}{closed_en}", name.en, plan.name.en, board.as_of),
    )
}

/// The coverage of follow-ups and care that fell due this year.
async fn coverage(
    State(app): State<App>,
    Query(asked): Query<Asked>,
    here: Here,
) -> Result<axum::response::Response, PageError> {
    let caller = &here.by.caller;
    let unit = asked.unit().unwrap_or(caller.actor.unit());
    let covered = service::coverage(&app, caller, unit).await?;
    let units = Units::now(&app, caller).await?;
    let title = Words::new("回访与关怀覆盖率", "Coverage of follow-ups and care");
    let frame = here.frame(&app, title, Some(Place::Board)).await?;
    let columns = vec![
        Words::new("指标", "Indicator"),
        Words::new("应做", "Due"),
        Words::new("已做", "Done"),
        Words::new("覆盖率", "Coverage"),
        Words::new("其中联系上或办妥", "Reached"),
        Words::new("错过", "Missed"),
        Words::new("未做", "Open"),
    ];
    let rows = covered.measures.iter().map(|(measure, one)| {
        let share = (one.due > 0).then(|| cards::per_cent(one.done as f64 / one.due as f64));
        let number = |n: u64| Cell::Number(n.to_string());
        vec![
            Cell::Coded(measure.label()),
            number(one.due),
            number(one.done),
            Cell::Number(share.unwrap_or_default()),
            number(one.reached),
            number(one.missed),
            number(one.open),
        ]
    });
    let name = units.name(unit);
    let span = format!("{} – {}", covered.from, covered.to);
    let table = Table::new(&frame.csrf, Words::made(span.clone(), ""), columns).rows(rows);
    let mut list = ListPage::new(frame, vec![table]);
    list.about = Some(Words::made(
        format!("{} · 今年到期的回访与关怀（不含已停止和不再适用的）", name.zh),
        format!("{} · follow-ups and care due this year, but for what was stopped", name.en),
    ));
    list.actions = vec![Action::link(
        "/reminders/rules",
        Words::new("各规则完成情况", "Coverage of each rule"),
    )];
    Ok(page(&list))
}
