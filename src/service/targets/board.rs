//! The board of a unit: every indicator of the plan that concerns it.

use std::collections::BTreeMap;

use chrono::Months;
use uuid::Uuid;

use super::{
    Board, Figures, Guard, Held, Reading,
    flows::{self, Counters, Sources},
    held, quotas,
};
use crate::{
    domain::{
        audit::SubjectKind,
        counts::Net,
        match_cases::MatchCase,
        periods::{Month, Period},
        permissions::{Permission, Scope},
        targets::{
            Target, difference,
            plans::{Indicator, Measure, Plan, Sort},
        },
    },
    service::{App, Caller, Result, ServiceError, units::child_of},
    store::{self, units::Unit},
};

/// The board of `unit`, by default the caller's own, for `plan`, by default the one that concerns it now. Where the
/// plan is that of a unit further down, its board is shown.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::Missing`] for a unit outside the caller's scope, and where no plan
/// concerns it.
pub async fn board(
    app: &App,
    caller: &Caller,
    unit: Option<Uuid>,
    plan: Option<&str>,
) -> Result<Board> {
    let scope = caller.actor.may(Permission::StatisticsRead)?;
    let asked = unit.unwrap_or(caller.actor.unit());
    let today = app.today();
    let mut tx = app.store.read().await?;
    if !store::units::is_within(&mut tx, &scope, asked).await? {
        return Err(ServiceError::Missing);
    }
    let units = store::units::list(&mut tx).await?;
    let concerned = concerning(app, &units, asked);
    let (plan, unit) = match plan {
        Some(code) => concerned.iter().find(|(plan, _)| plan.code == code),
        None => concerned.iter().find(|(plan, _)| plan.years.contains(today)).or(concerned.first()),
    }
    .copied()
    .ok_or(ServiceError::Missing)?;
    let sources = sources(&mut tx, &scope, &units, unit).await?;
    let around = store::targets::around(&mut tx, &scope, &plan.code, unit).await?;
    let mut unregistered: BTreeMap<&str, flows::Unregistered> = BTreeMap::new();
    for indicator in plan.indicators.iter().filter(|one| one.measure == Measure::Realised) {
        if let Some(programme) = indicator.programme {
            let found = store::donations::unregistered(&mut tx, &scope, unit, programme).await?;
            unregistered.insert(&indicator.code, found);
        }
    }
    drop(tx);
    let around = app.readable(caller, SubjectKind::Target, around).await?;
    let around: Vec<Target> = around.into_iter().filter(|one| one.years == plan.years).collect();
    let around = held(&mut *app.store.read().await?, around, today).await?;
    let has_rates = plan.indicators.iter().any(|one| one.measure.sort() == Sort::Rate);
    let (cases, refused) = if has_rates {
        quotas::cases(app, caller, unit, plan.years, today).await?
    } else {
        (Vec::new(), 0)
    };
    let reader =
        Reader { app, plan, sources: &sources, guard: Guard::of(caller), cases: &cases, refused };
    let nothing = Vec::new();
    let readings = plan.indicators.iter().map(|one| {
        reader.read(one, &around, unregistered.get(one.code.as_str()).unwrap_or(&nothing))
    });
    let closed = plan.years.closed(today);
    Ok(Board {
        unit,
        as_of: today,
        closed,
        closed_through: closed.checked_sub(1).and_then(|last| {
            let (year, month) = plan.years.month(last);
            Month::new(year, month)
        }),
        plans: concerned.iter().map(|(plan, _)| (plan.code.clone(), plan.name.clone())).collect(),
        readings: readings.collect(),
        plan: plan.clone(),
    })
}

/// The readings of a board alone, for reports and releases.
///
/// # Errors
/// As [`board`].
pub async fn readings(app: &App, caller: &Caller, unit: Uuid, plan: &str) -> Result<Vec<Reading>> {
    Ok(board(app, caller, Some(unit), Some(plan)).await?.readings)
}

/// What `indicator` counted in `month` of each unit directly below `unit`, and last of the unit itself apart from
/// them; with whether few of an outcome are to be hidden.
///
/// # Errors
/// As [`board`]; [`ServiceError::Missing`] for an indicator that there is not, or that is no count.
pub async fn month(
    app: &App,
    caller: &Caller,
    unit: Uuid,
    plan: &str,
    indicator: &str,
    month: Month,
) -> Result<Vec<(Uuid, Net, bool)>> {
    let scope = caller.actor.may(Permission::StatisticsRead)?;
    let plan = app.settings.plans.iter().find(|one| one.code == plan);
    let indicator = plan.and_then(|plan| plan.indicator(indicator));
    let indicator =
        indicator.filter(|one| one.measure.sort() == Sort::Count).ok_or(ServiceError::Missing)?;
    let guard = Guard::of(caller);
    let mut tx = app.store.read().await?;
    if !store::units::is_within(&mut tx, &scope, unit).await? {
        return Err(ServiceError::Missing);
    }
    let units = store::units::list(&mut tx).await?;
    let period = Some(Period::Month(month));
    let what = [flows::what(indicator.measure)];
    let counted = store::counts::by_child(&mut tx, &scope, unit, &what, period).await?;
    let mut found: BTreeMap<Uuid, Net> = BTreeMap::new();
    for (child, number) in counted {
        if indicator.programme.is_none() || number.programme == indicator.programme {
            found.entry(child).or_default().add(number.standing, number.count);
        }
    }
    if let (Measure::Realised, Some(programme)) = (indicator.measure, indicator.programme) {
        let child_of = child_of(&units, unit);
        for (at, day) in store::donations::unregistered(&mut tx, &scope, unit, programme).await? {
            if Month::of(day) == month {
                let child = child_of.get(&at).copied().unwrap_or(unit);
                let net = found.entry(child).or_default();
                net.gross += 1;
                net.realised += 1;
            }
        }
    }
    let below = units.iter().filter(|one| one.parent == Some(unit)).map(|one| one.id);
    let cell = |unit: Uuid| {
        let net = found.get(&unit).copied().unwrap_or_default();
        (unit, net, guard.holds(indicator.measure, unit))
    };
    Ok(below.chain([unit]).map(cell).collect())
}

struct Reader<'a> {
    app: &'a App,
    plan: &'a Plan,
    sources: &'a Sources,
    guard: Guard,
    cases: &'a [MatchCase],
    refused: usize,
}

impl Reader<'_> {
    fn read(
        &self,
        indicator: &Indicator,
        around: &[Held],
        unregistered: &flows::Unregistered,
    ) -> Reading {
        let (unit, today) = (self.sources.unit, self.app.today());
        let of = around.iter().filter(|held| held.target.indicator == indicator.code);
        let (own, below): (Vec<&Held>, Vec<&Held>) = of.partition(|held| held.target.unit == unit);
        let own = own.into_iter().next().cloned();
        let below: Vec<(Uuid, Held)> =
            below.into_iter().map(|held| (held.target.unit, held.clone())).collect();
        let years = self.plan.years;
        let figures = match indicator.measure.sort() {
            Sort::Count => Figures::Count(Box::new(flows::read(
                self.sources,
                indicator,
                (own.as_ref(), &below),
                unregistered,
                years,
                today,
                self.guard,
            ))),
            Sort::Rate => {
                let cases = (self.cases, self.refused);
                quotas::read(
                    self.app,
                    self.sources,
                    indicator,
                    own.as_ref(),
                    cases,
                    years,
                    self.guard,
                )
                .map_or(Figures::Coverage, |rate| Figures::Rate(Box::new(rate)))
            }
            Sort::Share if indicator.measure == Measure::EffectivePool => {
                let since = today.checked_sub_months(Months::new(indicator.within_months));
                let (reached, pool) = self.sources.counters.pool(Month::of(since.unwrap_or(today)));
                Figures::Pool { reached, pool }
            }
            Sort::Share => Figures::Coverage,
        };
        let counts = indicator.measure.sort() == Sort::Count && !below.is_empty();
        let parts = || below.iter().map(|(_, held)| held.terms.value);
        Reading {
            difference: own
                .as_ref()
                .filter(|_| counts)
                .map(|own| difference(own.terms.value, parts())),
            indicator: indicator.clone(),
            held: own,
            figures,
            below,
        }
    }
}

/// The plans that concern `unit`, each with the unit whose board it is: those of the unit and the ones above, the
/// nearest first, and else those of the units below.
fn concerning<'a>(app: &'a App, units: &[Unit], unit: Uuid) -> Vec<(&'a Plan, Uuid)> {
    let above = |mut at: Uuid| {
        let mut path = vec![at];
        while let Some(parent) = units.iter().find(|one| one.id == at).and_then(|one| one.parent) {
            path.push(parent);
            at = parent;
        }
        path
    };
    let path = above(unit);
    let mut own = Vec::new();
    let mut further = Vec::new();
    for plan in &app.settings.plans {
        let Some(home) = units.iter().find(|one| one.code.as_ref() == Some(&plan.unit)) else {
            continue;
        };
        match path.iter().position(|one| *one == home.id) {
            Some(steps) => own.push((steps, plan)),
            None if above(home.id).contains(&unit) => further.push((plan, home.id)),
            None => {}
        }
    }
    own.sort_by_key(|(steps, _)| *steps);
    if own.is_empty() { further } else { own.into_iter().map(|(_, plan)| (plan, unit)).collect() }
}

async fn sources(
    session: &mut store::Session,
    scope: &Scope,
    units: &[Unit],
    unit: Uuid,
) -> Result<Sources> {
    let mut children = Vec::new();
    for child in units.iter().filter(|one| one.parent == Some(unit)) {
        children.push((child.id, Counters::of(session, scope, child.id).await?));
    }
    let counters = Counters::of(session, scope, unit).await?;
    Ok(Sources { unit, counters, children, child_of: child_of(units, unit) })
}
