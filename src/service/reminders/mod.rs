//! Reminders: planned by the service itself ([`planning`]), listed and done by those who work on them ([`acts`]), opened
//! by her whose task one is ([`opening`]),
//! explained to whoever asks why ([`explaining`]).

pub mod acts;
pub mod attempts;
pub mod explaining;
pub mod opening;
pub mod planning;
pub(in crate::service) mod standing;
pub mod subjects;
pub mod team;
