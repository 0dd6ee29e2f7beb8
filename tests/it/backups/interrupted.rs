//! kill -9 in the middle: a backup is whole or not there, a restored registry is whole or empty.

use std::{process::Command, time::Duration};

use super::desk::{Desk, FILLED, count, fill};
use crate::support::{
    postgres::fresh_database,
    process::{Finished, Process},
    registry::each_engine,
};

/// Starts the binary and kills it after `delay`.
async fn killed(desk: &Desk, args: &[&str], delay: Duration) -> Finished {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lifelight"));
    command.args(args).current_dir(desk.folder().path());
    let mut process = Process::spawn(&mut command);
    tokio::time::sleep(delay).await;
    process.signal("KILL");
    process.finished().await
}

/// From soon after the start to just after the end of a run that takes this long.
fn moments(took: Duration) -> impl Iterator<Item = (u32, Duration)> {
    (1..=8).map(move |step| (step, took * step / 7))
}

#[tokio::test]
async fn a_killed_backup_is_not_there_and_the_next_one_is_whole() {
    each_engine(async |registry| {
        fill(registry).await;
        let desk = Desk::of(registry);
        let undisturbed = desk.backup(&registry.url(), "it.backup").await;
        assert_eq!(undisturbed.status.code(), Some(0), "{}", undisturbed.stderr);
        for (step, delay) in moments(undisturbed.took) {
            let name = format!("{step}.backup");
            killed(&desk, &["backup", &name, "--database", &registry.url()], delay).await;
            if !desk.path(&name).exists() {
                let made = desk.backup(&registry.url(), &name).await;
                assert_eq!(made.status.code(), Some(0), "{}", made.stderr);
            }
            assert_eq!(count(&desk.open(&name).await, "people").await, i64::from(FILLED));
            assert!(
                !desk.files().iter().any(|name| name.contains("partial")),
                "{:?}",
                desk.files()
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_killed_restore_leaves_the_place_empty_or_whole() {
    each_engine(async |registry| {
        fill(registry).await;
        let desk = Desk::of(registry);
        let made = desk.backup(&registry.url(), "it.backup").await;
        assert_eq!(made.status.code(), Some(0), "{}", made.stderr);
        // Into the engine that the backup was not made from.
        let database = fresh_database().await;
        let lite = registry.url().starts_with("sqlite");
        let first = if lite { database.url.clone() } else { desk.url("0.db") };
        let undisturbed = desk.restore(&first, "it.backup").await;
        assert_eq!(undisturbed.status.code(), Some(0), "{}", undisturbed.stderr);
        for (step, delay) in moments(undisturbed.took) {
            let database = fresh_database().await;
            let place = if lite { database.url.clone() } else { desk.url(&format!("{step}.db")) };
            killed(&desk, &["restore", "it.backup", "--database", &place], delay).await;
            let app = desk.app(&place).await;
            let people = count(app.store.db(), "people").await;
            let units = count(app.store.db(), "units").await;
            app.store.db().close().await;
            assert!(
                people == i64::from(FILLED) || (people, units) == (0, 0),
                "{people} people, {units} units"
            );
            // PostgreSQL may still be finishing what it was told at the last moment.
            let again = desk.restore(&place, "it.backup").await;
            assert!(
                again.status.success() || again.stderr.contains("is in use"),
                "{}",
                again.stderr
            );
            let app = desk.app(&place).await;
            assert_eq!(count(app.store.db(), "people").await, i64::from(FILLED));
            app.store.db().close().await;
        }
    })
    .await;
}
