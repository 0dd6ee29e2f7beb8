//! One visit: who went, what was found, what was done about it.

use std::collections::BTreeMap;

use axum::{Router, extract::State, routing::get};
use uuid::Uuid;

use super::{TITLE, href, marks};
use crate::{
    domain::{
        supervisions::{Finding, FindingState, Rectification, Visit, VisitState},
        words::Words,
    },
    service::{
        App,
        supervisions::{self as service, Shown},
    },
    web::console::{
        ids::Ids,
        office::{Units, history, past},
        respond::{Here, Page, page},
        views::{Action, Badge, Cell, Fact, Notice, Place, RecordPage, Table, Tone},
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/supervisions/{id}", get(show))
}

async fn show(State(app): State<App>, Ids(id): Ids<Uuid>, here: Here) -> Page {
    let shown = service::get(&app, &here.by.caller, id).await?;
    let units = Units::now(&app, &here.by.caller).await?;
    let frame = here.frame(&app, TITLE, Some(Place::Supervisions)).await?;
    let visit = &shown.visit;
    let today = app.today();
    let overdue = visit.details.findings.iter().filter(|one| one.is_overdue(today)).count();
    Ok(page(&RecordPage {
        href: href(id),
        name: format!("{} {}", units.name(visit.unit).zh, visit.on),
        marks: marks(visit, overdue, visit.count(FindingState::Reported)),
        notices: notices(visit),
        facts: facts(&units, &shown),
        revealed: None,
        reveal: None,
        actions: actions(&shown),
        tables: vec![findings(&app, &frame.csrf, &shown), reports(&frame.csrf, &shown)],
        past: past(&app, &shown.past, &shown.history, was),
        history: history(&app, &shown.history),
        frame,
    }))
}

fn facts(units: &Units, shown: &Shown) -> Vec<Fact> {
    let visit = &shown.visit;
    let who: Vec<&str> = visit.details.who.iter().map(|id| name(&shown.names, *id)).collect();
    vec![
        Fact::coded(Words::new("督导机构", "By"), units.name(visit.by_unit)),
        Fact::coded(Words::new("事由", "Occasion"), visit.occasion.label()),
        Fact::new(Words::new("参加人员", "Who went"), who.join("、")),
        Fact::new(
            Words::new("督导内容", "About"),
            visit.details.about.clone().unwrap_or_else(|| "–".to_owned()),
        ),
    ]
}

fn name(names: &BTreeMap<Uuid, String>, id: Uuid) -> &str {
    names.get(&id).map_or("不详 unknown", String::as_str)
}

fn notices(visit: &Visit) -> Vec<Notice> {
    let why = visit.details.cancelled.as_ref().filter(|_| visit.state == VisitState::Cancelled);
    let notice =
        |why: &String| Notice::new(Tone::Warn, Words::made(format!("已取消：{why}"), "Cancelled"));
    why.map(notice).into_iter().collect()
}

fn actions(shown: &Shown) -> Vec<Action> {
    let base = href(shown.visit.id);
    let link = |step: &str, words: Words| Action::link(format!("{base}/{step}"), words);
    let mut actions = match (shown.leads, shown.visit.state) {
        (true, VisitState::Planned) => vec![
            link("hold", Words::new("登记已开展", "It was made")).tone(Tone::Good),
            link("cancel", Words::new("取消督导", "Cancel it")).tone(Tone::Bad),
        ],
        (true, VisitState::Held) => {
            vec![link("finding", Words::new("记录问题", "Write a finding down")).tone(Tone::Good)]
        }
        _ => Vec::new(),
    };
    actions.push(Action::link("/supervisions", Words::new("全部督导", "All visits")));
    actions
}

fn findings(app: &App, csrf: &str, shown: &Shown) -> Table {
    let columns = vec![
        Words::new("编号", "No."),
        Words::new("方面", "About"),
        Words::new("发现的问题", "What was found"),
        Words::new("状态", "State"),
        Words::new("整改期限", "Due"),
        Words::new("整改日期", "Rectified on"),
        Words::new("办理", "Do"),
    ];
    let title = Words::new("发现的问题", "Findings");
    let rows = (1..).zip(&shown.visit.details.findings);
    let row = |(number, finding): (usize, &Finding)| {
        let mut states = vec![badge(finding.state())];
        if finding.is_overdue(app.today()) {
            states.push(Badge::new(Tone::Bad, Words::new("逾期", "overdue")));
        }
        vec![
            Cell::Number(number.to_string()),
            Cell::Coded(finding.kind.label()),
            Cell::Text(finding.text.clone()),
            Cell::Badges(states),
            Cell::Number(finding.due_on.map(|due| due.to_string()).unwrap_or_default()),
            Cell::Number(finding.rectified_on().map(|on| on.to_string()).unwrap_or_default()),
            Cell::Actions(finding_actions(shown, number, finding)),
        ]
    };
    let mut table = Table::new(csrf, title, columns).rows(rows.map(row));
    table.empty = Words::new("没有记录问题", "Nothing was found");
    table
}

fn badge(state: FindingState) -> Badge {
    let tone = match state {
        FindingState::Noted => Tone::Plain,
        FindingState::Open => Tone::Warn,
        FindingState::Reported => Tone::Info,
        FindingState::Closed => Tone::Good,
    };
    Badge::new(tone, state.label())
}

fn finding_actions(shown: &Shown, number: usize, finding: &Finding) -> Vec<Action> {
    let base = href(shown.visit.id);
    let link =
        |step: &str, words: Words| Action::link(format!("{base}/{step}?finding={number}"), words);
    let mut actions = Vec::new();
    match finding.state() {
        FindingState::Open => {
            actions.push(link("rectify", Words::new("报告整改", "Report")).tone(Tone::Good));
        }
        FindingState::Reported if shown.leads => {
            actions.push(link("answer", Words::new("确认或退回", "Confirm")).tone(Tone::Good));
        }
        _ => {}
    }
    if shown.leads && finding.reports.is_empty() {
        actions.push(link("finding", Words::new("更正", "Correct")));
    }
    actions
}

fn reports(csrf: &str, shown: &Shown) -> Table {
    let columns = vec![
        Words::new("编号", "No."),
        Words::new("整改日期", "Rectified on"),
        Words::new("整改情况", "What was done"),
        Words::new("报告人", "Reported by"),
        Words::new("答复", "Answer"),
    ];
    let all = (1..).zip(&shown.visit.details.findings);
    let all = all.flat_map(|(number, one)| one.reports.iter().map(move |report| (number, report)));
    let row = |(number, report): (usize, &Rectification)| {
        let by = report.by.map(|by| name(&shown.names, by).to_owned()).unwrap_or_default();
        vec![
            Cell::Number(number.to_string()),
            Cell::Number(report.on.to_string()),
            Cell::Text(report.what.clone()),
            Cell::Text(by),
            Cell::Text(answered(&shown.names, report)),
        ]
    };
    let mut table =
        Table::new(csrf, Words::new("整改", "Rectification"), columns).rows(all.map(row));
    table.empty = Words::new("还没有整改报告", "Nothing reported yet");
    table
}

fn answered(names: &BTreeMap<Uuid, String>, report: &Rectification) -> String {
    let Some(answer) = &report.answer else { return "待确认 waits".to_owned() };
    let what = if answer.accepted { "确认 accepted" } else { "退回 sent back" };
    let by = answer.by.map(|by| name(names, by)).unwrap_or_default();
    format!("{what} {} {by} {}", answer.on, answer.words.as_deref().unwrap_or_default())
}

/// What it was, in a few words.
fn was(was: &Visit) -> Vec<Words> {
    let count = was.details.findings.len();
    let found = Words::made(format!("{count} 个问题"), format!("{count} findings"));
    vec![was.state.label(), Words::made(was.on.to_string(), ""), found]
}
