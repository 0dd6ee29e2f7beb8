//! Aid: asked for, decided on by a second person, given, signed for, and what came of it.

use axum::{
    Router,
    extract::State,
    routing::{get, post},
};
use uuid::Uuid;

use super::{act, href, ledger_form, refused, story};
use crate::{
    domain::{
        care::{
            aid::Source,
            entries::What,
            inputs::{AidInput, DayInput},
        },
        words::{Problem, Words},
    },
    service::{
        App, ServiceError,
        care::{self as service, entries},
    },
    web::console::{
        choices::each,
        ids::Ids,
        office::{decided, problems},
        people::{done_or_again, form_answer, version},
        respond::{Done, Page, PageError, done},
        session::{Posted, Signed},
        views::{Choice, Field, FormPage, Values, Width},
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/care/{id}/aid/new", get(ask_new).post(request))
        .route("/care/{id}/aid/{aid}/decision", post(decide))
        .route("/care/{id}/aid/{aid}/{step}", get(ask_step).post(step))
}

async fn ask_new(State(app): State<App>, Ids(id): Ids<Uuid>, by: Signed) -> Page {
    Ok(form_answer(&new_page(&app, &by, id, &Values::default(), &[]).await?, &[]))
}

async fn request(
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Posted { by, values }: Posted,
) -> Page {
    let text = |name: &str| values.get(name).to_owned();
    let input = AidInput {
        on: text("on"),
        amount: text("amount"),
        goods: text("goods"),
        need: text("need"),
        source: text("source"),
        source_words: text("source_words"),
    };
    let asked = entries::request_aid(&app, &by.caller, id, version(&values)?, &input).await;
    done_or_again(asked, &href(id), Done::Asked, async |problems| {
        new_page(&app, &by, id, &values, problems).await
    })
    .await
}

async fn new_page(
    app: &App,
    by: &Signed,
    id: Uuid,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let ledger = service::get(app, &by.caller, id).await?.ledger;
    let get = |name: &str| values.get(name).to_owned();
    let sources = std::iter::once(Choice::none())
        .chain(each(Source::ALL, Source::code, Source::label))
        .collect();
    let today = app.today().to_string();
    let amount = Words::new("金额（元）", "Amount in yuan");
    let fields = vec![
        Field::day("on", Words::new("申请日期", "Day"), values.get_or("on", &today))
            .required()
            .width(Width::Half)
            .first(),
        Field::text("amount", amount, get("amount")).most(20).hint(
            "如 2000 或 1280.50；物资则填其价值",
            "e.g. 2000 or 1280.50; of goods, their worth",
        ),
        Field::text("goods", Words::new("物资", "Goods"), get("goods"))
            .most(200)
            .width(Width::Full)
            .hint("给钱的留空", "empty where it is money"),
        Field::area("need", Words::new("用途和困难", "What it is needed for"), get("need"))
            .most(1000)
            .required(),
        Field::select("source", Words::new("资金来源", "Who pays"), sources, get("source"))
            .required(),
        Field::text("source_words", Words::new("来源说明", "In words"), get("source_words"))
            .most(200)
            .hint("选“其他”时必填", "needed for “Other”"),
    ];
    let form = act(by, &ledger, values, "aid/new", Words::new("提交审批", "Ask for approval"))
        .fields(fields)
        .problems(problems);
    let title = Words::new("申请救助", "Ask for aid");
    let about = Words::new(
        "人道慰问、困难救助，因困难而给，不因捐献而给；由另一位督导审批后才能发放。",
        "Given for hardship, never for the donation; a supervisor who did not ask for it approves first.",
    );
    Ok(ledger_form(app, by, title, &ledger, form).await?.about(about))
}

async fn decide(
    State(app): State<App>,
    Ids((id, aid)): Ids<(Uuid, Uuid)>,
    Posted { by, values }: Posted,
) -> Page {
    let approved = decided(&values, "approve", "decline")?;
    let (version, words) = (version(&values)?, values.get(&story::opinion(aid)));
    let decided = entries::decide_aid(&app, &by.caller, id, aid, version, approved, words).await;
    match problems(decided)? {
        Ok(_) => Ok(done("/care/approvals", Done::Decided)),
        Err(problems) => refused(&app, &by, id, problems).await,
    }
}

/// What follows an approval.
#[derive(Clone, Copy)]
enum Step {
    Giving,
    Receipt,
    Outcome,
}

impl Step {
    fn of(code: &str) -> Result<Self, ServiceError> {
        match code {
            "giving" => Ok(Self::Giving),
            "receipt" => Ok(Self::Receipt),
            "outcome" => Ok(Self::Outcome),
            _ => Err(ServiceError::Missing),
        }
    }

    const fn code(self) -> &'static str {
        match self {
            Self::Giving => "giving",
            Self::Receipt => "receipt",
            Self::Outcome => "outcome",
        }
    }

    const fn title(self) -> Words {
        match self {
            Self::Giving => Words::new("记录发放", "It was given"),
            Self::Receipt => Words::new("记录签收", "It was signed for"),
            Self::Outcome => Words::new("记录成效", "What came of it"),
        }
    }
}

async fn ask_step(
    State(app): State<App>,
    Ids((id, aid, step)): Ids<(Uuid, Uuid, String)>,
    by: Signed,
) -> Page {
    let step = Step::of(&step)?;
    Ok(form_answer(&step_page(&app, &by, (id, aid, step), &Values::default(), &[]).await?, &[]))
}

async fn step(
    State(app): State<App>,
    Ids((id, aid, step)): Ids<(Uuid, Uuid, String)>,
    Posted { by, values }: Posted,
) -> Page {
    let (step, version) = (Step::of(&step)?, version(&values)?);
    let (on, words) = (values.get("on").to_owned(), values.get("words").to_owned());
    let (day, caller) = (DayInput { on, words }, &by.caller);
    let saved = match step {
        Step::Giving => entries::give_aid(&app, caller, id, aid, version, &day).await,
        Step::Receipt => entries::receipt_aid(&app, caller, id, aid, version, &day).await,
        Step::Outcome => entries::outcome_of_aid(&app, caller, id, aid, version, &day).await,
    };
    done_or_again(saved, &href(id), Done::Saved, async |problems| {
        step_page(&app, &by, (id, aid, step), &values, problems).await
    })
    .await
}

async fn step_page(
    app: &App,
    by: &Signed,
    (id, aid, step): (Uuid, Uuid, Step),
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let ledger = service::get(app, &by.caller, id).await?.ledger;
    let Some(What::Aid(known)) = ledger.entry(aid).map(|entry| &entry.what) else {
        return Err(ServiceError::Missing.into());
    };
    let today = app.today().to_string();
    let day = Words::new("日期", "Day");
    let mut fields = vec![
        Field::day("on", day, values.get_or("on", &today)).required().width(Width::Half).first(),
    ];
    let words = |label: Words| Field::area("words", label, values.get("words")).most(1000);
    match step {
        Step::Giving => {}
        Step::Receipt => fields.push(words(Words::new("收据说明", "The receipt"))),
        Step::Outcome => fields.push(words(Words::new("成效", "What came of it")).required()),
    }
    let path = format!("aid/{aid}/{}", step.code());
    let form = act(by, &ledger, values, &path, Words::new("保存", "Save"))
        .fields(fields)
        .problems(problems);
    let mut template = ledger_form(app, by, step.title(), &ledger, form).await?;
    template.facts.extend(story::of_aid(known));
    Ok(template)
}
