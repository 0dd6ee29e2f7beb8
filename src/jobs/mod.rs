//! What happens by itself. A metronome asks the database every few seconds what is due; whichever instance
//! claims a run does it, and gives signs of life until it has written down what came of it. Beside `web`:
//! the two never use each other.

mod metronome;
mod runs;
mod work;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{
    crypto::random::new_id,
    domain::jobs::Job,
    service::{App, Caller, Result, jobs as service},
    store::{
        Door, Origin,
        jobs::{self as stored, Claimed},
    },
};

pub use metronome::Metronome;
pub use runs::Ran;

/// One instance of the service, as the jobs know it.
#[derive(Clone)]
pub struct Instance {
    app: App,
    id: Uuid,
    stop: CancellationToken,
    origin: Arc<Origin>,
}

impl Instance {
    /// An instance that may run the jobs of `app`.
    pub fn new(app: App) -> Self {
        let id = new_id(&*app.store.vault().random, app.store.clock().now());
        // Of planning and claiming; a run has an origin of its own.
        let origin = Origin { account: None, door: Door::Job, request_id: format!("jobs-{id}") };
        Self { app, id, stop: CancellationToken::new(), origin: Arc::new(origin) }
    }

    /// Runs what is due now, one after the other, and tells what came of it. What was missed meanwhile is
    /// made up once.
    ///
    /// # Errors
    /// What the database says.
    pub async fn run_due(&self) -> Result<Vec<Ran>> {
        let mut ran = Vec::new();
        for job in self.due().await? {
            if let Some(claimed) = self.claim(job).await? {
                ran.push(self.carry_out(claimed).await);
            }
        }
        Ok(ran)
    }

    /// Runs `job` at once on behalf of the caller, which the trail tells; none where another instance is at
    /// it.
    ///
    /// # Errors
    /// As [`service::ask`].
    pub async fn run_by_hand(&self, caller: &Caller, job: Job) -> Result<Option<Ran>> {
        match service::take(&self.app, caller, job, self.id).await? {
            Some(claimed) => Ok(Some(self.carry_out(claimed).await)),
            None => Ok(None),
        }
    }

    /// The jobs that seem to be due now. Those that were never planned are planned first; one that is planned
    /// for later than its schedule says, since a clock was ahead then, comes back.
    async fn due(&self) -> Result<Vec<Job>> {
        let standings = stored::all(&mut *self.app.store.glance().await?).await?;
        let now = self.now();
        let mut due = Vec::new();
        for &job in Job::ALL {
            let Some(next) = service::due_after(&self.app, job, now) else { continue };
            match standings.iter().find(|standing| standing.job == job) {
                Some(standing) if standing.is_due(now) => due.push(job),
                Some(standing) if standing.next_run_at <= next => {}
                _ => {
                    let mut tx = self.app.store.write(&self.origin).await?;
                    stored::plan(&mut tx, job, next).await?;
                    stored::bring_forward(&mut tx, job, next).await?;
                    tx.commit_unseen().await?;
                }
            }
        }
        Ok(due)
    }

    /// Takes the next run of `job`; none where another instance was quicker.
    async fn claim(&self, job: Job) -> Result<Option<Claimed>> {
        let mut tx = self.app.store.write(&self.origin).await?;
        let Some(next) = service::due_after(&self.app, job, tx.now) else { return Ok(None) };
        let claimed = stored::claim(&mut tx, job, self.id, next, false).await?;
        tx.commit_unseen().await?;
        Ok(claimed)
    }

    fn now(&self) -> DateTime<Utc> {
        self.app.store.clock().now()
    }
}
