//! Pausing a registration, until a day or until further notice.

use axum::{Router, extract::State, routing::get};
use uuid::Uuid;

use super::{
    super::{
        ids::Ids,
        people::{done_or_again, form_answer, form_page, href, version, version_text},
        respond::{Done, Page, PageError},
        session::{Posted, Signed},
        views::{Fact, Field, Form, FormPage, Values},
    },
    find,
};
use crate::{
    domain::words::{Problem, Words},
    service::{App, people, registrations as service},
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/people/{id}/registrations/{registration}/pause", get(ask).post(pause))
}

async fn ask(
    State(app): State<App>,
    Ids((id, registration)): Ids<(Uuid, Uuid)>,
    by: Signed,
) -> Page {
    let template = pause_page(&app, &by, id, registration, &Values::default(), &[]).await?;
    Ok(form_answer(&template, &[]))
}

async fn pause(
    State(app): State<App>,
    Ids((id, registration)): Ids<(Uuid, Uuid)>,
    Posted { by, values }: Posted,
) -> Page {
    let (version, until) = (version(&values)?, values.get("paused_until"));
    let paused = service::pause(&app, &by.caller, id, version, registration, until).await;
    done_or_again(paused, &href(id), Done::Saved, async |problems| {
        pause_page(&app, &by, id, registration, &values, problems).await
    })
    .await
}

async fn pause_page(
    app: &App,
    by: &Signed,
    id: Uuid,
    registration: Uuid,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let person = people::get(app, &by.caller, id).await?.person;
    let known = find(&person, registration)?;
    let action = format!("{}/registrations/{registration}/pause", href(id));
    let until = Words::new("暂停至", "Paused until");
    let form = Form::new(action, by.form_token(), Words::new("确认暂停", "Pause it"))
        .with("version", version_text(values, &person))
        .fields(vec![
            Field::day("paused_until", until, values.get("paused_until"))
                .hint("不详可留空", "empty where nobody can tell"),
        ])
        .problems(problems)
        .cancel(href(id));
    let about = Words::new(
        "暂停期间不再联系;到期或随时可以恢复。",
        "No calls meanwhile; it can be taken up again at any time.",
    );
    let title = Words::new("暂停登记", "Pause");
    let mut template = form_page(app, by, title, &person, form).await?.about(about);
    let programme = Words::new("登记项目", "Programme");
    template.facts.push(Fact::coded(programme, known.programme.label()));
    Ok(template)
}
