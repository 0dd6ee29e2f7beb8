//! Breaking targets down to the units below, and planning them anew. Both write new versions; nothing is lost.

use std::collections::BTreeMap;

use chrono::Months;
use uuid::Uuid;

use super::{Held, Shown, flows, get, held, named};
use crate::{
    domain::{
        audit::{Action, AuditEvent, SubjectKind},
        periods::{Month, Period},
        permissions::{Denied, Permission, Scope},
        targets::{
            Child, Origin, Target, Terms,
            inputs::{BreakdownInput, Preview, ReplanInput},
            plans::{Indicator, Sort},
        },
        words::{Problem, Words},
    },
    service::{App, Caller, Result, ServiceError},
    store::{self, Session, units::Unit},
};

/// How many years back a share of the past looks.
const PAST_YEARS: u32 = 3;

/// A target that is about to be broken down.
pub struct Breaking {
    /// The target, its plan, and what the units below have now.
    pub shown: Shown,
    /// The units directly below in the order of their codes, with what they brought in the last three years.
    pub children: Vec<Child>,
}

/// What the caller needs to break the target `id` down.
///
/// # Errors
/// [`ServiceError::Missing`] outside the caller's units; where the indicator does not add up.
pub async fn breaking(app: &App, caller: &Caller, id: Uuid) -> Result<Breaking> {
    let scope = caller.actor.may(Permission::TargetsManage)?;
    let shown = get(app, caller, id).await?;
    if !adds_up(&shown.indicator) {
        return Err(no_parts().into());
    }
    let mut tx = app.store.read().await?;
    let children = with_past(app, &mut tx, &scope, &shown.held.target, &shown.indicator).await?;
    Ok(Breaking { shown, children })
}

/// What a breakdown would be; nothing is saved.
///
/// # Errors
/// As [`breaking`]; every problem of the form.
pub async fn preview(
    app: &App,
    caller: &Caller,
    id: Uuid,
    input: &BreakdownInput,
) -> Result<(Breaking, Preview)> {
    let breaking = breaking(app, caller, id).await?;
    let preview = input.preview(&breaking.shown.held.target, &breaking.children, app.today())?;
    Ok((breaking, preview))
}

/// Breaks the target `id` down: each unit directly below gets a target, or the next version of the one it has.
///
/// # Errors
/// As [`breaking`]; every problem of the form; [`ServiceError::Conflict`] where the target was changed meanwhile.
pub async fn break_down(
    app: &App,
    caller: &Caller,
    id: Uuid,
    input: &BreakdownInput,
) -> Result<u64> {
    let scope = caller.actor.may(Permission::TargetsManage)?;
    let act = async {
        let mut tx = app.store.write(&caller.origin).await?;
        let whole = store::targets::get(&mut tx, &scope, id).await?;
        if whole.version != input.version {
            return Err(ServiceError::Conflict);
        }
        let (_, indicator) = named(app, &whole)?;
        if !adds_up(&indicator) {
            return Err(no_parts().into());
        }
        let children = with_past(app, &mut tx, &scope, &whole, &indicator).await?;
        let terms = input.read(&whole, &children, caller.actor.account_id(), app.today())?;
        let mut known: BTreeMap<Uuid, Target> = BTreeMap::new();
        for target in store::targets::around(&mut tx, &scope, &whole.plan, whole.unit).await? {
            let target = target.map_err(ServiceError::Tampered)?;
            if target.indicator == whole.indicator && target.years == whole.years {
                known.insert(target.unit, target);
            }
        }
        let mut changed = Vec::new();
        for (unit, terms) in terms {
            let saved = match known.remove(&unit) {
                // The same number under a new document is a version too: it says that the number stands.
                Some(before) => {
                    let after = Target { terms, ..before.clone() };
                    store::targets::save(&mut tx, &before, after).await?
                }
                None => {
                    let target = Target::part_of(&whole, tx.new_id(), unit, terms);
                    store::targets::insert(&mut tx, &target).await?;
                    target
                }
            };
            changed.push(saved);
        }
        let rows = i64::try_from(changed.len()).unwrap_or(i64::MAX);
        for target in &changed {
            tx.note(event(Action::TargetSet, target)).await?;
        }
        tx.commit(event(Action::TargetBrokenDown, &whole).rows(rows)).await?;
        Ok(changed.len() as u64)
    };
    app.witness(caller, act.await).await
}

/// Plans the target `id` anew: its next version, which says why.
///
/// # Errors
/// Every problem of the form; [`ServiceError::Denied`] where the office above has set it;
/// [`ServiceError::Conflict`] where it was changed meanwhile.
pub async fn replan(app: &App, caller: &Caller, id: Uuid, input: &ReplanInput) -> Result<i64> {
    let scope = caller.actor.may(Permission::TargetsManage)?;
    let act = async {
        let mut tx = app.store.write(&caller.origin).await?;
        let before = store::targets::get(&mut tx, &scope, id).await?;
        let Held { versions, .. } = held(&mut tx, vec![before.clone()], app.today())
            .await?
            .pop()
            .ok_or(ServiceError::Missing)?;
        may_replan(caller, &before, &versions)?;
        if before.version != input.version {
            return Err(ServiceError::Conflict);
        }
        let (_, indicator) = named(app, &before)?;
        let terms = input.read(&before, &indicator, caller.actor.account_id(), app.today())?;
        let after = before.replanned(terms)?;
        let saved = store::targets::save(&mut tx, &before, after).await?;
        tx.commit(event(Action::TargetReplanned, &saved)).await?;
        Ok(saved.version)
    };
    app.witness(caller, act.await).await
}

/// Whether the caller may plan `target` anew: not one that the office above gave her own.
///
/// # Errors
/// That she may not.
pub(super) fn may_replan(
    caller: &Caller,
    target: &Target,
    versions: &[Terms],
) -> std::result::Result<(), Denied> {
    let given = versions.last().is_some_and(|first| first.origin == Origin::BrokenDown);
    let own = caller.actor.account_id().is_some() && caller.actor.unit() == target.unit;
    if given && own { Err(Denied(Permission::TargetsManage)) } else { Ok(()) }
}

/// Whether the indicator's numbers add up over units; a rate holds for each unit as it is.
pub(super) fn adds_up(indicator: &Indicator) -> bool {
    indicator.measure.sort() == Sort::Count
}

fn no_parts() -> Problem {
    let words = Words::new(
        "比率不分解：同一目标对每个下级都成立。",
        "A rate is not broken down: the same target holds for every unit.",
    );
    Problem::new("indicator", "no_parts", words)
}

/// The units directly below, in the order of their codes; those without one last.
pub(super) async fn children(session: &mut Session, unit: Uuid) -> Result<Vec<Unit>> {
    let all = store::units::list(session).await?;
    Ok(all.into_iter().filter(|one| one.parent == Some(unit)).collect())
}

/// The same with what each brought in the three years before this month.
async fn with_past(
    app: &App,
    session: &mut Session,
    scope: &Scope,
    target: &Target,
    indicator: &Indicator,
) -> Result<Vec<Child>> {
    let last = Month::of(app.today()).previous();
    let first = Month::of(last.first_day() - Months::new(12 * PAST_YEARS - 1));
    let period = Some(Period::Span(first, last));
    let what = [flows::what(indicator.measure)];
    let counted = store::counts::by_child(session, scope, target.unit, &what, period).await?;
    let mut past: BTreeMap<Uuid, i64> = BTreeMap::new();
    for (unit, number) in counted {
        if indicator.programme.is_none() || number.programme == indicator.programme {
            *past.entry(unit).or_default() += number.count;
        }
    }
    let child = |unit: Unit| Child {
        past: past.get(&unit.id).and_then(|n| u64::try_from(*n).ok()).unwrap_or(0),
        unit: unit.id,
        population: None,
        floor: None,
        cap: None,
    };
    Ok(children(session, target.unit).await?.into_iter().map(child).collect())
}

fn event(action: Action, target: &Target) -> AuditEvent {
    AuditEvent::new(action).at(target.unit).about(SubjectKind::Target, target.id, target.version)
}
