//! The JSON API through the real router, on both engines.

pub mod client;
mod description;
mod every_call;
mod inputs;
mod refusals;
mod siblings;
mod uploads;
