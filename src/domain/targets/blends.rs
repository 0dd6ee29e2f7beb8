//! What a breakdown suggests for each child unit, before anybody saves it.

use uuid::Uuid;

use super::{
    Method, problems,
    shares::{Part, Unshareable, blend, share},
};
use crate::domain::words::Problem;

/// A unit below, in the order of the units' codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Child {
    /// The unit.
    pub unit: Uuid,
    /// What it brought in the three years before.
    pub past: u64,
    /// How many people live there; for the blend.
    pub population: Option<u64>,
    /// At least this much.
    pub floor: Option<u64>,
    /// At most this much.
    pub cap: Option<u64>,
}

/// What each child would get; they add up exactly.
pub type Suggestion = Vec<(Uuid, u64)>;

/// Breaks `total` down to `children`; nothing is suggested by hand.
///
/// # Errors
/// Where the method lacks what it goes by, or the bounds leave no way.
pub fn suggest(total: u64, method: Method, children: &[Child]) -> Result<Suggestion, Vec<Problem>> {
    let past: Vec<u64> = children.iter().map(|child| child.past).collect();
    let weights = match method {
        Method::ByHand => return Ok(Vec::new()),
        Method::Evenly => vec![1; children.len()],
        Method::PastShare if past.iter().all(|n| *n == 0) => return Err(vec![problems::no_past()]),
        Method::PastShare => past.iter().map(|n| u128::from(*n)).collect(),
        Method::Blend => {
            let missing: Vec<Problem> = (0..)
                .zip(children)
                .filter(|(_, child)| child.population.is_none())
                .map(|(n, _)| problems::no_population(n))
                .collect();
            if !missing.is_empty() {
                return Err(missing);
            }
            let people: Vec<u64> = children.iter().filter_map(|child| child.population).collect();
            blend(&people, &past)
        }
    };
    let parts: Vec<Part> = children
        .iter()
        .zip(weights)
        .map(|(child, weight)| Part {
            weight,
            floor: child.floor.unwrap_or(0),
            cap: child.cap.unwrap_or(u64::MAX),
        })
        .collect();
    match share(total, &parts) {
        Ok(shares) => Ok(children.iter().map(|child| child.unit).zip(shares).collect()),
        Err(Unshareable::Nobody) => Err(vec![problems::no_children()]),
        Err(Unshareable::FloorsExceed(by)) => Err(vec![problems::floors(by)]),
        Err(Unshareable::CapsFallShort(by)) => Err(vec![problems::caps(by)]),
    }
}
