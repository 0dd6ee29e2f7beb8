//! A known person's consents: recorded and withdrawn, purpose by purpose.

use axum::{Router, extract::State, routing::get};
use uuid::Uuid;

use super::{
    choices::{each, ways},
    ids::Ids,
    people::{done_or_again, form_answer, form_page, href, version, version_text},
    respond::{Done, Page, PageError},
    session::{Posted, Signed},
    views::{Choice, Fact, Field, Form, FormPage, Values, Width},
};
use crate::{
    domain::{
        consents::Purpose,
        intake::ConsentInput,
        words::{Problem, Words},
    },
    service::{App, ServiceError, consents as service, people},
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/people/{id}/consents/add", get(ask_new).post(record))
        .route("/people/{id}/consents/{consent}/withdraw", get(ask_end).post(withdraw))
}

async fn ask_new(State(app): State<App>, Ids(id): Ids<Uuid>, by: Signed) -> Page {
    let today = vec![("given_on".to_owned(), app.today().to_string())];
    let template = new_page(&app, &by, id, &Values::from(today), &[]).await?;
    Ok(form_answer(&template, &[]))
}

async fn record(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, values }: Posted) -> Page {
    let input = ConsentInput {
        purpose: values.get("purpose").to_owned(),
        given_on: values.get("given_on").to_owned(),
        way: values.get("way").to_owned(),
        recipient: values.get("recipient").to_owned(),
    };
    let recorded = service::record(&app, &by.caller, id, version(&values)?, &input).await;
    done_or_again(recorded, &href(id), Done::Saved, async |problems| {
        let problems: Vec<Problem> = problems.iter().cloned().map(placed).collect();
        new_page(&app, &by, id, &values, &problems).await
    })
    .await
}

/// The long form asks for many consents at once and names its fields by the purpose; this one does not.
fn placed(mut problem: Problem) -> Problem {
    if problem.field.starts_with("consent_") {
        problem.field = if problem.field.ends_with("_on") { "given_on" } else { "way" }.into();
    }
    problem
}

async fn new_page(
    app: &App,
    by: &Signed,
    id: Uuid,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let person = people::get(app, &by.caller, id).await?.person;
    let purposes = each(Purpose::ALL, Purpose::code, Purpose::label);
    let purposes = std::iter::once(Choice::none()).chain(purposes).collect();
    let recipient = Words::new("接收方", "Recipient");
    let action = format!("{}/consents/add", href(id));
    let form = Form::new(action, by.form_token(), Words::new("记录同意", "Record the consent"))
        .with("version", version_text(values, &person))
        .fields(vec![
            Field::select(
                "purpose",
                Words::new("用途", "Purpose"),
                purposes,
                values.get("purpose"),
            )
            .required()
            .width(Width::Full),
            Field::day("given_on", Words::new("同意日期", "Given on"), values.get("given_on"))
                .width(Width::Half),
            Field::select("way", Words::new("方式", "Way"), ways(), values.get("way")),
            Field::text("recipient", recipient, values.get("recipient"))
                .most(120)
                .width(Width::Full)
                .hint("仅“向指定接收方提供信息”时填写", "only for passing data on"),
        ])
        .problems(problems)
        .cancel(href(id));
    let about = Words::new(
        "按用途逐项取得单独同意;系统会记下当日所用文本的版本与摘要。",
        "Each purpose is agreed to by itself; the version and hash of today's text are kept.",
    );
    let title = Words::new("记录同意", "Record a consent");
    Ok(form_page(app, by, title, &person, form).await?.about(about))
}

async fn ask_end(
    State(app): State<App>,
    Ids((id, consent)): Ids<(Uuid, Uuid)>,
    by: Signed,
) -> Page {
    let template = end_page(&app, &by, (id, consent), &Values::default(), &[]).await?;
    Ok(form_answer(&template, &[]))
}

async fn withdraw(
    State(app): State<App>,
    Ids((id, consent)): Ids<(Uuid, Uuid)>,
    Posted { by, values }: Posted,
) -> Page {
    let (version, on) = (version(&values)?, values.get("withdrawn_on"));
    let withdrawn = service::withdraw(&app, &by.caller, id, version, consent, on).await;
    done_or_again(withdrawn, &href(id), Done::Saved, async |problems| {
        end_page(&app, &by, (id, consent), &values, problems).await
    })
    .await
}

async fn end_page(
    app: &App,
    by: &Signed,
    (id, consent): (Uuid, Uuid),
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let person = people::get(app, &by.caller, id).await?.person;
    let known =
        person.consents.iter().find(|one| one.id == consent).ok_or(ServiceError::Missing)?;
    let action = format!("{}/consents/{consent}/withdraw", href(id));
    let day = Words::new("撤回日期", "Withdrawn on");
    let form = Form::new(action, by.form_token(), Words::new("确认撤回", "Withdraw it"))
        .dangerous()
        .with("version", version_text(values, &person))
        .fields(vec![
            Field::day("withdrawn_on", day, values.get("withdrawn_on"))
                .hint("不详可留空", "empty where it is not known"),
        ])
        .problems(problems)
        .cancel(href(id));
    let title = Words::new("撤回同意", "Withdraw a consent");
    let mut template = form_page(app, by, title, &person, form).await?;
    template.facts.push(Fact::coded(Words::new("用途", "Purpose"), known.purpose.label()));
    Ok(template)
}
