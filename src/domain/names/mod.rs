//! Names of people, and the folding that all typed text gets before it is compared.

mod folding;
mod surnames;

use std::fmt;

use pinyin::ToPinyin;
use serde::{Deserialize, Serialize};

pub use folding::fold;
pub(crate) use folding::{is_placeholder, is_quote};
use surnames::{COMPOUND_SURNAMES, SURNAME_READINGS};

use super::words::Words;

/// A person's name, normalised, so that 王　芳, 王 芳 and 王芳 are one name.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Name(String);

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Name(…)")
    }
}

impl Name {
    /// Reads a name: no spaces in Han names, single ones elsewhere, one kind of middle dot.
    pub fn parse(raw: &str) -> Result<Self, NameProblem> {
        let folded = fold(raw);
        if is_placeholder(&folded) {
            return Err(NameProblem::Missing);
        }
        let han = folded.chars().any(is_han);
        let mut name = String::with_capacity(folded.len());
        for c in folded.trim_matches(is_quote).chars() {
            match c {
                ' ' if han => {}
                '.' if han => name.push('·'),
                '\u{387}' | '\u{2022}' | '\u{2027}' | '\u{2219}' | '\u{22c5}' | '\u{30fb}'
                | '\u{ff65}' => name.push('·'),
                c if is_quote(c) => name.push('\''),
                c => name.push(c),
            }
        }
        let name = name.trim_matches([' ', '·', ',', '-', '\'']).to_owned();
        let letter = |c: char| c.is_alphabetic() || is_han(c);
        let joint = |c: char| match c {
            '·' | '\u{300}'..='\u{36f}' => true,
            ' ' | '-' | '\'' | '.' | ',' => !han,
            _ => false,
        };
        match name.chars().filter(|c| letter(*c)).count() {
            _ if !name.chars().all(|c| letter(c) || joint(c)) => Err(NameProblem::Characters),
            0 | 1 => Err(NameProblem::TooShort),
            2..=60 => Ok(Self(name)),
            _ => Err(NameProblem::TooLong),
        }
    }

    /// Reads the name of an organisation, which may have digits and brackets: 某村（居）委会, 第二养老院.
    ///
    /// # Errors
    /// Where it is missing, too short or too long, or has signs that no name has.
    pub fn organisation(raw: &str) -> Result<Self, NameProblem> {
        let folded = fold(raw);
        let name: String = folded.trim().to_owned();
        let fits = |c: char| c.is_alphanumeric() || is_han(c) || " ()·-.,&'".contains(c);
        match name.chars().count() {
            _ if is_placeholder(&name) => Err(NameProblem::Missing),
            _ if !name.chars().all(fits) => Err(NameProblem::Characters),
            0 | 1 => Err(NameProblem::TooShort),
            2..=60 => Ok(Self(name)),
            _ => Err(NameProblem::TooLong),
        }
    }

    /// The whole name, for sealing, indexing and audited display.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The surname: two characters if it is a compound one; of a name with a middle dot, which
    /// has none, the first character; of a name in letters the first word.
    pub fn surname(&self) -> &str {
        if !self.is_han() {
            return self.0.split([' ', ',']).next().unwrap_or_default();
        }
        let compound = COMPOUND_SURNAMES.iter().find(|surname| {
            self.0.strip_prefix(**surname).is_some_and(|given| given.starts_with(is_han))
        });
        let length = compound.map(|surname| surname.len());
        &self.0[..length.unwrap_or_else(|| self.first_letter().len())]
    }

    /// Initials as staff type them to search: one letter for each Han character, the surname in
    /// its reading as a surname (曾 is z, not c); `?` where no reading is known. Of a name in
    /// letters, the first letter of each word.
    pub fn initials(&self) -> String {
        if !self.is_han() {
            let words = self.0.split([' ', ',', '-', '·']);
            return words
                .filter_map(|word| word.chars().next())
                .flat_map(char::to_lowercase)
                .collect();
        }
        let surname = if self.0.contains('·') { "" } else { self.surname() };
        let reading = SURNAME_READINGS.iter().find(|(of, _)| *of == surname);
        let (read, rest) = match reading {
            Some((of, letters)) => (*letters, &self.0[of.len()..]),
            None => ("", self.as_str()),
        };
        let initial = |c: char| c.to_pinyin().and_then(|p| p.plain().chars().next()).unwrap_or('?');
        read.chars().chain(rest.chars().filter(|c| is_han(*c)).map(initial)).collect()
    }

    /// What a screen shows by default: 张*, 张**, 欧阳*; of other names the first letter only.
    pub fn masked(&self) -> String {
        let shown = if self.is_han() { self.surname() } else { self.first_letter() };
        let hidden = self.0[shown.len()..].chars().count().min(2);
        format!("{shown}{}", "*".repeat(hidden))
    }

    fn first_letter(&self) -> &str {
        &self.0[..self.0.chars().next().map_or(0, char::len_utf8)]
    }

    fn is_han(&self) -> bool {
        self.0.chars().any(is_han)
    }
}

/// Han characters with all extensions, and the private-use area in which older Chinese systems
/// keep rare characters of names.
fn is_han(c: char) -> bool {
    matches!(c, '\u{3007}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{e000}'..='\u{f8ff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

/// Why a text is not a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameProblem {
    /// Nothing, or only a word for nothing.
    Missing,
    /// Digits, brackets, stars or other signs.
    Characters,
    /// One character only.
    TooShort,
    /// More than 60 letters.
    TooLong,
}

impl NameProblem {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Characters => "characters",
            Self::TooShort => "too_short",
            Self::TooLong => "too_long",
        }
    }

    /// What to do about it.
    pub fn words(self) -> Words {
        match self {
            Self::Missing => Words::new("缺姓名，请补填", "The name is missing: fill it in"),
            Self::Characters => Words::new(
                "姓名只写文字，不写数字、括号和星号;说明请写在备注里",
                "A name has letters only, no digits, brackets or stars: put notes under remarks",
            ),
            Self::TooShort => {
                Words::new("姓名只有一个字，请写全名", "Only one character: write the full name")
            }
            Self::TooLong => Words::new(
                "姓名过长，请只写一个人的姓名",
                "Too long: write the name of one person only",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn name(raw: &str) -> Name {
        Name::parse(raw).unwrap()
    }

    #[test]
    fn one_name_however_it_is_written() {
        for raw in [
            "王小芳",
            " 王　小芳 ",
            "王\u{a0}小\u{200b}芳\n",
            "'王小芳",
            "“王小芳”",
            "\u{feff}王 小 芳",
        ] {
            assert_eq!(name(raw).as_str(), "王小芳");
        }
        for raw in ["阿依古丽·买买提", "阿依古丽•买买提", "阿依古丽．买买提", "阿依古丽 ・ 买买提"]
        {
            assert_eq!(name(raw).as_str(), "阿依古丽·买买提");
        }
        assert_eq!(name("ＪＯＨＮ　　Smith").as_str(), "JOHN Smith");
        assert_eq!(name("Seán O’Brien").as_str(), "Seán O'Brien");
    }

    #[test]
    fn what_is_no_name() {
        for raw in ["", " \u{a0}\n", "无", "不详", "-", "——", "/", "'", "n/a"] {
            assert_eq!(Name::parse(raw), Err(NameProblem::Missing), "{raw:?}");
        }
        for raw in ["3098人", "张*", "张三(已故)", "张三、李四", "张三/李四"] {
            assert_eq!(Name::parse(raw), Err(NameProblem::Characters), "{raw:?}");
        }
        assert_eq!(Name::parse("王"), Err(NameProblem::TooShort));
        assert_eq!(Name::parse(&"王".repeat(61)), Err(NameProblem::TooLong));
    }

    #[test]
    fn surnames_are_read_as_surnames() {
        for (raw, initials) in [
            ("曾小华", "zxh"),
            ("单雄", "sx"),
            ("解明", "xm"),
            ("仇英", "qy"),
            ("区小明", "oxm"),
            ("尉迟恭", "ycg"),
            ("尉小明", "wxm"),
            ("盖明", "gm"),
            ("查明", "zm"),
            ("朴明", "pm"),
            ("任明", "rm"),
            ("华明", "hm"),
            ("缪明", "mm"),
            ("翟明", "zm"),
            ("乐明", "ym"),
            ("万俟明", "mqm"),
            ("吕明", "lm"),
            ("欧阳明", "oym"),
            ("阿依古丽·买买提", "ayglmmt"),
            ("单增·卓玛", "dzzm"),
            ("John van-Dyke", "jvd"),
        ] {
            assert_eq!(name(raw).initials(), initials, "{raw}");
        }
    }

    #[test]
    fn masks() {
        for (raw, masked) in [
            ("张三", "张*"),
            ("张小三", "张**"),
            ("张小小三", "张**"),
            ("欧阳修", "欧阳*"),
            ("欧阳小修", "欧阳**"),
            ("欧阳", "欧*"),
            ("阿依古丽·买买提", "阿**"),
            ("John Smith", "J**"),
        ] {
            assert_eq!(name(raw).masked(), masked);
        }
        assert_eq!(format!("{:?}", name("张三")), "Name(…)");
    }

    proptest! {
        #[test]
        fn folding_and_parsing_are_idempotent(raw in "\\PC{0,20}", padded in "[ \u{3000}'张三·•.a-cＡ\u{200b}]{0,12}") {
            for text in [raw, padded] {
                prop_assert_eq!(fold(&fold(&text)), fold(&text));
                if let Ok(name) = Name::parse(&text) {
                    prop_assert_eq!(Name::parse(name.as_str()), Ok(name.clone()));
                }
            }
        }

        #[test]
        fn one_initial_for_each_han_character(raw in "[\u{4e00}-\u{9fff}]{2,6}") {
            prop_assert_eq!(name(&raw).initials().chars().count(), raw.chars().count());
        }

        #[test]
        fn a_mask_shows_the_surname_only(raw in "[\u{4e00}-\u{9fff}]{2,6}") {
            let name = name(&raw);
            let masked = name.masked();
            prop_assert_eq!(masked.trim_end_matches('*'), name.surname());
            prop_assert!(masked.ends_with('*') && masked.chars().count() <= 4);
        }
    }
}
