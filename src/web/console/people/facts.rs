//! Facts about a person: the few that tell her from others, and all that is kept of her identity.

use super::super::{
    office::Units,
    views::{Badge, Fact, Tone},
};
use crate::domain::{
    documents::Document,
    masks::MaskedPerson,
    person::{Identity, Person, PersonStatus},
    words::Words,
};

/// Name, unit, year and last four.
pub fn brief(units: &Units, person: &MaskedPerson) -> Vec<Fact> {
    let name = Fact::masked(Words::new("姓名", "Name"), person.name.clone());
    std::iter::once(name).chain(beside_name(units, person)).collect()
}

/// Unit, year and last four: what tells forty 张* apart.
pub fn beside_name(units: &Units, person: &MaskedPerson) -> Vec<Fact> {
    let years = person.registrations.iter().filter_map(|one| one.registered_on);
    let year = years.min().map(|day| day.format("%Y").to_string());
    vec![
        Fact::coded(Words::new("归属机构", "Unit"), units.name(person.unit)),
        Fact::new(Words::new("登记年份", "Registered in"), year.unwrap_or_default()),
        Fact::masked(Words::new("后四位", "Last four"), person.last_four.clone()),
    ]
}

/// What must be seen before anything is done.
pub fn marks(person: &MaskedPerson) -> Vec<Badge> {
    let status = (person.status != PersonStatus::Living)
        .then(|| Badge::new(Tone::Warn, person.status.label()));
    let silent = person
        .do_not_contact
        .then(|| Badge::new(Tone::Bad, Words::new("请勿联系", "Do not contact")));
    status.into_iter().chain(silent).collect()
}

/// The identity without what would identify her.
pub fn masked_identity(person: &MaskedPerson) -> Vec<Fact> {
    vec![
        Fact::masked(person.document_kind.label(), person.document.clone()),
        Fact::coded(Words::new("性别", "Sex"), person.sex.label()),
        Fact::new(Words::new("年龄段", "Age"), person.age_band.clone().unwrap_or_default()),
    ]
}

/// The whole identity.
pub fn whole_identity(person: &Person) -> Vec<Fact> {
    let Identity {
        name: _,
        document,
        former_documents,
        sex,
        birth_date,
        ethnicity,
        education,
        employer,
        school,
        graduates_in,
        blood_type,
    } = &person.identity;
    let mut facts = vec![of_document(document)];
    facts.extend(former_documents.iter().map(|former| {
        let label = former.kind().label();
        let label = Words::made(format!("曾用{}", label.zh), format!("former {}", label.en));
        Fact::new(label, former.number())
    }));
    facts.push(Fact::coded(Words::new("性别", "Sex"), sex.label()));
    let birth = birth_date.map(|day| day.to_string());
    let graduates = graduates_in.map(|month| month.format("%Y-%m").to_string());
    let texts = [
        (Words::new("出生日期", "Date of birth"), &birth),
        (Words::new("民族", "Ethnicity"), ethnicity),
        (Words::new("文化程度", "Education"), education),
        (Words::new("职业或单位", "Employer"), employer),
        (Words::new("院校", "School"), school),
        (Words::new("预计毕业", "Graduates in"), &graduates),
        (Words::new("血型", "Blood group"), blood_type),
    ];
    let held =
        |(label, text): (Words, &Option<String>)| text.clone().map(|text| Fact::new(label, text));
    facts.extend(texts.into_iter().filter_map(held));
    facts
}

fn of_document(document: &Document) -> Fact {
    Fact::new(document.kind().label(), document.number())
}
