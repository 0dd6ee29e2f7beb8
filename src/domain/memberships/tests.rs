//! Nobody joins but on a consent that stood on that day, everybody leaves at once, and a roll tells no more than
//! the consent covers.

use chrono::DateTime;
use proptest::prelude::*;

use super::{inputs::MembershipInput, *};
use crate::domain::{
    consents::ConsentDetails, documents::Document, names::Name, people::Sex, person::Identity,
    registrations::Way,
};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn today() -> NaiveDate {
    day("2025-06-02")
}

fn consent(n: u128, text: &str, given_on: &str, status: ConsentStatus) -> Consent {
    let details = ConsentDetails {
        text_version: text.to_owned(),
        text_hash: String::new(),
        given_on: given_on.parse().ok(),
        way: Way::OnSite,
        recipient: None,
        withdrawn_on: None,
    };
    let purpose = Purpose::Membership;
    Consent { id: Uuid::from_u128(n), version: 1, purpose, status, details }
}

fn given(n: u128) -> Consent {
    consent(n, "2026-2", "2025-03-05", ConsentStatus::Given)
}

fn person(consents: Vec<Consent>) -> Person {
    Person {
        id: Uuid::nil(),
        version: 1,
        unit: Uuid::nil(),
        status: PersonStatus::Living,
        death: None,
        do_not_contact: false,
        merged_into: None,
        identity: Identity {
            name: Name::parse("孙合壹").expect("a name"),
            document: Document::parse(None, "E12345678", today()).expect("a passport"),
            former_documents: Vec::new(),
            sex: Sex::Unknown,
            birth_date: None,
            ethnicity: None,
            education: None,
            employer: None,
            school: None,
            graduates_in: None,
            blood_type: None,
        },
        contacts: Default::default(),
        wishes: Default::default(),
        registrations: Vec::new(),
        consents,
        relatives: Vec::new(),
        created_at: DateTime::UNIX_EPOCH,
    }
}

fn input(joined_on: &str) -> MembershipInput {
    MembershipInput {
        kind: "member".to_owned(),
        joined_on: joined_on.to_owned(),
        ..MembershipInput::default()
    }
}

fn join(person: &Person, earlier: &[Membership], on: &str) -> Result<Membership, Vec<String>> {
    let codes = |problems: Vec<Problem>| {
        problems.iter().map(|one| format!("{} {}", one.field, one.code)).collect::<Vec<_>>()
    };
    let read = input(on).read(person, earlier, None, today()).map_err(codes)?;
    Ok(Membership {
        id: Uuid::from_u128(9),
        version: 1,
        unit: person.unit,
        person: person.id,
        kind: read.kind,
        joined_on: read.joined_on,
        status: MembershipStatus::Active,
        details: read.details,
    })
}

fn ended(mut one: Membership, why: EndReason) -> Membership {
    one.end(Ending { on: today(), by: None, why }).expect("it ends");
    one
}

#[test]
fn it_takes_a_consent_that_stood_that_day_and_stands_now() {
    let her = person(vec![given(1)]);
    assert_eq!(join(&her, &[], "2025-03-04").unwrap_err(), ["joined_on before_consent"]);
    let one = join(&her, &[], "2025-03-05").expect("she joins");
    assert_eq!(one.details.consent, Uuid::from_u128(1));
    assert_eq!(join(&her, &[one], "2025-06-02").unwrap_err(), ["kind one_already"]);

    let none = ["consent no_consent"];
    assert_eq!(join(&person(vec![]), &[], "2025-06-02").unwrap_err(), none);
    let withdrawn = consent(1, "2026-2", "2025-03-05", ConsentStatus::Withdrawn);
    assert_eq!(join(&person(vec![withdrawn]), &[], "2025-06-02").unwrap_err(), none);
    let unheard_of = consent(1, "1999-9", "2025-03-05", ConsentStatus::Given);
    assert_eq!(join(&person(vec![unheard_of]), &[], "2025-06-02").unwrap_err(), none);
    let undated = consent(1, "2026-2", "", ConsentStatus::Given);
    let refused = join(&person(vec![undated]), &[], "2025-06-02").unwrap_err();
    assert_eq!(refused, ["joined_on before_consent"]);
    let publicity = Consent { purpose: Purpose::Publicity, ..given(1) };
    assert_eq!(join(&person(vec![publicity]), &[], "2025-06-02").unwrap_err(), none);

    let died = Person { status: PersonStatus::Deceased, ..her.clone() };
    assert_eq!(join(&died, &[], "2025-06-02").unwrap_err(), ["person deceased"]);
    let merged = Person { status: PersonStatus::Merged, ..her };
    assert_eq!(join(&merged, &[], "").unwrap_err(), ["person merged", "joined_on missing"]);
}

#[test]
fn who_left_joins_again_on_a_new_consent_only() {
    let her = person(vec![given(1)]);
    let one = join(&her, &[], "2025-03-05").expect("she joins");
    let left = ended(one.clone(), EndReason::OwnWish);
    assert_eq!(
        left.clone().end(left.details.ended.clone().expect("it ended")).unwrap_err().code,
        "ended"
    );
    assert!(left.may_tell(&her).is_empty());
    let again = std::slice::from_ref(&left);
    assert_eq!(join(&her, again, "2025-06-02").unwrap_err(), ["consent no_consent"]);
    let anew = person(vec![given(1), given(2)]);
    assert_eq!(
        join(&anew, again, "2025-06-02").expect("again").details.consent,
        Uuid::from_u128(2)
    );
    // A death by mistake uses nothing up.
    join(&her, &[ended(one, EndReason::Died)], "2025-06-02").expect("she lives");
}

#[test]
fn it_falls_with_the_consent_and_with_her_life() {
    let her = person(vec![given(1), given(2)]);
    let one = join(&person(vec![given(1)]), &[], "2025-03-05").expect("she joins");
    assert_eq!(one.falls_with(&her), None);
    assert_eq!(one.may_tell(&her), Covered::ALL);
    let mut other = her.clone();
    other.consents[1].status = ConsentStatus::Withdrawn;
    assert_eq!(one.falls_with(&other), None, "another consent");
    let mut fell = her.clone();
    fell.consents[0].status = ConsentStatus::Withdrawn;
    assert_eq!(one.falls_with(&fell), Some(EndReason::ConsentWithdrawn));
    assert!(one.may_tell(&fell).is_empty(), "even before it has ended");
    let died = Person { status: PersonStatus::Deceased, ..her };
    assert_eq!(one.falls_with(&died), Some(EndReason::Died));
    assert!(one.may_tell(&died).is_empty());
    assert_eq!(ended(one, EndReason::OwnWish).falls_with(&died), None);
}

#[test]
fn each_text_covers_what_it_covers_and_the_text_of_today_covers_all() {
    let (version, words) = Purpose::Membership.text();
    assert_eq!(covers(version), Covered::ALL);
    for covered in [Covered::Name, Covered::Sex, Covered::Phone, Covered::Unit, Covered::JoinedOn] {
        assert!(words.contains(covered.label().zh.as_ref()), "the text names {}", covered.code());
    }
    assert!(
        !covers("2026-1").contains(&Covered::Phone) && covers("2026-1").contains(&Covered::Name)
    );
    assert!(covers("").is_empty());
    let her = person(vec![consent(1, "2026-1", "2025-03-05", ConsentStatus::Given)]);
    let one = join(&her, &[], "2025-03-05").expect("she joins");
    assert_eq!(one.may_tell(&her), covers("2026-1"));
    assert!(!format!("{one:?}").contains("consent"), "what is sealed is not in Debug");
}

proptest! {
    #[test]
    fn whatever_became_of_her_nothing_is_told_without_a_standing_consent(
        status in 0..3usize, given_now in any::<bool>(), over in any::<bool>(), on in 0..900u64,
    ) {
        let mut her = person(vec![given(1)]);
        let joined_on = (day("2023-01-01") + chrono::Days::new(on)).to_string();
        let Ok(mut one) = join(&her, &[], &joined_on) else { return Ok(()) };
        prop_assert!(one.joined_on >= day("2025-03-05"));
        her.status = [PersonStatus::Living, PersonStatus::Deceased, PersonStatus::Merged][status];
        her.consents[0].status = if given_now { ConsentStatus::Given } else { ConsentStatus::Withdrawn };
        if over {
            one = ended(one, EndReason::OwnWish);
        }
        let stands = given_now && !over && her.status == PersonStatus::Living;
        prop_assert_eq!(!one.may_tell(&her).is_empty(), stands);
    }
}
