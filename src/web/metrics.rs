//! What a monitoring system reads, as Prometheus text: how the jobs do. Totals of the whole installation,
//! kept in the database, so that every instance tells the same and a restart loses nothing; never anything
//! that counts people.

use std::fmt::Write;

use axum::{
    Router,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};

use crate::service::{
    App, Result,
    jobs::{self as service, Listed, Run},
};

/// The route of the listener for measuring, which is apart from the one that people use: a proxy in front of
/// that cannot pass it on by mistake.
pub fn router(app: App) -> Router {
    Router::new().route("/metrics", get(metrics)).with_state(app)
}

async fn metrics(State(app): State<App>) -> Response {
    match text(&app).await {
        Ok(text) => ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text)
            .into_response(),
        Err(error) => {
            tracing::warn!(%error, "nothing can be measured");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

async fn text(app: &App) -> Result<String> {
    let jobs = service::measures(app).await?;
    let mut text = String::new();
    let mut measure = |name: &str, kind: &str, help: &str, of: &dyn Fn(&Listed) -> Option<f64>| {
        // Writing to a String does not fail.
        let _ = writeln!(
            text,
            "# HELP lifelight_job_{name} {help}\n# TYPE lifelight_job_{name} {kind}"
        );
        for listed in &jobs {
            if let Some(value) = of(listed) {
                let _ =
                    writeln!(text, "lifelight_job_{name}{{job=\"{}\"}} {value}", listed.job.code());
            }
        }
    };
    let standing = |listed: &Listed| listed.standing.clone();
    measure("runs_total", "counter", "Runs begun.", &|job| Some(standing(job)?.runs as f64));
    measure("failures_total", "counter", "Runs failed or lost.", &|job| {
        Some(standing(job)?.failures as f64)
    });
    measure("running", "gauge", "1 while an instance is at it.", &|job| {
        Some(f64::from(u8::from(standing(job)?.lease.is_some())))
    });
    measure("last_duration_seconds", "gauge", "Length of the last run that ended.", &|job| {
        job.runs.iter().find_map(seconds)
    });
    measure(
        "last_success_timestamp_seconds",
        "gauge",
        "When a run last did what it should.",
        &|job| Some(standing(job)?.succeeded_at?.timestamp() as f64),
    );
    measure(
        "next_run_timestamp_seconds",
        "gauge",
        "When it is due; absent where switched off.",
        &|job| {
            job.schedule.as_ref()?;
            Some(standing(job)?.next_run_at.timestamp() as f64)
        },
    );
    if let Some(ahead) = service::clock_ahead(app).await? {
        let seconds = ahead.num_milliseconds() as f64 / 1_000.0;
        let _ = writeln!(
            text,
            "# HELP lifelight_clock_ahead_seconds This instance's clock against the database's.\n\
             # TYPE lifelight_clock_ahead_seconds gauge\nlifelight_clock_ahead_seconds {seconds}"
        );
    }
    Ok(text)
}

fn seconds(run: &Run) -> Option<f64> {
    Some((run.finished_at? - run.started_at).num_milliseconds() as f64 / 1_000.0)
}
