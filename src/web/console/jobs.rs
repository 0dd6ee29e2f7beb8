//! What happens by itself: each job's last run and the next one, and a button to have it run now.

use axum::{
    Router,
    extract::State,
    routing::{get, post},
};

use super::{
    ids::Ids,
    office::time,
    respond::{Done, Here, Page, done, page},
    session::Posted,
    views::{Action, Badge, JobRow, Notice, Place, RunRow, Tone, jobs_page},
};
use crate::{
    domain::{
        jobs::{Job, Outcome, Schedule, Tallies},
        permissions::Permission,
        words::Words,
    },
    service::{
        App, ServiceError,
        jobs::{self as service, Listed, Run},
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/jobs", get(list)).route("/jobs/{job}/run", post(run))
}

const TITLE: Words = Words::new("定时任务", "Jobs");

async fn list(State(app): State<App>, here: Here) -> Page {
    let caller = &here.by.caller;
    let overview = service::list(&app, caller).await?;
    let may_run = caller.actor.may(Permission::JobsRun).is_ok();
    let rows = overview.jobs.iter().map(|listed| row(&app, listed, may_run)).collect();
    let mut runs: Vec<&Run> = overview.jobs.iter().flat_map(|listed| &listed.runs).collect();
    runs.sort_by_key(|run| std::cmp::Reverse(run.started_at));
    let runs = runs.into_iter().take(30).map(|run| run_row(&app, run)).collect();
    let clock = overview.clock_ahead.map(|ahead| {
        let seconds = ahead.num_seconds();
        let words = Words::made(
            format!("本机时钟与数据库相差 {seconds} 秒，本机不运行任务。请先校时。"),
            format!("This machine's clock is {seconds} s ahead of the database's: no job runs here until it is set right."),
        );
        Notice::new(Tone::Bad, words)
    });
    let frame = here.frame(&app, TITLE, Some(Place::Jobs)).await?;
    Ok(page(&jobs_page(frame, clock, rows, runs)))
}

async fn run(State(app): State<App>, Ids(job): Ids<String>, form: Posted) -> Page {
    let job = Job::from_code(&job).ok_or(ServiceError::Missing)?;
    service::ask(&app, &form.by.caller, job).await?;
    Ok(done("/jobs", Done::JobAsked))
}

fn row(app: &App, listed: &Listed, may_run: bool) -> JobRow {
    let Listed { job, schedule, standing, runs } = listed;
    let last = runs.first();
    let never = || Badge::new(Tone::Plain, Words::new("还没有运行过", "Never ran"));
    let mut state = vec![last.map_or_else(never, state)];
    if standing.as_ref().is_some_and(|standing| standing.asked_at.is_some()) {
        state.push(Badge::new(Tone::Info, Words::new("即将运行", "About to run")));
    }
    if schedule.is_none() {
        state.push(Badge::new(Tone::Plain, Words::new("未启用", "Off")));
    }
    let next = standing.as_ref().filter(|_| schedule.is_some()).map(|s| s.next_run_at);
    let run = Action::post(format!("/jobs/{}/run", job.code()), Words::new("立即运行", "Run now"));
    JobRow {
        name: job.label(),
        about: job.about(),
        schedule: schedule.as_ref().map_or(Words::new("", ""), Schedule::words),
        last: last.map_or(String::new(), |run| {
            format!("{} {}", time(app, run.started_at), took(run)).trim_end().to_owned()
        }),
        state,
        result: last.map_or(Words::new("", ""), result),
        next: next.map_or(String::new(), |next| time(app, next)),
        actions: if may_run && schedule.is_some() { vec![run] } else { Vec::new() },
    }
}

fn run_row(app: &App, run: &Run) -> RunRow {
    RunRow {
        at: time(app, run.started_at),
        job: run.job.label(),
        number: run.number.to_string(),
        took: took(run),
        state: state(run),
        result: result(run),
        by_hand: run.by_hand.is_some(),
    }
}

fn state(run: &Run) -> Badge {
    match run.outcome {
        None => Badge::new(Tone::Info, Words::new("运行中", "Running")),
        Some(outcome) => {
            let tone = match outcome {
                Outcome::Done => Tone::Good,
                Outcome::Failed => Tone::Bad,
                Outcome::Stopped | Outcome::Lost => Tone::Warn,
            };
            Badge::new(tone, outcome.label())
        }
    }
}

/// Why it failed, or else what it did.
fn result(run: &Run) -> Words {
    run.failure.map_or_else(|| told(&run.tallies), |failure| failure.label())
}

fn told(tallies: &Tallies) -> Words {
    let zh: Vec<String> =
        tallies.each().map(|(what, n)| format!("{} {n}", what.label().zh)).collect();
    let en: Vec<String> =
        tallies.each().map(|(what, n)| format!("{n} {}", what.label().en)).collect();
    Words::made(zh.join("，"), en.join(", "))
}

fn took(run: &Run) -> String {
    let Some(finished) = run.finished_at else { return String::new() };
    format!("{:.1} s", (finished - run.started_at).num_milliseconds() as f64 / 1_000.0)
}
