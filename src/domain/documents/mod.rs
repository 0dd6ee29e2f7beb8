//! Identity documents: reading, checking and masking their numbers.

mod kinds;
mod numbers;
mod problems;

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use kinds::DocumentKind;
pub use numbers::check_digit;
pub use problems::DocumentProblem;

use super::people::Sex;

/// A document whose number has passed every check that needs no register.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Document {
    kind: DocumentKind,
    number: String,
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Document({}, …)", self.kind.code())
    }
}

impl Document {
    /// Reads a number; `None` guesses the kind from its shape. Among the 18-digit numbers the
    /// number itself says which kind it is, whatever the sheet calls it.
    pub fn parse(
        kind: Option<DocumentKind>,
        raw: &str,
        today: NaiveDate,
    ) -> Result<Self, DocumentProblem> {
        let number = numbers::normalise(raw)?;
        let kind = kind.unwrap_or_else(|| numbers::guess(&number));
        Ok(Self { kind: numbers::check(kind, &number, today)?, number })
    }

    /// Reads the 15-digit number of a resident ID card issued before October 1999, which stands
    /// on historic paper only: inserts the century 19 and adds the check digit.
    pub fn from_fifteen(raw: &str, today: NaiveDate) -> Result<Self, DocumentProblem> {
        let old = numbers::normalise(raw)?;
        match old.len() {
            15 if !old.bytes().all(|b| b.is_ascii_digit()) => Err(DocumentProblem::Characters),
            15 => {
                let body = format!("{}19{}", &old[..6], &old[6..]);
                let check = check_digit(&body).ok_or(DocumentProblem::Characters)?;
                Self::parse(Some(DocumentKind::ResidentId), &format!("{body}{check}"), today)
            }
            got => Err(DocumentProblem::Length { got, want: "15" }),
        }
    }

    /// The kind, as the number shows it.
    pub fn kind(&self) -> DocumentKind {
        self.kind
    }

    /// The whole normalised number, for sealing, indexing and audited display.
    pub fn number(&self) -> &str {
        &self.number
    }

    /// The part that stays with the person for life: travel permits without the two digits that
    /// count renewals. Two documents of one kind and equal here are one person's.
    pub fn lifelong(&self) -> &str {
        let length = match self.kind {
            DocumentKind::HongKongMacauTravelPermit => 9,
            DocumentKind::TaiwanTravelPermit => 8,
            _ => self.number.len(),
        };
        self.number.get(..length).unwrap_or(&self.number)
    }

    /// The date of birth, if the number tells it.
    pub fn birth_date(&self) -> Option<NaiveDate> {
        numbers::birth_date(&self.number)
    }

    /// The sex, if the number tells it: the 17th digit of resident IDs and residence permits.
    pub fn sex(&self) -> Option<Sex> {
        match (self.kind, self.number.as_bytes().get(16)) {
            (DocumentKind::ResidentId | DocumentKind::ResidencePermit, Some(digit)) => {
                Some(if digit % 2 == 1 { Sex::Male } else { Sex::Female })
            }
            _ => None,
        }
    }

    /// What a screen shows by default: of a resident ID the first and the last character, since
    /// more would give away birthday or home; of others the first and the last two.
    pub fn masked(&self) -> String {
        let shown = if self.kind == DocumentKind::ResidentId { 1 } else { 2 };
        let hidden = self.number.len().saturating_sub(1 + shown);
        let [first, last] =
            [self.number.get(..1), self.number.get(1 + hidden..)].map(Option::unwrap_or_default);
        format!("{first}{}{last}", "*".repeat(hidden))
    }

    /// The last four characters, by which staff tell people apart.
    pub fn last_four(&self) -> String {
        self.number.get(self.number.len().saturating_sub(4)..).unwrap_or_default().to_owned()
    }
}

#[cfg(test)]
mod tests;
