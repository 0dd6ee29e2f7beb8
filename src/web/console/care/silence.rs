//! Stopping all contact at once, with a family or one of its members, and contact that is welcome again.

use axum::{Router, extract::State, routing::get};
use uuid::Uuid;

use super::{act, href, ledger_form};
use crate::{
    domain::{
        care::inputs::DayInput,
        words::{Problem, Words},
    },
    service::{
        App, ServiceError,
        care::{self as service, members},
    },
    web::console::{
        ids::Ids,
        people::{done_or_again, form_answer, version},
        respond::{Done, Page, PageError},
        session::{Posted, Signed},
        views::{Fact, Field, FormPage, Values, Width},
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/care/{id}/silence", get(ask_all).post(all))
        .route("/care/{id}/members/{member}/silence", get(ask_one).post(one))
}

async fn ask_all(State(app): State<App>, Ids(id): Ids<Uuid>, by: Signed) -> Page {
    Ok(form_answer(&form(&app, &by, id, None, &Values::default(), &[]).await?, &[]))
}

async fn ask_one(State(app): State<App>, Ids((id, member)): Ids<(Uuid, Uuid)>, by: Signed) -> Page {
    Ok(form_answer(&form(&app, &by, id, Some(member), &Values::default(), &[]).await?, &[]))
}

async fn all(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, values }: Posted) -> Page {
    decide(&app, &by, id, None, &values).await
}

async fn one(
    State(app): State<App>,
    Ids((id, member)): Ids<(Uuid, Uuid)>,
    Posted { by, values }: Posted,
) -> Page {
    decide(&app, &by, id, Some(member), &values).await
}

async fn decide(app: &App, by: &Signed, id: Uuid, member: Option<Uuid>, values: &Values) -> Page {
    let day = DayInput { on: values.get("on").to_owned(), words: String::new() };
    let version = version(values)?;
    // The form says which of both it was made for: somebody else may have done it meanwhile.
    let saved = match values.get("lift") {
        "yes" => members::lift(app, &by.caller, id, member, version, &day).await,
        _ => members::stop(app, &by.caller, id, member, version, &day).await,
    };
    done_or_again(saved, &href(id), Done::Saved, async |problems| {
        form(app, by, id, member, values, problems).await
    })
    .await
}

async fn form(
    app: &App,
    by: &Signed,
    id: Uuid,
    member: Option<Uuid>,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let ledger = service::get(app, &by.caller, id).await?.ledger;
    let member = match member {
        Some(member) => Some(ledger.member(member).ok_or(ServiceError::Missing)?),
        None => None,
    };
    let since = member.map_or(ledger.silent_since, |member| member.silent_since);
    let path = member
        .map_or_else(|| "silence".to_owned(), |member| format!("members/{}/silence", member.id));
    let (title, about, label) = match since {
        None => (
            Words::new("停止联系", "Stop all contact"),
            Words::new(
                "立即生效：此后不打电话、不上门、不寄信，也不显示联系方式，直到对方愿意恢复。不必说明理由。",
                "At once: from now on no calls, visits or letters, and no contacts are shown, until it is welcome again. No reason is needed.",
            ),
            Words::new("提出日期", "Asked for on"),
        ),
        Some(_) => (
            Words::new("恢复联系", "Contact is welcome again"),
            Words::new(
                "只在对方自己提出愿意恢复联系时办理。",
                "Only where they said themselves that contact is welcome again.",
            ),
            Words::new("恢复日期", "Welcome again from"),
        ),
    };
    let today = app.today().to_string();
    let day = Field::day("on", label, values.get_or("on", &today)).required().width(Width::Half);
    let mut made = act(by, &ledger, values, &path, title.clone()).fields(vec![day]);
    made = match since {
        None => made.dangerous(),
        Some(_) => made.with("lift", "yes"),
    };
    let mut template =
        ledger_form(app, by, title, &ledger, made.problems(problems)).await?.about(about);
    let whom = member.map_or(Words::new("全家", "the whole family"), |member| {
        let kinship = member.kinship.label();
        Words::made(format!("{}（{}）", member.name, kinship.zh), kinship.en)
    });
    template.facts.push(Fact::coded(Words::new("对象", "Whom"), whom));
    template.facts.extend(
        since.map(|since| Fact::new(Words::new("停止自", "Silent since"), since.to_string())),
    );
    Ok(template)
}
