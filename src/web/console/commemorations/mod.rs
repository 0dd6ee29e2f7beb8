//! Commemorations: planned, held, and who is invited to them; and what other pages tell of it.

mod acts;
mod calls;
mod forms;
mod guests;
mod invite;
mod list;
mod page;

use axum::Router;
use uuid::Uuid;

use super::{
    respond::PageError,
    session::Signed,
    views::{Action, Badge, CaseLine, LineSection, StoryRow, Tone},
};
use crate::{
    domain::{
        commemorations::{
            CommemorationState,
            invitations::{Invitation, InvitationState},
        },
        masks::MaskedPerson,
        permissions::Permission,
        person::PersonStatus,
        words::Words,
    },
    service::{
        App,
        commemorations::{self as service, Told},
    },
};

/// What the pages are called; they name nobody.
const TITLE: Words = Words::new("缅怀活动", "Commemoration");

pub(super) fn routes() -> Router<App> {
    list::routes()
        .merge(forms::routes())
        .merge(page::routes())
        .merge(acts::routes())
        .merge(guests::routes())
        .merge(calls::routes())
        .merge(invite::routes())
}

/// The commemoration's page.
fn href(id: Uuid) -> String {
    format!("/commemorations/{id}")
}

/// Where a commemoration stands.
fn state_badge(state: CommemorationState) -> Badge {
    let tone = match state {
        CommemorationState::Planned => Tone::Info,
        CommemorationState::Held => Tone::Good,
        CommemorationState::Cancelled => Tone::Plain,
    };
    Badge::new(tone, state.label())
}

/// Where an invitation stands, and how many came on it.
fn invitation_badge(invitation: &Invitation) -> Badge {
    let tone = match invitation.state {
        InvitationState::ToInvite => Tone::Warn,
        InvitationState::Invited | InvitationState::NoAnswer => Tone::Info,
        InvitationState::Coming | InvitationState::Attended => Tone::Good,
        InvitationState::NotComing | InvitationState::Absent | InvitationState::Withdrawn => {
            Tone::Plain
        }
    };
    let label = invitation.state.label();
    let words = match invitation.details.people {
        Some(people) => {
            Words::made(format!("{} {people} 人", label.zh), format!("{}: {people}", label.en))
        }
        None => label,
    };
    Badge::new(tone, words)
}

/// The invitations of a family as rows of its story.
///
/// # Errors
/// What the database says.
pub(super) async fn story(
    app: &App,
    by: &Signed,
    ledger: Uuid,
) -> Result<Vec<StoryRow>, PageError> {
    let row = |told: Told| {
        let feast = told.feast.label();
        let open = Action::link(href(told.invitation.commemoration), TITLE);
        StoryRow {
            id: told.invitation.id.to_string(),
            on: told.on.to_string(),
            what: Words::made(
                format!("受邀参加缅怀活动（{}）", feast.zh),
                format!("Invited: {}", feast.en),
            ),
            who: String::new(),
            with: String::new(),
            words: told.title.clone(),
            marks: vec![invitation_badge(&told.invitation)],
            facts: Vec::new(),
            decide: None,
            actions: told.is_here.then_some(open).into_iter().collect(),
        }
    };
    Ok(service::of_ledger(app, &by.caller, ledger).await?.into_iter().map(row).collect())
}

/// The invitations of a person herself, for her page; none where she was never invited and cannot be.
///
/// # Errors
/// What the database says.
pub(super) async fn of_person(
    app: &App,
    by: &Signed,
    person: &MaskedPerson,
) -> Result<Option<LineSection>, PageError> {
    if by.caller.actor.may(Permission::CareWork).is_err() {
        return Ok(None);
    }
    let told = service::of_person(app, &by.caller, person.id).await?;
    let may = person.status == PersonStatus::Living && !person.do_not_contact;
    if told.is_empty() && !may {
        return Ok(None);
    }
    let line = |told: &Told| CaseLine {
        href: match told.is_here {
            true => href(told.invitation.commemoration),
            false => "#invitations".to_owned(),
        },
        notice_on: told.on.to_string(),
        number: told.title.clone(),
        marks: vec![invitation_badge(&told.invitation)],
    };
    let invite = Action::link(
        format!("/people/{}/invite", person.id),
        Words::new("邀请参加缅怀活动", "Invite to a commemoration"),
    );
    Ok(Some(LineSection {
        id: "invitations",
        title: Words::new("缅怀活动", "Commemorations"),
        lines: told.iter().map(line).collect(),
        actions: may.then_some(invite).into_iter().collect(),
    }))
}
