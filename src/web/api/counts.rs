//! How many persons registered, each once, with sub-counts of each programme.

use axum::{Json, extract::State};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{answers::Answer, caller::Bearer};
use crate::{
    domain::counts::{Counted, Counts, Period, Tally},
    service::{App, counts as service},
};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(get))
}

/// How many persons registered for one thing.
#[derive(Serialize, ToSchema)]
struct TallyBody {
    /// `persons` (each once, whatever they offer), `after_death` (each once) or a programme's code. The
    /// programmes may add up to more than the persons.
    counted: &'static str,
    /// Persons who ever registered.
    gross: i64,
    /// Of them, those who did not withdraw all of it.
    net: i64,
    /// Of them, those whose donation took place.
    realised: i64,
}

/// The tallies of one year.
#[derive(Serialize, ToSchema)]
struct YearBody {
    /// The year of registration; null where the day is not known.
    year: Option<i32>,
    /// One for everything that is counted.
    counts: Vec<TallyBody>,
}

/// Persons registered, in all and by year of registration, the latest first.
#[derive(Serialize, ToSchema)]
struct CountsBody {
    /// Whatever the year.
    all: Vec<TallyBody>,
    /// By year. Who registers for another programme in a later year is counted in both.
    years: Vec<YearBody>,
}

fn tallies(counts: &Counts, period: Period) -> Vec<TallyBody> {
    let tally = |counted: Counted| {
        let Tally { gross, net, realised } = counts.of(period, counted);
        TallyBody { counted: counted.code(), gross, net, realised }
    };
    Counted::all().map(tally).collect()
}

impl From<Counts> for CountsBody {
    fn from(counts: Counts) -> Self {
        let year = |period: Period| YearBody {
            year: match period {
                Period::Year(year) => Some(year),
                Period::Unknown | Period::All => None,
            },
            counts: tallies(&counts, period),
        };
        Self {
            all: tallies(&counts, Period::All),
            years: counts.periods().into_iter().map(year).collect(),
        }
    }
}

/// How many persons registered: each once, with sub-counts of each programme, gross and net of withdrawals.
#[utoipa::path(get, path = "/counts", responses((status = 200, description = "The counts", body = CountsBody)))]
async fn get(Bearer(caller): Bearer, State(app): State<App>) -> Answer<CountsBody> {
    Ok(Json(service::get(&app, &caller).await?.into()))
}
