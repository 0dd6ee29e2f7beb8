//! What forms and calls say about a membership, as texts; read here, every problem told at once.

use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Membership, MembershipDetails, MembershipKind, covers, problems, to_membership};
use crate::domain::{
    consents::{Consent, ConsentStatus},
    intake::Checks,
    person::{Person, PersonStatus},
    words::Problem,
};

/// The longest number of a member, in characters.
const NUMBER: u64 = 40;

/// That somebody joins. Days in any common spelling; what is empty is not said.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct MembershipInput {
    /// `member` or `volunteer`.
    pub kind: String,
    /// The day, not in the future and not before her consent.
    pub joined_on: String,
    /// Her number, at most 40 characters; may be empty.
    pub number: String,
}

/// [`MembershipInput`], read.
pub struct ReadMembership {
    /// What she becomes.
    pub kind: MembershipKind,
    /// The day.
    pub joined_on: NaiveDate,
    /// What is sealed.
    pub details: MembershipDetails,
}

impl MembershipInput {
    /// The membership of `person`, taken in by `by`, where `earlier` are those she has and had.
    ///
    /// # Errors
    /// Every problem of the form; where she is one already, or no consent stood on that day and stands now.
    pub fn read(
        &self,
        person: &Person,
        earlier: &[Membership],
        by: Option<Uuid>,
        today: NaiveDate,
    ) -> Result<ReadMembership, Vec<Problem>> {
        let mut checks = Checks::new(today);
        let mut refused = Vec::new();
        match person.status {
            PersonStatus::Living => {}
            PersonStatus::Deceased => refused.push(problems::deceased()),
            PersonStatus::Merged => refused.push(problems::merged()),
        }
        if self.kind.trim().is_empty() {
            checks.missing("kind");
        }
        let kind = checks.code("kind", &self.kind, MembershipKind::from_code);
        let joined_on = checks.required_day("joined_on", &self.joined_on);
        let number = checks.text("number", &self.number, NUMBER);
        let same: Vec<&Membership> = earlier.iter().filter(|one| Some(one.kind) == kind).collect();
        if same.iter().any(|one| !one.has_ended()) {
            refused.push(problems::one_already());
        }
        let usable: Vec<&Consent> = to_membership(person)
            .filter(|one| one.status == ConsentStatus::Given)
            .filter(|one| !covers(&one.details.text_version).is_empty())
            .filter(|one| !same.iter().any(|earlier| earlier.used_up(one.id)))
            .collect();
        let by_then =
            |one: &&&Consent| one.details.given_on.is_some_and(|on| Some(on) <= joined_on);
        let consent = usable.iter().filter(by_then).max_by_key(|one| one.details.given_on);
        match consent {
            Some(_) => {}
            None if usable.is_empty() => refused.push(problems::no_consent()),
            None if joined_on.is_some() => refused.push(problems::no_consent_that_day()),
            None => {}
        }
        let read = match (kind, joined_on, consent) {
            (Some(kind), Some(joined_on), Some(consent)) => {
                let consent = consent.id;
                let details = MembershipDetails { number, consent, joined_by: by, ended: None };
                Some(ReadMembership { kind, joined_on, details })
            }
            _ => None,
        };
        match checks.finish(read) {
            Ok(read) if refused.is_empty() => Ok(read),
            Ok(_) => Err(refused),
            Err(problems) => Err(refused.into_iter().chain(problems).collect()),
        }
    }
}
