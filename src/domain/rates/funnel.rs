//! Units beside each other without a league table: limits around the target that narrow with the
//! number of cases, and wider ones where units differ more than chance explains.
//!
//! `x` and `n` are cases lost and resolved, as in [`super::intervals`].

use super::intervals::{Z_95, binomial_at_most, share};
use super::judgement::Target;

/// The two-sided 99.8 % point of the standard normal distribution.
const Z_998: f64 = 3.090_232_306_167_813;

/// Over-dispersion is not estimated from fewer units.
pub const FEWEST_UNITS: usize = 10;

/// The funnel at one number of cases. All limits are shares, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// One unit in a thousand is lower by chance.
    pub lower_998: f64,
    /// One unit in forty is lower by chance.
    pub lower_95: f64,
    /// One unit in forty is higher by chance.
    pub upper_95: f64,
    /// One unit in a thousand is higher by chance.
    pub upper_998: f64,
}

/// How much more than chance the units differ.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dispersion {
    /// The mean of the squared Winsorised z-scores; about 1 if there is only chance.
    pub phi: f64,
    /// The variance between units, of shares.
    pub tau2: f64,
    /// Whether `phi` is too large for chance, so that the limits are widened by `tau2`.
    pub inflate: bool,
}

/// The limits around `target` for a unit with `n` resolved cases; `None` for `n` = 0. With a
/// dispersion that says so they are inflated, else exact.
///
/// Source: Spiegelhalter, Funnel plots for comparing institutional performance, Statistics in
/// Medicine 24 (2005): the smallest `r` with F(r) > p, moved back within its step to where F reaches
/// p. Inflated, as in the source of [`dispersion`]: target ± z·√(t(1−t)/n + τ²).
pub fn limits(n: u64, target: Target, dispersion: Option<&Dispersion>) -> Option<Limits> {
    let t = target.share();
    if n == 0 {
        return None;
    }
    if let Some(tau2) = dispersion.filter(|found| found.inflate).map(|found| found.tau2) {
        let deviation = (t * (1.0 - t) / n as f64 + tau2).sqrt();
        let at = |z: f64| (t + z * deviation).clamp(0.0, 1.0);
        return Some(Limits {
            lower_998: at(-Z_998),
            lower_95: at(-Z_95),
            upper_95: at(Z_95),
            upper_998: at(Z_998),
        });
    }
    Some(Limits {
        lower_998: exact(0.001, n, t)?,
        lower_95: exact(0.025, n, t)?,
        upper_95: exact(0.975, n, t)?,
        upper_998: exact(0.999, n, t)?,
    })
}

/// How much more than chance `units` (each `x` of `n`) differ around `target`. Units without cases
/// do not count; `None` for fewer than 10 that do, or if one has more losses than cases.
///
/// Source: Spiegelhalter, Handling over-dispersion of performance indicators, Quality and Safety in
/// Health Care 14 (2005): z-scores Winsorised by 10 % at each end, φ their mean square, τ² by
/// moments (DerSimonian and Laird 1986); inflated only if φ > 1 + 2√(2/I) for I units.
pub fn dispersion(units: &[(u64, u64)], target: Target) -> Option<Dispersion> {
    let t = target.share();
    let counted: Vec<(u64, u64)> =
        units.iter().copied().filter(|(x, n)| *x > 0 || *n > 0).collect();
    if counted.len() < FEWEST_UNITS {
        return None;
    }
    let scores = counted
        .iter()
        .map(|(x, n)| Some((share(*x, *n)? - t) / (t * (1.0 - t) / *n as f64).sqrt()))
        .collect::<Option<Vec<f64>>>()?;
    let size = counted.len() as f64;
    let phi = winsorised(&scores).iter().map(|z| z * z).sum::<f64>() / size;
    let weights = counted.iter().map(|(_, n)| *n as f64 / (t * (1.0 - t)));
    let (sum, squares) = weights.fold((0.0, 0.0), |(sum, squares), w| (sum + w, squares + w * w));
    let tau2 = ((size * phi - (size - 1.0)) / (sum - squares / sum)).max(0.0);
    Some(Dispersion { phi, tau2, inflate: phi > 1.0 + 2.0 * (2.0 / size).sqrt() })
}

/// The share at which the binomial distribution of `n` cases at `t` reaches `p`, interpolated within
/// the step of a whole case.
fn exact(p: f64, n: u64, t: f64) -> Option<f64> {
    let (mut low, mut high) = (0, n);
    while low < high {
        let middle = low + (high - low) / 2;
        if binomial_at_most(middle, n, t)? > p {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    let reached = binomial_at_most(low, n, t)?;
    let before = if low == 0 { 0.0 } else { binomial_at_most(low - 1, n, t)? };
    let back = (reached - p) / (reached - before);
    Some(((low as f64 - back) / n as f64).clamp(0.0, 1.0))
}

/// The scores with the lowest and the highest tenth (rounded down) moved to the next one inwards.
fn winsorised(scores: &[f64]) -> Vec<f64> {
    let mut sorted = scores.to_vec();
    sorted.sort_by(f64::total_cmp);
    let cut = sorted.len() / 10;
    match (sorted.get(cut), sorted.iter().nth_back(cut)) {
        (Some(low), Some(high)) => scores.iter().map(|z| z.clamp(*low, *high)).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::super::judgement::Comparator;
    use super::*;

    fn vectors() -> Value {
        serde_json::from_str(include_str!("../../../tests/data/rates.json")).unwrap()
    }

    fn target(parts: u32) -> Target {
        Target::new(parts, Comparator::Below).unwrap()
    }

    fn target_of(row: &Value) -> Target {
        target((row["target"].as_f64().unwrap() * 10_000.0).round() as u32)
    }

    fn close(found: f64, wanted: &Value, what: &str) {
        let wanted = wanted.as_f64().unwrap();
        assert!((found - wanted).abs() <= 1e-9, "{what}: {found}, not {wanted}");
    }

    /// The second set has a unit with 40 losses of 30 cases. It is the highest by far, so that it is
    /// Winsorised to the same score with 30 of 30, which can be.
    fn units_of(set: &Value) -> Vec<(u64, u64)> {
        let list = |key: &str| set[key].as_array().unwrap().iter().map(|v| v.as_u64().unwrap());
        list("x").zip(list("n")).map(|(x, n)| (x.min(n), n)).collect()
    }

    #[test]
    fn limits_of_every_vector() {
        let vectors = vectors();
        let rows = vectors["funnel"].as_array().unwrap();
        assert_eq!(rows.len(), 7);
        for row in rows {
            let n = row["n"].as_u64().unwrap();
            let found = limits(n, target_of(row), None).unwrap();
            close(found.lower_998, &row["lower_99.8"], &format!("{n} lower 99.8"));
            close(found.lower_95, &row["lower_95"], &format!("{n} lower 95"));
            close(found.upper_95, &row["upper_95"], &format!("{n} upper 95"));
            close(found.upper_998, &row["upper_99.8"], &format!("{n} upper 99.8"));
        }
    }

    #[test]
    fn dispersion_of_both_vectors() {
        let vectors = vectors();
        for set in [&vectors["overdispersion"], &vectors["overdispersion_2"]] {
            let found = dispersion(&units_of(set), target_of(set)).unwrap();
            close(found.phi, &set["phi"], "phi");
            close(found.tau2, &set["tau2"], "tau2");
            assert_eq!(found.inflate, set["inflate"].as_bool().unwrap());
        }
    }

    #[test]
    fn winsorised_scores_of_the_vector() {
        let set = &vectors()["overdispersion"];
        let list = |key: &str| set[key].as_array().unwrap().clone();
        let scores: Vec<f64> = list("z").iter().map(|z| z.as_f64().unwrap()).collect();
        for (found, wanted) in winsorised(&scores).into_iter().zip(&list("z_winsor")) {
            close(found, wanted, "z");
        }
        assert_eq!(winsorised(&scores).len(), 10);
        assert_eq!(winsorised(&[]), Vec::<f64>::new());
    }

    #[test]
    fn inflated_only_when_units_differ_more_than_chance() {
        let vectors = vectors();
        let [calm, wild] = ["overdispersion", "overdispersion_2"]
            .map(|key| dispersion(&units_of(&vectors[key]), target(2_000)).unwrap());
        let plain = limits(80, target(2_000), None).unwrap();
        assert_eq!(limits(80, target(2_000), Some(&calm)), Some(plain));
        let wide = limits(80, target(2_000), Some(&wild)).unwrap();
        let deviation = (0.2 * 0.8 / 80.0 + wild.tau2).sqrt();
        assert!((wide.upper_95 - (0.2 + Z_95 * deviation)).abs() < 1e-12);
        assert!(wide.upper_95 > plain.upper_95 && wide.upper_998 > plain.upper_998);
        assert_eq!((wide.lower_998, wide.lower_95), (0.0, 0.0));
    }

    #[test]
    fn too_few_units_or_cases() {
        assert_eq!(limits(0, target(2_000), None), None);
        assert_eq!(dispersion(&[(2, 10); 9], target(2_000)), None);
        let mut units = vec![(2, 10); 9];
        units.extend([(0, 0); 5]);
        assert_eq!(dispersion(&units, target(2_000)), None);
        units.push((11, 10));
        assert_eq!(dispersion(&units, target(2_000)), None);
        let alike = dispersion(&[(2, 10); 10], target(2_000)).unwrap();
        assert_eq!((alike.tau2, alike.inflate), (0.0, false));
    }

    proptest! {
        #[test]
        fn the_funnel_holds_its_target_and_narrows(n in 10..5_000_u64, parts in 100..=9_900_u32) {
            let (t, found) = (target(parts).share(), limits(n, target(parts), None).unwrap());
            let Limits { lower_998, lower_95, upper_95, upper_998 } = found;
            prop_assert!(0.0 <= lower_998 && lower_998 <= lower_95 && lower_95 <= t);
            prop_assert!(t <= upper_95 && upper_95 <= upper_998 && upper_998 <= 1.0);
            let larger = limits(n * 4, target(parts), None).unwrap();
            prop_assert!(larger.upper_998 - larger.lower_998 <= upper_998 - lower_998 + 1e-9);
        }

        #[test]
        fn dispersion_of_any_units(units in prop::collection::vec((0..60_u64, 0..50_u64), 10..40)) {
            let possible: Vec<(u64, u64)> = units.iter().map(|(x, n)| (*x.min(n), *n)).collect();
            let counted = possible.iter().filter(|(_, n)| *n > 0).count();
            let found = dispersion(&possible, target(800));
            prop_assert_eq!(found.is_some(), counted >= FEWEST_UNITS);
            if let Some(found) = found {
                prop_assert!(found.phi >= 0.0 && found.tau2 >= 0.0 && found.tau2.is_finite());
                // Widened limits come from a variance between units, never from none.
                prop_assert!(!found.inflate || found.tau2 > 0.0);
            }
        }
    }
}
