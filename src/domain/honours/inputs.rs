//! What forms and calls say about an honour, as texts; read here, every problem told at once.

use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    HandedTo, Honour, HonourDetails, HonourKind, HonourStatus, Revocation,
    policies::{Eligible, Policies, Policy, has_given},
    problems,
};
use crate::domain::{
    intake::Checks,
    people::Relation,
    person::{Person, PersonStatus},
    programmes::Programme,
    words::Problem,
};

/// The longest number of a certificate, in characters.
const NUMBER: u64 = 60;
/// The longest words, in characters.
const WORDS: u64 = 300;

/// An honour. Days in any common spelling; what is empty is not said.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct HonourInput {
    /// `certificate`, `medal`, `award`, `benefit`, `priority_proof`.
    pub kind: String,
    /// The day, not in the future.
    pub issued_on: String,
    /// The number printed on it, at most 60 characters.
    pub number: String,
    /// In words, at most 300 characters.
    pub words: String,
    /// For `benefit` and `priority_proof`: the policy's code.
    pub policy: String,
    /// `donor` or `relative`.
    pub handed_to: String,
    /// For `relative`: what she is to the donor, a code of `Relation`.
    pub relation: String,
    /// For `relative`: her name.
    pub name: String,
}

/// [`HonourInput`], read.
pub struct ReadHonour {
    /// What was given.
    pub kind: HonourKind,
    /// The day.
    pub issued_on: NaiveDate,
    /// What is sealed.
    pub details: HonourDetails,
}

/// What an honour is judged by.
pub struct Desk<'a> {
    /// For whose gift.
    pub person: &'a Person,
    /// What was issued for her before.
    pub earlier: &'a [Honour],
    /// The policies of the installation.
    pub policies: &'a Policies,
    /// The division codes of her unit and of those above.
    pub codes: &'a [String],
    /// The account that issues it.
    pub by: Option<Uuid>,
    /// The day.
    pub today: NaiveDate,
}

impl HonourInput {
    /// The honour.
    ///
    /// # Errors
    /// Every problem of the form; where nothing was given that earns it, or the policy is not for her.
    pub fn read(&self, desk: &Desk<'_>) -> Result<ReadHonour, Vec<Problem>> {
        let mut checks = Checks::new(desk.today);
        let mut refused = Vec::new();
        if desk.person.status == PersonStatus::Merged {
            refused.push(problems::merged());
        }
        if self.kind.trim().is_empty() {
            checks.missing("kind");
        }
        let kind = checks.code("kind", &self.kind, HonourKind::from_code);
        let issued_on = checks.required_day("issued_on", &self.issued_on);
        let number = checks.text("number", &self.number, NUMBER);
        let words = checks.text("words", &self.words, WORDS);
        let handed_to = self.handed_to(&mut checks);
        if handed_to == Some(HandedTo::Donor) && desk.person.status == PersonStatus::Deceased {
            refused.push(problems::donor_died());
        }
        let by_policy = matches!(kind, Some(HonourKind::Benefit | HonourKind::PriorityProof));
        let policy = match (kind, &handed_to) {
            (Some(kind), Some(handed_to)) if by_policy => {
                self.policy(desk, kind, handed_to, &mut checks, &mut refused)
            }
            _ => None,
        };
        let gave = Programme::ALL.into_iter().any(|programme| has_given(desk.person, programme));
        if matches!(kind, Some(HonourKind::Certificate | HonourKind::Medal)) && !gave {
            refused.push(problems::nothing_given());
        }
        let read = match (kind, issued_on, handed_to) {
            (Some(kind), Some(issued_on), Some(handed_to)) => {
                let details = HonourDetails {
                    number,
                    words,
                    policy: policy.map(|policy| policy.code.clone()),
                    handed_to,
                    issued_by: desk.by,
                    revoked: None,
                };
                Some(ReadHonour { kind, issued_on, details })
            }
            _ => None,
        };
        match checks.finish(read) {
            Ok(read) if refused.is_empty() => Ok(read),
            Ok(_) => Err(refused),
            Err(problems) => Err(refused.into_iter().chain(problems).collect()),
        }
    }

    fn handed_to(&self, checks: &mut Checks) -> Option<HandedTo> {
        let to = match self.handed_to.trim() {
            "" => {
                checks.missing("handed_to");
                return None;
            }
            text => checks.code("handed_to", text, |text| match text {
                "donor" => Some(false),
                "relative" => Some(true),
                _ => None,
            })?,
        };
        if !to {
            return Some(HandedTo::Donor);
        }
        if self.relation.trim().is_empty() {
            checks.missing("relation");
        }
        let relation = checks.code("relation", &self.relation, Relation::from_code);
        let name = checks.name("name", &self.name);
        Some(HandedTo::Relative { relation: relation?, name: name? })
    }

    fn policy<'a>(
        &self,
        desk: &Desk<'a>,
        kind: HonourKind,
        handed_to: &HandedTo,
        checks: &mut Checks,
        refused: &mut Vec<Problem>,
    ) -> Option<&'a Policy> {
        let code = self.policy.trim();
        if code.is_empty() {
            checks.missing("policy");
            return None;
        }
        let found = desk.policies.get(code).filter(|one| one.holds(desk.codes, desk.today));
        let Some(policy) = found else {
            refused.push(problems::no_policy());
            return None;
        };
        let met = policy.met_by(desk.person);
        let fits = |eligible: &Eligible| match handed_to {
            HandedTo::Donor => eligible.relatives().is_empty(),
            HandedTo::Relative { relation, .. } => eligible.relatives().contains(relation),
        };
        let priority = policy.eligible.contains(&Eligible::OrganDonorRelatives);
        if kind == HonourKind::PriorityProof && !priority {
            refused.push(problems::priority_by_policy());
        } else if met.is_empty() {
            refused.push(problems::not_eligible());
        } else if !met.iter().any(fits) {
            refused.push(problems::no_such_relative());
        }
        let same = |one: &Honour| {
            one.status == HonourStatus::Issued
                && one.kind == kind
                && one.details.policy.as_deref() == Some(code)
                && one.details.handed_to == *handed_to
        };
        if desk.earlier.iter().any(same) {
            refused.push(problems::issued_already());
        }
        Some(policy)
    }
}

/// Why an honour is revoked.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RevocationInput {
    /// In words, at most 300 characters.
    pub why: String,
}

impl RevocationInput {
    /// The revocation by `by`.
    ///
    /// # Errors
    /// Where nothing is said, or too much.
    pub fn read(&self, by: Option<Uuid>, today: NaiveDate) -> Result<Revocation, Vec<Problem>> {
        let mut checks = Checks::new(today);
        let why = checks.required_text("why", &self.why, WORDS);
        checks.finish(why.map(|why| Revocation { on: today, by, why }))
    }
}
