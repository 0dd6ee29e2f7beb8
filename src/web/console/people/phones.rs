//! One phone of a person: she was reached on it today, or it is of no use any more.

use axum::{
    Router,
    extract::State,
    routing::{get, post},
};
use uuid::Uuid;

use super::{
    super::{
        choices::each,
        ids::Ids,
        respond::{Done, Page, PageError, done},
        session::{Posted, Signed},
        views::{Field, Form, FormPage, Values, Width},
    },
    form_answer, form_page, href, version, version_text,
};
use crate::{
    domain::{
        contacts::InvalidReason,
        words::{Problem, Words},
    },
    service::{App, ServiceError, people as service},
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/people/{id}/phones/{n}/verified", post(verified))
        .route("/people/{id}/phones/{n}/invalid", get(ask).post(invalid))
}

async fn verified(
    State(app): State<App>,
    Ids((id, n)): Ids<(Uuid, usize)>,
    Posted { by, values }: Posted,
) -> Page {
    service::note_phone(&app, &by.caller, id, version(&values)?, n, None).await?;
    Ok(done(&href(id), Done::Saved))
}

async fn ask(State(app): State<App>, Ids((id, n)): Ids<(Uuid, usize)>, by: Signed) -> Page {
    let template = why(&app, &by, (id, n), &Values::default(), &[]).await?;
    Ok(form_answer(&template, &[]))
}

async fn invalid(
    State(app): State<App>,
    Ids((id, n)): Ids<(Uuid, usize)>,
    Posted { by, values }: Posted,
) -> Page {
    let Some(reason) = InvalidReason::from_code(values.get("reason")) else {
        let words = Words::new("请选择原因", "Choose why");
        let problems = [Problem::new("reason", "missing", words)];
        let template = why(&app, &by, (id, n), &values, &problems).await?;
        return Ok(form_answer(&template, &problems));
    };
    service::note_phone(&app, &by.caller, id, version(&values)?, n, Some(reason)).await?;
    Ok(done(&href(id), Done::Saved))
}

async fn why(
    app: &App,
    by: &Signed,
    (id, n): (Uuid, usize),
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let person = service::get(app, &by.caller, id).await?.person;
    let phone = n.checked_sub(1).and_then(|index| person.phones.get(index));
    let phone = phone.ok_or(ServiceError::Missing)?.number.clone();
    let reasons = each(InvalidReason::ALL, InvalidReason::code, InvalidReason::label);
    let action = format!("{}/phones/{n}/invalid", href(id));
    let fields = vec![
        Field::shown(Words::new("电话", "Phone"), phone).width(Width::Full),
        Field::radios("reason", Words::new("原因", "Why"), reasons, values.get("reason"))
            .required()
            .width(Width::Full),
    ];
    let form = Form::new(action, by.form_token(), Words::new("保存", "Save"))
        .with("version", version_text(values, &person))
        .fields(fields)
        .problems(problems)
        .cancel(href(id));
    form_page(app, by, Words::new("电话无法使用", "Phone of no use"), &person, form).await
}
