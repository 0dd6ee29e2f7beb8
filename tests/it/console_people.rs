//! The console's pages about people, through the real router and in a real browser.

mod browser;
mod finding;
mod journey;
pub mod registering;
mod signing_in;
pub mod visitor;
