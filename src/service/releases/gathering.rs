//! What a release is made of, read in one snapshot.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{Datelike, NaiveDate};
use uuid::Uuid;

use crate::{
    crypto::indexes::{IndexKind, Indexes},
    domain::{
        audit::SubjectKind,
        counts::What,
        dates::age_on,
        disclosure::CellId,
        match_cases::reasons::ReasonGroup,
        people,
        periods::Quarter,
        permissions::Scope,
        rates::{cohorts::CohortState, definitions::Definition, judgement::Comparator},
        releases::{
            material::{Age, Cohort, Material, Outcome, Sex, Target},
            places::{Level, Place, Places},
            reading::{Earlier, Ledger},
        },
        targets::plans::{Counted, Indicator, Plan},
        units::UnitKind,
    },
    service::{App, Caller, Result, ServiceError},
    store::{self, ReadTx, counts::Posting, rate_closings::Closed, units::Unit},
};

/// What a plan may ask for that is published against its target.
const PUBLISHED: [What; 4] =
    [What::Person, What::PersonAfterDeath, What::PersonPooled, What::Pooled];

/// Years back that are looked at for cohorts that closed and were not published yet.
const COHORTS: i32 = 6;

/// A number from 0 to 1 that nobody can foretell without the key.
pub(super) fn tie(indexes: &Indexes, id: &CellId) -> f64 {
    let text = serde_json::to_string(id).unwrap_or_default();
    let token = indexes.token(IndexKind::Tie, Uuid::nil(), &text);
    let bytes = token.iter().take(4).fold(0_u32, |sum, byte| (sum << 8) | u32::from(*byte));
    f64::from(bytes) / f64::from(u32::MAX)
}

/// All of it, and what `unit` has published before.
pub(super) async fn gather(
    app: &App,
    caller: &Caller,
    scope: &Scope,
    unit: &Unit,
    quarter: Quarter,
) -> Result<(Material, Vec<Earlier>)> {
    let mut session = app.store.read().await?;
    let earlier = store::releases::ledger(&mut session, unit.id).await?;
    let ledger =
        Ledger::read(&earlier).map_err(|error| ServiceError::Internal(error.to_string()))?;
    let units = store::units::list(&mut session).await?;
    let postings = store::counts::posted(&mut session, scope, unit.id, quarter).await?;
    let (places, at) = places(&units, unit, &postings, &ledger.own)?;
    let mut posted: BTreeMap<_, u64> = BTreeMap::new();
    for Posting { unit, what, programme, quarter, count } in postings {
        let place = *at.get(&unit).ok_or(ServiceError::Missing)?;
        *posted.entry((place, what, programme, quarter)).or_default() +=
            u64::try_from(count).unwrap_or_default();
    }
    let persons = match quarter.number() {
        4 => persons(app, caller, scope, &mut session, unit.id, quarter).await?,
        _ => BTreeMap::new(),
    };
    let cohorts = cohorts(app, caller, scope, &mut session, unit.id, quarter).await?;
    let targets = targets(app, unit);
    Ok((Material { places, quarter, posted, persons, cohorts, targets }, earlier))
}

/// The places of the tables, and at which of them each unit counts: what is further down counts with what is above.
fn places(
    units: &[Unit],
    root: &Unit,
    postings: &[Posting],
    before: &BTreeSet<String>,
) -> Result<(Places, HashMap<Uuid, usize>)> {
    let mut codes: HashMap<Uuid, (String, Level)> = HashMap::new();
    let mut all = Vec::new();
    // A unit stands after its parent.
    for unit in units {
        let level = match (unit.id == root.id, unit.parent.and_then(|above| codes.get(&above))) {
            (true, _) => Some(Level::Root),
            (false, None) => continue,
            (false, Some((_, above))) => level_below(*above, root.kind, unit.kind),
        };
        let parent = unit.parent.and_then(|above| codes.get(&above)).cloned();
        let above = parent.as_ref().map(|(code, _)| code.clone());
        let Some(level) = level else {
            codes.extend(parent.map(|parent| (unit.id, parent)));
            continue;
        };
        // An area has no code, and its name may change: what stays is the end of its id.
        let named = |code: &String| format!("{code}/{}", &unit.id.simple().to_string()[24..]);
        let code = unit
            .code
            .clone()
            .or_else(|| above.as_ref().map(named))
            .unwrap_or_else(|| unit.zh.clone());
        codes.insert(unit.id, (code.clone(), level));
        all.push(Place {
            code,
            en: unit.en.clone(),
            level,
            parent: above.filter(|_| level != Level::Root),
            zh: unit.zh.clone(),
        });
    }
    let mut own: Vec<String> = before.iter().cloned().collect();
    let registers = |posting: &&Posting| posting.what == What::Registered && posting.count > 0;
    own.extend(
        postings
            .iter()
            .filter(registers)
            .filter_map(|p| codes.get(&p.unit).map(|(code, _)| code.clone())),
    );
    let places = Places::new(all, &own).ok_or(ServiceError::Missing)?;
    let at =
        codes.into_iter().filter_map(|(id, (code, _))| Some((id, places.find(&code)?))).collect();
    Ok((places, at))
}

/// The place that a unit takes below one at `above`; none where it counts with that.
fn level_below(above: Level, root: UnitKind, kind: UnitKind) -> Option<Level> {
    match (above, kind) {
        (Level::Root, UnitKind::County) => Some(Level::County),
        (Level::Root, UnitKind::Area) if root == UnitKind::City => Some(Level::County),
        (Level::Root | Level::County, UnitKind::Township | UnitKind::Area) => Some(Level::Township),
        _ => None,
    }
}

/// Persons posted in the year, by sex and age: their records are opened to be counted, and nothing of them leaves
/// this function but the sums.
async fn persons(
    app: &App,
    caller: &Caller,
    scope: &Scope,
    session: &mut ReadTx,
    unit: Uuid,
    quarter: Quarter,
) -> Result<BTreeMap<(Sex, Age), u64>> {
    let first = Quarter::new(quarter.year(), 1).unwrap_or(quarter);
    let ids = store::releases::persons_posted(session, scope, unit, (first, quarter)).await?;
    let mut sums: BTreeMap<(Sex, Age), u64> = BTreeMap::new();
    let mut told = 0;
    for chunk in ids.chunks(400) {
        let found = store::people::load(session, scope, chunk).await?;
        for person in app.readable(caller, SubjectKind::Person, found).await? {
            let birth = person.identity.birth_date.filter(|birth| birth.year() <= quarter.year());
            let age = birth.map(|birth| Age::of(age_on(birth, quarter.last_day())));
            let key = match (person.identity.sex, age) {
                (people::Sex::Male, Some(age)) => (Sex::Male, age),
                (people::Sex::Female, Some(age)) => (Sex::Female, age),
                _ => continue,
            };
            *sums.entry(key).or_default() += 1;
            told += 1;
        }
    }
    // Whose record is no more, or does not say.
    let rest = u64::try_from(ids.len()).unwrap_or_default().saturating_sub(told);
    sums.insert((Sex::Unknown, Age::Unknown), rest);
    Ok(sums)
}

/// The cohorts of `unit` whose figures had closed for good by the end of the quarter.
async fn cohorts(
    app: &App,
    caller: &Caller,
    scope: &Scope,
    session: &mut ReadTx,
    unit: Uuid,
    quarter: Quarter,
) -> Result<BTreeMap<i32, Cohort>> {
    let mut cohorts = BTreeMap::new();
    for year in quarter.year() - COHORTS..quarter.year() {
        if app.settings.closing.final_on(year) > quarter.last_day() {
            continue;
        }
        let closed = store::rate_closings::of(session, unit, year).await?;
        let definitions = app.settings.definitions.of_year(year);
        let figures = |code: &str| {
            let closed =
                closed.iter().find(|c| c.state == CohortState::Final && c.definition == code)?;
            let definition = definitions.iter().find(|definition| definition.code == code)?;
            Some((outcome(closed, definition)?, *definition))
        };
        let (Some((screening, definition)), Some((remobilisation, _))) =
            (figures("R1"), figures("R2"))
        else {
            continue;
        };
        let reasons = reasons(app, caller, scope, session, unit, year, definition).await?;
        let sum: u64 = reasons.values().sum();
        // What was corrected after the closing does not add up to what was closed: then it is not told.
        let reasons = (sum == screening.lost).then_some(reasons);
        cohorts.insert(year, Cohort { screening, remobilisation, reasons });
    }
    Ok(cohorts)
}

fn outcome(closed: &Closed, definition: &Definition) -> Option<Outcome> {
    let count = |n: i64| u64::try_from(n).ok();
    let target = definition.target;
    Some(Outcome {
        lost: count(closed.numerator)?,
        resolved: count(closed.denominator)?,
        pending: count(closed.pending)?,
        excluded: count(closed.excluded)?,
        target: (u64::from(target.parts()), target.comparator() == Comparator::Below),
    })
}

/// The lost of a cohort by kind of reason, as they stood on the day on which it closed.
async fn reasons(
    app: &App,
    caller: &Caller,
    scope: &Scope,
    session: &mut ReadTx,
    unit: Uuid,
    year: i32,
    definition: &Definition,
) -> Result<BTreeMap<ReasonGroup, u64>> {
    let day = |month, day| NaiveDate::from_ymd_opt(year, month, day).ok_or(ServiceError::Missing);
    let (first, last) = (day(1, 1)?, day(12, 31)?);
    let found = store::match_cases::cohort(session, scope, unit, first, last).await?;
    let as_of = app.settings.closing.final_on(year);
    let cases = app.readable(caller, SubjectKind::MatchCase, found).await?;
    let then: Vec<_> = cases
        .into_iter()
        .map(|mut case| {
            case.course = case.course.as_of(as_of);
            case
        })
        .collect();
    let mut groups = BTreeMap::new();
    for (reason, count) in definition.tally(&then).by_reason {
        *groups.entry(reason.group()).or_default() += count;
    }
    Ok(groups)
}

/// What the plans of `unit` ask for of what is published: numbers of persons or samples, whoever left since.
fn targets(app: &App, unit: &Unit) -> Vec<Target> {
    let plans = app.settings.plans.iter();
    let plans = plans.filter(|plan| unit.code.as_deref() == Some(plan.unit.as_str()));
    let of_plan = |plan: &Plan| -> Vec<Target> {
        let target = |indicator: &Indicator| {
            let what = What::from_code(indicator.measure.code())?;
            let goal = indicator.goal.filter(|_| indicator.counted == Counted::Gross)?;
            PUBLISHED.contains(&what).then(|| Target {
                code: format!("{}/{}", plan.code, indicator.code),
                name: indicator.name.clone(),
                what,
                first_year: plan.years.first,
                last_year: plan.years.last,
                value: goal.value,
            })
        };
        plan.indicators.iter().filter_map(target).collect()
    };
    plans.flat_map(of_plan).collect()
}
