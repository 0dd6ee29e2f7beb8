//! Ledgers on their way in: understood, corrected, entered, entered again, interrupted, given back.

pub mod desk;
mod donations;
mod families;
mod killed;
mod large;
pub mod lists;
mod samples;
mod stops;
mod traces;
mod turns;
