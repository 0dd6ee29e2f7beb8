//! The two rates along a plan, from the match cases: year by year, quarter by quarter, and unit beside unit.

use chrono::{Datelike, NaiveDate};
use uuid::Uuid;

use super::{ChildRate, Guard, Held, RateReading, flows::Sources};
use crate::{
    domain::{
        match_cases::MatchCase,
        periods::Quarter,
        rates::{
            cohorts::cohort_of,
            definitions::Definition,
            funnel::dispersion,
            judgement::{Comparator as RateComparator, Target as RateTarget},
        },
        targets::{
            Years,
            plans::{Comparator, Indicator},
        },
    },
    service::{App, Caller, Result, rates},
};

/// The cases of the years of a plan that have begun, and how many cannot be read.
pub(super) async fn cases(
    app: &App,
    caller: &Caller,
    unit: Uuid,
    years: Years,
    today: NaiveDate,
) -> Result<(Vec<MatchCase>, usize)> {
    let last = years.last.min(today.year());
    if last < years.first {
        return Ok((Vec::new(), 0));
    }
    rates::cohort(app, caller, unit, years.first..=last, today).await
}

/// What `indicator`, one of the two rates, says of `cases`; none where no definition has its code.
pub(super) fn read(
    app: &App,
    sources: &Sources,
    indicator: &Indicator,
    held: Option<&Held>,
    (cases, refused): (&[MatchCase], usize),
    years: Years,
    guard: Guard,
) -> Option<RateReading> {
    let code = indicator.measure.rate()?;
    let today = app.today();
    let last = years.last.min(today.year()).max(years.first);
    let definition = |year: i32| -> Option<Definition> {
        let of_year = app.settings.definitions.of_year(year);
        let definition = of_year.into_iter().find(|definition| definition.code == code)?;
        Some(match held.and_then(target) {
            Some(target) => definition.against(target),
            None => definition.clone(),
        })
    };
    let latest = definition(last)?;
    let of = |year: i32| cases.iter().filter(move |case| cohort_of(case.notice_on) == year);
    let by_year = (years.first..=last).filter_map(|year| {
        let definition = definition(year)?;
        Some((year, definition.figures(definition.tally(of(year)))))
    });
    let rolling = cases.iter().filter(|case| cohort_of(case.notice_on) > last - 3);
    let mut of_quarter = latest.tallied_by(cases, |case| Quarter::of(case.notice_on));
    let mut of_child =
        latest.tallied_by(of(last), |case| sources.child_of.get(&case.unit).copied());
    let mut quarters = Vec::new();
    let mut quarter = Quarter::new(years.first, 1)?;
    while quarter.first_day() <= today && quarter.year() <= last {
        quarters.push((quarter, of_quarter.remove(&quarter).unwrap_or_default()));
        quarter = quarter.next();
    }
    let child = |(unit, _): &(Uuid, _)| ChildRate {
        unit: *unit,
        tally: of_child.remove(&Some(*unit)).unwrap_or_default(),
        guarded: guard.holds(indicator.measure, *unit),
    };
    let children: Vec<ChildRate> = sources.children.iter().map(child).collect();
    let counted: Vec<(u64, u64)> =
        children.iter().map(|child| (child.tally.numerator, child.tally.denominator)).collect();
    Some(RateReading {
        years: by_year.collect(),
        rolling: latest.figures(latest.tally(rolling)),
        dispersion: dispersion(&counted, latest.target),
        definition: latest,
        quarters,
        children,
        refused,
        guarded: guard.holds(indicator.measure, sources.unit),
    })
}

fn target(held: &Held) -> Option<RateTarget> {
    let comparator = match held.terms.comparator {
        Comparator::Below => RateComparator::Below,
        Comparator::AtMost => RateComparator::AtMost,
        Comparator::AtLeast => return None,
    };
    RateTarget::new(u32::try_from(held.terms.value).ok()?, comparator)
}
