//! What is told of where a target leads.

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::targets::{
    evaluations::Evaluation,
    forecasts::{Forecast, Outlook},
};

/// Where a target will end if the pace of the past continues.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct ForecastBody {
    /// Expected in all at the end.
    expected_total: f64,
    /// The total at the end with 80 %: low, high.
    interval80: [u64; 2],
    /// With 95 %.
    interval95: [u64; 2],
    /// How much more than chance the months differ.
    dispersion: f64,
    /// Months until the target is reached at the present rate.
    months_to_target: f64,
}

impl From<Forecast> for ForecastBody {
    fn from(forecast: Forecast) -> Self {
        let pair = |(low, high)| [low, high];
        Self {
            expected_total: forecast.expected_total,
            interval80: pair(forecast.interval80),
            interval95: pair(forecast.interval95),
            dispersion: forecast.dispersion,
            months_to_target: forecast.months_to_target,
        }
    }
}

/// How far a target is, by the months that have closed.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct OutlookBody {
    /// Reached by the end of the last closed month.
    done: u64,
    /// What the pace line asks for by then.
    pace: f64,
    /// Done over pace.
    attainment: Option<f64>,
    /// Still missing.
    remaining: u64,
    /// Needed in each month from now on.
    required_per_month: Option<f64>,
    /// What a month brings now.
    current_per_month: Option<f64>,
    /// The probability of meeting the target.
    probability: Option<f64>,
    /// `met`, `missed`, `green`, `amber`, `red`, `too_early`.
    standing: &'static str,
    /// Where it leads; null before the first month has closed and after the last.
    forecast: Option<ForecastBody>,
}

impl From<Outlook> for OutlookBody {
    fn from(outlook: Outlook) -> Self {
        Self {
            done: outlook.done,
            pace: outlook.pace,
            attainment: outlook.attainment,
            remaining: outlook.remaining,
            required_per_month: outlook.required_per_month,
            current_per_month: outlook.current_per_month,
            probability: outlook.probability,
            standing: outlook.standing.code(),
            forecast: outlook.forecast.map(ForecastBody::from),
        }
    }
}

/// How it stood at a fixed moment, by what is known today.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct EvaluationBody {
    /// How many months had closed.
    months: usize,
    /// What was to be reached by then.
    milestone: u64,
    /// What was to be reached in the year that ended.
    years_share: Option<u64>,
    /// What was reached in it.
    years_done: Option<u64>,
    /// Needed per month over what a month brought.
    ratio: Option<f64>,
    /// Whether to propose to plan anew.
    replan: bool,
    /// How it stood.
    outlook: OutlookBody,
}

impl From<Evaluation> for EvaluationBody {
    fn from(one: Evaluation) -> Self {
        Self {
            months: one.months,
            milestone: one.milestone,
            years_share: one.years_share,
            years_done: one.years_done,
            ratio: one.ratio,
            replan: one.replan,
            outlook: one.outlook.into(),
        }
    }
}
