//! The clocks: the operating system's, and the demo's, which runs from another day.

use chrono::{DateTime, Duration, SubsecRound, Utc};

use crate::domain::clock::Clock;

/// The operating system's clock.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the operating system")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now().trunc_subsecs(6)
    }
}

/// The operating system's clock, moved.
#[derive(Debug, Clone, Copy)]
pub struct MovedClock {
    by: Duration,
}

impl MovedClock {
    /// A clock that shows `start` now and goes on from there.
    pub fn from(start: DateTime<Utc>) -> Self {
        Self { by: start - SystemClock.now() }
    }
}

impl Clock for MovedClock {
    fn now(&self) -> DateTime<Utc> {
        SystemClock.now() + self.by
    }
}
