//! Two records side by side, masked.

use uuid::Uuid;

use super::super::{
    office::Units,
    views::{Action, PairRow},
};
use crate::domain::{
    masks::MaskedPerson,
    registrations::{Registration, Stance},
    words::Words,
};

/// What stands for a record in a list: the masked name and the digits that tell it from others.
pub(in super::super) fn title(person: Option<&MaskedPerson>) -> String {
    person.map_or_else(
        || "校验失败 damaged".to_owned(),
        |person| format!("{} …{}", person.name, person.last_four),
    )
}

/// The heading of one side, which leads to the record.
pub(in super::super) fn side(words: Words, person: Uuid) -> Action {
    Action::link(format!("/people/{person}"), words)
}

/// Both records, field by field; a damaged one stays empty.
pub(in super::super) fn rows(
    units: &Units,
    left: Option<&MaskedPerson>,
    right: Option<&MaskedPerson>,
) -> Vec<PairRow> {
    let row = |label: Words, of: &dyn Fn(&MaskedPerson) -> String| {
        let (left, right) = (left.map(of).unwrap_or_default(), right.map(of).unwrap_or_default());
        PairRow { label, differs: left != right, left, right }
    };
    let zh = |words: Words| words.zh.into_owned();
    vec![
        row(Words::new("姓名", "Name"), &|person| person.name.clone()),
        row(Words::new("证件类型", "Document"), &|person| zh(person.document_kind.label())),
        row(Words::new("证件号码", "Number"), &|person| person.document.clone()),
        row(Words::new("性别", "Sex"), &|person| zh(person.sex.label())),
        row(Words::new("年龄段", "Age"), &|person| person.age_band.clone().unwrap_or_default()),
        row(Words::new("电话", "Phones"), &|person| {
            person.phones.iter().map(|phone| phone.number.clone()).collect::<Vec<_>>().join("、")
        }),
        row(Words::new("管理机构", "Unit"), &|person| zh(units.name(person.unit))),
        row(Words::new("状态", "Status"), &|person| zh(person.status.label())),
        row(Words::new("登记", "Registrations"), &|person| {
            person.registrations.iter().map(registration).collect::<Vec<_>>().join("、")
        }),
        row(Words::new("亲友与执行人", "Relatives and executors"), &|person| {
            person
                .relatives
                .iter()
                .map(|relative| relative.name.clone())
                .collect::<Vec<_>>()
                .join("、")
        }),
    ]
}

fn registration(registration: &Registration) -> String {
    let day = registration.registered_on.map(|day| format!(" {day}")).unwrap_or_default();
    let standing = match registration.stance {
        Stance::Offers => registration.status.label(),
        Stance::Refuses => registration.stance.label(),
    };
    format!("{} {}{day}", registration.programme.label().zh, standing.zh)
}
