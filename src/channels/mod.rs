//! How it leaves the house: the channels that carry messages, built from the configuration. The only room that
//! opens connections to the outside.

pub mod sms;
pub mod smtp;
