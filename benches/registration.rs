//! Durable registration over HTTP (validated, sealed, indexed, audited) against a bare axum + sqlx
//! insert of the same row in plaintext: `cargo bench --bench registration`.
//!
//! Both sides have the same clients, the same JSON, and databases opened by the same function: SQLite
//! with a write-ahead log and `synchronous = FULL`, PostgreSQL with `fsync`. Every request is a person
//! whom nobody registered before, and afterwards every acknowledged one has to be there.

#[path = "support/bare.rs"]
mod bare;
mod support;

use std::{cell::RefCell, collections::BTreeSet};

use bare::Bare;
use lifelight::store::db::{Db, sql};
use serde_json::Value;
use support::{
    clients::Target,
    databases::Engine,
    office::Office,
    people,
    rounds::{spread, take_turns},
};
use tokio::runtime::{Builder, Runtime};
use uuid::Uuid;

const CLIENTS: [usize; 3] = [1, 8, 32];
/// A township of Fenghua's.
const UNIT: &str = "330213001";

fn main() {
    if !support::asked_for() {
        return;
    }
    let (rounds, seconds) = if support::is_quick() { (1, 0.2) } else { (7, 1.5) };
    let serving = Builder::new_multi_thread().enable_all().build().expect("a runtime to serve in");
    let asking = Builder::new_current_thread().enable_all().build().expect("a runtime to ask in");
    println!("registrations a second: median (least–most) of {rounds} rounds\n");
    println!("| database | clients | service | bare insert | service : bare | service : service |");
    println!("|---|--:|--:|--:|--:|--:|");
    for engine in serving.block_on(Engine::both()) {
        let (service, bare) = serving.block_on(async {
            let service = Office::open(&engine.database("service").await, UNIT).await;
            (service, Bare::open(&engine.database("bare").await).await)
        });
        let one = RefCell::new(Side::new(service.target("/api/v1/people")));
        let other = RefCell::new(Side::new(bare.target()));
        for clients in CLIENTS {
            let (a, b) = (
                one.borrow_mut().warm_up(&asking, clients, seconds),
                other.borrow_mut().warm_up(&asking, clients, seconds),
            );
            let compared = take_turns(
                rounds,
                || one.borrow_mut().lap(&asking, clients, a),
                || other.borrow_mut().lap(&asking, clients, b),
            );
            println!(
                "| {} | {clients} | {} | {} | {} | {} |",
                engine.name,
                spread(&compared.a, 0),
                spread(&compared.b, 0),
                spread(&compared.ratios(), 2),
                spread(&compared.same_side_ratios(), 2)
            );
        }
        serving.block_on(async {
            let audited =
                "SELECT subject_id AS id FROM audit_events WHERE action = 'person_registered'";
            for (db, text, side) in [
                (service.app.store.db(), "SELECT id FROM people", &one),
                (service.app.store.db(), audited, &one),
                (&bare.db, "SELECT id FROM people", &other),
            ] {
                let stored = stored(db, text).await;
                let acknowledged = &side.borrow().acknowledged;
                assert!(
                    *acknowledged == stored,
                    "{text}: {} of {}",
                    stored.len(),
                    acknowledged.len()
                );
            }
            service.app.store.db().close().await;
            bare.db.close().await;
        });
    }
}

/// One of the two sides, and whom it said it had registered.
struct Side {
    target: Target,
    next: u32,
    acknowledged: BTreeSet<Uuid>,
}

impl Side {
    fn new(target: Target) -> Self {
        Self { target, next: 0, acknowledged: BTreeSet::new() }
    }

    /// Opens all connections, and gives the number of registrations that take so many seconds.
    fn warm_up(&mut self, asking: &Runtime, clients: usize, seconds: f64) -> u32 {
        self.lap(asking, clients, 20 * clients as u32);
        let rate = self.lap(asking, clients, 20 * clients as u32);
        (rate * seconds) as u32
    }

    /// Registers `count` new people; gives the registrations a second.
    fn lap(&mut self, asking: &Runtime, clients: usize, count: u32) -> f64 {
        let body = |n| serde_json::to_vec(&people::intake(n)).expect("an intake is JSON");
        let bodies = (self.next..self.next + count).map(body).collect();
        self.next += count;
        let lap = asking.block_on(self.target.lap(clients, bodies));
        self.acknowledged.extend(lap.answers.iter().map(|answer| {
            let answer: Value = serde_json::from_slice(answer).expect("JSON");
            answer["id"].as_str().and_then(|id| id.parse::<Uuid>().ok()).expect("an id")
        }));
        lap.rate()
    }
}

/// The ids that `text` finds.
async fn stored(db: &Db, text: &str) -> BTreeSet<Uuid> {
    let mut tx = db.begin_read().await.expect("it can be read");
    let rows = sql(text).all(&mut tx).await.expect("it can be read");
    rows.iter().map(|row| row.get("id").expect("an id")).collect()
}
