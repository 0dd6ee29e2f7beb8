//! What happens by itself: each due run once however many instances ask, taken over from whoever was
//! killed, made up once after missed nights, not misled by clocks, asked for by hand, seen on its page.

mod by_hand;
mod doing;
mod machine;
mod running;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use lifelight::{
    domain::jobs::{Job, Outcome},
    jobs::Ran,
    service::{
        App, Settings,
        jobs::{self as service, Listed},
    },
};

use crate::support::registry::Registry;

/// The jobs that run at an installation which has configured nothing.
const USUAL: [Job; 4] = [Job::CleanUp, Job::RatesClose, Job::Pauses, Job::CountsVerify];

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

/// `app` as an installation that decided otherwise.
fn with(app: &App, change: impl FnOnce(&mut Settings)) -> App {
    let mut settings = Settings::clone(&app.settings);
    change(&mut settings);
    App { settings: Arc::new(settings), ..app.clone() }
}

async fn listed(registry: &Registry, job: Job) -> Listed {
    let all = service::measures(&registry.app).await.expect("the jobs");
    all.into_iter().find(|listed| listed.job == job).expect("every job is listed")
}

/// Which jobs ran, in their order; all of them as they should.
fn done(ran: &[Ran]) -> Vec<Job> {
    let mut jobs: Vec<Job> = ran.iter().map(|ran| ran.job).collect();
    assert!(ran.iter().all(|ran| ran.ending.outcome == Outcome::Done), "{ran:?}");
    jobs.sort();
    jobs
}
