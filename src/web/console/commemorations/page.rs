//! One commemoration: what is planned or was, and its list with what can be done on each line.

use axum::{Router, extract::State, http::StatusCode, response::Response, routing::get};
use uuid::Uuid;

use super::{TITLE, guests, href, state_badge};
use crate::{
    domain::{
        commemorations::{Commemoration, CommemorationState, invitations::InvitationState},
        permissions::Permission,
        words::{Problem, Words},
    },
    service::{
        App,
        commemorations::{self as service, Shown},
    },
    web::console::{
        ids::Ids,
        office::{Units, history, past},
        respond::{self, Here, Page, PageError, page, page_with},
        session::Signed,
        views::{Action, Fact, Frame, Notice, Place, RecordPage, Tone},
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/commemorations/{id}", get(show))
}

async fn show(State(app): State<App>, Ids(id): Ids<Uuid>, here: Here) -> Page {
    let shown = service::get(&app, &here.by.caller, id).await?;
    let frame = here.frame(&app, TITLE, Some(Place::Care)).await?;
    Ok(page(&record(&app, &here.by, frame, &shown).await?))
}

/// The page with what kept something from being done: an answer to a button.
pub(super) async fn refused(app: &App, by: &Signed, id: Uuid, problems: Vec<Problem>) -> Page {
    let shown = service::get(app, &by.caller, id).await?;
    let frame = respond::frame(app, by, TITLE, Some(Place::Care)).await?;
    let mut template = record(app, by, frame, &shown).await?;
    let told = problems.into_iter().map(|problem| Notice::new(Tone::Bad, problem.words));
    template.notices.extend(told);
    let answer: Response = page_with(StatusCode::UNPROCESSABLE_ENTITY, &template);
    Ok(answer)
}

async fn record(
    app: &App,
    by: &Signed,
    frame: Frame,
    shown: &Shown,
) -> Result<RecordPage, PageError> {
    let units = Units::now(app, &by.caller).await?;
    let event = &shown.event;
    let table = guests::table(app, &frame.csrf, shown);
    Ok(RecordPage {
        href: href(event.id),
        name: event.details.title.clone(),
        marks: vec![state_badge(event.state)],
        notices: Vec::new(),
        facts: facts(&units, shown),
        revealed: None,
        reveal: None,
        actions: actions(app, by, event),
        tables: vec![table],
        past: past(app, &shown.past, &shown.history, was),
        history: history(app, &shown.history),
        frame,
    })
}

fn facts(units: &Units, shown: &Shown) -> Vec<Fact> {
    let Commemoration { on, feast, unit, state, details, .. } = &shown.event;
    let mut facts = vec![
        Fact::new(Words::new("日期", "Day"), on.to_string()),
        Fact::coded(Words::new("名称", "Occasion"), feast.label()),
        Fact::new(Words::new("地点", "Place"), details.place.clone()),
        Fact::coded(Words::new("举办机构", "Unit"), units.name(*unit)),
        Fact::coded(Words::new("名单", "List"), counted(shown)),
    ];
    let notes = details.notes.clone();
    facts.extend(notes.map(|notes| Fact::new(Words::new("筹备事项", "To think of"), notes)));
    let label = match state {
        CommemorationState::Cancelled => Words::new("取消原因", "Why cancelled"),
        _ => Words::new("活动情况", "How it went"),
    };
    facts.extend(details.report.clone().map(|report| Fact::new(label, report)));
    facts
}

/// How many stand where, and how many people came.
fn counted(shown: &Shown) -> Words {
    let of = |state| shown.guests.iter().filter(|one| one.invitation.state == state).count();
    let people = shown.guests.iter().filter_map(|one| one.invitation.details.people);
    let people: u32 = people.sum();
    let stands = |one: &&InvitationState| of(**one) > 0;
    let states: Vec<InvitationState> =
        InvitationState::ALL.iter().filter(stands).copied().collect();
    let zh: Vec<String> =
        states.iter().map(|state| format!("{} {}", state.label().zh, of(*state))).collect();
    let en: Vec<String> =
        states.iter().map(|state| format!("{} {}", state.label().en, of(*state))).collect();
    let (mut zh, mut en) = (zh.join("，"), en.join(", "));
    if people > 0 {
        zh.push_str(&format!("；共到场 {people} 人"));
        en.push_str(&format!("; {people} people came"));
    }
    Words::made(zh, en)
}

fn actions(app: &App, by: &Signed, event: &Commemoration) -> Vec<Action> {
    let link = |step: &str, words: Words| Action::link(format!("{}/{step}", href(event.id)), words);
    let today = app.today();
    let mut actions = Vec::new();
    if event.is_planned() {
        actions.push(link("invite", Words::new("增加邀请", "Add guests")).tone(Tone::Good));
        if event.is_ahead(today) && by.caller.actor.may(Permission::PeopleUnmask).is_ok() {
            actions.push(link("calls", Words::new("邀请联络单", "Call list")));
        }
    }
    if event.state != CommemorationState::Cancelled && event.on <= today {
        let words = match event.state {
            CommemorationState::Held => Words::new("补写活动情况", "Write it anew"),
            _ => Words::new("活动已举行", "It took place"),
        };
        actions.push(link("hold", words));
    }
    if event.is_planned() {
        actions.push(link("amend", Words::new("更改", "Change")));
        actions.push(link("cancel", Words::new("取消活动", "Cancel it")).tone(Tone::Bad));
    }
    actions.push(Action::link("/commemorations", Words::new("全部活动", "All of them")));
    actions
}

fn was(event: &Commemoration) -> Vec<Words> {
    let label = event.feast.label();
    vec![
        event.state.label(),
        Words::made(
            format!("{} {} {}", event.on, label.zh, event.details.place),
            label.en.into_owned(),
        ),
    ]
}
