//! Today's page: where the office stands, and what waits.

use chrono::{Datelike, NaiveDate};

use super::{App, Caller, Result, counts, exports};
use crate::{
    domain::{
        counts::{Tables, What},
        periods::{Month, Period},
        permissions::{Permission, Scope},
        programmes::Programme,
    },
    store::{self, Session, counts::ProgrammeCount, drafts::Draft},
};

/// What today's page shows. Parts that the caller may not see are empty.
#[derive(Debug, Default)]
pub struct Today {
    /// People with a record in scope.
    pub people: i64,
    /// Registrations by programme, stance and status.
    pub counts: Vec<ProgrammeCount>,
    /// How many registered, each person once.
    pub registered: Tables,
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
    /// Supervision visits with something that should have been put right by now.
    pub overdue_findings: usize,
    /// Supervision visits with a report that waits for the caller's office.
    pub rectifications: usize,
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
        today.people = store::counts::people(&mut tx, &scope).await?;
        today.registered = counts::tables(&mut tx, &scope).await?;
        today.counts = store::counts::by_programme(&mut tx, &scope).await?;
        today.months = months(&mut tx, &scope, app.today()).await?;
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
    if let Ok(scope) = caller.actor.may(Permission::SupervisionsWork) {
        let overdue = store::supervisions::count_overdue(&mut tx, &scope, app.today());
        today.overdue_findings = size(overdue.await?);
        let waiting = store::supervisions::count_awaiting_answer(&mut tx, &scope);
        today.rectifications = size(waiting.await?);
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

/// The months of the year until `today`, with the registrations of each programme that there were.
async fn months(
    session: &mut Session,
    scope: &Scope,
    today: NaiveDate,
) -> Result<Vec<(NaiveDate, Vec<(String, i64)>)>> {
    let year =
        Period::Span(Month::of(today).plus(1 - today.month().cast_signed()), Month::of(today));
    let counted =
        store::counts::by_month(session, scope, scope.root(), &[What::Registered]).await?;
    let of = |month: Month, programme: Programme| -> i64 {
        let these = counted
            .iter()
            .filter(|(when, number)| *when == Some(month) && number.programme == Some(programme));
        these.map(|(_, number)| number.count).sum()
    };
    let month = |month: Month| {
        let each = Programme::ALL.map(|programme| (programme, of(month, programme)));
        let some = each.into_iter().filter(|(_, count)| *count != 0);
        let offers = some.map(|(programme, count)| (programme.code().to_owned(), count)).collect();
        (month.first_day(), offers)
    };
    Ok(year.months().map(month).collect())
}

/// Counts are never negative.
fn size(count: i64) -> usize {
    usize::try_from(count).unwrap_or(0)
}
