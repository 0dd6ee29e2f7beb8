//! The rates of a cohort, each with everything that has to stand beside it.

use std::collections::BTreeMap;

use axum::{Json, extract::State};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use super::{answers::Answer, caller::Bearer, inputs::Params};
use crate::{
    domain::{
        match_cases::reasons::Reason,
        rates::{cohorts::Figures, intervals::Interval},
    },
    service::{
        App,
        rates::{self as service, ExcludedCase, Rate, Rates},
    },
};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(get))
}

/// The rates of one cohort.
#[derive(Serialize, ToSchema)]
pub(crate) struct RatesBody {
    /// The year of the notices.
    year: i32,
    /// The unit: its code, or else its id.
    unit: String,
    /// What had happened by this day counts.
    as_of: NaiveDate,
    /// `open`, `provisional` or `final`.
    state: &'static str,
    /// Cases that failed their integrity check and are missing here.
    refused: usize,
    /// Each rate.
    definitions: Vec<RateBody>,
    /// The cases of the year that some rate leaves out, the latest notices first; null for whoever may not
    /// read cases.
    excluded_cases: Option<Vec<ExcludedBody>>,
    /// How many more cases are left out: beyond the list's end, or of volunteers who belong elsewhere by now.
    excluded_not_listed: usize,
}

/// One case that some rate leaves out.
#[derive(Serialize, ToSchema)]
pub(crate) struct ExcludedBody {
    /// The case's id.
    id: Uuid,
    /// Its number at the national registry.
    number: Option<String>,
    /// The day of the notice.
    notice_on: NaiveDate,
    /// The reason's code.
    reason: &'static str,
    /// When a second person looked, as far as it is known.
    reviewed_on: Option<NaiveDate>,
    /// What her account is called; null where only a ledger tells of her, or nobody has to look.
    reviewed_by: Option<String>,
    /// The codes of the rates that leave it out.
    left_out_of: Vec<String>,
}

impl From<ExcludedCase> for ExcludedBody {
    fn from(case: ExcludedCase) -> Self {
        Self {
            id: case.id,
            number: case.number,
            notice_on: case.notice_on,
            reason: case.reason.code(),
            reviewed_on: case.reviewed_on,
            reviewed_by: case.reviewer,
            left_out_of: case.rates,
        }
    }
}

/// One rate. Shares are fractions, unrounded; without cases they are null.
#[derive(Serialize, ToSchema)]
pub(crate) struct RateBody {
    /// The definition's code.
    code: String,
    /// Its version.
    version: u32,
    /// What it is called.
    name: String,
    /// The same in English.
    name_en: String,
    /// What it says.
    words: String,
    /// The same in English.
    words_en: String,
    /// The document that approved it.
    approved_by: String,
    /// The target as a fraction.
    target: f64,
    /// `<`, or `<=` where the target itself is still within.
    comparator: &'static str,
    /// The year's figures.
    #[serde(flatten)]
    figures: FiguresBody,
    /// The figures of this year and the two before.
    rolling: FiguresBody,
}

/// What is counted, and how sure one can be of it.
#[derive(Serialize, ToSchema)]
pub(crate) struct FiguresBody {
    /// Lost.
    numerator: u64,
    /// Lost or kept.
    denominator: u64,
    /// Not settled.
    pending: u64,
    /// In neither.
    excluded: u64,
    /// Numerator over denominator.
    rate: Option<f64>,
    /// The rate if every pending case is kept.
    lower: Option<f64>,
    /// The rate if every pending case is lost.
    upper: Option<f64>,
    /// Wilson's 95 % interval: low, high.
    wilson: Option<[f64; 2]>,
    /// Whether the target is met, compared in whole numbers.
    meets: Option<bool>,
    /// How likely it is that the true rate lies below the target.
    posterior_below: Option<f64>,
    /// How likely it is that the target is met once the pending cases are settled.
    final_below: Option<f64>,
    /// Side, certainty, and what the pending cases can do: `within/uncertain/settled`, `too_few`.
    verdict: Option<String>,
    /// The verdict in words.
    verdict_zh: Option<String>,
    /// The same in English.
    verdict_en: Option<String>,
    /// Fewer than 20 settled cases.
    small_sample: bool,
    /// The lost by reason.
    by_reason: BTreeMap<&'static str, u64>,
    /// The excluded by reason.
    excluded_by_reason: BTreeMap<&'static str, u64>,
}

impl RatesBody {
    /// All rates, or only those that the page shows; `unit` as people call it.
    pub(crate) fn of(rates: Rates, unit: String) -> Self {
        Self {
            year: rates.year,
            unit,
            as_of: rates.as_of,
            state: rates.state.code(),
            refused: rates.refused,
            definitions: rates.rates.into_iter().map(RateBody::from).collect(),
            excluded_not_listed: rates.excluded.as_ref().map_or(0, |excluded| excluded.left_off),
            excluded_cases: rates
                .excluded
                .map(|excluded| excluded.cases.into_iter().map(ExcludedBody::from).collect()),
        }
    }
}

impl From<Rate> for RateBody {
    fn from(rate: Rate) -> Self {
        let definition = rate.definition;
        Self {
            code: definition.code.clone(),
            version: definition.version,
            name: definition.name.zh.to_string(),
            name_en: definition.name.en.to_string(),
            words: definition.words.zh.to_string(),
            words_en: definition.words.en.to_string(),
            approved_by: definition.approved_by.clone(),
            target: definition.target.share(),
            comparator: definition.target.comparator().code(),
            figures: rate.figures.into(),
            rolling: rate.rolling.into(),
        }
    }
}

impl From<Figures> for FiguresBody {
    fn from(figures: Figures) -> Self {
        let by_code = |counts: BTreeMap<Reason, u64>| {
            counts.into_iter().map(|(reason, n)| (reason.code(), n)).collect()
        };
        let words = figures.verdict.map(|verdict| verdict.label());
        let tally = figures.tally;
        Self {
            numerator: tally.numerator,
            denominator: tally.denominator,
            pending: tally.pending,
            excluded: tally.excluded,
            rate: figures.rate,
            lower: figures.bounds.map(|bounds| bounds.low),
            upper: figures.bounds.map(|bounds| bounds.high),
            wilson: figures.wilson.map(|Interval { low, high }| [low, high]),
            meets: figures.meets,
            posterior_below: figures.posterior_below,
            final_below: figures.final_below,
            verdict: figures.status,
            verdict_zh: words.as_ref().map(|words| words.zh.to_string()),
            verdict_en: words.as_ref().map(|words| words.en.to_string()),
            small_sample: tally.denominator < crate::domain::rates::judgement::FEWEST_JUDGED,
            by_reason: by_code(tally.by_reason),
            excluded_by_reason: by_code(tally.excluded_by_reason),
        }
    }
}

/// Which cohort.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Which {
    /// The year of the notices.
    year: i32,
    /// The unit's id; the caller's own if not given.
    unit: Option<Uuid>,
    /// Only what had happened by this day counts; today if not given.
    as_of: Option<NaiveDate>,
}

/// The rates of a year.
#[utoipa::path(get, path = "/rates", params(Which),
    responses((status = 200, description = "The rates", body = RatesBody)))]
async fn get(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Params(which): Params<Which>,
) -> Answer<RatesBody> {
    let rates = service::of_year(&app, &caller, which.year, which.unit, which.as_of).await?;
    let unit = rates.unit.to_string();
    Ok(Json(RatesBody::of(rates, unit)))
}
