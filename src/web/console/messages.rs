//! Failed messages, the own digest and calendar feed, and what the contact ledger tells of a person.

use axum::{
    Router,
    extract::State,
    http::StatusCode,
    routing::{get, post},
};
use uuid::Uuid;

use super::{
    ids::Ids,
    office::{problems, time},
    respond::{self, Done, Here, Page, PageError, done, page, page_with},
    session::{Posted, Signed},
    views::{
        Action, Badge, CaseLine, Cell, Field, Form, FormPage, Frame, LineSection, ListPage,
        ShownOncePage, Table, Tone, Values,
    },
};
use crate::{
    domain::{
        contact_ledger::{ContactEntry, Receipt},
        masks::MaskedPerson,
        messages::Refusal,
        permissions::Permission,
        words::{Problem, Words},
    },
    service::{
        App, calendar_feeds as feeds,
        messages::{failed, own_digest, receipts, set_digest},
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/messages", get(list))
        .route("/messages/{id}/retry", post(retry))
        .route("/account/digest", get(ask_digest).post(digest))
        .route("/account/calendar", get(calendar).post(open))
        .route("/account/calendar/revoke", post(revoke))
}

/// The most contacts on a person's page.
const MOST: usize = 30;

const FAILED: Words = Words::new("发送失败的消息", "Messages that failed");
const DIGEST: Words = Words::new("每日摘要", "Morning digest");
const CALENDAR: Words = Words::new("日历订阅", "Calendar feed");

async fn list(State(app): State<App>, here: Here) -> Page {
    let found = failed::list(&app, &here.by.caller).await?;
    let frame = here.frame(&app, FAILED, None).await?;
    let columns = vec![
        Words::new("消息", "Message"),
        Words::new("日期", "Day"),
        Words::new("原因", "Why"),
        Words::new("次数", "Tries"),
        Words::new("", ""),
    ];
    let row = |one: &failed::Failed| {
        let again = Action::post(
            format!("/messages/{}/retry", one.message.id),
            Words::new("重发", "Try again"),
        );
        vec![
            Cell::Coded(one.title.clone()),
            Cell::Number(one.message.due_on.to_string()),
            Cell::Coded(one.message.failure.map_or(Words::new("", ""), Refusal::label)),
            Cell::Number(one.message.attempts.to_string()),
            Cell::Actions(vec![again]),
        ]
    };
    let mut table =
        Table::new(&frame.csrf, Words::new("", ""), columns).rows(found.iter().map(row));
    table.empty = Words::new("没有发送失败的消息", "No message has failed");
    let mut list = ListPage::new(frame, vec![table]);
    list.about = Some(Words::new(
        "多次发送不成功、或被网关拒收的消息。重发前会重新核对是否仍该发送；不重发的，请在提醒清单里人工办理。",
        "Tried often without success, or rejected by the gateway. Trying again asks anew whether it may be sent; else do it by hand from the list of reminders.",
    ));
    Ok(page(&list))
}

async fn retry(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, .. }: Posted) -> Page {
    failed::retry(&app, &by.caller, id).await?;
    Ok(done("/messages", Done::Saved))
}

async fn ask_digest(State(app): State<App>, here: Here) -> Page {
    let now = own_digest(&app, &here.by.caller).await?.unwrap_or_default();
    let frame = here.frame(&app, DIGEST, None).await?;
    let values = Values::from(vec![("digest_email".to_owned(), now)]);
    Ok(page(&digest_form(frame, &values, &[])))
}

async fn digest(State(app): State<App>, Posted { by, values }: Posted) -> Page {
    let typed = values.get("digest_email");
    match problems(set_digest(&app, &by.caller, typed).await)? {
        Ok(()) => Ok(done("/account", Done::Saved)),
        Err(found) => {
            let frame = respond::frame(&app, &by, DIGEST, None).await?;
            let template = digest_form(frame, &values, &found);
            Ok(page_with(StatusCode::UNPROCESSABLE_ENTITY, &template))
        }
    }
}

fn digest_form(frame: Frame, values: &Values, problems: &[Problem]) -> FormPage {
    let field =
        Field::text("digest_email", Words::new("邮箱", "E-mail"), values.get("digest_email"))
            .most(254)
            .first()
            .hint("留空即不再发送", "Leave it empty for no digest");
    let form = Form::new("/account/digest", frame.csrf.clone(), Words::new("保存", "Save"))
        .fields(vec![field])
        .cancel("/account")
        .problems(problems);
    FormPage::new(frame, form).about(Words::new(
        "每天早上八点，把到期、逾期和错过的提醒数量发到这个邮箱；邮件里没有任何人的姓名。",
        "At eight every morning: how many reminders are due, late and missed. The mail names nobody.",
    ))
}

async fn calendar(State(app): State<App>, here: Here) -> Page {
    here.by.caller.actor.may(Permission::RemindersWork)?;
    let feed = feeds::own(&app, &here.by.caller).await?;
    let frame = here.frame(&app, CALENDAR, None).await?;
    let columns = vec![
        Words::new("开通时间", "Opened"),
        Words::new("最近读取", "Last fetched"),
        Words::new("", ""),
    ];
    let row = |feed: &feeds::CalendarFeed| {
        let end = Action::post("/account/calendar/revoke", Words::new("撤销", "Revoke"));
        vec![
            Cell::Number(time(&app, feed.created_at)),
            Cell::Number(feed.used_at.map(|at| time(&app, at)).unwrap_or_default()),
            Cell::Actions(vec![end.tone(Tone::Bad)]),
        ]
    };
    let mut table = Table::new(&frame.csrf, Words::new("", ""), columns).rows(feed.iter().map(row));
    table.empty = Words::new("尚未开通", "There is none");
    let words = match feed {
        None => Words::new("开通", "Open one"),
        Some(_) => Words::new("换一个地址", "Another address"),
    };
    let mut list = ListPage::new(frame, vec![table]);
    list.actions = vec![Action::post("/account/calendar", words).tone(Tone::Good)];
    list.about = Some(Words::new(
        "在手机或电脑的日历里订阅：每天各类提醒的数量，没有姓名。地址就是钥匙，请勿转发；换地址或撤销后旧地址立即失效。",
        "Subscribe in a calendar program: how many reminders of each kind a day, no names. The address is the key: keep it to yourself; another one or revoking ends it at once.",
    ));
    Ok(page(&list))
}

async fn open(State(app): State<App>, Posted { by, .. }: Posted) -> Page {
    let token = feeds::open(&app, &by.caller.origin, &by.signed_in).await?;
    let console = app.settings.messages.console.as_deref().unwrap_or_default();
    Ok(page(&ShownOncePage {
        frame: respond::frame(&app, &by, CALENDAR, None).await?,
        about: Words::new(
            "请现在复制到日历程序的“订阅日历”里。",
            "Copy it now into your calendar program, as a calendar to subscribe to.",
        ),
        secret: format!("{}/calendar/{}.ics", console.trim_end_matches('/'), token.expose()),
        expires: String::new(),
        back: Action::link("/account/calendar", CALENDAR),
    }))
}

async fn revoke(State(app): State<App>, Posted { by, .. }: Posted) -> Page {
    feeds::revoke(&app, &by.caller).await?;
    Ok(done("/account/calendar", Done::Removed))
}

/// Every contact with a person, as a section of her page; none where there was none.
///
/// # Errors
/// What the database says.
pub(super) async fn of_person(
    app: &App,
    by: &Signed,
    person: &MaskedPerson,
) -> Result<Option<LineSection>, PageError> {
    let entries = receipts::contacts_of(app, &by.caller, person.id).await?;
    if entries.is_empty() {
        return Ok(None);
    }
    Ok(Some(LineSection {
        id: "contact-ledger",
        title: Words::new("联系台账", "Contact ledger"),
        lines: entries.iter().take(MOST).map(line).collect(),
        actions: Vec::new(),
    }))
}

fn line(entry: &ContactEntry) -> CaseLine {
    let details = &entry.details;
    let programme = details.programme.map(|programme| Badge::new(Tone::Plain, programme.label()));
    let result = match (details.receipt, details.outcome) {
        (Some(receipt), _) => Some(Badge::new(tone(receipt), receipt.label())),
        (None, Some(outcome)) => Some(Badge::new(Tone::Plain, outcome.label())),
        (None, None) => None,
    };
    CaseLine {
        href: String::new(),
        notice_on: entry.made_on.to_string(),
        number: details.means.label().zh.into_owned(),
        marks: programme.into_iter().chain(result).collect(),
    }
}

fn tone(receipt: Receipt) -> Tone {
    match receipt {
        Receipt::Sent => Tone::Info,
        Receipt::Delivered => Tone::Good,
        Receipt::Failed => Tone::Bad,
    }
}
