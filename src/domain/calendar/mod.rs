//! Working days (工作日) of China: which days they are, and counting them. Deadlines of the bone
//! marrow programme count them, and reminders move by them.
//!
//! Every year the State Council announces which days are off and on which Saturdays and Sundays
//! people work instead (调休). Until it has, a year is reckoned by the regulation on holidays
//! (全国年节及纪念日放假办法, State Council order 795 of 2024): weekends and its 13 days are off,
//! and a day that meets a weekend or another feast is made up on the next working day (article 6).
//! The year's number of working days is then right, but not yet where they lie. The rule of 2025 is
//! applied to earlier years without a notice as well.
//!
//! What is known stands in `config/calendar/china.toml`: notices of 2021–2026, and the dates of
//! Spring Festival, Qingming, Dragon Boat and Mid-Autumn of 2021–2040. Outside these years only
//! weekends and the feasts of fixed date (1 January, 1–2 May, 1–3 October) are off.

mod load;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate, Weekday};

pub use load::CalendarProblem;

/// Month and day of the statutory days off that the solar calendar fixes.
const FIXED: [(u32, u32); 6] = [(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)];

/// Which days are working days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// Days that are not what their weekday says, and whether people work on them.
    exceptions: BTreeMap<NaiveDate, bool>,
    /// The notices by year.
    notices: BTreeMap<i32, String>,
}

impl Calendar {
    /// The calendar that comes with the program.
    pub fn shipped() -> &'static Self {
        static SHIPPED: LazyLock<Calendar> = LazyLock::new(|| {
            let text = include_str!("../../../config/calendar/china.toml");
            // Unwrap safety: the file is part of the program, and a test loads it.
            Calendar::load(text, "config/calendar/china.toml").expect("the shipped calendar loads")
        });
        &SHIPPED
    }

    /// The notice that settles the days of `year`; `None` while they are only reckoned and may
    /// still change.
    pub fn notice(&self, year: i32) -> Option<&str> {
        self.notices.get(&year).map(String::as_str)
    }

    /// Whether people work on `day`.
    pub fn is_working(&self, day: NaiveDate) -> bool {
        match self.exceptions.get(&day) {
            Some(works) => *works,
            None => !is_weekend(day) && (!is_fixed(day) || self.notice(day.year()).is_some()),
        }
    }

    /// The `n`-th working day after `day`, which itself never counts (Civil Code, article 201);
    /// `day` itself if `n` is 0. Takes time in proportion to `n`.
    pub fn after(&self, day: NaiveDate, n: u32) -> NaiveDate {
        let Some(skipped) = n.checked_sub(1) else { return day };
        let mut working = day.iter_days().skip(1).filter(|day| self.is_working(*day));
        working.nth(skipped as usize).unwrap_or(NaiveDate::MAX)
    }

    /// The `n`-th working day before `day`, which itself never counts; `day` itself if `n` is 0. Takes
    /// time in proportion to `n`.
    pub fn before(&self, day: NaiveDate, n: u32) -> NaiveDate {
        let Some(skipped) = n.checked_sub(1) else { return day };
        let days = std::iter::successors(day.pred_opt(), NaiveDate::pred_opt);
        let mut working = days.filter(|day| self.is_working(*day));
        working.nth(skipped as usize).unwrap_or(NaiveDate::MIN)
    }

    /// How many working days lie after `from`, up to and with `to`; 0 if `to` is not later. Takes
    /// time in proportion to the days between.
    pub fn between(&self, from: NaiveDate, to: NaiveDate) -> u32 {
        let days = from.iter_days().skip(1).take_while(|day| *day <= to);
        days.map(|day| u32::from(self.is_working(day))).sum()
    }

    /// `day` if it is a working day, else the first one after it.
    pub fn next_working(&self, day: NaiveDate) -> NaiveDate {
        day.iter_days().find(|day| self.is_working(*day)).unwrap_or(NaiveDate::MAX)
    }

    /// `day` if it is a working day, else the last one before it.
    pub fn previous_working(&self, day: NaiveDate) -> NaiveDate {
        let mut days = std::iter::successors(Some(day), NaiveDate::pred_opt);
        days.find(|day| self.is_working(*day)).unwrap_or(NaiveDate::MIN)
    }
}

fn is_weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

fn is_fixed(day: NaiveDate) -> bool {
    FIXED.contains(&(day.month(), day.day()))
}

#[cfg(test)]
mod tests;
