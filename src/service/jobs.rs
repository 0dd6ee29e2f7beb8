//! What the jobs did, when they are due, and having one run now. The jobs themselves are run by the room
//! `jobs`, which asks the database what is due: whoever asks here only leaves word there.

use chrono::{DateTime, Duration, Utc};

use super::{App, Caller, Result};
use crate::{
    domain::{
        audit::{Action, AuditEvent, SubjectKind},
        jobs::{Job, Schedule},
        permissions::Permission,
        words::{Problem, Words},
    },
    store::{self, WriteTx, jobs as stored},
};

pub use stored::{Run, Standing};

/// Runs of each job that are listed.
const LISTED: i64 = 10;

/// A job with what is known of it.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The job.
    pub job: Job,
    /// Its schedule; none where it is switched off, or lacks what it needs.
    pub schedule: Option<Schedule>,
    /// Where it stands; none where it was never planned.
    pub standing: Option<Standing>,
    /// Its last runs, the latest first.
    pub runs: Vec<Run>,
}

/// All jobs.
#[derive(Debug, Clone)]
pub struct Overview {
    /// Each job.
    pub jobs: Vec<Listed>,
    /// By how much this instance's clock is ahead of the database's, where that is too much to run jobs.
    pub clock_ahead: Option<Duration>,
}

/// All jobs, for those who look after the installation.
///
/// # Errors
/// [`ServiceError::Denied`](super::ServiceError::Denied).
pub async fn list(app: &App, caller: &Caller) -> Result<Overview> {
    caller.actor.may(Permission::JobsRead)?;
    let clock_ahead = clock_too_far(app).await?;
    Ok(Overview { jobs: measures(app).await?, clock_ahead })
}

/// The same without asking who wants to know, for the operator's measuring: numbers and times of jobs are
/// about nobody.
///
/// # Errors
/// What the database says.
pub async fn measures(app: &App) -> Result<Vec<Listed>> {
    let mut tx = app.store.read().await?;
    let standings = stored::all(&mut tx).await?;
    let runs = stored::runs(&mut tx, LISTED).await?;
    let listed = |&job: &Job| Listed {
        job,
        schedule: schedule(app, job).cloned(),
        standing: standings.iter().find(|standing| standing.job == job).cloned(),
        runs: runs.iter().filter(|run| run.job == job).cloned().collect(),
    };
    Ok(Job::ALL.iter().map(listed).collect())
}

/// The schedule of `job` on this instance; none where it is switched off, or lacks what it needs.
pub fn schedule(app: &App, job: Job) -> Option<&Schedule> {
    let needs = job != Job::Backup || app.settings.backup.is_some();
    app.settings.jobs.of(job).filter(|_| needs)
}

/// When `job` is due next after `now`; none where it has no schedule here.
pub fn due_after(app: &App, job: Job, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    Some(schedule(app, job)?.next_after(now, app.settings.zone))
}

/// Asks that `job` be run now: the next instance that looks does it, within seconds. The trail tells who
/// asked.
///
/// # Errors
/// [`ServiceError::Denied`](super::ServiceError::Denied);
/// [`ServiceError::Invalid`](super::ServiceError::Invalid) where the job is switched off.
pub async fn ask(app: &App, caller: &Caller, job: Job) -> Result<()> {
    let mut tx = asked(app, caller, job).await?;
    stored::ask(&mut tx, job).await?;
    Ok(tx.commit(event(caller, job)).await?)
}

/// Takes a run of `job` for the instance `holder` at once, on behalf of the caller; none where another
/// instance is at it.
///
/// # Errors
/// As [`ask`].
pub async fn take(
    app: &App,
    caller: &Caller,
    job: Job,
    holder: uuid::Uuid,
) -> Result<Option<stored::Claimed>> {
    let mut tx = asked(app, caller, job).await?;
    let next = due_after(app, job, tx.now).unwrap_or(tx.now);
    let Some(claimed) = stored::claim(&mut tx, job, holder, next, true).await? else {
        return Ok(None);
    };
    tx.commit(event(caller, job)).await?;
    Ok(Some(claimed))
}

async fn asked(app: &App, caller: &Caller, job: Job) -> Result<WriteTx> {
    caller.actor.may(Permission::JobsRun)?;
    let mut tx = app.store.write(&caller.origin).await?;
    let Some(next) = due_after(app, job, tx.now) else {
        let words = match job {
            Job::Backup if app.settings.backup.is_none() => Words::new(
                "未配置备份文件夹：请在配置文件的 [backup] 中填写 folder。",
                "There is no backup folder: name one as folder under [backup] in the configuration.",
            ),
            _ => Words::new(
                "此任务已在配置文件的 [jobs] 中停用。",
                "This job is switched off under [jobs] in the configuration.",
            ),
        };
        return Err(Problem::new("job", "off", words).into());
    };
    store::jobs::plan(&mut tx, job, next).await?;
    Ok(tx)
}

fn event(caller: &Caller, job: Job) -> AuditEvent {
    AuditEvent::new(Action::JobAsked).at(caller.actor.unit()).about(SubjectKind::Job, job.id(), 0)
}

/// By how much this instance's clock is ahead of the database's, where that is more than it may be: then it
/// must not run jobs. The clock of a demonstration is another one on purpose; SQLite has none of its own.
///
/// # Errors
/// What the database says.
pub async fn clock_too_far(app: &App) -> Result<Option<Duration>> {
    let ahead = clock_ahead(app).await?;
    Ok(ahead.filter(|ahead| ahead.abs() > app.settings.clock_tolerance))
}

/// By how much this instance's clock is ahead of the database's.
///
/// # Errors
/// What the database says.
pub async fn clock_ahead(app: &App) -> Result<Option<Duration>> {
    if app.settings.demo {
        return Ok(None);
    }
    let there = stored::database_now(&mut *app.store.glance().await?).await?;
    Ok(there.map(|there| app.store.clock().now() - there))
}
