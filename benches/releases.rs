//! Building a release, and reading the public's table, at 10,000 and at 100,000 people: `cargo bench --bench releases`.
//! A table that does not grow has a ratio of 1.

#[path = "support/filled.rs"]
mod filled;
#[allow(dead_code, reason = "nothing is asked over HTTP here")]
mod support;

use std::{collections::BTreeMap, time::Instant};

use filled::fill;
use lifelight::{
    service::{
        Caller,
        releases::{self, Wanted},
        start, units,
    },
    web::public,
};
use support::{
    databases::Engine,
    office::Office,
    rounds::{spread, take_turns},
};
use tokio::runtime::{Builder, Runtime};

/// Fenghua, with its twelve townships.
const UNIT: &str = "330213";
/// The year's last quarter, with all tables.
const PERIOD: &str = "2024-Q4";

fn main() {
    if !support::asked_for() {
        return;
    }
    let (rounds, few, many) =
        if support::is_quick() { (1, 500, 5_000) } else { (7, 10_000, 100_000) };
    let runtime = Builder::new_multi_thread().enable_all().build().expect("a runtime");
    println!("median (least–most) of {rounds} rounds\n");
    println!("| database | what | {many} | {few} | {few} : {many} | A : A |");
    println!("|---|---|--:|--:|--:|--:|");
    for engine in runtime.block_on(Engine::both()) {
        let open = async |name, people| {
            let office = Office::open(&engine.database(name).await, UNIT).await;
            fill(&office.app, UNIT, people, 0).await;
            Side::of(office).await
        };
        let large = runtime.block_on(open("large", many));
        let small = runtime.block_on(open("small", few));
        let compare = |what: &str, lap: &dyn Fn(&Side) -> f64| {
            let compared = take_turns(rounds, || lap(&large), || lap(&small));
            println!(
                "| {} | {what} | {} | {} | {} | {} |",
                engine.name,
                spread(&compared.a, 2),
                spread(&compared.b, 2),
                spread(&compared.ratios().iter().map(|ratio| 1.0 / ratio).collect::<Vec<_>>(), 2),
                spread(&compared.same_side_ratios(), 2)
            );
        };
        compare("releases built a second", &|side| side.builds(&runtime));
        large.publish(&runtime);
        small.publish(&runtime);
        compare("public tables a second", &|side| side.reads(&runtime));
        runtime.block_on(async {
            large.office.app.store.db().close().await;
            small.office.app.store.db().close().await;
        });
    }
}

/// A registry that publishes.
struct Side {
    office: Office,
    operator: Caller,
    wanted: Wanted,
}

impl Side {
    async fn of(office: Office) -> Self {
        let operator = start::operator(&office.app, "bench").await.expect("a root");
        let all = units::list(&office.app, &operator).await.expect("units");
        let unit = all.iter().find(|unit| unit.code.as_deref() == Some(UNIT)).expect("Fenghua").id;
        let wanted = Wanted { unit: Some(unit), period: PERIOD.to_owned(), known: BTreeMap::new() };
        Self { office, operator, wanted }
    }

    /// Builds the release of a year's end, without keeping it; gives the releases a second.
    fn builds(&self, runtime: &Runtime) -> f64 {
        let began = Instant::now();
        let built = releases::preview(&self.office.app, &self.operator, &self.wanted);
        let built = runtime.block_on(built).expect("it can be published");
        assert!(built.built.report.findings.is_empty());
        1.0 / began.elapsed().as_secs_f64()
    }

    fn publish(&self, runtime: &Runtime) {
        let made = releases::publish(&self.office.app, &self.operator, &self.wanted);
        runtime.block_on(made).expect("published");
    }

    /// Reads what is published and draws the public's pages of it; gives the pages a second.
    fn reads(&self, runtime: &Runtime) -> f64 {
        const TIMES: u32 = 50;
        let began = Instant::now();
        for _ in 0..TIMES {
            let kept = releases::list(&self.office.app, &self.operator);
            let kept = runtime.block_on(kept).expect("a list");
            let files: Vec<String> = kept.into_iter().map(|kept| kept.text).collect();
            assert_eq!(public::site(&files).expect("pages").len(), 6);
        }
        f64::from(TIMES) / began.elapsed().as_secs_f64()
    }
}
