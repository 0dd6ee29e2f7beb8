//! Spans of time as rules write them: `{ months = 3, days = -7 }`.

use chrono::{Days, Months, NaiveDate};
use serde::Deserialize;

use crate::domain::calendar::Calendar;

/// A span: years and months count first, then weeks and days, then working days; each may be negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Span {
    /// Years.
    pub years: i32,
    /// Months.
    pub months: i32,
    /// Weeks.
    pub weeks: i32,
    /// Days.
    pub days: i32,
    /// Working days.
    pub working_days: i32,
}

impl Span {
    /// The longest that a rule may name, in days and months.
    const MOST: i32 = 36_600;

    /// So many days.
    pub const fn days(days: i32) -> Self {
        Self { years: 0, months: 0, weeks: 0, days, working_days: 0 }
    }

    /// Whether it is nothing.
    pub fn is_zero(self) -> bool {
        self == Self::default()
    }

    /// Whether no part of it goes back.
    pub fn is_forward(self) -> bool {
        self.parts().into_iter().all(|part| part >= 0)
    }

    /// Whether every part can be counted without leaving the calendar.
    pub fn is_believable(self) -> bool {
        self.parts().into_iter().all(|part| part.abs() <= Self::MOST)
    }

    fn parts(self) -> [i32; 5] {
        [self.years, self.months, self.weeks, self.days, self.working_days]
    }

    /// This and `times` the other, counted as one span: three years after the 29th of February is the 28th, four
    /// years the 29th again.
    pub fn and(self, other: Self, times: i32) -> Self {
        let sum = |a: i32, b: i32| a.saturating_add(b.saturating_mul(times));
        Self {
            years: sum(self.years, other.years),
            months: sum(self.months, other.months),
            weeks: sum(self.weeks, other.weeks),
            days: sum(self.days, other.days),
            working_days: sum(self.working_days, other.working_days),
        }
    }

    /// The day that lies this span after `day`; none outside the calendar.
    pub fn after(self, day: NaiveDate, calendar: &Calendar) -> Option<NaiveDate> {
        let months = self.years.checked_mul(12)?.checked_add(self.months)?;
        let length = Months::new(months.unsigned_abs());
        let day = match months {
            0.. => day.checked_add_months(length)?,
            _ => day.checked_sub_months(length)?,
        };
        let days = self.weeks.checked_mul(7)?.checked_add(self.days)?;
        let length = Days::new(days.unsigned_abs().into());
        let day = match days {
            0.. => day.checked_add_days(length)?,
            _ => day.checked_sub_days(length)?,
        };
        Some(match self.working_days {
            0 => day,
            n @ 1.. => calendar.after(day, n.unsigned_abs()),
            n => calendar.before(day, n.unsigned_abs()),
        })
    }
}
