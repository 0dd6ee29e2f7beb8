//! Which unit a row belongs to.

use crate::domain::{
    names::fold,
    units::{Directory, Resolution},
};

/// The unit found for a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// Its key.
    pub key: String,
    /// Whether a further unit was named that is not known.
    pub partly: bool,
}

/// In free text these say that a unit named beside them is not meant: 非奉化, 外地, 其他.
const ELSEWHERE: [&str; 7] = ["不", "非", "外", "未", "待", "其他", "其它"];

/// The longest title that is searched for the name of a unit.
const LONGEST_TITLE: usize = 60;

/// The longest cell in which a unit may have something behind it: 锦屏街道东门社区.
const LONGEST_UNIT: usize = 20;

/// The unit that the cells of one row name, wide and narrow units in any order. `base` is the unit
/// of the whole sheet, which decides between places of one name.
pub(super) fn of_cells(
    directory: &Directory<String>,
    cells: &[String],
    base: Option<&String>,
) -> Option<Found> {
    let mut found: Option<String> = None;
    let mut unknown = 0;
    let (clear, unclear): (Vec<_>, Vec<_>) =
        cells.iter().partition(|text| matches!(directory.resolve(text, None), Resolution::One(_)));
    for text in clear.into_iter().chain(unclear) {
        let Some(key) = of_text(directory, text, found.as_ref(), base) else {
            unknown += 1;
            continue;
        };
        found = match found {
            None => Some(key),
            Some(wider) if is_within(directory, text, &wider, &key) => Some(key),
            Some(narrower)
                if cells.iter().any(|other| is_within(directory, other, &key, &narrower)) =>
            {
                Some(narrower)
            }
            // Two units of which neither is part of the other.
            Some(_) => return None,
        };
    }
    found.map(|key| Found { key, partly: unknown > 0 })
}

fn is_within(directory: &Directory<String>, text: &str, wider: &String, key: &String) -> bool {
    wider == key || directory.resolve(text, Some(wider)) == Resolution::One(key.clone())
}

fn of_text(
    directory: &Directory<String>,
    text: &str,
    found: Option<&String>,
    base: Option<&String>,
) -> Option<String> {
    let within = |unit: &String| match directory.resolve(text, Some(unit)) {
        Resolution::One(key) => Some(key),
        _ => None,
    };
    found.and_then(within).or_else(|| base.and_then(within)).or_else(|| {
        match directory.resolve(text, None) {
            Resolution::One(key) => Some(key),
            Resolution::Ambiguous => None,
            Resolution::None if ELSEWHERE.iter().any(|word| text.contains(word)) => None,
            // An address is no unit, and searching it would take long.
            Resolution::None if text.chars().count() > LONGEST_UNIT => None,
            Resolution::None => in_text(directory, text),
        }
    })
}

/// The unit that a title, a sheet's name or a section names somewhere: 锦屏街道 of
/// `填报单位:奉化区锦屏街道(2024年)`. Of several, the first and what lies within it.
pub(super) fn in_text(directory: &Directory<String>, text: &str) -> Option<String> {
    let title: Vec<char> =
        fold(text).chars().filter(|c| c.is_alphanumeric()).take(LONGEST_TITLE).collect();
    let mut found: Option<String> = None;
    let mut at = 0;
    while at < title.len() {
        let ends = (at + 2..=title.len().min(at + 16)).rev();
        let named = ends.into_iter().find_map(|end| {
            let name: String = title[at..end].iter().collect();
            // Digits of a year or count are no administrative code.
            let spelt = !name.starts_with(|c: char| c.is_ascii());
            match directory.resolve(&name, found.as_ref()) {
                Resolution::One(key) if spelt => Some((end, key)),
                _ => None,
            }
        });
        match named {
            Some((end, key)) => {
                found = Some(key);
                at = end;
            }
            None => at += 1,
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::units::shipped_offices;

    fn key(text: &str) -> Option<String> {
        in_text(&Directory::of_offices(&shipped_offices()), text)
    }

    #[test]
    fn units_in_titles() {
        assert_eq!(
            key("宁波市奉化区造血干细胞捐献志愿者登记台账(2021—2025年)").as_deref(),
            Some("330213")
        );
        assert_eq!(key("填报单位:奉化区锦屏街道(报区红十字会)").as_deref(), Some("330213001"));
        assert_eq!(key("锦屏街道").as_deref(), Some("330213001"));
        assert_eq!(key("2024年陇县遗体捐献").as_deref(), Some("610327"));
        assert_eq!(key("Sheet1"), None);
        assert_eq!(key("本台账为虚构数据,仅供软件测试"), None);
    }

    #[test]
    fn units_of_rows() {
        let directory = Directory::of_offices(&shipped_offices());
        let of = |cells: &[&str]| {
            let cells: Vec<String> = cells.iter().map(|&cell| cell.to_owned()).collect();
            of_cells(&directory, &cells, None).map(|found| (found.key, found.partly))
        };
        assert_eq!(of(&["锦屏"]), Some(("330213001".into(), false)));
        assert_eq!(of(&["奉化区", "锦屏街道"]), Some(("330213001".into(), false)));
        assert_eq!(of(&["锦屏街道", "奉化区"]), Some(("330213001".into(), false)));
        assert_eq!(of(&["奉化区", "某村"]), Some(("330213".into(), true)));
        assert_eq!(of(&["陇县", "锦屏街道"]), None);
        assert_eq!(of(&["锦屏街道东门社区"]), Some(("330213001".into(), false)));
        assert_eq!(of(&["非奉化"]), None);
        assert_eq!(of(&["不详"]), None);
        assert_eq!(of(&[]), None);
    }
}
