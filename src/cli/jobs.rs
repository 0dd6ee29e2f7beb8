//! `lifelight jobs`: what happens by itself, and having it happen now.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use clap::Subcommand;

use super::{
    Failure,
    clocks::SystemClock,
    config::Settled,
    open::{self, Place},
};
use crate::{
    domain::jobs::{Job, Outcome},
    jobs::Instance,
    service::{
        App, ServiceError,
        jobs::{self as service, Listed},
        start,
    },
};

/// What can be done with the jobs.
#[derive(Subcommand)]
pub enum JobsCommand {
    /// Each job with its last run and the next one 列出定时任务
    List,
    /// Run a job now and wait for its end 立即运行
    Run {
        /// The job's name, as the list shows it.
        name: String,
    },
}

/// Carries out `command`.
pub async fn run(settled: &Settled, command: JobsCommand) -> Result<(), Failure> {
    let place = Place::of(settled, "lifelight");
    let app = open::open(settled, &place, Arc::new(SystemClock), false, false).await?.app;
    let done = match command {
        JobsCommand::List => list(&app).await,
        JobsCommand::Run { name } => run_now(&app, &name).await,
    };
    app.store.db().close().await;
    done
}

async fn list(app: &App) -> Result<(), Failure> {
    let operator = start::operator(app, "jobs list").await?;
    let overview = service::list(app, &operator).await?;
    for listed in &overview.jobs {
        print(app, listed);
    }
    if let Some(ahead) = overview.clock_ahead {
        println!(
            "本机时钟与数据库相差 {0} 秒，本机不运行任务。This machine's clock is {0} s ahead of the database's: no job runs here.",
            ahead.num_seconds()
        );
    }
    Ok(())
}

fn print(app: &App, listed: &Listed) {
    let Listed { job, schedule, standing, runs } = listed;
    let time = |at: DateTime<Utc>| {
        at.with_timezone(&app.settings.zone).format("%Y-%m-%d %H:%M:%S").to_string()
    };
    let schedule = schedule.as_ref().map_or("off", |schedule| schedule.text());
    let next = standing.as_ref().map_or("-".to_owned(), |standing| time(standing.next_run_at));
    println!("{}  {} {}", job.code(), job.label().zh, job.label().en);
    println!("    {schedule}  下次 next {next}");
    if let Some(run) = runs.first() {
        let outcome = run.outcome.map_or("running", Outcome::code);
        let failure = run.failure.map(|failure| failure.label());
        let why = failure.map_or(String::new(), |words| format!("  {} {}", words.zh, words.en));
        let tallies = run.tallies.text();
        println!(
            "    上次 last {}  #{}  {outcome}  {tallies}{why}",
            time(run.started_at),
            run.number
        );
    }
}

async fn run_now(app: &App, name: &str) -> Result<(), Failure> {
    let job = Job::from_code(name).ok_or_else(|| {
        let all = Job::ALL.iter().map(|job| job.code()).collect::<Vec<_>>().join(", ");
        Failure::from(format!("没有任务 there is no job “{name}”. 可用的任务 the jobs are: {all}."))
    })?;
    if let Some(ahead) = service::clock_too_far(app).await? {
        return Err(Failure::from(format!(
            "本机时钟与数据库相差 {0} 秒，不运行任务；请先校时。This machine's clock is {0} s ahead of the database's: set it right first.",
            ahead.num_seconds()
        )));
    }
    let operator = start::operator(app, "jobs run").await?;
    let ran = match Instance::new(app.clone()).run_by_hand(&operator, job).await {
        Err(ServiceError::Invalid(problems)) => {
            let words = problems.into_iter().map(|problem| problem.words);
            let said: Vec<String> =
                words.map(|words| format!("{} {}", words.zh, words.en)).collect();
            return Err(Failure::from(said.join("\n")));
        }
        other => other?,
    };
    let Some(ran) = ran else {
        return Err(Failure::from(
            "另一个实例正在运行此任务，请稍后再看。Another instance is at it; look again later."
                .to_owned(),
        ));
    };
    let label = ran.ending.outcome.label();
    match ran.ending.failure {
        Some(failure) => {
            let words = failure.label();
            Err(Failure::from(format!("{}: {} {}", label.zh, words.zh, words.en)))
        }
        None => {
            println!("{} {}  {}", label.zh, label.en, ran.ending.tallies.text());
            Ok(())
        }
    }
}
