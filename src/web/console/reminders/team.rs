//! Handing a reminder to the volunteer team.

use axum::{Router, extract::State, routing::get};
use uuid::Uuid;

use super::href;
use crate::{
    domain::words::{Problem, Words},
    service::{App, reminders::team as service},
    web::console::{
        ids::Ids,
        office::problems,
        people::{form_answer, version},
        respond::{Done, Page, PageError, done},
        session::{Posted, Signed},
        tasks::handing::{input, task_page},
        views::{Form, FormPage, Values},
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/reminders/{id}/team", get(ask).post(hand))
}

async fn ask(State(app): State<App>, Ids(id): Ids<Uuid>, by: Signed) -> Page {
    Ok(form_answer(&form(&app, &by, id, None, &[]).await?, &[]))
}

async fn hand(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, values }: Posted) -> Page {
    let input = input(&values);
    let handed = service::hand_to_team(&app, &by.caller, id, version(&values)?, &input).await;
    match problems(handed)? {
        Ok(_) => Ok(done("/reminders", Done::Saved)),
        Err(found) => Ok(form_answer(&form(&app, &by, id, Some(&values), &found).await?, &found)),
    }
}

async fn form(
    app: &App,
    by: &Signed,
    id: Uuid,
    values: Option<&Values>,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let (reminder, about) = service::offered(app, &by.caller, id).await?;
    let due_on = reminder.due_on.max(app.today()).to_string();
    let usual = Values::from(vec![("due_on".to_owned(), due_on)]);
    let values = values.unwrap_or(&usual);
    let form = Form::new(format!("{}/team", href(id)), by.form_token(), HAND)
        .with("version", values.get_or("version", &reminder.version.to_string()))
        .problems(problems)
        .cancel("/reminders");
    let page = task_page(app, by, about, values, form).await?;
    Ok(page.about(ABOUT))
}

pub(super) const HAND: Words = Words::new("交给服务队", "Hand to the team");
const ABOUT: Words = Words::new(
    "队员完成任务，提醒即办结并记入联系台账；退回或收回任务，提醒回到清单。",
    "When the member has done the task, the reminder is done and the contact written down; given or taken back, it is on the list again.",
);
