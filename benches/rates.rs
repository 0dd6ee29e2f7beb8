//! The rates of a year over HTTP with 1,000 and with 100,000 cases in it: `cargo bench --bench rates`.
//! They are computed from the cases themselves, so that the ratio of cases, 100, is what to expect.

#[path = "support/filled.rs"]
mod filled;
mod support;

use std::cell::RefCell;

use filled::fill;
use lifelight::service::App;
use serde_json::Value;
use support::{
    clients::Target,
    databases::Engine,
    office::Office,
    rounds::{spread, take_turns},
};
use tokio::runtime::{Builder, Runtime};

const FEW: u32 = 1_000;
/// Fenghua, for whose townships the cases count.
const UNIT: &str = "330213";

fn main() {
    if !support::asked_for() {
        return;
    }
    let (rounds, many) = if support::is_quick() { (1, 5_000) } else { (7, 100_000) };
    let serving = Builder::new_multi_thread().enable_all().build().expect("a runtime to serve in");
    let asking = Builder::new_current_thread().enable_all().build().expect("a runtime to ask in");
    println!("milliseconds for the rates of a year: median (least–most) of {rounds} rounds\n");
    println!("| database | {many} cases | {FEW} cases | {many} : {FEW} | {many} : {many} |");
    println!("|---|--:|--:|--:|--:|");
    for engine in serving.block_on(Engine::both()) {
        let open = async |name, cases| {
            let office = Office::open(&engine.database(name).await, UNIT).await;
            fill(&office.app, UNIT, cases, true).await;
            Side { target: office.target("/api/v1/rates?year=2025"), cases, app: office.app }
        };
        let (large, small) =
            serving.block_on(async { (open("large", many).await, open("small", FEW).await) });
        let (one, other) = (RefCell::new(large), RefCell::new(small));
        one.borrow().lap(&asking, 1);
        other.borrow().lap(&asking, 20);
        let compared =
            take_turns(rounds, || one.borrow().lap(&asking, 1), || other.borrow().lap(&asking, 50));
        println!(
            "| {} | {} | {} | {} | {} |",
            engine.name,
            spread(&compared.a, 1),
            spread(&compared.b, 2),
            spread(&compared.ratios(), 0),
            spread(&compared.same_side_ratios(), 2)
        );
        let (large, small) = (one.into_inner(), other.into_inner());
        serving.block_on(async {
            large.app.store.db().close().await;
            small.app.store.db().close().await;
        });
    }
}

/// A registry whose rates are asked for.
struct Side {
    target: Target,
    cases: u32,
    app: App,
}

impl Side {
    /// Asks so often; gives the milliseconds that one answer takes.
    fn lap(&self, asking: &Runtime, count: usize) -> f64 {
        let lap = asking.block_on(self.target.lap(1, vec![Vec::new(); count]));
        for answer in &lap.answers {
            let answer: Value = serde_json::from_slice(answer).expect("JSON");
            let r1 = &answer["definitions"][0];
            let counts = ["denominator", "pending", "excluded"].map(|key| r1[key].as_u64());
            let all: u64 = counts.into_iter().flatten().sum();
            assert_eq!(all, u64::from(self.cases), "every case is in exactly one class");
        }
        1e3 / lap.rate()
    }
}
