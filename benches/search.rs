//! Search by ID number over HTTP among 1,000 and among 100,000 people: `cargo bench --bench search`.
//! A search that does not grow has a ratio of 1.

#[path = "support/filled.rs"]
mod filled;
mod support;

use std::cell::RefCell;

use filled::fill;
use serde_json::{Value, json};
use support::{
    clients::Target,
    databases::Engine,
    office::Office,
    people,
    rounds::{spread, take_turns},
};
use tokio::runtime::{Builder, Runtime};

const CLIENTS: [usize; 2] = [1, 8];
const FEW: u32 = 1_000;
/// Fenghua, whose coordinator searches in all its townships.
const UNIT: &str = "330213";

fn main() {
    if !support::asked_for() {
        return;
    }
    let (rounds, seconds, many) =
        if support::is_quick() { (1, 0.2, 5_000) } else { (7, 1.0, 100_000) };
    let serving = Builder::new_multi_thread().enable_all().build().expect("a runtime to serve in");
    let asking = Builder::new_current_thread().enable_all().build().expect("a runtime to ask in");
    println!("searches a second: median (least–most) of {rounds} rounds\n");
    println!("| database | clients | of {many} | of {FEW} | {many} : {FEW} | {many} : {many} |");
    println!("|---|--:|--:|--:|--:|--:|");
    for engine in serving.block_on(Engine::both()) {
        let open = async |name, people| {
            let office = Office::open(&engine.database(name).await, UNIT).await;
            fill(&office.app, UNIT, people, 0).await;
            office
        };
        let (large, small) =
            serving.block_on(async { (open("large", many).await, open("small", FEW).await) });
        let one = RefCell::new(Side {
            target: large.target("/api/v1/people/search"),
            people: many,
            next: 0,
        });
        let other = RefCell::new(Side {
            target: small.target("/api/v1/people/search"),
            people: FEW,
            next: 0,
        });
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
            large.app.store.db().close().await;
            small.app.store.db().close().await;
        });
    }
}

/// A registry that is searched.
struct Side {
    target: Target,
    people: u32,
    next: u32,
}

impl Side {
    /// Opens all connections, and gives the number of searches that take so many seconds.
    fn warm_up(&mut self, asking: &Runtime, clients: usize, seconds: f64) -> u32 {
        self.lap(asking, clients, 20 * clients as u32);
        let rate = self.lap(asking, clients, 20 * clients as u32);
        (rate * seconds) as u32
    }

    /// Searches `count` people, none of them twice in a row; gives the searches a second.
    fn lap(&mut self, asking: &Runtime, clients: usize, count: u32) -> f64 {
        // A prime as the step: neighbours in the database are not asked for one after the other.
        let body = |n: u32| {
            json!({ "text": people::document(n * 7_919 % self.people) }).to_string().into_bytes()
        };
        let bodies = (self.next..self.next + count).map(body).collect();
        self.next += count;
        let lap = asking.block_on(self.target.lap(clients, bodies));
        for answer in &lap.answers {
            let answer: Value = serde_json::from_slice(answer).expect("JSON");
            assert_eq!(
                answer["people"].as_array().map(Vec::len),
                Some(1),
                "the one person is found"
            );
        }
        lap.rate()
    }
}
