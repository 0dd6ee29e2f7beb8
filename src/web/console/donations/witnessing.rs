//! The witness record: writing it, and each coordinator's signature.

use axum::{Router, extract::State, routing::get};
use uuid::Uuid;

use super::{
    forms::{act, donation_form},
    href,
    page::{refused, witness as record_facts},
};
use crate::{
    domain::{
        donations::inputs::WitnessInput,
        programmes::Organ,
        words::{Problem, Words},
    },
    service::{App, ServiceError, donations as service},
    web::console::{
        choices::each,
        ids::Ids,
        office,
        people::{done_or_again, form_answer, version},
        respond::{Done, Page, PageError, done},
        session::{Posted, Signed},
        views::{Field, FormPage, Values, Width},
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/donations/{id}/witness", get(ask_record).post(write))
        .route("/donations/{id}/sign", get(ask_signature).post(sign))
}

async fn ask_record(State(app): State<App>, Ids(id): Ids<Uuid>, by: Signed) -> Page {
    Ok(form_answer(&record_page(&app, &by, id, &Values::default(), &[]).await?, &[]))
}

async fn write(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, values }: Posted) -> Page {
    let text = |name: &str| values.get(name).to_owned();
    let input = WitnessInput {
        on: text("on"),
        time: text("time"),
        place: text("place"),
        organs: values.all("organs"),
        silence_held: values.has("silence_held", "yes"),
        appearance_restored: values.has("appearance_restored", "yes"),
    };
    let written = service::write_witness(&app, &by.caller, id, version(&values)?, &input).await;
    done_or_again(written, &href(id), Done::Saved, async |problems| {
        record_page(&app, &by, id, &values, problems).await
    })
    .await
}

async fn record_page(
    app: &App,
    by: &Signed,
    id: Uuid,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let shown = service::get(app, &by.caller, id).await?;
    let today = app.today().to_string();
    let tick = |name: &'static str, zh: &'static str, en: &'static str| {
        Field::tick(name, Words::new(zh, en), values.has(name, "yes")).width(Width::Full)
    };
    let fields = vec![
        Field::day("on", Words::new("日期", "Day"), values.get_or("on", &today))
            .required()
            .width(Width::Half)
            .first(),
        Field::text("time", Words::new("时间", "Time"), values.get("time"))
            .most(5)
            .required()
            .width(Width::Half)
            .hint("如 14:05", "such as 14:05"),
        Field::text("place", Words::new("地点", "Where"), values.get("place"))
            .most(200)
            .required()
            .width(Width::Full),
        Field::checks(
            "organs",
            Words::new("获取的器官", "Organs recovered"),
            each(Organ::ALL, Organ::code, Organ::label),
            values.all("organs"),
        )
        .required(),
        tick("silence_held", "获取前全体默哀", "All stood in silence first"),
        tick("appearance_restored", "已恢复遗体外观", "The body's appearance was restored"),
    ];
    let form = act(by, &shown, values, "witness", Words::new("保存记录", "Save the record"))
        .fields(fields)
        .problems(problems);
    let about = Words::new(
        "保存后由两名被指派的协调员各自登录签名；重写记录会使已有签名作废。",
        "Two assigned coordinators then sign, each under her own account; writing it anew voids what was signed.",
    );
    let title = Words::new("见证记录", "Witness record");
    Ok(donation_form(app, by, title, &shown, form).await?.about(about))
}

async fn ask_signature(State(app): State<App>, Ids(id): Ids<Uuid>, by: Signed) -> Page {
    Ok(form_answer(&signature_page(&app, &by, id).await?, &[]))
}

async fn sign(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, values }: Posted) -> Page {
    let signed = service::sign(&app, &by.caller, id, version(&values)?).await;
    match office::problems(signed)? {
        Ok(_) => Ok(done(&href(id), Done::Saved)),
        // Whoever cannot sign now has nothing to correct in the form.
        Err(problems) => refused(&app, &by, id, problems).await,
    }
}

async fn signature_page(app: &App, by: &Signed, id: Uuid) -> Result<FormPage, PageError> {
    let shown = service::get(app, &by.caller, id).await?;
    let record = shown.donation.course.witness.as_ref().ok_or(ServiceError::Missing)?;
    let submit = Words::new("我在场见证，签名", "I was there and sign");
    let form = act(by, &shown, &Values::default(), "sign", submit);
    let about = Words::new(
        "请逐项核对。签名即表示您本人在场见证；每人只签一次，两名签名后记录封存。",
        "Check each line. Signing says that you were there; each signs once, and two signatures close the record.",
    );
    let title = Words::new("签名见证", "Sign the witness record");
    let mut template = donation_form(app, by, title, &shown, form).await?.about(about);
    template.facts.extend(record_facts(app, &shown, record));
    Ok(template)
}
