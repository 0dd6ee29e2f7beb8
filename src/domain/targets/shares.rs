//! A target broken down, so that the parts add up exactly: to units by largest remainder, to months by
//! rounded cumulative sums. Weights and quotas are compared as whole numbers, never as fractions.
//!
//! Source: statistics §3.

/// What one part may get, and how much weight it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Its weight beside the others.
    pub weight: u128,
    /// At least this much.
    pub floor: u64,
    /// At most this much.
    pub cap: u64,
}

impl Part {
    /// A part of this weight, without bounds.
    pub const fn of(weight: u128) -> Self {
        Self { weight, floor: 0, cap: u64::MAX }
    }
}

/// Why something cannot be shared out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unshareable {
    /// There is nobody to share it among.
    Nobody,
    /// The floors add up to more than there is; by how much.
    FloorsExceed(u64),
    /// The caps add up to less than there is, or whoever has weight is capped below it; by how much.
    CapsFallShort(u64),
}

/// Weights that are half the share of the population and half the share of what came before. Where one of
/// them is nothing at all the other decides alone; where both are, all weigh the same.
pub fn blend(population: &[u64], past: &[u64]) -> Vec<u128> {
    let sum = |list: &[u64]| list.iter().map(|n| u128::from(*n)).sum::<u128>();
    let (people, came) = (sum(population), sum(past));
    let pairs = population.iter().zip(past);
    match (people, came) {
        (0, 0) => vec![1; population.len().max(past.len())],
        (_, 0) => population.iter().map(|n| u128::from(*n)).collect(),
        (0, _) => past.iter().map(|n| u128::from(*n)).collect(),
        // ½·a/A + ½·b/B, times 2AB.
        _ => pairs.map(|(a, b)| u128::from(*a) * came + u128::from(*b) * people).collect(),
    }
}

/// Shares `total` among `parts` (in the order of their units' codes) in proportion to their weights, within
/// floors and caps, so that the shares add up to `total` exactly. What is left over after rounding down goes to
/// the largest remainders; of equal ones to the larger weight, then to the earlier unit.
///
/// # Errors
/// [`Unshareable`] where the bounds leave no way.
pub fn share(total: u64, parts: &[Part]) -> Result<Vec<u64>, Unshareable> {
    if parts.is_empty() {
        return Err(Unshareable::Nobody);
    }
    let floors = parts.iter().fold(0_u64, |sum, part| sum.saturating_add(part.floor));
    if floors > total {
        return Err(Unshareable::FloorsExceed(floors - total));
    }
    // Nobody without weight gets more than the floor, unless nobody has any.
    let nobody_weighs = parts.iter().all(|part| part.weight == 0);
    let weight = |part: &Part| if nobody_weighs { 1 } else { part.weight };
    let most = |part: &Part| if weight(part) == 0 { part.floor } else { part.cap.max(part.floor) };
    let caps = parts.iter().fold(0_u64, |sum, part| sum.saturating_add(most(part)));
    if caps < total {
        return Err(Unshareable::CapsFallShort(total - caps));
    }
    let mut fixed: Vec<Option<u64>> = vec![None; parts.len()];
    loop {
        let held: u64 = fixed.iter().flatten().sum();
        let rest = total - held;
        let free: Vec<usize> = (0..parts.len()).filter(|i| fixed.get(*i) == Some(&None)).collect();
        let weights: u128 = free.iter().filter_map(|i| parts.get(*i)).map(weight).sum();
        if free.is_empty() || weights == 0 {
            // Those left have no weight; they get what they must, and by the checks above that is all.
            let settled = parts.iter().zip(&fixed).map(|(part, held)| held.unwrap_or(part.floor));
            return Ok(settled.collect());
        }
        // Clamp whoever falls outside; of the two sides the one that is further out first, so that the other
        // is looked at again with what is then left.
        let quota = |part: &Part| (u128::from(rest) * weight(part), weights);
        let mut below: u128 = 0;
        let mut above: u128 = 0;
        for part in free.iter().filter_map(|i| parts.get(*i)) {
            let (over, by) = quota(part);
            below += (u128::from(part.floor) * by).saturating_sub(over);
            above += over.saturating_sub(u128::from(most(part)).saturating_mul(by));
        }
        if below == 0 && above == 0 {
            return Ok(rounded(rest, weights, parts, &fixed, weight, most));
        }
        for i in free {
            let (Some(part), Some(slot)) = (parts.get(i), fixed.get_mut(i)) else { continue };
            let (over, by) = quota(part);
            if below >= above && u128::from(part.floor) * by > over {
                *slot = Some(part.floor);
            } else if above > below && u128::from(most(part)).saturating_mul(by) < over {
                *slot = Some(most(part));
            }
        }
    }
}

/// The free parts' quotas rounded down, and what is left over given to the largest remainders.
fn rounded(
    rest: u64,
    weights: u128,
    parts: &[Part],
    fixed: &[Option<u64>],
    weight: impl Fn(&Part) -> u128,
    most: impl Fn(&Part) -> u64,
) -> Vec<u64> {
    let mut shares = Vec::with_capacity(parts.len());
    let mut order = Vec::new();
    for (i, (part, held)) in parts.iter().zip(fixed).enumerate() {
        let over = u128::from(rest) * weight(part);
        // Safe: a quota is never more than `rest`.
        let down = u64::try_from(over / weights).unwrap_or(rest);
        shares.push(held.unwrap_or(down));
        if held.is_none() {
            order.push((over % weights, weight(part), i));
        }
    }
    let held: u64 = fixed.iter().flatten().sum();
    let given = shares.iter().sum::<u64>() - held;
    order.sort_by(|one, other| {
        other.0.cmp(&one.0).then(other.1.cmp(&one.1)).then(one.2.cmp(&other.2))
    });
    let mut left = rest - given;
    while left > 0 {
        let before = left;
        for (_, _, i) in &order {
            if let (Some(share), Some(part)) = (shares.get_mut(*i), parts.get(*i))
                && left > 0
                && *share < most(part)
            {
                *share += 1;
                left -= 1;
            }
        }
        if left == before {
            break;
        }
    }
    shares
}

/// What is to be reached by the end of each of `months`: rounded cumulative sums, half rounded up, so that any
/// run of months adds up. `seasons` are weights of the months, all alike where there are none.
pub fn milestones(target: u64, months: usize, seasons: &[f64]) -> Vec<u64> {
    let season = |month: usize| seasons.get(month).copied().unwrap_or(1.0);
    let all: f64 = (0..months).map(season).sum();
    let mut reached = 0.0;
    let mut line: Vec<u64> = Vec::with_capacity(months);
    for month in 0..months {
        reached += season(month);
        // A sum of weights such as 0.1 + 0.2 must not push an exact half down.
        let sum = if month + 1 == months { target as f64 } else { target as f64 * reached / all };
        line.push(((sum + 1e-9).max(0.0) + 0.5).floor() as u64);
    }
    line
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    fn vectors() -> Value {
        serde_json::from_str(include_str!("../../../tests/data/forecast.json")).unwrap()
    }

    fn list(value: &Value) -> Vec<u64> {
        value
            .as_array()
            .map(|list| list.iter().filter_map(Value::as_u64).collect())
            .unwrap_or_default()
    }

    #[test]
    fn every_allocation_of_the_vectors() {
        let vectors = vectors();
        let rows = vectors["allocation"].as_array().unwrap();
        assert!(rows.len() >= 4);
        for row in rows {
            let (floors, caps) = (list(&row["floor"]), list(&row["cap"]));
            let parts: Vec<Part> = list(&row["weights"])
                .into_iter()
                .enumerate()
                .map(|(i, weight)| Part {
                    weight: weight.into(),
                    floor: floors.get(i).copied().unwrap_or(0),
                    cap: caps.get(i).copied().unwrap_or(u64::MAX),
                })
                .collect();
            let found = share(row["N"].as_u64().unwrap(), &parts);
            assert_eq!(found, Ok(list(&row["x"])), "{row}");
        }
    }

    #[test]
    fn the_blend_of_the_vectors() {
        let row = &vectors()["allocation_blend"];
        let weights = blend(&list(&row["population"]), &list(&row["history"]));
        let all: u128 = weights.iter().sum();
        let wanted: Vec<f64> =
            row["weights"].as_array().unwrap().iter().filter_map(Value::as_f64).collect();
        assert_eq!(weights.len(), wanted.len());
        for (found, wanted) in weights.iter().zip(&wanted) {
            assert!((*found as f64 / all as f64 - wanted).abs() < 1e-9);
        }
        let parts: Vec<Part> = weights.into_iter().map(Part::of).collect();
        assert_eq!(share(row["N"].as_u64().unwrap(), &parts), Ok(list(&row["x"])));
    }

    #[test]
    fn every_milestone_of_the_vectors() {
        let vectors = vectors();
        let rows = vectors["milestones"].as_array().unwrap();
        assert!(rows.len() >= 3);
        let year: Vec<f64> =
            rows[0]["seasonal"].as_array().unwrap().iter().filter_map(Value::as_f64).collect();
        for row in rows {
            let months = usize::try_from(row["months"].as_u64().unwrap()).unwrap();
            let seasons: Vec<f64> = match &row["seasonal"] {
                Value::Null => Vec::new(),
                _ => year.iter().copied().cycle().take(months).collect(),
            };
            let found = milestones(row["N"].as_u64().unwrap(), months, &seasons);
            match row.get("cumulative") {
                Some(line) => assert_eq!(found, list(line)),
                None => {
                    let ends: Vec<u64> = found.iter().skip(11).step_by(12).copied().collect();
                    assert_eq!(ends, list(&row["year_ends"]));
                }
            }
        }
    }

    #[test]
    fn bounds_that_leave_no_way() {
        let part = |weight, floor, cap| Part { weight, floor, cap };
        assert_eq!(share(5, &[]), Err(Unshareable::Nobody));
        assert_eq!(share(5, &[part(1, 3, 9), part(1, 4, 9)]), Err(Unshareable::FloorsExceed(2)));
        assert_eq!(share(5, &[part(1, 0, 2), part(1, 0, 2)]), Err(Unshareable::CapsFallShort(1)));
        assert_eq!(share(5, &[part(0, 0, 9), part(1, 0, 2)]), Err(Unshareable::CapsFallShort(3)));
        // Without any weight all are alike.
        assert_eq!(share(5, &[part(0, 0, 9), part(0, 0, 9)]), Ok(vec![3, 2]));
        assert_eq!(share(0, &[part(3, 0, 9), part(0, 0, 9)]), Ok(vec![0, 0]));
    }

    fn parts() -> impl Strategy<Value = Vec<Part>> {
        prop::collection::vec((0..1_000_u128, 0..40_u64, 0..400_u64), 1..25).prop_map(|list| {
            list.into_iter()
                .map(|(weight, floor, more)| Part { weight, floor, cap: floor + more })
                .collect()
        })
    }

    proptest! {
        #[test]
        fn shares_add_up_within_their_bounds(total in 0..6_000_u64, parts in parts()) {
            match share(total, &parts) {
                Ok(shares) => {
                    prop_assert_eq!(shares.len(), parts.len());
                    prop_assert_eq!(shares.iter().sum::<u64>(), total);
                    for (share, part) in shares.iter().zip(&parts) {
                        prop_assert!(part.floor <= *share && *share <= part.cap);
                    }
                }
                Err(Unshareable::FloorsExceed(by)) => {
                    prop_assert_eq!(parts.iter().map(|part| part.floor).sum::<u64>(), total + by);
                }
                Err(Unshareable::CapsFallShort(by)) => prop_assert!(by > 0 && by <= total),
                Err(Unshareable::Nobody) => prop_assert!(false),
            }
        }

        #[test]
        fn who_weighs_more_gets_no_less(total in 0..6_000_u64, weights in prop::collection::vec(0..1_000_u128, 2..25)) {
            let parts: Vec<Part> = weights.iter().map(|weight| Part::of(*weight)).collect();
            let shares = share(total, &parts).unwrap();
            for (i, one) in weights.iter().enumerate() {
                for (j, other) in weights.iter().enumerate() {
                    prop_assert!(one <= other || shares[i] >= shares[j]);
                }
            }
            // Unbounded, nobody is a whole one off the quota.
            let all: u128 = weights.iter().sum();
            if all > 0 {
                for (weight, share) in weights.iter().zip(&shares) {
                    let exact = total as f64 * *weight as f64 / all as f64;
                    prop_assert!((*share as f64 - exact).abs() < 1.0);
                }
            }
        }

        #[test]
        fn milestones_rise_to_the_target(target in 0..20_000_u64, seasons in prop::collection::vec(0.5..2.0_f64, 1..80)) {
            let line = milestones(target, seasons.len(), &seasons);
            prop_assert_eq!(line.last(), Some(&target));
            prop_assert!(line.windows(2).all(|pair| pair[0] <= pair[1]));
        }
    }
}
