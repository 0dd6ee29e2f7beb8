//! The console's pages of the office, through the real router and in a real browser: work that waits
//! for a decision, ledgers, units, accounts, tokens, the trail.

mod accounts;
mod audit;
mod decisions;
mod imports;
mod journey;
mod navigation;
mod refusals;
mod units;
