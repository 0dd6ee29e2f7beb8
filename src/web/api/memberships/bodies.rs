//! What is told of memberships.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::answers::each;
use crate::{
    domain::memberships::MembershipKind,
    service::memberships::{Listed, Members},
};

/// That somebody is a member or a volunteer.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct MembershipBody {
    /// Its id.
    id: Uuid,
    /// Its version.
    version: i64,
    /// The unit that took her in.
    unit: Uuid,
    /// Who joined.
    person: Uuid,
    /// Her masked name.
    name: String,
    /// `member`, `volunteer`.
    kind: &'static str,
    /// The day.
    joined_on: NaiveDate,
    /// Her number.
    number: Option<String>,
    /// `active`, `ended`.
    status: &'static str,
    /// Whether it can be told in a roll now: it and its consent stand, and she lives.
    stands: bool,
    /// The day on which it ended.
    ended_on: Option<NaiveDate>,
    /// `own_wish`, `consent_withdrawn`, `died`.
    ended_by: Option<&'static str>,
}

impl From<Listed> for MembershipBody {
    fn from(Listed { membership, person, stands }: Listed) -> Self {
        let ended = membership.details.ended.as_ref();
        Self {
            id: membership.id,
            version: membership.version,
            unit: membership.unit,
            person: membership.person,
            name: person.name,
            kind: membership.kind.code(),
            joined_on: membership.joined_on,
            status: membership.status.code(),
            stands,
            ended_on: ended.map(|ending| ending.on),
            ended_by: ended.map(|ending| ending.why.code()),
            number: membership.details.number,
        }
    }
}

/// How many of a kind stand.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct MembersCountBody {
    /// `member`, `volunteer`.
    kind: &'static str,
    /// How many.
    count: i64,
}

impl From<(MembershipKind, i64)> for MembersCountBody {
    fn from((kind, count): (MembershipKind, i64)) -> Self {
        Self { kind: kind.code(), count }
    }
}

/// The members and volunteers of a unit.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct MembersBody {
    /// How many of each kind stand.
    counts: Vec<MembersCountBody>,
    /// The memberships.
    memberships: Vec<MembershipBody>,
}

impl From<Members> for MembersBody {
    fn from(Members { listed, counts }: Members) -> Self {
        Self { counts: each(counts), memberships: each(listed) }
    }
}
