//! The JSON API: the same services as the console's, described by OpenAPI 3.1.

mod accounts;
mod answers;
mod audit;
mod caller;
mod care;
mod codes;
mod commemorations;
mod consents;
mod coordinators;
mod counts;
mod deaths;
mod description;
mod donations;
mod erasures;
mod exports;
mod honours;
mod imports;
mod inputs;
mod jobs;
mod match_cases;
mod memberships;
mod memorials;
mod merges;
mod messages;
mod notices;
mod people;
pub(crate) mod rates;
mod reconciliations;
mod registrations;
mod releases;
mod reminders;
mod reports;
mod search;
mod signing;
mod supervisions;
pub(crate) mod targets;
mod tasks;
mod team;
mod today;
mod tokens;
mod transfers;
mod units;
mod wishes;

use std::sync::LazyLock;

use axum::{Json, Router, http::StatusCode};
use utoipa::openapi::OpenApi;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::service::App;

/// The routes below `/api/v1`.
pub fn routes() -> Router<App> {
    let (router, _) = described().split_for_parts();
    router
        .fallback(async || inputs::refused(StatusCode::NOT_FOUND))
        .method_not_allowed_fallback(async || inputs::refused(StatusCode::METHOD_NOT_ALLOWED))
}

/// All features, each with its tag.
fn described() -> OpenApiRouter<App> {
    let features = [
        ("people", people::routes()),
        ("registrations", registrations::routes()),
        ("notices", notices::routes()),
        ("wishes", wishes::routes()),
        ("consents", consents::routes()),
        ("deaths", deaths::routes()),
        ("search", search::routes()),
        ("transfers", transfers::routes()),
        ("merges", merges::routes()),
        ("reconciliations", reconciliations::routes()),
        ("match_cases", match_cases::routes()),
        ("coordinators", coordinators::routes()),
        ("donations", donations::routes()),
        ("memorials", memorials::routes()),
        ("honours", honours::routes()),
        ("memberships", memberships::routes()),
        ("erasures", erasures::routes()),
        ("exports", exports::routes()),
        ("team", team::routes()),
        ("tasks", tasks::routes()),
        ("care", care::routes()),
        ("reminders", reminders::routes()),
        ("messages", messages::routes()),
        ("commemorations", commemorations::routes()),
        ("rates", rates::routes()),
        ("supervisions", supervisions::routes()),
        ("targets", targets::routes()),
        ("reports", reports::routes()),
        ("releases", releases::routes()),
        ("today", today::routes()),
        ("counts", counts::routes()),
        ("imports", imports::routes()),
        ("units", units::routes()),
        ("accounts", accounts::routes()),
        ("tokens", tokens::routes()),
        ("jobs", jobs::routes()),
        ("audit", audit::routes()),
    ];
    let start = OpenApiRouter::with_openapi(description::head()).routes(routes!(openapi));
    features.into_iter().fold(start, |all, (tag, mut feature)| {
        description::complete(tag, feature.get_openapi_mut());
        all.merge(feature)
    })
}

/// The description of every call, as `/api/v1/openapi.json` tells it.
pub fn description() -> &'static OpenApi {
    static DESCRIPTION: LazyLock<OpenApi> = LazyLock::new(|| described().into_openapi());
    &DESCRIPTION
}

/// This description.
#[utoipa::path(get, path = "/openapi.json", operation_id = "openapi", security(()), tag = "openapi",
    responses((status = 200, description = "OpenAPI 3.1", body = serde_json::Value)))]
async fn openapi() -> Json<&'static OpenApi> {
    Json(description())
}
