//! The board of a district over HTTP among 10,000 and among 100,000 people, from the API and as a page of the console:
//! `cargo bench --bench board`. It is read from counters, so that the ratio to expect is 1. The two rates on it are
//! computed from the match cases, of which there are equally many on both sides.

#[path = "support/filled.rs"]
mod filled;
#[path = "support/pages.rs"]
mod pages;
mod support;

use std::cell::RefCell;

use filled::fill_with;
use lifelight::service::{App, targets};
use pages::page;
use support::{
    clients::Target,
    databases::Engine,
    office::Office,
    rounds::{spread, take_turns},
};
use tokio::runtime::{Builder, Runtime};

const FEW: u32 = 10_000;
/// A district has a few dozen notices a year.
const CASES: u32 = 200;
/// Fenghua, with its townships.
const UNIT: &str = "330213";

fn main() {
    if !support::asked_for() {
        return;
    }
    let (rounds, few, many) = if support::is_quick() { (1, 500, 5_000) } else { (7, FEW, 100_000) };
    let serving = Builder::new_multi_thread().enable_all().build().expect("a runtime to serve in");
    let asking = Builder::new_current_thread().enable_all().build().expect("a runtime to ask in");
    println!("milliseconds for the board: median (least–most) of {rounds} rounds\n");
    println!(
        "| database | door | {many} people | {few} people | {many} : {few} | {many} : {many} |"
    );
    println!("|---|---|--:|--:|--:|--:|");
    for engine in serving.block_on(Engine::both()) {
        let open = async |name, people| {
            let office = Office::open(&engine.database(name).await, UNIT).await;
            fill_with(&office.app, UNIT, people, CASES).await;
            targets::install(&office.app).await.expect("the plans are installed");
            Side {
                doors: [
                    (office.target("/api/v1/board"), "persons_pooled"),
                    (page(&office, "/board").await, "年终与中期评估"),
                ],
                app: office.app,
            }
        };
        let (large, small) =
            serving.block_on(async { (open("large", many).await, open("small", few).await) });
        let (one, other) = (RefCell::new(large), RefCell::new(small));
        for door in 0..2 {
            one.borrow().lap(&asking, door, 5);
            other.borrow().lap(&asking, door, 5);
            let compared = take_turns(
                rounds,
                || one.borrow().lap(&asking, door, 20),
                || other.borrow().lap(&asking, door, 20),
            );
            println!(
                "| {} | {} | {} | {} | {} | {} |",
                engine.name,
                ["API", "console"][door],
                spread(&compared.a, 2),
                spread(&compared.b, 2),
                spread(&compared.ratios(), 2),
                spread(&compared.same_side_ratios(), 2)
            );
        }
        let (large, small) = (one.into_inner(), other.into_inner());
        serving.block_on(async {
            large.app.store.db().close().await;
            small.app.store.db().close().await;
        });
    }
}

/// A registry whose board is asked for, and what an answer has to contain.
struct Side {
    doors: [(Target, &'static str); 2],
    app: App,
}

impl Side {
    /// Asks so often; gives the milliseconds that one answer takes.
    fn lap(&self, asking: &Runtime, door: usize, count: usize) -> f64 {
        let (target, words) = &self.doors[door];
        let lap = asking.block_on(target.lap(1, vec![Vec::new(); count]));
        for answer in &lap.answers {
            let answer = std::str::from_utf8(answer).expect("text");
            assert!(answer.contains(words), "a board: {answer}");
        }
        1e3 / lap.rate()
    }
}
