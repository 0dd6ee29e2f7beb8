//! What is told of honours and benefits.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    domain::honours::{HandedTo, Honour, policies::Policy},
    service::honours::{Due, Listed, Proof},
};

/// An honour or benefit. Number, words and the relative's name are told only by `unmask`.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct HonourBody {
    /// Its id.
    id: Uuid,
    /// Its version, to be sent with a change.
    version: i64,
    /// The unit that issued it.
    unit: Uuid,
    /// For whose gift.
    person: Uuid,
    /// Her masked name.
    name: String,
    /// `certificate`, `medal`, `award`, `benefit`, `priority_proof`.
    kind: &'static str,
    /// The day.
    issued_on: NaiveDate,
    /// `issued`, `revoked`.
    status: &'static str,
    /// The policy's code.
    policy: Option<String>,
    /// `donor`, or what the relative is to her.
    handed_to: &'static str,
}

impl From<Listed> for HonourBody {
    fn from(Listed { honour, person, .. }: Listed) -> Self {
        Self {
            id: honour.id,
            version: honour.version,
            unit: honour.unit,
            person: honour.person,
            name: person.name,
            kind: honour.kind.code(),
            issued_on: honour.issued_on,
            status: honour.status.code(),
            handed_to: handed_to(&honour),
            policy: honour.details.policy,
        }
    }
}

fn handed_to(honour: &Honour) -> &'static str {
    match &honour.details.handed_to {
        HandedTo::Donor => "donor",
        HandedTo::Relative { relation, .. } => relation.code(),
    }
}

/// An honour in full; the reading is recorded.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct HonourProofBody {
    /// Its id.
    id: Uuid,
    /// The donor's name.
    donor: String,
    /// `donor`, or what the relative is to her.
    handed_to: &'static str,
    /// The relative's name.
    relative: Option<String>,
    /// Its number.
    number: Option<String>,
    /// In words.
    words: Option<String>,
    /// What the policy gives, in Chinese.
    gives: Option<String>,
    /// The legal basis, in Chinese.
    basis: Option<String>,
    /// Why it was revoked.
    why_revoked: Option<String>,
}

impl From<Proof> for HonourProofBody {
    fn from(Proof { honour, donor, policy }: Proof) -> Self {
        Self {
            id: honour.id,
            donor,
            handed_to: handed_to(&honour),
            relative: match &honour.details.handed_to {
                HandedTo::Donor => None,
                HandedTo::Relative { name, .. } => Some(name.as_str().to_owned()),
            },
            number: honour.details.number,
            words: honour.details.words,
            gives: policy.as_ref().map(|policy| policy.words.zh.clone().into_owned()),
            basis: policy.map(|policy| policy.basis.zh.into_owned()),
            why_revoked: honour.details.revoked.map(|revocation| revocation.why),
        }
    }
}

/// A benefit that the law gives.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct PolicyBody {
    /// Its code.
    code: String,
    /// The division for whose people it holds; none for the whole country.
    region: Option<String>,
    /// From when on it is in force; none where that is not known.
    in_force_from: Option<NaiveDate>,
    /// Who may have it.
    eligible: Vec<&'static str>,
    /// The most, in millilitres of blood.
    limit_ml: Option<u32>,
    /// What it gives, in Chinese.
    zh: String,
    /// The same in English.
    en: String,
    /// Its legal basis, in Chinese.
    basis_zh: String,
    /// The same in English.
    basis_en: String,
}

impl From<&Policy> for PolicyBody {
    fn from(policy: &Policy) -> Self {
        Self {
            code: policy.code.clone(),
            region: policy.region.clone(),
            in_force_from: policy.in_force_from,
            eligible: policy.eligible.iter().map(|eligible| eligible.code()).collect(),
            limit_ml: policy.limit_ml,
            zh: policy.words.zh.clone().into_owned(),
            en: policy.words.en.clone().into_owned(),
            basis_zh: policy.basis.zh.clone().into_owned(),
            basis_en: policy.basis.en.clone().into_owned(),
        }
    }
}

/// A benefit that somebody may have for what one person gave.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct EligibleBody {
    /// Who gave.
    person: Uuid,
    /// Her masked name.
    name: String,
    /// Her unit.
    unit: Uuid,
    /// The policy's code.
    policy: String,
    /// Who may have it.
    eligible: Vec<&'static str>,
    /// The days on which it was issued.
    issued: Vec<NaiveDate>,
}

impl From<Due> for EligibleBody {
    fn from(Due { person, policy, eligible, issued }: Due) -> Self {
        Self {
            person: person.id,
            name: person.name,
            unit: person.unit,
            policy: policy.code,
            eligible: eligible.into_iter().map(|eligible| eligible.code()).collect(),
            issued,
        }
    }
}
