//! What is told of the board.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    super::answers::each,
    bodies::TargetBody,
    outlooks::{EvaluationBody, OutlookBody},
};
use crate::{
    domain::{
        counts::Net,
        few::visible,
        periods::Quarter,
        rates::{cohorts::Figures as RateFigures, tallies::Tally},
        targets::plans::{Counted, Indicator, Measure, Plan, Sort},
    },
    service::{
        reminders::explaining::Coverage,
        targets::{Board, CountReading, Covered, Figures, Held, RateReading, Reading},
    },
};

/// What is counted.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct IndicatorBody {
    /// Its code within the plan.
    code: String,
    /// The version of its definition.
    version: u32,
    /// What is counted.
    measure: &'static str,
    /// Only this programme.
    programme: Option<&'static str>,
    /// `gross` or `net`; null for what is no count.
    counted: Option<&'static str>,
    /// `persons`, `samples`, `cases`, `registrations`, `share`.
    unit: &'static str,
    /// What it is called.
    name: String,
    /// The same in English.
    name_en: String,
    /// What it says.
    definition: String,
    /// The same in English.
    definition_en: String,
    /// Where the plan says so.
    section: String,
    /// In its own words.
    quote: String,
}

impl From<Indicator> for IndicatorBody {
    fn from(one: Indicator) -> Self {
        let count = one.measure.sort() == Sort::Count;
        Self {
            code: one.code,
            version: one.version,
            measure: one.measure.code(),
            programme: one.programme.map(|programme| programme.code()),
            counted: count.then_some(one.counted).map(Counted::code),
            unit: one.unit.code(),
            name: one.name.zh.into_owned(),
            name_en: one.name.en.into_owned(),
            definition: one.definition.zh.into_owned(),
            definition_en: one.definition.en.into_owned(),
            section: one.section,
            quote: one.quote,
        }
    }
}

/// How many came. Null where it is fewer than five of an outcome and the caller may not open the records.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct NetBody {
    /// All.
    gross: Option<u64>,
    /// Without those of them who left since.
    net: Option<u64>,
}

impl NetBody {
    fn of(net: Net, guarded: bool) -> Self {
        let number = |n: i64| visible(u64::try_from(n).unwrap_or(0), guarded);
        let gross = number(net.gross);
        Self { gross, net: gross.and(number(net.net())) }
    }
}

/// One month.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct PlanMonthBody {
    /// `2025-03`.
    month: String,
    /// What came in it.
    #[serde(flatten)]
    came: NetBody,
}

/// One unit below.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct ChildBody {
    /// The unit; the one above itself for what it registered apart from them.
    unit: Uuid,
    /// What came so far.
    #[serde(flatten)]
    came: NetBody,
    /// How its own target stands.
    outlook: Option<OutlookBody>,
}

/// Counts over the months of a plan.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct CountReadingBody {
    /// What came so far, the running month included.
    #[serde(flatten)]
    total: NetBody,
    /// What came in the running month.
    running: NetBody,
    /// Known without a month, and so not among them.
    undated: i64,
    /// Among them, donations of people who were not registered for them.
    unregistered: i64,
    /// Total over target; null without a target.
    share: Option<f64>,
    /// How far one is and where it leads, by the months that have closed.
    outlook: Option<OutlookBody>,
    /// How it stood half way.
    midterm: Option<EvaluationBody>,
    /// How it stood at the end of each year.
    year_ends: Vec<EvaluationBody>,
    /// Each closed month.
    months: Vec<PlanMonthBody>,
    /// The units directly below, by their codes.
    children: Vec<ChildBody>,
}

impl CountReadingBody {
    fn of(reading: CountReading, indicator: &Indicator, held: Option<&Held>, plan: &Plan) -> Self {
        let total = reading.total();
        let counted = match indicator.counted {
            Counted::Gross => total.gross,
            Counted::Net => total.net(),
        };
        let guarded = reading.guarded;
        let month = |(n, net): (usize, &Net)| {
            let (year, month) = plan.years.month(n);
            PlanMonthBody { month: format!("{year}-{month:02}"), came: NetBody::of(*net, guarded) }
        };
        Self {
            total: NetBody::of(total, guarded),
            running: NetBody::of(reading.running, guarded),
            undated: reading.undated,
            unregistered: reading.unregistered,
            share: held.map(|held| counted as f64 / held.terms.value as f64),
            months: reading.months.iter().enumerate().map(month).collect(),
            outlook: reading.outlook.map(OutlookBody::from),
            midterm: reading.midterm.map(EvaluationBody::from),
            year_ends: each(reading.year_ends),
            children: reading
                .children
                .into_iter()
                .map(|child| ChildBody {
                    unit: child.unit,
                    came: NetBody::of(child.total, child.guarded),
                    outlook: child.outlook.map(OutlookBody::from),
                })
                .collect(),
        }
    }
}

/// One rate of some cases. Null where fewer than five were lost and the caller may not open the records.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct RateCellBody {
    /// The year, the quarter or the unit.
    of: String,
    /// Lost.
    numerator: Option<u64>,
    /// Lost or kept.
    denominator: Option<u64>,
    /// Not settled.
    pending: Option<u64>,
}

impl RateCellBody {
    fn of(of: String, tally: &Tally, guarded: bool) -> Self {
        let numerator = visible(tally.numerator, guarded);
        Self {
            of,
            numerator,
            denominator: numerator.map(|_| tally.denominator),
            pending: numerator.map(|_| tally.pending),
        }
    }
}

/// One year of a rate.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct RateYearBody {
    /// Its cases.
    #[serde(flatten)]
    cell: RateCellBody,
    /// Numerator over denominator.
    rate: Option<f64>,
    /// Wilson's 95 % interval.
    wilson: Option<[f64; 2]>,
    /// Whether the target is met, compared in whole numbers.
    meets: Option<bool>,
    /// Side, certainty, and what the pending cases can do.
    verdict: Option<String>,
}

impl RateYearBody {
    fn of(of: String, figures: &RateFigures, guarded: bool) -> Self {
        let cell = RateCellBody::of(of, &figures.tally, guarded);
        let shown = cell.numerator.is_some();
        Self {
            rate: figures.rate.filter(|_| shown),
            wilson: figures.wilson.filter(|_| shown).map(|wilson| [wilson.low, wilson.high]),
            meets: figures.meets.filter(|_| shown),
            verdict: figures.status.clone().filter(|_| shown),
            cell,
        }
    }
}

/// One of the two rates.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct RateReadingBody {
    /// The definition's code.
    definition: String,
    /// Its version.
    definition_version: u32,
    /// The target as a fraction.
    target: f64,
    /// Each year that has begun.
    years: Vec<RateYearBody>,
    /// The last three of them together.
    rolling: RateYearBody,
    /// Each quarter that has begun.
    quarters: Vec<RateCellBody>,
    /// The units directly below in the latest year, by their codes.
    children: Vec<RateCellBody>,
    /// Cases that failed their integrity check and are missing here.
    refused: usize,
}

impl From<RateReading> for RateReadingBody {
    fn from(reading: RateReading) -> Self {
        let guarded = reading.guarded;
        let year = |(year, figures): &(i32, RateFigures)| {
            RateYearBody::of(year.to_string(), figures, guarded)
        };
        let quarter = |(quarter, tally): &(Quarter, Tally)| {
            RateCellBody::of(quarter.to_string(), tally, guarded)
        };
        Self {
            target: reading.definition.target.share(),
            years: reading.years.iter().map(year).collect(),
            rolling: RateYearBody::of("rolling".to_owned(), &reading.rolling, guarded),
            quarters: reading.quarters.iter().map(quarter).collect(),
            children: reading
                .children
                .iter()
                .map(|child| RateCellBody::of(child.unit.to_string(), &child.tally, child.guarded))
                .collect(),
            refused: reading.refused,
            definition_version: reading.definition.version,
            definition: reading.definition.code,
        }
    }
}

/// Those of the pool who were reached lately.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct PoolBody {
    /// Reached within the months that the indicator says.
    reached: u64,
    /// All that stand in the pool.
    pool: u64,
    /// Reached over pool; null where it is empty.
    share: Option<f64>,
}

/// How one indicator stands.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct ReadingBody {
    /// What is counted.
    indicator: IndicatorBody,
    /// What is to be reached.
    target: Option<TargetBody>,
    /// Counts, for an indicator that is one.
    count: Option<CountReadingBody>,
    /// The rate, for one of the two.
    rate: Option<RateReadingBody>,
    /// The pool, for its effective share.
    pool: Option<PoolBody>,
    /// The targets of the units directly below.
    below: Vec<TargetBody>,
    /// By how much they are more than the target; null where nothing was broken down.
    difference: Option<i64>,
}

impl ReadingBody {
    fn of(reading: Reading, plan: &Plan) -> Self {
        let (mut count, mut rate, mut pool) = (None, None, None);
        match reading.figures {
            Figures::Count(one) => {
                count = Some(CountReadingBody::of(
                    *one,
                    &reading.indicator,
                    reading.held.as_ref(),
                    plan,
                ));
            }
            Figures::Rate(one) => rate = Some(RateReadingBody::from(*one)),
            Figures::Pool { reached, pool: all } => {
                let share = (all > 0).then(|| reached as f64 / all as f64);
                pool = Some(PoolBody { reached, pool: all, share });
            }
            Figures::Coverage => {}
        }
        Self {
            indicator: reading.indicator.into(),
            target: reading.held.map(TargetBody::from),
            count,
            rate,
            pool,
            below: each(reading.below.into_iter().map(|(_, held)| held)),
            difference: reading.difference,
        }
    }
}

/// All that a plan shows of a unit.
#[derive(Serialize, ToSchema)]
pub(crate) struct BoardBody {
    /// The plan's code.
    plan: String,
    /// What it is called.
    name: String,
    /// The document that approved it.
    document: String,
    /// Its first year.
    first_year: i32,
    /// Its last year.
    last_year: i32,
    /// The unit: its code, or else its id.
    unit: String,
    /// As of when.
    as_of: NaiveDate,
    /// How many months of the plan have closed: pace and forecast go by them.
    closed_months: usize,
    /// Each indicator.
    readings: Vec<ReadingBody>,
}

impl BoardBody {
    /// The whole board; `unit` as people call it.
    pub(crate) fn of(board: Board, unit: String) -> Self {
        let plan = board.plan;
        Self {
            readings: board.readings.into_iter().map(|one| ReadingBody::of(one, &plan)).collect(),
            first_year: plan.years.first,
            last_year: plan.years.last,
            name: plan.name.zh.into_owned(),
            document: plan.document,
            plan: plan.code,
            unit,
            as_of: board.as_of,
            closed_months: board.closed,
        }
    }
}

/// How much of what was due this year was done.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct YearsCoverageBody {
    /// `followup_coverage` or `care_coverage`.
    measure: &'static str,
    /// Due from this day.
    from: NaiveDate,
    /// To this one.
    to: NaiveDate,
    /// How many.
    due: u64,
    /// Of those, done.
    done: u64,
    /// Of those, reached or settled.
    reached: u64,
    /// Missed.
    missed: u64,
    /// Open.
    open: u64,
}

impl YearsCoverageBody {
    pub(in crate::web::api) fn each(covered: Covered) -> Vec<Self> {
        let (from, to) = (covered.from, covered.to);
        let body = |(measure, one): (Measure, Coverage)| {
            let Coverage { due, done, reached, missed, open } = one;
            Self { measure: measure.code(), from, to, due, done, reached, missed, open }
        };
        covered.measures.into_iter().map(body).collect()
    }
}
