//! The console: server-rendered pages, Chinese first and English beside it. One file a feature, each
//! with its routes; handlers call one service and fill one view.

mod accounts;
mod assets;
mod audit;
mod board;
mod care;
mod charts;
mod choices;
mod commemorations;
mod consents;
mod coordinators;
mod counts;
mod deaths;
mod donations;
mod erasing;
mod erasures;
mod exports;
mod find;
mod honours;
mod ids;
mod imports;
mod jobs;
mod match_cases;
mod memberships;
mod memorials;
mod merges;
mod messages;
mod notices;
mod office;
mod papers;
mod people;
mod rates;
mod reconciliations;
mod register;
mod registrations;
mod releases;
mod reminders;
mod reports;
pub mod respond;
pub mod session;
mod sign_in;
mod supervisions;
mod targets;
mod tasks;
mod team;
mod today;
mod tokens;
mod transfers;
mod units;
mod views;
mod wishes;

use axum::Router;

use crate::service::App;

/// All pages.
pub fn routes() -> Router<App> {
    Router::new()
        .merge(assets::routes())
        .merge(sign_in::routes())
        .merge(today::routes())
        .merge(counts::routes())
        .merge(find::routes())
        .merge(register::routes())
        .merge(people::routes())
        .merge(registrations::routes())
        .merge(notices::routes())
        .merge(papers::routes())
        .merge(wishes::routes())
        .merge(consents::routes())
        .merge(deaths::routes())
        .merge(erasures::routes())
        .merge(match_cases::routes())
        .merge(reminders::routes())
        .merge(coordinators::routes())
        .merge(donations::routes())
        .merge(memorials::routes())
        .merge(honours::routes())
        .merge(memberships::routes())
        .merge(exports::routes())
        .merge(team::routes())
        .merge(tasks::routes())
        .merge(care::routes())
        .merge(commemorations::routes())
        .merge(transfers::routes())
        .merge(merges::routes())
        .merge(reconciliations::routes())
        .merge(rates::routes())
        .merge(supervisions::routes())
        .merge(board::routes())
        .merge(targets::routes())
        .merge(reports::routes())
        .merge(releases::routes())
        .merge(imports::routes())
        .merge(units::routes())
        .merge(accounts::routes())
        .merge(tokens::routes())
        .merge(jobs::routes())
        .merge(messages::routes())
        .merge(audit::routes())
        .fallback(respond::nothing_here)
        .layer(axum::middleware::from_fn(respond::told_once))
}
