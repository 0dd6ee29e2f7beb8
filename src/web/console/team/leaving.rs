//! Trainings of a member, leaving the team, coming back.

use axum::{
    Router,
    extract::State,
    routing::{get, post},
};
use uuid::Uuid;

use super::href;
use crate::{
    domain::{
        team::inputs::LeavingInput,
        trainings::TrainingInput,
        words::{Problem, Words},
    },
    service::{
        App,
        team::{self as service},
    },
    web::console::{
        coordinators::training_fields,
        ids::Ids,
        office::problems,
        people::{form_answer, version},
        respond::{self, Done, Page, PageError, done},
        session::{Posted, Signed},
        views::{Fact, Field, Form, FormPage, Place, Values},
    },
};

const TRAIN: Words = Words::new("记录培训", "Record a training");
const LEAVE: Words = Words::new("离队", "Leaves the team");

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/team/{id}/training", get(ask_training).post(train))
        .route("/team/{id}/leave", get(ask_leave).post(leave))
        .route("/team/{id}/come-back", post(come_back))
}

async fn ask_training(State(app): State<App>, Ids(id): Ids<Uuid>, by: Signed) -> Page {
    Ok(form_answer(&training_page(&app, &by, id, &Values::default(), &[]).await?, &[]))
}

async fn train(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, values }: Posted) -> Page {
    let text = |name: &str| values.get(name).to_owned();
    let input = TrainingInput { on: text("on"), what: text("what"), hours: text("hours") };
    match problems(service::train(&app, &by.caller, id, version(&values)?, &input).await)? {
        Ok(_) => Ok(done(&href(id), Done::Saved)),
        Err(found) => {
            Ok(form_answer(&training_page(&app, &by, id, &values, &found).await?, &found))
        }
    }
}

async fn training_page(
    app: &App,
    by: &Signed,
    id: Uuid,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let fields = training_fields(values, &app.today().to_string());
    let form = Form::new(format!("{}/training", href(id)), by.form_token(), TRAIN).fields(fields);
    about(app, by, id, TRAIN, form, values, problems).await
}

async fn ask_leave(State(app): State<App>, Ids(id): Ids<Uuid>, by: Signed) -> Page {
    let today = Values::from(vec![("left_on".to_owned(), app.today().to_string())]);
    Ok(form_answer(&leave_page(&app, &by, id, &today, &[]).await?, &[]))
}

async fn leave(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, values }: Posted) -> Page {
    let text = |name: &str| values.get(name).to_owned();
    let input = LeavingInput { left_on: text("left_on"), why: text("why") };
    match problems(service::leave(&app, &by.caller, id, version(&values)?, &input).await)? {
        Ok(_) => Ok(done(&href(id), Done::Saved)),
        Err(found) => Ok(form_answer(&leave_page(&app, &by, id, &values, &found).await?, &found)),
    }
}

async fn leave_page(
    app: &App,
    by: &Signed,
    id: Uuid,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let on = Field::day("left_on", Words::new("离队日", "Left on"), values.get("left_on"));
    let why = Field::area("why", Words::new("原因", "Why"), values.get("why"))
        .most(200)
        .hint("可留空", "may be empty");
    let form = Form::new(format!("{}/leave", href(id)), by.form_token(), LEAVE)
        .fields(vec![on.required().first(), why]);
    let template = about(app, by, id, LEAVE, form, values, problems).await?;
    Ok(template.about(Words::new(
        "离队后账号不再关联，看不到任何任务；手上的任务退回协调员另行分派。服务小时和培训记录保留。",
        "Her account is not linked any more and she sees nothing; the tasks she still has come back to the coordinators. Hours and trainings stay.",
    )))
}

async fn come_back(
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Posted { by, values }: Posted,
) -> Page {
    service::come_back(&app, &by.caller, id, version(&values)?).await?;
    Ok(done(&href(id), Done::Saved))
}

/// A page with one form about a member.
async fn about(
    app: &App,
    by: &Signed,
    id: Uuid,
    title: Words,
    form: Form,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let member = service::get(app, &by.caller, id).await?.listed.member;
    let form = form
        .with("version", values.get_or("version", &member.version.to_string()))
        .problems(problems)
        .cancel(href(id));
    let frame = respond::frame(app, by, title, Some(Place::Team)).await?;
    let name = Fact::new(Words::new("姓名", "Name"), member.details.name.as_str());
    Ok(FormPage::new(frame, form).facts(vec![name]))
}
