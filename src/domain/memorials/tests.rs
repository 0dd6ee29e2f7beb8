//! Nothing is shown without a consent that stands now, nobody approves her own draft, and what was withdrawn
//! stays withdrawn.

use chrono::DateTime;
use proptest::prelude::*;

use super::{inputs::MemorialInput, *};
use crate::domain::{
    consents::ConsentDetails,
    documents::Document,
    feasts::Feast,
    people::Sex,
    person::Identity,
    programmes::Programme,
    registrations::{RegistrationDetails, Way},
    words,
};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn today() -> NaiveDate {
    day("2025-06-02")
}

fn consent(n: u128, purpose: Purpose, status: ConsentStatus) -> Consent {
    let details = ConsentDetails {
        text_version: "2026-1".to_owned(),
        text_hash: String::new(),
        given_on: Some(day("2024-03-05")),
        way: Way::OnSite,
        recipient: None,
        withdrawn_on: None,
    };
    Consent { id: Uuid::from_u128(n), version: 1, purpose, status, details }
}

/// Somebody who died, with these consents.
fn person(consents: Vec<Consent>) -> Person {
    Person {
        id: Uuid::nil(),
        version: 1,
        unit: Uuid::nil(),
        status: PersonStatus::Deceased,
        do_not_contact: true,
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
        death: None,
        registrations: Vec::new(),
        consents,
        relatives: Vec::new(),
        created_at: DateTime::UNIX_EPOCH,
    }
}

fn own() -> MemorialInput {
    MemorialInput {
        naming: "own_name".to_owned(),
        consent: "own".to_owned(),
        born_in: "1956年".to_owned(),
        died_in: "2025".to_owned(),
        ..MemorialInput::default()
    }
}

fn family(on: &str) -> MemorialInput {
    MemorialInput {
        naming: "pseudonym".to_owned(),
        pseudonym: "清泉".to_owned(),
        consent: "family".to_owned(),
        family_relation: "daughter".to_owned(),
        family_name: "孙合贰".to_owned(),
        family_on: on.to_owned(),
        ..MemorialInput::default()
    }
}

const WRITER: Uuid = Uuid::from_u128(1);
const OTHER: Uuid = Uuid::from_u128(2);

fn entry(input: &MemorialInput, person: &Person) -> MemorialEntry {
    MemorialEntry {
        id: Uuid::from_u128(7),
        version: 1,
        unit: Uuid::nil(),
        person: person.id,
        status: MemorialStatus::Draft,
        engraving: None,
        details: input.read(person, &[], Some(WRITER), today()).expect("an entry"),
    }
}

fn withdrawal(on: &str) -> Withdrawal {
    Withdrawal { on: day(on), by: None, why: None, with_consent: false }
}

fn codes<T>(result: Result<T, Vec<words::Problem>>) -> Vec<(String, &'static str)> {
    let problems = result.err().unwrap_or_default();
    problems.into_iter().map(|one| (one.field.into_owned(), one.code)).collect()
}

fn given() -> Person {
    person(vec![consent(5, Purpose::Publicity, ConsentStatus::Given)])
}

#[test]
fn a_second_person_approves_and_only_while_the_consent_stands() {
    let her = given();
    let mut one = entry(&own(), &her);
    assert_eq!(one.details.shown_as, her.identity.name);
    assert_eq!((one.details.born_in, one.details.died_in), (Some(1956), Some(2025)));
    assert!(!one.may_be_shown(&her), "a draft");
    assert_eq!(one.approve(&her, Some(WRITER)).unwrap_err().code, "second_person");
    assert_eq!(one.approve(&her, None).unwrap_err().code, "second_person");
    let withdrawn = person(vec![consent(5, Purpose::Publicity, ConsentStatus::Withdrawn)]);
    assert_eq!(one.approve(&withdrawn, Some(OTHER)).unwrap_err().code, "consent_gone");
    let living = Person { status: PersonStatus::Living, ..given() };
    assert_eq!(one.approve(&living, Some(OTHER)).unwrap_err().code, "not_deceased");
    one.approve(&her, Some(OTHER)).expect("a second person");
    assert_eq!(one.approve(&her, Some(OTHER)).unwrap_err().code, "no_draft");
    assert!(one.may_be_shown(&her));
    assert!(!one.may_be_shown(&withdrawn), "asked again each time");
    assert!(one.falls_with(&withdrawn) && !one.falls_with(&her));
    // A consent to something else is none.
    assert!(!one.may_be_shown(&person(vec![consent(5, Purpose::Organ, ConsentStatus::Given)])));
    let mut renamed = given();
    renamed.identity.name = Name::parse("孙合壹壹").expect("a name");
    assert_eq!(one.consent_stands(&renamed).unwrap_err().code, "name_changed");
}

#[test]
fn what_she_said_in_life_goes_before_what_her_family_says() {
    let silent = person(Vec::new());
    let mut one = entry(&family("2025-05-30"), &silent);
    one.approve(&silent, Some(OTHER)).expect("her family speaks for her");
    let withdrawn = person(vec![consent(5, Purpose::Publicity, ConsentStatus::Withdrawn)]);
    assert_eq!(one.consent_stands(&withdrawn).unwrap_err().code, "she_withdrew");
    assert!(one.falls_with(&withdrawn));
    let told = codes(family("2025-05-30").read(&withdrawn, &[], None, today()));
    assert_eq!(told, [("consent".to_owned(), "she_withdrew")]);
    let mut confidential = person(Vec::new());
    let mut offer = realised(Uuid::from_u128(3), Programme::Body);
    offer.details = RegistrationDetails { confidential: true, ..offer.details };
    confidential.registrations.push(offer);
    assert_eq!(one.consent_stands(&confidential).unwrap_err().code, "confidential");
    confidential.consents.push(consent(6, Purpose::Publicity, ConsentStatus::Given));
    assert!(one.consent_stands(&confidential).is_ok(), "she changed her mind herself");
}

fn realised(id: Uuid, programme: Programme) -> crate::domain::registrations::Registration {
    use crate::domain::registrations::{Registration, RegistrationStatus, Stance};
    Registration {
        id,
        version: 1,
        unit: Uuid::nil(),
        programme,
        stance: Stance::Offers,
        status: RegistrationStatus::Realised,
        registered_on: None,
        pooled_on: None,
        ended_on: None,
        channel: None,
        details: RegistrationDetails::default(),
    }
}

#[test]
fn withdrawn_means_for_good_and_a_new_entry_takes_a_new_consent() {
    let her = given();
    let mut one = entry(&own(), &her);
    one.withdraw(withdrawal("2025-06-01")).expect("at once, as a draft too");
    assert_eq!(one.withdraw(withdrawal("2025-06-01")).unwrap_err().code, "withdrawn");
    assert!(one.approve(&her, Some(OTHER)).is_err());
    assert!(one.amend(one.details.clone()).is_err());
    let earlier = [one];
    let read = |input: &MemorialInput, her: &Person, earlier: &[MemorialEntry]| {
        input.read(her, earlier, Some(WRITER), today())
    };
    assert_eq!(codes(read(&own(), &her, &earlier)), [("consent".to_owned(), "no_own_consent")]);
    let mut again = given();
    again.consents.push(consent(8, Purpose::Publicity, ConsentStatus::Given));
    let new = read(&own(), &again, &earlier).expect("a new consent");
    assert_eq!(new.consent, MemorialConsent::Own { consent: Uuid::from_u128(8) });

    let silent = person(Vec::new());
    let mut one = entry(&family("2025-05-30"), &silent);
    assert_eq!(
        codes(read(&family("2025-06-02"), &silent, std::slice::from_ref(&one))),
        [("person".to_owned(), "one_already")]
    );
    one.withdraw(withdrawal("2025-06-01")).expect("withdrawn");
    let earlier = [one];
    for old in ["2025-05-30", "2025-05-31"] {
        let told = codes(read(&family(old), &silent, &earlier));
        assert_eq!(told, [("family_on".to_owned(), "old_consent")], "{old}");
    }
    assert!(read(&family("2025-06-01"), &silent, &earlier).is_ok());
}

#[test]
fn everything_wrong_with_a_form_is_told_at_once() {
    let told = |input: &MemorialInput| codes(input.read(&given(), &[], None, today()));
    let pair = |field: &str, code| (field.to_owned(), code);
    assert_eq!(
        told(&MemorialInput::default()),
        [pair("naming", "missing"), pair("consent", "missing")]
    );
    let wrong = MemorialInput {
        pseudonym: "孙合壹女士".to_owned(),
        born_in: "56".to_owned(),
        died_in: "2026".to_owned(),
        words: "电话 154-0000-0001".to_owned(),
        family_relation: "friend".to_owned(),
        family_name: String::new(),
        family_on: "2025-06-03".to_owned(),
        family_paper: "abc".to_owned(),
        ..family("")
    };
    assert_eq!(
        told(&wrong),
        [
            pair("pseudonym", "own_name"),
            pair("born_in", "year"),
            pair("died_in", "year"),
            pair("words", "personal_number"),
            pair("family_relation", "not_in_list"),
            pair("family_name", "missing"),
            pair("family_on", "future"),
            pair("family_paper", "hash"),
        ]
    );
    let backwards =
        MemorialInput { born_in: "1990".to_owned(), died_in: "1989".to_owned(), ..own() };
    assert_eq!(told(&backwards), [pair("died_in", "before_birth")]);
    let merged = Person { status: PersonStatus::Merged, ..given() };
    assert_eq!(codes(own().read(&merged, &[], None, today())), [pair("person", "merged")]);
}

#[test]
fn only_approved_entries_are_engraved_and_what_is_engraved_is_not_amended() {
    let her = given();
    let batch = Batch { on: day("2026-04-05"), feast: Feast::Qingming };
    let mut one = entry(&own(), &her);
    assert_eq!(one.engrave(&her, Some(batch)).unwrap_err().code, "not_approved");
    one.approve(&her, Some(OTHER)).expect("approved");
    assert_eq!(one.engrave(&person(Vec::new()), Some(batch)).unwrap_err().code, "consent_gone");
    one.engrave(&her, Some(batch)).expect("into the batch");
    let details = own().read(&her, &[], Some(OTHER), today()).expect("read");
    assert_eq!(one.amend(details.clone()).unwrap_err().code, "engraved");
    one.engrave(&her, None).expect("and out of it");
    one.amend(details).expect("amended");
    assert_eq!(one.status, MemorialStatus::Draft);
    assert_eq!(one.details.written_by, [WRITER, OTHER]);
    assert!(one.approve(&her, Some(OTHER)).is_err(), "who amended it wrote it too");
    assert!(!format!("{one:?}").contains("孙合"), "no name in Debug");
}

proptest! {
    /// Whatever is done in whatever order: shown is only what a second person approved and what stands.
    #[test]
    fn no_sequence_of_acts_shows_what_must_not_be_shown(acts in prop::collection::vec(0u8..6, 0..12)) {
        let mut her = given();
        let mut one = entry(&own(), &her);
        let mut gone = false;
        for act in acts {
            match act {
                0 => drop(one.approve(&her, Some(OTHER))),
                1 => drop(one.approve(&her, Some(WRITER))),
                2 => gone |= one.withdraw(withdrawal("2025-06-01")).is_ok(),
                3 => her.consents[0].status = ConsentStatus::Withdrawn,
                4 => drop(one.amend(one.details.clone())),
                _ => drop(one.engrave(&her, Some(Batch { on: today(), feast: Feast::Other }))),
            }
            if one.may_be_shown(&her) {
                prop_assert!(!gone && her.consents[0].status == ConsentStatus::Given);
                prop_assert_eq!(one.details.approved_by, Some(OTHER));
            }
        }
    }
}
