//! What may be said of a rate against its target: met or not is counted in whole numbers, how sure
//! that is comes from the posterior, and open cases may still turn it.
//!
//! `x`, `n` and `m` are cases lost, resolved and open, as in [`super::intervals`].

use statrs::function::beta::ln_beta;

use super::intervals::{posterior, posterior_below};
use crate::domain::codes::codes;

/// Fewer resolved cases are not judged.
pub const FEWEST_JUDGED: u64 = 20;

/// From this posterior probability of lying below the target on, that is certain.
const CERTAIN: f64 = 0.95;

/// Down from this posterior probability, lying over the target is certain.
const RULED_OUT: f64 = 0.05;

/// The whole, in the parts a target is written in.
const WHOLE: u32 = 10_000;

codes! {
    /// Whether a rate equal to the target meets it.
    Comparator {
        /// The rate must be below the target.
        Below = "<", "低于", "below";
        /// The rate may reach the target.
        AtMost = "<=", "不高于", "at most";
    }
}

codes! {
    /// The verdict of a rate in words.
    Verdict {
        /// Met, and the true rate is below the target with at least 95 %.
        ClearlyWithin = "clearly within", "确定达标", "clearly within";
        /// Met as counted, the true rate may be over.
        Within = "within, not yet certain", "达标，尚不能确定", "within, not yet certain";
        /// Not met as counted, the true rate may be below.
        Over = "over, not yet certain", "超标，尚不能确定", "over, not yet certain";
        /// Not met, and the true rate is below the target with at most 5 %.
        ClearlyOver = "clearly over", "确定超标", "clearly over";
        /// Fewer than 20 resolved cases: shown inside the office, without a colour.
        TooFew = "too few to judge", "例数太少，不作判定", "too few to judge";
    }
}

codes! {
    /// What the open cases can do to meeting the target.
    OpenCases {
        /// However they end, the target is met, or however they end, it is not.
        Settled = "settled", "未决案例不影响是否达标", "open cases change nothing";
        /// Meeting the target depends on how they end.
        Decide = "open_cases_decide", "是否达标取决于未决案例", "open cases decide";
    }
}

/// The rate a programme aims at, exact: 8 % is 800 parts per ten thousand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Target {
    parts: u32,
    comparator: Comparator,
}

impl Target {
    /// A target of `parts` per ten thousand, more than none and less than all of them.
    pub const fn new(parts: u32, comparator: Comparator) -> Option<Self> {
        if 0 < parts && parts < WHOLE { Some(Self { parts, comparator }) } else { None }
    }

    /// The target in parts per ten thousand.
    pub const fn parts(self) -> u32 {
        self.parts
    }

    /// Whether a rate equal to the target meets it.
    pub const fn comparator(self) -> Comparator {
        self.comparator
    }

    /// The target as a share, 0 to 1: for probabilities, never for comparing.
    pub fn share(self) -> f64 {
        f64::from(self.parts) / f64::from(WHOLE)
    }
}

/// Whether `x` of `n` meets the target, in whole numbers: `x·10000 < parts·n`, or `<=`.
/// `None` for `n` = 0 or more losses than cases.
///
/// Source: the definition of the rates; 20 % of 50 is not below 20 %, whatever a fraction rounds to.
pub fn meets(x: u64, n: u64, target: Target) -> Option<bool> {
    let (lost, allowed) =
        (u128::from(x) * u128::from(WHOLE), u128::from(n) * u128::from(target.parts));
    (n > 0 && x <= n).then_some(match target.comparator {
        Comparator::Below => lost < allowed,
        Comparator::AtMost => lost <= allowed,
    })
}

/// The verdict of `x` of `n` resolved cases. `None` for `n` = 0 or more losses than cases.
///
/// Source: the posterior under Jeffreys' prior ([`posterior_below`]; Brown, Cai and DasGupta 2001);
/// certain from 95 % on, as convention has it.
pub fn judge(x: u64, n: u64, target: Target) -> Option<Verdict> {
    let met = meets(x, n, target)?;
    let below = posterior_below(x, n, target.share())?;
    Some(match met {
        _ if n < FEWEST_JUDGED => Verdict::TooFew,
        true if below >= CERTAIN => Verdict::ClearlyWithin,
        true => Verdict::Within,
        false if below <= RULED_OUT => Verdict::ClearlyOver,
        false => Verdict::Over,
    })
}

/// The probability, 0 to 1, that the target is met once all `m` open cases are closed: the sum of
/// BetaBinomial(m; x+½, n−x+½) over the further losses `y` with which `x+y` of `n+m` still meets it.
/// `None` without cases, or with more losses than cases.
///
/// Source: Skellam, A probability distribution derived from the binomial distribution by regarding
/// the probability of success as variable between the sets of trials, JRSS B 10 (1948), with
/// Jeffreys' prior.
pub fn final_below(x: u64, n: u64, m: u64, target: Target) -> Option<f64> {
    if x > n {
        return None;
    }
    let all = n.checked_add(m)?;
    if meets(x + m, all, target)? {
        return Some(1.0);
    }
    let (a, b) = posterior(x, n);
    let open = m as f64;
    let chance = |y: u64| {
        let (lost, kept) = (y as f64, (m - y) as f64);
        // The binomial coefficient C(m, y) is 1 / ((m+1) B(y+1, m−y+1)).
        let ways = -(open + 1.0).ln() - ln_beta(lost + 1.0, kept + 1.0);
        (ways + ln_beta(a + lost, b + kept) - ln_beta(a, b)).exp()
    };
    let met = (0..m).take_while(|y| meets(x + y, all, target) == Some(true));
    // An empty sum is −0, which would be shown with its sign.
    Some((met.map(chance).sum::<f64>() + 0.0).clamp(0.0, 1.0))
}

/// Whether the open cases can still turn meeting the target: they cannot if both bounds of the rate
/// ([`super::intervals::bounds`]) lie on one side. `None` without cases, or with more losses than
/// cases.
///
/// Source: Manski (1990), as the bounds; compared in whole numbers.
pub fn open_cases(x: u64, n: u64, m: u64, target: Target) -> Option<OpenCases> {
    if x > n {
        return None;
    }
    let all = n.checked_add(m)?;
    let same = meets(x, all, target)? == meets(x + m, all, target)?;
    Some(if same { OpenCases::Settled } else { OpenCases::Decide })
}

/// Side, certainty and what open cases can do, in one code such as `within/uncertain/settled`, or
/// `too_few`. `None` without resolved cases.
///
/// Source: statistics §2, as its vectors write it.
pub fn status(x: u64, n: u64, m: u64, target: Target) -> Option<String> {
    let side = match judge(x, n, target)? {
        Verdict::ClearlyWithin => "within/clear",
        Verdict::Within => "within/uncertain",
        Verdict::Over => "over/uncertain",
        Verdict::ClearlyOver => "over/clear",
        Verdict::TooFew => return Some("too_few".to_owned()),
    };
    Some(format!("{side}/{}", open_cases(x, n, m, target)?.code()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    fn vectors() -> Value {
        serde_json::from_str(include_str!("../../../tests/data/rates.json")).unwrap()
    }

    fn below(share: f64) -> Target {
        Target::new((share * 10_000.0).round() as u32, Comparator::Below).unwrap()
    }

    #[test]
    fn open_cases_of_every_vector() {
        let vectors = vectors();
        let rows = vectors["open_cases"].as_array().unwrap();
        assert_eq!(rows.len(), 8);
        for row in rows {
            let [x, n, m] = ["x", "n", "open"].map(|key| row[key].as_u64().unwrap());
            let target = below(row["target"].as_f64().unwrap());
            let found = final_below(x, n, m, target).unwrap();
            let wanted = row["prob_final_below"].as_f64().unwrap();
            assert!((found - wanted).abs() <= 1e-9, "{x}/{n}+{m}: {found}, not {wanted}");
            assert_eq!(status(x, n, m, target).as_deref(), row["status"].as_str(), "{x}/{n}+{m}");
        }
    }

    #[test]
    fn most_losses_that_are_clearly_within() {
        let mut checked = 0;
        for (key, wanted) in vectors()["smallest_clear"].as_object().unwrap() {
            let Some((n, share)) = key.strip_prefix("n=").and_then(|key| key.split_once(",t="))
            else {
                continue;
            };
            let (n, target) = (n.parse().unwrap(), below(share.parse().unwrap()));
            let most = (0..=n)
                .take_while(|x| posterior_below(*x, n, target.share()).unwrap() >= CERTAIN)
                .last();
            assert_eq!(most, wanted.as_u64(), "{key}");
            if n >= FEWEST_JUDGED {
                let clear = |x: &u64| judge(*x, n, target) == Some(Verdict::ClearlyWithin);
                assert_eq!((0..=n).take_while(clear).last(), most, "{key}");
            }
            checked += 1;
        }
        assert_eq!(checked, 14);
    }

    #[test]
    fn equal_to_the_target() {
        for (x, n, parts) in [(10, 50, 2_000), (2, 25, 800), (4, 50, 800)] {
            for (comparator, met) in [(Comparator::Below, false), (Comparator::AtMost, true)] {
                let target = Target::new(parts, comparator).unwrap();
                assert_eq!(meets(x, n, target), Some(met));
                assert_eq!(final_below(x, n, 0, target), Some(f64::from(u8::from(met))));
            }
        }
        assert_eq!(meets(10, 53, below(0.2)), Some(true));
        assert_eq!(meets(3, 40, below(0.08)), Some(true));
        assert_eq!(meets(u64::MAX, u64::MAX, below(0.2)), Some(false));
    }

    #[test]
    fn no_cases_no_verdict() {
        let target = below(0.2);
        for (x, n) in [(0, 0), (2, 1)] {
            assert_eq!(meets(x, n, target), None);
            assert_eq!(judge(x, n, target), None);
            assert_eq!(final_below(x, n, 0, target), None);
            assert_eq!(open_cases(x, n, 0, target), None);
        }
        assert_eq!(final_below(2, 1, u64::MAX, target), None);
        assert_eq!(open_cases(2, 1, u64::MAX, target), None);
        assert_eq!(open_cases(0, 0, 3, target), Some(OpenCases::Decide));
        assert_eq!(judge(19, 19, target), Some(Verdict::TooFew));
        assert_eq!(judge(20, 20, target), Some(Verdict::ClearlyOver));
        assert_eq!(Target::new(0, Comparator::Below), None);
        assert_eq!(Target::new(10_000, Comparator::AtMost), None);
        assert_eq!(target.share(), 0.2);
    }

    proptest! {
        #[test]
        fn a_verdict_is_on_the_side_that_is_counted(
            (n, x) in (20..2_000_u64).prop_flat_map(|n| (Just(n), 0..=n)),
            parts in 1..10_000_u32,
        ) {
            let target = Target::new(parts, Comparator::Below).unwrap();
            let within = matches!(judge(x, n, target), Some(Verdict::ClearlyWithin | Verdict::Within));
            prop_assert_eq!(Some(within), meets(x, n, target));
        }

        #[test]
        fn settled_is_certain_and_undecided_is_not(
            (n, x) in (0..300_u64).prop_flat_map(|n| (Just(n), 0..=n)),
            m in 1..300_u64,
            parts in 1..10_000_u32,
        ) {
            let target = Target::new(parts, Comparator::AtMost).unwrap();
            let found = final_below(x, n, m, target).unwrap();
            match open_cases(x, n, m, target).unwrap() {
                OpenCases::Decide => prop_assert!((0.0..=1.0).contains(&found)),
                OpenCases::Settled => {
                    let met = meets(x, n + m, target).unwrap();
                    prop_assert_eq!(found, f64::from(u8::from(met)));
                }
            }
            if n > x {
                prop_assert!(final_below(x + 1, n, m, target).unwrap() <= found + 1e-9);
            }
        }
    }
}
