//! Messages: queued together with what they are about ([`following`]), delivered exactly once as far as this house
//! reaches ([`delivery`]), and seen by people where they failed ([`failed`]).

pub mod channels;
pub mod delivery;
mod digests;
pub mod failed;
pub(in crate::service) mod following;
mod preparing;
pub mod receipts;
pub mod settings;

pub use delivery::{Tally, deliver};
pub use digests::{digest, own_digest, set_digest};
