//! Targets and the board: what each unit is to reach, how far it is, and where it leads. Everything is read from
//! counters and, for the two rates, from the few match cases, so that it costs the same however many people there
//! are; only the coverage of reminders (`coverage`) is counted from rows and has a page of its own.

mod acts;
mod board;
mod coverage;
mod flows;
mod installing;
mod quotas;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use uuid::Uuid;

pub use acts::{Breaking, break_down, breaking, preview, replan};
pub use board::{board, month, readings};
pub use coverage::{Covered, coverage};
pub use installing::{NotInstalled, install};

use super::{App, Caller, Result, ServiceError};
use crate::{
    domain::{
        audit::SubjectKind,
        counts::Net,
        periods::{Month, Quarter},
        permissions::Permission,
        rates::{
            cohorts::Figures as RateFigures, definitions::Definition, funnel::Dispersion,
            tallies::Tally,
        },
        targets::{
            Target, Terms,
            evaluations::Evaluation,
            forecasts::Outlook,
            in_force,
            plans::{Indicator, Measure, Plan},
        },
        words::Words,
    },
    store::{self, Session, audit::AuditLine, sealed_rows::Past},
};

/// A target with all that it was.
#[derive(Debug, Clone)]
pub struct Held {
    /// The target as it stands.
    pub target: Target,
    /// Its versions, newest first.
    pub versions: Vec<Terms>,
    /// The version that holds today.
    pub terms: Terms,
}

impl Held {
    fn of(target: Target, versions: Vec<Terms>, today: NaiveDate) -> Self {
        let terms = in_force(&versions, today).unwrap_or(&target.terms).clone();
        Self { target, versions, terms }
    }

    /// What was asked for first, where that is not what holds today.
    pub fn original(&self) -> Option<&Terms> {
        self.versions.last().filter(|first| first.value != self.terms.value)
    }
}

/// How one indicator stands for a unit.
pub struct Reading {
    /// What is counted.
    pub indicator: Indicator,
    /// What the unit is to reach; none where nothing was set.
    pub held: Option<Held>,
    /// The figures.
    pub figures: Figures,
    /// The units directly below, by their codes: their targets where they have any.
    pub below: Vec<(Uuid, Held)>,
    /// By how much the targets below differ from this one; none where nothing was broken down.
    pub difference: Option<i64>,
}

/// The figures of an indicator.
pub enum Figures {
    /// Counts over the months of the plan.
    Count(Box<CountReading>),
    /// One of the two rates, year by year.
    Rate(Box<RateReading>),
    /// Those of the pool who were reached lately, and all of it.
    Pool {
        /// Reached within the months that the indicator says.
        reached: u64,
        /// All that stand in the pool.
        pool: u64,
    },
    /// Counted on a page of its own.
    Coverage,
}

/// Counts over the months of a plan.
pub struct CountReading {
    /// What came in each closed month.
    pub months: Vec<Net>,
    /// What came in the month that is running; nothing once the plan is over.
    pub running: Net,
    /// Known without a month, and so in none.
    pub undated: i64,
    /// Among the above, donations of people who were not registered for them.
    pub unregistered: i64,
    /// Weights of the plan's months.
    pub seasons: Vec<f64>,
    /// How far one is and where it leads; none without a target.
    pub outlook: Option<Outlook>,
    /// How it stood half way; none before, or without a target.
    pub midterm: Option<Evaluation>,
    /// How it stood at the end of each year that is over.
    pub year_ends: Vec<Evaluation>,
    /// The units directly below, by their codes; what the unit itself registered comes last.
    pub children: Vec<ChildCount>,
    /// Whether few of an outcome are to be hidden for the unit itself.
    pub guarded: bool,
}

impl CountReading {
    /// All that came so far.
    pub fn total(&self) -> Net {
        let mut total = self.running;
        for month in &self.months {
            total.gross += month.gross;
            total.left += month.left;
            total.realised += month.realised;
        }
        total
    }
}

/// One unit below.
pub struct ChildCount {
    /// The unit; the one above itself for what it registered apart from them.
    pub unit: Uuid,
    /// What came so far.
    pub total: Net,
    /// How its own target stands; none where it has none.
    pub outlook: Option<Outlook>,
    /// Whether few of an outcome are to be hidden.
    pub guarded: bool,
}

/// One of the two rates.
pub struct RateReading {
    /// What it counts, with the target that holds today.
    pub definition: Definition,
    /// Each year of the plan that has begun.
    pub years: Vec<(i32, RateFigures)>,
    /// The last three of them together.
    pub rolling: RateFigures,
    /// Each quarter of the plan that has begun.
    pub quarters: Vec<(Quarter, Tally)>,
    /// The units directly below in the latest year, by their codes.
    pub children: Vec<ChildRate>,
    /// How much more than chance they differ.
    pub dispersion: Option<Dispersion>,
    /// Cases that cannot be read and are missing here; audited.
    pub refused: usize,
    /// Whether few lost are to be hidden for the unit itself.
    pub guarded: bool,
}

/// One unit's cases of a year.
pub struct ChildRate {
    /// The unit.
    pub unit: Uuid,
    /// Its cases.
    pub tally: Tally,
    /// Whether few lost are to be hidden.
    pub guarded: bool,
}

/// All that a plan shows of a unit.
pub struct Board {
    /// The plan.
    pub plan: Plan,
    /// The unit.
    pub unit: Uuid,
    /// As of when.
    pub as_of: NaiveDate,
    /// How many months of the plan have closed.
    pub closed: usize,
    /// The last of them; none before the first has.
    pub closed_through: Option<Month>,
    /// The plans that concern the unit.
    pub plans: Vec<(String, Words)>,
    /// Each indicator.
    pub readings: Vec<Reading>,
}

/// What is hidden from whom: cells that tell what came of something for fewer than five people, of units below the
/// caller's own, where she may not open the records.
#[derive(Clone, Copy)]
struct Guard {
    own: Uuid,
    opens: bool,
}

impl Guard {
    fn of(caller: &Caller) -> Self {
        Self { own: caller.actor.unit(), opens: caller.actor.may(Permission::PeopleRead).is_ok() }
    }

    fn holds(self, measure: Measure, unit: Uuid) -> bool {
        measure.is_outcome() && !self.opens && unit != self.own
    }
}

/// A target with what it was, and who changed it.
pub struct Shown {
    /// The target.
    pub held: Held,
    /// The plan.
    pub plan: Plan,
    /// What is counted.
    pub indicator: Indicator,
    /// Earlier versions, with when they were replaced and by whom.
    pub past: Vec<Past<Terms>>,
    /// The trail.
    pub history: Vec<AuditLine>,
    /// The targets of the units directly below.
    pub below: Vec<(Uuid, Held)>,
    /// Whether the caller may break it down.
    pub may_break_down: bool,
    /// Whether she may plan it anew.
    pub may_replan: bool,
}

/// The target `id` with all that it was.
///
/// # Errors
/// [`ServiceError::Missing`] outside the caller's units; [`ServiceError::Tampered`], which is audited.
pub async fn get(app: &App, caller: &Caller, id: Uuid) -> Result<Shown> {
    let scope = caller.actor.may(Permission::StatisticsRead)?;
    let read = async {
        let mut tx = app.store.read().await?;
        let target = store::targets::get(&mut tx, &scope, id).await?;
        let past = store::targets::past(&mut tx, &target).await?;
        let history = store::audit::of_subject(&mut tx, id, 100).await?;
        let around = store::targets::around(&mut tx, &scope, &target.plan, target.unit).await?;
        let has_children = acts::children(&mut tx, target.unit).await?.len();
        Ok((target, past, history, around, has_children))
    };
    let (target, past, history, around, children) = app.witness(caller, read.await).await?;
    let around = app.readable(caller, SubjectKind::Target, around).await?;
    let (plan, indicator) = named(app, &target)?;
    let manages = caller.actor.may(Permission::TargetsManage).is_ok();
    let same = |one: &Target| {
        one.unit != target.unit && one.indicator == target.indicator && one.years == target.years
    };
    let below: Vec<Target> = around.into_iter().filter(same).collect();
    let mut tx = app.store.read().await?;
    let below = held(&mut tx, below, app.today()).await?;
    let versions: Vec<Terms> = [target.terms.clone()]
        .into_iter()
        .chain(past.iter().map(|past| past.was.clone()))
        .collect();
    Ok(Shown {
        may_break_down: manages && children > 0 && acts::adds_up(&indicator),
        may_replan: manages && acts::may_replan(caller, &target, &versions).is_ok(),
        held: Held::of(target, versions, app.today()),
        below: below.into_iter().map(|held| (held.target.unit, held)).collect(),
        plan,
        indicator,
        past,
        history,
    })
}

/// The plan and the indicator of a target; an indicator that the plan's file has no more is missing.
fn named(app: &App, target: &Target) -> Result<(Plan, Indicator)> {
    let plan = app.settings.plans.iter().find(|plan| plan.code == target.plan);
    let plan = plan.ok_or(ServiceError::Missing)?;
    let indicator = plan.indicator(&target.indicator).ok_or(ServiceError::Missing)?;
    Ok((plan.clone(), indicator.clone()))
}

/// The same with all versions.
async fn held(session: &mut Session, targets: Vec<Target>, today: NaiveDate) -> Result<Vec<Held>> {
    let mut versions: BTreeMap<Uuid, Vec<Terms>> =
        store::targets::versions(session, &targets).await?;
    let held = targets.into_iter().map(|target| {
        let versions = versions.remove(&target.id).unwrap_or_default();
        Held::of(target, versions, today)
    });
    Ok(held.collect())
}
