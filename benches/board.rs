//! The board of a district over HTTP among 10,000 and among 100,000 people, from the API and as a page of the console:
//! `cargo bench --bench board`. It is read from counters, so that the ratio to expect is 1. The two rates on it are
//! computed from the match cases, of which there are equally many on both sides.

#[path = "support/doors.rs"]
mod doors;
#[path = "support/filled.rs"]
mod filled;
#[path = "support/pages.rs"]
mod pages;
mod support;

use doors::{Check, Laps, Side, compare};
use filled::fill;
use lifelight::service::targets;
use pages::page;
use support::{databases::Engine, office::Office};
use tokio::runtime::Builder;

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
            fill(&office.app, UNIT, people, CASES).await;
            targets::install(&office.app).await.expect("the plans are installed");
            let contains = |words: &'static str| -> Check {
                Box::new(move |answer| {
                    let answer = std::str::from_utf8(answer).expect("text");
                    assert!(answer.contains(words), "a board: {answer}");
                })
            };
            Side {
                doors: [
                    (office.target("/api/v1/board"), contains("persons_pooled")),
                    (page(&office, "/board").await, contains("年终与中期评估")),
                ],
                app: office.app,
            }
        };
        let sides =
            serving.block_on(async { [open("large", many).await, open("small", few).await] });
        let laps = Laps { rounds, warm: [5, 5], asked: [20, 20], digits: [2, 2, 2] };
        compare(engine.name, sides, &laps, (&serving, &asking));
    }
}
