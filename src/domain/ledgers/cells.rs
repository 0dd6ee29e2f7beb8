//! Cells as a sheet holds them, before anything is understood.

use std::fmt;

use chrono::{Days, NaiveDate};

use crate::domain::{
    dates::{DateProblem, parse_day},
    names::{fold, is_placeholder},
};

/// From this number on Excel has replaced digits by zeros: it keeps fifteen of them.
const FIFTEEN_DIGITS: f64 = 1e15;

/// Day numbers of Excel that a ledger can mean: 1927 to 2064. Smaller ones are ages and counts.
const SERIALS: std::ops::RangeInclusive<i64> = 10_000..=60_000;

/// The most that is read of one cell: longer than any remark, shorter than an attack.
pub const LONGEST_CELL: usize = 2_000;

/// One cell.
#[derive(Clone, PartialEq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Text as typed.
    Text(String),
    /// A number: a count, a phone, a date without its format, or a document that lost digits.
    Number(f64),
    /// A date with its format.
    Day(NaiveDate),
}

impl fmt::Debug for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "Empty",
            Self::Text(_) => "Text(…)",
            Self::Number(_) => "Number(…)",
            Self::Day(_) => "Day(…)",
        })
    }
}

impl Cell {
    /// A text cell, or an empty one if there is nothing to see in it.
    pub fn text(raw: &str) -> Self {
        match raw.char_indices().nth(LONGEST_CELL) {
            _ if raw.trim().is_empty() => Self::Empty,
            Some((end, _)) => Self::Text(raw[..end].to_owned()),
            None => Self::Text(raw.to_owned()),
        }
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => fold(text).is_empty(),
            _ => false,
        }
    }

    /// What stands in it, unchanged except that numbers and dates become text: for giving a row back.
    pub fn original(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => text.clone(),
            Self::Number(number) if number.abs() >= FIFTEEN_DIGITS => {
                // As Excel shows it, so that the row is found wanting again if nobody corrects it.
                format!("{number:E}").replace('E', "E+")
            }
            Self::Number(number) => number.to_string(),
            Self::Day(day) => day.to_string(),
        }
    }

    /// What stands in it, folded: for reading.
    pub fn folded(&self) -> String {
        match self {
            Self::Text(text) => fold(text),
            other => other.original(),
        }
    }

    /// The folded text, unless it is empty or only says that there is nothing to say.
    pub fn said(&self) -> Option<String> {
        Some(self.folded()).filter(|text| !is_placeholder(text))
    }

    /// The text of a document cell. `Err` where the spreadsheet has lost digits of it for good.
    pub fn document(&self) -> Result<Option<String>, DigitsLost> {
        match self {
            Self::Number(number) if number.abs() >= FIFTEEN_DIGITS => Err(DigitsLost),
            other => Ok(other.said()),
        }
    }

    /// The day it means, also as a day number of Excel, in a number or in text.
    pub fn day(&self, today: NaiveDate) -> Result<NaiveDate, DateProblem> {
        let day = match self {
            Self::Empty => Err(DateProblem::Missing),
            Self::Day(day) => Ok(*day),
            Self::Number(number) => match serial(number.trunc() as i64) {
                Some(day) => Ok(day),
                None => parse_day(&number.to_string(), today),
            },
            Self::Text(text) => {
                match fold(text).parse::<f64>().ok().and_then(|n| serial(n.trunc() as i64)) {
                    Some(day) => Ok(day),
                    None => parse_day(text, today),
                }
            }
        }?;
        if day > today { Err(DateProblem::Future) } else { Ok(day) }
    }
}

/// What [`Cell::document`] finds where Excel wrote `3.30213E+17` or zeros for the last digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DigitsLost;

/// The day of an Excel day number. Excel counts from 1900 and believes in a 29 February 1900,
/// hence 30 December 1899 for every day after it.
fn serial(number: i64) -> Option<NaiveDate> {
    let start = NaiveDate::from_ymd_opt(1899, 12, 30)?;
    let number = u64::try_from(number).ok().filter(|_| SERIALS.contains(&number))?;
    start.checked_add_days(Days::new(number))
}

/// The letters by which a spreadsheet names a column: 0 is A, 26 is AA.
pub fn letters(column: usize) -> String {
    let mut rest = column + 1;
    let mut name = Vec::new();
    while rest > 0 {
        rest -= 1;
        name.push(char::from(b'A' + (rest % 26) as u8));
        rest /= 26;
    }
    name.into_iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn days_in_every_dress() {
        let today = day(2026, 11, 21);
        let texts =
            ["2024-03-05", "２０２４年３月５日", "45356", " 45356 ", "20240305", "2024. 03. 05"];
        for text in texts {
            assert_eq!(Cell::text(text).day(today), Ok(day(2024, 3, 5)), "{text}");
        }
        assert_eq!(Cell::Number(45356.0).day(today), Ok(day(2024, 3, 5)));
        assert_eq!(Cell::Number(45356.75).day(today), Ok(day(2024, 3, 5)));
        assert_eq!(Cell::Number(20240305.0).day(today), Ok(day(2024, 3, 5)));
        assert_eq!(Cell::Day(day(2027, 1, 1)).day(today), Err(DateProblem::Future));
        assert_eq!(Cell::text("60000").day(today), Err(DateProblem::Future));
        assert_eq!(Cell::text(" ").day(today), Err(DateProblem::Missing));
        assert!(Cell::Number(2024.5).day(today).is_err());
        assert!(Cell::text("2023.13.45").day(today).is_err());
    }

    #[test]
    fn documents_as_numbers() {
        assert_eq!(Cell::Number(3.30213199001010e17).document(), Err(DigitsLost));
        assert_eq!(Cell::Number(12345678.0).document(), Ok(Some("12345678".into())));
        assert_eq!(Cell::text("不详").document(), Ok(None));
        assert_eq!(Cell::text(" E1 ").document(), Ok(Some("E1".into())));
    }

    #[test]
    fn columns_have_letters() {
        assert_eq!([0, 25, 26, 701, 702].map(letters), ["A", "Z", "AA", "ZZ", "AAA"]);
    }

    #[test]
    fn nothing_personal_in_debug() {
        assert_eq!(format!("{:?}", Cell::text("王测试")), "Text(…)");
    }
}
