//! On which days the figures of which year close by themselves.

use chrono::NaiveDate;

use super::super::cohorts::{
    Closing,
    CohortState::{Final, Provisional},
};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

#[test]
fn last_year_closes_on_its_two_days_and_for_a_month_after_them() {
    let closing = Closing::default();
    for (today, due) in [
        ("2026-01-30", vec![]),
        ("2026-01-31", vec![(2025, Provisional)]),
        ("2026-03-02", vec![(2025, Provisional)]),
        ("2026-03-03", vec![]),
        ("2026-06-29", vec![]),
        ("2026-06-30", vec![(2025, Final)]),
        ("2026-07-30", vec![(2025, Final)]),
        ("2026-07-31", vec![]),
    ] {
        assert_eq!(closing.due(day(today)), due, "{today}");
    }
    assert_eq!(Closing { by_itself: false, ..closing }.due(day("2026-06-30")), []);
}

#[test]
fn closing_days_at_the_end_of_a_year_reach_into_the_next() {
    let closing = Closing { provisional: (1, 31), last: (12, 20), by_itself: true };
    assert_eq!(closing.due(day("2027-01-10")), [(2025, Final)]);
    assert_eq!(closing.due(day("2027-02-01")), [(2026, Provisional)]);
}
