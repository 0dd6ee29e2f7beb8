//! The words of which the demo's people are made. Wherever a real entry would name a place, a school or
//! a company, these say 某 ("a certain"), as the sample ledgers do: nobody can take them for real.

use super::draw::Draw;
use crate::domain::people::{Relation, Sex};

/// The surnames of half the people.
const COMMON: &[&str] = &[
    "王", "陈", "张", "周", "毛", "徐", "胡", "孙", "林", "江", "吴", "李", "应", "竺", "邬", "沈",
];
/// Those of nearly all others; among them some that are read otherwise as surnames.
const OTHERS: &[&str] = &[
    "朱", "刘", "葛", "俞", "何", "郑", "方", "杨", "马", "黄", "汪", "董", "裘", "宋", "严", "卓",
    "袁", "夏", "傅", "戴", "任", "钟", "姚", "谢", "曾", "单", "陶", "康", "仇", "解", "查", "翟",
    "区", "乐",
];
/// Compound ones, which masks and searches treat apart.
const COMPOUND: &[&str] = &["欧阳", "上官", "司徒", "诸葛", "尉迟", "皇甫"];

const MALE: &[&str] = &[
    "伟", "强", "军", "波", "峰", "超", "勇", "刚", "磊", "杰", "浩", "宇", "涛", "海", "平", "明",
    "建", "志", "国", "文", "辉", "东", "轩", "晨", "洋", "俊", "鑫", "泽", "涵", "宏",
];
const FEMALE: &[&str] = &[
    "芳", "静", "敏", "燕", "娟", "霞", "秀", "英", "兰", "丽", "梅", "红", "琪", "雪", "欣", "怡",
    "婷", "雨", "佳", "玉", "云", "桂", "洁", "嘉", "娜", "艳", "曦", "萍", "莉", "琴",
];

/// Where people live, by the words of the sample ledgers.
const STREETS: &[&str] = &["某路", "某村", "某街", "某弄"];

/// Where people of working age work.
pub const EMPLOYERS: &[(u32, &str)] =
    &[(26, "某公司"), (18, "某工厂"), (14, "某医院"), (12, "某中学"), (10, "某机关"), (20, "个体")];

/// Education of adults (GB/T 4658 by its everyday names).
pub const EDUCATION: &[(u32, &str)] =
    &[(18, "初中"), (22, "高中"), (10, "中专"), (22, "大专"), (24, "本科"), (4, "硕士研究生")];

/// Ethnic groups as written.
pub const ETHNICITIES: &[(u32, &str)] =
    &[(95, "汉族"), (2, "土家族"), (1, "回族"), (1, "满族"), (1, "畲族")];

/// Blood types as written.
pub const BLOOD: &[(u32, &str)] =
    &[(28, "A型"), (26, "B型"), (30, "O型"), (9, "AB型"), (1, "A型Rh阴性"), (6, "不详")];

/// Who receives bodies and corneas, as in the sample ledger.
pub const BODY_RECEIVER: &str = "宁波大学医学部(浙东遗体接收站)";
/// Who receives corneas alone.
pub const CORNEA_RECEIVER: &str = "市红十字眼库";

/// What people say when they withdraw and wish to say it.
pub const WITHDRAWAL_REASONS: &[&str] =
    &["家人不同意", "身体原因", "移居外地", "本人意愿改变", "宗教或习俗原因"];

/// A surname.
pub fn surname(draw: &mut Draw) -> &'static str {
    let from = draw.weighted(&[(56, COMMON), (42, OTHERS), (2, COMPOUND)]);
    draw.pick(from)
}

/// A full name.
pub fn name(draw: &mut Draw, surname: &str, sex: Sex) -> String {
    let given = if sex == Sex::Male { MALE } else { FEMALE };
    let first = draw.pick(given);
    let second = if draw.percent(62) { draw.pick(given) } else { "" };
    format!("{surname}{first}{second}")
}

/// An address in `town`.
pub fn address(draw: &mut Draw, town: &str) -> String {
    format!("{town}{}{}号", draw.pick(STREETS), draw.between(1, 299))
}

/// What somebody of this age and sex names as relative, and that relative's sex.
pub fn relation(draw: &mut Draw, age: u32, own: Sex) -> (Relation, Sex) {
    let spouse = if own == Sex::Male { Sex::Female } else { Sex::Male };
    let young = [
        (34, (Relation::Father, Sex::Male)),
        (38, (Relation::Mother, Sex::Female)),
        (8, (Relation::Brother, Sex::Male)),
        (8, (Relation::Sister, Sex::Female)),
        (12, (Relation::Friend, own)),
    ];
    let grown = [
        (52, (Relation::Spouse, spouse)),
        (14, (Relation::Mother, Sex::Female)),
        (10, (Relation::Father, Sex::Male)),
        (12, (Relation::Brother, Sex::Male)),
        (12, (Relation::Sister, Sex::Female)),
    ];
    let old = [
        (30, (Relation::Son, Sex::Male)),
        (32, (Relation::Daughter, Sex::Female)),
        (26, (Relation::Spouse, spouse)),
        (6, (Relation::Sister, Sex::Female)),
        (6, (Relation::OtherRelative, Sex::Male)),
    ];
    match age {
        0..=27 => draw.weighted(&young),
        28..=54 => draw.weighted(&grown),
        _ => draw.weighted(&old),
    }
}
