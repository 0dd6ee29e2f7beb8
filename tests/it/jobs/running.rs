//! Who runs what, when.

use chrono::Duration;
use lifelight::{
    domain::jobs::{Failure, Job, LEASE, Outcome, RETRY, Tallies},
    jobs::Instance,
    service::App,
    store::jobs::{self as stored, Claimed, Ending},
};
use uuid::Uuid;

use super::{USUAL, at, done, listed, with};
use crate::{
    imports::desk::number,
    support::{
        TempDir,
        registry::{Registry, each_engine, origin},
    },
};

/// What runs many times a day would hide what is told here.
const NO_MESSAGES: &str = "plan = \"off\"\ndeliver = \"off\"\ndigest = \"off\"";

/// An instance that runs the night's jobs alone.
fn nightly(app: &App) -> App {
    with(app, |settings| settings.jobs = toml::from_str(NO_MESSAGES).expect("jobs"))
}

/// Claims the next run of `job` and then is not heard of any more.
async fn killed(registry: &Registry, job: Job) -> Claimed {
    let mut tx = registry.app.store.write(&origin()).await.expect("it can be written");
    let next = tx.now + Duration::days(1);
    stored::plan(&mut tx, job, next).await.expect("planned");
    let claimed = stored::claim(&mut tx, job, Uuid::from_u128(7), next, true).await;
    tx.commit_unseen().await.expect("it can be committed");
    claimed.expect("the database answers").expect("nobody is at it")
}

#[tokio::test]
async fn of_several_instances_each_due_run_happens_once() {
    each_engine(async |registry| {
        let mut instances = vec![Instance::new(nightly(&registry.app))];
        for _ in 0..3 {
            instances.push(Instance::new(nightly(&registry.another_instance().await)));
        }
        for instance in &instances {
            assert_eq!(
                instance.run_due().await.expect("asked").len(),
                0,
                "nothing at the first start"
            );
        }
        for night in 1..=4 {
            registry.clock.advance(Duration::days(1));
            let asked = instances.iter().flat_map(|instance| [instance.clone(), instance.clone()]);
            let running: Vec<_> =
                asked.map(|one| tokio::spawn(async move { one.run_due().await })).collect();
            let mut ran = Vec::new();
            for one in running {
                ran.extend(one.await.expect("no panic").expect("asked"));
            }
            assert_eq!(done(&ran), USUAL, "night {night}");
            assert!(ran.iter().all(|ran| ran.number == night), "{ran:?}");
        }
        let rows =
            number(&registry.app, "SELECT COUNT(*) AS n FROM job_runs WHERE outcome = 'done'");
        assert_eq!(rows.await, 16);
    })
    .await;
}

#[tokio::test]
async fn missed_nights_are_made_up_once() {
    each_engine(async |registry| {
        let instance = Instance::new(nightly(&registry.app));
        instance.run_due().await.expect("planned");
        registry.clock.advance(Duration::days(10));
        assert_eq!(done(&instance.run_due().await.expect("asked")), USUAL);
        assert_eq!(instance.run_due().await.expect("asked"), []);
        // 9 o'clock in Shanghai: the next night's run, not the nine before it.
        let standing = listed(registry, Job::CleanUp).await.standing.expect("planned");
        assert_eq!((standing.next_run_at, standing.runs), (at("2025-06-12T19:40:00Z"), 1));
        registry.clock.set(at("2025-06-12T19:39:59Z"));
        let ran = instance.run_due().await.expect("asked");
        assert!(ran.iter().all(|ran| ran.job != Job::CleanUp), "not before its time");
        registry.clock.set(at("2025-06-12T19:40:00Z"));
        assert_eq!(done(&instance.run_due().await.expect("asked")), [Job::CleanUp]);
    })
    .await;
}

#[tokio::test]
async fn a_killed_holders_run_is_taken_over_when_its_lease_ends() {
    each_engine(async |registry| {
        let lost = killed(registry, Job::CleanUp).await;
        let instance = Instance::new(nightly(&registry.app));
        registry.clock.advance(LEASE - Duration::seconds(1));
        assert_eq!(instance.run_due().await.expect("asked"), [], "it may still be at it");
        registry.clock.advance(Duration::seconds(1));
        assert_eq!(done(&instance.run_due().await.expect("asked")), [Job::CleanUp]);

        let now = listed(registry, Job::CleanUp).await;
        let outcomes: Vec<_> = now.runs.iter().map(|run| (run.number, run.outcome)).collect();
        assert_eq!(outcomes, [(2, Some(Outcome::Done)), (1, Some(Outcome::Lost))]);
        let standing = now.standing.expect("planned");
        assert_eq!((standing.runs, standing.failures, standing.lease), (2, 1, None));

        // Should the first one come back, its word does not count any more.
        let mut tx = registry.app.store.write(&origin()).await.expect("it can be written");
        assert!(!stored::renew(&mut tx, &lost).await.expect("asked"));
        let failed = Ending {
            outcome: Outcome::Failed,
            failure: Some(Failure::Internal),
            tallies: Tallies::default(),
        };
        assert!(!stored::finish(&mut tx, &lost, &failed).await.expect("asked"));
        tx.commit_unseen().await.expect("it can be committed");
        assert_eq!(listed(registry, Job::CleanUp).await.runs, now.runs);
    })
    .await;
}

#[tokio::test]
async fn a_sign_of_life_keeps_the_run() {
    each_engine(async |registry| {
        let ours = killed(registry, Job::CleanUp).await;
        let instance = Instance::new(nightly(&registry.app));
        for _ in 0..3 {
            registry.clock.advance(LEASE - Duration::seconds(1));
            assert_eq!(instance.run_due().await.expect("asked"), []);
            let mut tx = registry.app.store.write(&origin()).await.expect("it can be written");
            assert!(stored::renew(&mut tx, &ours).await.expect("asked"));
            tx.commit_unseen().await.expect("it can be committed");
        }
    })
    .await;
}

#[tokio::test]
async fn a_clock_that_jumps_forward_and_back_stops_nothing() {
    each_engine(async |registry| {
        let instance = Instance::new(nightly(&registry.app));
        instance.run_due().await.expect("planned");
        registry.clock.advance(Duration::days(400));
        assert_eq!(done(&instance.run_due().await.expect("asked")), USUAL);
        killed(registry, Job::CleanUp).await;
        // Back again: a lease from the future holds nobody back, and what was planned for then comes back.
        registry.clock.set(at("2025-06-02T02:00:00Z"));
        assert_eq!(done(&instance.run_due().await.expect("asked")), [Job::CleanUp]);
        assert_eq!(instance.run_due().await.expect("asked"), []);
        for job in USUAL {
            let standing = listed(registry, job).await.standing.expect("planned");
            assert!(standing.next_run_at < at("2025-06-03T02:00:00Z"), "{standing:?}");
        }
        registry.clock.advance(Duration::days(1));
        assert_eq!(done(&instance.run_due().await.expect("asked")), USUAL);
    })
    .await;
}

#[tokio::test]
async fn a_failure_is_shown_and_tried_again() {
    each_engine(async |registry| {
        let folder = TempDir::new();
        let there = folder.path().join("backups");
        let app = with(&registry.app, |settings| {
            settings.backup = toml::from_str(&format!("folder = \"{}\"", there.display())).ok();
        });
        let instance = Instance::new(app);
        instance.run_due().await.expect("planned");
        registry.clock.set(at("2025-06-02T18:30:00Z"));
        let ran = instance.run_due().await.expect("asked");
        let ran = ran.iter().find(|ran| ran.job == Job::Backup).expect("the backup is due");
        assert_eq!(
            (ran.ending.outcome, ran.ending.failure),
            (Outcome::Failed, Some(Failure::Folder))
        );
        let standing = listed(registry, Job::Backup).await.standing.expect("planned");
        assert_eq!((standing.failures, standing.succeeded_at), (1, None));

        registry.clock.advance(RETRY - Duration::seconds(1));
        let early = instance.run_due().await.expect("asked");
        assert!(early.iter().all(|ran| ran.job != Job::Backup));
        std::fs::create_dir(&there).expect("a folder");
        registry.clock.advance(Duration::seconds(1));
        let again = instance.run_due().await.expect("asked");
        let again = again.iter().find(|ran| ran.job == Job::Backup).expect("it is tried again");
        assert_eq!(again.ending.outcome, Outcome::Done, "{again:?}");
        let standing = listed(registry, Job::Backup).await.standing.expect("planned");
        assert_eq!(
            (standing.failures, standing.succeeded_at),
            (1, Some(at("2025-06-02T19:30:00Z")))
        );
        assert_eq!(standing.next_run_at, at("2025-06-03T18:30:00Z"), "then at its time again");
    })
    .await;
}

#[tokio::test]
async fn what_is_switched_off_never_runs() {
    each_engine(async |registry| {
        let app = with(&registry.app, |settings| {
            settings.jobs = toml::from_str(&format!(
                "clean_up = \"off\"\npauses = \"0 * * * *\"\n{NO_MESSAGES}"
            ))
            .expect("jobs");
        });
        let instance = Instance::new(app);
        instance.run_due().await.expect("planned");
        registry.clock.advance(Duration::hours(1));
        assert_eq!(done(&instance.run_due().await.expect("asked")), [Job::Pauses]);
        registry.clock.advance(Duration::days(1));
        let ran = instance.run_due().await.expect("asked");
        assert_eq!(done(&ran), [Job::RatesClose, Job::Pauses, Job::CountsVerify]);
        assert_eq!(listed(registry, Job::CleanUp).await.standing, None);
    })
    .await;
}
