//! The shapes and checks of document numbers.

use chrono::{Datelike, NaiveDate};

use super::{DocumentKind, DocumentProblem};
use crate::domain::dates::EARLIEST_YEAR;
use crate::domain::names::{fold, is_placeholder, is_quote};

/// Upper case without spaces, quotes and hyphens; refuses what says nothing and what a
/// spreadsheet has rounded, whatever kind it was to be.
pub(super) fn normalise(raw: &str) -> Result<String, DocumentProblem> {
    let folded = fold(raw);
    if is_placeholder(&folded) {
        return Err(DocumentProblem::Missing);
    }
    let mut number = folded.trim_end_matches(['.', '。', ',', ';']).to_ascii_uppercase();
    number.retain(|c| c != ' ' && c != '-' && !is_quote(c));
    if is_scientific(&number) {
        return Err(DocumentProblem::NumberLostDigits);
    }
    // A decimal point betrays a number cell. Up to 15 digits pass through one unharmed.
    match number.split_once('.') {
        Some((whole, zeros)) if is_digits(whole) && zeros.bytes().all(|b| b == b'0') => {
            match whole.len() {
                0..=15 => Ok(whole.to_owned()),
                _ => Err(DocumentProblem::NumberLostDigits),
            }
        }
        _ => Ok(number),
    }
}

/// 3.30213E+17: one digit, perhaps a fraction, and a power of ten. No document looks like it:
/// without point and plus sign it is at most 1E17, shorter than any passport number.
fn is_scientific(number: &str) -> bool {
    let Some((mantissa, exponent)) = number.split_once('E') else { return false };
    let (whole, fraction) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, ""));
    let power = exponent.strip_prefix('+').unwrap_or(exponent);
    let marked = power.len() < exponent.len() || !fraction.is_empty() || number.len() < 5;
    marked
        && whole.len() == 1
        && is_digits(whole)
        && fraction.bytes().all(|b| b.is_ascii_digit())
        && is_digits(power)
}

/// The kind that a number of this shape most likely is.
pub(super) fn guess(number: &str) -> DocumentKind {
    let letters = number.bytes().take_while(u8::is_ascii_uppercase).count();
    let digits = is_digits(number.get(letters..).unwrap_or_default());
    match (letters, number.len()) {
        (0, 8 | 10) if digits => DocumentKind::TaiwanTravelPermit,
        (1, 9 | 11) if digits && number.starts_with(['H', 'M']) => {
            DocumentKind::HongKongMacauTravelPermit
        }
        (3, 15) if digits => DocumentKind::ForeignPermanentResident,
        (1.., _) => DocumentKind::Passport,
        (0, ..14) if !digits => DocumentKind::Passport,
        _ => DocumentKind::ResidentId,
    }
}

/// Checks a normalised number. Returns the kind, which the 18-digit numbers say themselves.
pub(super) fn check(
    kind: DocumentKind,
    number: &str,
    today: NaiveDate,
) -> Result<DocumentKind, DocumentProblem> {
    let letters = number.bytes().take_while(u8::is_ascii_uppercase).count();
    let digits = number.get(letters..).unwrap_or_default();
    let length = |want| Err(DocumentProblem::Length { got: number.chars().count(), want });
    match kind {
        DocumentKind::HongKongMacauTravelPermit => match digits.len() {
            _ if letters != 1 || !number.starts_with(['H', 'M']) => Err(DocumentProblem::Shape),
            _ if !is_digits(digits) => Err(DocumentProblem::Characters),
            8 | 10 => Ok(kind),
            _ => length("9"),
        },
        DocumentKind::TaiwanTravelPermit => match number.len() {
            _ if !is_digits(number) => Err(DocumentProblem::Characters),
            8 | 10 => Ok(kind),
            _ => length("8"),
        },
        DocumentKind::Passport => match number.len() {
            _ if !number.bytes().all(|b| b.is_ascii_alphanumeric()) => {
                Err(DocumentProblem::Characters)
            }
            _ if digits.is_empty() => Err(DocumentProblem::Shape),
            5..=17 => Ok(kind),
            _ => length("5–17"),
        },
        DocumentKind::ForeignPermanentResident if letters > 0 => match number.len() {
            15 if letters == 3 && is_digits(digits) => Ok(kind),
            15 => Err(DocumentProblem::Shape),
            _ => length("15"),
        },
        DocumentKind::ResidentId
        | DocumentKind::ResidencePermit
        | DocumentKind::ForeignPermanentResident => check_eighteen(number, today),
    }
}

/// Checks a number built like a resident ID (GB 11643-1999). The six digits of the area are not
/// looked up: they are the area of the first issue, under names long gone.
fn check_eighteen(number: &str, today: NaiveDate) -> Result<DocumentKind, DocumentProblem> {
    match number.chars().count() {
        18 => {}
        15 if is_digits(number) => return Err(DocumentProblem::FifteenDigits),
        got => return Err(DocumentProblem::Length { got, want: "18" }),
    }
    let Some((body, check)) = number.split_at_checked(17) else {
        return Err(DocumentProblem::Characters);
    };
    let Some(expected) = check_digit(body) else { return Err(DocumentProblem::Characters) };
    if !(is_digits(check) || check == "X") {
        return Err(DocumentProblem::Characters);
    }
    let right = check.starts_with(expected);
    // Excel keeps 15 digits and writes zeros for the rest: the date still reads well, so this
    // comes before the other checks, and a right check digit before this.
    if !right && number.ends_with("000") {
        return Err(DocumentProblem::NumberLostDigits);
    }
    let (kind, province) = match number.as_bytes() {
        [b'9', ..] => (DocumentKind::ForeignPermanentResident, &number[1..3]),
        [b'8', ..] => (DocumentKind::ResidencePermit, &number[..2]),
        _ => (DocumentKind::ResidentId, &number[..2]),
    };
    if !matches!(
        province.parse(),
        Ok(11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81..=83)
    ) {
        return Err(DocumentProblem::Province);
    }
    match birth_date(number) {
        Some(birth) if birth <= today && birth.year() >= EARLIEST_YEAR => {}
        _ => return Err(DocumentProblem::BirthDate),
    }
    if right { Ok(kind) } else { Err(DocumentProblem::CheckDigit) }
}

/// The date at positions 7 to 14 of an 18-digit number.
pub(super) fn birth_date(number: &str) -> Option<NaiveDate> {
    let written = number.get(6..14).filter(|date| number.len() == 18 && is_digits(date))?;
    NaiveDate::from_ymd_opt(
        written[..4].parse().ok()?,
        written[4..6].parse().ok()?,
        written[6..].parse().ok()?,
    )
}

/// The check digit of the first 17 digits: GB 11643-1999, ISO 7064 MOD 11-2. None if they are
/// not 17 digits.
pub fn check_digit(body: &str) -> Option<char> {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const DIGITS: &[u8; 11] = b"10X98765432";
    if body.len() != WEIGHTS.len() || !is_digits(body) {
        return None;
    }
    let sum: u32 =
        body.bytes().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    Some(char::from(DIGITS[sum as usize % DIGITS.len()]))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}
