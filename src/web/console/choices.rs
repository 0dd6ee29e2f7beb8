//! What selects and check boxes offer: the codes of the domain.

use super::{
    office::Units,
    views::{Choice, RegisterChoices, WishChoices},
};
use crate::{
    domain::{
        consents::Purpose,
        documents::DocumentKind,
        gifts::{Ashes, BodyGift, Tissue},
        people::{Relation, Sex},
        programmes::{Organ, Programme},
        registrations::{Channel, SampleKind, Way},
        wishes::{DataAfterDeath, Memorial},
        words::Words,
    },
    service::Caller,
};

/// The 56 ethnic groups of GB/T 3304, the most frequent in these offices first.
const ETHNICITIES: [&str; 56] = [
    "汉族",
    "回族",
    "满族",
    "苗族",
    "土家族",
    "壮族",
    "畲族",
    "彝族",
    "侗族",
    "布依族",
    "藏族",
    "蒙古族",
    "维吾尔族",
    "朝鲜族",
    "瑶族",
    "白族",
    "哈尼族",
    "哈萨克族",
    "黎族",
    "傣族",
    "傈僳族",
    "仡佬族",
    "东乡族",
    "高山族",
    "拉祜族",
    "水族",
    "佤族",
    "纳西族",
    "羌族",
    "土族",
    "仫佬族",
    "锡伯族",
    "柯尔克孜族",
    "达斡尔族",
    "景颇族",
    "毛南族",
    "撒拉族",
    "布朗族",
    "塔吉克族",
    "阿昌族",
    "普米族",
    "鄂温克族",
    "怒族",
    "京族",
    "基诺族",
    "德昂族",
    "保安族",
    "俄罗斯族",
    "裕固族",
    "乌孜别克族",
    "门巴族",
    "鄂伦春族",
    "独龙族",
    "塔塔尔族",
    "赫哲族",
    "珞巴族",
];
/// The levels of GB/T 4658.
const EDUCATIONS: [&str; 8] =
    ["研究生", "大学本科", "大学专科", "中等专业学校", "技工学校", "普通高中", "初中", "小学"];
/// ABO and Rh as laboratories write them.
const BLOOD_TYPES: [(&str, &str); 8] = [
    ("A", "A 型"),
    ("B", "B 型"),
    ("O", "O 型"),
    ("AB", "AB 型"),
    ("A Rh-", "A 型 Rh 阴性"),
    ("B Rh-", "B 型 Rh 阴性"),
    ("O Rh-", "O 型 Rh 阴性"),
    ("AB Rh-", "AB 型 Rh 阴性"),
];
/// What the forms of body donation name.
const BODY_USES: [&str; 3] = ["医学教学", "医学研究", "病理检验"];

/// The values of a closed list.
pub fn each<T: Copy>(all: &[T], code: fn(T) -> &'static str, label: fn(T) -> Words) -> Vec<Choice> {
    all.iter().map(|&one| Choice::new(code(one), label(one))).collect()
}

/// The ways in which somebody can register or agree today; ledgers have one more.
pub fn ways() -> Vec<Choice> {
    let today: Vec<Way> = Way::ALL.iter().copied().filter(|way| *way != Way::Ledger).collect();
    each(&today, Way::code, Way::label)
}

/// `choices` with “任意” in front.
pub fn any(choices: Vec<Choice>) -> Vec<Choice> {
    std::iter::once(Choice::new("", Words::new("不限", "any"))).chain(choices).collect()
}

/// `choices`, and the value that a record already has though the list does not.
pub fn keeping(mut choices: Vec<Choice>, value: &str) -> Vec<Choice> {
    if !value.is_empty() && choices.iter().all(|choice| choice.value != value) {
        choices.push(Choice::new(value, Words::made(value, "")));
    }
    choices
}

/// What the form of wishes offers.
pub fn for_wishes() -> WishChoices {
    WishChoices {
        memorials: each(Memorial::ALL, Memorial::code, Memorial::label),
        data: each(DataAfterDeath::ALL, DataAfterDeath::code, DataAfterDeath::label),
    }
}

/// Everything the registration form offers, with the units of the caller.
pub fn for_register(units: &Units, caller: &Caller) -> RegisterChoices {
    let texts = |all: &[&str]| all.iter().map(|text| (*text).to_owned()).collect();
    RegisterChoices {
        document_kinds: each(&DocumentKind::ALL, DocumentKind::code, DocumentKind::label),
        sexes: each(Sex::ALL, Sex::code, Sex::label),
        units: units.choices(caller.actor.unit()),
        blood_types: BLOOD_TYPES.map(|(value, zh)| Choice::new(value, Words::new(zh, ""))).to_vec(),
        relations: each(Relation::ALL, Relation::code, Relation::label),
        sample_kinds: each(SampleKind::ALL, SampleKind::code, SampleKind::label),
        channels: each(Channel::ALL, Channel::code, Channel::label),
        organs: each(Organ::ALL, Organ::code, Organ::label),
        body_gifts: each(BodyGift::ALL, BodyGift::code, BodyGift::label),
        ashes: each(Ashes::ALL, Ashes::code, Ashes::label),
        tissues: each(Tissue::ALL, Tissue::code, Tissue::label),
        wishes: for_wishes(),
        programmes: each(&Programme::ALL, Programme::code, Programme::label),
        purposes: each(Purpose::ALL, Purpose::code, Purpose::label),
        ways: ways(),
        ethnicities: texts(&ETHNICITIES),
        educations: texts(&EDUCATIONS),
        sample_places: Vec::new(),
        receiving_units: Vec::new(),
        body_uses: texts(&BODY_USES),
    }
}
