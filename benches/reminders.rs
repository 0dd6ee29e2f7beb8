//! Reminders: a look at a registry in which nothing is due, with 10,000 and with 100,000 people in it; and planning and
//! delivering 20,000 reminders against a bare insert of as many plaintext rows: `cargo bench --bench reminders`.
//!
//! What is delivered goes to a channel that counts it and takes no time of its own.

#[path = "support/filled.rs"]
mod filled;
#[allow(dead_code, reason = "nothing is asked over HTTP here")]
mod support;

use std::{
    cell::RefCell,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

use chrono::NaiveDate;
use filled::{fill, settle};
use lifelight::{
    domain::{messages::Message, reminders::rules::Rules},
    service::{
        App, Settings,
        messages::{
            channels::{Channel, Channels, Sending},
            deliver,
        },
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

/// Everybody's sample is of 2024-03-05 and the clock stands at nine on 2025-06-02, which is the day. It has the code of
/// a rule that there is a text for.
const DUE: &str = r#"
[[rules]]
code = "sample_thanks"
version = 1
in_force_from = 2021-01-01
watches = "registration"
anchor = "sampled"
after = { days = 454 }
working_day = "never"
too_late_after = { days = 30 }
means = "message"
tone = "thanks"
assignee = "coordinator"
title_zh = "致谢"
title_en = "Thanks"
guidance_zh = "致谢"
guidance_en = "Thanks"
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
        fill(&app, UNIT, people, 0).await;
        // The first look is at everybody; from then on nobody's day comes.
        plan_due(&app, &job("bench")).await.expect("planned");
        settle(&app).await;
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

/// Reminders planned and delivered a second against plaintext rows inserted a second, in turns in one database.
fn much_due(runtime: &Runtime, engine: &Engine, rounds: usize, due: u32) {
    let taken = Arc::new(Taken::default());
    let app = runtime.block_on(async {
        let app = Office::open(&engine.database("due").await, UNIT).await.app;
        fill(&app, UNIT, due, 0).await;
        let reminders = Rules::load(DUE, "the benchmark's rules").expect("sound rules");
        let channels = Channels { sms: Some(taken.clone()), ..Channels::default() };
        let settings = Settings { reminders, ..Settings::default() };
        App::new(app.store, settings).with_channels(channels)
    });
    let a_second = |began: Instant| f64::from(due) / began.elapsed().as_secs_f64();
    let alone = RefCell::new(Vec::new());
    let both = || {
        runtime.block_on(async {
            forget(&app).await;
            let began = Instant::now();
            let tally = plan_due(&app, &job("bench")).await.expect("planned");
            assert_eq!(tally.made, u64::from(due), "one for everybody");
            alone.borrow_mut().push(a_second(began));
            let before = taken.0.load(Ordering::Relaxed);
            let tally = deliver(&app, &job("bench")).await.expect("delivered");
            assert_eq!(tally.sent, u64::from(due), "one for everybody");
            assert_eq!(taken.0.load(Ordering::Relaxed) - before, u64::from(due));
            a_second(began)
        })
    };
    let bare = || runtime.block_on(insert_bare(&app, due));
    let compared = take_turns(rounds, both, bare);
    let inserted = compared.b.iter().sum::<f64>() / compared.b.len() as f64;
    let alone: Vec<f64> = alone.borrow().iter().map(|planned| planned / inserted).collect();
    println!(
        "{}: {due} reminders planned and delivered a second {}, rows inserted {}, both : inserted {}, both : both \
         {}; planned : inserted {}",
        engine.name,
        spread(&compared.a, 0),
        spread(&compared.b, 0),
        spread(&compared.ratios(), 4),
        spread(&compared.same_side_ratios(), 2),
        spread(&alone, 3),
    );
    runtime.block_on(app.store.db().close());
}

/// A gateway that takes everything at once.
#[derive(Default)]
struct Taken(AtomicU64);

impl Channel for Taken {
    fn send<'a>(&'a self, _: &'a Message) -> Sending<'a> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Box::pin(std::future::ready(Ok(())))
    }
}

/// As if nobody had looked yet.
async fn forget(app: &App) {
    let mut tx = app.store.db().begin_write().await.expect("it can be written");
    for text in [
        "DELETE FROM outbox",
        "DELETE FROM past_contact_ledger",
        "DELETE FROM contact_ledger",
        "DELETE FROM past_reminders",
        "DELETE FROM reminders",
    ] {
        sql(text).execute(&mut tx).await.expect("deleted");
    }
    let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
    sql("UPDATE watches SET wake_on = $1, seen_on = $2")
        .bind(day("1970-01-01"))
        .bind(day("2025-06-01"))
        .execute(&mut tx)
        .await
        .expect("woken");
    tx.commit().await.expect("committed");
}

/// The same facts in plaintext, a statement a row; rows a second.
async fn insert_bare(app: &App, rows: u32) -> f64 {
    let db = app.store.db();
    let mut tx = db.begin_write().await.expect("it can be written");
    sql("DROP TABLE IF EXISTS bare_reminders").execute(&mut tx).await.expect("dropped");
    sql("CREATE TABLE bare_reminders (id BLOB PRIMARY KEY, subject_id BLOB, due_on TEXT, state TEXT, rule TEXT)")
        .on_postgres("CREATE TABLE bare_reminders (id UUID PRIMARY KEY, subject_id UUID, due_on TEXT, state TEXT, rule TEXT)")
        .execute(&mut tx)
        .await
        .expect("a table");
    tx.commit().await.expect("committed");
    let all: Vec<u32> = (0..rows).collect();
    let began = Instant::now();
    for batch in all.chunks(BATCH) {
        let mut tx = db.begin_write().await.expect("it can be written");
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
