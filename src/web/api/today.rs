//! Where the office stands today, and what waits.

use axum::{Json, extract::State};
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    answers::{Answer, each},
    caller::Bearer,
};
use crate::{
    service::{
        App,
        today::{self as service, Today},
    },
    store::counts::ProgrammeCount,
};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(get))
}

/// How many registrations there are of one kind.
#[derive(Serialize, ToSchema)]
pub(super) struct CountBody {
    /// The programme's code.
    programme: String,
    /// Offer or refusal.
    stance: String,
    /// Where they stand.
    status: String,
    /// How many.
    count: i64,
}

impl From<ProgrammeCount> for CountBody {
    fn from(count: ProgrammeCount) -> Self {
        let ProgrammeCount { programme, stance, status, count } = count;
        Self { programme, stance, status, count }
    }
}

/// One month's new offers.
#[derive(Serialize, ToSchema)]
pub(super) struct MonthBody {
    /// Its first day.
    month: NaiveDate,
    /// Offers by programme.
    offers: Vec<OffersBody>,
}

/// One programme's new offers.
#[derive(Serialize, ToSchema)]
pub(super) struct OffersBody {
    /// The programme's code.
    programme: String,
    /// How many.
    count: i64,
}

impl From<(String, i64)> for OffersBody {
    fn from((programme, count): (String, i64)) -> Self {
        Self { programme, count }
    }
}

impl From<(NaiveDate, Vec<(String, i64)>)> for MonthBody {
    fn from((month, offers): (NaiveDate, Vec<(String, i64)>)) -> Self {
        Self { month, offers: each(offers) }
    }
}

/// Where the office stands. What the caller may not see is zero or empty.
#[derive(Serialize, ToSchema)]
pub(super) struct TodayBody {
    /// The business date.
    today: NaiveDate,
    /// People with a record in the caller's units.
    people: i64,
    /// Registrations by programme, stance and status.
    counts: Vec<CountBody>,
    /// This year's months so far.
    months: Vec<MonthBody>,
    /// Transfers that wait for the caller's units.
    transfers: usize,
    /// Merges that wait for a second look.
    merges: usize,
    /// Pairs that two offices hold.
    reconciliations: usize,
    /// Messages that failed for good and wait for somebody; for those who work on reminders.
    failed_messages: usize,
    /// Coordinators whose certificate runs out soon or has just run out; for those who keep the register.
    certificates: usize,
    /// Supervision visits with something that should have been put right by now.
    overdue_findings: usize,
    /// Supervision visits with a report of what was put right that waits for the caller's office.
    rectifications: usize,
    /// Tasks that members of the team gave back; for those who hand tasks out.
    tasks_returned: usize,
    /// Care ledgers with aid that waits for a second person; for those who may approve it.
    aids: usize,
    /// Exports of people that somebody else asked for and that wait for a second person; for those who may approve.
    exports: usize,
    /// How often, in the last seven days, an account exported more than 200 people in one day; for supervisors and
    /// administrators.
    many_exported: usize,
    /// Imports that wait for a decision or run.
    imports: usize,
}

impl TodayBody {
    fn of(today: Today, date: NaiveDate) -> Self {
        Self {
            today: date,
            people: today.people,
            counts: each(today.counts),
            months: each(today.months),
            transfers: today.transfers,
            merges: today.merges,
            reconciliations: today.reconciliations,
            failed_messages: today.failed_messages,
            certificates: today.certificates,
            overdue_findings: today.overdue_findings,
            rectifications: today.rectifications,
            tasks_returned: today.tasks_returned,
            aids: today.aids,
            exports: today.exports,
            many_exported: today.many_exported,
            imports: today.imports,
        }
    }
}

/// Where the office stands today, and what waits.
#[utoipa::path(get, path = "/today", responses((status = 200, description = "Today", body = TodayBody)))]
async fn get(Bearer(caller): Bearer, State(app): State<App>) -> Answer<TodayBody> {
    Ok(Json(TodayBody::of(service::get(&app, &caller).await?, app.today())))
}
