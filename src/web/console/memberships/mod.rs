//! Members and volunteers of the Red Cross: the list, one membership, joining and leaving.

mod forms;
mod list;
mod page;

use axum::Router;
use uuid::Uuid;

use super::{
    respond::PageError,
    session::Signed,
    views::{Action, Badge, CaseLine, LineSection, Tone},
};
use crate::{
    domain::{
        masks::MaskedPerson, memberships::MembershipStatus, permissions::Permission,
        person::PersonStatus, words::Words,
    },
    service::{
        App,
        memberships::{self as service, Listed},
    },
};

pub(super) fn routes() -> Router<App> {
    list::routes().merge(page::routes()).merge(forms::routes())
}

/// The membership's page.
fn href(id: Uuid) -> String {
    format!("/memberships/{id}")
}

/// The memberships of a person, for her page.
///
/// # Errors
/// What the database says.
pub(super) async fn of_person(
    app: &App,
    by: &Signed,
    person: &MaskedPerson,
) -> Result<Option<LineSection>, PageError> {
    if by.caller.actor.may(Permission::MembershipsWork).is_err() {
        return Ok(None);
    }
    let found = service::of_person(app, &by.caller, person.id).await?;
    let living = person.status == PersonStatus::Living;
    if found.is_empty() && !living {
        return Ok(None);
    }
    let join = Action::link(
        format!("/people/{}/memberships/new", person.id),
        Words::new("加入会员或志愿者", "Take in as a member or volunteer"),
    );
    let line = |listed: &Listed| CaseLine {
        href: href(listed.membership.id),
        notice_on: listed.membership.joined_on.to_string(),
        number: listed.membership.kind.label().zh.into_owned(),
        marks: marks(listed),
    };
    Ok(Some(LineSection {
        id: "memberships",
        title: Words::new("会员与志愿者", "Membership"),
        lines: found.iter().rev().map(line).collect(),
        actions: living.then_some(join).into_iter().collect(),
    }))
}

/// Whether it stands, and whether its consent does.
fn marks(listed: &Listed) -> Vec<Badge> {
    let status = listed.membership.status;
    let tone = match status {
        MembershipStatus::Active => Tone::Good,
        MembershipStatus::Ended => Tone::Plain,
    };
    let gone = (status == MembershipStatus::Active && !listed.stands)
        .then(|| Badge::new(Tone::Bad, Words::new("同意不成立", "no consent")));
    [Badge::new(tone, status.label())].into_iter().chain(gone).collect()
}
