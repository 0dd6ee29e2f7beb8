//! The next step of a donation, each with what belongs to it.

use axum::{Router, extract::State, routing::get};
use uuid::Uuid;

use super::{
    forms::{act, assignable, donation_form},
    href,
    page::refused,
};
use crate::{
    domain::{
        donations::{
            families::{Kin, Opinion},
            inputs::{SignatureInput, StepInput},
            stages::Stage,
        },
        words::{Problem, Words},
    },
    service::{
        App, ServiceError,
        donations::{self as service, Shown},
    },
    web::console::{
        choices::each,
        ids::Ids,
        office,
        people::{form_answer, version},
        respond::{Done, Page, PageError, done},
        session::{Posted, Signed},
        views::{Choice, Field, Form, FormPage, Section, Values, Width},
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/donations/{id}/step", get(ask).post(step))
}

async fn ask(State(app): State<App>, Ids(id): Ids<Uuid>, by: Signed) -> Page {
    Ok(form_answer(&step_page(&app, &by, id, &Values::default(), &[]).await?, &[]))
}

async fn step(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, values }: Posted) -> Page {
    let advanced = service::advance(&app, &by.caller, id, version(&values)?, &input(&values)).await;
    match office::problems(advanced)? {
        Ok(_) => Ok(done(&href(id), Done::Saved)),
        Err(problems) => {
            let next = service::get(&app, &by.caller, id).await?.donation.next();
            // The form of another step could show nothing of what was typed here.
            if next.map(Stage::code) != Some(values.get("stage")) {
                return refused(&app, &by, id, problems).await;
            }
            let template = step_page(&app, &by, id, &values, &problems).await?;
            Ok(form_answer(&template, &problems))
        }
    }
}

fn input(values: &Values) -> StepInput {
    let text = |name: &str| values.get(name).to_owned();
    let signature = |n: usize| {
        let part = |part: &str| values.get(&format!("signature_{n}_{part}")).to_owned();
        SignatureInput {
            kin: part("kin"),
            name: part("name"),
            opinion: part("opinion"),
            on: part("on"),
        }
    };
    StepInput {
        stage: text("stage"),
        on: text("on"),
        signatures: (1..=values.rows("signature")).map(signature).collect(),
        nobody: values.all("nobody"),
        coordinators: values.all("coordinators"),
        receiving_unit: text("receiving_unit"),
        proof_number: text("proof_number"),
        number: text("number"),
        words: text("words"),
        used_for: text("used_for"),
    }
}

async fn step_page(
    app: &App,
    by: &Signed,
    id: Uuid,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let shown = service::get(app, &by.caller, id).await?;
    let next = shown.donation.next().ok_or(ServiceError::Missing)?;
    let label = next.label();
    let form =
        act(by, &shown, values, "step", Words::new("保存", "Save")).with("stage", next.code());
    let form = match next {
        Stage::FamilyConfirmed => family(form, values),
        _ => form.fields(fields(app, &shown, next, values)),
    };
    let title = Words::made(format!("下一步：{}", label.zh), format!("Next: {}", label.en));
    let template = donation_form(app, by, title, &shown, form.problems(problems)).await?;
    Ok(template.about(meaning(next)))
}

fn fields(app: &App, shown: &Shown, next: Stage, values: &Values) -> Vec<Field> {
    let text = |name: &'static str, zh: &'static str, en: &'static str, most: usize| {
        Field::text(name, Words::new(zh, en), values.get(name)).most(most).width(Width::Full)
    };
    let today = app.today().to_string();
    let mut fields = vec![
        Field::day("on", Words::new("日期", "Day"), values.get_or("on", &today))
            .required()
            .width(Width::Half)
            .first(),
    ];
    match next {
        Stage::Assigned => fields.push(
            Field::checks(
                "coordinators",
                Words::new("指派的协调员", "Coordinators"),
                assignable(shown),
                values.all("coordinators"),
            )
            .required()
            .hint("至少两名", "two at least"),
        ),
        Stage::Accepted => {
            fields.push(text("receiving_unit", "接收单位", "Receiving unit", 120).required())
        }
        Stage::HandedOver => {
            fields.push(text("proof_number", "接受证明编号", "Number of the proof", 60).required())
        }
        Stage::Certified => fields.push(text("number", "捐献证书编号", "Certificate number", 60)),
        Stage::LaidToRest => {
            fields.push(text("words", "丧葬安排", "Farewell and burial", 500));
        }
        Stage::ReportedBack => {
            fields.push(text("used_for", "利用情况", "What it was used for", 200).required());
            fields.push(text("words", "火化与安葬", "Cremation, ashes, memorial", 500));
        }
        _ => {}
    }
    fields
}

/// The checklist of those who decide together.
fn family(form: Form, values: &Values) -> Form {
    let pick = |name: String, label: Words, list: Vec<Choice>| {
        let list = std::iter::once(Choice::none()).chain(list).collect();
        let value = values.get(&name).to_owned();
        Field::select(name, label, list, value).width(Width::Quarter)
    };
    let row = |n: &str| {
        let name = |part: &str| format!("signature_{n}_{part}");
        let said = |part: &str| values.get(&name(part)).to_owned();
        vec![
            pick(name("kin"), Words::new("关系", "Kin"), each(Kin::ALL, Kin::code, Kin::label)),
            Field::text(name("name"), Words::new("姓名", "Name"), said("name"))
                .most(60)
                .width(Width::Quarter),
            pick(
                name("opinion"),
                Words::new("意见", "Opinion"),
                each(Opinion::ALL, Opinion::code, Opinion::label),
            ),
            Field::day(name("on"), Words::new("签名日期", "Signed on"), said("on"))
                .width(Width::Quarter),
        ]
    };
    let nobody = Field::checks(
        "nobody",
        Words::new("无此亲属", "None of these lives"),
        each(Kin::ALL, Kin::code, Kin::label),
        values.all("nobody"),
    );
    let signatures = Words::new("书面签名", "Written signatures");
    form.section(Section::new("signatures", signatures, Vec::new()).rows(
        "signatures",
        Words::new("亲属", "Relative"),
        values.rows("signature"),
        2,
        row,
    ))
    .section(Section::new(
        "nobody",
        Words::new("没有的亲属", "Kin that there is none of"),
        vec![nobody],
    ))
}

/// What has to be true before a step is written down.
fn meaning(stage: Stage) -> Words {
    match stage {
        Stage::FamilyConfirmed => Words::new(
            "配偶、成年子女、父母须全部书面同意（民法典 1006 条）。任何一人不同意，即以“亲属反对”结束。",
            "Spouse, adult children and parents all agree in writing (Civil Code 1006). One objection ends it.",
        ),
        Stage::Assessed => Words::new(
            "医院已作医学评估，适合捐献。",
            "The hospital has assessed and found it suitable.",
        ),
        Stage::EthicsApproved => {
            Words::new("医院伦理委员会已审查同意。", "The hospital's ethics committee approved.")
        }
        Stage::Assigned => Words::new(
            "至少两名红十字会协调员（不是医院的），证件有效、有自己的账号：见证时各自签名。",
            "At least two coordinators of the Red Cross, not the hospital's, certified and with accounts of their own: each signs for herself.",
        ),
        Stage::Determined => Words::new(
            "由不参与获取的医师判定死亡。此后登记状态改为已故。",
            "By physicians who take no part in the recovery. The record then says deceased.",
        ),
        Stage::Accepted => Words::new("接收单位已同意接收。", "The receiving unit has accepted."),
        Stage::HandedOver => Words::new(
            "接收单位出具的接受证明：家属凭此办理丧葬费等手续。此后登记状态改为已故、已实现捐献。",
            "The receiving unit's proof, with which the family claims funeral benefits. The record then says deceased and realised.",
        ),
        Stage::Certified => Words::new(
            "捐献证书已交到家属手中。",
            "The certificate of honour is in the family's hands.",
        ),
        Stage::LaidToRest => {
            Words::new("告别与安葬已按家属意愿办妥。", "Farewell and burial as the family wished.")
        }
        _ => Words::new(
            "接收单位应答复利用情况；请如实、郑重地转告家属与执行人。",
            "The receiving unit owes an answer; pass it on to family and executor truthfully and with respect.",
        ),
    }
}
