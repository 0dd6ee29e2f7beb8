//! Surnames of two characters, and surnames read otherwise than the character usually is.

/// Compound surnames with living bearers, and the classical ones of the Hundred Family Surnames
/// that cannot be read as a single surname and a common given name.
pub(super) const COMPOUND_SURNAMES: [&str; 48] = [
    "欧阳", "上官", "司马", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "夏侯",
    "长孙", "宇文", "轩辕", "端木", "独孤", "南宫", "东郭", "西门", "百里", "呼延", "赫连", "澹台",
    "公冶", "濮阳", "淳于", "单于", "太史", "申屠", "钟离", "鲜于", "闾丘", "司空", "亓官", "司寇",
    "子车", "颛孙", "巫马", "漆雕", "乐正", "拓跋", "万俟", "闻人", "左丘", "完颜", "纳兰", "贺兰",
];

/// Initials of surnames whose reading as a surname differs from the character's usual one.
pub(super) const SURNAME_READINGS: [(&str, &str); 26] = [
    ("曾", "z"),
    ("单", "s"),
    ("解", "x"),
    ("仇", "q"),
    ("区", "o"),
    ("查", "z"),
    ("翟", "z"),
    ("乐", "y"),
    ("覃", "q"),
    ("种", "c"),
    ("折", "s"),
    ("召", "s"),
    ("秘", "b"),
    ("繁", "p"),
    ("乜", "n"),
    ("句", "g"),
    ("藏", "z"),
    ("阚", "k"),
    ("粘", "n"),
    ("蔚", "y"),
    ("佴", "n"),
    ("尉迟", "yc"),
    ("万俟", "mq"),
    ("澹台", "tt"),
    ("单于", "cy"),
    ("乐正", "yz"),
];

#[cfg(test)]
mod tests {
    use pinyin::ToPinyin;

    use super::*;

    #[test]
    fn every_corrected_reading_corrects_something() {
        for (surname, letters) in SURNAME_READINGS {
            let usual: String = surname.to_pinyin().flatten().map(|p| &p.plain()[..1]).collect();
            assert_ne!(usual, letters, "{surname}");
            assert!(surname.chars().count() == 1 || COMPOUND_SURNAMES.contains(&surname));
        }
    }
}
