//! The memorial: entries, their approval and withdrawal, batches for the park, the roll.

mod acts;
mod engraving;
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
        masks::MaskedPerson, memorials::MemorialStatus, permissions::Permission,
        person::PersonStatus, words::Words,
    },
    service::{
        App,
        memorials::{self as service, Listed},
    },
};

pub(super) fn routes() -> Router<App> {
    list::routes()
        .merge(engraving::routes())
        .merge(page::routes())
        .merge(forms::routes())
        .merge(acts::routes())
}

/// The entry's page.
fn href(id: Uuid) -> String {
    format!("/memorials/{id}")
}

/// The entries of a person, for her page; none while she lives.
///
/// # Errors
/// What the database says.
pub(super) async fn of_person(
    app: &App,
    by: &Signed,
    person: &MaskedPerson,
) -> Result<Option<LineSection>, PageError> {
    if by.caller.actor.may(Permission::MemorialsWork).is_err() {
        return Ok(None);
    }
    let entries = service::of_person(app, &by.caller, person.id).await?;
    let died = person.status == PersonStatus::Deceased;
    if entries.is_empty() && !died {
        return Ok(None);
    }
    let one = entries.iter().any(|listed| !listed.entry.is_withdrawn());
    let draft = Action::link(
        format!("/people/{}/memorials/new", person.id),
        Words::new("起草缅怀条目", "Draft an entry"),
    );
    let line = |listed: &Listed| CaseLine {
        href: href(listed.entry.id),
        notice_on: listed.entry.details.naming.label().zh.into_owned(),
        number: listed
            .entry
            .engraving
            .map(|batch| batch.label().zh.into_owned())
            .unwrap_or_default(),
        marks: marks(listed),
    };
    Ok(Some(LineSection {
        id: "memorials",
        title: Words::new("缅怀", "Memorial"),
        lines: entries.iter().rev().map(line).collect(),
        actions: (died && !one).then_some(draft).into_iter().collect(),
    }))
}

/// Where an entry stands, and whether its consent does.
fn marks(listed: &Listed) -> Vec<Badge> {
    let status = listed.entry.status;
    let tone = match status {
        MemorialStatus::Draft => Tone::Info,
        MemorialStatus::Approved => Tone::Good,
        MemorialStatus::Withdrawn => Tone::Plain,
    };
    let gone = (listed.hindrance.is_some() && status != MemorialStatus::Withdrawn)
        .then(|| Badge::new(Tone::Bad, Words::new("同意不成立", "no consent")));
    [Badge::new(tone, status.label())].into_iter().chain(gone).collect()
}
