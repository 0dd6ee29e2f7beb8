//! Planning a commemoration, and changing what is planned.

use axum::{
    Router,
    extract::{Query, State},
    routing::get,
};
use serde::Deserialize;
use uuid::Uuid;

use super::href;
use crate::{
    domain::{
        commemorations::{Commemoration, inputs::CommemorationInput},
        feasts::Feast,
        permissions::Permission,
        words::{Problem, Words},
    },
    service::{App, commemorations as service},
    web::console::{
        choices::each,
        ids::Ids,
        office::{Units, id_in, problems},
        people::{done_or_again, form_answer, version},
        respond::{self, Done, Page, PageError, done},
        session::{Posted, Signed},
        views::{Field, Form, FormPage, Place, Values, Width},
    },
};

const PLAN: Words = Words::new("计划缅怀活动", "Plan a commemoration");
const AMEND: Words = Words::new("更改缅怀活动", "Change a commemoration");

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/commemorations/new", get(ask_new).post(plan))
        .route("/commemorations/{id}/amend", get(ask_amend).post(amend))
}

/// For which feast it is planned.
#[derive(Deserialize)]
struct For {
    #[serde(default)]
    feast: String,
}

async fn ask_new(State(app): State<App>, Query(For { feast }): Query<For>, by: Signed) -> Page {
    by.caller.actor.may(Permission::CareWork)?;
    let feast = Feast::from_code(&feast).unwrap_or(Feast::Qingming);
    let day = feast.next(app.today()).map(|day| day.to_string()).unwrap_or_default();
    let values =
        Values::from(vec![("feast".to_owned(), feast.code().to_owned()), ("on".to_owned(), day)]);
    Ok(form_answer(&new_page(&app, &by, &values, &[]).await?, &[]))
}

async fn plan(State(app): State<App>, Posted { by, values }: Posted) -> Page {
    match problems(service::plan(&app, &by.caller, &input(&values)).await)? {
        Ok(id) => Ok(done(&href(id), Done::Saved)),
        Err(found) => Ok(form_answer(&new_page(&app, &by, &values, &found).await?, &found)),
    }
}

async fn new_page(
    app: &App,
    by: &Signed,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let units = Units::now(app, &by.caller).await?;
    let own = by.caller.actor.unit();
    let unit = Field::select(
        "unit",
        Words::new("举办机构", "The unit that holds it"),
        units.choices(own),
        values.get_or("unit", &own.to_string()),
    );
    let mut asked = fields(values);
    asked.push(unit);
    let form = Form::new("/commemorations/new", by.form_token(), Words::new("保存", "Save"))
        .fields(asked)
        .problems(problems)
        .cancel("/commemorations");
    about(app, by, PLAN, form).await
}

async fn ask_amend(State(app): State<App>, Ids(id): Ids<Uuid>, by: Signed) -> Page {
    let event = service::get(&app, &by.caller, id).await?.event;
    Ok(form_answer(&amend_page(&app, &by, id, &values_of(&event), &[]).await?, &[]))
}

async fn amend(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, values }: Posted) -> Page {
    let amended = service::amend(&app, &by.caller, id, version(&values)?, &input(&values)).await;
    done_or_again(amended, &href(id), Done::Saved, async |problems| {
        amend_page(&app, &by, id, &values, problems).await
    })
    .await
}

async fn amend_page(
    app: &App,
    by: &Signed,
    id: Uuid,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let action = format!("{}/amend", href(id));
    let form = Form::new(action, by.form_token(), Words::new("保存", "Save"))
        .with("version", values.get("version"))
        .fields(fields(values))
        .problems(problems)
        .cancel(href(id));
    about(app, by, AMEND, form).await
}

async fn about(app: &App, by: &Signed, title: Words, form: Form) -> Result<FormPage, PageError> {
    let frame = respond::frame(app, by, title, Some(Place::Care)).await?;
    Ok(FormPage::new(frame, form).about(Words::new(
        "日期按节日预填，可以更改。文字里不写电话、证件号码，也不写补偿、报酬。",
        "The day is that of the feast and can be changed. No phone or document numbers, nothing of compensation.",
    )))
}

fn fields(values: &Values) -> Vec<Field> {
    let value = |name: &str| values.get(name).to_owned();
    let feasts = each(Feast::GATHERINGS, Feast::code, Feast::label);
    vec![
        Field::radios("feast", Words::new("名称", "Occasion"), feasts, value("feast"))
            .required()
            .width(Width::Full),
        Field::day("on", Words::new("日期", "Day"), value("on")).required(),
        Field::text("title", Words::new("活动标题", "Title"), value("title"))
            .most(60)
            .required()
            .hint("如“2026 年清明缅怀”", "e.g. Qingming 2026"),
        Field::text("place", Words::new("地点", "Place"), value("place"))
            .most(60)
            .required()
            .hint("如“人体器官捐献者纪念园”", "e.g. the memorial park"),
        Field::area("notes", Words::new("筹备事项", "To think of"), value("notes")).most(1000),
    ]
}

fn input(values: &Values) -> CommemorationInput {
    let text = |name: &str| values.get(name).to_owned();
    CommemorationInput {
        feast: text("feast"),
        on: text("on"),
        title: text("title"),
        place: text("place"),
        notes: text("notes"),
        unit: id_in(values, "unit"),
    }
}

fn values_of(event: &Commemoration) -> Values {
    let details = &event.details;
    let pairs = [
        ("version", event.version.to_string()),
        ("feast", event.feast.code().to_owned()),
        ("on", event.on.to_string()),
        ("title", details.title.clone()),
        ("place", details.place.clone()),
        ("notes", details.notes.clone().unwrap_or_default()),
    ];
    Values::from(pairs.map(|(name, value)| (name.to_owned(), value)).to_vec())
}
