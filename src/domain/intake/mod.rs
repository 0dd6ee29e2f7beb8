//! Intake: what a person writes down when she registers, as it comes from a form, the API or a
//! ledger, and how it is understood. One intake, several programmes, each with its legal basis.

mod checks;
mod offers;
mod parts;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

pub use checks::Checks;
pub use parts::{new_consent, refusal};

use super::{
    consents::Consent,
    contacts::{Contacts, Relative},
    person::{Identity, Person, PersonStatus},
    programmes::Rules,
    registrations::Registration,
    signing::{FamilySignatureInput, ProxyInput},
    wishes::{Wishes, WishesInput},
    words::{Problem, Words},
};

/// A registration as written; everything is text and checked by [`Intake::person`].
/// Dates are `2024-03-05` or any common spelling.
#[derive(Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Intake {
    /// Kind of document: `resident_id`, `residence_permit`, `hong_kong_macau_travel_permit`,
    /// `taiwan_travel_permit`, `passport`, `foreign_permanent_resident`; empty to tell by the number.
    #[schema(max_length = 40)]
    pub document_kind: String,
    /// The whole document number.
    #[schema(max_length = 40)]
    pub document_number: String,
    /// Full name.
    #[schema(max_length = 60)]
    pub name: String,
    /// `male`, `female` or `unknown`; empty to take it from the document.
    pub sex: String,
    /// Date of birth; empty to take it from the document.
    pub birth_date: String,
    /// Id of the managing unit; empty for the unit of the account.
    pub unit: String,
    /// Phones, the preferred first.
    pub phones: Vec<PhoneInput>,
    /// E-mail.
    #[schema(max_length = 120)]
    pub email: String,
    /// WeChat.
    #[schema(max_length = 60)]
    pub wechat: String,
    /// Address.
    #[schema(max_length = 200)]
    pub address: String,
    /// Ethnic group.
    #[schema(max_length = 40)]
    pub ethnicity: String,
    /// Education.
    #[schema(max_length = 40)]
    pub education: String,
    /// Employer.
    #[schema(max_length = 120)]
    pub employer: String,
    /// School.
    #[schema(max_length = 120)]
    pub school: String,
    /// Month of graduation, `2027-06`.
    pub graduation_month: String,
    /// Blood group as written.
    #[schema(max_length = 20)]
    pub blood_type: String,
    /// Relatives or friends; two at different addresses are best.
    pub relatives: Vec<RelativeInput>,
    /// Executors of a body or cornea donation, in order.
    pub executors: Vec<RelativeInput>,
    /// One for each programme offered.
    pub registrations: Vec<RegistrationInput>,
    /// Consents, purpose by purpose.
    pub consents: Vec<ConsentInput>,
    /// Programmes refused: `stem_cell`, `organ`, `cornea`, `body`, `tissue`.
    pub refusals: Vec<String>,
    /// The day of the refusal; may be unknown.
    pub refused_on: String,
    /// What the person wishes for after her death.
    pub wishes: WishesInput,
}

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
never_shown!(Intake, PhoneInput, RelativeInput, RegistrationInput, ConsentInput);

/// What a new person's record starts from.
pub struct Entry<'a> {
    /// The managing unit, already checked to be in scope.
    pub unit: Uuid,
    /// The rules of that unit.
    pub rules: &'a Rules,
    /// The business date.
    pub today: NaiveDate,
    /// The instant.
    pub now: chrono::DateTime<chrono::Utc>,
    /// Makes ids.
    pub new_id: &'a mut (dyn FnMut() -> Uuid + Send),
}

impl Intake {
    /// The person this intake describes.
    ///
    /// # Errors
    /// Every problem of every field, none of them quoting a value.
    pub fn person(&self, entry: &mut Entry<'_>) -> Result<Person, Vec<Problem>> {
        self.read(entry, true)
    }

    /// The person this intake describes, who may never have registered: somebody calls in about her.
    ///
    /// # Errors
    /// Every problem of every field, none of them quoting a value.
    pub fn unregistered(&self, entry: &mut Entry<'_>) -> Result<Person, Vec<Problem>> {
        self.read(entry, false)
    }

    fn read(&self, entry: &mut Entry<'_>, registers: bool) -> Result<Person, Vec<Problem>> {
        let mut checks = Checks::new(entry.today);
        let identity = self.identity(&mut checks);
        let contacts = self.contacts(&mut checks);
        let relatives = self.relatives(&mut checks, entry.new_id);
        let registrations = self.registrations(&mut checks, entry);
        let consents = self.consents(&mut checks, entry.new_id);
        let refusals = self.refused(&mut checks, entry);
        let wishes = self.wishes.read(&mut checks);
        if registers && self.registrations.is_empty() && self.refusals.is_empty() {
            let words = Words::new(
                "请至少选择一个登记项目，或登记不同意捐献。",
                "Choose at least one programme, or record a refusal.",
            );
            checks.push("programmes", "missing", words);
        }
        let identity = checks.finish(identity)?;
        let mut person = Person {
            id: (entry.new_id)(),
            version: 1,
            unit: entry.unit,
            status: PersonStatus::Living,
            do_not_contact: false,
            merged_into: None,
            identity,
            contacts,
            registrations: Vec::new(),
            consents,
            relatives,
            wishes: Wishes::default(),
            created_at: entry.now,
        };
        let mut problems = Vec::from_iter(person.wish(wishes).err());
        for registration in registrations {
            problems.extend(person.offer(registration, entry.rules, entry.today).err());
        }
        for refusal in refusals {
            match person.standing(refusal.programme) {
                Some(_) => problems.push(Problem::new(
                    "refusals",
                    "both",
                    Words::new(
                        "同一项目不能既同意又不同意。",
                        "A programme cannot be both offered and refused.",
                    ),
                )),
                None => person.refuse(refusal),
            }
        }
        if problems.is_empty() { Ok(person) } else { Err(problems) }
    }
}

/// The parts of an intake, each understood by itself; an amendment uses only some.
impl Intake {
    /// Who the person is; none where a problem was found.
    pub fn identity(&self, checks: &mut Checks) -> Option<Identity> {
        parts::identity(self, checks)
    }

    /// How to reach her.
    pub fn contacts(&self, checks: &mut Checks) -> Contacts {
        parts::contacts(self, checks)
    }

    /// Relatives, then executors; wholly blank ones are left out.
    pub fn relatives(
        &self,
        checks: &mut Checks,
        new_id: &mut (dyn FnMut() -> Uuid + Send),
    ) -> Vec<Relative> {
        parts::relatives(self, checks, new_id)
    }

    /// The offers.
    pub fn registrations(&self, checks: &mut Checks, entry: &mut Entry<'_>) -> Vec<Registration> {
        self.registrations
            .iter()
            .filter_map(|input| offers::registration(input, checks, entry))
            .collect()
    }

    /// The consents.
    pub fn consents(
        &self,
        checks: &mut Checks,
        new_id: &mut (dyn FnMut() -> Uuid + Send),
    ) -> Vec<Consent> {
        self.consents.iter().filter_map(|input| parts::consent(input, checks, new_id)).collect()
    }

    /// The refusals.
    pub fn refused(&self, checks: &mut Checks, entry: &mut Entry<'_>) -> Vec<Registration> {
        parts::refusals(self, checks, entry)
    }
}
