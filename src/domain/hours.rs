//! Hours of training and of voluntary service, kept to a tenth so that sums are exact.

use std::{fmt, iter::Sum};

use serde::{Deserialize, Serialize};

use super::names::fold;

/// A number of hours in tenths of an hour; serialised as that whole number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Hours(u32);

impl Hours {
    /// So many tenths of an hour.
    pub const fn of_tenths(tenths: u32) -> Self {
        Self(tenths)
    }

    /// Reads `2`, `1.5`, full-width too: more than nothing, at most `most` hours, at most one decimal.
    /// None where it is anything else.
    pub fn parse(text: &str, most: u32) -> Option<Self> {
        let folded = fold(text);
        let (whole, tenth) = match folded.trim().split_once('.') {
            Some((whole, tenth)) if tenth.len() == 1 => (whole, tenth),
            Some(_) => return None,
            None => (folded.trim(), "0"),
        };
        let digits = |text: &str| {
            (!text.is_empty() && text.len() <= 5 && text.bytes().all(|byte| byte.is_ascii_digit()))
                .then(|| text.parse::<u32>().ok())
                .flatten()
        };
        let tenths = digits(whole)? * 10 + digits(tenth)?;
        (1..=most * 10).contains(&tenths).then_some(Self(tenths))
    }

    /// In tenths of an hour.
    pub const fn tenths(self) -> u32 {
        self.0
    }
}

impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 % 10 {
            0 => write!(f, "{}", self.0 / 10),
            tenth => write!(f, "{}.{tenth}", self.0 / 10),
        }
    }
}

impl Sum for Hours {
    fn sum<I: Iterator<Item = Self>>(hours: I) -> Self {
        Self(hours.map(|one| one.0).sum())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_read_to_a_tenth_and_add_up_exactly() {
        for (text, shown) in [("2", "2"), ("1.5", "1.5"), (" ０.１ ", "0.1"), ("24", "24")] {
            assert_eq!(
                Hours::parse(text, 24).map(|hours| hours.to_string()).as_deref(),
                Some(shown)
            );
        }
        for text in ["", "0", "0.0", "24.1", "-1", "1.25", "1.", ".5", "1,5", "一", "999999"] {
            assert_eq!(Hours::parse(text, 24), None, "{text}");
        }
        let sum: Hours = (0..10).map(|_| Hours::of_tenths(1)).sum();
        assert_eq!((sum.tenths(), sum.to_string().as_str()), (10, "1"));
    }
}
