//! Reminders: planned by the service itself ([`planning`]), seen and done by those who work on them ([`acts`]),
//! explained to whoever asks why ([`explaining`]).

pub mod acts;
pub mod explaining;
pub mod planning;
pub(in crate::service) mod standing;
pub mod subjects;
mod whom;
