//! One member of the team: tasks, hours, trainings. Her name is shown in full to those who keep the roster, her
//! phone for a reason, which is recorded.

use axum::{Router, extract::State, http::StatusCode, response::Redirect, routing::get};
use uuid::Uuid;

use super::{badge, href, task_table};
use crate::{
    domain::{audit::UnmaskReason, team::Member, words::Words},
    service::{
        App,
        team::{self as service, Shown},
    },
    web::console::{
        coordinators::trainings,
        ids::Ids,
        office::{Units, history, past},
        respond::{Here, Page, PageError, frame, page, page_with},
        session::{Posted, Signed},
        tasks,
        views::{Action, Fact, Frame, Place, RecordPage, Reveal, Tone},
    },
};

/// What the page is called; it names nobody.
const TITLE: Words = Words::new("服务队队员", "Team member");

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/team/{id}", get(show))
        .route("/team/{id}/reveal", get(mask_again).post(reveal))
}

async fn show(State(app): State<App>, Ids(id): Ids<Uuid>, here: Here) -> Page {
    let shown = service::get(&app, &here.by.caller, id).await?;
    let frame = here.frame(&app, TITLE, Some(Place::Team)).await?;
    Ok(page(&record(&app, &here.by, frame, &shown, None).await?))
}

/// Reloading a page that showed everything shows it masked.
async fn mask_again(Ids(id): Ids<Uuid>) -> Redirect {
    Redirect::to(&href(id))
}

async fn reveal(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, values }: Posted) -> Page {
    let frame = frame(&app, &by, TITLE, Some(Place::Team)).await?;
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
    full: Option<(&Member, UnmaskReason)>,
) -> Result<RecordPage, PageError> {
    let units = Units::now(app, &by.caller).await?;
    let member = &shown.listed.member;
    let lines = shown.tasks.iter().map(|one| tasks::line(app, one, one.member.clone()));
    let tables = vec![
        task_table(&frame.csrf, Words::new("任务", "Tasks"), lines),
        trainings(&frame.csrf, &member.details.trainings),
    ];
    Ok(RecordPage {
        href: href(member.id),
        name: member.details.name.as_str().to_owned(),
        marks: vec![badge(member.active)],
        notices: Vec::new(),
        facts: facts(&units, shown, full.is_some()),
        revealed: full.map(|(_, reason)| reason.label()),
        reveal: full.is_none().then(Reveal::asking),
        actions: actions(member),
        tables,
        past: past(app, &shown.past, &shown.history, |member| was(&units, member)),
        history: history(app, &shown.history),
        frame,
    })
}

fn facts(units: &Units, shown: &Shown, full: bool) -> Vec<Fact> {
    let listed = &shown.listed;
    let (member, details) = (&listed.member, &listed.member.details);
    let (label, phone) = (Words::new("电话", "Phone"), details.phone.as_ref());
    let phone = match full {
        true => Fact::new(label, phone.map(|one| one.as_str().to_owned()).unwrap_or_default()),
        false => Fact::masked(label, phone.map(|one| one.masked()).unwrap_or_default()),
    };
    let linked = match member.account {
        Some(_) => Words::new("已关联", "linked"),
        None => Words::new("未关联", "none"),
    };
    let left = details.left_on.map(|on| Fact::new(Words::new("离队日", "Left"), on.to_string()));
    let mut facts = vec![
        Fact::coded(Words::new("机构", "Unit"), units.name(member.unit)),
        phone,
        Fact::new(Words::new("入队日", "Joined"), details.joined_on.to_string()),
    ];
    facts.extend(left);
    let why = details.left_why.clone();
    facts.extend(why.map(|why| Fact::new(Words::new("离队原因", "Why she left"), why)));
    facts.extend([
        Fact::new(Words::new("特长", "Skills"), details.skills.clone().unwrap_or_default()),
        Fact::new(Words::new("在办任务", "Open tasks"), listed.open.to_string()),
        Fact::new(Words::new("服务小时", "Service hours"), listed.served.to_string()),
        Fact::coded(Words::new("系统账号", "Account"), linked),
    ]);
    facts
}

fn actions(member: &Member) -> Vec<Action> {
    let base = href(member.id);
    let link = |step: &str, words: Words| Action::link(format!("{base}/{step}"), words);
    let train = link("training", Words::new("记录培训", "Record a training"));
    let amend = link("amend", Words::new("更正资料", "Amend"));
    let last = match member.active {
        true => link("leave", Words::new("离队", "Leaves the team")),
        false => Action::post(format!("{base}/come-back"), Words::new("归队", "Serves again"))
            .with("version", member.version.to_string()),
    };
    vec![train.tone(Tone::Good), amend, last]
}

fn was(units: &Units, was: &Member) -> Vec<Words> {
    vec![badge(was.active).words, units.name(was.unit)]
}
