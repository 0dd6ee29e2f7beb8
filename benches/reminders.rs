//! Reminders: a look at a registry in which nothing is due, with 10,000 and with 100,000 people in it; and planning
//! 20,000 reminders against a bare insert of as many plaintext rows: `cargo bench --bench reminders`.

#[path = "support/filled.rs"]
mod filled;
#[allow(dead_code, reason = "nothing is asked over HTTP here")]
mod support;

use std::time::Instant;

use filled::fill;
use lifelight::{
    domain::reminders::rules::Rules,
    service::{
        App, Settings,
        reminders::planning::{job, plan_due},
    },
    store::db::sql,
};
use support::{
    databases::Engine,
    office::Office,
    rounds::{spread, take_turns},
};
use tokio::runtime::{Builder, Runtime};
use uuid::Uuid;

const UNIT: &str = "330213";
/// How many rows go into one transaction, on both sides.
const BATCH: usize = 200;

/// Everybody's sample is of 2024-03-05 and the clock stands at 2025-06-02: due three days later, shown by now.
const DUE: &str = r#"
[[rules]]
code = "bench"
version = 1
in_force_from = 2021-01-01
watches = "registration"
anchor = "sampled"
after = { days = 457 }
lead = { days = 30 }
working_day = "never"
too_late_after = { days = 30 }
tone = "appeal"
assignee = "coordinator"
title_zh = "核验"
title_en = "Check"
guidance_zh = "核验"
guidance_en = "Check"
"#;

fn main() {
    if !support::asked_for() {
        return;
    }
    let (rounds, few, many, due) =
        if support::is_quick() { (1, 500, 1_000, 400) } else { (3, 10_000, 100_000, 20_000) };
    let runtime = Builder::new_multi_thread().enable_all().build().expect("a runtime");
    for engine in runtime.block_on(Engine::both()) {
        nothing_due(&runtime, &engine, few, many);
        much_due(&runtime, &engine, rounds, due);
    }
}

/// Looks a second with nothing due, the large registry against the small one.
fn nothing_due(runtime: &Runtime, engine: &Engine, few: u32, many: u32) {
    let calm = async |name, people| {
        let app = Office::open(&engine.database(name).await, UNIT).await.app;
        fill(&app, UNIT, people, false).await;
        // The first look is at everybody; from then on nobody's day comes.
        plan_due(&app, &job("bench")).await.expect("planned");
        app
    };
    let (large, small) =
        runtime.block_on(async { (calm("calm_large", many).await, calm("calm_small", few).await) });
    let looks = |app: &App| {
        let began = Instant::now();
        for _ in 0..200 {
            let tally = runtime.block_on(plan_due(app, &job("bench"))).expect("planned");
            assert_eq!(tally.looked, 0, "nothing is due");
        }
        200.0 / began.elapsed().as_secs_f64()
    };
    let compared = take_turns(7, || looks(&large), || looks(&small));
    println!(
        "{}: looks a second with nothing due, {many} : {few} people {}, {many} : {many} {}",
        engine.name,
        spread(&compared.ratios(), 2),
        spread(&compared.same_side_ratios(), 2)
    );
    runtime.block_on(async {
        large.store.db().close().await;
        small.store.db().close().await;
    });
}

/// Reminders planned a second against plaintext rows inserted a second.
fn much_due(runtime: &Runtime, engine: &Engine, rounds: usize, due: u32) {
    let planned = || {
        runtime.block_on(async {
            let url = engine.database("due").await;
            let app = Office::open(&url, UNIT).await.app;
            fill(&app, UNIT, due, false).await;
            let reminders = Rules::load(DUE, "the benchmark's rules").expect("sound rules");
            let app = App::new(app.store, Settings { reminders, ..Settings::default() });
            let began = Instant::now();
            let tally = plan_due(&app, &job("bench")).await.expect("planned");
            assert_eq!(tally.made, u64::from(due), "one for everybody");
            let rate = f64::from(due) / began.elapsed().as_secs_f64();
            app.store.db().close().await;
            forget(&url);
            rate
        })
    };
    let bare = || {
        runtime.block_on(async {
            let url = engine.database("bare").await;
            let app = Office::open(&url, UNIT).await.app;
            let rate = insert_bare(&app, due).await;
            app.store.db().close().await;
            forget(&url);
            rate
        })
    };
    let compared = take_turns(rounds, planned, bare);
    println!(
        "{}: {due} reminders planned a second {}, rows inserted {}, planned : inserted {}, planned : planned {}",
        engine.name,
        spread(&compared.a, 0),
        spread(&compared.b, 0),
        spread(&compared.ratios(), 2),
        spread(&compared.same_side_ratios(), 2)
    );
}

/// Removes a closed SQLite database, so that another may be made in its place.
fn forget(url: &str) {
    for ending in ["", "-wal", "-shm"] {
        if let Some(file) = url.strip_prefix("sqlite:") {
            // What is not there need not go.
            let _ = std::fs::remove_file(format!("{file}{ending}"));
        }
    }
}

/// The same facts in plaintext, a statement a row; rows a second.
async fn insert_bare(app: &App, rows: u32) -> f64 {
    let text = app.store.db();
    let mut tx = text.begin_write().await.expect("it can be written");
    sql("CREATE TABLE bare_reminders (id BLOB PRIMARY KEY, subject_id BLOB, due_on TEXT, state TEXT, rule TEXT)")
        .on_postgres("CREATE TABLE bare_reminders (id UUID PRIMARY KEY, subject_id UUID, due_on TEXT, state TEXT, rule TEXT)")
        .execute(&mut tx)
        .await
        .expect("a table");
    tx.commit().await.expect("committed");
    let all: Vec<u32> = (0..rows).collect();
    let began = Instant::now();
    for batch in all.chunks(BATCH) {
        let mut tx = text.begin_write().await.expect("it can be written");
        for &n in batch {
            sql("INSERT INTO bare_reminders (id, subject_id, due_on, state, rule) VALUES ($1, $2, $3, $4, $5)")
                .bind(Uuid::from_u128(u128::from(n)))
                .bind(Uuid::from_u128(u128::from(n) << 64))
                .bind("2025-06-05")
                .bind("open")
                .bind("bench")
                .execute(&mut tx)
                .await
                .expect("inserted");
        }
        tx.commit().await.expect("committed");
    }
    f64::from(rows) / began.elapsed().as_secs_f64()
}
