//! Months, quarters and the periods for which something is counted, as texts whose order is that of time.

use std::fmt;

use chrono::{Datelike, NaiveDate};

use super::words::Words;

/// A calendar month, written `2025-03`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    year: i32,
    month: u32,
}

impl Month {
    /// The month `month` (1 to 12) of `year` (0 to 9999, so that the order of texts is that of time); none where
    /// there is no such.
    pub fn new(year: i32, month: u32) -> Option<Self> {
        let there_is = (0..=9999).contains(&year) && (1..=12).contains(&month);
        there_is.then_some(Self { year, month })
    }

    /// The month of a day.
    pub fn of(day: NaiveDate) -> Self {
        Self { year: day.year().clamp(0, 9999), month: day.month() }
    }

    /// Reads `2025-03`.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, month) = text.split_once('-')?;
        if !digits(year, 4) || !digits(month, 2) {
            return None;
        }
        Self::new(year.parse().ok()?, month.parse().ok()?)
    }

    /// The year.
    pub fn year(self) -> i32 {
        self.year
    }

    /// The month in the year, from 1.
    pub fn number(self) -> u32 {
        self.month
    }

    /// The quarter that it lies in.
    pub fn quarter(self) -> Quarter {
        Quarter { year: self.year, quarter: (self.month - 1) / 3 + 1 }
    }

    /// The month after it.
    #[must_use]
    pub fn next(self) -> Self {
        self.plus(1)
    }

    /// The month before it.
    #[must_use]
    pub fn previous(self) -> Self {
        self.plus(-1)
    }

    /// The month `months` later; earlier where negative.
    #[must_use]
    pub fn plus(self, months: i32) -> Self {
        let all = self.index() + months;
        let (year, month) = (all.div_euclid(12), all.rem_euclid(12));
        // A remainder by twelve is not negative.
        Self { year: year.clamp(0, 9999), month: month.unsigned_abs() + 1 }
    }

    /// How many months `later` is after it; negative where it is before.
    pub fn until(self, later: Self) -> i32 {
        later.index() - self.index()
    }

    /// Its first day.
    pub fn first_day(self) -> NaiveDate {
        // Every month of these years has a first.
        NaiveDate::from_ymd_opt(self.year, self.month, 1).unwrap_or_default()
    }

    /// Its last day.
    pub fn last_day(self) -> NaiveDate {
        let days = self.first_day().num_days_in_month();
        self.first_day().with_day(u32::from(days)).unwrap_or_default()
    }

    /// How people write it.
    pub fn label(self) -> Words {
        Words::made(format!("{}年{}月", self.year, self.month), self.to_string())
    }

    fn index(self) -> i32 {
        // At most twelve.
        self.year * 12 + self.month.cast_signed() - 1
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

/// A quarter of a year, written `2025-Q3`: what is published is published by the quarter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quarter {
    year: i32,
    quarter: u32,
}

impl Quarter {
    /// The quarter `quarter` (1 to 4) of `year` (0 to 9999); none where there is no such.
    pub fn new(year: i32, quarter: u32) -> Option<Self> {
        let there_is = (0..=9999).contains(&year) && (1..=4).contains(&quarter);
        there_is.then_some(Self { year, quarter })
    }

    /// The quarter of a day.
    pub fn of(day: NaiveDate) -> Self {
        Month::of(day).quarter()
    }

    /// Reads `2025-Q3`.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, quarter) = text.split_once("-Q")?;
        if !digits(year, 4) || !digits(quarter, 1) {
            return None;
        }
        Self::new(year.parse().ok()?, quarter.parse().ok()?)
    }

    /// The year.
    pub fn year(self) -> i32 {
        self.year
    }

    /// The quarter in the year, from 1.
    pub fn number(self) -> u32 {
        self.quarter
    }

    /// The quarter after it.
    #[must_use]
    pub fn next(self) -> Self {
        self.first_month().plus(3).quarter()
    }

    /// The quarter before it.
    #[must_use]
    pub fn previous(self) -> Self {
        self.first_month().plus(-3).quarter()
    }

    /// Its first month.
    pub fn first_month(self) -> Month {
        Month { year: self.year, month: self.quarter * 3 - 2 }
    }

    /// Its last month.
    pub fn last_month(self) -> Month {
        Month { year: self.year, month: self.quarter * 3 }
    }

    /// Its first day.
    pub fn first_day(self) -> NaiveDate {
        self.first_month().first_day()
    }

    /// Its last day.
    pub fn last_day(self) -> NaiveDate {
        self.last_month().last_day()
    }

    /// How people write it.
    pub fn label(self) -> Words {
        Words::made(format!("{}年第{}季度", self.year, self.quarter), self.to_string())
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-Q{}", self.year, self.quarter)
    }
}

/// A period for which something is counted: whole months, from the first to the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Period {
    /// A month.
    Month(Month),
    /// A quarter.
    Quarter(Quarter),
    /// A calendar year.
    Year(i32),
    /// From one month to another, both included: what a plan runs for.
    Span(Month, Month),
}

impl Period {
    /// Reads `2025-03`, `2025-Q3`, `2025` or `2021-01..2025-12`.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some((first, last)) = text.split_once("..") {
            let (first, last) = (Month::parse(first)?, Month::parse(last)?);
            return (first <= last).then_some(Self::Span(first, last));
        }
        if digits(text, 4) {
            return text.parse().ok().map(Self::Year);
        }
        Month::parse(text).map(Self::Month).or_else(|| Quarter::parse(text).map(Self::Quarter))
    }

    /// Its first month.
    pub fn first_month(self) -> Month {
        match self {
            Self::Month(month) | Self::Span(month, _) => month,
            Self::Quarter(quarter) => quarter.first_month(),
            Self::Year(year) => Month { year: year.clamp(0, 9999), month: 1 },
        }
    }

    /// Its last month.
    pub fn last_month(self) -> Month {
        match self {
            Self::Month(month) | Self::Span(_, month) => month,
            Self::Quarter(quarter) => quarter.last_month(),
            Self::Year(year) => Month { year: year.clamp(0, 9999), month: 12 },
        }
    }

    /// Its first day.
    pub fn first_day(self) -> NaiveDate {
        self.first_month().first_day()
    }

    /// Its last day.
    pub fn last_day(self) -> NaiveDate {
        self.last_month().last_day()
    }

    /// Its months, the earliest first.
    pub fn months(self) -> impl Iterator<Item = Month> {
        let (first, last) = (self.first_month(), self.last_month());
        (0..=first.until(last)).map(move |n| first.plus(n))
    }

    /// The fewest years and months that make it: each whole year as one, the months that are left by themselves.
    pub fn parts(self) -> Vec<Self> {
        let mut parts = Vec::new();
        let (mut month, last) = (self.first_month(), self.last_month());
        while month <= last {
            if month.month == 1 && month.plus(11) <= last {
                parts.push(Self::Year(month.year));
                month = month.plus(12);
            } else {
                parts.push(Self::Month(month));
                month = month.next();
            }
            if month.year == 9999 && month.month == 12 {
                break;
            }
        }
        parts
    }

    /// Whether `month` lies in it.
    pub fn contains(self, month: Month) -> bool {
        (self.first_month()..=self.last_month()).contains(&month)
    }

    /// How people write it.
    pub fn label(self) -> Words {
        match self {
            Self::Month(month) => month.label(),
            Self::Quarter(quarter) => quarter.label(),
            Self::Year(year) => Words::made(format!("{year} 年"), year.to_string()),
            Self::Span(first, last) => Words::made(
                format!("{}至{}", first.label().zh, last.label().zh),
                format!("{first} to {last}"),
            ),
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Month(month) => month.fmt(f),
            Self::Quarter(quarter) => quarter.fmt(f),
            Self::Year(year) => write!(f, "{year:04}"),
            Self::Span(first, last) => write!(f, "{first}..{last}"),
        }
    }
}

fn digits(text: &str, count: usize) -> bool {
    text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day() -> impl Strategy<Value = NaiveDate> {
        // 1900 to 2200.
        (0..109_572_i32).prop_map(|n| NaiveDate::from_num_days_from_ce_opt(693_596 + n).unwrap())
    }

    proptest! {
        #[test]
        fn a_day_lies_in_its_periods_and_their_texts_sort_like_time(one in day(), other in day()) {
            let (month, quarter) = (Month::of(one), Quarter::of(one));
            for period in [Period::Month(month), Period::Quarter(quarter), Period::Year(one.year())] {
                prop_assert!((period.first_day()..=period.last_day()).contains(&one));
                prop_assert_eq!(Period::parse(&period.to_string()), Some(period));
                prop_assert!(period.contains(month));
                let days: i64 = period.months().map(|m| (m.last_day() - m.first_day()).num_days() + 1).sum();
                prop_assert_eq!(days, (period.last_day() - period.first_day()).num_days() + 1);
            }
            let later = Month::of(other);
            prop_assert_eq!(month.cmp(&later), month.to_string().cmp(&later.to_string()));
            prop_assert_eq!(quarter.cmp(&later.quarter()), quarter.to_string().cmp(&later.quarter().to_string()));
            prop_assert_eq!(month.plus(month.until(later)), later);
            prop_assert_eq!(month.next().previous(), month);
            prop_assert_eq!(quarter.next().previous(), quarter);
            prop_assert_eq!(quarter.next().first_day(), quarter.last_day().succ_opt().unwrap());
        }
    }

    #[test]
    fn what_is_no_period_is_refused() {
        for text in [
            "",
            "2025-13",
            "2025-00",
            "2025-Q5",
            "2025-3",
            "25-03",
            "2025-Q",
            "2025-12..2025-11",
            "+025",
        ] {
            assert_eq!(Period::parse(text), None, "{text}");
        }
        let plan = Period::parse("2021-01..2025-12").unwrap();
        assert_eq!(plan.months().count(), 60);
        assert_eq!(plan.to_string(), "2021-01..2025-12");
        assert_eq!(Period::Quarter(Quarter::parse("2024-Q1").unwrap()).last_day().day(), 31);
        assert_eq!(Month::parse("2024-02").unwrap().last_day().day(), 29);
    }
}
