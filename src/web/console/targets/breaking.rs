//! Breaking a target down: first the method, then the numbers it gives, to be looked at and changed before they are
//! saved.

use axum::{
    Router,
    extract::State,
    response::Response,
    routing::{get, post},
};
use uuid::Uuid;

use super::href;
use crate::{
    domain::{
        targets::{
            Method,
            inputs::{BreakdownInput, PartInput, Preview},
        },
        words::{Problem, Words},
    },
    service::{
        App,
        targets::{self as service, Breaking},
    },
    web::console::{
        board::goal,
        choices::each,
        ids::Ids,
        office::{Units, problems},
        people::form_answer,
        respond::{Done, Page, PageError, done, frame},
        session::{Posted, Signed},
        views::{Fact, Field, Form, FormPage, Notice, Place, Section, Tone, Values, Width},
    },
};

const TITLE: Words = Words::new("分解目标", "Break the target down");

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/targets/{id}/breakdown", get(ask).post(save))
        .route("/targets/{id}/breakdown/preview", post(preview))
}

async fn ask(State(app): State<App>, Ids(id): Ids<Uuid>, by: Signed) -> Page {
    let breaking = service::breaking(&app, &by.caller, id).await?;
    let chosen = Values::from(vec![("method".to_owned(), Method::PastShare.code().to_owned())]);
    Ok(form_answer(&method_page(&app, &by, &breaking, &chosen, &[]).await?, &[]))
}

/// The numbers that the chosen method gives; by hand, those that the units have now.
async fn preview(
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Posted { by, values }: Posted,
) -> Page {
    let breaking = service::breaking(&app, &by.caller, id).await?;
    if values.get("method") == Method::ByHand.code() {
        let now = |n: usize, unit: Uuid| {
            let held = breaking.shown.below.iter().find(|(child, _)| *child == unit);
            let value = held.map(|(_, held)| held.terms.value.to_string()).unwrap_or_default();
            (format!("value_{n}"), value)
        };
        let numbers = breaking.children.iter().enumerate().map(|(n, child)| now(n, child.unit));
        let filled = with(&values, numbers.collect());
        return Ok(form_answer(
            &numbers_page(&app, &by, &breaking, &filled, None, &[]).await?,
            &[],
        ));
    }
    let input = input(&breaking, &values, false);
    match problems(service::preview(&app, &by.caller, id, &input).await)? {
        Ok((breaking, preview)) => {
            let numbers = preview.parts.iter().enumerate();
            let numbers = numbers.map(|(n, (_, value))| (format!("value_{n}"), value.to_string()));
            let filled = with(&values, numbers.collect());
            Ok(form_answer(
                &numbers_page(&app, &by, &breaking, &filled, Some(&preview), &[]).await?,
                &[],
            ))
        }
        Err(found) => {
            let found = placed(found);
            Ok(form_answer(&method_page(&app, &by, &breaking, &values, &found).await?, &found))
        }
    }
}

async fn save(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, values }: Posted) -> Page {
    let breaking = service::breaking(&app, &by.caller, id).await?;
    let input = input(&breaking, &values, true);
    match problems(service::break_down(&app, &by.caller, id, &input).await)? {
        Ok(_) => Ok(done(&href(id), Done::Saved)),
        Err(found) => again(&app, &by, &breaking, &values, found).await,
    }
}

/// The numbers once more, as they were typed, with what is wrong.
async fn again(
    app: &App,
    by: &Signed,
    breaking: &Breaking,
    values: &Values,
    found: Vec<Problem>,
) -> Result<Response, PageError> {
    let found = placed(found);
    Ok(form_answer(&numbers_page(app, by, breaking, values, None, &found).await?, &found))
}

/// The same values, the numbers replaced.
fn with(values: &Values, numbers: Vec<(String, String)>) -> Values {
    let others = values.pairs().iter().filter(|(name, _)| !name.starts_with("value_")).cloned();
    Values::from(others.chain(numbers).collect::<Vec<_>>())
}

/// `parts[3].value` stands in the form as `value_3`.
fn placed(found: Vec<Problem>) -> Vec<Problem> {
    let place = |problem: Problem| {
        let within = problem.field.strip_prefix("parts[").and_then(|rest| rest.split_once("]."));
        match within.map(|(n, field)| format!("{field}_{n}")) {
            Some(field) => Problem { field: field.into(), ..problem },
            None => problem,
        }
    };
    found.into_iter().map(place).collect()
}

fn input(breaking: &Breaking, values: &Values, numbers: bool) -> BreakdownInput {
    let text = |name: &str| values.get(name).to_owned();
    let part = |(n, child): (usize, &crate::domain::targets::Child)| PartInput {
        unit: child.unit.to_string(),
        value: if numbers { text(&format!("value_{n}")) } else { String::new() },
        floor: text(&format!("floor_{n}")),
        cap: text(&format!("cap_{n}")),
        population: text(&format!("population_{n}")),
    };
    BreakdownInput {
        version: values.get("version").parse().unwrap_or(0),
        method: text("method"),
        parts: breaking.children.iter().enumerate().map(part).collect(),
        effective_on: text("effective_on"),
        document: text("document"),
        reason: text("reason"),
        accept_difference: text("accept_difference"),
    }
}

async fn method_page(
    app: &App,
    by: &Signed,
    breaking: &Breaking,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let units = Units::now(app, &by.caller).await?;
    let value = |name: &str| values.get(name).to_owned();
    let methods = each(Method::ALL, Method::code, Method::label);
    let method = Field::radios("method", Words::new("方法", "Method"), methods, value("method"))
        .required()
        .width(Width::Full);
    let mut bounds = Vec::new();
    let mut people = Vec::new();
    for (n, child) in breaking.children.iter().enumerate() {
        let name = units.name(child.unit);
        let field = |what: &str, zh: &str, en: &str| {
            let label = Words::made(format!("{} {zh}", name.zh), en.to_owned());
            Field::text(format!("{what}_{n}"), label, value(&format!("{what}_{n}"))).most(12)
        };
        bounds.push(field("floor", "至少", "floor").width(Width::Quarter));
        bounds.push(field("cap", "至多", "cap").width(Width::Quarter));
        people.push(field("population", "人口", "people").width(Width::Quarter));
    }
    let filled = |what: &str| values.any(what);
    let id = breaking.shown.held.target.id;
    let form = Form::new(
        format!("{}/breakdown/preview", href(id)),
        by.form_token(),
        Words::new("计算并预览", "Compute and preview"),
    )
    .with("version", breaking.shown.held.target.version.to_string())
    .fields(vec![method])
    .section(
        Section::new(
            "people",
            Words::new("各下级人口（用于“人口与近三年占比各半”）", "People, for the blend"),
            people,
        )
        .folded(filled("population_")),
    )
    .section(
        Section::new(
            "bounds",
            Words::new("各下级的下限和上限（可不填）", "Floors and caps"),
            bounds,
        )
        .folded(filled("floor_") || filled("cap_")),
    )
    .problems(problems)
    .cancel(href(id));
    finish(app, by, breaking, form).await
}

async fn numbers_page(
    app: &App,
    by: &Signed,
    breaking: &Breaking,
    values: &Values,
    preview: Option<&Preview>,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let units = Units::now(app, &by.caller).await?;
    let value = |name: &str| values.get(name).to_owned();
    let numbers = breaking.children.iter().enumerate().map(|(n, child)| {
        let name = units.name(child.unit);
        let label = Words::made(format!("{}（近三年 {}）", name.zh, child.past), "");
        Field::text(format!("value_{n}"), label, value(&format!("value_{n}")))
            .required()
            .most(12)
            .width(Width::Quarter)
    });
    let today = app.today().to_string();
    let said = vec![
        Field::day(
            "effective_on",
            Words::new("生效日期", "In force from"),
            values.get_or("effective_on", &today),
        )
        .required(),
        Field::text("document", Words::new("批准文件", "Approving document"), value("document"))
            .required()
            .most(120)
            .width(Width::TwoThirds),
        Field::area("reason", Words::new("理由", "Reason"), value("reason")).most(500).hint(
            "接受差额时必填；不写个人姓名",
            "needed where a difference is accepted; no names of people",
        ),
        Field::tick(
            "accept_difference",
            Words::new("接受差额：下级合计可以不等于目标", "Accept that the parts do not add up"),
            values.get("accept_difference") == "yes",
        )
        .width(Width::Full),
    ];
    let id = breaking.shown.held.target.id;
    let mut form = Form::new(
        format!("{}/breakdown", href(id)),
        by.form_token(),
        Words::new("下达目标", "Set the targets"),
    )
    .with("version", values.get("version"))
    .with("method", values.get("method"))
    .section(Section::new(
        "numbers",
        Words::new("各下级的目标数", "The numbers"),
        numbers.collect(),
    ))
    .section(Section::new("said", Words::new("依据", "On what ground"), said))
    .problems(problems)
    .cancel(format!("{}/breakdown", href(id)));
    let kept = ["floor_", "cap_", "population_"];
    for (name, value) in values.pairs() {
        if kept.iter().any(|prefix| name.starts_with(prefix)) && !value.is_empty() {
            form = form.with(name.as_str(), value.as_str());
        }
    }
    if let Some(preview) = preview {
        let whole = breaking.shown.held.target.terms.value;
        let words = Words::made(
            format!(
                "预览（{}）：合计与目标 {whole} 一致。尚未保存，可以逐个修改。",
                preview.method.label().zh
            ),
            format!(
                "Preview: the parts add up to {whole}. Nothing is saved yet; change what you like."
            ),
        );
        form.notices.push(Notice::new(Tone::Info, words));
    }
    finish(app, by, breaking, form).await
}

async fn finish(
    app: &App,
    by: &Signed,
    breaking: &Breaking,
    form: Form,
) -> Result<FormPage, PageError> {
    let frame = frame(app, by, TITLE, Some(Place::Targets)).await?;
    let (held, indicator) = (&breaking.shown.held, &breaking.shown.indicator);
    let terms = &held.target.terms;
    let facts = vec![
        Fact::coded(Words::new("指标", "Indicator"), indicator.name.clone()),
        Fact::new(
            Words::new("本级目标", "The target"),
            goal(indicator, terms.comparator, terms.value),
        ),
        Fact::new(Words::new("年份", "Years"), held.target.years.text()),
    ];
    Ok(FormPage::new(frame, form).facts(facts).about(Words::new(
        "余数按最大余数法分配，合计与目标分毫不差；已有目标的下级增加一个新版本，旧目标保留。",
        "Largest remainders: the parts add up exactly. A unit that has a target gets its next version; the old one stays.",
    )))
}
