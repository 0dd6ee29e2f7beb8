//! What is printed of a person's registrations: card, certificate, letters of withdrawal. They show her in
//! full, so each opening has its reason in the audit trail.

use axum::{Router, extract::State, routing::get};
use uuid::Uuid;

use super::{
    choices::each,
    ids::Ids,
    office::Units,
    people::{form_answer, form_page, href},
    respond::{self, Page, PageError, page},
    session::{Posted, Signed},
    views::{Choice, Field, Form, FormPage, PaperPage, Place, Printed, Reached, Values, Width},
};
use crate::{
    domain::{
        audit::UnmaskReason,
        masks::MaskedPerson,
        notices::{Notice, NoticeTo},
        papers::{self, Paper},
        registrations::Registration,
        words::{Problem, Words},
    },
    service::{App, people},
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/people/{id}/papers", get(ask).post(print))
}

async fn ask(State(app): State<App>, Ids(id): Ids<Uuid>, by: Signed) -> Page {
    let person = people::get(&app, &by.caller, id).await?.person;
    Ok(form_answer(&asking(&app, &by, &person, &Values::default(), &[]).await?, &[]))
}

async fn print(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, values }: Posted) -> Page {
    let masked = people::get(&app, &by.caller, id).await?.person;
    let again = async |problems: &[Problem]| -> Page {
        Ok(form_answer(&asking(&app, &by, &masked, &values, problems).await?, problems))
    };
    let mut problems = Vec::new();
    let missing = |field: &'static str, zh, en| Problem::new(field, "missing", Words::new(zh, en));
    let reason = UnmaskReason::from_code(values.get("reason"));
    if reason.is_none() {
        problems.push(missing(
            "reason",
            "请选择原因，打印会记入审计。",
            "Choose a reason; it is recorded.",
        ));
    }
    let offered = offered(&masked);
    if offered.iter().all(|choice| choice.value != values.get("paper")) {
        problems.push(missing("paper", "请选择要打印的内容。", "Choose what to print."));
    }
    let Some(reason) = reason.filter(|_| problems.is_empty()) else {
        return again(&problems).await;
    };
    let person = people::unmask(&app, &by.caller, id, reason).await?;
    let wanted = values.get("paper");
    let printed = match Paper::from_code(wanted) {
        Some(Paper::Card) => {
            papers::card(&person, values.get("phones") == "full").map(Printed::Card)
        }
        Some(Paper::Certificate) => papers::certificate(&person).map(Printed::Certificate),
        None => {
            let letter = person.registrations.iter().find_map(|one| {
                let position = positions(one).find(|position| key(one, *position) == wanted)?;
                papers::letter(&person, one, position)
            });
            letter.map(Printed::Letter).ok_or_else(|| {
                missing(
                    "paper",
                    "此人已不在记录中，无法打印通知函。",
                    "Whom the letter was to go to is no longer in the record.",
                )
            })
        }
    };
    match printed {
        Err(problem) => again(&[problem]).await,
        Ok(printed) => {
            let units = Units::now(&app, &by.caller).await?;
            let unit = units.name(person.unit);
            // Browsers print the title above the page: it says nothing.
            let title = Words::new("打印", "Print");
            Ok(page(&PaperPage {
                frame: respond::frame(&app, &by, title, Some(Place::Find)).await?,
                back: href(id),
                office: red_cross(&unit.zh),
                office_en: format!("Red Cross of {}", unit.en),
                phone: units.reached_by_phone(person.unit).map(|(unit, phone)| Reached {
                    office: red_cross(&unit.zh),
                    phone: phone.to_owned(),
                }),
                day: app.today().to_string(),
                printed,
            }))
        }
    }
}

/// What the Red Cross of a unit is called; that of the country is called so already.
fn red_cross(unit: &str) -> String {
    if unit.ends_with("红十字会") { unit.to_owned() } else { format!("{unit}红十字会") }
}

/// What can be printed of this person: card and certificate, and a letter for each notice still owed.
fn offered(person: &MaskedPerson) -> Vec<Choice> {
    let mut offered = each(Paper::ALL, Paper::code, Paper::label);
    for one in &person.registrations {
        for position in positions(one) {
            let programme = one.programme.label();
            let to = one.details.notices[position - 1].to.label();
            let words = Words::made(
                format!("撤销通知函：{}（{}）", to.zh, programme.zh),
                format!("Letter of withdrawal: {} ({})", to.en, programme.en),
            );
            offered.push(Choice::new(key(one, position), words));
        }
    }
    offered
}

/// The places of the notices that go by letter.
fn positions(one: &Registration) -> impl Iterator<Item = usize> {
    let by_letter = |(position, notice): (usize, &Notice)| {
        (notice.to != NoticeTo::NationalSystem && notice.given.is_none()).then_some(position)
    };
    (1..).zip(&one.details.notices).filter_map(by_letter)
}

/// The value of a letter's choice.
fn key(one: &Registration, position: usize) -> String {
    format!("letter-{}-{position}", one.id)
}

async fn asking(
    app: &App,
    by: &Signed,
    person: &MaskedPerson,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let reasons = std::iter::once(Choice::none()).chain(each(
        UnmaskReason::ALL,
        UnmaskReason::code,
        UnmaskReason::label,
    ));
    let phones = vec![
        Choice::new("", Words::new("隐去中间四位", "masked")),
        Choice::new("full", Words::new("完整（本人要求时）", "in full, where the person asks")),
    ];
    let what = Words::new("打印内容", "What");
    let executors = Words::new("登记卡上执行人的电话", "Executors' phones on the card");
    let why = Words::new("查看原因", "Why");
    let submit = Words::new("显示打印页", "Show the page to print");
    let form = Form::new(format!("{}/papers", href(person.id)), by.form_token(), submit)
        .fields(vec![
            Field::radios("paper", what, offered(person), values.get("paper"))
                .required()
                .width(Width::Full),
            Field::radios("phones", executors, phones, values.get("phones")).width(Width::Full),
            Field::select("reason", why, reasons.collect(), values.get("reason")).required(),
        ])
        .problems(problems)
        .cancel(href(person.id));
    let about = Words::new(
        "打印页显示完整姓名，打开会记入审计。请用浏览器的打印功能打印。",
        "The page shows the whole name, and opening it is recorded. Print it with the browser.",
    );
    let title = Words::new("打印登记卡、证书或通知函", "Print card, certificate or letter");
    Ok(form_page(app, by, title, person, form).await?.about(about))
}
