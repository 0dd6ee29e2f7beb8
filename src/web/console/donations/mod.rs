//! Donations after death: what is under way, one donation, and the forms that carry it through.

mod calls;
mod forms;
mod list;
mod page;
mod steps;
mod witnessing;

use axum::Router;
use uuid::Uuid;

use super::{
    respond::PageError,
    session::Signed,
    views::{Action, Badge, CaseLine, Tone},
};
use crate::{
    domain::{
        donations::Donation, masks::MaskedPerson, permissions::Permission, person::PersonStatus,
        words::Words,
    },
    service::{App, donations as service},
};

pub(super) fn routes() -> Router<App> {
    list::routes()
        .merge(calls::routes())
        .merge(page::routes())
        .merge(steps::routes())
        .merge(witnessing::routes())
        .merge(forms::routes())
}

/// The donation's page.
fn href(id: Uuid) -> String {
    format!("/donations/{id}")
}

/// The donations of a person that the caller may see, for her page, and what may be added there.
///
/// # Errors
/// What the database says.
pub(super) async fn of_person(
    app: &App,
    by: &Signed,
    person: &MaskedPerson,
) -> Result<(Vec<CaseLine>, Vec<Action>), PageError> {
    if by.caller.actor.may(Permission::DonationsWork).is_err() {
        return Ok((Vec::new(), Vec::new()));
    }
    let donations = service::of_person(app, &by.caller, person.id).await?;
    let line = |donation: &Donation| CaseLine {
        href: href(donation.id),
        notice_on: donation.called_on.to_string(),
        number: donation.programme.label().zh.into_owned(),
        marks: marks(donation),
    };
    let call = Action::link(
        format!("/people/{}/donations/new", person.id),
        Words::new("登记捐献报案", "Enter a call"),
    );
    let open = person.status != PersonStatus::Merged;
    Ok((donations.iter().rev().map(line).collect(), open.then_some(call).into_iter().collect()))
}

/// How far a donation has come or how it ended.
fn marks(donation: &Donation) -> Vec<Badge> {
    let ledger = donation.ledger().map(|_| Words::new("台账导入", "From a ledger"));
    let ledger = ledger.map(|words| Badge::new(Tone::Plain, words));
    if let Some(ending) = &donation.course.ending {
        let unrealised = Badge::new(Tone::Plain, Words::new("未实现", "Not realised"));
        let reason = Badge::new(Tone::Plain, ending.reason.label());
        return [unrealised, reason].into_iter().chain(ledger).collect();
    }
    let realised = donation.realised_on().map(|_| Words::new("已实现", "Realised"));
    let stage = (!donation.is_over()).then(|| Badge::new(Tone::Info, donation.stage().label()));
    let realised = realised.map(|words| Badge::new(Tone::Good, words));
    realised.into_iter().chain(stage).chain(ledger).collect()
}
