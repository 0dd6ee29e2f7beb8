//! The JSON API through the real router, on both engines.

mod client;
mod description;
mod every_call;
mod inputs;
mod refusals;
mod siblings;
mod uploads;
