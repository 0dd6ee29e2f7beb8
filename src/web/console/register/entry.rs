//! Between the names and values of a form and what the domain takes in. A form's names are those of
//! the domain's problems, so that each problem lands on its field.

use chrono::NaiveDate;

use super::super::views::{Choice, Values};
use crate::domain::{
    consents::Purpose,
    intake::{ConsentInput, Intake, PhoneInput, RegistrationInput, RelativeInput},
    programmes::Programme,
    signing::{FamilySignatureInput, ProxyInput},
    wishes::WishesInput,
    words::{Problem, Words},
};

/// The form as it is first shown: registered today and, where there is but one unit, there.
pub fn blank(today: NaiveDate, units: &[Choice]) -> Values {
    let unit = match units {
        [only] => only.value.clone(),
        _ => String::new(),
    };
    let day = today.to_string();
    Values::from(vec![("registered_on".to_owned(), day), ("unit".to_owned(), unit)])
}

/// What was entered. Rows keep their numbers, wholly blank ones included.
pub fn intake(values: &Values) -> Intake {
    let programmes = values.all("programmes");
    let purposes = Purpose::ALL.iter().map(|purpose| purpose.code());
    Intake {
        registrations: programmes.iter().map(|code| registration(values, code)).collect(),
        consents: purposes
            .filter(|code| values.has(&format!("consent_{code}"), "yes"))
            .map(|code| consent(values, code))
            .collect(),
        refusals: values.all("refusals"),
        refused_on: text(values, "refused_on"),
        wishes: wishes(values),
        unit: text(values, "unit"),
        ..person(values)
    }
}

/// What was entered about the person herself.
pub fn person(values: &Values) -> Intake {
    let text = |name: &str| text(values, name);
    Intake {
        document_kind: text("document_kind"),
        document_number: text("document_number"),
        name: text("name"),
        sex: text("sex"),
        birth_date: text("birth_date"),
        phones: phones(values),
        email: text("email"),
        wechat: text("wechat"),
        address: text("address"),
        ethnicity: text("ethnicity"),
        education: text("education"),
        employer: text("employer"),
        school: text("school"),
        graduation_month: text("graduation_month"),
        blood_type: text("blood_type"),
        relatives: relatives(values, "relative"),
        executors: relatives(values, "executor"),
        ..Intake::default()
    }
}

/// One programme; what belongs to another is left out.
pub fn registration(values: &Values, programme: &str) -> RegistrationInput {
    let text = |name: &str| text(values, name);
    let of = |wanted: &str, name: &str| {
        if programme == wanted { text(name) } else { String::new() }
    };
    let by_name = |wanted: &str, list: &str| {
        let named = programme == wanted && !values.has(&format!("{list}_all"), "yes");
        if named { values.all(list) } else { Vec::new() }
    };
    // The long form asks only of the body who receives it; the form of one programme also of corneas.
    let alone = values.get("programme") == "cornea" && programme == "cornea";
    let after_death = |name: &str| if alone { text(name) } else { of("body", name) };
    RegistrationInput {
        programme: programme.to_owned(),
        registered_on: text("registered_on"),
        organs: by_name("organ", "organs"),
        tissues: by_name("tissue", "tissues"),
        other_tissue: of("tissue", "other_tissue"),
        body_gifts: if programme == "body" { values.all("body_gifts") } else { Vec::new() },
        ashes: of("body", "ashes"),
        ashes_words: of("body", "ashes_words"),
        channel: of("stem_cell", "stem_cell_channel"),
        way: text("way"),
        card_number: text("card_no"),
        national_number: of("stem_cell", "national_no"),
        sampled_on: of("stem_cell", "stem_cell_sampled_on"),
        pooled_on: of("stem_cell", "stem_cell_pooled_on"),
        sample_place: of("stem_cell", "stem_cell_sample_place"),
        sample_kind: of("stem_cell", "stem_cell_sample_kind"),
        sample_number: of("stem_cell", "stem_cell_sample_no"),
        typed_on: of("stem_cell", "stem_cell_typed_on"),
        grid: of("stem_cell", "grid"),
        receiving_unit: match programme {
            "tissue" => text("tissue_receiving_unit"),
            _ => after_death("body_receiving_unit"),
        },
        use_limits: after_death("body_uses"),
        confidential: after_death("confidential") == "yes",
        family_aware: text("family_aware"),
        proxy: ProxyInput {
            name: text("proxy_name"),
            relation: text("proxy_relation"),
            phone: text("proxy_phone"),
            authorisation_seen: values.has("proxy_authorisation_seen", "yes"),
            notarised: values.has("proxy_notarised", "yes"),
        },
        family_signatures: family(values),
        remark: text("remarks"),
    }
}

/// What one field says, for the moment it is left. What was not posted with it stands in as something
/// that is right by itself.
pub fn of_field(values: &Values, field: &str) -> Intake {
    let programme = match field {
        "national_no" | "grid" => "stem_cell",
        field if field.starts_with("stem_cell") => "stem_cell",
        field if field.contains("tissue") => "tissue",
        field if field.starts_with("ashes") || field.starts_with("body") => "body",
        _ => "organ",
    };
    let said = person(values);
    let name = if said.name.trim().is_empty() { "某人".to_owned() } else { said.name };
    let purposes = Purpose::ALL.iter().map(|purpose| purpose.code());
    Intake {
        name,
        registrations: vec![registration(values, programme)],
        consents: purposes
            .filter(|code| values.any(&format!("consent_{code}")))
            .map(|code| consent(values, code))
            .collect(),
        refused_on: text(values, "refused_on"),
        ..said
    }
}

/// What only a form can lack: it asks outright what other doors may leave open.
pub fn gaps(values: &Values) -> Vec<Problem> {
    let mut gaps = Vec::new();
    if values.get("unit").trim().is_empty() {
        let words = Words::new("请选择归属机构。", "Choose the unit.");
        gaps.push(Problem::new("unit", "missing", words));
    }
    if values.any("programmes") && values.get("registered_on").trim().is_empty() {
        let words = Words::new("请填写登记日期。", "Fill in the day of the registration.");
        gaps.push(Problem::new("registered_on", "missing", words));
    }
    gaps.extend(Programme::ALL.into_iter().filter_map(|programme| {
        unsaid(values, programme).filter(|_| values.has("programmes", programme.code()))
    }));
    gaps
}

/// What the form of `programme` asks outright, since elsewhere none means all: neither all organs nor any
/// by name; likewise tissues.
pub fn unsaid(values: &Values, programme: Programme) -> Option<Problem> {
    let (list, words) = match programme {
        Programme::Organ => (
            "organs",
            Words::new("请勾选全部器官，或逐项选择。", "Tick all organs, or choose some."),
        ),
        Programme::Tissue => (
            "tissues",
            Words::new("请勾选全部组织，或逐项选择。", "Tick all tissues, or choose some."),
        ),
        Programme::StemCell | Programme::Cornea | Programme::Body => return None,
    };
    let none = values.all(list).is_empty() && !values.has(&format!("{list}_all"), "yes");
    none.then(|| Problem::new(list, "missing", words))
}

/// `problems` at the fields where people look for them, each said once: programmes share fields, and
/// a consent without a day takes the day of the registration.
pub fn placed(values: &Values, problems: Vec<Problem>) -> Vec<Problem> {
    let mut placed: Vec<Problem> = Vec::new();
    for mut problem in problems {
        let is_consent_day =
            problem.field.starts_with("consent_") && problem.field.ends_with("_on");
        if is_consent_day && values.get(&problem.field).trim().is_empty() {
            problem.field = "registered_on".into();
        }
        if !placed.contains(&problem) {
            placed.push(problem);
        }
    }
    placed
}

fn text(values: &Values, name: &str) -> String {
    values.get(name).to_owned()
}

fn phones(values: &Values) -> Vec<PhoneInput> {
    let phone = |n: usize| PhoneInput {
        number: text(values, &format!("phone_{n}")),
        verified_on: text(values, &format!("phone_{n}_verified_on")),
        invalid: text(values, &format!("phone_{n}_invalid")),
    };
    (1..=values.rows("phone")).map(phone).collect()
}

/// What she wishes for after her death.
pub fn wishes(values: &Values) -> WishesInput {
    let text = |name: &str| text(values, name);
    WishesInput {
        memorial: text("memorial"),
        pseudonym: text("pseudonym"),
        publicity: text("publicity"),
        letters: text("letters"),
        data: text("data_after_death"),
        erase_after_years: text("erase_after_years"),
        data_words: text("data_words"),
    }
}

fn family(values: &Values) -> Vec<FamilySignatureInput> {
    let signature = |n: usize| {
        let part = |part: &str| text(values, &format!("family_{n}_{part}"));
        FamilySignatureInput {
            name: part("name"),
            relation: part("relation"),
            opinion: part("opinion"),
            signed_on: part("signed_on"),
        }
    };
    (1..=values.rows("family")).map(signature).collect()
}

fn relatives(values: &Values, role: &str) -> Vec<RelativeInput> {
    let relative = |n: usize| {
        let part = |part: &str| text(values, &format!("{role}_{n}_{part}"));
        RelativeInput {
            name: part("name"),
            relation: part("relation"),
            phone: part("phone"),
            address: part("address"),
            agreed: part("opinion"),
            signed_on: part("signed_on"),
            document_number: part("document_number"),
        }
    };
    (1..=values.rows(role)).map(relative).collect()
}

fn consent(values: &Values, purpose: &str) -> ConsentInput {
    let given_on = text(values, &format!("consent_{purpose}_on"));
    let blank = given_on.trim().is_empty();
    ConsentInput {
        purpose: purpose.to_owned(),
        given_on: if blank { text(values, "registered_on") } else { given_on },
        way: text(values, &format!("consent_{purpose}_way")),
        recipient: if purpose == "passing_on" { text(values, "recipient") } else { String::new() },
    }
}

#[cfg(test)]
mod tests;
