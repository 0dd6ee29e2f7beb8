//! What the heading of a column means. Offices name columns freely, so this goes by the words a
//! heading is made of, not by a list of whole headings.

mod kinds;

#[cfg(test)]
mod tests;

use kinds::{date, number, place, wish};

use super::columns::{Column, Kin, Part};
use crate::domain::names::fold;

/// Whom a column is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::domain::ledgers) enum Subject {
    /// The volunteer.
    Volunteer,
    /// A relative or friend.
    Relative(Kin),
    /// The executor.
    Executor,
}

/// What a column tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::domain::ledgers) enum What {
    /// A column of its own.
    Column(Column),
    /// A name, phone and the like, of whomever it is about.
    Part(Part),
}

/// The meaning of a heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::domain::ledgers) struct Meaning {
    /// Whom it is about, if it says so.
    pub subject: Option<Subject>,
    /// What it tells.
    pub what: What,
    /// Whether the words leave no doubt: 日期 alone could be any date.
    pub sure: bool,
}

/// Reads a heading and the group headings above it, the widest first.
pub(in crate::domain::ledgers) fn understand(path: &[String]) -> Option<Meaning> {
    let words: Vec<String> = path.iter().map(|text| compact(text)).collect();
    let (leaf, joined) = (words.last()?, words.concat());
    let subject = words.iter().rev().find_map(|text| subject_of(text));
    let (what, sure) = match meaning(leaf) {
        Some((what, true)) => (what, true),
        unsure => match meaning(&joined) {
            Some((what, true)) => (what, true),
            other => unsure.or(other)?,
        },
    };
    // What the family knows is not about anybody of the family.
    let subject = subject.filter(|_| what != What::Column(Column::FamilyAware));
    let what = match (subject, what) {
        (Some(Subject::Relative(_) | Subject::Executor), What::Column(column)) => match column {
            Column::DocumentNumber => What::Part(Part::Document),
            Column::Remark | Column::ReceivingUnit => what,
            Column::HouseholdAddress => What::Part(Part::Address),
            _ => What::Column(Column::Ignored),
        },
        _ => what,
    };
    Some(Meaning { subject, what, sure })
}

/// Only letters and digits, lower case: `*所属 镇(街道)` is 所属镇街道.
pub(in crate::domain::ledgers) fn compact(text: &str) -> String {
    let kept = fold(text).to_lowercase();
    kept.chars()
        .filter_map(|c| match c {
            '①' | '❶' => Some('1'),
            '②' | '❷' => Some('2'),
            c if c.is_alphanumeric() => Some(c),
            _ => None,
        })
        .collect()
}

const EXECUTOR: [&str; 1] = ["执行人"];
const RELATIVE: [&str; 9] =
    ["亲友", "亲属", "家属", "联系人", "监护人", "家人", "紧急联系", "近亲", "直系"];
const VOLUNTEER: [&str; 7] = ["本人", "登记人", "志愿者", "捐献者", "捐献人", "申请人", "登记者"];

fn has(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}

fn subject_of(text: &str) -> Option<Subject> {
    if has(text, &EXECUTOR) {
        return Some(Subject::Executor);
    }
    if has(text, &RELATIVE) {
        let second = has(text, &["2", "二", "备用联系人", "其他联系人"]);
        return Some(Subject::Relative(if second { Kin::Second } else { Kin::First }));
    }
    // 与登记人关系 is about somebody else, whose name stands beside it.
    (has(text, &VOLUNTEER) && !text.contains("关系")).then_some(Subject::Volunteer)
}

/// What the words tell, and whether they leave no doubt.
fn meaning(text: &str) -> Option<(What, bool)> {
    if text.is_empty() {
        return None;
    }
    let has = |words: &[&str]| has(text, words);
    let is = |words: &[&str]| words.contains(&text);
    let sure = |column| Some((What::Column(column), true));
    let unsure = |column| Some((What::Column(column), false));
    if is(&["行号", "原因", "怎样改正"]) || text.starts_with("不导入") {
        return sure(Column::Ignored);
    }
    if is(&["是否知情", "知情"])
        || has(&["家属", "家人", "亲属"]) && has(&["知情", "意见", "支持", "告知", "同意"])
    {
        return sure(Column::FamilyAware);
    }
    if has(&["关系", "称谓"]) {
        return Some((What::Part(Part::Relation), true));
    }
    if let Some(date) = date(text) {
        return Some(date);
    }
    if let Some(number) = number(text) {
        return Some(number);
    }
    if let Some(place) = place(text) {
        return Some(place);
    }
    let only_volunteer = without(&[&VOLUNTEER, &["捐献", "登记", "志愿", "入库"]], text);
    if has(&VOLUNTEER) && only_volunteer.is_empty() {
        return Some((What::Part(Part::Name), false));
    }
    if let Some(wish) = wish(text) {
        return Some(wish);
    }
    if has(&["电话", "手机", "联系方式", "联系号码", "固话", "座机", "phone", "mobile"])
        || is(&["tel"])
    {
        return Some((What::Part(Part::Phone), true));
    }
    match text {
        _ if has(&["性别"]) || is(&["sex", "gender"]) => sure(Column::Sex),
        _ if has(&["民族"]) => sure(Column::Ethnicity),
        _ if has(&["文化程度", "学历", "教育程度", "文化水平"]) => {
            sure(Column::Education)
        }
        _ if has(&["血型"]) => sure(Column::BloodType),
        _ if has(&["邮箱", "电子邮", "email"]) => sure(Column::Email),
        _ if has(&["招募", "来源", "渠道", "途径", "报名方式", "登记方式", "宣传"]) => {
            sure(Column::RecruitmentChannel)
        }
        _ if has(&["状态"]) || is(&["是否撤销", "是否有效", "是否在库", "是否退出"]) => {
            sure(Column::Status)
        }
        _ if has(&["备注", "备考", "附注", "情况说明"]) => sure(Column::Remark),
        _ if has(&["姓名", "名字"]) || is(&["name"]) => Some((What::Part(Part::Name), true)),
        _ if has(&OF_NO_USE) || text.starts_with("是否") => sure(Column::Ignored),
        _ if is(&["其他", "其它"]) || text.ends_with("说明") => unsure(Column::Remark),
        _ => named_only(text),
    }
}

/// Columns that ledgers often have and the registry does not keep.
const OF_NO_USE: [&str; 29] = [
    "年龄",
    "周岁",
    "照片",
    "签名",
    "签字",
    "盖章",
    "经办",
    "录入",
    "登记员",
    "采样",
    "样本",
    "采血",
    "协调员",
    "婚姻",
    "政治面貌",
    "籍贯",
    "国籍",
    "体重",
    "身高",
    "献血",
    "毕业",
    "健康",
    "微信",
    "邮编",
    "年度",
    "年份",
    "见证",
    "审核",
    "回访",
];

/// The text without these words.
fn without(words: &[&[&str]], text: &str) -> String {
    words.concat().iter().fold(text.to_owned(), |left, word| left.replace(word, ""))
}

/// 执行人 or 第一联系人 and nothing else is the heading of that person's name.
fn named_only(text: &str) -> Option<(What, bool)> {
    subject_of(text).filter(|subject| *subject != Subject::Volunteer)?;
    const MORE: [&str; 11] =
        ["第", "捐献", "遗嘱", "委托", "指定", "或", "及", "遗体", "角膜", "器官", "人体"];
    let rest = without(&[&EXECUTOR, &RELATIVE, &MORE], text);
    let only = rest.chars().all(|c| matches!(c, '1' | '2' | '一' | '二'));
    Some(if only { (What::Part(Part::Name), true) } else { (What::Column(Column::Ignored), true) })
}
