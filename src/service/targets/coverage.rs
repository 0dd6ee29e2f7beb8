//! How much of what was due was done. It opens every reminder of the year, and so grows with the people: it has a
//! page of its own and is not on the board.

use chrono::{Datelike, NaiveDate};
use uuid::Uuid;

use crate::{
    domain::{permissions::Permission, reminders::subjects::Watch, targets::plans::Measure},
    service::{
        App, Caller, Result, ServiceError,
        reminders::explaining::{self, Coverage},
    },
    store,
};

/// The coverage of a year, so far.
pub struct Covered {
    /// From when.
    pub from: NaiveDate,
    /// Until when.
    pub to: NaiveDate,
    /// Each of the two: what is measured, and the counts.
    pub measures: Vec<(Measure, Coverage)>,
}

/// The coverage of follow-ups and of care that fell due this year, of `unit` and those below it.
///
/// # Errors
/// [`ServiceError::Denied`] for whoever works on no reminders; [`ServiceError::Missing`] outside her units.
pub async fn coverage(app: &App, caller: &Caller, unit: Uuid) -> Result<Covered> {
    let scope = caller.actor.may(Permission::StatisticsRead)?;
    let mut tx = app.store.read().await?;
    if !store::units::is_within(&mut tx, &scope, unit).await? {
        return Err(ServiceError::Missing);
    }
    let mut below = Vec::new();
    for one in store::units::list(&mut tx).await? {
        // Every unit stands after its parent.
        if one.id == unit || one.parent.is_some_and(|parent| below.contains(&parent)) {
            below.push(one.id);
        }
    }
    drop(tx);
    let to = app.today();
    let from = NaiveDate::from_ymd_opt(to.year(), 1, 1).unwrap_or(to);
    let (mut followup, mut care) = (Coverage::default(), Coverage::default());
    for ((rule, at), one) in explaining::coverage(app, caller, from, to).await? {
        let watch = app.settings.reminders.get(&rule).map(|rule| rule.watches);
        let sum = match watch {
            _ if !below.contains(&at) => continue,
            Some(Watch::Registration | Watch::Collection) => &mut followup,
            Some(Watch::CareLedger) => &mut care,
            _ => continue,
        };
        sum.due += one.due;
        sum.done += one.done;
        sum.reached += one.reached;
        sum.missed += one.missed;
        sum.open += one.open;
    }
    let measures = vec![(Measure::FollowupCoverage, followup), (Measure::CareCoverage, care)];
    Ok(Covered { from, to, measures })
}
