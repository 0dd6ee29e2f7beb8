//! The plan's two rates and their other readings: what counts, how it is judged, and what is shown
//! together with every number.

pub mod classes;
pub mod cohorts;
pub mod definitions;
pub mod funnel;
pub mod intervals;
pub mod judgement;
pub mod losses;
pub mod tallies;

#[cfg(test)]
mod tests;
