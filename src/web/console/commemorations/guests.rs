//! The list of a commemoration: each invitation with one button a step, and the form for any other number.

use axum::{
    Router,
    extract::State,
    routing::{get, post},
};
use uuid::Uuid;

use super::{TITLE, href, invitation_badge, page::refused};
use crate::{
    domain::{
        care::contact::Way,
        commemorations::{
            Commemoration, CommemorationState,
            inputs::{AskedInput, AttendanceInput, ReplyInput},
            invitations::{GuestKind, Invitation, InvitationState, Reply},
        },
        words::{Problem, Words},
    },
    service::{
        App, Result, ServiceError,
        commemorations::{self as service, GuestLine, Shown},
    },
    web::console::{
        ids::Ids,
        office::problems,
        people::{done_or_again, form_answer, version},
        respond::{self, Done, Page, PageError, done},
        session::{Posted, Signed},
        views::{Action, Badge, Cell, Fact, Field, Form, FormPage, Place, Table, Tone, Values},
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/commemorations/{id}/guests/{guest}/ask", post(ask))
        .route("/commemorations/{id}/guests/{guest}/answer", post(answer))
        .route("/commemorations/{id}/guests/{guest}/attend", get(ask_attend).post(attend))
        .route("/commemorations/{id}/guests/{guest}/withdraw", post(withdraw))
}

type Both = Ids<(Uuid, Uuid)>;

async fn ask(
    State(app): State<App>,
    Ids((id, guest)): Both,
    Posted { by, values }: Posted,
) -> Page {
    let input = AskedInput { on: String::new(), way: values.get("way").to_owned() };
    let asked = service::ask(&app, &by.caller, guest, version(&values)?, &input).await;
    back(&app, &by, id, asked).await
}

async fn answer(
    State(app): State<App>,
    Ids((id, guest)): Both,
    Posted { by, values }: Posted,
) -> Page {
    let input = ReplyInput { reply: values.get("reply").to_owned() };
    let answered = service::answer(&app, &by.caller, guest, version(&values)?, &input).await;
    back(&app, &by, id, answered).await
}

async fn withdraw(
    State(app): State<App>,
    Ids((id, guest)): Both,
    Posted { by, .. }: Posted,
) -> Page {
    let withdrawn = service::withdraw(&app, &by.caller, guest).await;
    back(&app, &by, id, withdrawn).await
}

/// On to the list, or the list with what was wrong.
async fn back(app: &App, by: &Signed, id: Uuid, result: Result<i64>) -> Page {
    match problems(result)? {
        Ok(_) => Ok(done(&href(id), Done::Saved)),
        Err(problems) => refused(app, by, id, problems).await,
    }
}

async fn ask_attend(State(app): State<App>, Ids((id, guest)): Both, by: Signed) -> Page {
    Ok(form_answer(&attend_page(&app, &by, id, guest, &Values::default(), &[]).await?, &[]))
}

async fn attend(
    State(app): State<App>,
    Ids((id, guest)): Both,
    Posted { by, values }: Posted,
) -> Page {
    let input = AttendanceInput { people: values.get("people").to_owned() };
    let marked = service::attend(&app, &by.caller, guest, version(&values)?, &input).await;
    done_or_again(marked, &href(id), Done::Saved, async |problems| {
        attend_page(&app, &by, id, guest, &values, problems).await
    })
    .await
}

async fn attend_page(
    app: &App,
    by: &Signed,
    id: Uuid,
    guest: Uuid,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let shown = service::get(app, &by.caller, id).await?;
    let line = shown.guests.iter().find(|line| line.invitation.id == guest);
    let line = line.ok_or(ServiceError::Missing)?;
    let people = line.invitation.details.people.map(|people| people.to_string());
    let people = values.get_or("people", people.as_deref().unwrap_or_default()).to_owned();
    let version = line.invitation.version.to_string();
    let form = Form::new(step(&shown.event, &line.invitation, "attend"), by.form_token(), SAVE)
        .with("version", values.get_or("version", &version))
        .fields(vec![
            Field::text("people", Words::new("到场人数", "How many came"), people)
                .most(4)
                .required()
                .hint("没有来的填 0", "0 where nobody came"),
        ])
        .problems(problems)
        .cancel(href(id));
    let title = Words::new("记录到场", "Who came");
    let frame = respond::frame(app, by, title, Some(Place::Care)).await?;
    Ok(FormPage::new(frame, form).facts(vec![
        Fact::new(TITLE, shown.event.details.title.clone()),
        Fact::masked(Words::new("受邀人", "Guest"), name(line)),
    ]))
}

const SAVE: Words = Words::new("保存", "Save");

/// Everybody who is invited, with what can be done.
pub(super) fn table(app: &App, csrf: &str, shown: &Shown) -> Table {
    let columns = vec![
        Words::new("受邀人", "Guest"),
        Words::new("类别", "Kind"),
        Words::new("状态", "State"),
        Words::new("邀请", "Asked"),
        Words::new("办理", "Next"),
    ];
    let row = |line: &GuestLine| row(app, &shown.event, line);
    let mut table = Table::new(csrf, Words::new("邀请名单", "Invitations"), columns)
        .rows(shown.guests.iter().map(row));
    table.empty = Words::new("名单上还没有人", "Nobody is on the list yet");
    table
}

/// Her masked name; whom nobody here may see is said to be out of reach.
fn name(line: &GuestLine) -> String {
    let name = line.name.clone().unwrap_or_else(|| "不在本机构".to_owned());
    match line.kinship {
        Some(kinship) => format!("{name}（{}）", kinship.label().zh),
        None => name,
    }
}

fn row(app: &App, event: &Commemoration, line: &GuestLine) -> Vec<Cell> {
    let invitation = &line.invitation;
    let place = match invitation.guest.kind {
        GuestKind::Ledger => "care",
        GuestKind::Person => "people",
        GuestKind::Member => "team",
    };
    let text = name(line);
    let who = match line.name {
        Some(_) => Cell::Link { href: format!("/{place}/{}", invitation.guest.id), text },
        None => Cell::Text(text),
    };
    let hindered = invitation.is_open() && line.hindrance.is_some();
    let fell = invitation.details.withdrawn.is_some_and(|withdrawn| withdrawn.by_itself);
    let marks = [
        Some(invitation_badge(invitation)),
        hindered.then(|| Badge::new(Tone::Bad, Words::new("不得联系", "not to be contacted"))),
        fell.then(|| Badge::new(Tone::Plain, Words::new("自动撤回", "fell by itself"))),
    ];
    let asked = invitation.details.asked.map(|asked| {
        let way = asked.way.label();
        Words::made(format!("{} {}", asked.on, way.zh), way.en)
    });
    vec![
        who,
        Cell::Coded(invitation.guest.kind.label()),
        Cell::Badges(marks.into_iter().flatten().collect()),
        Cell::Coded(asked.unwrap_or(Words::new("", ""))),
        Cell::Actions(actions(app, event, line, hindered)),
    ]
}

fn step(event: &Commemoration, invitation: &Invitation, act: &str) -> String {
    format!("{}/guests/{}/{act}", href(event.id), invitation.id)
}

/// One button a step.
fn actions(app: &App, event: &Commemoration, line: &GuestLine, hindered: bool) -> Vec<Action> {
    let invitation = &line.invitation;
    let press = |act: &str, words: Words| {
        Action::post(step(event, invitation, act), words)
            .with("version", invitation.version.to_string())
    };
    let mut actions = Vec::new();
    if invitation.state == InvitationState::ToInvite && event.is_ahead(app.today()) && !hindered {
        actions.extend(
            line.ways.iter().map(|way| press("ask", asked_by(*way)).with("way", way.code())),
        );
    }
    let came = event.on <= app.today() && event.state != CommemorationState::Cancelled;
    if event.is_planned() && invitation.was_asked() && !came {
        let others = Reply::ALL.iter().filter(|reply| reply.code() != invitation.state.code());
        actions
            .extend(others.map(|reply| press("answer", reply.label()).with("reply", reply.code())));
    }
    if came && invitation.state != InvitationState::Withdrawn {
        let number = |people: u32| {
            let words = Words::made(format!("到场 {people} 人"), format!("{people} came"));
            press("attend", words).with("people", people.to_string())
        };
        let other = Action::link(
            step(event, invitation, "attend"),
            match invitation.is_open() {
                true => Words::new("其他人数", "Another number"),
                false => Words::new("更正", "Correct"),
            },
        );
        if invitation.is_open() {
            actions.extend([number(1), number(2)]);
        }
        if invitation.was_asked() {
            let absent = press("attend", Words::new("未到场", "Absent"));
            actions.push(absent.with("people", "0"));
        }
        actions.push(other);
    }
    if invitation.is_open() && event.is_planned() {
        actions.push(press("withdraw", Words::new("撤回", "Withdraw")).tone(Tone::Bad));
    }
    actions
}

fn asked_by(way: Way) -> Words {
    let label = way.label();
    Words::made(format!("已{}邀请", label.zh), format!("Asked: {}", label.en))
}
