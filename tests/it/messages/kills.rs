//! The real binary killed with SIGKILL while it delivers, against a receiver that counts: nothing is lost, and what
//! comes twice comes under the same id. Five kills an engine; more with `LIFELIGHT_KILLS=100` (docs/operating.md).

use std::{collections::BTreeMap, process::Command, time::Duration as Wait};

use super::*;
use axum::{
    Json, Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use chrono::Timelike;
use lifelight::crypto::{
    secret::Secret,
    signatures::{Signed, verify},
};
use tokio::net::TcpListener;

use crate::support::{TempDir, process::Process};

const SECRET: &str = "a synthetic secret of the gateway";

/// How often each id came, and to which number.
#[derive(Default)]
struct Counted {
    times: BTreeMap<String, u32>,
    to: BTreeMap<String, String>,
    forged: u32,
}

type Counter = Arc<Mutex<Counted>>;

async fn count(
    State(counter): State<Counter>,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, Json<()>) {
    let header = |name: &str| headers[name].to_str().unwrap_or_default();
    let at = header("x-lifelight-timestamp").parse().unwrap_or_default();
    let secret = Secret::new(SECRET.to_owned());
    let good = verify(&secret, Signed::Message, at, &body, header("x-lifelight-signature"));
    let body: serde_json::Value = serde_json::from_slice(&body).unwrap_or_default();
    let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    {
        let mut counted = counter.lock().unwrap();
        counted.forged += u32::from(!good || header("idempotency-key") != text("id"));
        *counted.times.entry(text("id")).or_default() += 1;
        let known = counted.to.entry(text("id")).or_insert_with(|| text("to")).clone();
        assert_eq!(known, text("to"), "one id, one message");
    }
    // So that a kill falls between sending and writing down.
    tokio::time::sleep(Wait::from_millis(15)).await;
    (StatusCode::ACCEPTED, Json(()))
}

#[expect(clippy::disallowed_methods, reason = "the binary's own clock is the machine's")]
fn now() -> DateTime<Utc> {
    Utc::now()
}

/// A zone in which it is day now, and the same day as in UTC.
fn zone(now: DateTime<Utc>) -> &'static str {
    match now.hour() {
        0..8 => "Etc/GMT-8",
        8..21 => "UTC",
        _ => "Etc/GMT+8",
    }
}

fn command(folder: &TempDir, registry: &Registry, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lifelight"));
    command.current_dir(folder.path()).args(["--config", "messages.toml", "--database"]);
    command.arg(registry.url()).args(["--zone", zone(now())]).arg("messages").args(args);
    command.env("LIFELIGHT_KEY", registry.keyring.to_text().as_str());
    command.env("LIFELIGHT_SMS_SECRET", SECRET);
    command
}

#[tokio::test]
async fn killed_at_any_moment_it_loses_nothing_and_doubles_nothing_unmarked() {
    let kills: u32 = std::env::var("LIFELIGHT_KILLS").map_or(5, |n| n.parse().expect("a number"));
    each_engine(async |registry| {
        let start = now();
        // In the registry's zone it may be tomorrow already, when nothing would be planned that fell due today.
        registry.clock.set(start - Duration::days(1));
        let by = registry.caller(Role::Coordinator, JINPING).await;
        let people = 6 * kills + 12;
        let yesterday = (start - Duration::days(1)).date_naive().to_string();
        for n in 0..people {
            let mut intake = intake_of(n);
            intake.registrations[0].sampled_on.clone_from(&yesterday);
            enter(&registry.app, &by, &intake).await;
        }
        let counter = Counter::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let router = Router::new().route("/", post(count)).with_state(counter.clone());
        let served = tokio::spawn(axum::serve(listener, router).into_future());
        let folder = TempDir::new();
        let config =
            format!("[messages]\nlease_seconds = 2\n[messages.sms]\nurl = \"http://{address}/\"\n");
        std::fs::write(folder.path().join("messages.toml"), config).expect("written");
        let came = || -> u32 { counter.lock().unwrap().times.values().sum() };

        for n in 0..kills {
            let before = came();
            let mut process = Process::spawn(&mut command(&folder, registry, &["deliver"]));
            while came() == before {
                assert!(!process.finished_within(Wait::ZERO), "{}", process.stderr());
                tokio::time::sleep(Wait::from_millis(2)).await;
            }
            // Anywhere in the next messages: before the answer, while it is written down, between two.
            tokio::time::sleep(Wait::from_millis(u64::from(n * 7 % 40))).await;
            process.signal("KILL");
            process.finished().await;
        }
        for _ in 0..60 {
            let done =
                Process::spawn(&mut command(&folder, registry, &["deliver"])).finished().await;
            assert!(done.status.success(), "{}", done.stderr);
            for secret in [SECRET, &phone(0)] {
                assert!(!done.stderr.contains(secret) && !done.stdout.contains(secret));
            }
            let told = Process::spawn(&mut command(&folder, registry, &["count"])).finished().await;
            if told.stdout.trim() == format!("已发出 Sent: {people}") {
                break;
            }
            tokio::time::sleep(Wait::from_millis(500)).await;
        }
        served.abort();
        {
            let counted = counter.lock().unwrap();
            let numbers: BTreeSet<&String> = counted.to.values().collect();
            let (ids, total) = (counted.times.len(), counted.times.values().sum::<u32>());
            eprintln!(
                "{kills} kills: {people} messages, {total} received, {} of them again",
                total as usize - ids
            );
            assert_eq!(counted.forged, 0);
            assert_eq!(
                (ids, numbers.len()),
                (people as usize, people as usize),
                "everybody, under one id each"
            );
        }
        let mut tx = registry.app.store.db().begin_read().await.expect("it can be read");
        let row = store::db::sql("SELECT COUNT(*) AS n FROM contact_ledger").one(&mut tx).await;
        assert_eq!(row.expect("a row").get::<i64>("n").expect("a count"), i64::from(people));
    })
    .await;
}
