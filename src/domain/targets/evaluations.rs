//! Looking back at a target at fixed moments: when half its time is over, and at the end of every year.

use super::{
    forecasts::{Course, Outlook, Weighing},
    shares::milestones,
};

/// A pace needed that is this much the present one means that the plan does not fit any more.
const TOO_FAST: f64 = 1.5;

/// How a target stood when some of its months had closed, by what is known today.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluation {
    /// How many months had closed.
    pub months: usize,
    /// What was to be reached by then: a rounded cumulative sum.
    pub milestone: u64,
    /// What was to be reached within the twelve months before, at a year's end.
    pub years_share: Option<u64>,
    /// What was reached in them.
    pub years_done: Option<u64>,
    /// How it stood and where it led.
    pub outlook: Outlook,
    /// Needed per month from then on, over what a month brought; none where nothing was needed any more or no
    /// month was left, and where a month brought nothing.
    pub ratio: Option<f64>,
    /// Whether to propose to plan anew: the old target stays in sight.
    pub replan: bool,
}

/// The evaluation when half of the time is over; none before.
pub fn midterm(course: &Course<'_>, weighing: Weighing) -> Option<Evaluation> {
    let half = course.months / 2;
    (half > 0 && course.counts.len() >= half).then(|| at(course, half, weighing))
}

/// The evaluations at the end of each year that is over.
pub fn year_ends(course: &Course<'_>, weighing: Weighing) -> Vec<Evaluation> {
    let closed = course.counts.len().min(course.months);
    (1..=closed / 12).map(|year| at(course, year * 12, weighing)).collect()
}

fn at(course: &Course<'_>, months: usize, weighing: Weighing) -> Evaluation {
    let then = Course { counts: course.counts.get(..months).unwrap_or(course.counts), ..*course };
    let outlook = then.outlook(weighing);
    let line = milestones(course.target, course.months, course.seasons);
    let reached =
        |month: usize| month.checked_sub(1).and_then(|n| line.get(n)).copied().unwrap_or(0);
    let year = months.is_multiple_of(12).then(|| months - 12);
    let needed = outlook.required_per_month.filter(|needed| *needed > 0.0);
    let current = outlook.current_per_month.unwrap_or(0.0);
    let ratio = needed.filter(|_| current > 0.0).map(|needed| needed / current);
    Evaluation {
        months,
        milestone: reached(months),
        years_share: year.map(|before| reached(months) - reached(before)),
        years_done: year.map(|before| then.counts.iter().skip(before).sum()),
        replan: needed.is_some() && ratio.is_none_or(|ratio| ratio > TOO_FAST),
        outlook,
        ratio,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_way() {
        let early = Course { counts: &[5; 29], months: 60, target: 400, seasons: &[] };
        assert_eq!(midterm(&early, Weighing::default()), None);
        // 150 of 400 after 30 months: 250 in 30 months are 1.67 times the pace.
        let slow = Course { counts: &[5; 40], ..early };
        let found = midterm(&slow, Weighing::default()).unwrap();
        assert_eq!((found.months, found.milestone, found.outlook.done), (30, 200, 150));
        assert!((found.ratio.unwrap() - 250.0 / 30.0 / 5.0).abs() < 1e-9 && found.replan);
        let fine = Course { counts: &[6; 30], ..early };
        let found = midterm(&fine, Weighing::default()).unwrap();
        assert!(!found.replan && found.ratio.unwrap() < 1.5);
        let nothing = Course { counts: &[0; 30], ..early };
        let found = midterm(&nothing, Weighing::default()).unwrap();
        assert!(found.replan && found.ratio.is_none());
        let met = Course { counts: &[20; 30], ..early };
        let found = midterm(&met, Weighing::default()).unwrap();
        assert!(!found.replan && found.ratio.is_none());
    }

    #[test]
    fn at_the_ends_of_years() {
        let mut counts = [8; 60];
        counts[12..24].fill(3);
        let course = Course { counts: &counts, months: 60, target: 400, seasons: &[] };
        let found = year_ends(&course, Weighing::default());
        let told: Vec<_> = found
            .iter()
            .map(|one| (one.months, one.milestone, one.years_share, one.years_done))
            .collect();
        assert_eq!(
            told,
            [
                (12, 80, Some(80), Some(96)),
                (24, 160, Some(80), Some(36)),
                (36, 240, Some(80), Some(96)),
                (48, 320, Some(80), Some(96)),
                (60, 400, Some(80), Some(96)),
            ]
        );
        assert_eq!(year_ends(&Course { counts: &counts[..11], ..course }, Weighing::default()), []);
    }
}
