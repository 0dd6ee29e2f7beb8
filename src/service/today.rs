//! Today's page: where the office stands, and what waits.

use chrono::{Datelike, Months, NaiveDate};

use super::{App, Caller, Result, exports};
use crate::{
    domain::{counts::Counts, permissions::Permission},
    store::{self, drafts::Draft, statistics::ProgrammeCount},
};

/// What today's page shows. Parts that the caller may not see are empty.
#[derive(Debug, Default)]
pub struct Today {
    /// People with a record in scope.
    pub people: i64,
    /// Registrations by programme, stance and status.
    pub counts: Vec<ProgrammeCount>,
    /// How many registered, each person once.
    pub registered: Counts,
    /// This year's months so far: first day, and offers registered by programme.
    pub months: Vec<(NaiveDate, Vec<(String, i64)>)>,
    /// Transfers that wait for the caller's units.
    pub transfers: usize,
    /// Merges that wait for a second look.
    pub merges: usize,
    /// Pairs that two offices hold.
    pub reconciliations: usize,
    /// Reminders that wait.
    pub reminders: usize,
    /// Messages that failed for good and wait for somebody.
    pub failed_messages: usize,
    /// Match cases that are not over: to call, or to follow up.
    pub cases: usize,
    /// Ends of match cases that wait for a second look.
    pub reviews: usize,
    /// Coordinators whose certificate runs out soon or has just run out.
    pub certificates: usize,
    /// Tasks that members of the team gave back.
    pub tasks_returned: usize,
    /// Care ledgers with aid that waits for a second person.
    pub aids: usize,
    /// Exports that wait for a second person, and were asked for by somebody else.
    pub exports: usize,
    /// How often, in the last seven days, an account exported more than 200 people in one day.
    pub many_exported: usize,
    /// Imports that wait for a decision or run.
    pub imports: usize,
    /// The caller's drafts.
    pub drafts: Vec<Draft>,
}

/// Today's page for the caller.
///
/// # Errors
/// What the database says.
pub async fn get(app: &App, caller: &Caller) -> Result<Today> {
    let mut today = Today::default();
    let mut tx = app.store.read().await?;
    if let Ok(scope) = caller.actor.may(Permission::StatisticsRead) {
        today.people = store::statistics::people(&mut tx, &scope).await?;
        today.registered = store::statistics::counts(&mut tx, &scope).await?;
        today.counts = store::statistics::by_programme(&mut tx, &scope).await?;
        let date = app.today();
        let mut month = NaiveDate::from_ymd_opt(date.year(), 1, 1);
        while let Some(first) = month.filter(|first| *first <= date) {
            let Some(next) = first.checked_add_months(Months::new(1)) else { break };
            today.months.push((
                first,
                store::statistics::registered_between(&mut tx, &scope, first, next).await?,
            ));
            month = Some(next);
        }
    }
    if let Ok(scope) = caller.actor.may(Permission::TransfersDecide) {
        today.transfers = store::transfers::incoming(&mut tx, &scope).await?.len();
    }
    if let Ok(scope) = caller.actor.may(Permission::MergesAsk) {
        today.merges = store::merges::list(&mut tx, &scope)
            .await?
            .iter()
            .filter(|merge| merge.status == "asked")
            .count();
    }
    if let Ok(scope) = caller.actor.may(Permission::ReconciliationsDecide) {
        today.reconciliations = store::reconciliations::list(&mut tx, &scope).await?.len();
    }
    today.reminders = size(super::reminders::acts::count(app, caller, &mut tx).await?);
    if let Ok(scope) = caller.actor.may(Permission::RemindersWork) {
        today.failed_messages = size(store::outbox::count_dead(&mut tx, &scope).await?);
    }
    if let Ok(scope) = caller.actor.may(Permission::CasesWork) {
        today.cases = size(store::match_cases::count_open(&mut tx, &scope).await?);
    }
    if let Ok(scope) = caller.actor.may(Permission::CasesReview) {
        today.reviews = size(store::match_cases::count_awaiting_review(&mut tx, &scope).await?);
    }
    if let Ok(scope) = caller.actor.may(Permission::CoordinatorsManage) {
        let (from, to) = app.settings.certificates.told(app.today());
        let counted = store::coordinators::count_running_out(&mut tx, &scope, from, to);
        today.certificates = size(counted.await?);
    }
    if let Ok(scope) = caller.actor.may(Permission::TeamManage) {
        today.tasks_returned = size(store::tasks::count_returned(&mut tx, &scope).await?);
    }
    if let Ok(scope) = caller.actor.may(Permission::AidApprove) {
        today.aids = size(store::care::count_awaiting_approval(&mut tx, &scope).await?);
    }
    if let Ok(scope) = caller.actor.may(Permission::ExportsApprove) {
        let by = caller.actor.account_id();
        today.exports = size(store::exports::count_waiting(&mut tx, &scope, by).await?);
    }
    if let Ok(scope) = caller.actor.may(Permission::ExportsWatch) {
        today.many_exported = exports::many_in(app, &mut tx, &scope).await?.len();
    }
    if let Ok(scope) = caller.actor.may(Permission::LedgersImport) {
        today.imports = size(store::imports::count_open(&mut tx, &scope).await?);
    }
    if let (Ok(_), Some(account)) =
        (caller.actor.may(Permission::PeopleWrite), caller.actor.account_id())
    {
        today.drafts = store::drafts::list(&mut tx, account).await?;
    }
    Ok(today)
}

/// Counts are never negative.
fn size(count: i64) -> usize {
    usize::try_from(count).unwrap_or(0)
}
