//! One coordinator: certificate, trainings, what changed. Her name is shown in full to her colleagues; document,
//! certificate number and phone only for a reason, which is recorded.

use axum::{Router, extract::State, http::StatusCode, response::Redirect, routing::get};
use uuid::Uuid;

use super::{badge, href};
use crate::{
    domain::{
        audit::UnmaskReason,
        coordinators::{Certificate, Coordinator, LiftedBan},
        permissions::Permission,
        trainings::{Training, total},
        words::Words,
    },
    service::{
        App,
        coordinators::{self as service, Shown},
    },
    web::console::{
        ids::Ids,
        office::{Units, history, past},
        respond::{Here, Page, PageError, frame, page, page_with},
        session::{Posted, Signed},
        views::{Action, Cell, Fact, Frame, Notice, Place, RecordPage, Reveal, Table, Tone},
    },
};

/// What the page is called; it names nobody.
pub(super) const TITLE: Words = Words::new("协调员", "Coordinator");

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/coordinators/{id}", get(show))
        .route("/coordinators/{id}/reveal", get(mask_again).post(reveal))
}

async fn show(State(app): State<App>, Ids(id): Ids<Uuid>, here: Here) -> Page {
    let shown = service::get(&app, &here.by.caller, id).await?;
    let frame = here.frame(&app, TITLE, Some(Place::Coordinators)).await?;
    Ok(page(&record(&app, &here.by, frame, &shown, None).await?))
}

/// Reloading a page that showed everything shows it masked.
async fn mask_again(Ids(id): Ids<Uuid>) -> Redirect {
    Redirect::to(&href(id))
}

async fn reveal(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, values }: Posted) -> Page {
    let frame = frame(&app, &by, TITLE, Some(Place::Coordinators)).await?;
    let Some(reason) = UnmaskReason::from_code(values.get("reason")) else {
        let shown = service::get(&app, &by.caller, id).await?;
        let mut template = record(&app, &by, frame, &shown, None).await?;
        template.reveal = template.reveal.map(|_| Reveal::without_reason());
        return Ok(page_with(StatusCode::UNPROCESSABLE_ENTITY, &template));
    };
    let whole = service::unmask(&app, &by.caller, id, reason).await?;
    let shown = service::get(&app, &by.caller, id).await?;
    Ok(page(&record(&app, &by, frame, &shown, Some((&whole, reason))).await?))
}

async fn record(
    app: &App,
    by: &Signed,
    frame: Frame,
    shown: &Shown,
    full: Option<(&Coordinator, UnmaskReason)>,
) -> Result<RecordPage, PageError> {
    let units = Units::now(app, &by.caller).await?;
    let coordinator = &shown.coordinator;
    let details = &coordinator.details;
    let may_reveal = full.is_none() && by.caller.actor.may(Permission::PeopleUnmask).is_ok();
    let mut tables = vec![
        trainings(&frame.csrf, &details.trainings),
        certificates(&frame.csrf, coordinator, full.is_some()),
    ];
    tables.extend(lifted(&frame.csrf, &details.lifted));
    Ok(RecordPage {
        href: href(coordinator.id),
        name: details.name.as_str().to_owned(),
        marks: vec![badge(app, shown.state)],
        notices: notices(coordinator),
        facts: facts(&units, coordinator, full.is_some()),
        revealed: full.map(|(_, reason)| reason.label()),
        reveal: may_reveal.then(Reveal::asking),
        actions: actions(by, coordinator),
        tables,
        past: past(app, &shown.past, &shown.history, was),
        history: history(app, &shown.history),
        frame,
    })
}

fn facts(units: &Units, coordinator: &Coordinator, full: bool) -> Vec<Fact> {
    let details = &coordinator.details;
    let (kind, number) = (details.document.kind().label(), Words::new("证件号", "Certificate no."));
    let phone = details.phone.as_ref();
    let words = Words::new("电话", "Phone");
    let mut facts = vec![
        Fact::coded(Words::new("类别", "Kind"), coordinator.kind.label()),
        Fact::coded(Words::new("机构", "Unit"), units.name(coordinator.unit)),
        Fact::new(Words::new("证件起始日", "From"), coordinator.certified_from.to_string()),
        Fact::new(Words::new("证件到期日", "Until"), coordinator.certified_until.to_string()),
    ];
    if full {
        let phone = phone.map(|phone| phone.as_str().to_owned()).unwrap_or_default();
        facts.push(Fact::new(number, details.number.clone()));
        facts.push(Fact::new(kind, details.document.number()));
        facts.push(Fact::new(words, phone));
    } else {
        let phone = phone.map(|phone| phone.masked()).unwrap_or_default();
        facts.push(Fact::masked(number, coordinator.certificate().masked_number()));
        facts.push(Fact::masked(kind, details.document.masked()));
        facts.push(Fact::masked(words, phone));
    }
    let linked = coordinator.account.map(|_| Words::new("已关联", "linked"));
    let linked = linked.unwrap_or(Words::new("未关联", "none"));
    facts.push(Fact::coded(Words::new("系统账号", "Account"), linked));
    let why = details.ban_reason.clone();
    facts.extend(why.map(|text| Fact::new(Words::new("禁止原因", "Why banned"), text)));
    facts
}

/// A ban, said before anything else.
fn notices(coordinator: &Coordinator) -> Vec<Notice> {
    let banned = coordinator.banned.then(|| {
        let on = coordinator.details.banned_on.map(|on| on.to_string()).unwrap_or_default();
        let words = Words::made(
            format!("自 {on} 起终身禁止从事见证。"),
            format!("Banned for life from witnessing, from {on}."),
        );
        Notice::new(Tone::Bad, words)
    });
    banned.into_iter().collect()
}

/// The bans that were mistakes; they are there for those alone who keep the register.
fn lifted(csrf: &str, bans: &[LiftedBan]) -> Option<Table> {
    let columns = vec![
        Words::new("禁止自", "Banned from"),
        Words::new("禁止原因", "Why"),
        Words::new("撤回日期", "Taken back on"),
        Words::new("撤回原因", "Why it was a mistake"),
    ];
    let row = |ban: &LiftedBan| {
        vec![
            Cell::Number(ban.banned_on.map(|on| on.to_string()).unwrap_or_default()),
            Cell::Text(ban.ban_reason.clone().unwrap_or_default()),
            Cell::Number(ban.lifted_on.to_string()),
            Cell::Text(ban.reason.clone()),
        ]
    };
    let title = Words::new("撤回的误记禁止", "Bans taken back");
    (!bans.is_empty()).then(|| Table::new(csrf, title, columns).rows(bans.iter().map(row)))
}

fn actions(by: &Signed, coordinator: &Coordinator) -> Vec<Action> {
    if by.caller.actor.may(Permission::CoordinatorsManage).is_err() {
        return Vec::new();
    }
    let base = href(coordinator.id);
    let link = |step: &str, words: Words| Action::link(format!("{base}/{step}"), words);
    let train = link("training", Words::new("记录培训", "Record a training"));
    let amend = link("amend", Words::new("更正资料", "Amend"));
    if coordinator.banned {
        return vec![
            train,
            amend,
            link("unban", Words::new("撤回误记的禁止", "Take the ban back")),
        ];
    }
    vec![
        link("renew", Words::new("证件续期", "Renew the certificate")).tone(Tone::Good),
        train,
        amend,
        link("ban", Words::new("终身禁止", "Ban for life")).tone(Tone::Bad),
    ]
}

/// Trainings, the newest first.
pub(in crate::web::console) fn trainings(csrf: &str, trainings: &[Training]) -> Table {
    let sum = total(trainings);
    let title = Words::made(format!("培训（共 {sum} 小时）"), format!("Trainings: {sum} h"));
    let columns =
        vec![Words::new("日期", "Day"), Words::new("内容", "What"), Words::new("小时", "Hours")];
    let row = |one: &Training| {
        vec![
            Cell::Number(one.on.to_string()),
            Cell::Text(one.what.clone()),
            Cell::Number(one.hours.to_string()),
        ]
    };
    let mut table = Table::new(csrf, title, columns).rows(trainings.iter().rev().map(row));
    table.empty = Words::new("还没有培训记录", "No trainings yet");
    table
}

/// The certificates before the present one, the newest first.
fn certificates(csrf: &str, coordinator: &Coordinator, full: bool) -> Table {
    let columns = vec![
        Words::new("证件号", "Number"),
        Words::new("起始日", "From"),
        Words::new("到期日", "Until"),
    ];
    let row = |one: &Certificate| {
        let number = if full { one.number.clone() } else { one.masked_number() };
        let days = [one.from, one.until].map(|day| Cell::Number(day.to_string()));
        [Cell::Code(number)].into_iter().chain(days).collect()
    };
    let title = Words::new("以前的证件", "Former certificates");
    let rows = coordinator.details.former.iter().rev().map(row);
    let mut table = Table::new(csrf, title, columns).rows(rows);
    table.empty = Words::new("没有以前的证件", "None");
    table
}

/// What she was, in a few words.
fn was(was: &Coordinator) -> Vec<Words> {
    let days = format!("{} – {}", was.certified_from, was.certified_until);
    let banned = was.banned.then(|| Words::new("终身禁止", "banned"));
    [was.kind.label(), Words::made(days, "")].into_iter().chain(banned).collect()
}
