//! What is to be done: the late first, the next one key away.

use axum::{Router, extract::State, routing::get};

use super::href;
use crate::{
    domain::{messages::MessageState, words::Words},
    service::{
        App,
        reminders::acts::{self as service, Line},
    },
    web::console::{
        office::Units,
        respond::{Here, Page, page},
        views::{Action, Badge, Notice, Place, ReminderGroup, ReminderRow, RemindersPage, Tone},
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/reminders", get(list))
}

async fn list(State(app): State<App>, here: Here) -> Page {
    let caller = &here.by.caller;
    let listed = service::list(&app, caller).await?;
    let units = Units::now(&app, caller).await?;
    let me = caller.actor.account_id();
    let others = |line: &Line| {
        let details = &line.reminder.details;
        details.task.is_some() || (details.assignee.is_some() && details.assignee != me)
    };
    let today = app.today();
    let mut groups: [Vec<ReminderRow>; 4] = Default::default();
    for line in &listed.lines {
        let place = match line {
            line if others(line) => 3,
            line if line.is_late => 0,
            line if line.reminder.due_on == today => 1,
            _ => 2,
        };
        groups[place].push(row(
            &units,
            line,
            me.is_some_and(|me| line.reminder.details.assignee == Some(me)),
            app.channels.can_send(),
        ));
    }
    if let Some(first) = groups.iter_mut().take(3).find_map(|rows| rows.first_mut()) {
        first.first = true;
    }
    let [late, due, ahead, others] = groups;
    let group = |zh, en, rows| ReminderGroup { title: Words::new(zh, en), rows };
    let mut all = vec![
        group("已逾期", "Late", late),
        group("今天到期", "Due today", due),
        group("近期", "Soon", ahead),
        group("别人在办", "In others' hands", others),
    ];
    all.retain(|group| !group.rows.is_empty());
    let left_off = (listed.left_off > 0).then(|| {
        Notice::new(
            Tone::Info,
            Words::made(
                format!("还有 {} 条没有列出，办完前面的就会出现。", listed.left_off),
                format!("{} more are not shown; they follow as these are done.", listed.left_off),
            ),
        )
    });
    Ok(page(&RemindersPage {
        frame: here.frame(&app, Place::Reminders.words(), Some(Place::Reminders)).await?,
        actions: vec![Action::link(
            "/reminders/rules",
            Words::new("规则与完成情况", "Rules and coverage"),
        )],
        notices: left_off.into_iter().collect(),
        groups: all,
    }))
}

fn row(units: &Units, line: &Line, is_mine: bool, sends: bool) -> ReminderRow {
    let reminder = &line.reminder;
    let mark = |tone, zh, en| Badge::new(tone, Words::new(zh, en));
    let mut marks = Vec::new();
    if line.is_escalated {
        marks.push(mark(Tone::Bad, "已报督导", "Escalated"));
    }
    if is_mine {
        marks.push(mark(Tone::Info, "我在办", "Mine"));
    }
    if reminder.details.task.is_some() {
        marks.push(mark(Tone::Info, "服务队在办", "With the team"));
    }
    match line.message {
        Some(MessageState::Waiting | MessageState::Claimed) if sends => {
            marks.push(mark(Tone::Info, "系统会发消息", "A message will be sent"));
        }
        Some(MessageState::Cancelled) => {
            marks.push(mark(Tone::Warn, "消息发不到，请人工办理", "No message reaches her"));
        }
        Some(MessageState::Dead) => {
            marks.push(mark(Tone::Bad, "消息发送失败", "The message failed"));
        }
        _ => {}
    }
    if line.rule.anniversary {
        marks.push(mark(Tone::Warn, "当天不谈别的事", "Nothing else that day"));
    }
    ReminderRow {
        href: href(reminder.id),
        whom: line.whom.clone(),
        unit: units.name(reminder.unit),
        title: line.rule.title.clone(),
        tone: line.rule.tone.label(),
        due: reminder.due_on.to_string(),
        moved_from: reminder.details.moved_from.map(|day| day.to_string()),
        marks,
        first: false,
    }
}
