//! Reports: what was issued, drafts as the figures are now, issuing and correcting, copies.

mod charts;
mod copies;
mod issue;
mod page;

use axum::{
    Router,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect},
    routing::get,
};
use chrono::Months;
use serde::Deserialize;
use uuid::Uuid;

use super::{
    choices::each,
    office::{Units, time},
    respond::{self, Here, Page, page as answer, page_with},
    session::{Posted, Signed},
    views::{Badge, Cell, Choice, Field, Form, ListPage, Place, Table, Tone, Values, Width},
};
use crate::{
    domain::{
        periods::{Period, Quarter},
        reports::{Purpose, ReportKind},
        words::{Problem, Words},
    },
    service::{
        App, ServiceError,
        reports::{self as service, Listed, Wanted},
    },
};

const TITLE: Words = Words::new("报表", "Reports");

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/reports", get(list).post(choose))
        .merge(page::routes())
        .merge(issue::routes())
        .merge(copies::routes())
}

/// An issued report's page.
fn href(id: Uuid) -> String {
    format!("/reports/{id}")
}

/// Which draft, as an address says: only unit, kind and period, nothing personal.
#[derive(Deserialize, Default, Clone)]
#[serde(default)]
struct Asked {
    unit: String,
    kind: String,
    period: String,
}

impl Asked {
    fn of(values: &Values) -> Self {
        let text = |name: &str| values.get(name).trim().to_owned();
        Self { unit: text("unit"), kind: text("kind"), period: text("period") }
    }

    /// The report meant.
    fn wanted(&self) -> Result<Wanted, Vec<Problem>> {
        let missing = |field: &'static str| {
            Problem::new(field, "missing", Words::new("此项必填。", "This has to be filled in."))
        };
        let unit = Uuid::parse_str(&self.unit).map_err(|_| missing("unit"));
        let kind = ReportKind::from_code(&self.kind).ok_or_else(|| missing("kind"));
        let period = match &kind {
            Ok(kind) => kind.period(&self.period),
            Err(problem) => Err(problem.clone()),
        };
        match (unit, kind, period) {
            (Ok(unit), Ok(kind), Ok(period)) => Ok(Wanted { unit, kind, period }),
            (unit, kind, period) => {
                let mut problems: Vec<Problem> =
                    [unit.err(), kind.err(), period.err()].into_iter().flatten().collect();
                problems.dedup_by(|one, other| one.field == other.field);
                Err(problems)
            }
        }
    }

    /// The address of the draft, or of what is done with it.
    fn href(wanted: &Wanted, step: &str) -> String {
        let Wanted { unit, kind, period } = wanted;
        format!("/reports/draft{step}?unit={unit}&kind={}&period={period}", kind.code())
    }
}

async fn list(State(app): State<App>, here: Here) -> Page {
    Ok(answer(&page_of(&app, &here.by, &Values::default(), &[], Some(&here)).await?))
}

/// On to the draft, or back with what is wrong.
async fn choose(State(app): State<App>, Posted { by, values }: Posted) -> Page {
    match Asked::of(&values).wanted() {
        Ok(wanted) => Ok(Redirect::to(&Asked::href(&wanted, "")).into_response()),
        Err(problems) => {
            let template = page_of(&app, &by, &values, &problems, None).await?;
            Ok(page_with(StatusCode::UNPROCESSABLE_ENTITY, &template))
        }
    }
}

async fn page_of(
    app: &App,
    by: &Signed,
    values: &Values,
    problems: &[Problem],
    here: Option<&Here>,
) -> Result<ListPage, respond::PageError> {
    let caller = &by.caller;
    let listed = service::list(app, caller).await?;
    let units = Units::now(app, caller).await?;
    let frame = match here {
        Some(here) => here.frame(app, TITLE, Some(Place::Reports)).await?,
        None => respond::frame(app, by, TITLE, Some(Place::Reports)).await?,
    };
    let own = caller.actor.unit();
    let kinds = each(ReportKind::ALL, ReportKind::code, ReportKind::label);
    let last = app.today().checked_sub_months(Months::new(3)).unwrap_or(app.today());
    let quarter = Period::Quarter(Quarter::of(last)).to_string();
    let kind = values.get_or("kind", ReportKind::Quarterly.code()).to_owned();
    let form = Form::new("/reports", by.form_token(), Words::new("打开", "Open"))
        .fields(vec![
            Field::select("kind", Words::new("种类", "Kind"), kinds, kind)
                .required()
                .width(Width::Third),
            Field::text("period", Words::new("期间", "Period"), values.get_or("period", &quarter))
                .required()
                .most(20)
                .width(Width::Third)
                .hint(
                    "月报 2025-03，季报 2025-Q3，年报 2025，中期评估 2021-01..2023-06",
                    "month, quarter, year, or span",
                ),
            Field::select(
                "unit",
                Words::new("机构及下级", "Unit and below"),
                units.choices(own),
                values.get_or("unit", &own.to_string()),
            )
            .required()
            .width(Width::Third),
        ])
        .problems(problems);
    let columns = vec![
        Words::new("报表", "Report"),
        Words::new("期间", "Period"),
        Words::new("机构", "Unit"),
        Words::new("版次", "Edition"),
        Words::new("签发时间", "Issued at"),
        Words::new("状态", "State"),
    ];
    let title = Words::new("已签发的报表", "Issued reports");
    let row = |one: &Listed| row(app, &units, one);
    let mut table = Table::new(&frame.csrf, title, columns).rows(listed.iter().map(row));
    table.empty = Words::new("还没有签发报表", "Nothing was issued yet");
    let mut template = ListPage::new(frame, vec![table]);
    template.about = Some(Words::new(
        "选种类、期间和机构，先看按现在数据编制的草稿；督导核对后签发，签发的报表不再变动，更正另出一版并列明变化。都是内部资料。",
        "Choose a draft as the figures are now; a supervisor issues it. What is issued never changes: a correction is another edition that names what changed. All of it is internal.",
    ));
    template.form = Some(form);
    Ok(template)
}

fn row(app: &App, units: &Units, one: &Listed) -> Vec<Cell> {
    let report = &one.report;
    let state = match one.is_last {
        true => Badge::new(Tone::Good, Words::new("现行", "in force")),
        false => Badge::new(Tone::Plain, Words::new("已被更正", "corrected")),
    };
    vec![
        Cell::Link { href: href(report.id), text: report.kind.label().zh.into_owned() },
        Cell::Number(report.period.clone()),
        Cell::Coded(units.name(report.unit)),
        Cell::Number(format!("第 {} 版", report.version)),
        Cell::Number(time(app, report.issued_at)),
        Cell::Badges(vec![state]),
    ]
}

/// What a copy or an edition may be for.
fn purposes(value: &str) -> Field {
    let none = Choice::new("", Words::new("请选择", "choose"));
    let purposes = each(Purpose::ALL, Purpose::code, Purpose::label);
    let choices = std::iter::once(none).chain(purposes).collect();
    Field::select("purpose", Words::new("用途", "Purpose"), choices, value)
        .required()
        .width(Width::Half)
        .hint("写进水印和审计", "stands in the watermark and the trail")
}

/// The report of an address, or a page that says what is wrong.
fn asked(asked: &Asked) -> Result<Wanted, ServiceError> {
    asked.wanted().map_err(ServiceError::Invalid)
}
