//! Numbers that only look random: the same for the same seed, so that a failure comes back.

use chrono::{Days, NaiveDate};

/// Dice with a seed (splitmix64).
pub struct Dice(pub u64);

impl Dice {
    /// A number below `sides`.
    pub fn below(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % sides
    }

    /// True once in `n`.
    pub fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    /// Around `mean`, skewed as counts are.
    pub fn around(&mut self, mean: u64) -> u64 {
        (self.below(2 * mean + 1) + self.below(2 * mean + 1)) / 2
    }

    /// One of several; none of none.
    pub fn one<T: Copy>(&mut self, of: &[T]) -> Option<T> {
        (!of.is_empty()).then(|| of[self.below(of.len() as u64) as usize])
    }

    /// A day at most `most` days before `day`.
    pub fn before(&mut self, day: NaiveDate, most: u64) -> NaiveDate {
        day - Days::new(self.below(most + 1))
    }
}

/// What the environment says of how long a simulation is.
pub fn setting(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |text| text.parse().expect("a number"))
}
