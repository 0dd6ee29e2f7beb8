//! What a row becomes.

use std::fmt;

use chrono::NaiveDate;

use super::{
    cases::CaseRow,
    cells::Cell,
    donations::DonationRow,
    families::FamilyRow,
    known::Place,
    lists::ListRow,
    reasons::{Rejection, Warning},
};
use crate::domain::{
    documents::Document,
    gifts::Tissue,
    names::Name,
    people::{Relation, Sex},
    phones::Phone,
    programmes::{Organ, Programme},
};

/// What became of a data row: exactly one of these.
#[derive(Debug, Clone)]
pub enum RowOutcome {
    /// To be imported.
    Accepted(Box<Entry>),
    /// To be given back.
    Rejected(Box<RejectedRow>),
    /// The same person and programmes as an earlier row.
    Duplicate(Box<Repeat>),
    /// A match case to be imported.
    Case(Box<CaseRow>),
    /// A donation that took place, to be imported.
    Donation(Box<DonationRow>),
    /// A member of a donor's family, to be imported.
    Member(Box<FamilyRow>),
    /// The same match case, donation or member as an earlier row.
    Again {
        /// The row, as the spreadsheet counts.
        row: u32,
        /// The earlier row.
        first: Place,
    },
    /// A line of the national list: the registry decides.
    Listed(Box<ListRow>),
}

/// An accepted row.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The row, as the spreadsheet counts.
    pub row: u32,
    /// Who it is about.
    pub person: EntryPerson,
    /// The key of the unit that manages her.
    pub unit: String,
    /// What she registered for.
    pub registrations: Vec<EntryRegistration>,
    /// Relatives and friends, at most two.
    pub relatives: Vec<EntryRelative>,
    /// Who carries out a body or cornea donation.
    pub executor: Option<EntryRelative>,
    /// Whether the ledger says that she died.
    pub deceased: bool,
    /// The earlier row of the same person with other programmes, if there is one.
    pub known_from: Option<Place>,
    /// What deserves a second look.
    pub warnings: Vec<Warning>,
}

impl Entry {
    /// Whether anything of it may lead to a call: not after death, and not when everything ended.
    pub fn contactable(&self) -> bool {
        !self.deceased
            && self.registrations.iter().any(|registration| !registration.standing.silences())
    }
}

/// The person of an accepted row.
#[derive(Clone)]
pub struct EntryPerson {
    /// Name.
    pub name: Name,
    /// Document.
    pub document: Document,
    /// Sex, as the ledger says or else the document.
    pub sex: Option<Sex>,
    /// Date of birth, as the document says or else the ledger.
    pub birth_date: Option<NaiveDate>,
    /// Ethnic group.
    pub ethnicity: Option<String>,
    /// Education.
    pub education: Option<String>,
    /// Employer or school.
    pub employer: Option<String>,
    /// ABO, and Rh if it is there.
    pub blood_type: Option<String>,
    /// Where she lives, or else her household.
    pub address: Option<String>,
    /// E-mail.
    pub email: Option<String>,
    /// Phones, in the order of the sheet.
    pub phones: Vec<Phone>,
}

impl fmt::Debug for EntryPerson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EntryPerson(…)")
    }
}

/// One programme of an accepted row.
#[derive(Clone)]
pub struct EntryRegistration {
    /// The programme.
    pub programme: Programme,
    /// The organs named one by one; empty means all.
    pub organs: Vec<Organ>,
    /// The tissues named one by one; empty means all.
    pub tissues: Vec<Tissue>,
    /// The day of registration, if the ledger tells it apart from the sample.
    pub registered_on: Option<NaiveDate>,
    /// The day of the sample; stem cells only.
    pub sampled_on: Option<NaiveDate>,
    /// The day she entered the national pool; stem cells only.
    pub pooled_on: Option<NaiveDate>,
    /// How she was recruited, in the ledger's words.
    pub recruitment_channel: Option<String>,
    /// The office's number.
    pub card_number: Option<String>,
    /// The national registry's number.
    pub national_number: Option<String>,
    /// Who receives cornea or body.
    pub receiving_unit: Option<String>,
    /// Whether the family knows.
    pub family_aware: Option<bool>,
    /// Remarks.
    pub remark: Option<String>,
    /// Where it stands.
    pub standing: Standing,
    /// Whether an earlier row of the file has it already. It counts no more, but may end it.
    pub repeats: bool,
}

impl fmt::Debug for EntryRegistration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EntryRegistration({}, …)", self.programme.code())
    }
}

/// Where a registration of a ledger stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// In force.
    Active,
    /// Withdrawn by the person.
    Withdrawn {
        /// The day, if it is known.
        on: Option<NaiveDate>,
    },
    /// The donation took place.
    Donated {
        /// The year, if it is known.
        year: Option<i32>,
    },
    /// The person died; nothing says that she donated.
    Deceased {
        /// The year, if it is known.
        year: Option<i32>,
    },
}

impl Standing {
    /// Whether it forbids calling. A stem-cell donor lives and is cared for.
    pub fn silences(self) -> bool {
        matches!(self, Self::Withdrawn { .. } | Self::Deceased { .. })
    }
}

/// A relative, friend or executor.
#[derive(Clone)]
pub struct EntryRelative {
    /// Name.
    pub name: Name,
    /// What she is to the person.
    pub relation: Option<Relation>,
    /// Phones; the first is to be preferred.
    pub phones: Vec<Phone>,
    /// Where she lives.
    pub address: Option<String>,
    /// Document, of executors.
    pub document: Option<Document>,
}

impl fmt::Debug for EntryRelative {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EntryRelative(…)")
    }
}

/// A row that repeats an earlier one. What it adds is not lost: another phone is kept as an
/// unverified number, and a withdrawal written only here still counts.
#[derive(Debug, Clone)]
pub struct Repeat {
    /// The earlier row.
    pub first: Place,
    /// Whether it tells of a withdrawal, donation or death that no earlier row does.
    pub ends: bool,
    /// This row, read as if it stood alone.
    pub entry: Entry,
}

/// A row that cannot be imported, with its cells to give back.
#[derive(Clone)]
pub struct RejectedRow {
    /// The row, as the spreadsheet counts.
    pub row: u32,
    /// Why, and what to do.
    pub rejection: Rejection,
    /// The cells as they were.
    pub cells: Vec<Cell>,
    /// The section rows that stood above it and told its unit or programme.
    pub sections: Vec<String>,
}

impl fmt::Debug for RejectedRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RejectedRow({}, {}, …)", self.row, self.rejection.reason.code())
    }
}
