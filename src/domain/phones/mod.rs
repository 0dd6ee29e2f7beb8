//! Telephone numbers as people write them.

mod cells;
mod problems;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use cells::split;
pub use problems::PhoneProblem;

use super::names::{fold, is_placeholder, is_quote};

/// A number that can be dialled: eleven digits of a mainland mobile, a mainland landline with its
/// area code, or `+` and the digits of a number elsewhere (E.164).
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Phone(String);

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Phone(…)")
    }
}

impl Phone {
    /// Reads one number, with or without +86, 0086, spaces, hyphens, brackets, an extension.
    pub fn parse(raw: &str) -> Result<Self, PhoneProblem> {
        let folded = fold(raw);
        if is_placeholder(&folded) {
            return Err(PhoneProblem::Missing);
        }
        let dialled = folded.split('转').next().unwrap_or_default();
        let compact: String = dialled
            .chars()
            .filter(|c| !is_quote(*c) && !matches!(c, ' ' | '-' | '(' | ')'))
            .collect();
        let compact = compact.strip_suffix(".0").unwrap_or(&compact);
        if compact.starts_with(|c: char| c.is_ascii_digit()) && compact.contains(['E', 'e']) {
            return Err(PhoneProblem::LostDigits);
        }
        // Behind +86 an area code loses its zero; before mobiles some people still dial one.
        let (abroad, digits) =
            match compact.strip_prefix('+').or_else(|| compact.strip_prefix("00")) {
                Some(international) => match international.strip_prefix("86") {
                    Some(mainland) => (false, mainland),
                    None => (true, international),
                },
                None => match compact.strip_prefix("86") {
                    Some(rest) if is_mobile(rest) => (false, rest),
                    _ => (false, compact),
                },
            };
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(PhoneProblem::Characters);
        }
        if abroad {
            let dialable = (7..=15).contains(&digits.len()) && !digits.starts_with('0');
            return if dialable {
                Ok(Self(format!("+{digits}")))
            } else {
                Err(PhoneProblem::Length)
            };
        }
        if is_mobile(digits) || is_landline(digits) {
            return Ok(Self(digits.to_owned()));
        }
        if let Some(mobile) = digits.strip_prefix('0').filter(|rest| is_mobile(rest)) {
            return Ok(Self(mobile.to_owned()));
        }
        let landline = format!("0{digits}");
        if digits.len() != compact.len() && is_landline(&landline) {
            return Ok(Self(landline));
        }
        Err(match digits.len() {
            7 | 8 => PhoneProblem::NoAreaCode,
            11 if digits.starts_with('1') => PhoneProblem::Range,
            _ => PhoneProblem::Length,
        })
    }

    /// The normalised number, for sealing, indexing and audited display.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is a mainland mobile, which can be sent a text message.
    pub fn is_mobile(&self) -> bool {
        is_mobile(&self.0)
    }

    /// What a screen shows by default: 138****5678, 0574****3843, +****5678.
    pub fn masked(&self) -> String {
        let shown = match self.0.as_bytes() {
            [b'+', ..] => 1,
            _ if self.is_mobile() => 3,
            _ => area_code_length(&self.0),
        };
        format!("{}****{}", self.0.get(..shown).unwrap_or_default(), self.last_four())
    }

    /// The last four digits, by which staff tell people apart.
    pub fn last_four(&self) -> &str {
        self.0.get(self.0.len().saturating_sub(4)..).unwrap_or_default()
    }
}

/// Eleven digits from 13 to 19, without the machine-to-machine ranges 140 and 144.
fn is_mobile(digits: &str) -> bool {
    digits.len() == 11
        && digits.bytes().all(|b| b.is_ascii_digit())
        && matches!(digits.as_bytes(), [b'1', b'3'..=b'9', ..])
        && !matches!(&digits[..3], "140" | "144")
}

/// An area code and seven or eight digits.
fn is_landline(digits: &str) -> bool {
    let area = area_code_length(digits);
    matches!(digits.as_bytes(), [b'0', b'1', b'0', ..] | [b'0', b'2'..=b'9', ..])
        && (area + 7..=area + 8).contains(&digits.len())
        && matches!(digits.as_bytes()[area], b'2'..=b'9')
}

/// 010 and 02x have three digits, all other area codes four.
fn area_code_length(digits: &str) -> usize {
    if digits.starts_with("01") || digits.starts_with("02") { 3 } else { 4 }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn phone(raw: &str) -> Phone {
        Phone::parse(raw).unwrap()
    }

    #[test]
    fn one_mobile_in_every_hand() {
        for raw in [
            "15400000001",
            "+86 15400000001",
            "+8615400000001",
            "0086-154-0000-0001",
            "８６１５４０００００００１",
            "１５４０００００００１",
            "154-0000-0001",
            "'15400000001",
            "154 0000\u{a0}0001\n",
            "15400000001.0",
            "(+86)15400000001",
            "＋86－15400000001",
            "154\u{200b}00000001",
            "015400000001",
        ] {
            assert_eq!(phone(raw).as_str(), "15400000001", "{raw}");
        }
        assert!(phone("15400000001").is_mobile());
    }

    #[test]
    fn landlines_and_numbers_abroad() {
        for raw in [
            "0574-88000001",
            "(0574)88000001",
            "+86 574 88000001",
            "０５７４　88000001",
            "0574-88000001转801",
        ] {
            assert_eq!(phone(raw).as_str(), "057488000001", "{raw}");
        }
        assert_eq!(phone("010-60000001").as_str(), "01060000001");
        assert_eq!(phone("0574-8800001").masked(), "0574****0001");
        for raw in ["+852 6000 0001", "00852-60000001"] {
            assert_eq!(phone(raw).as_str(), "+85260000001", "{raw}");
        }
        assert!(!phone("+886 900000001").is_mobile());
    }

    #[test]
    fn what_cannot_be_dialled() {
        for (raw, problem) in [
            ("", PhoneProblem::Missing),
            ("无", PhoneProblem::Missing),
            ("空号", PhoneProblem::Characters),
            ("1540000001", PhoneProblem::Length),
            ("15400", PhoneProblem::Length),
            ("88000001", PhoneProblem::NoAreaCode),
            ("12400000001", PhoneProblem::Range),
            ("14000000001", PhoneProblem::Range),
            ("1.54E+10", PhoneProblem::LostDigits),
            ("1540000000l", PhoneProblem::Characters),
            ("+86", PhoneProblem::Characters),
            ("+1", PhoneProblem::Length),
        ] {
            assert_eq!(Phone::parse(raw), Err(problem), "{raw}");
        }
    }

    proptest! {
        #[test]
        fn parsing_is_idempotent_and_masks_hide(raw in "[+0-9 -]{5,18}", text in "\\PC{0,16}") {
            for raw in [raw, text] {
                if let Ok(phone) = Phone::parse(&raw) {
                    prop_assert_eq!(Phone::parse(phone.as_str()), Ok(phone.clone()));
                    let digits = phone.as_str().trim_start_matches('+').len();
                    let shown = phone.masked().bytes().filter(u8::is_ascii_digit).count();
                    prop_assert!(shown <= 8 && shown + 3 <= digits);
                    prop_assert_eq!(format!("{:?}", phone), "Phone(…)");
                }
                split(&raw);
            }
        }
    }
}
