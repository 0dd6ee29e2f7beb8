//! Intake: what a person writes down when she registers, as it comes from a form, the API or a
//! ledger, and how it is understood. One intake, several programmes, each with its legal basis.

mod checks;
mod inputs;
mod offers;
mod parts;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

pub use checks::Checks;
pub use inputs::{ConsentInput, PhoneInput, RegistrationInput, RelativeInput};
pub use parts::{new_consent, refusal};

use super::{
    consents::Consent,
    contacts::{Contacts, Relative},
    person::{Identity, Person, PersonStatus},
    programmes::Rules,
    registrations::Registration,
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

impl std::fmt::Debug for Intake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Intake(…)")
    }
}

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
            death: None,
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
