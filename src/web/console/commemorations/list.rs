//! Every commemoration, and the days that suggest the next one.

use axum::{Router, extract::State, routing::get};
use chrono::NaiveDate;

use super::{TITLE, href, state_badge};
use crate::{
    domain::{commemorations::invitations::InvitationState, feasts::Feast, words::Words},
    service::{
        App,
        commemorations::{self as service, Listed},
    },
    web::console::{
        office::Units,
        respond::{Here, Page, page},
        views::{Action, Cell, ListPage, Notice, Place, Table, Tone},
    },
};

/// So many days ahead a feast is announced.
const AHEAD: u64 = 60;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/commemorations", get(list))
}

async fn list(State(app): State<App>, here: Here) -> Page {
    let caller = &here.by.caller;
    let listed = service::list(&app, caller).await?;
    let units = Units::now(&app, caller).await?;
    let frame = here.frame(&app, TITLE, Some(Place::Care)).await?;
    let columns = vec![
        Words::new("活动", "Commemoration"),
        Words::new("日期", "Day"),
        Words::new("名称", "Occasion"),
        Words::new("机构", "Unit"),
        Words::new("状态", "State"),
        Words::new("待邀请", "To invite"),
        Words::new("会来", "Coming"),
        Words::new("到场", "Came"),
    ];
    let mut table = Table::new(&frame.csrf, Words::new("", ""), columns)
        .rows(listed.iter().map(|one| row(&units, one)));
    table.empty = Words::new("还没有缅怀活动", "No commemorations yet");
    let planned = |day: NaiveDate| listed.iter().any(|one| one.event.on == day);
    let coming = Feast::coming(app.today(), AHEAD).into_iter().filter(|(day, _)| !planned(*day));
    let mut template = ListPage::new(frame, vec![table]);
    template.about = Some(Words::new(
        "清明缅怀等活动：计划、邀请、到场、记录。要求停止联系的家庭和请勿联系的人不会被邀请，已列入的自动撤回。",
        "Qingming and other days: planned, invited, came, told. Whoever asked for silence is not invited, and falls off the list by herself.",
    ));
    template.actions = vec![
        Action::link("/commemorations/new", Words::new("计划活动", "Plan one")).tone(Tone::Good),
        Action::link("/care", Words::new("关怀台账", "Care ledgers")),
    ];
    template.notices.extend(coming.map(|(day, feast)| suggestion(day, feast)));
    Ok(page(&template))
}

/// A day that comes and for which nothing is planned yet.
fn suggestion(day: NaiveDate, feast: Feast) -> Notice {
    let label = feast.label();
    let words = Words::made(
        format!("{day} {}，还没有计划活动。", label.zh),
        format!("{} on {day}: nothing is planned yet.", label.en),
    );
    let plan = format!("/commemorations/new?feast={}", feast.code());
    Notice::new(Tone::Info, words).then(Action::link(plan, Words::new("计划活动", "Plan one")))
}

fn row(units: &Units, one: &Listed) -> Vec<Cell> {
    let event = &one.event;
    let count = |state| Cell::Number(one.counts.get(&state).copied().unwrap_or(0).to_string());
    vec![
        Cell::Link { href: href(event.id), text: event.details.title.clone() },
        Cell::Number(event.on.to_string()),
        Cell::Coded(event.feast.label()),
        Cell::Coded(units.name(event.unit)),
        Cell::Badges(vec![state_badge(event.state)]),
        count(InvitationState::ToInvite),
        count(InvitationState::Coming),
        count(InvitationState::Attended),
    ]
}
