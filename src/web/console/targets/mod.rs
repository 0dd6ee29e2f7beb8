//! Targets: the list of a unit, one with all its versions, breaking it down, planning it anew.

mod breaking;
mod replanning;

use axum::{
    Router,
    extract::{Query, State},
    routing::get,
};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    board::{chosen, goal, number},
    ids::Ids,
    office::{Units, history, past},
    respond::{Here, Page, page},
    views::{
        Action, Badge, Cell, Choice, Fact, Field, Filter, ListPage, Notice, Place, RecordPage,
        Table, Tone,
    },
};
use crate::{
    domain::{
        targets::{
            Terms, difference,
            plans::{Indicator, Sort},
        },
        words::Words,
    },
    service::{
        App, ServiceError,
        targets::{self as service, Board, Held, Reading, Shown},
    },
};

const TITLE: Words = Words::new("目标与分解", "Targets");

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/targets", get(list))
        .route("/targets/{id}", get(show))
        .merge(breaking::routes())
        .merge(replanning::routes())
}

fn href(id: Uuid) -> String {
    format!("/targets/{id}")
}

/// What the address says.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Asked {
    unit: String,
    plan: String,
}

async fn list(State(app): State<App>, Query(asked): Query<Asked>, here: Here) -> Page {
    let caller = &here.by.caller;
    let unit = Uuid::parse_str(&asked.unit).ok();
    let plan = Some(&*asked.plan).filter(|plan| !plan.is_empty());
    let units = Units::now(&app, caller).await?;
    let frame = here.frame(&app, TITLE, Some(Place::Targets)).await?;
    let board = match chosen(&app, caller, unit, plan).await {
        Err(ServiceError::Missing) if unit.is_none() && plan.is_none() => {
            let mut nothing = ListPage::new(frame, Vec::new());
            nothing.about = Some(Words::new(
                "本机构还没有规划；写法见 config/plans/fenghua.toml。",
                "No plan concerns this unit yet; config/plans/fenghua.toml shows how to write one.",
            ));
            return Ok(page(&nothing));
        }
        board => board?,
    };
    let name = units.name(board.unit);
    let columns = vec![
        Words::new("指标", "Indicator"),
        Words::new("目标", "Target"),
        Words::new("来源", "Origin"),
        Words::new("生效", "In force since"),
        Words::new("版本", "Version"),
        Words::new("批准文件", "Document"),
        Words::new("下级合计", "Units below"),
    ];
    let rows = board.readings.iter().map(row);
    let table = Table::new(&frame.csrf, board.plan.name.clone(), columns).rows(rows);
    let mut template = ListPage::new(frame, vec![table]);
    template.about = Some(Words::made(
        format!("{} · {} 年。改动只增加新版本，旧目标一直保留。", name.zh, board.plan.years.text()),
        format!("{}. A change is a new version; the old ones stay.", name.en),
    ));
    template.filter = Some(filter(&board, &units, caller.actor.unit()));
    template.actions = vec![Action::link(
        format!("/board?unit={}&plan={}", board.unit, board.plan.code),
        Words::new("指标与进度", "The board"),
    )];
    Ok(page(&template))
}

fn filter(board: &Board, units: &Units, own: Uuid) -> Filter {
    let plans = board.plans.iter().map(|(code, name)| Choice::new(code, name.clone())).collect();
    Filter {
        action: "/targets".to_owned(),
        fields: vec![
            Field::select("plan", Words::new("规划", "Plan"), plans, &board.plan.code),
            Field::select(
                "unit",
                Words::new("机构", "Unit"),
                units.choices(own),
                board.unit.to_string(),
            ),
        ],
    }
}

fn row(reading: &Reading) -> Vec<Cell> {
    let indicator = &reading.indicator;
    let Some(held) = &reading.held else {
        let nothing = || Cell::Number(String::new());
        return vec![
            Cell::Coded(indicator.name.clone()),
            Cell::Coded(Words::new("无目标数", "no number")),
            nothing(),
            nothing(),
            nothing(),
            nothing(),
            nothing(),
        ];
    };
    let terms = &held.terms;
    vec![
        Cell::Link { href: href(held.target.id), text: indicator.name.zh.clone().into_owned() },
        Cell::Number(goal(indicator, terms.comparator, terms.value)),
        Cell::Coded(terms.origin.label()),
        Cell::Number(terms.effective_on.to_string()),
        Cell::Number(held.versions.len().to_string()),
        Cell::Text(terms.document.clone()),
        Cell::Badges(reading.difference.map(checked).into_iter().collect()),
    ]
}

/// Whether the parts add up.
fn checked(difference: i64) -> Badge {
    let by = difference.unsigned_abs();
    match difference {
        0 => Badge::new(Tone::Good, Words::new("合计一致", "adds up")),
        1.. => Badge::new(Tone::Warn, Words::made(format!("多 {by}"), format!("{by} more"))),
        _ => Badge::new(Tone::Warn, Words::made(format!("少 {by}"), format!("{by} less"))),
    }
}

async fn show(State(app): State<App>, Ids(id): Ids<Uuid>, here: Here) -> Page {
    let shown = service::get(&app, &here.by.caller, id).await?;
    let units = Units::now(&app, &here.by.caller).await?;
    let frame = here.frame(&app, TITLE, Some(Place::Targets)).await?;
    let indicator = &shown.indicator;
    let was = |terms: &Terms| said(indicator, terms);
    let tables = [versions(&shown, &frame.csrf), below(&shown, &units, &frame.csrf)];
    Ok(page(&RecordPage {
        href: href(id),
        name: format!("{} · {}", units.name(shown.held.target.unit).zh, indicator.name.zh),
        marks: vec![Badge::new(Tone::Info, shown.held.terms.origin.label())],
        notices: notices(&shown),
        facts: facts(&shown),
        revealed: None,
        reveal: None,
        actions: actions(&shown),
        tables: tables.into_iter().flatten().collect(),
        past: past(&app, &shown.past, &shown.history, was),
        history: history(&app, &shown.history),
        frame,
    }))
}

fn said(indicator: &Indicator, terms: &Terms) -> Vec<Words> {
    vec![Words::made(
        format!("{}，{} 起", goal(indicator, terms.comparator, terms.value), terms.effective_on),
        "",
    )]
}

fn facts(shown: &Shown) -> Vec<Fact> {
    let (indicator, terms) = (&shown.indicator, &shown.held.terms);
    let years = shown.held.target.years.text();
    let mut facts = vec![
        Fact::new(
            Words::new("现行目标", "Target in force"),
            goal(indicator, terms.comparator, terms.value),
        ),
        Fact::new(Words::new("规划", "Plan"), format!("{}（{years} 年）", shown.plan.name.zh)),
        Fact::new(Words::new("批准文件", "Document"), terms.document.clone()),
        Fact::coded(Words::new("口径", "Definition"), indicator.definition.clone()),
        Fact::new(
            Words::new("规划原文", "In the plan's words"),
            format!("“{}”（{}）", indicator.quote, indicator.section),
        ),
    ];
    if let Some(first) = shown.held.original() {
        let label = Words::new("原目标（第 1 版）", "Original target");
        facts.insert(1, Fact::new(label, goal(indicator, first.comparator, first.value)));
    }
    facts
}

fn notices(shown: &Shown) -> Vec<Notice> {
    let waits = shown.held.target.terms.effective_on > shown.held.terms.effective_on;
    let ahead = waits.then(|| {
        let next = &shown.held.target.terms;
        let goal = goal(&shown.indicator, next.comparator, next.value);
        let words = Words::made(
            format!("新目标 {goal} 自 {} 起生效，此前按现行目标计。", next.effective_on),
            format!(
                "A new target {goal} holds from {}; until then this one does.",
                next.effective_on
            ),
        );
        Notice::new(Tone::Info, words)
    });
    ahead.into_iter().collect()
}

fn actions(shown: &Shown) -> Vec<Action> {
    let id = shown.held.target.id;
    let mut actions = Vec::new();
    if shown.may_break_down {
        let words = Words::new("分解到下级", "Break down");
        actions.push(Action::link(format!("{}/breakdown", href(id)), words));
    }
    if shown.may_replan {
        let words = Words::new("调整目标", "Plan anew");
        actions.push(Action::link(format!("{}/replan", href(id)), words));
    }
    let target = &shown.held.target;
    let board = format!("/board/{}?unit={}&plan={}", target.indicator, target.unit, target.plan);
    actions.push(Action::link(board, Words::new("进度", "Progress")));
    actions
}

fn versions(shown: &Shown, csrf: &str) -> Option<Table> {
    let columns = vec![
        Words::new("版本", "Version"),
        Words::new("目标", "Target"),
        Words::new("生效", "In force since"),
        Words::new("来源", "Origin"),
        Words::new("分解方法", "Method"),
        Words::new("批准文件", "Document"),
        Words::new("理由", "Reason"),
        Words::new("写于", "Written on"),
    ];
    let all = shown.held.versions.len();
    let rows = shown.held.versions.iter().enumerate().map(|(n, terms)| {
        vec![
            Cell::Number((all - n).to_string()),
            Cell::Number(goal(&shown.indicator, terms.comparator, terms.value)),
            Cell::Number(terms.effective_on.to_string()),
            Cell::Coded(terms.origin.label()),
            Cell::Coded(terms.method.map_or(Words::new("", ""), |method| method.label())),
            Cell::Text(terms.document.clone()),
            Cell::Text(terms.reason.clone()),
            Cell::Number(terms.written_on.to_string()),
        ]
    });
    let title = Words::new("各版本（旧目标一直保留）", "All versions");
    Some(Table::new(csrf, title, columns).rows(rows))
}

fn below(shown: &Shown, units: &Units, csrf: &str) -> Option<Table> {
    if shown.below.is_empty() || shown.indicator.measure.sort() != Sort::Count {
        return None;
    }
    let columns = vec![
        Words::new("机构（按代码）", "Unit, by code"),
        Words::new("目标", "Target"),
        Words::new("生效", "In force since"),
        Words::new("分解方法", "Method"),
    ];
    let row = |(unit, held): &(Uuid, Held)| {
        let terms = &held.terms;
        vec![
            Cell::Link { href: href(held.target.id), text: units.name(*unit).zh.into_owned() },
            Cell::Number(number(&shown.indicator, terms.value)),
            Cell::Number(terms.effective_on.to_string()),
            Cell::Coded(terms.method.map_or(Words::new("", ""), |method| method.label())),
        ]
    };
    let parts = shown.below.iter().map(|(_, held)| held.terms.value);
    let sum: u64 = parts.clone().sum();
    let check = checked(difference(shown.held.terms.value, parts)).words;
    let title = Words::made(
        format!("下级目标：合计 {sum}，{}", check.zh),
        format!("units below: {sum}, {}", check.en),
    );
    Some(Table::new(csrf, title, columns).rows(shown.below.iter().map(row)))
}
