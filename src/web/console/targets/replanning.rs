//! Planning a target anew: a new version with its document and reason.

use axum::{Router, extract::State, routing::get};
use uuid::Uuid;

use super::href;
use crate::{
    domain::{
        targets::{inputs::ReplanInput, plans::Sort},
        words::{Problem, Words},
    },
    service::{App, targets as service},
    web::console::{
        board::goal,
        ids::Ids,
        people::{done_or_again, form_answer},
        respond::{Done, Page, PageError, frame},
        session::{Posted, Signed},
        views::{Fact, Field, Form, FormPage, Place, Values, Width},
    },
};

const TITLE: Words = Words::new("调整目标", "Plan the target anew");

pub(super) fn routes() -> Router<App> {
    Router::new().route("/targets/{id}/replan", get(ask).post(save))
}

async fn ask(State(app): State<App>, Ids(id): Ids<Uuid>, by: Signed) -> Page {
    let today = Values::from(vec![("effective_on".to_owned(), app.today().to_string())]);
    Ok(form_answer(&form(&app, &by, id, &today, &[]).await?, &[]))
}

async fn save(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, values }: Posted) -> Page {
    let text = |name: &str| values.get(name).to_owned();
    let input = ReplanInput {
        version: values.get("version").parse().unwrap_or(0),
        value: text("value"),
        effective_on: text("effective_on"),
        document: text("document"),
        reason: text("reason"),
    };
    let saved = service::replan(&app, &by.caller, id, &input).await;
    done_or_again(saved, &href(id), Done::Saved, async |problems| {
        form(&app, &by, id, &values, problems).await
    })
    .await
}

async fn form(
    app: &App,
    by: &Signed,
    id: Uuid,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let shown = service::get(app, &by.caller, id).await?;
    let value = |name: &str| values.get(name).to_owned();
    let (label, hint) = if shown.indicator.measure.sort() == Sort::Count {
        (Words::new("新目标数", "New number"), ("整数", "a whole number"))
    } else {
        (Words::new("新目标（%）", "New number, per cent"), ("如 20 或 7.5", "such as 20 or 7.5"))
    };
    let version = shown.held.target.version.to_string();
    let fields = vec![
        Field::text("value", label, value("value"))
            .required()
            .hint(hint.0, hint.1)
            .most(20)
            .width(Width::Third),
        Field::day("effective_on", Words::new("生效日期", "In force from"), value("effective_on"))
            .required(),
        Field::text("document", Words::new("批准文件", "Approving document"), value("document"))
            .required()
            .most(120),
        Field::area("reason", Words::new("理由", "Reason"), value("reason"))
            .required()
            .most(500)
            .hint("写明调整的原因；不写个人姓名", "why it is changed; no names of people"),
    ];
    let form = Form::new(
        format!("{}/replan", href(id)),
        by.form_token(),
        Words::new("保存新版本", "Save the new version"),
    )
    .with("version", values.get_or("version", &version))
    .fields(fields)
    .problems(problems)
    .cancel(href(id));
    let frame = frame(app, by, TITLE, Some(Place::Targets)).await?;
    let terms = &shown.held.target.terms;
    let facts = vec![
        Fact::coded(Words::new("指标", "Indicator"), shown.indicator.name.clone()),
        Fact::new(
            Words::new("最新一版", "Latest version"),
            goal(&shown.indicator, terms.comparator, terms.value),
        ),
        Fact::new(Words::new("批准文件", "Document"), terms.document.clone()),
    ];
    Ok(FormPage::new(frame, form).facts(facts).about(Words::new(
        "调整只增加一个新版本；旧目标、文件和日期一直保留，进度页同时显示原目标。下级目标不会跟着变，请另行分解。",
        "This adds a version. The old target stays in sight beside it; the units below keep theirs until you break it down again.",
    )))
}
