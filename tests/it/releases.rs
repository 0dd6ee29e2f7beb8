//! Published statistics: nothing that is left blank can be computed, and without any one of its three guards it could.
//! The attacker (`attack`) shares no code with who publishes.

mod attack;
pub(crate) mod demo;
mod edges;
mod kept;
mod mutations;
mod offices;
mod together;

use attack::Attack;
use offices::{Office, places};

/// Publishes `quarters` quarters, then attacks them: each alone, all joined, and as somebody who is alone in her
/// cell.
fn attacked(mut office: Office, quarters: usize) {
    for n in 0..quarters {
        if n == 1 {
            office.close(5, 2022, 60);
            office.close(6, 2023, 140);
        }
        if n == 5 {
            office.close(7, 2024, 400);
        }
        let built = office.publish();
        assert!(built.report.findings.is_empty());
        let truth = office.truth();
        let alone = Attack::on([built.text.as_str()]);
        // Shown is exact, adds up and is never small.
        for (cell, value) in &alone.shown {
            assert_eq!(value, &truth[cell], "{cell}");
        }
        assert_eq!(alone.unbalanced(), [""; 0]);
        for (id, value, k) in built.release.cells() {
            assert!(value.is_none_or(|value| value >= k), "{id:?}");
        }
        assert_eq!(alone.broken(&truth), [""; 0], "{}", built.release.release);
    }
    let joined = Attack::on(office.files());
    let truth = office.truth();
    assert_eq!(joined.broken(&truth), [""; 0]);
    assert_eq!(joined.insiders(&truth), [""; 0]);
    assert!(joined.shown.len() * 10 > joined.blank.len(), "something is told");
}

#[test]
fn nothing_is_recovered_from_a_county_with_townships() {
    for seed in 0..3 {
        attacked(Office::draw(seed, places(0, 12, seed == 1), 2), 8);
    }
}

#[test]
fn nothing_is_recovered_from_a_city_with_counties() {
    for seed in 0..3 {
        attacked(Office::draw(seed, places(3 + seed as usize, 0, seed == 1), 4), 8);
    }
}

#[test]
fn nothing_is_recovered_from_a_city_with_counties_and_townships() {
    for seed in 0..2 {
        attacked(Office::draw(seed, places(3, 3, false), 1 + seed), 8);
    }
}

#[test]
fn nothing_is_recovered_where_counties_are_shown_by_the_quarter() {
    let mut office = Office::draw(1, places(4, 0, false), 8);
    // The same rules for smaller numbers, so that the table begins in the second year.
    office.policy.quarterly_counties = (100, 50);
    attacked(Office { ..office }, 8);
}
