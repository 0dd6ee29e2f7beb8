//! Counts over the months of a plan, from the counters; for donations also from the few of people who were not
//! registered for what they gave.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use uuid::Uuid;

use super::{ChildCount, CountReading, Guard, Held};
use crate::{
    domain::{
        counts::{Net, What},
        periods::Month,
        permissions::Scope,
        targets::{
            Years, evaluations,
            forecasts::{Course, Outlook, Weighing},
            plans::{Counted, Indicator, Measure},
            seasons,
        },
    },
    service::Result,
    store::{self, Session, counts::Number},
};

/// What the counters count for a measure.
pub(super) fn what(measure: Measure) -> What {
    match measure {
        Measure::PersonPooled => What::PersonPooled,
        Measure::Pooled => What::Pooled,
        Measure::PersonAfterDeath => What::PersonAfterDeath,
        Measure::Person => What::Person,
        Measure::Realised => What::Realised,
        Measure::EffectivePool => What::Reached,
        Measure::Registered
        | Measure::ScreeningAttrition
        | Measure::RemobilisationRefusal
        | Measure::FollowupCoverage
        | Measure::CareCoverage => What::Registered,
    }
}

/// Everything that a board counts of one unit, month by month.
pub(super) struct Counters(Vec<(Option<Month>, Number)>);

impl Counters {
    /// What is counted of `unit` with all below it.
    pub(super) async fn of(session: &mut Session, scope: &Scope, unit: Uuid) -> Result<Self> {
        const WHATS: [What; 7] = [
            What::PersonPooled,
            What::Pooled,
            What::PersonAfterDeath,
            What::Person,
            What::Registered,
            What::Realised,
            What::Reached,
        ];
        Ok(Self(store::counts::by_month(session, scope, unit, &WHATS).await?))
    }

    /// Those of the pool who were reached from `since` on, and all of it.
    pub(super) fn pool(&self, since: Month) -> (u64, u64) {
        let (mut reached, mut pool) = (0, 0);
        for (month, number) in self.0.iter().filter(|(_, number)| number.what == What::Reached) {
            pool += number.count;
            if month.is_some_and(|month| month >= since) {
                reached += number.count;
            }
        }
        (u64::try_from(reached).unwrap_or(0), u64::try_from(pool).unwrap_or(0))
    }

    fn by_month(&self, indicator: &Indicator) -> BTreeMap<Option<Month>, Net> {
        let what = what(indicator.measure);
        let mut months: BTreeMap<Option<Month>, Net> = BTreeMap::new();
        for (month, number) in &self.0 {
            let programme =
                indicator.programme.is_none() || number.programme == indicator.programme;
            if number.what == what && programme {
                months.entry(*month).or_default().add(number.standing, number.count);
            }
        }
        months
    }
}

/// Donations of people who were not registered for what they gave, of one programme: where and when.
pub(super) type Unregistered = Vec<(Uuid, NaiveDate)>;

/// One unit's counts along a plan.
struct Series {
    months: Vec<Net>,
    running: Net,
    undated: i64,
    unregistered: i64,
    /// Full calendar years before this one, January first.
    years: Vec<[u64; 12]>,
}

impl Series {
    fn of(
        counters: &Counters,
        indicator: &Indicator,
        unregistered: &[NaiveDate],
        years: Years,
        today: NaiveDate,
    ) -> Self {
        let mut all = counters.by_month(indicator);
        for day in unregistered {
            let month = all.entry(Some(Month::of(*day))).or_default();
            month.gross += 1;
            month.realised += 1;
        }
        let closed = years.closed(today);
        let at = |n: usize| {
            let (year, month) = years.month(n);
            let month = Month::new(year, month);
            all.get(&month).copied().unwrap_or_default()
        };
        let running = if years.contains(today) { at(closed) } else { Net::default() };
        let before = today.year() - 5..today.year();
        let whole = |year: i32| {
            let mut counts = [0; 12];
            for (number, count) in (1..).zip(counts.iter_mut()) {
                let month = all.get(&Month::new(year, number)).copied().unwrap_or_default();
                *count = counted(indicator, month);
            }
            counts
        };
        let within = |day: &&NaiveDate| years.contains(**day) && **day <= today;
        Self {
            months: (0..closed).map(at).collect(),
            running,
            undated: all.get(&None).map_or(0, |net| net.gross),
            unregistered: i64::try_from(unregistered.iter().filter(within).count()).unwrap_or(0),
            years: before.map(whole).collect(),
        }
    }

    fn counts(&self, indicator: &Indicator) -> Vec<u64> {
        self.months.iter().map(|month| counted(indicator, *month)).collect()
    }

    fn total(&self) -> Net {
        let add = |sum: Net, one: &Net| Net {
            gross: sum.gross + one.gross,
            left: sum.left + one.left,
            realised: sum.realised + one.realised,
        };
        self.months.iter().fold(self.running, add)
    }
}

/// Gross or net, as the indicator counts.
pub(super) fn counted(indicator: &Indicator, month: Net) -> u64 {
    let count = match indicator.counted {
        Counted::Gross => month.gross,
        Counted::Net => month.net(),
    };
    u64::try_from(count).unwrap_or(0)
}

/// Where one reads from: the unit's counters and those of the units directly below, by their codes.
pub(super) struct Sources {
    pub(super) unit: Uuid,
    pub(super) counters: Counters,
    pub(super) children: Vec<(Uuid, Counters)>,
    /// The unit directly below in which each unit lies.
    pub(super) child_of: BTreeMap<Uuid, Uuid>,
}

/// What `indicator` counts of the unit of `sources` within `years`.
pub(super) fn read(
    sources: &Sources,
    indicator: &Indicator,
    (held, below): (Option<&Held>, &[(Uuid, Held)]),
    unregistered: &Unregistered,
    years: Years,
    today: NaiveDate,
    guard: Guard,
) -> CountReading {
    let days = |child: Option<Uuid>| -> Vec<NaiveDate> {
        let of = |(unit, _): &&(Uuid, NaiveDate)| {
            child.is_none_or(|child| sources.child_of.get(unit) == Some(&child))
        };
        unregistered.iter().filter(of).map(|(_, day)| *day).collect()
    };
    let series = Series::of(&sources.counters, indicator, &days(None), years, today);
    let counts = series.counts(indicator);
    let weights = seasons::weights(&series.years);
    let seasons: Vec<f64> = weights.iter().copied().cycle().take(years.months()).collect();
    let course = held.map(|held| course(held, &counts, years, &seasons));
    let weighing = Weighing::default();
    let mut rest = series.total();
    let mut children = Vec::new();
    for (unit, counters) in &sources.children {
        let of_child = Series::of(counters, indicator, &days(Some(*unit)), years, today);
        let (counts, total) = (of_child.counts(indicator), of_child.total());
        let held = below.iter().find(|(child, _)| child == unit).map(|(_, held)| held);
        rest.gross -= total.gross;
        rest.left -= total.left;
        rest.realised -= total.realised;
        // The months' weights are the whole unit's: a small one's own would be chance.
        let outlook =
            held.map(|held| course_outlook(held, &counts, &of_child, indicator, years, &seasons));
        let guarded = guard.holds(indicator.measure, *unit);
        children.push(ChildCount { unit: *unit, total, outlook, guarded });
    }
    if rest != Net::default() && !children.is_empty() {
        let guarded = guard.holds(indicator.measure, sources.unit);
        children.push(ChildCount { unit: sources.unit, total: rest, outlook: None, guarded });
    }
    CountReading {
        outlook: held
            .map(|held| course_outlook(held, &counts, &series, indicator, years, &seasons)),
        midterm: course.as_ref().and_then(|course| evaluations::midterm(course, weighing)),
        year_ends: course
            .as_ref()
            .map(|course| evaluations::year_ends(course, weighing))
            .unwrap_or_default(),
        seasons,
        children,
        guarded: guard.holds(indicator.measure, sources.unit),
        running: series.running,
        undated: series.undated,
        unregistered: series.unregistered,
        months: series.months,
    }
}

fn course<'a>(held: &Held, counts: &'a [u64], years: Years, seasons: &'a [f64]) -> Course<'a> {
    Course { counts, months: years.months(), target: held.terms.value, seasons }
}

/// The outlook from the closed months; what came in the running month can only meet the target, not change the pace.
fn course_outlook(
    held: &Held,
    counts: &[u64],
    series: &Series,
    indicator: &Indicator,
    years: Years,
    seasons: &[f64],
) -> Outlook {
    let outlook = course(held, counts, years, seasons).outlook(Weighing::default());
    outlook.with_running(counted(indicator, series.running))
}
