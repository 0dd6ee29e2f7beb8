//! How sure a rate is: intervals, exact tails and what open cases can still change.
//!
//! Everywhere `x` is the numerator (cases lost), `n` the denominator (cases resolved) and `m` the
//! cases still open. Rates, targets and probabilities are shares from 0 to 1, never per cent.
//! No cases (`n` = 0), more losses than cases and a target outside 0 to 1 give `None`.
//!
//! The tested precision is 1e-9 up to 100,000 cases; no office comes near.

use statrs::function::beta::checked_beta_reg;

/// The two-sided 95 % point of the standard normal distribution.
pub const Z_95: f64 = 1.959_963_984_540_054;

/// What an exact 95 % interval leaves out on each side.
const TAIL: f64 = 0.025;

/// A range of shares, both ends included.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The lower end, 0 to 1.
    pub low: f64,
    /// The upper end, 0 to 1.
    pub high: f64,
}

/// The 95 % score interval of the rate `x/n`, the one to show.
///
/// Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference,
/// JASA 22 (1927); recommended for small samples by Brown, Cai and DasGupta, Interval estimation
/// for a binomial proportion, Statistical Science 16 (2001).
pub fn wilson(x: u64, n: u64) -> Option<Interval> {
    let (size, rate) = (n as f64, share(x, n)?);
    let spread = Z_95 * Z_95 / size;
    let centre = (rate + spread / 2.0) / (1.0 + spread);
    let half = Z_95 / (1.0 + spread) * (rate * (1.0 - rate) / size + spread / (4.0 * size)).sqrt();
    Some(closed_ends(x, n, centre - half, centre + half))
}

/// The 95 % equal-tailed interval of the posterior under Jeffreys' prior, Beta(x+½, n−x+½), with
/// the lower end 0 at `x` = 0 and the upper end 1 at `x` = `n`.
///
/// Source: Brown, Cai and DasGupta (2001).
pub fn jeffreys(x: u64, n: u64) -> Option<Interval> {
    share(x, n)?;
    let (a, b) = posterior(x, n);
    Some(closed_ends(x, n, quantile(a, b, TAIL), quantile(a, b, 1.0 - TAIL)))
}

/// The 95 % interval whose level is guaranteed, wider than the others: only where that is asked.
///
/// Source: Clopper and Pearson, The use of confidence or fiducial limits illustrated in the case of
/// the binomial, Biometrika 26 (1934).
pub fn clopper_pearson(x: u64, n: u64) -> Option<Interval> {
    share(x, n)?;
    let (lost, kept) = (x as f64, (n - x) as f64);
    let low = quantile(lost, kept + 1.0, TAIL);
    let high = quantile(lost + 1.0, kept, 1.0 - TAIL);
    Some(closed_ends(x, n, low, high))
}

/// The probability that the true rate lies below `target`, given `x` of `n` and Jeffreys' prior:
/// I_target(x+½, n−x+½).
///
/// Source: Brown, Cai and DasGupta (2001) for the prior.
pub fn posterior_below(x: u64, n: u64, target: f64) -> Option<f64> {
    share(x, n)?;
    let (a, b) = posterior(x, n);
    beta_share(a, b, target)
}

/// P(X ≤ `x`) of `n` cases if the true rate were `target`: how surprising it is to lose so few.
///
/// Source: the exact binomial test, Clopper and Pearson (1934).
pub fn p_at_most(x: u64, n: u64, target: f64) -> Option<f64> {
    share(x, n)?;
    binomial_at_most(x, n, target)
}

/// P(X ≥ `x`) of `n` cases if the true rate were `target`: how surprising it is to lose so many.
///
/// Source: the exact binomial test, Clopper and Pearson (1934).
pub fn p_at_least(x: u64, n: u64, target: f64) -> Option<f64> {
    share(x, n)?;
    if x == 0 {
        return (0.0..=1.0).contains(&target).then_some(1.0);
    }
    beta_share(x as f64, (n - x) as f64 + 1.0, target)
}

/// The rate when all open cases are kept, and when all are lost: `x/(n+m)` to `(x+m)/(n+m)`.
/// `None` if nothing is resolved and nothing open.
///
/// Source: the worst-case bounds of Manski, Nonparametric bounds on treatment effects, American
/// Economic Review 80 (1990).
pub fn bounds(x: u64, n: u64, m: u64) -> Option<Interval> {
    let all = n.checked_add(m)?;
    (x <= n && all > 0)
        .then(|| Interval { low: x as f64 / all as f64, high: (x + m) as f64 / all as f64 })
}

/// The rate `x/n`, if there is one.
pub(super) fn share(x: u64, n: u64) -> Option<f64> {
    (n > 0 && x <= n).then(|| x as f64 / n as f64)
}

/// The parameters of the posterior of `x` of `n` under Jeffreys' prior.
pub(super) fn posterior(x: u64, n: u64) -> (f64, f64) {
    (x as f64 + 0.5, n.saturating_sub(x) as f64 + 0.5)
}

/// P(X ≤ `x`) of a binomial variable, by I_(1−target)(n−x, x+1).
pub(super) fn binomial_at_most(x: u64, n: u64, target: f64) -> Option<f64> {
    if x >= n {
        return (0.0..=1.0).contains(&target).then_some(1.0);
    }
    beta_share((n - x) as f64, x as f64 + 1.0, 1.0 - target)
}

/// The regularised incomplete beta function I_t(a, b); `None` outside its range.
fn beta_share(a: f64, b: f64, t: f64) -> Option<f64> {
    checked_beta_reg(a, b, t).ok().map(|value| value.clamp(0.0, 1.0))
}

/// Where I_t(a, b) reaches `p`, by halving: it always ends, whatever the parameters. 0 or 1 where
/// the distribution has no width.
fn quantile(a: f64, b: f64, p: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        match beta_share(a, b, middle) {
            Some(value) if value < p => low = middle,
            _ => high = middle,
        }
    }
    high
}

/// The interval, exactly 0 below at no losses and exactly 1 above at nothing but losses.
fn closed_ends(x: u64, n: u64, low: f64, high: f64) -> Interval {
    Interval { low: if x == 0 { 0.0 } else { low }, high: if x == n { 1.0 } else { high } }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    fn vectors() -> Value {
        serde_json::from_str(include_str!("../../../tests/data/rates.json")).unwrap()
    }

    fn close(found: f64, wanted: &Value, what: &str) {
        let wanted = wanted.as_f64().unwrap();
        assert!((found - wanted).abs() <= 1e-9, "{what}: {found}, not {wanted}");
    }

    fn counts(row: &Value) -> (u64, u64) {
        (row["x"].as_u64().unwrap(), row["n"].as_u64().unwrap())
    }

    #[test]
    fn intervals_and_tails_of_every_vector() {
        let vectors = vectors();
        let rows = vectors["intervals"].as_array().unwrap();
        assert_eq!(rows.len(), 14);
        for row in rows {
            let (x, n) = counts(row);
            close(share(x, n).unwrap(), &row["rate"], "rate");
            for (name, found) in [
                ("wilson", wilson(x, n)),
                ("jeffreys", jeffreys(x, n)),
                ("clopper_pearson", clopper_pearson(x, n)),
            ] {
                let found = found.unwrap();
                close(found.low, &row[name][0], &format!("{name} low {x}/{n}"));
                close(found.high, &row[name][1], &format!("{name} high {x}/{n}"));
            }
            for (name, target) in [("target_0.2", 0.2), ("target_0.08", 0.08)] {
                let wanted = &row[name];
                let at = format!("{x}/{n} at {target}");
                close(p_at_most(x, n, target).unwrap(), &wanted["p_at_most"], &at);
                close(p_at_least(x, n, target).unwrap(), &wanted["p_at_least"], &at);
                close(posterior_below(x, n, target).unwrap(), &wanted["posterior_below"], &at);
            }
        }
    }

    #[test]
    fn bounds_of_every_vector() {
        for row in vectors()["open_cases"].as_array().unwrap() {
            let ((x, n), m) = (counts(row), row["open"].as_u64().unwrap());
            let found = bounds(x, n, m).unwrap();
            close(found.low, &row["lowest"], "lowest");
            close(found.high, &row["highest"], "highest");
        }
    }

    #[test]
    fn sizes_that_prove_a_target_without_losses() {
        let vectors = vectors();
        for (name, target) in [("0.20", 0.2), ("0.08", 0.08)] {
            let n = vectors["zero_loss_sample_needed"][name].as_u64().unwrap();
            assert!(p_at_most(0, n, target).unwrap() <= 0.05);
            assert!(p_at_most(0, n - 1, target).unwrap() > 0.05);
        }
    }

    #[test]
    fn no_cases_no_figures() {
        for (x, n) in [(0, 0), (2, 1)] {
            assert_eq!(wilson(x, n), None);
            assert_eq!(jeffreys(x, n), None);
            assert_eq!(clopper_pearson(x, n), None);
            assert_eq!(posterior_below(x, n, 0.2), None);
            assert_eq!(p_at_most(x, n, 0.2), None);
            assert_eq!(p_at_least(x, n, 0.2), None);
            assert_eq!(bounds(x, n, 0), None);
        }
        assert_eq!(bounds(0, 0, 5), Some(Interval { low: 0.0, high: 1.0 }));
        assert_eq!(bounds(0, u64::MAX, 1), None);
        for target in [-0.1, 1.1, f64::NAN] {
            for (x, n) in [(0, 20), (5, 20), (20, 20)] {
                assert_eq!(posterior_below(x, n, target), None);
                assert_eq!(p_at_most(x, n, target), None);
                assert_eq!(p_at_least(x, n, target), None);
            }
        }
    }

    #[test]
    fn half_of_many_cases_is_below_one_half_with_one_half() {
        for n in [1_000, 20_000, 100_000] {
            let below = posterior_below(n / 2, n, 0.5).unwrap();
            assert!((below - 0.5).abs() < 1e-9, "{n}: {below}");
        }
    }

    proptest! {
        #[test]
        fn intervals_hold_the_rate_and_mirror((n, x) in (1..3_000_u64).prop_flat_map(|n| (Just(n), 0..=n))) {
            let rate = share(x, n).unwrap();
            for interval in [wilson, jeffreys, clopper_pearson] {
                let (found, mirror) = (interval(x, n).unwrap(), interval(n - x, n).unwrap());
                prop_assert!(0.0 <= found.low && found.low <= rate + 1e-12);
                prop_assert!(rate - 1e-12 <= found.high && found.high <= 1.0);
                prop_assert!((found.low - (1.0 - mirror.high)).abs() < 1e-9);
            }
            let (exact, score) = (clopper_pearson(x, n).unwrap(), jeffreys(x, n).unwrap());
            prop_assert!(exact.low <= score.low + 1e-12 && score.high <= exact.high + 1e-12);
        }

        #[test]
        fn tails_meet_and_losses_lower_the_posterior(
            (n, x) in (2..3_000_u64).prop_flat_map(|n| (Just(n), 1..=n)),
            target in 0.01..0.99_f64,
        ) {
            let tails = p_at_most(x - 1, n, target).unwrap() + p_at_least(x, n, target).unwrap();
            prop_assert!((tails - 1.0).abs() < 1e-9);
            let (more, fewer) = (posterior_below(x, n, target), posterior_below(x - 1, n, target));
            prop_assert!(more.unwrap() <= fewer.unwrap() + 1e-12);
        }

        #[test]
        fn bounds_hold_every_outcome(n in 0..500_u64, m in 1..500_u64, part in 0.0..=1.0_f64) {
            let (x, lost) = ((n as f64 * part) as u64, (m as f64 * part) as u64);
            let found = bounds(x, n, m).unwrap();
            let rate = share(x + lost, n + m).unwrap();
            prop_assert!(found.low <= rate && rate <= found.high);
        }
    }
}
