//! The parts of an intake: identity, contacts, relatives, registrations, consents, refusals.

use chrono::{Days, NaiveDate};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{Checks, ConsentInput, Entry, Intake, RegistrationInput, RelativeInput};
use crate::domain::{
    consents::{Consent, ConsentDetails, ConsentStatus, Purpose},
    contacts::{ContactPhone, Contacts, InvalidReason, Relative, RelativeDetails, RelativeRole},
    dates::parse_month,
    documents::{Document, DocumentKind},
    grids::Grid,
    names::Name,
    people::{Relation, Sex},
    person::Identity,
    phones::Phone,
    programmes::{Organ, Programme, Rules},
    registrations::{
        Channel, Registration, RegistrationDetails, RegistrationStatus, SampleKind, Stance, Way,
    },
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
    match Name::parse(text) {
        Ok(name) => Some(name),
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
            let Some(name) = name(field("name"), &input.name, checks) else { continue };
            let details =
                RelativeDetails { name, relation, phone, address, document: None, agreed };
            all.push(Relative { id: new_id(), version: 1, role, position: n, details });
        }
    }
    all
}

fn is_blank(input: &RelativeInput) -> bool {
    [&input.name, &input.phone, &input.address].iter().all(|text| text.trim().is_empty())
}

fn yes_or_no(
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

/// Neither typed nor pooled before the cooling-off period (静思期) is over; sampling may happen at once.
fn cooled_off(
    field: &'static str,
    signed_on: Option<NaiveDate>,
    on: Option<NaiveDate>,
    rules: &Rules,
    checks: &mut Checks,
) {
    let days = Days::new(u64::from(rules.cooling_off_days));
    let until = signed_on.and_then(|signed| signed.checked_add_days(days));
    if let (Some(until), Some(on)) = (until, on)
        && on < until
    {
        let words = Words::made(
            format!("静思期未满:{until} 起才能分型和入库。"),
            format!(
                "The cooling-off period lasts until {until}; neither typing nor pooling before."
            ),
        );
        checks.push(field, "cooling_off", words);
    }
}

fn grid(text: &str, checks: &mut Checks) -> Option<Grid> {
    if text.trim().is_empty() {
        return None;
    }
    match Grid::parse(text) {
        Ok(grid) => Some(grid),
        Err(problem) => {
            checks.push("grid", problem.code(), problem.words());
            None
        }
    }
}

pub(super) fn registration(
    input: &RegistrationInput,
    checks: &mut Checks,
    entry: &mut Entry<'_>,
) -> Option<Registration> {
    let programme = checks.code("programmes", &input.programme, Programme::from_code);
    let registered_on = checks.day("registered_on", &input.registered_on);
    let sampled_on = checks.day("stem_cell_sampled_on", &input.sampled_on);
    let pooled_on = checks.day("stem_cell_pooled_on", &input.pooled_on);
    if let (Some(sampled), Some(pooled)) = (sampled_on, pooled_on)
        && pooled < sampled
    {
        let words = Words::new(
            "入库日期早于采样日期，请核对。",
            "Pooled before it was sampled; check the days.",
        );
        checks.push("stem_cell_pooled_on", "pooled_before_sampled", words);
    }
    let typed_on = checks.day("stem_cell_typed_on", &input.typed_on);
    if programme == Some(Programme::StemCell) {
        let signed_on = registered_on.or(sampled_on);
        let days = [("stem_cell_typed_on", typed_on), ("stem_cell_pooled_on", pooled_on)];
        for (field, on) in days {
            cooled_off(field, signed_on, on, entry.rules, checks);
        }
    }
    let organs = input
        .organs
        .iter()
        .filter_map(|organ| checks.code("organs", organ, Organ::from_code))
        .collect();
    let details = RegistrationDetails {
        organs,
        card_number: checks.text("card_no", &input.card_number, 40),
        national_number: checks.text("national_no", &input.national_number, 40),
        sampled_on,
        sample_place: checks.text("stem_cell_sample_place", &input.sample_place, 80),
        sample_kind: checks.code(
            "stem_cell_sample_kind",
            &input.sample_kind,
            SampleKind::from_code,
        ),
        sample_number: checks.text("stem_cell_sample_no", &input.sample_number, 40),
        typed_on,
        grid: grid(&input.grid, checks),
        paused_until: None,
        exit: None,
        receiving_unit: checks.text("body_receiving_unit", &input.receiving_unit, 120),
        use_limits: checks.text("body_uses", &input.use_limits, 120),
        confidential: input.confidential,
        family_aware: yes_or_no("family_aware", &input.family_aware, checks),
        way: checks.code("way", &input.way, Way::from_code),
        end_reason: None,
        remark: checks.text("remarks", &input.remark, 1000),
    };
    Some(Registration {
        id: (entry.new_id)(),
        version: 1,
        unit: entry.unit,
        programme: programme?,
        stance: Stance::Offers,
        status: RegistrationStatus::Active,
        registered_on: registered_on.or(sampled_on).or(Some(entry.today)),
        pooled_on,
        ended_on: None,
        channel: checks.code("stem_cell_channel", &input.channel, Channel::from_code),
        details,
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
