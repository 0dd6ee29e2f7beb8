//! Benefits go to whom the law names for what was given, and to nobody else; a policy file with a mistake is
//! refused with its line.

use chrono::DateTime;

use super::{
    inputs::{Desk, HonourInput, RevocationInput},
    policies::{Eligible, Policies},
    *,
};
use crate::domain::{
    documents::Document,
    people::Sex,
    person::{Identity, Person, PersonStatus},
    programmes::Programme,
    registrations::{Registration, RegistrationDetails, RegistrationStatus, Stance},
    words,
};

fn today() -> NaiveDate {
    "2025-06-02".parse().expect("a day")
}

fn person(status: PersonStatus, gave: &[(Programme, RegistrationStatus)]) -> Person {
    let row = |(programme, status): &(Programme, RegistrationStatus)| Registration {
        id: Uuid::nil(),
        version: 1,
        unit: Uuid::nil(),
        programme: *programme,
        stance: Stance::Offers,
        status: *status,
        registered_on: None,
        pooled_on: None,
        ended_on: None,
        channel: None,
        details: RegistrationDetails::default(),
    };
    Person {
        id: Uuid::nil(),
        version: 1,
        unit: Uuid::nil(),
        status,
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
        death: None,
        registrations: gave.iter().map(row).collect(),
        consents: Vec::new(),
        relatives: Vec::new(),
        created_at: DateTime::UNIX_EPOCH,
    }
}

fn gave(programme: Programme) -> Person {
    let status = match programme {
        Programme::StemCell => PersonStatus::Living,
        _ => PersonStatus::Deceased,
    };
    person(status, &[(programme, RegistrationStatus::Realised)])
}

fn zhejiang() -> Vec<String> {
    ["330213001", "330213", "330200", "330000"].map(str::to_owned).to_vec()
}

fn told(input: &HonourInput, person: &Person, earlier: &[Honour]) -> Vec<(String, &'static str)> {
    let codes = zhejiang();
    let policies = Policies::shipped();
    let desk = Desk { person, earlier, policies, codes: &codes, by: None, today: today() };
    problems_of(input.read(&desk))
}

fn problems_of<T>(result: Result<T, Vec<words::Problem>>) -> Vec<(String, &'static str)> {
    let problems = result.err().unwrap_or_default();
    problems.into_iter().map(|one| (one.field.into_owned(), one.code)).collect()
}

fn pair(field: &str, code: &'static str) -> (String, &'static str) {
    (field.to_owned(), code)
}

fn to_donor(kind: &str, policy: &str) -> HonourInput {
    HonourInput {
        kind: kind.to_owned(),
        issued_on: "2025-06-01".to_owned(),
        policy: policy.to_owned(),
        handed_to: "donor".to_owned(),
        ..HonourInput::default()
    }
}

fn to_relative(kind: &str, policy: &str, relation: &str) -> HonourInput {
    HonourInput {
        handed_to: "relative".to_owned(),
        relation: relation.to_owned(),
        name: "孙合贰".to_owned(),
        ..to_donor(kind, policy)
    }
}

#[test]
fn each_benefit_goes_to_whom_the_law_names() {
    let cells = gave(Programme::StemCell);
    assert_eq!(told(&to_donor("benefit", "zj_blood_donor"), &cells, &[]), []);
    assert_eq!(told(&to_relative("benefit", "zj_blood_family", "mother"), &cells, &[]), []);
    let no = [pair("relation", "not_eligible")];
    assert_eq!(told(&to_relative("benefit", "zj_blood_family", "brother"), &cells, &[]), no);
    assert_eq!(told(&to_donor("benefit", "zj_blood_family"), &cells, &[]), no);
    let organ = gave(Programme::Organ);
    assert_eq!(told(&to_relative("priority_proof", "organ_priority", "brother"), &organ, &[]), []);
    assert_eq!(told(&to_relative("priority_proof", "organ_priority", "friend"), &organ, &[]), no);
    let other = told(&to_relative("priority_proof", "zj_blood_family", "mother"), &cells, &[]);
    assert_eq!(other, [pair("policy", "other_kind")]);
    for who in [
        gave(Programme::Body),
        person(PersonStatus::Living, &[(Programme::StemCell, RegistrationStatus::Active)]),
        person(PersonStatus::Deceased, &[(Programme::Organ, RegistrationStatus::Withdrawn)]),
    ] {
        let proof = told(&to_relative("priority_proof", "organ_priority", "son"), &who, &[]);
        assert_eq!(proof, [pair("policy", "not_eligible")]);
    }
}

#[test]
fn her_own_benefit_ends_with_her_life_and_her_familys_does_not() {
    let died = Person { status: PersonStatus::Deceased, ..gave(Programme::StemCell) };
    let told_own = told(&to_donor("benefit", "zj_blood_donor"), &died, &[]);
    assert_eq!(told_own, [pair("handed_to", "deceased"), pair("policy", "not_eligible")]);
    assert_eq!(told(&to_relative("benefit", "zj_blood_family", "spouse"), &died, &[]), []);
    assert!(!Eligible::StemCellDonor.is_met(&died));
}

#[test]
fn a_policy_holds_in_its_region_and_from_its_day() {
    let policies = Policies::shipped();
    let blood = policies.get("zj_blood_family").expect("it ships");
    assert_eq!(blood.limit_ml, Some(800));
    assert!(blood.holds(&zhejiang(), today()));
    let baoji = ["610300", "610000"].map(str::to_owned).to_vec();
    assert!(!blood.holds(&baoji, today()));
    let organ = policies.get("organ_priority").expect("it ships");
    assert!(organ.holds(&baoji, today()));
    assert!(!organ.holds(&baoji, "2024-04-30".parse().expect("a day")));
    let person = gave(Programme::StemCell);
    let desk =
        Desk { person: &person, earlier: &[], policies, codes: &baoji, by: None, today: today() };
    let read = to_donor("benefit", "zj_blood_donor").read(&desk);
    assert_eq!(problems_of(read), [pair("policy", "not_in_list")]);
}

#[test]
fn a_certificate_is_for_who_gave_and_nothing_is_issued_twice() {
    let offers = person(PersonStatus::Living, &[(Programme::Organ, RegistrationStatus::Active)]);
    assert_eq!(told(&to_donor("certificate", ""), &offers, &[]), [pair("kind", "nothing_given")]);
    assert_eq!(told(&to_donor("award", ""), &offers, &[]), []);
    let cells = gave(Programme::StemCell);
    assert_eq!(told(&to_donor("medal", ""), &cells, &[]), []);
    let mut one = Honour {
        id: Uuid::nil(),
        version: 1,
        unit: Uuid::nil(),
        person: cells.id,
        kind: HonourKind::Benefit,
        issued_on: today(),
        status: HonourStatus::Issued,
        details: HonourDetails {
            number: None,
            words: None,
            policy: Some("zj_blood_donor".to_owned()),
            handed_to: HandedTo::Donor,
            issued_by: None,
            revoked: None,
        },
    };
    let again = to_donor("benefit", "zj_blood_donor");
    let twice = told(&again, &cells, std::slice::from_ref(&one));
    assert_eq!(twice, [pair("policy", "issued_already")]);
    let why = RevocationInput { why: "合成：误记".to_owned() };
    one.revoke(why.read(None, today()).expect("a reason")).expect("revoked");
    assert_eq!(told(&again, &cells, std::slice::from_ref(&one)), []);
    assert_eq!(one.revoke(why.read(None, today()).expect("it")).unwrap_err().code, "revoked");
    assert!(!format!("{one:?}").contains("误记"));
    assert_eq!(
        problems_of(RevocationInput::default().read(None, today())),
        [pair("why", "missing")]
    );
}

#[test]
fn everything_wrong_with_a_form_is_told_at_once() {
    let nobody = person(PersonStatus::Living, &[]);
    assert_eq!(
        told(&HonourInput::default(), &nobody, &[]),
        [pair("kind", "missing"), pair("issued_on", "missing"), pair("handed_to", "missing")]
    );
    let wrong = HonourInput {
        kind: "medal".to_owned(),
        issued_on: "2025-06-03".to_owned(),
        number: "9".repeat(61),
        handed_to: "relative".to_owned(),
        relation: "sister-in-law".to_owned(),
        ..HonourInput::default()
    };
    assert_eq!(
        told(&wrong, &nobody, &[]),
        [
            pair("kind", "nothing_given"),
            pair("issued_on", "future"),
            pair("number", "too_long"),
            pair("relation", "not_in_list"),
            pair("name", "missing"),
        ]
    );
}

#[test]
fn a_mistake_in_the_file_is_refused_with_its_line() {
    let good = include_str!("../../../config/benefits/zhejiang.toml");
    let spoiled = |from: &str, to: &str| {
        assert!(good.contains(from), "{from}");
        let text = good.replacen(from, to, 1);
        Policies::load(&text, "mine.toml").expect_err(to).to_string()
    };
    let line = |words: &str| {
        let at = good.lines().position(|line| line.starts_with(words)).expect("it is there") + 1;
        format!("line {at}")
    };
    for (from, to, says, at) in [
        ("\"zj_blood_family\"", "\"zj_blood_donor\"", "twice", line("code = \"zj_blood_family\"")),
        (
            "code = \"zj_blood_donor\"",
            "code = \"献血\"",
            "lower case",
            line("code = \"zj_blood_donor\""),
        ),
        ("\"330000\"", "\"33\"", "6 or 9 digits", line("region")),
        ("[\"stem_cell_donor\"]", "[]", "eligible", line("eligible")),
        ("[\"stem_cell_donor\"]", "[\"everybody\"]", "unknown variant", line("eligible")),
        ("limit_ml = 800", "limit_ml = 0", "no benefit", line("limit_ml")),
        ("limit_ml = 800", "limit_ml = \"much\"", "invalid type", line("limit_ml")),
        ("limit_ml = 800", "pays = 800", "unknown field", line("limit_ml")),
        ("2024-05-01", "\"soon\"", "", line("in_force_from")),
    ] {
        let told = spoiled(from, to);
        assert!(told.starts_with("mine.toml: ") && told.contains(says), "{told}");
        assert!(told.contains(&at), "{at}: {told}");
    }
    assert!(Policies::load("", "empty.toml").is_err());
}
