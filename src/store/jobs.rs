//! Where the jobs stand: when each is due, which instance is at it, what came of its runs. However many
//! instances ask at once, [`claim`] gives each due run to one of them, since it is one statement.

use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use super::{
    Result, Session, WriteTx,
    db::{Row, sql},
};
use crate::domain::jobs::{Failure, Job, LEASE, MOST_TOLERANCE, Outcome, Tallies};

/// Where a job stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The job.
    pub job: Job,
    /// When it is due.
    pub next_run_at: DateTime<Utc>,
    /// Since when a run by hand is asked for.
    pub asked_at: Option<DateTime<Utc>>,
    /// How many runs have begun.
    pub runs: i64,
    /// How many of them failed or were lost.
    pub failures: i64,
    /// When a run last did what it should.
    pub succeeded_at: Option<DateTime<Utc>>,
    /// The instance at work, and until when it is its alone.
    pub lease: Option<(Uuid, DateTime<Utc>)>,
}

impl Standing {
    /// Whether a run may begin at `now`; [`claim`] asks the same of the database.
    pub fn is_due(&self, now: DateTime<Utc>) -> bool {
        match self.lease {
            Some((_, until)) => until <= now || until > latest_lease(now),
            None => self.asked_at.is_some() || self.next_run_at <= now,
        }
    }
}

/// A lease that ends later than this was given by a clock that was ahead: it holds nobody back.
fn latest_lease(now: DateTime<Utc>) -> DateTime<Utc> {
    now + LEASE + MOST_TOLERANCE * 2
}

/// A run of a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The job.
    pub job: Job,
    /// Which of its runs, from 1.
    pub number: i64,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it ended; none while it goes on.
    pub finished_at: Option<DateTime<Utc>>,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// Why it failed.
    pub failure: Option<Failure>,
    /// What it did.
    pub tallies: Tallies,
    /// Somebody asked for it: an account, or the operator (none).
    pub by_hand: Option<Option<Uuid>>,
}

/// A run that is this instance's alone until its lease ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claimed {
    /// The job.
    pub job: Job,
    /// Which of its runs.
    pub number: i64,
    /// The instance.
    pub holder: Uuid,
}

/// What came of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ending {
    /// How it ended.
    pub outcome: Outcome,
    /// Why it failed.
    pub failure: Option<Failure>,
    /// What it did.
    pub tallies: Tallies,
}

/// The database's own clock; none on SQLite, whose clock is this machine's.
///
/// # Errors
/// What the database says.
pub async fn database_now(session: &mut Session) -> Result<Option<DateTime<Utc>>> {
    if !session.tx.is_postgres() {
        return Ok(None);
    }
    let row = sql("/* jobs::database_now */ SELECT clock_timestamp() AS now")
        .one(&mut session.tx)
        .await?;
    Ok(Some(row.get("now")?))
}

/// Where every job stands that was ever planned here. A job that this version does not know is left out.
///
/// # Errors
/// What the database says.
pub async fn all(session: &mut Session) -> Result<Vec<Standing>> {
    let rows = sql("/* jobs::all */ SELECT code, next_run_at, asked_at, runs, failures, succeeded_at, lease_holder, lease_until
         FROM jobs ORDER BY code")
    .all(&mut session.tx)
    .await?;
    rows.iter().filter_map(|row| standing(row).transpose()).collect()
}

fn standing(row: &Row) -> Result<Option<Standing>> {
    let Some(job) = Job::from_code(&row.get::<String>("code")?) else { return Ok(None) };
    let holder: Option<Uuid> = row.get("lease_holder")?;
    Ok(Some(Standing {
        job,
        next_run_at: row.get("next_run_at")?,
        asked_at: row.get("asked_at")?,
        runs: row.get("runs")?,
        failures: row.get("failures")?,
        succeeded_at: row.get("succeeded_at")?,
        lease: holder.zip(row.get("lease_until")?),
    }))
}

/// The last `most` runs of every job, the latest first.
///
/// # Errors
/// What the database says.
pub async fn runs(session: &mut Session, most: i64) -> Result<Vec<Run>> {
    let rows = sql("/* jobs::runs */ SELECT r.job, r.number, r.started_at, r.finished_at, r.outcome, r.failure, r.tallies, r.by_hand, r.by_account
         FROM job_runs r JOIN jobs j ON j.code = r.job WHERE r.number > j.runs - $1 ORDER BY r.started_at DESC, r.job, r.number DESC")
    .bind(most)
    .all(&mut session.tx)
    .await?;
    rows.iter().filter_map(|row| run(row).transpose()).collect()
}

fn run(row: &Row) -> Result<Option<Run>> {
    let Some(job) = Job::from_code(&row.get::<String>("job")?) else { return Ok(None) };
    let (outcome, failure): (Option<String>, Option<String>) =
        (row.get("outcome")?, row.get("failure")?);
    let by_hand: bool = row.get("by_hand")?;
    let by_account: Option<Uuid> = row.get("by_account")?;
    Ok(Some(Run {
        job,
        number: row.get("number")?,
        started_at: row.get("started_at")?,
        finished_at: row.get("finished_at")?,
        outcome: outcome.and_then(|code| Outcome::from_code(&code)),
        failure: failure.and_then(|code| Failure::from_code(&code)),
        tallies: Tallies::read(&row.get::<String>("tallies")?),
        by_hand: by_hand.then_some(by_account),
    }))
}

/// Makes `job` due at `next`, where it was never planned before.
///
/// # Errors
/// What the database says.
pub async fn plan(tx: &mut WriteTx, job: Job, next: DateTime<Utc>) -> Result<()> {
    sql("/* jobs::plan */ INSERT INTO jobs (code, next_run_at, runs, failures, by_hand) VALUES ($1, $2, 0, 0, $3)
         ON CONFLICT (code) DO NOTHING")
    .bind(job.code())
    .bind(next)
    .bind(false)
    .execute(&mut tx.tx)
    .await?;
    Ok(())
}

/// Makes `job` due at `next` where it would be due later: a failure is tried again, and what was planned
/// while a clock was ahead comes back.
///
/// # Errors
/// What the database says.
pub async fn bring_forward(tx: &mut WriteTx, job: Job, next: DateTime<Utc>) -> Result<()> {
    sql("/* jobs::bring_forward */ UPDATE jobs SET next_run_at = $2 WHERE code = $1 AND next_run_at > $2")
        .bind(job.code())
        .bind(next)
        .execute(&mut tx.tx)
        .await?;
    Ok(())
}

/// Asks that `job` be run as soon as an instance looks.
///
/// # Errors
/// [`StoreError::Conflict`](super::StoreError) where it was never planned.
pub async fn ask(tx: &mut WriteTx, job: Job) -> Result<()> {
    let (now, account) = (tx.now, tx.origin().account);
    sql("/* jobs::ask */ UPDATE jobs SET asked_at = $2, asked_by = $3 WHERE code = $1")
        .bind(job.code())
        .bind(now)
        .bind(account)
        .change_one(&mut tx.tx)
        .await
}

/// Takes the next run of `job` for the instance `holder`, if it is due, asked for, or was begun by somebody
/// who has not been heard of for the length of a lease; none if not, or if another instance is at it. The
/// run after it is due at `next`. With `at_once` it need not be due.
///
/// # Errors
/// What the database says.
pub async fn claim(
    tx: &mut WriteTx,
    job: Job,
    holder: Uuid,
    next: DateTime<Utc>,
    at_once: bool,
) -> Result<Option<Claimed>> {
    let now = tx.now;
    let row = sql("/* jobs::claim */ UPDATE jobs SET runs = runs + 1, next_run_at = $2, lease_holder = $3, lease_until = $4,
         failures = failures + CASE WHEN lease_until IS NULL THEN 0 ELSE 1 END,
         by_hand = (asked_at IS NOT NULL OR $7), by_account = asked_by, asked_at = NULL, asked_by = NULL
         WHERE code = $1 AND (lease_until IS NULL OR lease_until <= $5 OR lease_until > $6)
         AND (lease_until IS NOT NULL OR asked_at IS NOT NULL OR next_run_at <= $5 OR $7)
         RETURNING runs, by_hand, by_account")
    .bind(job.code())
    .bind(next)
    .bind(holder)
    .bind(now + LEASE)
    .bind(now)
    .bind(latest_lease(now))
    .bind(at_once)
    .optional(&mut tx.tx)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let (number, by_hand): (i64, bool) = (row.get("runs")?, row.get("by_hand")?);
    let by_account: Option<Uuid> = row.get("by_account")?;
    sql("/* jobs::claim */ UPDATE job_runs SET finished_at = $2, outcome = 'lost' WHERE job = $1 AND outcome IS NULL")
        .bind(job.code())
        .bind(now)
        .execute(&mut tx.tx)
        .await?;
    sql("/* jobs::claim */ INSERT INTO job_runs (job, number, started_at, tallies, by_hand, by_account)
         VALUES ($1, $2, $3, '', $4, $5)")
    .bind(job.code())
    .bind(number)
    .bind(now)
    .bind(by_hand)
    .bind(by_account)
    .execute(&mut tx.tx)
    .await?;
    Ok(Some(Claimed { job, number, holder }))
}

/// Gives a sign of life; false where the run is not this instance's any more.
///
/// # Errors
/// What the database says.
pub async fn renew(tx: &mut WriteTx, run: &Claimed) -> Result<bool> {
    let until = tx.now + LEASE;
    let renewed = sql("/* jobs::renew */ UPDATE jobs SET lease_until = $4
         WHERE code = $1 AND runs = $2 AND lease_holder = $3")
    .bind(run.job.code())
    .bind(run.number)
    .bind(run.holder)
    .bind(until)
    .execute(&mut tx.tx)
    .await?;
    Ok(renewed == 1)
}

/// Writes down what came of a run and gives it up; false where it is not this instance's any more, and
/// then nothing is written.
///
/// # Errors
/// What the database says.
pub async fn finish(tx: &mut WriteTx, run: &Claimed, ending: &Ending) -> Result<bool> {
    let now = tx.now;
    let done = ending.outcome == Outcome::Done;
    let finished =
        sql("/* jobs::finish */ UPDATE jobs SET lease_holder = NULL, lease_until = NULL,
         failures = failures + $4, succeeded_at = CASE WHEN $5 THEN $6 ELSE succeeded_at END
         WHERE code = $1 AND runs = $2 AND lease_holder = $3")
        .bind(run.job.code())
        .bind(run.number)
        .bind(run.holder)
        .bind(i64::from(ending.outcome == Outcome::Failed))
        .bind(done)
        .bind(now)
        .execute(&mut tx.tx)
        .await?;
    if finished == 0 {
        return Ok(false);
    }
    sql("/* jobs::finish */ UPDATE job_runs SET finished_at = $3, outcome = $4, failure = $5, tallies = $6
         WHERE job = $1 AND number = $2")
    .bind(run.job.code())
    .bind(run.number)
    .bind(now)
    .bind(ending.outcome.code())
    .bind(ending.failure.map(Failure::code))
    .bind(ending.tallies.text())
    .execute(&mut tx.tx)
    .await?;
    Ok(true)
}

/// Removes runs that ended before `age` ago, but not those that somebody asked for: these stay as long as
/// the trail that tells of them. The last run of each job stays too.
///
/// # Errors
/// What the database says.
pub async fn forget_runs(tx: &mut WriteTx, age: Duration) -> Result<u64> {
    let before = tx.now - age;
    Ok(sql("/* jobs::forget_runs */ DELETE FROM job_runs WHERE finished_at < $1 AND NOT by_hand
         AND number < (SELECT runs FROM jobs WHERE code = job_runs.job)")
    .bind(before)
    .execute(&mut tx.tx)
    .await?)
}
