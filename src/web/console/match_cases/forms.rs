//! The forms that take a case a step further: the notice, the next step, taking one back.

use axum::{Router, extract::State, routing::get};
use uuid::Uuid;

use super::{beside_name, href};
use crate::{
    domain::{
        match_cases::{
            donations::Product,
            inputs::{NoticeInput, StepInput},
            steps::Stage,
        },
        words::{Problem, Words},
    },
    service::{
        App, ServiceError,
        match_cases::{self as service, Shown},
        people,
    },
    web::console::{
        choices::each,
        ids::Ids,
        office,
        people::{done_or_again, form_answer, form_page, href as person_href, version},
        respond::{self, Done, Page, PageError, done},
        session::{Posted, Signed},
        views::{Fact, Field, Form, FormPage, Place, Values, Width},
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/people/{id}/match-cases/new", get(ask_notice).post(enter))
        .route("/match-cases/{id}/step", get(ask_step).post(step))
        .route("/match-cases/{id}/undo", get(ask_undo).post(undo))
}

/// A page with one form about a case; it names the volunteer no further than her masked record.
pub(super) async fn case_form(
    app: &App,
    by: &Signed,
    title: Words,
    shown: &Shown,
    form: Form,
) -> Result<FormPage, PageError> {
    let frame = respond::frame(app, by, title, Some(Place::Calls)).await?;
    let (case, person) = (&shown.case, &shown.person);
    let form = form.cancel(href(case.id));
    Ok(FormPage::new(frame, form).facts(vec![
        Fact::masked(Words::new("志愿者", "Volunteer"), person.name.clone()),
        Fact::masked(Words::new("年份与后四位", "Year, last four"), beside_name(person)),
        Fact::new(Words::new("初配通知日期", "Notice"), case.notice_on.to_string()),
        Fact::coded(Words::new("环节", "Stage"), case.course.stage().label()),
    ]))
}

/// The version as a form repeats it: that of the case when the form was first shown.
pub(super) fn version_text(values: &Values, shown: &Shown) -> String {
    values.get_or("version", &shown.case.version.to_string()).to_owned()
}

async fn ask_notice(State(app): State<App>, Ids(id): Ids<Uuid>, by: Signed) -> Page {
    let today = Values::from(vec![("notice_on".to_owned(), app.today().to_string())]);
    Ok(form_answer(&notice_page(&app, &by, id, &today, &[]).await?, &[]))
}

async fn enter(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, values }: Posted) -> Page {
    let (notice_on, number) = (values.get("notice_on").to_owned(), values.get("number").to_owned());
    let notice = NoticeInput { notice_on, number };
    match office::problems(service::open(&app, &by.caller, id, &notice).await)? {
        Ok(case) => Ok(done(&href(case), Done::Saved)),
        Err(problems) => {
            let template = notice_page(&app, &by, id, &values, &problems).await?;
            Ok(form_answer(&template, &problems))
        }
    }
}

async fn notice_page(
    app: &App,
    by: &Signed,
    id: Uuid,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let person = people::get(app, &by.caller, id).await?.person;
    let day = Words::new("初配通知日期", "Day of the notice");
    let number = Words::new("案例编号", "Number at the registry");
    let action = format!("{}/match-cases/new", person_href(id));
    let form = Form::new(action, by.form_token(), Words::new("登记通知", "Enter the notice"))
        .fields(vec![
            Field::day("notice_on", day, values.get("notice_on")).required().width(Width::Half),
            Field::text("number", number, values.get("number")).most(60).width(Width::Half),
        ])
        .problems(problems)
        .cancel(person_href(id));
    let about = Words::new(
        "一次通知一个案例。本人曾明确拒绝的,案例照记,但不再打扰。",
        "One case a notice. Who has refused for good is not asked again; the case is only counted.",
    );
    let title = Words::new("登记初配通知", "Enter a notice");
    Ok(form_page(app, by, title, &person, form).await?.about(about))
}

async fn ask_step(State(app): State<App>, Ids(id): Ids<Uuid>, by: Signed) -> Page {
    Ok(form_answer(&step_page(&app, &by, id, &Values::default(), &[]).await?, &[]))
}

async fn step(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, values }: Posted) -> Page {
    let text = |name: &str| values.get(name).to_owned();
    let input = StepInput {
        stage: text("stage"),
        on: text("on"),
        collection_planned_on: text("collection_planned_on"),
        product: text("product"),
        until: text("until"),
    };
    let advanced = service::advance(&app, &by.caller, id, version(&values)?, &input).await;
    done_or_again(advanced, &href(id), Done::Saved, async |problems| {
        step_page(&app, &by, id, &values, problems).await
    })
    .await
}

async fn step_page(
    app: &App,
    by: &Signed,
    id: Uuid,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let shown = service::get(app, &by.caller, id).await?;
    let course = &shown.case.course;
    let next = course.next().ok_or(ServiceError::Missing)?;
    let today = app.today().to_string();
    let day = Words::new("日期", "Day");
    let mut fields = vec![
        Field::day("on", day, values.get_or("on", &today)).required().width(Width::Half).first(),
    ];
    match next {
        Stage::Consented => fields.push(
            Field::day(
                "collection_planned_on",
                Words::new("计划采集日期", "Collection planned on"),
                values.get("collection_planned_on"),
            )
            .width(Width::Half),
        ),
        Stage::Collected => {
            let products = each(Product::ALL, Product::code, Product::label);
            let until = Words::new("采集结束日期", "Last day of collecting");
            fields.push(
                Field::day("until", until, values.get("until"))
                    .width(Width::Half)
                    .hint("一天采完可留空", "empty where one day was enough"),
            );
            let product = Words::new("采集物", "Product");
            fields.push(
                Field::radios("product", product, products, values.get("product"))
                    .required()
                    .width(Width::Full),
            );
        }
        _ => {}
    }
    let label = next.label();
    let title = Words::made(format!("下一步:{}", label.zh), format!("Next: {}", label.en));
    let form = Form::new(format!("{}/step", href(id)), by.form_token(), Words::new("保存", "Save"))
        .with("version", version_text(values, &shown))
        .with("stage", next.code())
        .fields(fields)
        .problems(problems);
    Ok(case_form(app, by, title, &shown, form).await?.about(meaning(next)))
}

/// What has to be true before a step is written down.
fn meaning(stage: Stage) -> Words {
    match stage {
        Stage::Willing => Words::new(
            "本人亲口表示愿意。只是第一次答复,随时可以改变主意。",
            "The volunteer said so herself. A first answer; she may change her mind at any time.",
        ),
        Stage::Talked => Words::new(
            "已当面谈过,讲清过程与风险,并留出考虑的时间(再动员谈话记录)。",
            "Talked in person about what happens and what can go wrong, with time to think.",
        ),
        Stage::Agreed => {
            Words::new("已书面同意做高分辨分型。", "Agreed in writing to high-resolution typing.")
        }
        Stage::Typed => Words::new(
            "高分辨结果相合。只记是否相合,不记分型数据。",
            "High-resolution typing matches. Only that is kept, never the types.",
        ),
        Stage::Examined => Words::new("体检结论:可以捐献。", "Found fit to donate."),
        Stage::Consented => Words::new(
            "签字前请确认:本人清楚患者清髓之后再退出,患者会有生命危险。",
            "Before signing, make sure she knows: stepping back after conditioning endangers the patient's life.",
        ),
        Stage::Mobilised => Words::new("第一针动员剂的日期。", "The day of the first injection."),
        Stage::Collected => Words::new("采集当天的情况。", "What was collected, and when."),
        _ => Words::new(
            "手续办完,捐献者已安全回家。此后进入随访与关怀。",
            "Everything is handed over and the donor is home safe. Aftercare begins.",
        ),
    }
}

async fn ask_undo(State(app): State<App>, Ids(id): Ids<Uuid>, by: Signed) -> Page {
    Ok(form_answer(&undo_page(&app, &by, id, &Values::default(), &[]).await?, &[]))
}

async fn undo(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, values }: Posted) -> Page {
    let undone = service::undo(&app, &by.caller, id, version(&values)?).await;
    done_or_again(undone, &href(id), Done::Saved, async |problems| {
        undo_page(&app, &by, id, &values, problems).await
    })
    .await
}

async fn undo_page(
    app: &App,
    by: &Signed,
    id: Uuid,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let shown = service::get(app, &by.caller, id).await?;
    let course = &shown.case.course;
    let (what, about) = match (&course.ending, course.reached()) {
        (Some(ending), _) => {
            let (code, label) = (ending.reason.code(), ending.reason.label());
            let about = Words::new(
                "案例回到结束之前的环节。因这次结束而暂停或撤销的登记随之恢复，此后另有改动的除外。已设的“请勿联系”不会解除，需要时请到其页面解除。",
                "The case goes on where it stood. A registration that this end paused or withdrew stands again, unless something was changed since. Do-not-contact stays: it is lifted on her page.",
            );
            (Words::made(format!("结束:{code} {}", label.zh), label.en), about)
        }
        (None, Some(stage)) => {
            let about = Words::new(
                "只用于误记。原来的记录保留在历史中。",
                "Only for mistakes. What was recorded stays in the history.",
            );
            (stage.label(), about)
        }
        (None, None) => return Err(ServiceError::Missing.into()),
    };
    let form = Form::new(
        format!("{}/undo", href(id)),
        by.form_token(),
        Words::new("撤回", "Take it back"),
    )
    .dangerous()
    .with("version", version_text(values, &shown))
    .problems(problems);
    let title = Words::new("撤回上一项", "Take back");
    let mut template = case_form(app, by, title, &shown, form).await?.about(about);
    template.facts.push(Fact::coded(Words::new("将撤回", "Will be taken back"), what));
    Ok(template)
}
