//! Planning a visit, or entering one that was made.

use axum::{Router, extract::State, routing::get};

use super::href;
use crate::{
    domain::{
        supervisions::{Occasion, inputs::VisitInput},
        words::{Problem, Words},
    },
    service::{App, supervisions as service},
    store::accounts::Account,
    web::console::{
        choices::each,
        office::{Units, problems},
        people::form_answer,
        respond::{self, Done, Page, PageError, done},
        session::{Posted, Signed},
        views::{Choice, Field, Form, FormPage, Place, Values, Width},
    },
};

const PLAN: Words = Words::new("计划或登记督导", "Plan or enter a visit");

pub(super) fn routes() -> Router<App> {
    Router::new().route("/supervisions/new", get(ask).post(plan))
}

async fn ask(State(app): State<App>, by: Signed) -> Page {
    Ok(form_answer(&form(&app, &by, &Values::default(), &[]).await?, &[]))
}

async fn plan(State(app): State<App>, Posted { by, values }: Posted) -> Page {
    let text = |name: &str| values.get(name).to_owned();
    let input = VisitInput {
        unit: text("unit"),
        on: text("on"),
        occasion: text("occasion"),
        who: values.all("who"),
        about: text("about"),
        held: text("held"),
    };
    match problems(service::plan(&app, &by.caller, &input).await)? {
        Ok(id) => Ok(done(&href(id), Done::Saved)),
        Err(found) => Ok(form_answer(&form(&app, &by, &values, &found).await?, &found)),
    }
}

async fn form(
    app: &App,
    by: &Signed,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let accounts = service::colleagues(app, &by.caller).await?;
    let units = Units::now(app, &by.caller).await?;
    let own = by.caller.actor.unit();
    // The office itself stands first of those below it, and is none of them.
    let below = units.choices(own).into_iter().skip(1);
    let none = Choice::new("", Words::new("请选择", "choose"));
    let below = std::iter::once(none).chain(below).collect();
    let account = |one: &Account| {
        let name = units.name(one.unit).zh;
        Choice::new(one.id.to_string(), Words::made(format!("{}（{name}）", one.display_name), ""))
    };
    let occasions = each(Occasion::ALL, Occasion::code, Occasion::label);
    let value = |name: &str| values.get(name).to_owned();
    let fields = vec![
        Field::select("unit", Words::new("被督导机构", "Office visited"), below, value("unit"))
            .required()
            .width(Width::Half)
            .first(),
        Field::day("on", Words::new("日期", "Day"), value("on")).required(),
        Field::tick(
            "held",
            Words::new("已经开展", "It was made already"),
            values.has("held", "yes"),
        ),
        Field::radios("occasion", Words::new("事由", "Occasion"), occasions, value("occasion"))
            .required()
            .width(Width::Full),
        Field::checks(
            "who",
            Words::new("参加人员", "Who goes"),
            accounts.iter().map(account).collect(),
            values.all("who"),
        )
        .required(),
        Field::area("about", Words::new("督导内容", "What it is about"), value("about"))
            .most(500)
            .hint("可留空；请勿写入证件号码或电话", "may be empty; no document or phone numbers"),
    ];
    let form = Form::new("/supervisions/new", by.form_token(), Words::new("保存", "Save"))
        .fields(fields)
        .problems(problems)
        .cancel("/supervisions");
    let frame = respond::frame(app, by, PLAN, Some(Place::Supervisions)).await?;
    Ok(FormPage::new(frame, form).about(Words::new(
        "只能督导本机构的下级机构。被督导机构的协调员能看到本次督导和发现的问题。",
        "Only offices below your own are visited. Their coordinators see the visit and what was found.",
    )))
}
