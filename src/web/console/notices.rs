//! Ticking off who was told of a withdrawal.

use axum::{Router, extract::State, routing::get};
use uuid::Uuid;

use super::{
    ids::Ids,
    people::{done_or_again, form_answer, form_page, href, version, version_text},
    respond::{Done, Page, PageError},
    session::{Posted, Signed},
    views::{Fact, Field, Form, FormPage, Values},
};
use crate::{
    domain::{
        notices::NoticeTo,
        words::{Problem, Words},
    },
    service::{App, ServiceError, notices as service, people},
};

pub(super) fn routes() -> Router<App> {
    const HERE: &str = "/people/{id}/registrations/{registration}/notices/{position}";
    Router::new().route(HERE, get(ask).post(give))
}

type Where = (Uuid, Uuid, usize);

async fn ask(State(app): State<App>, Ids(at): Ids<Where>, by: Signed) -> Page {
    let values = Values::from(vec![("told_on".to_owned(), app.today().to_string())]);
    Ok(form_answer(&asking(&app, &by, at, &values, &[]).await?, &[]))
}

async fn give(State(app): State<App>, Ids(at): Ids<Where>, Posted { by, values }: Posted) -> Page {
    let (id, registration, position) = at;
    let who = (id, version(&values)?);
    let (on, receipt) = (values.get("told_on"), values.get("receipt"));
    let given = service::give(&app, &by.caller, who, (registration, position), on, receipt).await;
    done_or_again(given, &href(id), Done::Saved, async |problems| {
        asking(&app, &by, at, &values, problems).await
    })
    .await
}

async fn asking(
    app: &App,
    by: &Signed,
    (id, registration, position): Where,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let person = people::get(app, &by.caller, id).await?.person;
    let known = person.registrations.iter().find(|one| one.id == registration);
    let known = known.ok_or(ServiceError::Missing)?;
    let index = position.checked_sub(1);
    let notice = index.and_then(|index| known.details.notices.get(index));
    let notice = notice.ok_or(ServiceError::Missing)?;
    let national = notice.to == NoticeTo::NationalSystem;
    let action = format!("{}/registrations/{registration}/notices/{position}", href(id));
    let on = Words::new("通知日期", "Told on");
    let receipt = if national {
        Words::new("注销凭证号", "Receipt")
    } else {
        Words::new("回执或邮件号", "Receipt, if any")
    };
    let mut receipt = Field::text("receipt", receipt, values.get("receipt")).most(60);
    if national {
        receipt = receipt.required().hint(
            "在全国系统中手工注销后填写；系统中没有此人的，写“未在册”",
            "after the entry was taken out there by hand; where it was never in, say so",
        );
    }
    let submit = Words::new("登记已通知", "Tick it off");
    let form = Form::new(action, by.form_token(), submit)
        .with("version", version_text(values, &person))
        .fields(vec![Field::day("told_on", on, values.get("told_on")).required(), receipt])
        .problems(problems)
        .cancel(href(id));
    let title = Words::new("登记已通知", "Notice of a withdrawal");
    let mut template = form_page(app, by, title, &person, form).await?;
    let to = Words::new("通知对象", "To");
    template.facts.push(Fact::coded(to, notice.to.label()));
    let programme = Words::new("登记项目", "Programme");
    template.facts.push(Fact::coded(programme, known.programme.label()));
    Ok(template)
}
