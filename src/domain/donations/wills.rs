//! What the person said in life, which decides who may decide now.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::{
    codes::codes,
    person::Person,
    programmes::Programme,
    registrations::{Registration, Stance},
};

codes! {
    /// The will in life (Civil Code 1006).
    Will {
        /// Agreed, in a registration that stands.
        Consented = "consented", "生前同意", "Consented in life";
        /// Refused: nobody may donate, nor ask the family.
        Refused = "refused", "生前不同意", "Refused in life";
        /// Said nothing, or took it back: spouse, adult children and parents may decide together.
        NoneExpressed = "none_expressed", "生前未表示", "None expressed";
    }
}

/// One look at the registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lookup {
    /// When.
    pub at: DateTime<Utc>,
    /// Who looked; none for the operator.
    pub by: Option<Uuid>,
    /// What was found.
    pub will: Will,
}

impl Will {
    /// The will on `programme` as all `records` of one person tell it, whichever office keeps them. A
    /// refusal in any of them binds; a withdrawn registration is none.
    pub fn of<'a>(programme: Programme, records: impl IntoIterator<Item = &'a Person>) -> Self {
        let standing = |person: &'a Person| person.registrations.iter().filter(|row| row.stands());
        let stances: Vec<Stance> = records
            .into_iter()
            .flat_map(standing)
            .filter(|row: &&Registration| row.programme == programme)
            .map(|row| row.stance)
            .collect();
        match stances.as_slice() {
            stances if stances.contains(&Stance::Refuses) => Self::Refused,
            [] => Self::NoneExpressed,
            _ => Self::Consented,
        }
    }
}
