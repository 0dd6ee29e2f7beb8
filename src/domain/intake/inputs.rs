//! The parts of an intake as they are written: everything is text.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::signing::{FamilySignatureInput, ProxyInput};

/// A phone as written.
#[derive(Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PhoneInput {
    /// The number.
    #[schema(max_length = 40)]
    pub number: String,
    /// The day the person was last reached on it.
    pub verified_on: String,
    /// Why it is of no use: `out_of_service`, `somebody_else`, `not_wanted`, `mistyped`; empty if it is.
    pub invalid: String,
}

/// A relative, friend or executor as written. An executor may be an organisation (`relation` is
/// `organisation`): an employer, a village or residents' committee, a home for the elderly; its name is enough.
#[derive(Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RelativeInput {
    /// Name.
    #[schema(max_length = 60)]
    pub name: String,
    /// Relation: `spouse`, `son`, `daughter`, `father`, `mother`, …
    pub relation: String,
    /// Phone.
    #[schema(max_length = 40)]
    pub phone: String,
    /// Address.
    #[schema(max_length = 200)]
    pub address: String,
    /// For executors: `yes` where she signed that she will act, `no` where not.
    pub agreed: String,
    /// For executors: the day she signed.
    pub signed_on: String,
    /// For executors: her document's number, if she shows it; the kind is told by the number.
    #[schema(max_length = 40)]
    pub document_number: String,
}

/// One programme's registration as written.
#[derive(Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RegistrationInput {
    /// `stem_cell`, `organ`, `cornea`, `body` or `tissue`.
    pub programme: String,
    /// The day the form was signed.
    pub registered_on: String,
    /// Organs one by one; empty for all.
    pub organs: Vec<String>,
    /// Tissues one by one: `skin`, `bone`, `blood_vessel`, `heart_valve`, `other`; empty for all.
    pub tissues: Vec<String>,
    /// Which tissue `other` is.
    #[schema(max_length = 80)]
    pub other_tissue: String,
    /// What of the body: `whole_body`, `brain_tissue`; empty for the whole body.
    pub body_gifts: Vec<String>,
    /// Where the ashes go: `returned`, `common_burial`, `tree_burial`, `memorial_park`, `other`; empty if not said.
    pub ashes: String,
    /// The wish about the ashes in words, needed for `other`.
    #[schema(max_length = 200)]
    pub ashes_words: String,
    /// How the person was recruited: `blood_service`, `university`, `employer`, `community`, `online`, `other`.
    pub channel: String,
    /// The way of registration: `on_site`, `at_home`, `by_proxy`, `online`.
    pub way: String,
    /// Who brought the form; asked for where `way` is `by_proxy`, and only then.
    pub proxy: ProxyInput,
    /// What relatives signed; asked for where the office's rules say so.
    pub family_signatures: Vec<FamilySignatureInput>,
    /// Local card number.
    #[schema(max_length = 40)]
    pub card_number: String,
    /// National registry number.
    #[schema(max_length = 40)]
    pub national_number: String,
    /// The day of the sample.
    pub sampled_on: String,
    /// The day of entry into the national pool.
    pub pooled_on: String,
    /// Where the sample was taken.
    #[schema(max_length = 80)]
    pub sample_place: String,
    /// `blood` or `swab`.
    pub sample_kind: String,
    /// The sample's number.
    #[schema(max_length = 40)]
    pub sample_number: String,
    /// The day the sample was typed.
    pub typed_on: String,
    /// The Global Registration Identifier for Donors.
    #[schema(max_length = 30)]
    pub grid: String,
    /// Who receives cornea, body or tissues.
    #[schema(max_length = 120)]
    pub receiving_unit: String,
    /// What the donation may be used for.
    #[schema(max_length = 120)]
    pub use_limits: String,
    /// Whether the person asks for confidentiality.
    pub confidential: bool,
    /// Whether the family knows: `yes`, `no` or empty.
    pub family_aware: String,
    /// Remarks.
    #[schema(max_length = 1000)]
    pub remark: String,
}

/// A consent as written.
#[derive(Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ConsentInput {
    /// `enrolment`, `organ`, `body` (also for cornea and tissue), `family_contact`, `publicity`, `membership` or `passing_on`.
    pub purpose: String,
    /// The day it was given.
    pub given_on: String,
    /// The way it was given: `on_site`, `at_home`, `by_proxy`, `online`.
    pub way: String,
    /// Who receives the data, for `passing_on`.
    #[schema(max_length = 120)]
    pub recipient: String,
}

macro_rules! never_shown {
    ($($name:ident),+) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    )+};
}
never_shown!(PhoneInput, RelativeInput, RegistrationInput, ConsentInput);
