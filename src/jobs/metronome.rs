//! The metronome: asks every few seconds what is due. It decides nothing; that is the database's part, so
//! that a beat that is missed, comes late or comes to several instances at once does no harm.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use tokio::sync::Mutex;
use tokio_cron_scheduler::{Job as Beat, JobScheduler, JobSchedulerError};

use super::Instance;
use crate::service::{App, Result, jobs as service};

/// Every five seconds: so long a run that somebody asked for may wait.
const BEATS: &str = "*/5 * * * * *";

/// The running metronome of one instance.
pub struct Metronome {
    instance: Instance,
    scheduler: JobScheduler,
}

impl Metronome {
    /// Starts it for the jobs of `app`.
    ///
    /// # Errors
    /// What the scheduler says.
    pub async fn start(app: App) -> Result<Self, JobSchedulerError> {
        let instance = Instance::new(app);
        let scheduler = JobScheduler::new().await?;
        let (beating, told) = (Arc::new(Mutex::new(())), Arc::new(AtomicBool::new(false)));
        let of_beat = instance.clone();
        scheduler
            .add(Beat::new_async(BEATS, move |_, _| {
                let (instance, beating, told) = (of_beat.clone(), beating.clone(), told.clone());
                Box::pin(async move {
                    // A beat that comes while the one before is still asking has nothing to add.
                    let Ok(_one) = beating.try_lock() else { return };
                    if let Err(error) = instance.beat(&told).await {
                        tracing::warn!(%error, "what is due cannot be told");
                    }
                })
            })?)
            .await?;
        scheduler.start().await?;
        tracing::info!(instance = %instance.id, "the jobs' metronome runs");
        Ok(Self { instance, scheduler })
    }

    /// Stops it: nothing more begins, and runs under way get a few seconds to end. They are among the
    /// background work that stopping waits for.
    pub async fn stop(mut self) {
        self.instance.stop.cancel();
        if let Err(error) = self.scheduler.shutdown().await {
            tracing::warn!(%error, "the metronome did not stop by itself");
        }
    }
}

impl Instance {
    /// Lets each due job begin beside the others; `told` remembers that a wrong clock was logged.
    async fn beat(&self, told: &AtomicBool) -> Result<()> {
        if self.stop.is_cancelled() {
            return Ok(());
        }
        if let Some(ahead) = service::clock_too_far(&self.app).await? {
            if !told.swap(true, Ordering::Relaxed) {
                let seconds = ahead.num_seconds();
                tracing::error!(
                    seconds_ahead_of_the_database = seconds,
                    "this machine's clock is too far from the database's: no job runs here until it is set right"
                );
            }
            return Ok(());
        }
        if told.swap(false, Ordering::Relaxed) {
            tracing::info!("this machine's clock agrees with the database's again: jobs run here");
        }
        for job in self.due().await? {
            if let Some(claimed) = self.claim(job).await? {
                let instance = self.clone();
                self.app.background.spawn(async move { instance.carry_out(claimed).await });
            }
        }
        Ok(())
    }
}
