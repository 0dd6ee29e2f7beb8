//! What happens by itself: seen by supervisors and administrators, run by hand by administrators.

use axum::{Json, extract::State, http::StatusCode};
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use super::{
    answers::{Answer, Done, each},
    caller::Bearer,
    codes::{Job, JobFailure, JobOutcome},
    inputs::Ids,
};
use crate::service::{
    App,
    jobs::{self as service, Listed, Overview, Run},
};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(run))
}

/// All jobs.
#[derive(Serialize, ToSchema)]
struct JobsBody {
    /// Each job.
    jobs: Vec<JobBody>,
    /// By how many seconds the answering instance's clock is ahead of the database's, where that is too much
    /// to run jobs.
    clock_ahead: Option<i64>,
}

/// A job.
#[derive(Serialize, ToSchema)]
struct JobBody {
    /// Its code.
    job: Job,
    /// Its schedule as cron text in the office's time zone; null where it is switched off.
    schedule: Option<String>,
    /// When it is due.
    next_run_at: Option<DateTime<Utc>>,
    /// Since when a run by hand is asked for.
    asked_at: Option<DateTime<Utc>>,
    /// How many runs have begun.
    runs: i64,
    /// How many of them failed or were lost.
    failures: i64,
    /// When a run last did what it should.
    succeeded_at: Option<DateTime<Utc>>,
    /// The last runs, the latest first.
    last: Vec<RunBody>,
}

/// A run of a job.
#[derive(Serialize, ToSchema)]
struct RunBody {
    /// Which of its runs, from 1.
    number: i64,
    /// When it began.
    started_at: DateTime<Utc>,
    /// When it ended; null while it goes on.
    finished_at: Option<DateTime<Utc>>,
    /// How it ended.
    outcome: Option<JobOutcome>,
    /// Why it failed.
    failure: Option<JobFailure>,
    /// What it did, each with its number.
    counts: std::collections::BTreeMap<String, u64>,
    /// Somebody asked for it.
    by_hand: bool,
    /// The account that asked; null for the operator.
    asked_by: Option<Uuid>,
}

impl From<Run> for RunBody {
    fn from(run: Run) -> Self {
        Self {
            number: run.number,
            started_at: run.started_at,
            finished_at: run.finished_at,
            outcome: run.outcome.map(JobOutcome),
            failure: run.failure.map(JobFailure),
            counts: run.tallies.each().map(|(what, n)| (what.code().to_owned(), n)).collect(),
            by_hand: run.by_hand.is_some(),
            asked_by: run.by_hand.flatten(),
        }
    }
}

impl From<Listed> for JobBody {
    fn from(listed: Listed) -> Self {
        let Listed { job, schedule, standing, runs } = listed;
        let due = schedule.is_some();
        Self {
            job: Job(job),
            schedule: schedule.map(|schedule| schedule.text().to_owned()),
            next_run_at: standing.as_ref().filter(|_| due).map(|standing| standing.next_run_at),
            asked_at: standing.as_ref().and_then(|standing| standing.asked_at),
            runs: standing.as_ref().map_or(0, |standing| standing.runs),
            failures: standing.as_ref().map_or(0, |standing| standing.failures),
            succeeded_at: standing.and_then(|standing| standing.succeeded_at),
            last: each(runs),
        }
    }
}

/// All jobs with their last runs and the next one.
#[utoipa::path(get, path = "/jobs", responses((status = 200, description = "All jobs", body = JobsBody)))]
async fn list(Bearer(caller): Bearer, State(app): State<App>) -> Answer<JobsBody> {
    let Overview { jobs, clock_ahead } = service::list(&app, &caller).await?;
    let clock_ahead = clock_ahead.map(|ahead| ahead.num_seconds());
    Ok(Json(JobsBody { jobs: each(jobs), clock_ahead }))
}

/// Have a job run now: it begins within seconds; ask for the list to see what came of it.
#[utoipa::path(post, path = "/jobs/{job}/run",
    responses((status = 204, description = "Asked for")))]
async fn run(Bearer(caller): Bearer, State(app): State<App>, Ids(job): Ids<Job>) -> Done {
    service::ask(&app, &caller, job.0).await?;
    Ok(StatusCode::NO_CONTENT)
}
