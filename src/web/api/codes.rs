//! The closed lists of the domain as the API writes and reads them: their codes, each list a named
//! schema.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        RefOr,
        schema::{ObjectBuilder, Schema, Type},
    },
};

use crate::{
    domain::{
        audit, consents, contacts, documents, donations::families, exports, gifts, jobs, ledgers,
        notices, people, permissions, person, programmes, registrations, units, wishes,
    },
    service::accounts,
    store::imports,
};

/// What the reader says of a text that is in no list; never the text itself.
pub(super) const NOT_IN_LIST: &str = "not in the list";

macro_rules! lists {
    ($($(#[$doc:meta])* $name:ident of $list:ty, $values:expr;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        pub struct $name(pub $list);

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.0.code().as_ref())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let code = String::deserialize(deserializer)?;
                <$list>::from_code(&code).map(Self).ok_or_else(|| D::Error::custom(NOT_IN_LIST))
            }
        }

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                let codes = $values.map(|value| value.code());
                ObjectBuilder::new().schema_type(Type::String).enum_values(Some(codes)).into()
            }
        }

        impl ToSchema for $name {}

        impl From<$list> for $name {
            fn from(value: $list) -> Self {
                Self(value)
            }
        }
    )+};
}

lists! {
    /// Whether an account may be used.
    AccountStatus of accounts::AccountStatus, accounts::AccountStatus::ALL.iter();
    /// What was done.
    Action of audit::Action, audit::Action::ALL.iter();
    /// How a person came to register.
    Channel of registrations::Channel, registrations::Channel::ALL.iter();
    /// Whether a consent holds.
    ConsentStatus of consents::ConsentStatus, consents::ConsentStatus::ALL.iter();
    /// What happens by itself.
    Job of jobs::Job, jobs::Job::ALL.iter();
    /// Why a run of a job failed.
    JobFailure of jobs::Failure, jobs::Failure::ALL.iter();
    /// How a run of a job ended.
    JobOutcome of jobs::Outcome, jobs::Outcome::ALL.iter();
    /// What a column of a ledger holds.
    LedgerColumn of ledgers::Column, ledgers::Column::every();
    /// What becomes of personal data after death.
    DataAfterDeath of wishes::DataAfterDeath, wishes::DataAfterDeath::ALL.iter();
    /// Kinds of identity documents.
    DocumentKind of documents::DocumentKind, documents::DocumentKind::ALL.iter();
    /// Where the ashes go.
    Ashes of gifts::Ashes, gifts::Ashes::ALL.iter();
    /// What of the body is given.
    BodyGift of gifts::BodyGift, gifts::BodyGift::ALL.iter();
    /// Tissues.
    Tissue of gifts::Tissue, gifts::Tissue::ALL.iter();
    /// Where an import stands.
    ImportStatus of imports::ImportStatus, imports::ImportStatus::ALL.iter();
    /// Why a phone is of no use.
    InvalidReason of contacts::InvalidReason, contacts::InvalidReason::ALL.iter();
    /// Organs.
    Organ of programmes::Organ, programmes::Organ::ALL.iter();
    /// The name on a memorial.
    Memorial of wishes::Memorial, wishes::Memorial::ALL.iter();
    /// Who is told of a withdrawal.
    NoticeTo of notices::NoticeTo, notices::NoticeTo::ALL.iter();
    /// What a relative says of a registration.
    Opinion of families::Opinion, families::Opinion::ALL.iter();
    /// What an account may be allowed to do.
    Permission of permissions::Permission, permissions::MATRIX.iter().map(|(permission, _)| permission);
    /// Where a person's record stands.
    PersonStatus of person::PersonStatus, person::PersonStatus::ALL.iter();
    /// What a person registers for.
    Programme of programmes::Programme, programmes::Programme::ALL.iter();
    /// What a person agrees to.
    Purpose of consents::Purpose, consents::Purpose::ALL.iter();
    /// Where a registration stands.
    RegistrationStatus of registrations::RegistrationStatus, registrations::RegistrationStatus::ALL.iter();
    /// What a relative is to the person.
    Relation of people::Relation, people::Relation::ALL.iter();
    /// What a relative is to the registry.
    RelativeRole of contacts::RelativeRole, contacts::RelativeRole::ALL.iter();
    /// What an account may do.
    Role of permissions::Role, permissions::Role::ALL.iter();
    /// What was taken for typing.
    SampleKind of registrations::SampleKind, registrations::SampleKind::ALL.iter();
    /// Sex as recorded.
    Sex of people::Sex, people::Sex::ALL.iter();
    /// Offer or refusal.
    Stance of registrations::Stance, registrations::Stance::ALL.iter();
    /// What an event is about.
    SubjectKind of audit::SubjectKind, audit::SubjectKind::ALL.iter();
    /// What an exported file is.
    FileKind of exports::FileKind, exports::FileKind::ALL.iter();
    /// The levels of units.
    UnitKind of units::UnitKind, units::UnitKind::ALL.iter();
    /// Why a record is read in full.
    UnmaskReason of audit::UnmaskReason, audit::UnmaskReason::ALL.iter();
    /// The way a registration was made.
    Way of registrations::Way, registrations::Way::ALL.iter();
}
