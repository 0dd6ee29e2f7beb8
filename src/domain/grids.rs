//! GRID, the Global Registration Identifier for Donors (ICCBBA ST-015): by it registries all over
//! the world mean the same donor.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::names::{fold, is_quote};
use super::words::Words;

/// Four digits of the issuing organisation, 13 characters that it assigns, a checksum of two.
const LENGTH: usize = 19;
/// What the checksum is taken of.
const BODY: usize = 17;

/// A GRID that has passed every check. It names a person: kept sealed, never logged, and hidden
/// from `Debug`; serialised as its text because only sealed things hold it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Grid(String);

impl fmt::Debug for Grid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Grid(…)")
    }
}

impl Grid {
    /// Reads a GRID in any case, full-width or not, with spaces, quotes and hyphens anywhere.
    pub fn parse(text: &str) -> Result<Self, GridProblem> {
        let grid = normalise(text);
        let got = grid.chars().count();
        if got != LENGTH {
            return Err(GridProblem::Length { got });
        }
        let (body, check) = grid.split_at_checked(BODY).ok_or(GridProblem::Characters)?;
        let expected = checksum(body).ok_or(GridProblem::Characters)?;
        let is_number = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        if !is_number(check) {
            return Err(GridProblem::Characters);
        }
        if body.starts_with('0') || !is_number(&body[..4]) {
            return Err(GridProblem::Issuer);
        }
        match check.parse() {
            Ok(written) if written == expected => Ok(Self(grid)),
            Ok(37..) => Err(GridProblem::ChecksumRange),
            _ => Err(GridProblem::Checksum),
        }
    }

    /// The whole normalised GRID, for sealing, indexing and audited display.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number of the organisation that issued it, which says nothing of the person: 2197 is
    /// the China Marrow Donor Program.
    pub fn issuer(&self) -> &str {
        self.0.get(..4).unwrap_or_default()
    }

    /// What a screen shows by default: the issuer and the last two characters.
    pub fn masked(&self) -> String {
        let last = self.0.get(BODY..).unwrap_or_default();
        format!("{}{}{last}", self.issuer(), "*".repeat(BODY - 4))
    }

    /// What a refused `text` may have been meant to be: every GRID from which it differs by one likely slip,
    /// two neighbours changed about or one character that looks like another. Empty where `text` is a GRID
    /// or is further away. Nobody's record is looked at, so that nobody's GRID can be guessed from it.
    pub fn candidates(text: &str) -> Vec<Self> {
        let typed = normalise(text);
        if typed.len() != LENGTH || !typed.is_ascii() || Self::parse(&typed).is_ok() {
            return Vec::new();
        }
        let slips = (0..LENGTH).flat_map(|at| slips_at(&typed, at));
        let mut meant: Vec<Self> = slips.filter_map(|slip| Self::parse(&slip).ok()).collect();
        meant.sort_by(|one, other| one.0.cmp(&other.0));
        meant.dedup();
        meant
    }
}

/// Characters that are taken for each other on paper.
const LOOKALIKES: [&str; 9] = ["0ODQ", "1IL7", "2Z", "38B", "5S", "6G", "4A", "UV", "MN"];

/// `typed` with the character at `at` changed about with the next, and with each one it is taken for.
fn slips_at(typed: &str, at: usize) -> Vec<String> {
    let with = |change: &dyn Fn(&mut [char])| {
        let mut chars: Vec<char> = typed.chars().collect();
        change(&mut chars);
        chars.into_iter().collect::<String>()
    };
    let alike = typed.chars().nth(at).into_iter().flat_map(|c| {
        let groups = LOOKALIKES.iter().filter(move |group| group.contains(c));
        groups.flat_map(|group| group.chars()).filter(move |other| *other != c)
    });
    let mut slips: Vec<String> = alike.map(|other| with(&|chars| chars[at] = other)).collect();
    if at + 1 < typed.len() {
        slips.push(with(&|chars| chars.swap(at, at + 1)));
    }
    slips
}

/// The checksum of a GRID's first 17 characters, 0 to 36: ISO/IEC 7064 MOD 37-2, which finds any
/// one wrong character and any two neighbours changed about. `None` if `body` is not 17 letters
/// and digits.
pub fn checksum(body: &str) -> Option<u32> {
    let sum = body.chars().try_fold(0, |sum, c| Some((sum + c.to_digit(36)?) * 2 % 37))?;
    (body.len() == BODY).then_some((38 - sum) % 37)
}

/// Upper case, half-width, without spaces, quotes and hyphens.
fn normalise(text: &str) -> String {
    let mut grid = fold(text).to_ascii_uppercase();
    grid.retain(|c| c != ' ' && c != '-' && !is_quote(c));
    grid
}

/// Why a text is not a GRID. Never carries the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GridProblem {
    /// Not 19 characters.
    Length {
        /// How many characters there are.
        got: usize,
    },
    /// Something other than 0–9 and A–Z, or letters for the checksum.
    Characters,
    /// The first four are not an issuer's number, 1000 to 9999.
    Issuer,
    /// The last two are above 36, which no checksum is.
    ChecksumRange,
    /// The checksum does not follow from the others: a character is wrong.
    Checksum,
}

impl GridProblem {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Length { .. } => "length",
            Self::Characters => "characters",
            Self::Issuer => "issuer",
            Self::ChecksumRange => "checksum_range",
            Self::Checksum => "checksum",
        }
    }

    /// What to do about it.
    pub fn words(self) -> Words {
        match self {
            Self::Length { got } => Words::made(
                format!("GRID 应为 {LENGTH} 位，现为 {got} 位;请对照原件补全"),
                format!(
                    "A GRID has {LENGTH} characters, this has {got}: complete it from the original"
                ),
            ),
            Self::Characters => Words::new(
                "GRID 只有数字和字母 A–Z,最后两位是数字;请对照原件改正",
                "A GRID has only digits and the letters A–Z, and its last two are digits: correct it from the original",
            ),
            Self::Issuer => Words::new(
                "GRID 的前四位应是发放机构的编号(1000–9999);请对照原件改正",
                "A GRID's first four are the issuer's number (1000–9999): correct them from the original",
            ),
            Self::ChecksumRange => Words::new(
                "GRID 的最后两位校验码只在 00–36 之间;请对照原件改正",
                "A GRID's last two, the checksum, are 00–36: correct them from the original",
            ),
            Self::Checksum => Words::new(
                "GRID 校验不符，有一位录错;请对照原件逐位核对",
                "The GRID's checksum does not fit, so some character is wrong: check each against the original",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn vectors(list: &str) -> Vec<(String, String)> {
        let vectors: serde_json::Value =
            serde_json::from_str(include_str!("../../tests/data/grid.json")).unwrap();
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let cases = vectors[list].as_array().unwrap().iter();
        cases.map(|case| (text(&case["grid"]), text(&case["why"]))).collect()
    }

    /// GRIDs that no registry has issued: made of any issuer and any characters.
    fn grids() -> impl Strategy<Value = String> {
        "[1-9][0-9]{3}[0-9A-Z]{13}"
            .prop_map(|body| format!("{body}{:02}", checksum(&body).unwrap()))
    }

    #[test]
    fn known_answers() {
        assert_eq!((vectors("valid").len(), vectors("invalid").len()), (5, 3));
        for (grid, _) in vectors("valid") {
            assert_eq!(Grid::parse(&grid).unwrap().as_str(), grid);
        }
        for (grid, why) in vectors("invalid") {
            let expected = match Grid::parse(&grid).unwrap_err() {
                GridProblem::Checksum => "wrong checksum",
                GridProblem::Length { got: 11 } => "length",
                GridProblem::ChecksumRange => "above 36",
                _ => "something else",
            };
            assert!(why.contains(expected), "{why}");
        }
    }

    #[test]
    fn problems() {
        for (text, problem) in [
            ("", GridProblem::Length { got: 0 }),
            ("355300000123456782", GridProblem::Length { got: 18 }),
            ("3553 0000 0123 4567 825 9", GridProblem::Length { got: 20 }),
            ("355300000123456.825", GridProblem::Characters),
            ("35530000012345678A5", GridProblem::Characters),
            ("355300000123456号825", GridProblem::Characters),
            ("号号号号号号号号号号号号号号号号号号号", GridProblem::Characters),
            ("0553000001234567825", GridProblem::Issuer),
            ("A553000001234567825", GridProblem::Issuer),
            ("3553000001234567899", GridProblem::ChecksumRange),
            ("3553000001234567826", GridProblem::Checksum),
        ] {
            assert_eq!(Grid::parse(text), Err(problem));
            let Words { zh, en } = problem.words();
            assert!(zh.contains("请") && en.contains(": ") && !problem.code().is_empty());
        }
        assert_eq!(checksum("3553"), None);
    }

    #[test]
    fn shown() {
        let grid = Grid::parse("3553000001234567825").unwrap();
        assert_eq!(format!("{grid:?}"), "Grid(…)");
        assert_eq!((grid.issuer(), grid.masked().as_str()), ("3553", "3553*************25"));
        assert_eq!(serde_json::to_string(&grid).unwrap(), "\"3553000001234567825\"");
        assert_eq!(serde_json::from_str::<Grid>("\"3553000001234567825\"").unwrap(), grid);
    }

    #[test]
    fn candidates() {
        let meant = |text: &str| {
            Grid::candidates(text).iter().map(|grid| grid.as_str().to_owned()).collect::<Vec<_>>()
        };
        // Each of them fits; which one it was, the original tells.
        assert_eq!(
            meant("3553-0000-0123-4576-825"),
            ["3553000001234567825", "35530000D1234576825"]
        );
        assert!(meant("35530000O1234567825").contains(&"3553000001234567825".to_owned()));
        assert!(meant("3S53000001234567825").contains(&"3553000001234567825".to_owned()));
        // One that holds, one too short, one with a character of no GRID, one with a slip nobody makes.
        for text in ["", "3553000001234567825", "3553000001234567", "355300000123456号825"] {
            assert_eq!(Grid::candidates(text), []);
        }
    }

    proptest! {
        #[test]
        fn one_grid_in_every_hand(grid in grids(), gap in 1..19_usize) {
            let expected = Grid::parse(&grid).unwrap();
            let (start, end) = grid.split_at(gap);
            let widen = |c| char::from_u32(u32::from(c) + 0xfee0);
            let wide: String = grid.chars().filter_map(widen).collect();
            for text in [
                grid.to_lowercase(),
                format!("  {start} {end}\n"),
                format!("'{start}–{end}"),
                format!("{start}\u{3000}－\u{200b}{end}"),
                wide.to_lowercase(),
                wide,
            ] {
                prop_assert_eq!(Grid::parse(&text), Ok(expected.clone()));
            }
        }

        #[test]
        fn every_single_slip_is_refused_and_the_likely_ones_are_understood(grid in grids()) {
            let refused = |slip: &[u8]| Grid::parse(str::from_utf8(slip).unwrap()).is_err();
            let understood = |slip: &[u8]| {
                let meant = Grid::candidates(str::from_utf8(slip).unwrap());
                meant.iter().any(|one| one.as_str() == grid)
            };
            for at in 0..LENGTH {
                let was = grid.as_bytes()[at];
                for c in (b'0'..=b'9').chain(b'A'..=b'Z').filter(|c| *c != was) {
                    let mut slip = grid.clone().into_bytes();
                    slip[at] = c;
                    prop_assert!(refused(&slip), "substitution at {}", at);
                    let both = |group: &&str| [c, was].iter().all(|c| group.contains(char::from(*c)));
                    if LOOKALIKES.iter().any(both) {
                        prop_assert!(understood(&slip), "look-alike at {}", at);
                    }
                }
                let mut slip = grid.clone().into_bytes();
                if at + 1 < LENGTH && slip[at] != slip[at + 1] {
                    slip.swap(at, at + 1);
                    prop_assert!(refused(&slip) && understood(&slip), "transposition at {}", at);
                }
            }
        }

        #[test]
        fn anything_may_be_written(text in "\\PC{0,24}") {
            let _ = (Grid::parse(&text), Grid::candidates(&text));
        }
    }
}
