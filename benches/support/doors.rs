//! A large registry and a small one, asked for the same over HTTP at the API's and at the console's door.

use lifelight::service::App;
use tokio::runtime::Runtime;

use crate::support::{
    clients::Target,
    rounds::{spread, take_turns},
};

/// Fails where an answer is not what it should be.
pub type Check = Box<dyn Fn(&[u8])>;

/// What is asked for, with its check.
pub type Door = (Target, Check);

/// A registry, asked at its API and at its console.
pub struct Side {
    /// API and console.
    pub doors: [Door; 2],
    /// The service.
    pub app: App,
}

/// How the two are asked.
pub struct Laps {
    /// How many rounds.
    pub rounds: usize,
    /// How often the large and the small one are asked to warm up.
    pub warm: [usize; 2],
    /// How often they are asked in each lap.
    pub asked: [usize; 2],
    /// Digits of the milliseconds of the large and the small one, and of their ratio.
    pub digits: [usize; 3],
}

impl Side {
    /// Asks so often; gives the milliseconds that one answer takes.
    fn lap(&self, asking: &Runtime, door: usize, count: usize) -> f64 {
        let (target, check) = &self.doors[door];
        let lap = asking.block_on(target.lap(1, vec![Vec::new(); count]));
        lap.answers.iter().for_each(|answer| check(answer));
        1e3 / lap.rate()
    }
}

/// Compares the large and the small one in turns, prints a line of the table for each door, and closes both.
pub fn compare(
    engine: &str,
    sides: [Side; 2],
    laps: &Laps,
    (serving, asking): (&Runtime, &Runtime),
) {
    for (door, name) in ["API", "console"].into_iter().enumerate() {
        let lap = |side: usize, count: usize| sides[side].lap(asking, door, count);
        for side in 0..2 {
            lap(side, laps.warm[side]);
        }
        let compared = take_turns(laps.rounds, || lap(0, laps.asked[0]), || lap(1, laps.asked[1]));
        println!(
            "| {engine} | {name} | {} | {} | {} | {} |",
            spread(&compared.a, laps.digits[0]),
            spread(&compared.b, laps.digits[1]),
            spread(&compared.ratios(), laps.digits[2]),
            spread(&compared.same_side_ratios(), 2)
        );
    }
    serving.block_on(async {
        for side in sides {
            side.app.store.db().close().await;
        }
    });
}
