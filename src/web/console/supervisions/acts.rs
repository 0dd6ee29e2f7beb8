//! What is done about a visit: it is made or cancelled, findings are written down, reported, closed.

use axum::{
    Router,
    extract::{Query, State},
    routing::get,
};
use serde::Deserialize;
use uuid::Uuid;

use super::href;
use crate::{
    domain::{
        supervisions::{
            Finding, FindingKind,
            inputs::{AnswerInput, FindingInput, RectificationInput},
        },
        words::{Problem, Words},
    },
    service::{
        App, ServiceError,
        supervisions::{self as service, Shown},
    },
    web::console::{
        choices::each,
        ids::Ids,
        office::{self, Units},
        people::{form_answer, version},
        respond::{self, Done, Page, PageError, done},
        session::{Posted, Signed},
        views::{Choice, Fact, Field, Form, FormPage, Place, Values, Width},
    },
};

/// One of the acts, each with a form of its own.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Act {
    Hold,
    Cancel,
    Find,
    Rectify,
    Answer,
}

/// Which finding, from 1.
#[derive(Deserialize)]
struct Asked {
    finding: Option<usize>,
}

impl Act {
    const ALL: [Self; 5] = [Self::Hold, Self::Cancel, Self::Find, Self::Rectify, Self::Answer];

    /// The last part of its address.
    const fn step(self) -> &'static str {
        match self {
            Self::Hold => "hold",
            Self::Cancel => "cancel",
            Self::Find => "finding",
            Self::Rectify => "rectify",
            Self::Answer => "answer",
        }
    }

    const fn title(self) -> Words {
        match self {
            Self::Hold => Words::new("登记督导已开展", "The visit was made"),
            Self::Cancel => Words::new("取消督导", "Cancel the visit"),
            Self::Find => Words::new("记录问题", "Write a finding down"),
            Self::Rectify => Words::new("报告整改", "Report what was put right"),
            Self::Answer => Words::new("确认或退回整改", "Confirm or send back"),
        }
    }

    const fn about(self) -> Words {
        match self {
            Self::Hold => Words::new("填写实际开展的日期。", "The day on which it was made."),
            Self::Cancel => {
                Words::new("记录保留，写明原因。", "The record stays, with the reason.")
            }
            Self::Find => Words::new(
                "一条写一个问题。填了整改期限，就要由被督导机构报告整改、由督导机构确认。",
                "One finding each. With a day, the office visited has to report and the one that visited to confirm.",
            ),
            Self::Rectify => Words::new(
                "写明做了什么、哪天完成。督导机构确认后才算整改完成。",
                "What was done, and on which day. It counts as put right once the office that visited confirms.",
            ),
            Self::Answer => Words::new(
                "确认后问题销号；退回的，被督导机构须再次整改。",
                "Confirmed, the finding is closed; sent back, it has to be put right again.",
            ),
        }
    }

    /// Whether the caller may do it: only the office visited cannot do what is the other's.
    const fn fits(self, shown: &Shown) -> bool {
        shown.leads || matches!(self, Self::Rectify)
    }

    fn fields(self, values: &Values, was: Option<&Finding>, today: &str) -> Vec<Field> {
        let value = |name: &str| values.get(name).to_owned();
        let on = |label: Words| Field::day("on", label, values.get_or("on", today)).required();
        match self {
            Self::Hold => vec![on(Words::new("开展日期", "Day")).first()],
            Self::Cancel => vec![
                Field::area("why", Words::new("原因", "Why"), value("why"))
                    .required()
                    .most(500)
                    .first(),
            ],
            Self::Find => {
                let kinds = each(FindingKind::ALL, FindingKind::code, FindingKind::label);
                let none = Choice::new("", Words::new("请选择", "choose"));
                let kinds = std::iter::once(none).chain(kinds).collect();
                let kind = was.map_or("", |was| was.kind.code());
                let due = was.and_then(|was| was.due_on).map(|due| due.to_string());
                let due = due.unwrap_or_default();
                vec![
                    Field::select(
                        "kind",
                        Words::new("方面", "About"),
                        kinds,
                        values.get_or("kind", kind),
                    )
                    .required()
                    .width(Width::Half)
                    .first(),
                    Field::day(
                        "due_on",
                        Words::new("整改期限", "To be put right by"),
                        values.get_or("due_on", &due),
                    )
                    .hint("不需要整改的留空", "empty where nothing has to be"),
                    Field::area(
                        "text",
                        Words::new("发现的问题", "What was found"),
                        values.get_or("text", was.map_or("", |was| was.text.as_str())),
                    )
                    .required()
                    .most(1_000)
                    .hint("请勿写入证件号码或电话", "no document or phone numbers"),
                ]
            }
            Self::Rectify => vec![
                on(Words::new("整改日期", "Rectified on")),
                Field::area("what", Words::new("整改情况", "What was done"), value("what"))
                    .required()
                    .most(1_000)
                    .first(),
            ],
            Self::Answer => vec![
                Field::radios(
                    "decision",
                    Words::new("处理", "Decision"),
                    vec![
                        Choice::new("accept", Words::new("确认整改完成", "put right")),
                        Choice::new("return", Words::new("退回再整改", "send back")),
                    ],
                    value("decision"),
                )
                .required()
                .width(Width::Full)
                .first(),
                Field::area("words", Words::new("说明", "In words"), value("words"))
                    .most(500)
                    .hint("退回时必填", "needed to send it back"),
            ],
        }
    }
}

pub(super) fn routes() -> Router<App> {
    Act::ALL.into_iter().fold(Router::new(), |router, act| {
        let ask = move |State(app): State<App>,
                        Ids(id): Ids<Uuid>,
                        Query(asked): Query<Asked>,
                        by: Signed| ask(act, app, id, asked, by);
        let posted = move |State(app): State<App>, Ids(id): Ids<Uuid>, form: Posted| {
            post(act, app, id, form)
        };
        router.route(&format!("/supervisions/{{id}}/{}", act.step()), get(ask).post(posted))
    })
}

async fn ask(act: Act, app: App, id: Uuid, asked: Asked, by: Signed) -> Page {
    let form = form(act, &app, &by, (id, asked.finding), &Values::default(), &[]).await?;
    Ok(form_answer(&form, &[]))
}

async fn post(act: Act, app: App, id: Uuid, Posted { by, values }: Posted) -> Page {
    let (caller, version) = (&by.caller, version(&values)?);
    let text = |name: &str| values.get(name).to_owned();
    let finding: Option<usize> = values.get("finding").parse().ok();
    let number = finding.unwrap_or(0);
    let saved = match act {
        Act::Hold => service::hold(&app, caller, id, version, values.get("on")).await,
        Act::Cancel => service::cancel(&app, caller, id, version, values.get("why")).await,
        Act::Find => {
            let input =
                FindingInput { kind: text("kind"), text: text("text"), due_on: text("due_on") };
            service::find(&app, caller, id, version, finding, &input).await
        }
        Act::Rectify => {
            let input = RectificationInput { on: text("on"), what: text("what") };
            service::rectify(&app, caller, id, version, number, &input).await
        }
        Act::Answer => {
            let input = AnswerInput { decision: text("decision"), words: text("words") };
            service::answer(&app, caller, id, version, number, &input).await
        }
    };
    match office::problems(saved)? {
        Ok(_) => Ok(done(&href(id), Done::Saved)),
        Err(found) => {
            let form = form(act, &app, &by, (id, finding), &values, &found).await?;
            Ok(form_answer(&form, &found))
        }
    }
}

async fn form(
    act: Act,
    app: &App,
    by: &Signed,
    (id, number): (Uuid, Option<usize>),
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let shown = service::get(app, &by.caller, id).await?;
    let visit = &shown.visit;
    let finding = number.and_then(|number| visit.details.findings.get(number.checked_sub(1)?));
    let needs = matches!(act, Act::Rectify | Act::Answer) || number.is_some();
    let lost = !act.fits(&shown) || (needs && finding.is_none());
    if lost && problems.is_empty() {
        return Err(ServiceError::Missing.into());
    }
    let read = visit.version.to_string();
    let number = number.map(|number| number.to_string()).unwrap_or_default();
    let form = Form::new(format!("{}/{}", href(id), act.step()), by.form_token(), act.title())
        .with("version", values.get_or("version", &read))
        .with("finding", number)
        .fields(act.fields(values, finding, &app.today().to_string()))
        .problems(problems)
        .cancel(href(id));
    let form = if act == Act::Cancel { form.dangerous() } else { form };
    let frame = respond::frame(app, by, act.title(), Some(Place::Supervisions)).await?;
    let units = Units::now(app, &by.caller).await?;
    let mut facts = vec![
        Fact::coded(Words::new("被督导机构", "Visited"), units.name(visit.unit)),
        Fact::new(Words::new("日期", "Day"), visit.on.to_string()),
    ];
    if let Some(finding) = finding.filter(|_| act != Act::Find) {
        facts.push(Fact::new(Words::new("问题", "Finding"), finding.text.clone()));
        let report = finding.reports.last().filter(|_| act == Act::Answer);
        let done = report.map(|report| format!("{} {}", report.on, report.what));
        facts.extend(done.map(|done| Fact::new(Words::new("整改", "Rectified"), done)));
    }
    Ok(FormPage::new(frame, form).about(act.about()).facts(facts))
}
