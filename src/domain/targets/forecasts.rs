//! Where a cumulative target will end if the pace of the past continues: a negative binomial forecast of what
//! is still to come, whose spread comes from the months themselves. Drives make months differ far more than
//! chance would, so that a Poisson forecast must not be used.
//!
//! Source: statistics §3, as its vectors (`tests/data/forecast.json`) have it.

use statrs::function::beta::checked_beta_reg;

use crate::domain::codes::codes;

/// Fewer closed months say nothing about how much months differ.
pub const FEWEST_MONTHS: usize = 6;

/// The dispersion assumed until there are enough months.
const EARLY_DISPERSION: f64 = 2.0;

/// From this probability on a target counts as well under way, and down from the other as in danger.
const LIKELY: f64 = 0.8;
const UNLIKELY: f64 = 0.2;

codes! {
    /// How a target stands.
    Standing {
        /// Reached.
        Met = "met", "已完成", "met";
        /// The time is over and it was not reached.
        Missed = "missed", "未完成", "missed";
        /// The forecast meets it with at least 80 %.
        Green = "green", "进展顺利", "on course";
        /// Between the two.
        Amber = "amber", "尚不确定", "uncertain";
        /// The forecast meets it with less than 20 %.
        Red = "red", "难以完成", "unlikely";
        /// Fewer than six closed months.
        TooEarly = "too_early", "为时尚早", "too early to say";
    }
}

/// How the past is weighed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weighing {
    /// δ: what a month counts beside the one after it, above 0 to 1.
    pub forgetting: f64,
    /// σ: how far the pace may drift in a year, as a share of itself, from 0.
    pub drift: f64,
}

impl Default for Weighing {
    fn default() -> Self {
        Self { forgetting: 0.97, drift: 0.10 }
    }
}

/// A cumulative target and what came so far.
#[derive(Debug, Clone, Copy)]
pub struct Course<'a> {
    /// What came in each closed month, the first month of the target first.
    pub counts: &'a [u64],
    /// Months of the target's whole time.
    pub months: usize,
    /// What is to be reached.
    pub target: u64,
    /// The weight of each month of the time, of mean 1; all alike where it is empty.
    pub seasons: &'a [f64],
}

/// How far one is, and where it leads.
#[derive(Debug, Clone, PartialEq)]
pub struct Outlook {
    /// Reached by the end of the last closed month.
    pub done: u64,
    /// What the pace line asks for by then.
    pub pace: f64,
    /// Still missing.
    pub remaining: u64,
    /// Needed in each month from now on; none where no month is left.
    pub required_per_month: Option<f64>,
    /// What a month brings now, the months weighed; none before the first has closed.
    pub current_per_month: Option<f64>,
    /// Done over pace; none before the first month has closed.
    pub attainment: Option<f64>,
    /// Where it leads; none before the first month has closed and after the last.
    pub forecast: Option<Forecast>,
    /// The probability, 0 to 1, of meeting the target; none before the first month has closed.
    pub probability: Option<f64>,
    /// The colour.
    pub standing: Standing,
}

/// The distribution of the total at the end.
#[derive(Debug, Clone, PartialEq)]
pub struct Forecast {
    /// λ: expected in a month of weight 1.
    pub rate: f64,
    /// φ: how much more than chance the months differ, from 1.
    pub dispersion: f64,
    /// Years from the middle of what was seen to the middle of what is to come.
    pub gap_years: f64,
    /// Expected from now to the end.
    pub mean: f64,
    /// Its variance.
    pub variance: f64,
    /// The negative binomial's size, not a whole number.
    pub size: f64,
    /// Its probability.
    pub p: f64,
    /// Expected in all at the end.
    pub expected_total: f64,
    /// The total at the end, with 80 %.
    pub interval80: (u64, u64),
    /// With 95 %.
    pub interval95: (u64, u64),
    /// Months until the target is reached at the present rate.
    pub months_to_target: f64,
}

impl Outlook {
    /// The same where `running` came since the last closed month: that can meet the target, and nothing else is
    /// judged by a month that has not closed.
    #[must_use]
    pub fn with_running(self, running: u64) -> Self {
        if running < self.remaining || self.remaining == 0 {
            return self;
        }
        let required_per_month = self.required_per_month.map(|_| 0.0);
        Self {
            remaining: 0,
            required_per_month,
            probability: Some(1.0),
            standing: Standing::Met,
            ..self
        }
    }
}

impl Course<'_> {
    /// Where it stands and leads.
    pub fn outlook(&self, weighing: Weighing) -> Outlook {
        let closed = self.counts.len().min(self.months);
        let done: u64 = self.counts.iter().take(closed).sum();
        let left = self.months - closed;
        let remaining = self.target.saturating_sub(done);
        let pace = self.pace(closed);
        let forecast = (closed > 0 && left > 0).then(|| self.forecast(closed, remaining, weighing));
        let probability = match &forecast {
            _ if remaining == 0 => Some(1.0),
            _ if left == 0 => Some(0.0),
            Some((forecast, _)) => at_least(remaining, forecast.size, forecast.p),
            None => None,
        };
        let standing = match probability {
            _ if remaining == 0 => Standing::Met,
            _ if left == 0 => Standing::Missed,
            Some(_) if closed < FEWEST_MONTHS => Standing::TooEarly,
            Some(p) if p >= LIKELY => Standing::Green,
            Some(p) if p < UNLIKELY => Standing::Red,
            Some(_) => Standing::Amber,
            None => Standing::TooEarly,
        };
        let current = forecast.as_ref().map(|(_, current)| *current);
        Outlook {
            done,
            pace,
            remaining,
            required_per_month: (left > 0).then(|| remaining as f64 / left as f64),
            current_per_month: current.or((closed > 0).then(|| done as f64 / closed as f64)),
            attainment: (pace > 0.0).then(|| done as f64 / pace),
            forecast: forecast.map(|(forecast, _)| forecast),
            probability,
            standing,
        }
    }

    /// What the pace line asks for at the end of the first `closed` months.
    pub fn pace(&self, closed: usize) -> f64 {
        let sum = |months: usize| (0..months).map(|month| self.season(month)).sum::<f64>();
        if self.months == 0 {
            return 0.0;
        }
        self.target as f64 * sum(closed.min(self.months)) / sum(self.months)
    }

    fn season(&self, month: usize) -> f64 {
        self.seasons.get(month).copied().unwrap_or(1.0)
    }

    /// The forecast from `closed` months, and what a month of weight 1 brought.
    fn forecast(&self, closed: usize, remaining: u64, weighing: Weighing) -> (Forecast, f64) {
        let Weighing { forgetting, drift } = weighing;
        let left = self.months - closed;
        let weigh =
            |month: usize| forgetting.powi(i32::try_from(closed - 1 - month).unwrap_or(i32::MAX));
        let past = || self.counts.iter().take(closed).enumerate();
        let weights: f64 = past().map(|(month, _)| weigh(month)).sum();
        let exposure: f64 = past().map(|(month, _)| weigh(month) * self.season(month)).sum();
        let weighed: f64 = past().map(|(month, n)| weigh(month) * *n as f64).sum();
        let rate = (weighed + 0.5) / exposure;
        let dispersion = if closed < FEWEST_MONTHS {
            EARLY_DISPERSION
        } else {
            let pearson: f64 = past()
                .map(|(month, n)| {
                    let expected = rate * self.season(month);
                    weigh(month) * (*n as f64 - expected).powi(2) / expected
                })
                .sum();
            (pearson / (weights - 1.0)).max(1.0)
        };
        let age: f64 =
            past().map(|(month, _)| weigh(month) * ((closed - month) as f64 - 0.5)).sum::<f64>()
                / weights;
        let gap_years = (age + left as f64 / 2.0) / 12.0;
        let future: f64 = (closed..self.months).map(|month| self.season(month)).sum();
        let mean = rate * future;
        let variance = dispersion * mean * (1.0 + future / exposure)
            + mean * mean * (drift * drift * gap_years).exp_m1();
        let p = mean / variance;
        let size = mean * p / (1.0 - p);
        let done: u64 = self.counts.iter().take(closed).sum();
        let between =
            |low: f64, high: f64| (done + quantile(low, size, p), done + quantile(high, size, p));
        let forecast = Forecast {
            rate,
            dispersion,
            gap_years,
            mean,
            variance,
            size,
            p,
            expected_total: done as f64 + mean,
            interval80: between(0.1, 0.9),
            interval95: between(0.025, 0.975),
            months_to_target: remaining as f64 / rate,
        };
        (forecast, weighed / exposure)
    }
}

/// P(X ≥ `least`) of a negative binomial variable: I of 1−p at (least, size).
fn at_least(least: u64, size: f64, p: f64) -> Option<f64> {
    if least == 0 {
        return Some(1.0);
    }
    checked_beta_reg(least as f64, size, 1.0 - p).ok().map(|share| share.clamp(0.0, 1.0))
}

/// The smallest number of which P(X ≤ number) reaches `share`.
fn quantile(share: f64, size: f64, p: f64) -> u64 {
    // Beyond the parameters' range nothing is reached; the search then ends at its bound.
    let reached = |k: u64| checked_beta_reg(size, k as f64 + 1.0, p).is_ok_and(|at| at >= share);
    let (mut low, mut high) = (0_u64, 1_u64);
    while !reached(high) && high < 1 << 40 {
        high *= 2;
    }
    while low < high {
        let middle = low + (high - low) / 2;
        if reached(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    fn vectors() -> Value {
        serde_json::from_str(include_str!("../../../tests/data/forecast.json")).unwrap()
    }

    fn numbers(value: &Value) -> Vec<f64> {
        value
            .as_array()
            .map(|list| list.iter().filter_map(Value::as_f64).collect())
            .unwrap_or_default()
    }

    fn close(found: Option<f64>, wanted: &Value, what: &str) {
        match (found, wanted.as_f64()) {
            (Some(found), Some(wanted)) => {
                let scale = wanted.abs().max(1.0);
                assert!((found - wanted).abs() <= 1e-8 * scale, "{what}: {found}, not {wanted}");
            }
            (found, wanted) => assert_eq!(found, wanted, "{what}"),
        }
    }

    #[test]
    fn every_forecast_of_the_vectors() {
        let vectors = vectors();
        let rows = vectors["forecast"].as_array().unwrap();
        assert!(rows.len() >= 9);
        for row in rows {
            let name = row["name"].as_str().unwrap();
            let counts: Vec<u64> =
                row["y"].as_array().unwrap().iter().map(|n| n.as_u64().unwrap()).collect();
            let seasons = numbers(&row["seasonal"]);
            let course = Course {
                counts: &counts,
                months: usize::try_from(row["H"].as_u64().unwrap()).unwrap(),
                target: row["N"].as_u64().unwrap(),
                seasons: &seasons,
            };
            let weighing = Weighing {
                forgetting: row["delta"].as_f64().unwrap(),
                drift: row["sigma"].as_f64().unwrap(),
            };
            let (found, wanted) = (course.outlook(weighing), &row["out"]);
            assert_eq!(found.done, wanted["done"].as_u64().unwrap(), "{name}");
            assert_eq!(found.remaining, wanted["remaining"].as_u64().unwrap(), "{name}");
            assert_eq!(found.standing.code(), row["flag"].as_str().unwrap(), "{name}");
            for (field, value) in [
                ("pace", Some(found.pace)),
                ("required_per_month", found.required_per_month),
                ("current_per_month", found.current_per_month),
                ("attainment", found.attainment),
                ("prob", found.probability),
            ] {
                close(value, &wanted[field], &format!("{name}: {field}"));
            }
            let Some(forecast) = found.forecast else {
                assert!(wanted.get("rate").is_none(), "{name}");
                continue;
            };
            for (field, value) in [
                ("rate", forecast.rate),
                ("phi", forecast.dispersion),
                ("gap_years", forecast.gap_years),
                ("mean_remaining", forecast.mean),
                ("var_remaining", forecast.variance),
                ("nb_n", forecast.size),
                ("nb_p", forecast.p),
                ("expected_total", forecast.expected_total),
                ("months_to_target_at_current_rate", forecast.months_to_target),
            ] {
                close(Some(value), &wanted[field], &format!("{name}: {field}"));
            }
            for (field, (low, high)) in
                [("interval80", forecast.interval80), ("interval95", forecast.interval95)]
            {
                let wanted: Vec<u64> =
                    wanted[field].as_array().unwrap().iter().map(|n| n.as_u64().unwrap()).collect();
                assert_eq!(vec![low, high], wanted, "{name}: {field}");
            }
        }
    }

    #[test]
    fn before_the_first_month_and_after_the_last() {
        let course = Course { counts: &[], months: 60, target: 400, seasons: &[] };
        let found = course.outlook(Weighing::default());
        assert_eq!(
            (found.standing, found.probability, found.forecast),
            (Standing::TooEarly, None, None)
        );
        assert_eq!((found.pace, found.attainment), (0.0, None));
        let over = Course { counts: &[30; 12], months: 12, target: 400, seasons: &[] };
        let found = over.outlook(Weighing::default());
        assert_eq!((found.standing, found.probability), (Standing::Missed, Some(0.0)));
        assert_eq!((found.remaining, found.required_per_month), (40, None));
        // What comes after the end does not count any more.
        let later = Course { counts: &[30; 20], ..over };
        assert_eq!(later.outlook(Weighing::default()), found);
    }

    #[test]
    fn the_running_month_can_meet_a_target_and_nothing_else() {
        let course = Course { counts: &[5; 30], months: 60, target: 160, seasons: &[] };
        let before = course.outlook(Weighing::default());
        assert_eq!(before.clone().with_running(9), before);
        let met = before.with_running(10);
        assert_eq!((met.standing, met.probability, met.remaining), (Standing::Met, Some(1.0), 0));
        assert_eq!((met.done, met.required_per_month), (150, Some(0.0)));
    }

    #[test]
    fn early_is_said_even_of_a_good_beginning() {
        let course = Course { counts: &[60; 5], months: 60, target: 400, seasons: &[] };
        assert_eq!(course.outlook(Weighing::default()).standing, Standing::TooEarly);
        let met = Course { target: 300, ..course };
        assert_eq!(met.outlook(Weighing::default()).standing, Standing::Met);
    }

    proptest! {
        #[test]
        fn more_is_less_likely_and_intervals_hold(
            counts in prop::collection::vec(0..200_u64, 1..59),
            target in 1..20_000_u64,
            more in 1..2_000_u64,
        ) {
            let course = Course { counts: &counts, months: 60, target, seasons: &[] };
            let harder = Course { target: target + more, ..course };
            let (one, other) = (course.outlook(Weighing::default()), harder.outlook(Weighing::default()));
            prop_assert!(other.probability.unwrap() <= one.probability.unwrap() + 1e-12);
            prop_assert!(other.pace > one.pace);
            let forecast = one.forecast.unwrap();
            let ((a, b), (c, d)) = (forecast.interval95, forecast.interval80);
            prop_assert!(one.done <= a && a <= c && c <= d && d <= b);
            prop_assert!(forecast.variance > forecast.mean && forecast.dispersion >= 1.0);
            // What is reached with 90 % lies at or above the lower end.
            let sure = Course { target: c.max(1), ..course }.outlook(Weighing::default());
            prop_assert!(sure.probability.unwrap() >= 0.9 - 1e-9);
        }

        #[test]
        fn the_pace_line_rises_to_the_target(seasons in prop::collection::vec(0.5..2.0_f64, 60), target in 1..20_000_u64) {
            let course = Course { counts: &[], months: 60, target, seasons: &seasons };
            let line: Vec<f64> = (0..=60).map(|closed| course.pace(closed)).collect();
            prop_assert!(line.windows(2).all(|pair| pair[0] < pair[1]));
            prop_assert!((line[60] - target as f64).abs() < 1e-6);
        }
    }
}
