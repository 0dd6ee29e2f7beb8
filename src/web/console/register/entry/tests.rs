//! Between form and intake.

use super::*;

fn posted(pairs: &[(&str, &str)]) -> Values {
    let owned = |&(name, value): &(&str, &str)| (name.to_owned(), value.to_owned());
    Values::from(pairs.iter().map(owned).collect::<Vec<_>>())
}

#[test]
fn rows_keep_their_numbers() {
    let values =
        posted(&[("phone_1", ""), ("phone_3", "13800000003"), ("relative_2_name", "张某")]);
    let intake = intake(&values);
    assert_eq!(intake.phones.len(), 3);
    assert_eq!(intake.phones[2].number, "13800000003");
    assert_eq!(intake.relatives[1].name, "张某");
}

#[test]
fn a_programme_takes_only_its_own_fields() {
    let values = posted(&[
        ("programmes", "organ"),
        ("programmes", "body"),
        ("organs", "heart"),
        ("national_no", "N1"),
        ("body_uses", "医学教学"),
        ("card_no", "K1"),
    ]);
    let registrations = intake(&values).registrations;
    assert_eq!(registrations[0].organs, ["heart"]);
    assert!(
        registrations.iter().all(|one| one.national_number.is_empty() && one.card_number == "K1")
    );
    assert!(registrations[0].use_limits.is_empty());
    assert_eq!(registrations[1].use_limits, "医学教学");
}

#[test]
fn a_consent_without_a_day_takes_the_registrations() {
    let values = posted(&[("consent_enrolment", "yes"), ("registered_on", "2025-05-01")]);
    assert_eq!(intake(&values).consents[0].given_on, "2025-05-01");
    let problem = Problem::new("consent_enrolment_on", "future", Words::new("", ""));
    let again = Problem::new("registered_on", "future", Words::new("", ""));
    let placed = placed(&values, vec![problem, again.clone()]);
    assert_eq!(placed, [again]);
}

#[test]
fn organs_are_chosen_outright() {
    let (organ, day) = (("programmes", "organ"), ("registered_on", "2025-05-01"));
    let codes = |values| gaps(&values).into_iter().map(|gap| gap.field).collect::<Vec<_>>();
    assert_eq!(codes(posted(&[organ, day, ("unit", "u")])), ["organs"]);
    assert!(codes(posted(&[organ, day, ("unit", "u"), ("organs_all", "yes")])).is_empty());
    assert_eq!(codes(posted(&[])), ["unit"]);
    assert_eq!(codes(posted(&[("programmes", "body"), ("unit", "u")])), ["registered_on"]);
}
