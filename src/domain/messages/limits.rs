//! How many messages one person gets, whichever programmes they are for.

use chrono::{Days, NaiveDate};
use serde::Deserialize;

/// How many messages one person may get across all programmes. Days are counted with today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// In seven days.
    pub week: usize,
    /// In thirty days.
    pub month: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { week: 2, month: 4 }
    }
}

impl Limits {
    /// For so many days messages are looked back at.
    pub const DAYS: u64 = 30;

    /// The first day from `today` on which one more message is allowed, by the days on which others were sent; none
    /// where a limit is zero.
    pub fn free_on(self, sent: &[NaiveDate], today: NaiveDate) -> Option<NaiveDate> {
        let mut sent = sent.to_vec();
        sent.sort_unstable_by(|a, b| b.cmp(a));
        let free = |limit: usize, days: u64| {
            // With one more, the oldest of the last `limit` has to have left the window.
            let oldest = sent.get(limit.checked_sub(1)?);
            Some(oldest.map_or(today, |day| (*day + Days::new(days)).max(today)))
        };
        Some(free(self.week, 7)?.max(free(self.month, Self::DAYS)?))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_window_ever_holds_more(
            week in 1_usize..4, more in 0_usize..4, steps in prop::collection::vec(0_u64..9, 1..40),
        ) {
            let limits = Limits { week, month: week + more };
            let mut today = NaiveDate::from_ymd_opt(2025, 1, 1).unwrap();
            let mut sent: Vec<NaiveDate> = Vec::new();
            for step in steps {
                today = today + Days::new(step);
                let free = limits.free_on(&sent, today).unwrap();
                prop_assert!(free >= today);
                if free == today {
                    sent.push(today);
                }
            }
            for (days, limit) in [(7, limits.week), (30, limits.month)] {
                for first in &sent {
                    let within = sent.iter().filter(|day| (*first..*first + Days::new(days)).contains(day));
                    prop_assert!(within.count() <= limit);
                }
            }
        }
    }

    #[test]
    fn nothing_allowed_is_never() {
        let today = NaiveDate::from_ymd_opt(2025, 1, 1).unwrap();
        assert_eq!(Limits { week: 0, month: 3 }.free_on(&[], today), None);
        assert_eq!(Limits::default().free_on(&[], today), Some(today));
    }
}
