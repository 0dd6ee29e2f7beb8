//! Chance that repeats: the same seed always draws the same demo. Nothing secret comes from here.

/// A stream of drawn numbers (SplitMix64 of Steele, Lea and Flood, 2014).
pub struct Draw(u64);

impl Draw {
    /// The stream `stream` of `seed`. Streams are independent, so that one person who draws more does
    /// not change the next.
    pub fn new(seed: u64, stream: u64) -> Self {
        let mut draw = Self(seed);
        draw.0 = draw.next() ^ stream.wrapping_mul(0xD134_2543_DE82_EF95);
        draw
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `limit`, which is not zero.
    pub fn below(&mut self, limit: u32) -> u32 {
        let high = ((self.next() >> 32) * u64::from(limit)) >> 32;
        u32::try_from(high).unwrap_or_default()
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: u32, high: u32) -> u32 {
        low + self.below(high - low + 1)
    }

    /// True in `percent` of a hundred cases.
    pub fn percent(&mut self, percent: u32) -> bool {
        self.below(100) < percent
    }

    /// One of `from`, which is not empty.
    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        let limit = u32::try_from(from.len()).unwrap_or(u32::MAX);
        from[self.below(limit) as usize]
    }

    /// One of `from`, as often as its weight says.
    pub fn weighted<T: Copy>(&mut self, from: &[(u32, T)]) -> T {
        let total: u32 = from.iter().map(|(weight, _)| weight).sum();
        let mut left = self.below(total);
        let mut chosen = from[0].1;
        for (weight, value) in from {
            chosen = *value;
            if left < *weight {
                break;
            }
            left -= weight;
        }
        chosen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_repeats_and_differs_from_its_neighbours() {
        let run = |seed, stream| {
            let mut draw = Draw::new(seed, stream);
            (0..20).map(|_| draw.below(1000)).collect::<Vec<_>>()
        };
        assert_eq!(run(1, 1), run(1, 1));
        assert_ne!(run(1, 1), run(1, 2));
        assert_ne!(run(1, 1), run(2, 1));
    }

    #[test]
    fn draws_stay_within_their_bounds_and_near_their_weights() {
        let mut draw = Draw::new(7, 0);
        assert!((0..1000).all(|_| (3..=5).contains(&draw.between(3, 5))));
        let heavy = (0..10_000).filter(|_| draw.weighted(&[(9, true), (1, false)])).count();
        assert!((8_800..9_200).contains(&heavy), "{heavy}");
        assert!((0..100).all(|_| draw.weighted(&[(1, 'a'), (0, 'b')]) == 'a'));
    }
}
