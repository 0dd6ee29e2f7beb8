//! One run of a job: the work beside signs of life, and its end written down.

use std::time::Duration;

use tokio::time::Instant;

use super::{Instance, work};
use crate::{
    domain::jobs::{Failure, Job, LEASE, Outcome, RETRY, Tallies},
    service::{Result, start},
    store::{
        StoreError,
        jobs::{self as stored, Claimed, Ending},
    },
};

/// How long a run may go on once the service is to stop: it has ten seconds in all.
const LAST_CHANCE: Duration = Duration::from_secs(5);

/// A run that has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ran {
    /// The job.
    pub job: Job,
    /// Which of its runs.
    pub number: i64,
    /// What came of it.
    pub ending: Ending,
}

impl Instance {
    /// Carries out a claimed run. Whatever goes wrong is its ending.
    pub(super) async fn carry_out(&self, claimed: Claimed) -> Ran {
        let Claimed { job, number, .. } = claimed;
        let started = Instant::now();
        let ending = match start::job(&self.app, &format!("{}-{number}", job.code())).await {
            Ok(caller) => {
                let work = work::of(self.app.clone(), caller, job);
                self.beside_signs_of_life(&claimed, work).await
            }
            Err(error) => {
                tracing::error!(job = job.code(), number, %error, "a job cannot begin");
                failed(Failure::Internal)
            }
        };
        let seconds = started.elapsed().as_secs_f64();
        let Ending { outcome, failure, tallies } = &ending;
        let (outcome, counts) = (outcome.code(), tallies.text());
        match failure {
            None => tracing::info!(job = job.code(), number, outcome, seconds, counts, "job"),
            Some(failure) => {
                let failure = failure.code();
                tracing::warn!(job = job.code(), number, outcome, failure, seconds, "job");
            }
        }
        match self.finish(&claimed, &ending).await {
            Ok(true) => {}
            Ok(false) => tracing::warn!(job = job.code(), number, "another instance took over"),
            // The lease ends by itself, and the run counts as lost.
            Err(error) => {
                tracing::error!(job = job.code(), number, %error, "the end of a run is not written");
            }
        }
        Ran { job, number, ending }
    }

    async fn beside_signs_of_life(
        &self,
        claimed: &Claimed,
        work: impl Future<Output = Result<Tallies, Failure>> + Send + 'static,
    ) -> Ending {
        let every = (LEASE / 3).to_std().unwrap_or(LAST_CHANCE);
        let mut work = tokio::spawn(work);
        loop {
            tokio::select! {
                done = &mut work => return ended(done),
                () = tokio::time::sleep(every) => {
                    if self.taken_over(claimed).await {
                        work.abort();
                        let _ = work.await;
                        return Ending { outcome: Outcome::Lost, failure: None, tallies: Tallies::default() };
                    }
                }
                () = self.stop.cancelled() => {
                    if let Ok(done) = tokio::time::timeout(LAST_CHANCE, &mut work).await {
                        return ended(done);
                    }
                    work.abort();
                    let _ = work.await;
                    return Ending { outcome: Outcome::Stopped, failure: None, tallies: Tallies::default() };
                }
            }
        }
    }

    /// Gives a sign of life; whether it comes too late.
    async fn taken_over(&self, claimed: &Claimed) -> bool {
        let renewed = async {
            let mut tx = self.app.store.write(&self.origin).await?;
            let ours = stored::renew(&mut tx, claimed).await?;
            tx.commit_unseen().await?;
            Ok::<_, StoreError>(ours)
        };
        match renewed.await {
            Ok(ours) => !ours,
            Err(error) => {
                // Two more signs may fail before anybody takes over.
                tracing::warn!(job = claimed.job.code(), %error, "no sign of life could be given");
                false
            }
        }
    }

    async fn finish(&self, claimed: &Claimed, ending: &Ending) -> Result<bool> {
        let mut tx = self.app.store.write(&self.origin).await?;
        if !stored::finish(&mut tx, claimed, ending).await? {
            return Ok(false);
        }
        let again = match ending.outcome {
            Outcome::Failed => Some(tx.now + RETRY),
            Outcome::Stopped => Some(tx.now),
            Outcome::Done | Outcome::Lost => None,
        };
        if let Some(again) = again {
            stored::bring_forward(&mut tx, claimed.job, again).await?;
        }
        tx.commit_unseen().await?;
        Ok(true)
    }
}

fn failed(failure: Failure) -> Ending {
    Ending { outcome: Outcome::Failed, failure: Some(failure), tallies: Tallies::default() }
}

fn ended(done: Result<Result<Tallies, Failure>, tokio::task::JoinError>) -> Ending {
    match done {
        Ok(Ok(tallies)) => Ending { outcome: Outcome::Done, failure: None, tallies },
        Ok(Err(failure)) => self::failed(failure),
        Err(error) => {
            tracing::error!(%error, "a job broke");
            self::failed(Failure::Internal)
        }
    }
}
