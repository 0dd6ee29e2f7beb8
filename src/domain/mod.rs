//! What is true: the rules of care as pure functions and types. No I/O: no sqlx, no axum, no tokio.

pub mod audit;
pub mod calendar;
pub mod clock;
pub(crate) mod codes;
pub mod consents;
pub mod contacts;
pub mod dates;
pub mod differences;
pub mod documents;
pub mod grids;
pub mod intake;
pub mod ledgers;
pub mod masks;
pub mod match_cases;
pub mod merges;
pub mod names;
pub mod people;
pub mod permissions;
pub mod person;
pub mod phones;
pub mod programmes;
pub mod rates;
pub mod registrations;
pub mod units;
pub mod words;
