//! Finds the unit that a ledger's text means.

use std::collections::HashMap;
use std::hash::Hash;
use std::iter;

use super::UnitSpec;
use crate::domain::names::fold;

/// One unit as the directory needs it, from a tree or a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row<Key> {
    /// What [`Directory::resolve`] answers.
    pub key: Key,
    /// The unit above.
    pub parent: Option<Key>,
    /// The administrative code.
    pub code: Option<String>,
    /// The official Chinese name.
    pub zh: String,
    /// The English name.
    pub en: String,
    /// Other names.
    pub aliases: Vec<String>,
}

/// What a text means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resolution<Key> {
    /// This unit.
    One(Key),
    /// No known unit.
    None,
    /// Several units: somebody has to choose.
    Ambiguous,
}

/// All units by all their names.
#[derive(Debug, Clone)]
pub struct Directory<Key> {
    keys: Vec<Key>,
    places: HashMap<Key, usize>,
    parents: Vec<Option<usize>>,
    /// By code and official name, which come first.
    official: HashMap<String, Vec<usize>>,
    /// By alias, and official name without its suffix.
    informal: HashMap<String, Vec<usize>>,
}

impl Directory<String> {
    /// All units of these trees. The key is the code, or for an area without code the key of the
    /// unit above, a slash and the name. Trees may share their upper units.
    pub fn of_offices<'a>(trees: impl IntoIterator<Item = &'a UnitSpec>) -> Self {
        fn walk(unit: &UnitSpec, parent: Option<&String>, rows: &mut Vec<Row<String>>) {
            let above = parent.map_or("", String::as_str);
            let key = unit.code.clone().unwrap_or_else(|| format!("{above}/{}", unit.zh));
            rows.push(Row {
                key: key.clone(),
                parent: parent.cloned(),
                code: unit.code.clone(),
                zh: unit.zh.clone(),
                en: unit.en.clone(),
                aliases: unit.aliases.clone(),
            });
            unit.children.iter().for_each(|child| walk(child, Some(&key), rows));
        }
        let mut rows = Vec::new();
        trees.into_iter().for_each(|tree| walk(tree, None, &mut rows));
        Self::new(rows)
    }
}

impl<Key: Clone + Eq + Hash> Directory<Key> {
    /// All units of these rows, in any order. Rows of one key add their names to one unit.
    pub fn new(rows: impl IntoIterator<Item = Row<Key>>) -> Self {
        let rows: Vec<_> = rows.into_iter().collect();
        let mut all = Self {
            keys: Vec::new(),
            places: HashMap::new(),
            parents: Vec::new(),
            official: HashMap::new(),
            informal: HashMap::new(),
        };
        for row in &rows {
            if !all.places.contains_key(&row.key) {
                all.places.insert(row.key.clone(), all.keys.len());
                all.keys.push(row.key.clone());
            }
        }
        all.parents = vec![None; all.keys.len()];
        for row in rows {
            let at = all.places[&row.key];
            let parent = row.parent.and_then(|key| all.places.get(&key).copied());
            all.parents[at] = all.parents[at].or(parent);
            let official = row.code.iter().chain([&row.zh, &row.en]).map(|name| normalise(name));
            for name in official.filter(|name| !name.is_empty()) {
                enter(&mut all.official, name, at);
            }
            for name in names_of(&row.zh, &row.en, &row.aliases) {
                enter(&mut all.informal, name, at);
            }
        }
        all
    }

    /// The unit that the text means, among all or only `within` a unit and what is below it:
    /// by code, by name with or without suffix, by alias, or by names from above downwards
    /// (宁波市奉化区溪口镇). A full name counts before an alias of another unit.
    pub fn resolve(&self, text: &str, within: Option<&Key>) -> Resolution<Key> {
        let place = within.map(|key| self.places.get(key).copied());
        if place == Some(None) {
            return Resolution::None;
        }
        match self.find(&normalise(text), place.flatten()).as_slice() {
            [] => Resolution::None,
            [at] => Resolution::One(self.keys[*at].clone()),
            _ => Resolution::Ambiguous,
        }
    }

    fn find(&self, name: &str, within: Option<usize>) -> Vec<usize> {
        let whole = self.named(name, within);
        // No list of divisions is longer; free text need not be tried at every character.
        if !whole.is_empty() || name.chars().count() > 40 {
            return whole;
        }
        // The longest beginning that names a unit, then the rest among what is below that.
        let cuts = name
            .char_indices()
            .map(|(at, _)| name.split_at(at))
            .filter(|(above, _)| !above.is_empty());
        let below = |(above, rest)| {
            let units = self.named(above, within).into_iter();
            let mut found: Vec<_> = units.flat_map(|unit| self.find(rest, Some(unit))).collect();
            found.sort_unstable();
            found.dedup();
            found
        };
        cuts.rev().map(below).find(|found| !found.is_empty()).unwrap_or_default()
    }

    /// The units of exactly this name: the official ones if there are any.
    fn named(&self, name: &str, within: Option<usize>) -> Vec<usize> {
        let named = [&self.official, &self.informal].map(|names| {
            let all = names.get(name).into_iter().flatten().copied();
            all.filter(|at| within.is_none_or(|unit| self.is_below(*at, unit))).collect::<Vec<_>>()
        });
        named.into_iter().find(|found| !found.is_empty()).unwrap_or_default()
    }

    /// Whether the first is the second or somewhere below it.
    fn is_below(&self, at: usize, unit: usize) -> bool {
        // Bounded, in case rows of a table ever form a circle.
        iter::successors(Some(at), |at| self.parents[*at])
            .take(self.keys.len())
            .any(|at| at == unit)
    }
}

/// All names under which a unit is found, normalised: those written down, the official one
/// without its suffix where two characters remain, and the office of a 街道.
pub(super) fn names_of(zh: &str, en: &str, aliases: &[String]) -> Vec<String> {
    const SUFFIXES: [&str; 7] = ["街道", "省", "市", "区", "县", "镇", "乡"];
    const ENGLISH: [&str; 7] =
        [" province", " city", " district", " county", " town", " township", " subdistrict"];
    let mut names = vec![zh.to_owned(), en.to_owned()];
    names.extend_from_slice(aliases);
    let short = SUFFIXES.iter().find_map(|suffix| zh.strip_suffix(suffix));
    names.extend(short.filter(|short| short.chars().count() > 1).map(str::to_owned));
    if let Some(short) = zh.strip_suffix("街道") {
        names.extend([format!("{zh}办事处"), format!("{zh}办"), format!("{short}街办")]);
    }
    let en = en.to_lowercase();
    names.extend(ENGLISH.iter().find_map(|suffix| en.strip_suffix(suffix)).map(str::to_owned));
    names.iter().map(|name| normalise(name)).filter(|name| !name.is_empty()).collect()
}

/// Letters and digits only, folded and in lower case; 奉化区红十字会 is 奉化区.
fn normalise(text: &str) -> String {
    let folded = fold(text).to_lowercase();
    let name: String = folded.chars().filter(|c| c.is_alphanumeric()).collect();
    name.strip_suffix("红十字会").unwrap_or(&name).to_owned()
}

fn enter(names: &mut HashMap<String, Vec<usize>>, name: String, at: usize) {
    match names.entry(name).or_default() {
        places if places.contains(&at) => {}
        places => places.push(at),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::units::shipped_offices;

    fn resolve(text: &str, within: Option<&str>) -> Resolution<String> {
        let within = within.map(str::to_owned);
        Directory::of_offices(&shipped_offices()).resolve(text, within.as_ref())
    }

    fn one(key: &str) -> Resolution<String> {
        Resolution::One(key.to_owned())
    }

    #[test]
    fn one_unit_by_all_its_names() {
        for text in [
            "锦屏街道",
            "锦屏",
            " 锦屏 街道\n",
            "锦屏街道办事处",
            "锦屏街办",
            "330213001",
            "３３０２１３００１",
            "Jinping Subdistrict",
            "JINPING",
            "奉化区锦屏街道",
            "浙江省宁波市奉化区锦屏街道",
            "宁波市-奉化市-锦屏",
        ] {
            assert_eq!(resolve(text, None), one("330213001"), "{text}");
        }
        for (text, key) in [
            ("溪口", "330213100"),
            ("尚田镇", "330213007"),
            ("Song’ao Town", "330213108"),
            ("奉化市", "330213"),
            ("奉化县", "330213"),
            ("宁波市奉化区红十字会", "330213"),
            ("宝鸡县", "610304"),
            ("凤翔县", "610305"),
            ("凤翔", "610305"),
            ("凤县", "610330"),
            ("Feng County", "610330"),
            ("陕西省宝鸡市陇县", "610327"),
            ("高新区", "610300/宝鸡高新区"),
            ("宝鸡", "610300"),
            ("浙江", "330000"),
        ] {
            assert_eq!(resolve(text, None), one(key), "{text}");
        }
    }

    #[test]
    fn what_names_no_unit() {
        for text in [
            "",
            " ",
            "不详",
            "锦",
            "县",
            "街道",
            "红十字会",
            "锦屏街道某路1号",
            "宝鸡市锦屏街道",
            "杭州市",
        ] {
            assert_eq!(resolve(text, None), Resolution::None, "{text}");
        }
        assert_eq!(resolve(&"奉化".repeat(1000), None), Resolution::None);
    }

    #[test]
    fn within_a_unit() {
        assert_eq!(resolve("溪口镇", Some("330213")), one("330213100"));
        assert_eq!(resolve("奉化", Some("330213")), one("330213"));
        assert_eq!(resolve("溪口镇", Some("610300")), Resolution::None);
        assert_eq!(resolve("溪口镇", Some("000000")), Resolution::None);
    }

    #[test]
    fn two_units_of_one_name() {
        let row = |key, parent, zh: &str, aliases: &[&str]| Row {
            key,
            parent,
            code: None,
            zh: zh.to_owned(),
            en: String::new(),
            aliases: aliases.iter().map(|&alias| alias.to_owned()).collect(),
        };
        // The parents stand last: rows of a table come in any order.
        let directory = Directory::new([
            row(3, Some(1), "城关镇", &[]),
            row(4, Some(2), "城关镇", &[]),
            row(5, Some(2), "河东镇", &["东关镇"]),
            row(6, Some(1), "东关镇", &[]),
            row(1, None, "甲县城", &[]),
            row(2, None, "乙县城", &[]),
        ]);
        assert_eq!(directory.resolve("城关镇", None), Resolution::Ambiguous);
        assert_eq!(directory.resolve("", None), Resolution::None);
        assert_eq!(directory.resolve("城关", None), Resolution::Ambiguous);
        assert_eq!(directory.resolve("城关镇", Some(&2)), Resolution::One(4));
        assert_eq!(directory.resolve("乙县城城关镇", None), Resolution::One(4));
        assert_eq!(directory.resolve("东关镇", None), Resolution::One(6));
        assert_eq!(directory.resolve("东关镇", Some(&2)), Resolution::One(5));
    }
}
