//! What can be wrong with a telephone number.

use crate::domain::words::Words;

/// Why a text is not a telephone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhoneProblem {
    /// Nothing, or only a word for nothing.
    Missing,
    /// Something else than digits.
    Characters,
    /// Too many or too few digits.
    Length,
    /// A landline without its area code.
    NoAreaCode,
    /// Eleven digits in a range that no person's mobile has.
    Range,
    /// A spreadsheet wrote it in scientific notation and lost digits.
    LostDigits,
}

impl PhoneProblem {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Characters => "characters",
            Self::Length => "length",
            Self::NoAreaCode => "no_area_code",
            Self::Range => "range",
            Self::LostDigits => "number_lost_digits",
        }
    }

    /// What to do about it.
    pub fn words(self) -> Words {
        match self {
            Self::Missing => {
                Words::new("缺电话号码，请补填", "The phone number is missing: fill it in")
            }
            Self::Characters => Words::new(
                "电话里有数字以外的字符，请只写号码",
                "Something besides digits: write the number only",
            ),
            Self::Length => Words::new(
                "电话位数不对:手机 11 位，座机连区号 10 至 12 位",
                "Wrong number of digits: mobiles have 11, landlines 10 to 12 with the area code",
            ),
            Self::NoAreaCode => Words::new(
                "座机缺区号，请补上，如 0574",
                "Landline without area code: add it, e.g. 0574",
            ),
            Self::Range => Words::new(
                "不是个人手机号段，请核对",
                "Not in a range of personal mobiles: check the number",
            ),
            Self::LostDigits => Words::new(
                "表格把号码变成了科学计数，末几位已丢失;请把该列设为文本后重新录入",
                "The spreadsheet turned the number into scientific notation and lost digits: set the column to text and type it again",
            ),
        }
    }
}
