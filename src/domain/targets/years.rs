//! The time of a target: whole years, as plans are written.

use chrono::{Datelike, NaiveDate};

/// The longest plan.
const MOST: i32 = 20;

/// Years from the first to the last, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Years {
    /// The first.
    pub first: i32,
    /// The last.
    pub last: i32,
}

impl Years {
    /// The years `first` to `last`; none for more than twenty, or before 1990 or after 2200.
    pub fn new(first: i32, last: i32) -> Option<Self> {
        let known = (1990..=2200).contains(&first) && (1990..=2200).contains(&last);
        (known && first <= last && last - first < MOST).then_some(Self { first, last })
    }

    /// How many months it lasts.
    pub fn months(self) -> usize {
        usize::try_from(12 * (self.last - self.first + 1)).unwrap_or(0)
    }

    /// How many of its months have ended before `day`: all that can be judged.
    pub fn closed(self, day: NaiveDate) -> usize {
        let passed = 12 * (day.year() - self.first) + day.month0().cast_signed();
        usize::try_from(passed).unwrap_or(0).min(self.months())
    }

    /// Whether `day` lies within.
    pub fn contains(self, day: NaiveDate) -> bool {
        (self.first..=self.last).contains(&day.year())
    }

    /// Year and month of its month `n`, from 0.
    pub fn month(self, n: usize) -> (i32, u32) {
        let year = i32::try_from(n / 12).unwrap_or(MOST);
        let month = u32::try_from(n % 12).unwrap_or(0);
        (self.first + year, month + 1)
    }

    /// `2021–2025`, or `2023`.
    pub fn text(self) -> String {
        if self.first == self.last {
            self.first.to_string()
        } else {
            format!("{}–{}", self.first, self.last)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_that_have_ended() {
        let years = Years::new(2021, 2025).unwrap();
        let on = |text: &str| years.closed(text.parse().unwrap());
        assert_eq!(
            [
                on("2020-12-31"),
                on("2021-01-31"),
                on("2021-02-01"),
                on("2023-07-15"),
                on("2025-12-31"),
                on("2026-01-01"),
                on("2030-01-01")
            ],
            [0, 0, 1, 30, 59, 60, 60]
        );
        assert_eq!(
            (years.month(0), years.month(29), years.month(59)),
            ((2021, 1), (2023, 6), (2025, 12))
        );
        assert_eq!(
            (Years::new(2025, 2021), Years::new(1900, 1901), Years::new(2000, 2030)),
            (None, None, None)
        );
    }
}
