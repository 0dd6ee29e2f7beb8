//! What was registered: persons each once, registrations and samples beside them.

use axum::{Json, extract::State};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{answers::Answer, caller::Bearer};
use crate::{
    domain::counts::{Line, Net, Tables, When},
    service::{App, counts as service},
};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(get))
}

/// How much was registered of one thing.
#[derive(Serialize, ToSchema)]
struct TallyBody {
    /// `persons` (each once, whatever they offer), `after_death` (each once), `persons_pooled` (each once); a programme's
    /// code: its registrations; `pooled`: samples in the pool. They count different things and never add up.
    counted: &'static str,
    /// All that came.
    gross: i64,
    /// Of them, those that did not leave since: by withdrawal, for age or for health.
    net: i64,
    /// Of them, those whose donation took place.
    realised: i64,
}

/// The tallies of one year.
#[derive(Serialize, ToSchema)]
struct YearBody {
    /// The year of registration, and of entering the pool; null where the day is not known.
    year: Option<i32>,
    /// One for everything that is counted.
    counts: Vec<TallyBody>,
}

/// What was registered, in all and by year, the latest first.
#[derive(Serialize, ToSchema)]
struct CountsBody {
    /// Whatever the year.
    all: Vec<TallyBody>,
    /// By year. A person is counted in the year of her first registration only.
    years: Vec<YearBody>,
}

fn tallies(counts: &Tables, when: When) -> Vec<TallyBody> {
    let tally = |line: Line| {
        let one: Net = counts.of(when, line);
        TallyBody { counted: line.code(), gross: one.gross, net: one.net(), realised: one.realised }
    };
    Line::all().map(tally).collect()
}

impl From<Tables> for CountsBody {
    fn from(counts: Tables) -> Self {
        let year = |when: When| YearBody {
            year: match when {
                When::Year(year) => Some(year),
                When::Unknown | When::All => None,
            },
            counts: tallies(&counts, when),
        };
        Self {
            all: tallies(&counts, When::All),
            years: counts.periods().into_iter().map(year).collect(),
        }
    }
}

/// What was registered: persons each once, registrations of each programme and samples, gross and net of what left.
#[utoipa::path(get, path = "/counts", responses((status = 200, description = "The counts", body = CountsBody)))]
async fn get(Bearer(caller): Bearer, State(app): State<App>) -> Answer<CountsBody> {
    Ok(Json(service::get(&app, &caller).await?.into()))
}
