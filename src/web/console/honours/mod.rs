//! Honours and benefits: who is eligible, what was issued, one honour and its proof.

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
        honours::{HandedTo, Honour, HonourStatus},
        masks::MaskedPerson,
        permissions::Permission,
        person::PersonStatus,
        words::Words,
    },
    service::{
        App,
        honours::{self as service, Listed},
    },
};

pub(super) fn routes() -> Router<App> {
    list::routes().merge(page::routes()).merge(forms::routes())
}

/// The honour's page.
fn href(id: Uuid) -> String {
    format!("/honours/{id}")
}

/// The honours of a person, for her page.
///
/// # Errors
/// What the database says.
pub(super) async fn of_person(
    app: &App,
    by: &Signed,
    person: &MaskedPerson,
) -> Result<Option<LineSection>, PageError> {
    if by.caller.actor.may(Permission::HonoursWork).is_err() {
        return Ok(None);
    }
    let honours = service::of_person(app, &by.caller, person.id).await?;
    let merged = person.status == PersonStatus::Merged;
    if honours.is_empty() && merged {
        return Ok(None);
    }
    let issue = Action::link(
        format!("/people/{}/honours/new", person.id),
        Words::new("颁发荣誉或办理待遇", "Issue an honour or benefit"),
    );
    let line = |listed: &Listed| CaseLine {
        href: href(listed.honour.id),
        notice_on: listed.honour.issued_on.to_string(),
        number: listed.honour.kind.label().zh.into_owned(),
        marks: vec![badge(listed.honour.status)],
    };
    Ok(Some(LineSection {
        id: "honours",
        title: Words::new("荣誉与待遇", "Honours and benefits"),
        lines: honours.iter().rev().map(line).collect(),
        actions: (!merged).then_some(issue).into_iter().collect(),
    }))
}

fn badge(status: HonourStatus) -> Badge {
    let tone = match status {
        HonourStatus::Issued => Tone::Good,
        HonourStatus::Revoked => Tone::Plain,
    };
    Badge::new(tone, status.label())
}

/// To whom an honour was handed, naming nobody.
fn handed_to(honour: &Honour) -> Words {
    match &honour.details.handed_to {
        HandedTo::Donor => Words::new("捐献者本人", "The donor"),
        HandedTo::Relative { relation, .. } => relation.label(),
    }
}
