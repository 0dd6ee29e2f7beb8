//! Reads the tree of an office's units from its TOML file.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;

use super::directory::names_of;
use super::{UnitKind, UnitSpec, office_phone};
use crate::domain::programmes::Rules;
use crate::domain::words::Words;

/// The files of `config/offices/` that come with the program.
const SHIPPED: [(&str, &str); 2] = [
    ("config/offices/fenghua.toml", include_str!("../../../config/offices/fenghua.toml")),
    ("config/offices/baoji.toml", include_str!("../../../config/offices/baoji.toml")),
];

/// What is wrong with an office's file, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {} / {}", reason.zh, reason.en)]
pub struct OfficeProblem {
    /// The file as it was named.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub reason: Words,
}

/// The trees of the offices that come with the program.
pub fn shipped_offices() -> Vec<UnitSpec> {
    // Unwrap safety: the files are part of the program, and a test below loads them.
    let load = |(file, text)| load_office(text, file).expect("shipped offices load");
    SHIPPED.into_iter().map(load).collect()
}

/// Reads an office's file: one tree from the province down. Checks levels and codes against each
/// other, and that no two units under one parent share a name.
pub fn load_office(toml_text: &str, file: &str) -> Result<UnitSpec, OfficeProblem> {
    let place = |(span, reason): Fault| {
        let line = toml_text.get(..span.start).map_or(0, |before| before.matches('\n').count()) + 1;
        OfficeProblem { file: file.to_owned(), line, reason }
    };
    let written: WrittenUnit = toml::from_str(toml_text).map_err(|error| {
        let reason = Words::made(format!("无法读取:{}", error.message()), error.message());
        place((error.span().unwrap_or_default(), reason))
    })?;
    let top = written.kind.as_ref();
    if *top != UnitKind::Province {
        let reason = Words::new("最上级应是省(province)", "the topmost unit must be a province");
        return Err(place((written.kind.span(), reason)));
    }
    written.check(None, &mut HashSet::new()).map_err(place)
}

/// Where in the text something is wrong, and what.
type Fault = (Range<usize>, Words);

/// [`UnitSpec`] as written, knowing where.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenUnit {
    code: Option<Spanned<String>>,
    kind: Spanned<UnitKind>,
    zh: Spanned<String>,
    en: Spanned<String>,
    #[serde(default)]
    aliases: Vec<Spanned<String>>,
    phone: Option<Spanned<String>>,
    rules: Option<Rules>,
    #[serde(default)]
    children: Vec<WrittenUnit>,
}

/// What a unit must fit under.
struct Parent<'a> {
    kind: UnitKind,
    /// The digits with which every code below begins.
    prefix: &'a str,
}

impl WrittenUnit {
    fn check(
        self,
        parent: Option<&Parent>,
        codes: &mut HashSet<String>,
    ) -> Result<UnitSpec, Fault> {
        let kind = *self.kind.as_ref();
        if parent.is_some_and(|parent| !fits(kind, parent.kind)) {
            let reason = Words::new(
                "下级单位的级别应低于上级",
                "a unit must be of a lower level than the one above it",
            );
            return Err((self.kind.span(), reason));
        }
        for text in [&self.zh, &self.en].into_iter().chain(&self.aliases) {
            if text.as_ref().trim().is_empty() {
                return Err((text.span(), Words::new("名称不能为空", "a name must not be empty")));
            }
        }
        let phone = match &self.phone {
            Some(text) => {
                office_phone(text.as_ref()).map_err(|problem| (text.span(), problem.words()))?
            }
            None => None,
        };
        let above = parent.map_or("", |parent| parent.prefix);
        let prefix = match &self.code {
            None if kind == UnitKind::Area => above.to_owned(),
            None => return Err((self.zh.span(), Words::new("缺代码 code", "the code is missing"))),
            Some(code) => check_code(kind, code.as_ref(), above, codes)
                .map_err(|words| (code.span(), words))?,
        };
        let here = Parent { kind, prefix: &prefix };
        let mut names = HashMap::new();
        let mut children = Vec::with_capacity(self.children.len());
        for child in self.children {
            let span = child.zh.span();
            let child = child.check(Some(&here), codes)?;
            for name in names_of(&child.zh, &child.en, &child.aliases) {
                match names.insert(name, child.zh.clone()) {
                    Some(other) if other != child.zh => {
                        let zh = format!("“{}”与同级的“{other}”有相同的名称或别名", child.zh);
                        let en =
                            format!("{} shares a name or alias with {other} beside it", child.zh);
                        return Err((span, Words::made(zh, en)));
                    }
                    _ => {}
                }
            }
            children.push(child);
        }
        Ok(UnitSpec {
            code: self.code.map(Spanned::into_inner),
            kind,
            zh: self.zh.into_inner(),
            en: self.en.into_inner(),
            aliases: self.aliases.into_iter().map(Spanned::into_inner).collect(),
            phone,
            children,
            rules: self.rules,
        })
    }
}

/// Checks a code and returns the digits with which the codes below must begin: GB/T 2260 gives
/// two digits each to province, city and county; GB/T 10114 adds three for the township.
fn check_code(
    kind: UnitKind,
    code: &str,
    above: &str,
    codes: &mut HashSet<String>,
) -> Result<String, Words> {
    let digits = if kind == UnitKind::Township { 9 } else { 6 };
    if code.len() != digits || !code.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Words::made(
            format!("代码应为 {digits} 位数字"),
            format!("the code must have {digits} digits"),
        ));
    }
    if !code.starts_with(above) {
        return Err(Words::made(
            format!("代码应以上级的 {above} 开头"),
            format!("the code must begin with {above} like the unit above"),
        ));
    }
    if !codes.insert(code.to_owned()) {
        return Err(Words::new("代码重复", "the code stands twice in this file"));
    }
    let used = match kind {
        UnitKind::National => 0,
        UnitKind::Province => 2,
        UnitKind::City => 4,
        UnitKind::County => 6,
        // The last level; and whatever code an area was given, townships in it keep their own.
        UnitKind::Township | UnitKind::Area => return Ok(above.to_owned()),
    };
    let (prefix, rest) = code.split_at(used);
    if rest.bytes().any(|b| b != b'0') {
        return Err(Words::made(
            format!("这一级的代码在第 {used} 位之后应为 0"),
            format!("a code of this level has zeros after digit {used}"),
        ));
    }
    Ok(prefix.to_owned())
}

/// Whether a unit of one level can stand directly under one of another.
fn fits(kind: UnitKind, parent: UnitKind) -> bool {
    match (parent, kind) {
        (UnitKind::Area | UnitKind::Township, UnitKind::Area) => false,
        (UnitKind::Area, UnitKind::Township) => true,
        _ => kind > parent,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OFFICE: &str = r#"
code = "330000"
kind = "province"
zh = "浙江省"
en = "Zhejiang"

[[children]]
code = "330200"
kind = "city"
zh = "宁波市"
en = "Ningbo"
rules = { stem_cell = { max = 40 } }
children = [
    { code = "330213", kind = "county", zh = "奉化区", en = "Fenghua" },
    { kind = "area", zh = "某某新区", en = "Some New Area", children = [
        { code = "330213900", kind = "township", zh = "某某镇", en = "Some Town" },
    ] },
]
"#;

    /// Line and English reason after one change to the file.
    fn problem(from: &str, to: &str) -> (usize, String) {
        assert!(OFFICE.contains(from));
        let problem = load_office(&OFFICE.replace(from, to), "office.toml").unwrap_err();
        assert!(problem.to_string().starts_with(&format!("office.toml:{}: ", problem.line)));
        (problem.line, problem.reason.en.into_owned())
    }

    #[test]
    fn shipped() {
        let offices = shipped_offices();
        let shapes: Vec<_> = offices
            .iter()
            .map(|province| {
                let city = &province.children[0];
                (city.zh.as_str(), city.children.len(), city.children[0].children.len())
            })
            .collect();
        assert_eq!(shapes, [("宁波市", 1, 12), ("宝鸡市", 13, 0)]);
    }

    #[test]
    fn a_tree_with_rules() {
        let office = load_office(&format!("\u{feff}{OFFICE}"), "office.toml").unwrap();
        let city = &office.children[0];
        assert_eq!(city.rules.unwrap().stem_cell.max, Some(40));
        assert_eq!(
            (city.children[1].kind, city.children[1].code.as_deref()),
            (UnitKind::Area, None)
        );
    }

    #[test]
    fn mistakes_are_named_with_their_line() {
        for (from, to, line, reason) in [
            ("en = \"Zhejiang\"", "en = \"Zhejiang", 5, "string"),
            ("en = \"Zhejiang\"", "name = \"Zhejiang\"", 5, "unknown field `name`"),
            ("kind = \"city\"", "kind = \"town\"", 9, "unknown variant `town`"),
            ("max = 40", "max = 17", 12, "max 17 is below"),
            ("kind = \"province\"", "kind = \"city\"", 3, "the topmost unit must be a province"),
            ("kind = \"city\"", "kind = \"province\"", 9, "lower level"),
            ("330213", "33021", 14, "6 digits"),
            ("330213", "610302", 14, "begin with 3302"),
            ("330200", "330201", 8, "zeros after digit 4"),
            ("code = \"330213\", ", "", 14, "code is missing"),
            ("某某新区", "奉化", 15, "shares a name"),
            ("某某新区", " ", 15, "must not be empty"),
            ("kind = \"area\"", "kind = \"county\", code = \"330213\"", 15, "stands twice"),
        ] {
            let (at, why) = problem(from, to);
            assert!(at == line && why.contains(reason), "{from} → {to}: {at}: {why}");
        }
    }
}
