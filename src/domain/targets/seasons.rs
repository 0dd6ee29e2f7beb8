//! Which months of a year bring more: from the years that are over, and only half believed.

/// Fewer full years show no season.
pub const FEWEST_YEARS: usize = 2;

/// Fewer in a year on the average are chance: their months would say nothing.
const FEWEST_A_YEAR: u64 = 12;

/// The weight of each calendar month, of mean 1, from the counts of full earlier `years`, January first. A
/// year in which nothing was counted is none. All 1 where fewer than two years are left, or too few were counted.
///
/// Source: statistics §3: month shares of two full earlier years or more, shrunk halfway to 1.
pub fn weights(years: &[[u64; 12]]) -> [f64; 12] {
    let counted: Vec<&[u64; 12]> =
        years.iter().filter(|year| year.iter().any(|n| *n > 0)).collect();
    let mut weights = [1.0; 12];
    if counted.len() < FEWEST_YEARS {
        return weights;
    }
    let all: u64 = counted.iter().flat_map(|year| year.iter()).sum();
    if all < FEWEST_A_YEAR * counted.len() as u64 {
        return weights;
    }
    for (month, weight) in weights.iter_mut().enumerate() {
        let here: u64 = counted.iter().filter_map(|year| year.get(month)).sum();
        *weight = f64::midpoint(1.0, 12.0 * here as f64 / all as f64);
    }
    let mean = weights.iter().sum::<f64>() / 12.0;
    weights.map(|weight| weight / mean)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn shares_are_half_believed() {
        let year = [24, 0, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12];
        let found = weights(&[year, year]);
        assert!((found[0] - 1.5).abs() < 1e-12 && (found[1] - 0.5).abs() < 1e-12);
        assert!((found[2] - 1.0).abs() < 1e-12);
        assert_eq!(weights(&[year]), [1.0; 12]);
        assert_eq!(weights(&[year, [0; 12]]), [1.0; 12]);
        let drive = [0, 0, 0, 0, 11, 0, 0, 0, 0, 0, 0, 0];
        assert_eq!(weights(&[drive, drive]), [1.0; 12], "too few to tell");
    }

    proptest! {
        #[test]
        fn of_mean_one_and_never_nothing(years in prop::collection::vec(prop::array::uniform12(0..500_u64), 0..6)) {
            let found = weights(&years);
            prop_assert!((found.iter().sum::<f64>() - 12.0).abs() < 1e-9);
            prop_assert!(found.iter().all(|weight| *weight >= 0.5 - 1e-12));
        }
    }
}
