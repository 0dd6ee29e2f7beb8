//! Batches in which names are engraved at the memorial park.

use std::fmt;

use chrono::NaiveDate;

use crate::domain::{feasts::Feast, words::Words};

/// A batch: a day and what it is called. Its code names nobody and stands in addresses:
/// `2025-04-04-qingming`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Batch {
    /// The day on which the names are to be engraved.
    pub on: NaiveDate,
    /// The occasion.
    pub feast: Feast,
}

impl Batch {
    /// The batch of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        let (on, feast) = (code.get(..10)?, code.get(10..)?.strip_prefix('-')?);
        let on: NaiveDate = on.parse().ok()?;
        let batch = Self { on, feast: Feast::from_code(feast)? };
        // One spelling only: the code is bound into the entry's seal.
        (batch.to_string() == code).then_some(batch)
    }

    /// What it is called.
    pub fn label(self) -> Words {
        let name = self.feast.label();
        Words::made(format!("{} {}", self.on, name.zh), name.en)
    }
}

impl fmt::Display for Batch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.on, self.feast.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::memorials::inputs::BatchInput;

    #[test]
    fn a_batch_has_a_day_and_an_occasion_or_is_none() {
        let today = NaiveDate::from_ymd_opt(2025, 6, 2).expect("a day");
        let read = |on: &str, feast: &str| {
            BatchInput { on: on.to_owned(), feast: feast.to_owned() }.read(today)
        };
        assert_eq!(read("", ""), Ok(None));
        assert_eq!(read("2026-04-05", "").expect_err("no occasion")[0].code, "missing");
        assert!(read("2026-04-05", "qingming").expect("a batch").is_some());
    }

    #[test]
    fn the_code_of_a_batch_leads_back_and_has_one_spelling() {
        for &feast in Feast::ALL {
            let batch = Batch { on: NaiveDate::from_ymd_opt(2026, 4, 5).expect("a day"), feast };
            assert_eq!(Batch::from_code(&batch.to_string()), Some(batch));
        }
        for wrong in
            ["", "2026-04-05", "2026-4-5-qingming", "2026-04-05-Qingming", "清明清明清明清明"]
        {
            assert_eq!(Batch::from_code(wrong), None, "{wrong}");
        }
    }
}
