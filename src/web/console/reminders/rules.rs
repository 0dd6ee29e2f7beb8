//! The rules, and how much of what was due this year was done.

use axum::{Router, extract::State, routing::get};
use chrono::{Datelike, NaiveDate};

use crate::{
    domain::{
        reminders::{
            rules::{Rule, When},
            subjects::Anchor,
        },
        words::Words,
    },
    service::{
        App,
        reminders::explaining::{self as service, Coverage},
    },
    web::console::{
        office::Units,
        respond::{Here, Page, page},
        views::{Action, Cell, ListPage, Place, Table},
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/reminders/rules", get(show))
}

async fn show(State(app): State<App>, here: Here) -> Page {
    let today = app.today();
    let first = NaiveDate::from_ymd_opt(today.year(), 1, 1).unwrap_or(today);
    let covered = service::coverage(&app, &here.by.caller, first, today).await?;
    let units = Units::now(&app, &here.by.caller).await?;
    let title = Words::new("提醒规则与完成情况", "Reminder rules and coverage");
    let frame = here.frame(&app, title, Some(Place::Reminders)).await?;
    let rules = app.settings.reminders.all().iter().map(rule);
    let by_unit = covered.iter().filter_map(|((code, unit), coverage)| {
        let rule = app.settings.reminders.get(code)?;
        let named = vec![Cell::Coded(rule.title.clone()), Cell::Coded(units.name(*unit))];
        Some(named.into_iter().chain(counts(coverage)).collect())
    });
    let count = |zh, en| Words::new(zh, en);
    let coverage = Table::new(
        &frame.csrf,
        Words::made(format!("{} 年至今", today.year()), format!("{} so far", today.year())),
        vec![
            count("规则", "Rule"),
            count("机构", "Unit"),
            count("应办", "Due"),
            count("已办", "Done"),
            count("联系上或办妥", "Reached or settled"),
            count("错过", "Missed"),
            count("待办", "Open"),
            count("完成率", "Coverage"),
        ],
    )
    .rows(by_unit);
    let rules = Table::new(
        &frame.csrf,
        Words::new("规则", "Rules"),
        vec![
            count("名称", "Name"),
            count("看什么", "Watches"),
            count("何时", "When"),
            count("条件", "Only if"),
            count("怎么办", "Done by"),
            count("代码与版本", "Code, version"),
        ],
    )
    .rows(rules);
    let mut list = ListPage::new(frame, vec![coverage, rules]);
    list.actions = vec![Action::link("/reminders", Words::new("返回清单", "Back to the list"))];
    Ok(page(&list))
}

fn counts(coverage: &Coverage) -> impl Iterator<Item = Cell> + use<> {
    let Coverage { due, done, reached, missed, open } = *coverage;
    let share = match due - open {
        0 => "–".to_owned(),
        settled => format!("{}%", done * 100 / settled),
    };
    [due, done, reached, missed, open]
        .map(|n| Cell::Number(n.to_string()))
        .into_iter()
        .chain([Cell::Number(share)])
}

fn rule(rule: &Rule) -> Vec<Cell> {
    let when = match &rule.when {
        When::Anchored { anchor: anchor @ Anchor::Listed, .. } => {
            let Words { zh, en } = anchor.label();
            Words::made(format!("自{zh}，每年名单一次"), format!("From: {en}, once a list"))
        }
        When::Anchored { anchor, repeat, .. } => {
            let Words { zh, en } = anchor.label();
            match repeat {
                None => Words::made(format!("自{zh}"), format!("From: {en}")),
                Some(_) => Words::made(format!("自{zh}，重复"), format!("From: {en}, repeated")),
            }
        }
        When::Feast { feast, .. } => feast.label(),
    };
    let join = |labels: Vec<Words>| {
        let zh: Vec<_> = labels.iter().map(|words| words.zh.as_ref()).collect();
        let en: Vec<_> = labels.iter().map(|words| words.en.as_ref()).collect();
        Words::made(zh.join("、"), en.join(", "))
    };
    let conditions = rule.only_if.iter().map(|condition| condition.label()).collect();
    let mut done_by = vec![rule.assignee.label(), rule.means.label()];
    if rule.protocol {
        done_by.push(Words::new("规程：全部号码×规定轮数", "all numbers, all rounds"));
    }
    vec![
        Cell::Coded(rule.title.clone()),
        Cell::Coded(rule.watches.label()),
        Cell::Coded(when),
        Cell::Coded(join(conditions)),
        Cell::Coded(join(done_by)),
        Cell::Code(format!("{} v{}", rule.code, rule.version)),
    ]
}
