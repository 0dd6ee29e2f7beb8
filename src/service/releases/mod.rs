//! Publishing statistics for everybody: what was posted up to the end of a quarter, from which no small group can be
//! computed (`domain::releases`). A release is kept first and written to files afterwards, as often as wanted.

mod gathering;
mod problems;

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{App, Caller, Result, ServiceError};
use crate::{
    domain::{
        audit::{Action, AuditEvent, SubjectKind},
        disclosure::{CellId, Microlp},
        periods::Quarter,
        permissions::{Permission, Scope},
        releases::{
            Policy,
            building::{Built, Making, Without, build},
            material::Material,
            reading::Earlier,
        },
        units::UnitKind,
    },
    store::{self, Session, releases::Kept, units::Unit},
};

/// What is to be published.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// By whom; whoever published before, or the topmost office with others below it, where it is not said.
    pub unit: Option<Uuid>,
    /// The quarter, `2025-Q4`.
    pub period: String,
    /// Blanks that the public knows already by the consent of whom they count.
    pub known: BTreeMap<CellId, u64>,
}

/// A release that would be published.
#[derive(Debug, Clone)]
pub struct Preview {
    /// By whom.
    pub unit: Unit,
    /// The quarter.
    pub period: Quarter,
    /// The release.
    pub built: Built,
}

/// What `wanted` would be if it were published now. Nothing is closed and nothing kept.
///
/// # Errors
/// Why it cannot be published.
pub async fn preview(app: &App, caller: &Caller, wanted: &Wanted) -> Result<Preview> {
    let scope = caller.actor.may(Permission::ReleasesPublish)?;
    let (unit, period) = checked(app, &scope, wanted).await?;
    made(app, caller, &scope, wanted, unit, period).await
}

/// Publishes: closes the quarter, so that whatever is written down from now on belongs to the next, makes the release
/// from one snapshot, has it audited, and keeps it, unless somebody else published meanwhile.
///
/// # Errors
/// Why it cannot be published; then nothing is kept. The quarter stays closed, which loses nothing: it may be
/// published later.
pub async fn publish(app: &App, caller: &Caller, wanted: &Wanted) -> Result<Kept> {
    let scope = caller.actor.may(Permission::ReleasesPublish)?;
    let (unit, period) = checked(app, &scope, wanted).await?;
    // Whoever would be refused anyway has closed nothing.
    made(app, caller, &scope, wanted, unit.clone(), period).await?;
    let mut tx = app.store.write(&caller.origin).await?;
    store::counts::close_through(&mut tx, unit.id, period).await?;
    tx.commit_unseen().await?;
    let Preview { built, .. } = made(app, caller, &scope, wanted, unit.clone(), period).await?;
    let mut tx = app.store.write(&caller.origin).await?;
    store::releases::wait_for_turn(&mut tx).await?;
    // Others may have published since it was looked at.
    if free(&mut tx, unit.id, period).await? != built.release.previous_sha256 {
        return Err(problems::meanwhile().into());
    }
    let release = (&built.release, built.text.as_str());
    let kept = store::releases::insert(&mut tx, unit.id, release, period, &built.exact).await?;
    let event = AuditEvent::new(Action::ReleasePublished).at(unit.id);
    tx.commit(event.about(SubjectKind::Release, kept.id, 1)).await?;
    Ok(kept)
}

/// What units in the caller's scope have published, by unit, the earliest first.
///
/// # Errors
/// Where the caller may not see statistics; [`ServiceError::Tampered`] where a file was changed by hand.
pub async fn list(app: &App, caller: &Caller) -> Result<Vec<Kept>> {
    let scope = caller.actor.may(Permission::StatisticsRead)?;
    let found = store::releases::list(&mut *app.store.read().await?, &scope).await;
    app.witness(caller, found.map_err(ServiceError::from)).await
}

/// One release.
///
/// # Errors
/// As [`list`]; [`ServiceError::Missing`].
pub async fn get(app: &App, caller: &Caller, id: Uuid) -> Result<Kept> {
    let scope = caller.actor.may(Permission::StatisticsRead)?;
    let found = store::releases::get(&mut *app.store.glance().await?, &scope, id).await;
    app.witness(caller, found.map_err(ServiceError::from)).await
}

/// The quarter that comes next for `unit`: after the last published one, or the last that is over.
///
/// # Errors
/// As [`list`].
pub async fn next(app: &App, caller: &Caller, unit: Uuid) -> Result<Quarter> {
    let published = list(app, caller).await?;
    let last = published.iter().filter(|kept| kept.unit == unit).map(|kept| kept.period).max();
    Ok(last.map_or_else(|| Quarter::of(app.today()).previous(), Quarter::next))
}

/// Who publishes where it is not said.
///
/// # Errors
/// Where that is not clear: then it has to be said.
pub async fn publisher(app: &App, caller: &Caller) -> Result<Unit> {
    let scope = caller.actor.may(Permission::StatisticsRead)?;
    let mut session = app.store.read().await?;
    let published = store::releases::list(&mut session, &scope).await?;
    let mut units: Vec<Uuid> = published.iter().map(|kept| kept.unit).collect();
    units.dedup();
    if let [only] = units[..] {
        return Ok(store::units::get(&mut session, only).await?);
    }
    let all = store::units::list(&mut session).await?;
    let root = all.iter().find(|unit| unit.id == scope.root()).ok_or(ServiceError::Missing)?;
    let mut candidates = Vec::new();
    for unit in offices(&all, root) {
        let last = Quarter::of(app.today());
        if !store::counts::posted(&mut session, &scope, unit.id, last).await?.is_empty() {
            candidates.push(unit);
        }
    }
    match candidates[..] {
        [only] => Ok(only.clone()),
        _ => Err(problems::unnamed().into()),
    }
}

/// The topmost units at or below `unit` that may publish. A city that has but one county leaves it to the county.
fn offices<'a>(all: &'a [Unit], unit: &'a Unit) -> Vec<&'a Unit> {
    let below: Vec<&Unit> = all.iter().filter(|one| one.parent == Some(unit.id)).collect();
    match below[..] {
        [only] if publishes(only) => offices(all, only),
        _ if publishes(unit) => vec![unit],
        _ => below.into_iter().flat_map(|one| offices(all, one)).collect(),
    }
}

fn publishes(unit: &Unit) -> bool {
    matches!(unit.kind, UnitKind::City | UnitKind::County)
}

async fn checked(
    app: &App,
    scope: &Scope,
    wanted: &Wanted,
) -> Result<(Unit, Quarter), ServiceError> {
    let period = Quarter::parse(wanted.period.trim()).ok_or_else(problems::period)?;
    if period.last_day() >= app.today() {
        return Err(problems::not_over(period).into());
    }
    let mut session = app.store.read().await?;
    let unit = wanted.unit.unwrap_or(scope.root());
    if !store::units::is_within(&mut session, scope, unit).await? {
        return Err(ServiceError::Missing);
    }
    let unit = store::units::get(&mut session, unit).await?;
    if !publishes(&unit) {
        return Err(problems::kind().into());
    }
    free(&mut session, unit.id, period).await?;
    Ok((unit, period))
}

/// Whether nothing that is published stands in the way of publishing `period`; gives the digest of the release that
/// it follows.
async fn free(session: &mut Session, unit: Uuid, period: Quarter) -> Result<Option<String>> {
    if !store::releases::overlapping(session, unit).await?.is_empty() {
        return Err(problems::overlapping().into());
    }
    match store::releases::last(session, unit).await? {
        Some((last, _)) if last >= period => Err(problems::published(period, last).into()),
        last => Ok(last.map(|(_, digest)| digest)),
    }
}

async fn made(
    app: &App,
    caller: &Caller,
    scope: &Scope,
    wanted: &Wanted,
    unit: Unit,
    period: Quarter,
) -> Result<Preview> {
    let gathered = gathering::gather(app, caller, scope, &unit, period).await;
    let (material, earlier) = app.witness(caller, gathered).await?;
    let built = reckon(app, material, earlier, wanted.known.clone()).await;
    if built.is_err() {
        // That somebody else published meanwhile is told before what comes of it.
        free(&mut *app.store.read().await?, unit.id, period).await?;
    }
    Ok(Preview { unit, period, built: built? })
}

/// The linear programmes take a while: beside the requests, not among them.
async fn reckon(
    app: &App,
    material: Material,
    earlier: Vec<Earlier>,
    known: BTreeMap<CellId, u64>,
) -> Result<Built> {
    let (indexes, made_on) = (app.store.vault().indexes.clone(), app.today());
    let work = move || {
        let tie = |id: &CellId| gathering::tie(&indexes, id);
        build(&Making {
            material: &material,
            earlier: &earlier,
            policy: &Policy::default(),
            tie: &tie,
            solver: &Microlp::default(),
            known: &known,
            made_on,
            without: Without::Nothing,
        })
        .map_err(problems::refused)
    };
    let built = tokio::task::spawn_blocking(work).await;
    built.map_err(|error| ServiceError::Internal(error.to_string()))?
}
