//! Reminders: what is to be done, one reminder, and why it is there.

mod attempts;
mod list;
mod one;
mod rules;
mod team;
mod why;

use axum::Router;
use uuid::Uuid;

use crate::service::App;

pub(super) use why::link as why_link;

pub(super) fn routes() -> Router<App> {
    list::routes()
        .merge(one::routes())
        .merge(attempts::routes())
        .merge(team::routes())
        .merge(rules::routes())
        .merge(why::routes())
}

fn href(id: Uuid) -> String {
    format!("/reminders/{id}")
}
