//! The forms around a donation: the patient's conditioning begins; how the donor is afterwards.

use axum::{Router, extract::State, routing::get};
use uuid::Uuid;

use super::{
    forms::{case_form, version_text},
    href,
    page::can_condition,
};
use crate::{
    domain::{
        match_cases::{donations::SeriousKind, inputs::AftercareInput, steps::Stage},
        words::{Problem, Words},
    },
    service::{App, ServiceError, match_cases as service},
    web::console::{
        choices::each,
        ids::Ids,
        people::{done_or_again, form_answer, version},
        respond::{Done, Page, PageError},
        session::{Posted, Signed},
        views::{Choice, Field, Form, FormPage, Section, Values, Width},
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/match-cases/{id}/conditioning", get(ask_conditioning).post(conditioning))
        .route("/match-cases/{id}/aftercare", get(ask_aftercare).post(aftercare))
}

async fn ask_conditioning(State(app): State<App>, Ids(id): Ids<Uuid>, by: Signed) -> Page {
    Ok(form_answer(&conditioning_page(&app, &by, id, &Values::default(), &[]).await?, &[]))
}

async fn conditioning(
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Posted { by, values }: Posted,
) -> Page {
    let (version, on) = (version(&values)?, values.get("on"));
    let began = service::conditioning_began(&app, &by.caller, id, version, on).await;
    done_or_again(began, &href(id), Done::Saved, async |problems| {
        conditioning_page(&app, &by, id, &values, problems).await
    })
    .await
}

async fn conditioning_page(
    app: &App,
    by: &Signed,
    id: Uuid,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let shown = service::get(app, &by.caller, id).await?;
    if !can_condition(&shown.case.course) {
        return Err(ServiceError::Missing.into());
    }
    let day = Words::new("清髓开始日期", "Conditioning began on");
    let today = app.today().to_string();
    let action = format!("{}/conditioning", href(id));
    let form = Form::new(action, by.form_token(), Words::new("保存", "Save"))
        .with("version", version_text(values, &shown))
        .fields(vec![
            Field::day("on", day, values.get_or("on", &today))
                .required()
                .width(Width::Half)
                .first(),
        ])
        .problems(problems);
    let about = Words::new(
        "此后志愿者若退出,将作为重大事件上报。",
        "If the volunteer steps back from now on, it is reported as a major incident.",
    );
    let title = Words::new("患者开始清髓", "Conditioning began");
    Ok(case_form(app, by, title, &shown, form).await?.about(about))
}

async fn ask_aftercare(State(app): State<App>, Ids(id): Ids<Uuid>, by: Signed) -> Page {
    Ok(form_answer(&aftercare_page(&app, &by, id, &Values::default(), &[]).await?, &[]))
}

async fn aftercare(
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Posted { by, values }: Posted,
) -> Page {
    let text = |name: &str| values.get(name).to_owned();
    let input = AftercareInput {
        count_on: text("count_on"),
        white_cells: text("white_cells"),
        haemoglobin: text("haemoglobin"),
        platelets: text("platelets"),
        adverse_on: text("adverse_on"),
        adverse_serious: text("adverse_serious"),
        adverse_text: text("adverse_text"),
        recovered_on: text("recovered_on"),
        insured_until: text("insured_until"),
    };
    let added = service::aftercare(&app, &by.caller, id, version(&values)?, &input).await;
    done_or_again(added, &href(id), Done::Saved, async |problems| {
        aftercare_page(&app, &by, id, &values, problems).await
    })
    .await
}

async fn aftercare_page(
    app: &App,
    by: &Signed,
    id: Uuid,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let shown = service::get(app, &by.caller, id).await?;
    shown.case.course.step(Stage::Collected).ok_or(ServiceError::Missing)?;
    let text = |name: &'static str, zh, en| {
        Field::text(name, Words::new(zh, en), values.get(name)).width(Width::Quarter).most(12)
    };
    let day = |name: &'static str, zh, en| {
        Field::day(name, Words::new(zh, en), values.get(name)).width(Width::Quarter)
    };
    let kinds = each(SeriousKind::ALL, SeriousKind::code, SeriousKind::label);
    let not_serious = Choice::new("", Words::new("不严重", "not serious"));
    let kinds = std::iter::once(not_serious).chain(kinds).collect();
    let serious = Words::new("严重程度", "Seriousness");
    let happened = Words::new("情况", "What happened");
    let form =
        Form::new(format!("{}/aftercare", href(id)), by.form_token(), Words::new("保存", "Save"))
            .with("version", version_text(values, &shown))
            .section(Section::new(
                "count",
                Words::new("血常规", "Blood count"),
                vec![
                    day("count_on", "检查日期", "Day"),
                    text("white_cells", "白细胞 10⁹/L", "WBC"),
                    text("haemoglobin", "血红蛋白 g/L", "Hb"),
                    text("platelets", "血小板 10⁹/L", "PLT"),
                ],
            ))
            .section(Section::new(
                "adverse",
                Words::new("不适或不良事件", "Something went wrong"),
                vec![
                    day("adverse_on", "发现日期", "Day"),
                    Field::select("adverse_serious", serious, kinds, values.get("adverse_serious")),
                    Field::area("adverse_text", happened, values.get("adverse_text")).most(500),
                ],
            ))
            .section(Section::new(
                "since",
                Words::new("恢复与保障", "Recovery and insurance"),
                vec![
                    day("recovered_on", "恢复日期", "Recovered"),
                    day("insured_until", "保险至", "Insured until"),
                ],
            ))
            .problems(problems);
    let about = Words::new("填了什么就添加什么,其余不变。", "What is filled in is added.");
    let title = Words::new("捐后情况", "Aftercare");
    Ok(case_form(app, by, title, &shown, form).await?.about(about))
}
