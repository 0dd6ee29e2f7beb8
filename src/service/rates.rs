//! The plan's two rates: computed from the cases themselves, so that a definition is data.

mod apart;
mod excluded;

use std::{collections::HashMap, ops::RangeInclusive};

use chrono::NaiveDate;
use uuid::Uuid;

pub use apart::{Apart, apart};
pub use excluded::{Excluded, ExcludedCase};

use super::{App, Caller, Result, ServiceError, match_cases::deadline};
use crate::{
    domain::{
        audit::{Action, AuditEvent, SubjectKind},
        match_cases::{MatchCase, deadlines::Urgency, reasons::Reason},
        permissions::Permission,
        person::Person,
        rates::{
            cohorts::{CohortState, Figures, cohort_of},
            definitions::Definition,
            losses::{Dimension, Known, Passage, Share, flow},
        },
        words::{Problem, Words},
    },
    store::{self, rate_closings::Closed},
};

/// Years that a rolling cohort spans.
const ROLLING: i32 = 3;

/// The rates of one cohort.
#[derive(Debug, Clone)]
pub struct Rates {
    /// The year of the notices.
    pub year: i32,
    /// For which unit and those below it.
    pub unit: Uuid,
    /// What had happened by this day counts.
    pub as_of: NaiveDate,
    /// Whether the figures may still change.
    pub state: CohortState,
    /// Each rate of the year, in the order of the definitions.
    pub rates: Vec<Rate>,
    /// Withdrawals after conditioning had begun: major incidents.
    pub major_incidents: usize,
    /// Pending cases whose window has closed.
    pub overdue: usize,
    /// The cases of the year that some rate leaves out; none for whoever may not read cases.
    pub excluded: Option<Excluded>,
    /// Ended cases coded Z, where they are more than a tenth (handbook §2.3: then the codes are not used).
    pub coded_other: Option<usize>,
    /// Cases that cannot be read and are missing here; audited.
    pub refused: usize,
}

/// One rate.
#[derive(Debug, Clone)]
pub struct Rate {
    /// What it says.
    pub definition: Definition,
    /// The year's figures.
    pub figures: Figures,
    /// Those of this year and the two before: a county's year is too small for a verdict.
    pub rolling: Figures,
    /// The figures as they were when they closed, provisionally and finally.
    pub closed: Vec<Closed>,
}

/// The rates of `year` for `unit`, by default the caller's own, as of `as_of`, by default today.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::Missing`] for a unit outside the caller's scope; a problem of `unit`
/// where it is below the caller's own and she may not open its records.
pub async fn of_year(
    app: &App,
    caller: &Caller,
    year: i32,
    unit: Option<Uuid>,
    as_of: Option<NaiveDate>,
) -> Result<Rates> {
    let as_of = as_of.unwrap_or_else(|| app.today());
    let unit = unit.unwrap_or(caller.actor.unit());
    let (cases, refused) = cohort(app, caller, unit, year - ROLLING + 1..=year, as_of).await?;
    in_detail(caller, unit)?;
    let closed = store::rate_closings::of(&mut *app.store.glance().await?, unit, year).await?;
    let of_year: Vec<&MatchCase> =
        cases.iter().filter(|case| cohort_of(case.notice_on) == year).collect();
    let rate = |definition: &Definition| Rate {
        definition: definition.clone(),
        figures: definition.figures(definition.tally(of_year.iter().copied())),
        rolling: definition.figures(definition.tally(&cases)),
        closed: closed.iter().filter(|c| c.definition == definition.code).cloned().collect(),
    };
    let definitions = app.settings.definitions.of_year(year);
    Ok(Rates {
        excluded: excluded::of(app, caller, &definitions, &of_year).await?,
        rates: definitions.into_iter().map(rate).collect(),
        state: app.settings.closing.state(year, as_of),
        overdue: of_year.iter().filter(|case| is_overdue(app, case, as_of)).count(),
        coded_other: coded_other(&of_year),
        major_incidents: of_year.iter().filter(|case| case.course.is_major_incident()).count(),
        year,
        unit,
        as_of,
        refused,
    })
}

fn is_overdue(app: &App, case: &MatchCase, today: NaiveDate) -> bool {
    deadline(app, case, today).is_some_and(|deadline| deadline.urgency == Urgency::Over)
}

fn coded_other(cases: &[&MatchCase]) -> Option<usize> {
    let ended = cases.iter().filter_map(|case| case.course.ending.as_ref());
    let other = ended.clone().filter(|ending| ending.reason == Reason::Z).count();
    (other * 10 > ended.count()).then_some(other)
}

/// Where the loss of one rate comes from.
pub struct Losses {
    /// The rate.
    pub definition: Definition,
    /// Its cases along each dimension.
    pub along: Vec<(Dimension, Vec<Share>)>,
    /// The way of the year's cases from stage to stage.
    pub flow: Vec<Passage>,
    /// Cases and volunteers that cannot be read; audited. Without her case a volunteer counts nowhere,
    /// without her record a case counts as one of whom nothing is known.
    pub refused: usize,
}

/// Where the loss of the rate `code` in `year` comes from.
///
/// # Errors
/// As [`of_year`]; [`ServiceError::Missing`] for a rate that there is not.
pub async fn losses(
    app: &App,
    caller: &Caller,
    year: i32,
    unit: Option<Uuid>,
    code: &str,
) -> Result<Losses> {
    let definitions = app.settings.definitions.of_year(year);
    let definition = definitions.into_iter().find(|definition| definition.code == code);
    let definition = definition.ok_or(ServiceError::Missing)?.clone();
    let unit = unit.unwrap_or(caller.actor.unit());
    let (cases, refused) = cohort(app, caller, unit, year..=year, app.today()).await?;
    in_detail(caller, unit)?;
    let opens_records = caller.actor.may(Permission::PeopleRead).is_ok();
    // Looked at only to be counted: nothing of her leaves this function.
    let scope = caller.actor.may(Permission::StatisticsRead)?;
    let ids: Vec<Uuid> = cases.iter().map(|case| case.person).collect();
    let mut tx = app.store.read().await?;
    let found = store::people::load(&mut tx, &scope, &ids).await?;
    drop(tx);
    let all = found.len();
    let people = app.readable(caller, SubjectKind::Person, found).await?;
    let refused = refused + (all - people.len());
    let people: HashMap<Uuid, Person> =
        people.into_iter().map(|person| (person.id, person)).collect();
    let known: Vec<Known<'_>> = cases.iter().map(|case| (case, people.get(&case.person))).collect();
    let along = Dimension::ALL
        .iter()
        .filter(|dimension| opens_records || **dimension != Dimension::Unit)
        .map(|dimension| (*dimension, definition.along(*dimension, &known)))
        .collect();
    Ok(Losses { along, flow: flow(&cases), definition, refused })
}

/// Closes the figures of `year` for `unit`, provisionally or finally: they stay as they are now, and what
/// changes afterwards stands beside them as a correction.
///
/// # Errors
/// Before the day has come, or where they were closed already.
pub async fn close(app: &App, caller: &Caller, year: i32, unit: Option<Uuid>) -> Result<()> {
    caller.actor.may(Permission::RatesClose)?;
    let rates = of_year(app, caller, year, unit, None).await?;
    if rates.state == CohortState::Open {
        let words = Words::made(
            format!("{} 起才能封账。", app.settings.closing.provisional_on(year)),
            format!("Not before {}.", app.settings.closing.provisional_on(year)),
        );
        return Err(Problem::new("year", "too_early", words).into());
    }
    let already = |rate: &Rate| rate.closed.iter().any(|closed| closed.state == rates.state);
    if rates.rates.iter().any(already) {
        let words = Words::new("已经封账。", "Closed already.");
        return Err(Problem::new("year", "closed", words).into());
    }
    let mut tx = app.store.write(&caller.origin).await?;
    for rate in &rates.rates {
        let (definition, tally) = (&rate.definition, &rate.figures.tally);
        store::rate_closings::insert(&mut tx, rates.unit, year, rates.state, definition, tally)
            .await?;
    }
    let event = AuditEvent::new(Action::RatesClosed).at(rates.unit);
    Ok(tx.commit(event.about(SubjectKind::Unit, rates.unit, i64::from(year))).await?)
}

/// Closes by itself what is to be closed today, for every unit that has cases of the year, and gives the
/// number of units. What a supervisor has closed already stays as it is.
///
/// # Errors
/// As [`close`].
pub async fn close_due(app: &App, caller: &Caller) -> Result<u64> {
    let scope = caller.actor.may(Permission::RatesClose)?;
    let mut closed = 0;
    for (year, state) in app.settings.closing.due(app.today()) {
        let first = NaiveDate::from_ymd_opt(year, 1, 1).ok_or(ServiceError::Missing)?;
        let last = NaiveDate::from_ymd_opt(year, 12, 31).ok_or(ServiceError::Missing)?;
        let mut tx = app.store.read().await?;
        let units = store::match_cases::units_with_cases(&mut tx, &scope, first, last).await?;
        let mut open = Vec::new();
        for unit in units {
            let found = store::rate_closings::of(&mut tx, unit, year).await?;
            if found.iter().all(|closed| closed.state != state) {
                open.push(unit);
            }
        }
        drop(tx);
        for unit in open {
            match close(app, caller, year, Some(unit)).await {
                Ok(()) => closed += 1,
                // A supervisor was quicker.
                Err(ServiceError::Invalid(_)) => {}
                Err(error) => return Err(error),
            }
        }
    }
    Ok(closed)
}

/// The cases of the cohorts `years` as they stood at the end of `as_of`, and how many cannot be read.
pub(super) async fn cohort(
    app: &App,
    caller: &Caller,
    unit: Uuid,
    years: RangeInclusive<i32>,
    as_of: NaiveDate,
) -> Result<(Vec<MatchCase>, usize)> {
    let scope = caller.actor.may(Permission::StatisticsRead)?;
    let first = NaiveDate::from_ymd_opt(*years.start(), 1, 1).ok_or(ServiceError::Missing)?;
    let last = NaiveDate::from_ymd_opt(*years.end(), 12, 31).ok_or(ServiceError::Missing)?;
    let mut tx = app.store.read().await?;
    if !store::units::is_within(&mut tx, &scope, unit).await? {
        return Err(ServiceError::Missing);
    }
    let found = store::match_cases::cohort(&mut tx, &scope, unit, first, last.min(as_of)).await?;
    drop(tx);
    let all = found.len();
    let cases = app.readable(caller, SubjectKind::MatchCase, found).await?;
    let refused = all - cases.len();
    let then = |case: MatchCase| MatchCase { course: case.course.as_of(as_of), ..case };
    Ok((cases.into_iter().map(then).collect(), refused))
}

/// Reasons and outcomes of few people: whoever opens no records has those of units below on the board and in
/// reports, where small ones are left out.
fn in_detail(caller: &Caller, unit: Uuid) -> Result<()> {
    if unit == caller.actor.unit() || caller.actor.may(Permission::PeopleRead).is_ok() {
        return Ok(());
    }
    let words = Words::new(
        "下级机构的两率明细只向可查看其档案的人显示；请改看「进度」或「报表」。",
        "The rates of a unit below in detail are for those who may open its records; see the board or a report.",
    );
    Err(Problem::new("unit", "records_needed", words).into())
}
