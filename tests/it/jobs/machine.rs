//! The metronome and the real binary.

use std::{sync::Arc, time::Duration};

use lifelight::{
    domain::{
        jobs::{Job, Outcome},
        permissions::Role,
    },
    jobs::{Instance, Metronome},
    service::jobs as service,
};

use super::{listed, with};
use crate::{
    console_people::visitor::Visitor,
    support::{
        TempDir,
        browser::Browser,
        http::Http,
        process::PATIENCE,
        registry::{FENGHUA, Registry, each_engine},
        server::{Server, run},
    },
};

/// Waits until a run of `job` satisfies `like`.
async fn until(registry: &Registry, job: Job, like: impl Fn(Option<Outcome>) -> bool) {
    for _ in 0..PATIENCE.as_millis() / 50 {
        if listed(registry, job).await.runs.first().is_some_and(|run| like(run.outcome)) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{:?}", listed(registry, job).await);
}

#[tokio::test]
async fn a_machine_whose_clock_is_wrong_runs_nothing_and_says_so() {
    each_engine(async |registry| {
        let (keeper, caller) = Visitor::at(registry, Role::Administrator, FENGHUA).await;
        service::ask(&registry.app, &caller, Job::Pauses).await.expect("asked");
        // The test's clock stands in 2025: PostgreSQL knows better, SQLite has no other.
        let has_clock = !registry.url().starts_with("sqlite");
        let ahead = service::clock_too_far(&registry.app).await.expect("asked");
        assert_eq!(ahead.is_some_and(|ahead| ahead.num_days() < -100), has_clock);
        let page = keeper.get("/jobs").await;
        assert_eq!(page.text.contains("时钟与数据库相差"), has_clock);
        if has_clock {
            let metronome = Metronome::start(registry.app.clone()).await.expect("it starts");
            tokio::time::sleep(Duration::from_secs(7)).await;
            assert_eq!(listed(registry, Job::Pauses).await.runs, []);
            metronome.stop().await;
        }
        let lenient = with(&registry.app, |settings| {
            settings.clock_tolerance = chrono::Duration::days(100_000);
        });
        let metronome = Metronome::start(lenient).await.expect("it starts");
        until(registry, Job::Pauses, |outcome| outcome == Some(Outcome::Done)).await;
        metronome.stop().await;
    })
    .await;
}

#[tokio::test]
async fn what_does_not_end_in_time_is_stopped_and_made_up_after_the_next_start() {
    each_engine(async |registry| {
        if registry.url().starts_with("sqlite") {
            // There one transaction holds up all others: nothing can be stopped that way.
            return;
        }
        let caller = registry.operator().await;
        let app = with(&registry.app, |settings| {
            settings.clock_tolerance = chrono::Duration::days(100_000);
        });
        let mut blocking = app.store.db().begin_write().await.expect("it can be written");
        lifelight::store::db::sql("LOCK TABLE sessions")
            .execute(&mut blocking)
            .await
            .expect("locked");
        service::ask(&app, &caller, Job::CleanUp).await.expect("asked");
        let metronome = Metronome::start(app.clone()).await.expect("it starts");
        until(registry, Job::CleanUp, |outcome| outcome.is_none()).await;
        metronome.stop().await;
        app.background.close();
        let ended = tokio::time::timeout(Duration::from_secs(8), app.background.wait()).await;
        assert!(ended.is_ok(), "within the time that stopping has");
        let now = listed(registry, Job::CleanUp).await;
        assert_eq!(now.runs[0].outcome, Some(Outcome::Stopped));
        assert_eq!(now.standing.expect("planned").lease, None);
        drop(blocking);
        let ran = Instance::new(registry.another_instance().await).run_due().await.expect("asked");
        let ran = ran.iter().find(|ran| ran.job == Job::CleanUp).expect("made up");
        assert_eq!(ran.ending.outcome, Outcome::Done);
    })
    .await;
}

#[tokio::test]
async fn the_binary_backs_up_on_asking_and_shows_it() {
    let folder = Arc::new(TempDir::new());
    let backups = folder.path().join("backups");
    std::fs::create_dir(&backups).expect("a folder");
    let config = format!(
        "metrics_listen = \"127.0.0.1:0\"\n[jobs]\npauses = \"0 3 * * 1\"\n[backup]\nfolder = \"{}\"\nkeep = 3\n",
        backups.display()
    );
    std::fs::write(folder.path().join("lifelight.toml"), config).expect("written");
    let args = ["--config", "lifelight.toml"];
    let serve: Vec<&str> = ["serve"].into_iter().chain(args).collect();
    let server = Server::start_in(&folder, &serve, &[]).await;
    let browser = Browser::start().await;
    browser.goto(&server.url(&server.link().await)).await;
    browser.fill("password", "a synthetic pass phrase").await;
    browser.fill("password_again", "a synthetic pass phrase").await;
    browser.click("button.good").await;
    browser.wait_for("今日").await;
    browser.goto(&server.url("/jobs")).await;
    browser.wait_for("定时备份").await;
    browser.pictured("jobs", "before").await;
    browser.click("form[action='/jobs/backup/run'] button").await;
    browser.wait_for("已安排").await;
    for _ in 0..40 {
        if std::fs::read_dir(&backups).expect("the folder").any(|entry| {
            entry.expect("an entry").path().extension().is_some_and(|ending| ending == "db")
        }) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    browser.goto(&server.url("/jobs")).await;
    browser.wait_for("完成").await;
    browser.wait_for("手动").await;
    browser.pictured("jobs", "after").await;

    let told = server.output();
    let (_, rest) = told.split_once("Metrics: ").expect("where it is measured");
    let address = rest.split("/metrics").next().expect("an address").to_owned();
    let measured = Http::new(address).get("/metrics").await;
    assert_eq!(measured.status, 200);
    let text = measured.text();
    for line in [
        "lifelight_job_runs_total{job=\"backup\"} 1",
        "lifelight_job_failures_total{job=\"backup\"} 0",
        "lifelight_job_runs_total{job=\"pauses\"} 0",
        "# TYPE lifelight_job_last_duration_seconds gauge",
        "lifelight_job_last_success_timestamp_seconds{job=\"backup\"} ",
        "lifelight_job_next_run_timestamp_seconds{job=\"clean_up\"} ",
    ] {
        assert!(text.contains(line), "no {line} in {text}");
    }
    assert_eq!(server.http().get("/metrics").await.status, 404, "not where people are");

    let with = |rest: &[&'static str]| -> Vec<&str> { rest.iter().copied().chain(args).collect() };
    let listed = run(&folder, &with(&["jobs", "list"]), &[]).await;
    assert!(
        listed.stdout.contains("0 3 * * 1") && listed.stdout.contains("#1  done"),
        "{}",
        listed.stdout
    );
    let ran = run(&folder, &with(&["jobs", "run", "clean_up"]), &[]).await;
    assert!(ran.status.success() && ran.stdout.contains("完成"), "{}{}", ran.stdout, ran.stderr);
    let unknown = run(&folder, &with(&["jobs", "run", "cleanup"]), &[]).await;
    assert!(
        !unknown.status.success() && unknown.stderr.contains("clean_up, backup"),
        "{}",
        unknown.stderr
    );

    let ended = server.terminate().await;
    assert!(ended.status.success() && ended.took < Duration::from_secs(10), "{:?}", ended.took);
    assert!(
        ended.stderr.contains("backup") && ended.stderr.contains("outcome=\"done\""),
        "{}",
        ended.stderr
    );
}

#[tokio::test]
async fn a_schedule_that_is_none_is_refused_at_start() {
    let folder = TempDir::new();
    for (text, words) in [
        ("[jobs]\nbackup = \"nightly\"\n", "five fields"),
        ("[jobs]\nback_up = \"off\"\n", "back_up"),
        ("[backup]\nfolder = \"x\"\nkeep = 0\n", "keep"),
        ("clock_tolerance_seconds = 3600\n", "clock_tolerance_seconds"),
    ] {
        std::fs::write(folder.path().join("bad.toml"), text).expect("written");
        let ended = run(&folder, &["serve", "--config", "bad.toml"], &[]).await;
        assert!(
            !ended.status.success() && ended.stderr.contains(words),
            "{text}: {}",
            ended.stderr
        );
    }
}
