//! What each job does: one call of a service. Whatever it returns as an error is logged here, once; the
//! list of runs keeps only its code.

use crate::{
    domain::jobs::{Counted, Failure, Job, Tallies},
    service::{
        App, Caller, ServiceError,
        backups::{BackupError, scheduled},
        clean_up, counts, messages, rates, registrations,
        reminders::planning::{self, Tally},
    },
    store::StoreError,
};

/// Does the work of `job` on behalf of `caller`, who is the run.
pub(super) async fn of(app: App, caller: Caller, job: Job) -> Result<Tallies, Failure> {
    let (app, caller) = (&app, &caller);
    let done: Result<Tallies, Problem> = match job {
        Job::CleanUp => clean_up::run(app, caller).await.map_err(Problem::from),
        Job::Backup => backup(app, caller).await.map_err(Problem::from),
        Job::RatesClose => {
            let closed = rates::close_due(app, caller).await.map_err(Problem::from);
            closed.map(|closed| Tallies::default().with(Counted::Closings, closed))
        }
        Job::Pauses => {
            let ended = registrations::resume_due(app, caller).await.map_err(Problem::from);
            ended.map(|(resumed, refused)| {
                Tallies::default().with(Counted::Resumed, resumed).with(Counted::Refused, refused)
            })
        }
        Job::Plan => {
            planning::plan_due(app, &caller.origin).await.map(planned).map_err(Problem::from)
        }
        Job::Deliver => {
            let sent = messages::deliver(app, &caller.origin).await;
            sent.map(delivered).map_err(Problem::from)
        }
        Job::Digest => {
            let queued = messages::digest(app, &caller.origin).await.map_err(Problem::from);
            queued.map(|queued| Tallies::default().with(Counted::Digests, queued))
        }
        Job::CountsVerify => verify(app, caller).await,
    };
    done.map_err(|Problem { failure, error }| {
        let run = &caller.origin.request_id;
        tracing::error!(job = job.code(), run, code = failure.code(), error, "a job failed");
        failure
    })
}

fn planned(tally: Tally) -> Tallies {
    Tallies::default()
        .with(Counted::Looked, tally.looked)
        .with(Counted::Made, tally.made)
        .with(Counted::Changed, tally.changed)
        .with(Counted::Missed, tally.missed)
        .with(Counted::AgedOut, tally.aged_out)
        .with(Counted::Refused, tally.unreadable)
}

fn delivered(tally: messages::Tally) -> Tallies {
    Tallies::default()
        .with(Counted::Sent, tally.sent)
        .with(Counted::PutOff, tally.put_off)
        .with(Counted::Cancelled, tally.cancelled)
        .with(Counted::Untaken, tally.failed)
        .with(Counted::Dead, tally.dead)
}

async fn backup(app: &App, caller: &Caller) -> Result<Tallies, BackupError> {
    match &app.settings.backup {
        Some(plan) => scheduled::make(app, caller, plan).await,
        // Without a plan it has no schedule, and is never claimed.
        None => Ok(Tallies::default()),
    }
}

async fn verify(app: &App, caller: &Caller) -> Result<Tallies, Problem> {
    let verified = counts::verify(app, caller).await?;
    if verified.agrees() {
        return Ok(Tallies::default().with(Counted::Looked, verified.people as u64));
    }
    let (differences, unreadable) = (verified.differences.len(), verified.unreadable);
    // Records that do not open are told of first: what they count cannot be known.
    let failure = if unreadable > 0 { Failure::Tampered } else { Failure::Counts };
    let error = format!("{differences} counters differ, {unreadable} records do not open");
    Err(Problem { failure, error })
}

/// What the list keeps of an error, and what the log says of it.
struct Problem {
    failure: Failure,
    error: String,
}

impl From<ServiceError> for Problem {
    fn from(error: ServiceError) -> Self {
        let failure = match &error {
            ServiceError::Conflict => Failure::Conflict,
            ServiceError::Tampered(_) => Failure::Tampered,
            _ => Failure::Internal,
        };
        Self { failure, error: error.to_string() }
    }
}

impl From<BackupError> for Problem {
    fn from(error: BackupError) -> Self {
        let failure = match &error {
            BackupError::Exists(_) | BackupError::Busy(_) | BackupError::Unwritable(..) => {
                Failure::Folder
            }
            BackupError::Incomplete(_)
            | BackupError::Differs
            | BackupError::Unreadable
            | BackupError::KeyDiffers(_) => Failure::Copy,
            BackupError::Store(StoreError::Conflict)
            | BackupError::Service(ServiceError::Conflict) => Failure::Conflict,
            _ => Failure::Internal,
        };
        Self { failure, error: error.words().en.into_owned() }
    }
}
