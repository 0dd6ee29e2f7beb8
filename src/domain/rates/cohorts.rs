//! The cohort of a year, when its figures close, and what stands beside each of them.

use chrono::{Datelike, Duration, NaiveDate};
use serde::Deserialize;

use super::{
    definitions::Definition,
    intervals::{Interval, bounds, posterior_below, wilson},
    judgement::{Verdict, final_below, judge, meets, status},
    tallies::Tally,
};
use crate::domain::codes::codes;

codes! {
    /// Whether a cohort's figures may still change.
    CohortState {
        /// The year is running, or has just ended.
        Open = "open", "统计中", "Open";
        /// Provisional: what is pending is shown as such.
        Provisional = "provisional", "暂定", "Provisional";
        /// Final: later changes are corrections.
        Final = "final", "最终", "Final";
    }
}

/// The days of the following year on which a cohort's figures close (handbook §2.2: a notice of December
/// plus 60 and 53 working days reaches into June).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Closing {
    /// Provisionally: month and day.
    pub provisional: (u32, u32),
    /// Finally: month and day.
    pub last: (u32, u32),
    /// Closed by itself on these days; else by a supervisor only.
    pub by_itself: bool,
}

impl Default for Closing {
    fn default() -> Self {
        Self { provisional: (1, 31), last: (6, 30), by_itself: true }
    }
}

impl Closing {
    /// The day on which the figures of `year` become provisional.
    pub fn provisional_on(&self, year: i32) -> NaiveDate {
        day(year + 1, self.provisional)
    }

    /// The day on which they become final.
    pub fn final_on(&self, year: i32) -> NaiveDate {
        day(year + 1, self.last)
    }

    /// Where the cohort of `year` stands on `day`; from the closing day on it is closed.
    pub fn state(&self, year: i32, day: NaiveDate) -> CohortState {
        if day >= self.final_on(year) {
            CohortState::Final
        } else if day >= self.provisional_on(year) {
            CohortState::Provisional
        } else {
            CohortState::Open
        }
    }
}

/// For how many days a closing that was missed is made up by itself. After that the figures may belong to
/// ledgers that were only just imported: a supervisor closes them.
const MADE_UP: Duration = Duration::days(30);

impl Closing {
    /// The years that are to be closed by themselves on `today`, each in the state in which it then is.
    pub fn due(&self, today: NaiveDate) -> Vec<(i32, CohortState)> {
        if !self.by_itself {
            return Vec::new();
        }
        let fresh = |day: NaiveDate| day <= today && today - day <= MADE_UP;
        (today.year() - 2..today.year())
            .filter(|&year| fresh(self.provisional_on(year)) || fresh(self.final_on(year)))
            .map(|year| (year, self.state(year, today)))
            .collect()
    }
}

/// A day of a year; its last day where there is none such.
fn day(year: i32, (month, day): (u32, u32)) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day)
        .or_else(|| NaiveDate::from_ymd_opt(year, 12, 31))
        .unwrap_or(NaiveDate::MAX)
}

/// The year to whose cohort a notice belongs.
pub fn cohort_of(notice_on: NaiveDate) -> i32 {
    notice_on.year()
}

/// A rate as it is shown: never the percentage alone.
#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    /// The counts.
    pub tally: Tally,
    /// Numerator over denominator; none without cases.
    pub rate: Option<f64>,
    /// The rate if all pending cases are kept, and if all are lost.
    pub bounds: Option<Interval>,
    /// 95 % interval of Wilson.
    pub wilson: Option<Interval>,
    /// Whether the target is met, compared in integers; none without cases.
    pub meets: Option<bool>,
    /// How likely it is that the true rate is below the target.
    pub posterior_below: Option<f64>,
    /// How likely it is that the year ends below the target, given what is pending.
    pub final_below: Option<f64>,
    /// The verdict in words; none without cases.
    pub verdict: Option<Verdict>,
    /// The verdict together with what the pending cases can do to it, as a code.
    pub status: Option<String>,
}

impl Definition {
    /// All that is shown with `tally`.
    pub fn figures(&self, tally: Tally) -> Figures {
        let (x, n, m) = (tally.numerator, tally.denominator, tally.pending);
        Figures {
            rate: (n > 0).then(|| x as f64 / n as f64),
            bounds: bounds(x, n, m),
            wilson: wilson(x, n),
            meets: meets(x, n, self.target),
            posterior_below: posterior_below(x, n, self.target.share()),
            final_below: final_below(x, n, m, self.target),
            verdict: judge(x, n, self.target),
            status: status(x, n, m, self.target),
            tally,
        }
    }
}
