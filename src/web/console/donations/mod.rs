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
        donations::{Donation, stages::Stage},
        masks::MaskedPerson,
        permissions::Permission,
        person::PersonStatus,
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
        marks: vec![mark(donation)],
    };
    let call = Action::link(
        format!("/people/{}/donations/new", person.id),
        Words::new("登记捐献报案", "Enter a call"),
    );
    let open = person.status != PersonStatus::Merged;
    Ok((donations.iter().rev().map(line).collect(), open.then_some(call).into_iter().collect()))
}

/// How far a donation has come or how it ended.
fn mark(donation: &Donation) -> Badge {
    match &donation.course.ending {
        Some(ending) => {
            let label = ending.reason.label();
            let zh = format!("未实现：{}", label.zh);
            Badge::new(Tone::Plain, Words::made(zh, format!("Not realised: {}", label.en)))
        }
        None if donation.realised_on().is_some() => {
            Badge::new(Tone::Good, realised(donation.stage()))
        }
        None => Badge::new(Tone::Info, donation.stage().label()),
    }
}

fn realised(stage: Stage) -> Words {
    let label = stage.label();
    Words::made(format!("已实现 · {}", label.zh), format!("Realised · {}", label.en))
}
