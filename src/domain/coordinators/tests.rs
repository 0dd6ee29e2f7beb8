//! Who may witness when, and what is said of certificates.

use super::{inputs::CoordinatorInput, *};
use crate::domain::hours::Hours;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn certificate(from: &str, until: &str) -> Certificate {
    Certificate { number: "XT-330299-0001".to_owned(), from: day(from), until: day(until) }
}

fn coordinator(from: &str, until: &str) -> Coordinator {
    let input = CoordinatorInput {
        kind: "red_cross".to_owned(),
        name: "赵合壹".to_owned(),
        document_number: "330213199001010009".to_owned(),
        number: "XT-330299-0001".to_owned(),
        certified_from: from.to_owned(),
        certified_until: until.to_owned(),
        ..CoordinatorInput::default()
    };
    let read = input.read(day("2025-06-02")).expect("a synthetic coordinator");
    Coordinator {
        id: Uuid::nil(),
        version: 1,
        unit: Uuid::nil(),
        account: None,
        kind: read.kind,
        certified_from: read.certificate.from,
        certified_until: read.certificate.until,
        banned: false,
        details: CoordinatorDetails {
            name: read.name,
            document: read.document,
            number: read.certificate.number,
            phone: read.phone,
            trainings: Vec::new(),
            former: Vec::new(),
            banned_on: None,
            ban_reason: None,
            lifted: Vec::new(),
        },
    }
}

fn why_not(coordinator: &Coordinator, on: &str) -> Option<&'static str> {
    coordinator.may_witness(day(on)).err().map(|problem| problem.code)
}

#[test]
fn both_ends_of_a_certificate_belong_to_it() {
    let her = coordinator("2023-01-01", "2025-12-31");
    for (on, expected) in [
        ("2022-12-31", Some("not_yet_certified")),
        ("2023-01-01", None),
        ("2025-12-31", None),
        ("2026-01-01", Some("certificate_expired")),
    ] {
        assert_eq!(why_not(&her, on), expected, "{on}");
    }
    let hospital = Coordinator { kind: CoordinatorKind::Hospital, ..her };
    assert_eq!(why_not(&hospital, "2024-01-01"), Some("hospital_coordinator"));
}

#[test]
fn a_former_certificate_still_covers_its_days() {
    let mut her = coordinator("2020-01-01", "2022-12-31");
    her.renew(certificate("2023-03-01", "2026-02-28")).expect("a longer one");
    assert_eq!(her.details.former.len(), 1);
    for (on, expected) in [
        ("2019-12-31", Some("not_yet_certified")),
        ("2022-12-31", None),
        ("2023-01-01", Some("certificate_expired")),
        ("2023-03-01", None),
        ("2026-03-01", Some("certificate_expired")),
    ] {
        assert_eq!(why_not(&her, on), expected, "{on}");
    }
    let shorter = her.renew(certificate("2024-01-01", "2026-02-28")).expect_err("no longer");
    assert_eq!((shorter.field.as_ref(), shorter.code), ("certified_until", "not_longer"));
}

#[test]
fn a_ban_holds_from_its_day_until_it_is_taken_back() {
    let mut her = coordinator("2023-01-01", "2025-12-31");
    her.ban(day("2025-06-01"), "合成原因".to_owned()).expect("a ban");
    assert_eq!(why_not(&her, "2025-06-01"), Some("banned"));
    assert_eq!(why_not(&her, "2025-05-31"), None, "what she witnessed before stands");
    assert_eq!(her.certificate_state(day("2025-06-02"), 90), CertificateState::Banned);
    assert!(her.ban(day("2025-06-02"), "再次".to_owned()).is_err());
    assert!(her.renew(certificate("2026-01-01", "2028-12-31")).is_err());
    her.lift_ban(day("2025-06-02"), "误记".to_owned()).expect("a mistake");
    assert_eq!(why_not(&her, "2025-06-02"), None);
    assert_eq!(her.details.lifted[0].banned_on, Some(day("2025-06-01")));
    assert!(her.lift_ban(day("2025-06-02"), "误记".to_owned()).is_err());
}

#[test]
fn a_certificate_runs_out_in_words() {
    let mut her = coordinator("2023-01-01", "2025-08-31");
    let state = |her: &Coordinator, on: &str| her.certificate_state(day(on), 90);
    assert_eq!(state(&her, "2022-12-31"), CertificateState::NotYet { from: day("2023-01-01") });
    assert_eq!(state(&her, "2025-06-01"), CertificateState::Valid { until: day("2025-08-31") });
    let soon = state(&her, "2025-06-02");
    assert_eq!(soon, CertificateState::Expiring { until: day("2025-08-31") });
    assert_eq!(soon.words(day("2025-06-02")).zh, "90 天后到期");
    assert_eq!(state(&her, "2025-08-31").words(day("2025-08-31")).zh, "0 天后到期");
    assert_eq!(state(&her, "2025-09-01"), CertificateState::Expired { since: day("2025-08-31") });
    // Renewed ahead without a gap, it holds to the end of the new one.
    her.renew(certificate("2025-09-01", "2028-08-31")).expect("a longer one");
    assert_eq!(state(&her, "2025-06-02"), CertificateState::Valid { until: day("2028-08-31") });
    assert!(state(&her, "2030-01-01") < soon && soon < state(&her, "2026-01-01"));
}

#[test]
fn everything_wrong_with_a_form_is_told_at_once() {
    let wrong = CoordinatorInput {
        unit: "1".to_owned(),
        certified_from: "2025-01-01".to_owned(),
        certified_until: "2024-01-01".to_owned(),
        number: "X".repeat(41),
        phone: "12".to_owned(),
        ..CoordinatorInput::default()
    };
    let problems = wrong.read(day("2025-06-02")).err().expect("problems");
    let told: Vec<_> = problems.iter().map(|one| (one.field.as_ref(), one.code)).collect();
    assert_eq!(
        told,
        [
            ("unit", "not_in_list"),
            ("kind", "missing"),
            ("name", "missing"),
            ("document_number", "missing"),
            ("number", "too_long"),
            ("phone", "length"),
        ]
    );
    let backwards = CoordinatorInput { number: "X1".to_owned(), ..wrong };
    let problems = backwards.read(day("2025-06-02")).err().expect("problems");
    assert!(problems.iter().any(|one| one.code == "before_first_day"));
}

#[test]
fn nothing_personal_stands_in_debug_and_numbers_are_masked() {
    let mut her = coordinator("2023-01-01", "2025-12-31");
    let hours = Hours::of_tenths(15);
    let training = Training { on: day("2025-01-01"), what: "合成培训".to_owned(), hours };
    her.train(training.clone()).expect("a training");
    assert!(her.train(training).is_err(), "twice");
    let shown = format!("{her:?}{:?}{:?}", her.certificate(), her.details.trainings);
    for secret in ["赵", "330213199001010009", "0001", "培训"] {
        assert!(!shown.contains(secret), "{shown}");
    }
    assert_eq!(her.certificate().masked_number(), "****0001");
}
