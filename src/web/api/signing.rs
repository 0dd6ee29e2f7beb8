//! Who signed beside the registrant, as the API tells it with an unmasked person.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::codes::{Opinion, Relation};
use crate::domain::signing::{FamilySignature, Proxy};

/// Who brought the form for the person, with a written authorisation.
#[derive(Serialize, ToSchema)]
pub(super) struct ProxyBody {
    /// Her name.
    name: String,
    /// What she is to the person.
    relation: Relation,
    /// Her phone.
    phone: String,
    /// Whether the authorisation was notarised.
    notarised: bool,
}

impl From<Proxy> for ProxyBody {
    fn from(proxy: Proxy) -> Self {
        Self {
            name: proxy.name.as_str().to_owned(),
            relation: proxy.relation.into(),
            phone: proxy.phone.as_str().to_owned(),
            notarised: proxy.notarised,
        }
    }
}

/// What one relative signed.
#[derive(Serialize, ToSchema)]
pub(super) struct FamilySignatureBody {
    /// Her name.
    name: String,
    /// What she is to the person.
    relation: Relation,
    /// What she says.
    opinion: Opinion,
    /// The day she signed.
    signed_on: NaiveDate,
}

impl From<FamilySignature> for FamilySignatureBody {
    fn from(signature: FamilySignature) -> Self {
        Self {
            name: signature.name.as_str().to_owned(),
            relation: signature.relation.into(),
            opinion: signature.opinion.into(),
            signed_on: signature.signed_on,
        }
    }
}
