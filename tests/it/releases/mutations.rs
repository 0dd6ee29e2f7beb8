//! Each guard is needed: without it the attack succeeds.

use lifelight::domain::{
    match_cases::reasons::ReasonGroup,
    releases::{building::Without, material::Cohort},
};

use super::{
    attack::Attack,
    offices::{Office, QUARTERS, places},
};

#[test]
fn without_the_complementary_step_small_groups_are_computed() {
    let mut office = Office::draw(0, places(4, 0, false), 3);
    office.without = Without::Complementary;
    for _ in 0..4 {
        office.publish();
    }
    let attack = Attack::on(office.files());
    let truth = office.truth();
    let small: Vec<_> = attack
        .recovered()
        .into_iter()
        .filter(|(name, _)| truth[name] < attack.blank[name])
        .collect();
    assert!(!small.is_empty(), "somebody subtracted");
    for (name, value) in &small {
        assert_eq!(*value, truth[name], "{name}");
    }
}

#[test]
fn without_the_ledger_releases_that_are_safe_alone_tell_together() {
    let mut broken = 0;
    for seed in 0..4 {
        let mut office = Office::draw(seed, places(0, 8, false), 2);
        office.without = Without::Ledger;
        for _ in 0..QUARTERS {
            let built = office.publish();
            let truth = office.truth();
            assert_eq!(
                Attack::on([built.text.as_str()]).broken(&truth),
                [""; 0],
                "each is safe alone"
            );
        }
        let attack = Attack::on(office.files());
        let truth = office.truth();
        broken += attack.broken(&truth).len();
    }
    assert!(broken > 0, "the quarters of a year gave its blanks away");
}

/// The numerators that give this share of `n`, rounded to a tenth of a per cent.
fn numerators(permille: u64, n: u64) -> Vec<u64> {
    (0..=n).filter(|x| (x * 2000 + n) / (2 * n) == permille).collect()
}

#[test]
fn the_rate_of_a_hidden_numerator_would_tell_it() {
    let mut office = Office::draw(2, places(0, 6, false), 4);
    office.close(1, 2022, 100);
    let cohort = office.material.cohorts.get_mut(&2022).expect("closed");
    // Four lost of two hundred.
    *cohort = Cohort { reasons: Some([(ReasonGroup::Family, 4)].into()), ..cohort.clone() };
    cohort.screening.lost = 4;
    cohort.screening.resolved = 200;
    cohort.remobilisation.excluded += 200;
    let built = office.publish();
    let truth = office.truth();
    let attack = Attack::on(office.files());
    assert_eq!(attack.broken(&truth), [""; 0]);
    let cell = |outcome: &str| format!("A4[outcome={outcome},period=2022,unit=9900]");
    assert_eq!(attack.blank.get(&cell("lost")), Some(&10));
    let line = built.release.rates.iter().find(|rate| rate.code == "R1" && rate.period == "2022");
    let line = line.expect("the rate has its line");
    assert_eq!((line.numerator, line.denominator, line.meets), (None, None, None));

    // Were it told, with the denominator that is shown or lies in a narrow interval, the numerator follows.
    let permille = (4 * 2000 + 200) / (2 * 200);
    let resolved = attack.shown.get(&cell("resolved")).copied().unwrap_or(200);
    let found = numerators(permille, u64::try_from(resolved).expect("a count"));
    assert_eq!(found, [4]);
    let told = attack.knowing(&cell("lost"), 4);
    assert!(!told.broken(&truth).is_empty() || told.recovered().is_empty());
    assert!(
        built
            .release
            .rates
            .iter()
            .all(|rate| rate.numerator.is_none() || rate.denominator.is_some())
    );
}
