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
