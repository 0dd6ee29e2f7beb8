//! The rates of a year over HTTP with 1,000 and with 100,000 cases in it, from the API and as a page of the
//! console: `cargo bench --bench rates`.
//! They are computed from the cases themselves, so that the ratio of cases, 100, is what to expect.

#[path = "support/doors.rs"]
mod doors;
#[path = "support/filled.rs"]
mod filled;
#[path = "support/pages.rs"]
mod pages;
mod support;

use doors::{Check, Laps, Side, compare};
use filled::fill;
use pages::page;
use serde_json::Value;
use support::{databases::Engine, office::Office};
use tokio::runtime::Builder;

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
    println!("| database | door | {many} cases | {FEW} cases | {many} : {FEW} | {many} : {many} |");
    println!("|---|---|--:|--:|--:|--:|");
    for engine in serving.block_on(Engine::both()) {
        let open = async |name, cases| {
            let office = Office::open(&engine.database(name).await, UNIT).await;
            fill(&office.app, UNIT, cases, cases).await;
            let counts = |door: Door| -> Check {
                Box::new(move |answer| {
                    let all = door.cases(answer);
                    assert_eq!(all, u64::from(cases), "every case is in exactly one class");
                })
            };
            let doors = [
                (office.target("/api/v1/rates?year=2025"), counts(Door::Api)),
                (page(&office, "/rates?year=2025").await, counts(Door::Console)),
            ];
            Side { doors, app: office.app }
        };
        let sides =
            serving.block_on(async { [open("large", many).await, open("small", FEW).await] });
        let laps = Laps { rounds, warm: [1, 20], asked: [1, 50], digits: [1, 2, 0] };
        compare(engine.name, sides, &laps, (&serving, &asking));
    }
}

/// Where the rates are asked for.
#[derive(Clone, Copy)]
enum Door {
    Api,
    Console,
}

impl Door {
    /// How many cases an answer counts.
    fn cases(self, answer: &[u8]) -> u64 {
        match self {
            Self::Api => {
                let answer: Value = serde_json::from_slice(answer).expect("JSON");
                let r1 = &answer["definitions"][0];
                let counts = ["denominator", "pending", "excluded"].map(|key| r1[key].as_u64());
                counts.into_iter().flatten().sum()
            }
            Self::Console => {
                // The first row of the first card: lost/settled, and further on pending and excluded.
                let page = std::str::from_utf8(answer).expect("a page");
                let cell = |label: &str| {
                    let (_, rest) = page.split_once(label).expect("a cell");
                    rest.split('<').next().expect("its text").to_owned()
                };
                let settled = cell("data-label=\"分子/分母 lost/settled\">");
                let settled = settled.split('/').nth(1).expect("a fraction").to_owned();
                let others = ["未决 pending", "排除 excluded"];
                let others = others.map(|label| cell(&format!("data-label=\"{label}\">")));
                let all = others.iter().chain([&settled]);
                all.map(|count| count.parse::<u64>().expect("a count")).sum()
            }
        }
    }
}
