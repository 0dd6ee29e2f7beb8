//! What can be wrong with a document number.

use crate::domain::words::Words;

/// Why a text is not the number of a document. Never carries the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentProblem {
    /// Nothing, or only a word for nothing.
    Missing,
    /// A spreadsheet kept 15 significant digits: scientific notation, a decimal point, or zeros
    /// for the last three. No correction at a desk can bring them back.
    NumberLostDigits,
    /// The 15 digits of a card from before October 1999: see
    /// [`Document::from_fifteen`](super::Document::from_fifteen).
    FifteenDigits,
    /// Too long or too short.
    Length {
        /// How many characters there are.
        got: usize,
        /// How many there should be.
        want: &'static str,
    },
    /// Letters or signs where digits belong.
    Characters,
    /// The first two digits are no province.
    Province,
    /// No such day, before 1850 or in the future.
    BirthDate,
    /// The check digit does not follow from the others: a digit is wrong.
    CheckDigit,
    /// Not like a number of this kind of document.
    Shape,
}

impl DocumentProblem {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::NumberLostDigits => "number_lost_digits",
            Self::FifteenDigits => "fifteen_digits",
            Self::Length { .. } => "length",
            Self::Characters => "characters",
            Self::Province => "province",
            Self::BirthDate => "birth_date",
            Self::CheckDigit => "check_digit",
            Self::Shape => "shape",
        }
    }

    /// What to do about it.
    pub fn words(self) -> Words {
        match self {
            Self::Missing => {
                Words::new("缺证件号码，请补填", "The document number is missing: fill it in")
            }
            Self::NumberLostDigits => Words::new(
                "表格把号码当成数值，末几位已丢失;请把该列设为文本，对照证件重新录入",
                "The spreadsheet took the number for a quantity and lost its last digits: set the column to text and type it again from the document",
            ),
            Self::FifteenDigits => Words::new(
                "这是 15 位旧号码;请对照现用证件录入 18 位号码",
                "This is an old 15-digit number: type the 18 digits of the present card",
            ),
            Self::Length { got, want } => Words::made(
                format!("号码应为 {want} 位，现为 {got} 位;请对照证件核对"),
                format!(
                    "The number should have {want} characters but has {got}: check it against the document"
                ),
            ),
            Self::Characters => Words::new(
                "号码里有不该有的字符(如字母 O);请对照证件核对",
                "Characters that do not belong (such as the letter O): check it against the document",
            ),
            Self::Province => Words::new(
                "号码中的省级代码不存在;请对照证件核对",
                "The number's province code does not exist: check it against the document",
            ),
            Self::BirthDate => Words::new(
                "号码中的出生日期不成立;请对照证件核对",
                "The number's birth date cannot be: check it against the document",
            ),
            Self::CheckDigit => Words::new(
                "校验位不符，有数字录错;请对照证件逐位核对",
                "The check digit does not fit, so some digit is wrong: check each against the document",
            ),
            Self::Shape => Words::new(
                "号码与证件类型不符;请核对类型和号码",
                "Not a number of this kind of document: check both kind and number",
            ),
        }
    }
}
