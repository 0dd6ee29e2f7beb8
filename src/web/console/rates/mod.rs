//! The plan's rates and where their loss comes from. Only year, unit, rate and reading stand in the address.

mod excluded;
mod losses;
mod readings;

use axum::{
    Router,
    extract::{Query, State},
    routing::get,
};
use chrono::Datelike;
use serde::Deserialize;
use uuid::Uuid;

use super::{
    office::Units,
    respond::{Done, Here, Page, done, page},
    session::Posted,
    views::{
        Action, Badge, Choice, CountRow, Field, Gauge, Place, RateCard, RatesPage, Tone, Width,
    },
};
use crate::{
    domain::{
        permissions::Permission,
        rates::{
            cohorts::{CohortState, Figures},
            definitions::Definition,
            judgement::{FEWEST_JUDGED, Verdict},
        },
        words::Words,
    },
    service::{
        App, Caller,
        rates::{self as service, Rate, Rates},
    },
    store::rate_closings::Closed,
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/rates", get(show))
        .route("/rates/losses", get(losses::show))
        .route("/rates/close", axum::routing::post(close))
}

/// Which cohort, as the address says.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Asked {
    year: Option<i32>,
    unit: Option<Uuid>,
    rate: Option<String>,
    reading: Option<String>,
}

impl Asked {
    fn year(&self, app: &App) -> i32 {
        self.year.filter(|year| (1990..=2200).contains(year)).unwrap_or(app.today().year())
    }

    fn fields(&self, app: &App, caller: &Caller, units: &Units) -> Vec<Field> {
        let this = app.today().year();
        let years = (this - 9..=this).rev();
        let years =
            years.map(|year| Choice::new(year.to_string(), Words::made(year.to_string(), "")));
        let unit = self.unit.unwrap_or(caller.actor.unit()).to_string();
        vec![
            Field::select(
                "year",
                Words::new("通知年份", "Year of notice"),
                years.collect(),
                self.year(app).to_string(),
            )
            .width(Width::Third),
            Field::select(
                "unit",
                Words::new("机构", "Unit"),
                units.choices(caller.actor.unit()),
                unit,
            )
            .width(Width::Third),
        ]
    }
}

async fn show(State(app): State<App>, Query(asked): Query<Asked>, here: Here) -> Page {
    let caller = &here.by.caller;
    let rates = service::of_year(&app, caller, asked.year(&app), asked.unit, None).await?;
    let units = Units::now(&app, caller).await?;
    let name = units.name(rates.unit);
    let frame = here.frame(&app, Place::Rates.words(), Some(Place::Rates)).await?;
    let mut filter = asked.fields(&app, caller, &units);
    let definitions: Vec<&Definition> = rates.rates.iter().map(|rate| &rate.definition).collect();
    let reading = asked.reading.unwrap_or_default();
    filter.push(readings::field(&definitions, &reading));
    let shown = readings::chosen(&definitions, &reading);
    let close = (rates.state != CohortState::Open
        && caller.actor.may(Permission::RatesClose).is_ok()
        && rates.rates.iter().all(|rate| rate.closed.iter().all(|c| c.state != rates.state)))
    .then(|| {
        let words = Words::made(
            format!("封账({})", rates.state.label().zh),
            format!("Close the figures ({})", rates.state.label().en),
        );
        Action::post("/rates/close", words)
            .with("year", rates.year.to_string())
            .with("unit", rates.unit.to_string())
    });
    Ok(page(&RatesPage {
        excluded: rates.excluded.as_ref().map(|found| excluded::table(&frame.csrf, found, &shown)),
        frame,
        filter,
        about: Words::made(
            format!("{} · {} 年初配通知 · 截至 {}", name.zh, rates.year, rates.as_of),
            format!("{} · notices of {} · as of {}", name.en, rates.year, rates.as_of),
        ),
        marks: marks(&rates),
        cards: rates
            .rates
            .iter()
            .filter(|rate| shown.contains(&rate.definition.code.as_str()))
            .map(|rate| card(&rates, rate))
            .collect(),
        actions: close.into_iter().collect(),
    }))
}

async fn close(State(app): State<App>, Posted { by, values }: Posted) -> Page {
    let year = values.get("year").parse().unwrap_or(0);
    let unit = super::office::id_in(&values, "unit");
    service::close(&app, &by.caller, year, unit).await?;
    let unit = unit.map(|unit| format!("&unit={unit}")).unwrap_or_default();
    Ok(done(&format!("/rates?year={year}{unit}"), Done::Saved))
}

fn marks(rates: &Rates) -> Vec<Badge> {
    let tone = if rates.state == CohortState::Final { Tone::Good } else { Tone::Info };
    let mut marks = vec![Badge::new(tone, rates.state.label())];
    if rates.major_incidents > 0 {
        let n = rates.major_incidents;
        let words = Words::made(
            format!("清髓后反悔 {n} 例(重大事件)"),
            format!("{n} withdrawn after conditioning"),
        );
        marks.push(Badge::new(Tone::Bad, words));
    }
    if rates.overdue > 0 {
        let n = rates.overdue;
        let words =
            Words::made(format!("{n} 例超期未决"), format!("{n} pending beyond their window"));
        marks.push(Badge::new(Tone::Warn, words));
    }
    if let Some(n) = rates.coded_other {
        let words = Words::made(
            format!("原因码 Z 有 {n} 例,超过一成"),
            format!("{n} coded Z, more than a tenth"),
        );
        marks.push(Badge::new(Tone::Warn, words));
    }
    marks.extend(unread(rates.refused));
    marks
}

/// What failed the integrity check, and so is missing in what is shown.
fn unread(refused: usize) -> Option<Badge> {
    let words = Words::made(
        format!("{refused} 例未通过校验，未计入"),
        format!("{refused} failed their integrity check, not counted"),
    );
    (refused > 0).then(|| Badge::new(Tone::Bad, words))
}

fn per_cent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

fn rate_of(rate: Option<f64>) -> String {
    rate.map_or_else(|| "无样本 no cases".to_owned(), per_cent)
}

fn verdict(figures: &Figures) -> Option<Badge> {
    let tone = match figures.verdict? {
        Verdict::ClearlyWithin => Tone::Good,
        Verdict::Within | Verdict::Over => Tone::Info,
        Verdict::ClearlyOver => Tone::Bad,
        Verdict::TooFew => Tone::Plain,
    };
    Some(Badge::new(tone, figures.verdict?.label()))
}

fn card(rates: &Rates, rate: &Rate) -> RateCard {
    let Rate { definition, figures, rolling, closed } = rate;
    let tally = &figures.tally;
    let target = definition.target;
    let mut rows = vec![
        row(Words::made(format!("{} 年", rates.year), rates.year.to_string()), figures),
        row(Words::made(format!("{}–{} 年", rates.year - 2, rates.year), "three years"), rolling),
    ];
    rows.extend(closed.iter().map(closed_row));
    let outlook = figures.final_below.filter(|_| tally.pending > 0).map(|chance| {
        let chance = format!("{:.0} %", chance * 100.0);
        Words::made(
            format!("未决案例全部了结后达标的可能性:{chance}"),
            format!("Chance of meeting the target once the pending cases are settled: {chance}"),
        )
    });
    RateCard {
        code: definition.code.clone(),
        name: definition.name.clone(),
        words: definition.words.clone(),
        source: Words::made(
            format!("口径第 {} 版 · {}", definition.version, definition.approved_by),
            format!("definition, version {}", definition.version),
        ),
        target: format!("{} {:.0} %", target.comparator().code(), target.share() * 100.0),
        rate: rate_of(figures.rate),
        fraction: format!("{}/{}", tally.numerator, tally.denominator),
        verdict: verdict(figures),
        small: tally.denominator > 0 && tally.denominator < FEWEST_JUDGED,
        outlook,
        gauge: gauge(definition, figures),
        rows,
        losses: format!(
            "/rates/losses?year={}&unit={}&rate={}",
            rates.year, rates.unit, definition.code
        ),
    }
}

fn gauge(definition: &Definition, figures: &Figures) -> Option<Gauge> {
    let (rate, bounds, wilson) = (figures.rate?, figures.bounds?, figures.wilson?);
    let target = definition.target.share();
    let title = format!(
        "{} {},目标 target {},上下界 bounds {}–{},95% {}–{}",
        definition.code,
        per_cent(rate),
        per_cent(target),
        per_cent(bounds.low),
        per_cent(bounds.high),
        per_cent(wilson.low),
        per_cent(wilson.high)
    );
    Some(Gauge::new(rate, target, (bounds.low, bounds.high), (wilson.low, wilson.high), title))
}

fn row(label: Words, figures: &Figures) -> CountRow {
    let tally = &figures.tally;
    let range = |low: f64, high: f64| format!("{:.1}–{:.1} %", low * 100.0, high * 100.0);
    CountRow {
        label,
        fraction: format!("{}/{}", tally.numerator, tally.denominator),
        rate: rate_of(figures.rate),
        pending: tally.pending,
        excluded: tally.excluded,
        bounds: figures.bounds.map(|b| range(b.low, b.high)).unwrap_or_default(),
        interval: figures.wilson.map(|w| range(w.low, w.high)).unwrap_or_default(),
        verdict: verdict(figures),
    }
}

fn closed_row(closed: &Closed) -> CountRow {
    let count = |n: i64| u64::try_from(n).unwrap_or(0);
    let rate =
        (closed.denominator > 0).then(|| closed.numerator as f64 / closed.denominator as f64);
    let state = closed.state.label();
    CountRow {
        label: Words::made(format!("封账时({})", state.zh), format!("as closed, {}", state.en)),
        fraction: format!("{}/{}", closed.numerator, closed.denominator),
        rate: rate_of(rate),
        pending: count(closed.pending),
        excluded: count(closed.excluded),
        bounds: String::new(),
        interval: String::new(),
        verdict: None,
    }
}
