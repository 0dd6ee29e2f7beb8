//! What ends a registration: the person's own word, withdrawing it or refusing the programme.

use axum::{Router, extract::State, routing::get};
use uuid::Uuid;

use super::{
    super::{
        choices::each,
        ids::Ids,
        people::{
            done_or_again, form_answer, form_page, href, registration_facts, version, version_text,
        },
        respond::{Done, Page, PageError},
        session::{Posted, Signed},
        views::{Fact, Field, Form, FormPage, Values, Width},
    },
    find,
};
use crate::{
    domain::{
        intake::Checks,
        programmes::Programme,
        registrations::Stance,
        words::{Problem, Words},
    },
    service::{App, ServiceError, people, registrations as service},
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/people/{id}/registrations/{registration}/withdraw", get(ask_end).post(withdraw))
        .route("/people/{id}/refuse", get(ask_refusal).post(refuse))
}

async fn ask_end(
    State(app): State<App>,
    Ids((id, registration)): Ids<(Uuid, Uuid)>,
    by: Signed,
) -> Page {
    let template = end_page(&app, &by, id, registration, &Values::default(), &[]).await?;
    Ok(form_answer(&template, &[]))
}

async fn withdraw(
    State(app): State<App>,
    Ids((id, registration)): Ids<(Uuid, Uuid)>,
    Posted { by, values }: Posted,
) -> Page {
    let (on, reason) = (values.get("ended_on"), values.get("end_reason"));
    let version = version(&values)?;
    let withdrawn =
        service::withdraw(&app, &by.caller, id, version, registration, on, reason).await;
    done_or_again(withdrawn, &href(id), Done::Saved, async |problems| {
        end_page(&app, &by, id, registration, &values, problems).await
    })
    .await
}

async fn end_page(
    app: &App,
    by: &Signed,
    id: Uuid,
    registration: Uuid,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let person = people::get(app, &by.caller, id).await?.person;
    let known = find(&person, registration)?;
    let action = format!("{}/registrations/{registration}/withdraw", href(id));
    let (title, submit) = match known.stance {
        Stance::Offers => {
            (Words::new("撤销登记", "Withdraw"), Words::new("确认撤销", "Withdraw it"))
        }
        Stance::Refuses => (
            Words::new("撤销不同意", "Take a refusal back"),
            Words::new("确认撤销", "Take it back"),
        ),
    };
    let reason = Words::new("原因", "Why");
    let form = Form::new(action, by.form_token(), submit)
        .dangerous()
        .with("version", version_text(values, &person))
        .fields(vec![
            Field::day("ended_on", Words::new("撤销日期", "Withdrawn on"), values.get("ended_on"))
                .hint("不详可留空", "empty where it is not known"),
            Field::area("end_reason", reason, values.get("end_reason"))
                .most(500)
                .hint("本人无须说明原因", "nobody has to give one"),
        ])
        .problems(problems)
        .cancel(href(id));
    let about =
        Words::new("记录保留为历史,不会删除。", "The record stays as history; nothing is deleted.");
    let mut template = form_page(app, by, title, &person, form).await?.about(about);
    let programme = Words::new("登记项目", "Programme");
    template.facts.push(Fact::coded(programme, known.programme.label()));
    template.facts.extend(registration_facts(known));
    Ok(template)
}

async fn ask_refusal(State(app): State<App>, Ids(id): Ids<Uuid>, by: Signed) -> Page {
    let template = refusal_page(&app, &by, id, &Values::default(), &[]).await?;
    Ok(form_answer(&template, &[]))
}

async fn refuse(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, values }: Posted) -> Page {
    let mut checks = Checks::new(app.today());
    let said_on = checks.day("refused_on", values.get("refused_on"));
    let programmes: Vec<Programme> =
        values.all("refusals").iter().filter_map(|code| Programme::from_code(code)).collect();
    let refused = match checks.finish(Some(())) {
        Err(problems) => Err(ServiceError::Invalid(problems)),
        Ok(()) => {
            service::refuse(&app, &by.caller, id, version(&values)?, &programmes, said_on).await
        }
    };
    done_or_again(refused, &href(id), Done::Saved, async |problems| {
        refusal_page(&app, &by, id, &values, problems).await
    })
    .await
}

async fn refusal_page(
    app: &App,
    by: &Signed,
    id: Uuid,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let person = people::get(app, &by.caller, id).await?.person;
    let programmes = each(&Programme::ALL, Programme::code, Programme::label);
    let refused = Words::new("不同意捐献", "Does not agree to give");
    let day = Words::new("表示日期", "Said on");
    let submit = Words::new("登记不同意", "Record the refusal");
    let form = Form::new(format!("{}/refuse", href(id)), by.form_token(), submit)
        .dangerous()
        .with("version", version_text(values, &person))
        .fields(vec![
            Field::checks("refusals", refused, programmes, values.all("refusals")).required(),
            Field::day("refused_on", day, values.get("refused_on")).width(Width::Half),
        ])
        .problems(problems)
        .cancel(href(id));
    let about = Words::new(
        "本人明确表示不同意的项目,现有登记随之结束,任何人不得再征求。",
        "A standing registration of what is refused ends with it, and nobody may ask again.",
    );
    let title = Words::new("登记不同意捐献", "Record a refusal");
    Ok(form_page(app, by, title, &person, form).await?.about(about))
}
