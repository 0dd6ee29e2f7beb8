//! The parts of an intake: identity, contacts, relatives, consents, refusals.

use chrono::NaiveDate;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{Checks, ConsentInput, Entry, Intake, RelativeInput};
use crate::domain::{
    consents::{Consent, ConsentDetails, ConsentStatus, Purpose},
    contacts::{ContactPhone, Contacts, InvalidReason, Relative, RelativeDetails, RelativeRole},
    dates::parse_month,
    documents::{Document, DocumentKind},
    names::{Name, NameProblem},
    people::{Relation, Sex},
    person::Identity,
    phones::Phone,
    programmes::Programme,
    registrations::{Registration, RegistrationDetails, RegistrationStatus, Stance, Way},
    words::Words,
};

pub(super) fn identity(intake: &Intake, checks: &mut Checks) -> Option<Identity> {
    let kind = checks.code("document_kind", &intake.document_kind, DocumentKind::from_code);
    let document = match Document::parse(kind, &intake.document_number, checks.today) {
        Ok(document) => Some(document),
        Err(problem) => {
            checks.push("document_number", problem.code(), problem.words());
            None
        }
    };
    let name = name("name", &intake.name, checks);
    let told = document.as_ref();
    let sex = checks.code("sex", &intake.sex, Sex::from_code);
    let sex = sex.or_else(|| told.and_then(Document::sex)).unwrap_or(Sex::Unknown);
    let birth_date = checks
        .day("birth_date", &intake.birth_date)
        .or_else(|| told.and_then(Document::birth_date));
    if birth_date.is_none() && told.is_some() && intake.birth_date.trim().is_empty() {
        let words = Words::new(
            "此证件不含出生日期，请填写。",
            "This document does not tell the date of birth; fill it in.",
        );
        checks.push("birth_date", "missing", words);
    }
    let graduates_in = month("graduation_month", &intake.graduation_month, checks);
    Some(Identity {
        former_documents: Vec::new(),
        sex,
        birth_date,
        ethnicity: checks.text("ethnicity", &intake.ethnicity, 40),
        education: checks.text("education", &intake.education, 40),
        employer: checks.text("employer", &intake.employer, 120),
        school: checks.text("school", &intake.school, 120),
        graduates_in,
        blood_type: checks.text("blood_type", &intake.blood_type, 20),
        // Last, so that what is wrong with the others is told in the same breath.
        name: name?,
        document: document?,
    })
}

fn name(
    field: impl Into<std::borrow::Cow<'static, str>>,
    text: &str,
    checks: &mut Checks,
) -> Option<Name> {
    name_by(Name::parse, field, text, checks)
}

fn name_by(
    read: fn(&str) -> Result<Name, NameProblem>,
    field: impl Into<std::borrow::Cow<'static, str>>,
    text: &str,
    checks: &mut Checks,
) -> Option<Name> {
    match read(text) {
        Ok(name) => Some(name),
        Err(problem) => {
            checks.push(field, problem.code(), problem.words());
            None
        }
    }
}

/// An optional document, whose number tells its kind.
fn document(field: String, text: &str, checks: &mut Checks) -> Option<Document> {
    if text.trim().is_empty() {
        return None;
    }
    match Document::parse(None, text, checks.today) {
        Ok(document) => Some(document),
        Err(problem) => {
            checks.push(field, problem.code(), problem.words());
            None
        }
    }
}

fn month(field: &'static str, text: &str, checks: &mut Checks) -> Option<NaiveDate> {
    if text.trim().is_empty() {
        return None;
    }
    match parse_month(text) {
        Ok((year, month)) => NaiveDate::from_ymd_opt(year, month, 1),
        Err(problem) => {
            checks.push(field, problem.code(), problem.words());
            None
        }
    }
}

fn phone(field: String, text: &str, checks: &mut Checks) -> Option<Phone> {
    if text.trim().is_empty() {
        return None;
    }
    match Phone::parse(text) {
        Ok(phone) => Some(phone),
        Err(problem) => {
            checks.push(field, problem.code(), problem.words());
            None
        }
    }
}

pub(super) fn contacts(intake: &Intake, checks: &mut Checks) -> Contacts {
    let mut phones: Vec<ContactPhone> = Vec::new();
    for (n, input) in (1..).zip(&intake.phones) {
        let Some(phone) = phone(format!("phone_{n}"), &input.number, checks) else { continue };
        let verified_on = checks.day(format!("phone_{n}_verified_on"), &input.verified_on);
        let invalid =
            checks.code(format!("phone_{n}_invalid"), &input.invalid, InvalidReason::from_code);
        if phones.iter().all(|known| known.phone != phone) {
            phones.push(ContactPhone { phone, verified_on, invalid });
        }
    }
    Contacts {
        phones,
        email: checks.email("email", &intake.email),
        wechat: checks.text("wechat", &intake.wechat, 60),
        address: checks.text("address", &intake.address, 200),
    }
}

pub(super) fn relatives(
    intake: &Intake,
    checks: &mut Checks,
    new_id: &mut (dyn FnMut() -> Uuid + Send),
) -> Vec<Relative> {
    let mut all = Vec::new();
    for (role, inputs) in
        [(RelativeRole::Relative, &intake.relatives), (RelativeRole::Executor, &intake.executors)]
    {
        for (n, input) in (1..).zip(inputs) {
            if is_blank(input) {
                continue;
            }
            let field = |part: &str| format!("{}_{n}_{part}", role.code());
            let phone = phone(field("phone"), &input.phone, checks);
            let relation = checks.code(field("relation"), &input.relation, Relation::from_code);
            let address = checks.text(field("address"), &input.address, 200);
            let agreed = yes_or_no(field("opinion"), &input.agreed, checks);
            let signed_on = checks.day(field("signed_on"), &input.signed_on);
            let document = document(field("document_number"), &input.document_number, checks);
            // Only executors may be organisations: relatives are there to find the person again.
            let organisation =
                role == RelativeRole::Executor && relation == Some(Relation::Organisation);
            let read = if organisation { Name::organisation } else { Name::parse };
            let Some(name) = name_by(read, field("name"), &input.name, checks) else { continue };
            let details =
                RelativeDetails { name, relation, phone, address, document, agreed, signed_on };
            all.push(Relative { id: new_id(), version: 1, role, position: n, details });
        }
    }
    all
}

fn is_blank(input: &RelativeInput) -> bool {
    [&input.name, &input.phone, &input.address, &input.document_number]
        .iter()
        .all(|text| text.trim().is_empty())
}

pub(super) fn yes_or_no(
    field: impl Into<std::borrow::Cow<'static, str>>,
    text: &str,
    checks: &mut Checks,
) -> Option<bool> {
    checks.code(field, text, |text| match text {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    })
}

pub(super) fn consent(
    input: &ConsentInput,
    checks: &mut Checks,
    new_id: &mut (dyn FnMut() -> Uuid + Send),
) -> Option<Consent> {
    let purpose = checks.code("purpose", &input.purpose, Purpose::from_code)?;
    let recipient = checks.text("recipient", &input.recipient, 120);
    if purpose == Purpose::PassingOn && recipient.is_none() {
        let words = Words::new("请写明接收方名称。", "Name the recipient.");
        checks.push("recipient", "missing", words);
    }
    let given_on = checks.day(format!("consent_{}_on", purpose.code()), &input.given_on);
    let way = checks.code(format!("consent_{}_way", purpose.code()), &input.way, Way::from_code);
    Some(new_consent(new_id(), purpose, given_on, way.unwrap_or(Way::OnSite), recipient))
}

/// A consent to today's text for `purpose`.
pub fn new_consent(
    id: Uuid,
    purpose: Purpose,
    given_on: Option<NaiveDate>,
    way: Way,
    recipient: Option<String>,
) -> Consent {
    let (version, text) = purpose.text();
    let hash = Sha256::digest(text.as_bytes());
    let details = ConsentDetails {
        text_version: version.to_owned(),
        text_hash: hash.iter().map(|byte| format!("{byte:02x}")).collect(),
        given_on,
        way,
        recipient,
        withdrawn_on: None,
    };
    Consent { id, version: 1, purpose, status: ConsentStatus::Given, details }
}

pub(super) fn refusals(
    intake: &Intake,
    checks: &mut Checks,
    entry: &mut Entry<'_>,
) -> Vec<Registration> {
    let said_on = checks.day("refused_on", &intake.refused_on);
    let programmes: Vec<Programme> = intake
        .refusals
        .iter()
        .filter_map(|code| checks.code("refusals", code, Programme::from_code))
        .collect();
    programmes
        .into_iter()
        .map(|programme| refusal((entry.new_id)(), entry.unit, programme, said_on))
        .collect()
}

/// A refusal of `programme`.
pub fn refusal(
    id: Uuid,
    unit: Uuid,
    programme: Programme,
    said_on: Option<NaiveDate>,
) -> Registration {
    Registration {
        id,
        version: 1,
        unit,
        programme,
        stance: Stance::Refuses,
        status: RegistrationStatus::Active,
        registered_on: said_on,
        pooled_on: None,
        ended_on: None,
        channel: None,
        details: RegistrationDetails::default(),
    }
}
