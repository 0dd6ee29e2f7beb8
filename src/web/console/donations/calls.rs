//! A call comes in: about somebody who has a record, or about somebody who never registered.

use axum::{Router, extract::State, routing::get};
use uuid::Uuid;

use super::href;
use crate::{
    domain::{
        documents::DocumentKind,
        donations::{CallFrom, inputs::CallInput, stages::Process},
        intake::Intake,
        permissions::Permission,
        programmes::Programme,
        words::{Problem, Words},
    },
    service::{App, donations as service, people},
    web::console::{
        choices::each,
        ids::Ids,
        office,
        people::{form_answer, form_page, href as person_href},
        respond::{self, Done, Page, PageError, done},
        session::{Posted, Signed},
        views::{Choice, Field, Form, FormPage, Place, Section, Values, Width},
    },
};

const ABOUT: Words = Words::new(
    "先核对本人意愿，再谈捐献。每个项目各自办理；未实现之前只有经办人和督导可见。",
    "Look the will up before speaking of donation. Each programme goes its own way; until it is realised only those who handle it and supervisors see it.",
);

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/donations/new", get(ask_report).post(report))
        .route("/people/{id}/donations/new", get(ask).post(enter))
}

fn input(values: &Values) -> CallInput {
    let text = |name: &str| values.get(name).to_owned();
    CallInput {
        programmes: values.all("programmes"),
        called_on: text("called_on"),
        call_from: text("call_from"),
        place: text("place"),
        note: text("note"),
    }
}

/// On to the donation, or to the list where the call was about several.
fn entered(ids: &[Uuid]) -> axum::response::Response {
    match ids {
        [one] => done(&href(*one), Done::Saved),
        _ => done("/donations", Done::Saved),
    }
}

fn fields(app: &App, values: &Values) -> Vec<Field> {
    let programmes: Vec<Choice> = Programme::ALL
        .into_iter()
        .filter(|programme| Process::of(*programme).is_some())
        .map(|programme| Choice::new(programme.code(), programme.label()))
        .collect();
    let today = app.today().to_string();
    let callers = each(CallFrom::ALL, CallFrom::code, CallFrom::label);
    vec![
        Field::checks(
            "programmes",
            Words::new("可能捐献的项目", "What may be given"),
            programmes,
            values.all("programmes"),
        )
        .required(),
        Field::day(
            "called_on",
            Words::new("报案日期", "Day of the call"),
            values.get_or("called_on", &today),
        )
        .required()
        .width(Width::Half),
        Field::radios(
            "call_from",
            Words::new("来电方", "Who called"),
            callers,
            values.get("call_from"),
        )
        .required()
        .width(Width::Full),
        Field::text("place", Words::new("所在地点", "Where the person is"), values.get("place"))
            .most(200)
            .width(Width::Full),
        Field::area("note", Words::new("来电所述", "What was said"), values.get("note"))
            .most(500)
            .width(Width::Full),
    ]
}

async fn ask(State(app): State<App>, Ids(id): Ids<Uuid>, by: Signed) -> Page {
    Ok(form_answer(&call_page(&app, &by, id, &Values::default(), &[]).await?, &[]))
}

async fn enter(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, values }: Posted) -> Page {
    match office::problems(service::open(&app, &by.caller, id, &input(&values)).await)? {
        Ok(ids) => Ok(entered(&ids)),
        Err(problems) => {
            Ok(form_answer(&call_page(&app, &by, id, &values, &problems).await?, &problems))
        }
    }
}

async fn call_page(
    app: &App,
    by: &Signed,
    id: Uuid,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let person = people::get(app, &by.caller, id).await?.person;
    let action = format!("{}/donations/new", person_href(id));
    let form = Form::new(action, by.form_token(), Words::new("登记报案", "Enter the call"))
        .fields(fields(app, values))
        .problems(problems)
        .cancel(person_href(id));
    let title = Words::new("登记捐献报案", "Enter a call");
    Ok(form_page(app, by, title, &person, form).await?.about(ABOUT))
}

async fn ask_report(State(app): State<App>, by: Signed) -> Page {
    by.caller.actor.may(Permission::DonationsWork)?;
    Ok(form_answer(&report_page(&app, &by, &Values::default(), &[]).await?, &[]))
}

async fn report(State(app): State<App>, Posted { by, values }: Posted) -> Page {
    let text = |name: &str| values.get(name).to_owned();
    let who = Intake {
        document_kind: text("document_kind"),
        document_number: text("document_number"),
        name: text("name"),
        birth_date: text("birth_date"),
        ..Intake::default()
    };
    let reported = service::report(&app, &by.caller, &who, &input(&values)).await;
    match office::problems(reported)? {
        Ok(ids) => Ok(entered(&ids)),
        Err(problems) => {
            Ok(form_answer(&report_page(&app, &by, &values, &problems).await?, &problems))
        }
    }
}

async fn report_page(
    app: &App,
    by: &Signed,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let kinds = each(&DocumentKind::ALL, DocumentKind::code, DocumentKind::label);
    let told = Choice::new("", Words::new("按号码判断", "told by the number"));
    let kinds = std::iter::once(told).chain(kinds).collect();
    let who = vec![
        Field::text("name", Words::new("姓名", "Name"), values.get("name"))
            .most(60)
            .required()
            .width(Width::Half)
            .first(),
        Field::select(
            "document_kind",
            Words::new("证件类型", "Kind of document"),
            kinds,
            values.get("document_kind"),
        )
        .width(Width::Half),
        Field::text(
            "document_number",
            Words::new("证件号码", "Document number"),
            values.get("document_number"),
        )
        .most(40)
        .required()
        .width(Width::Half),
        Field::day("birth_date", Words::new("出生日期", "Date of birth"), values.get("birth_date"))
            .width(Width::Half)
            .hint("身份证可留空", "told by a resident ID"),
    ];
    let frame =
        respond::frame(app, by, Words::new("登记捐献报案", "Enter a call"), Some(Place::Donations))
            .await?;
    let form =
        Form::new("/donations/new", by.form_token(), Words::new("登记报案", "Enter the call"))
            .section(Section::new("who", Words::new("关于谁", "About whom"), who).about(
                "已登记过的人会自动找到；从未登记的人也可以受理",
                "somebody registered is found by the number; nobody has to be",
            ))
            .section(Section::new("call", Words::new("来电", "The call"), fields(app, values)))
            .problems(problems)
            .cancel("/donations");
    Ok(FormPage::new(frame, form).about(ABOUT))
}
