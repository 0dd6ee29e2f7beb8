//! Finding people: by POST, since what is looked for is personal data.

use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use super::{
    answers::{Answer, each},
    caller::Bearer,
    codes::{Programme, RegistrationStatus},
    inputs::Body,
    people::PersonBody,
};
use crate::{
    domain::{
        intake::Checks,
        words::{Problem, Words},
    },
    service::{
        App,
        search::{self as service, Found, Query},
    },
    store::search::Filter,
};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(find))
}

/// The years in which somebody may have registered.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2200;

/// What is looked for; everything given must hold.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SearchBody {
    /// A whole document number, whole phone, last four digits, full name, surname, pinyin initials,
    /// card number or national registry number; empty to list by the conditions alone.
    #[serde(default)]
    #[schema(max_length = 60)]
    text: String,
    /// Managed by this unit or one below it.
    #[serde(default)]
    unit: Option<Uuid>,
    /// With a registration of this programme…
    #[serde(default)]
    programme: Option<Programme>,
    /// …in this status…
    #[serde(default)]
    status: Option<RegistrationStatus>,
    /// …registered in this year.
    #[serde(default)]
    #[schema(minimum = 1900, maximum = 2200)]
    year: Option<i32>,
    /// `next` of the page before.
    #[serde(default)]
    before: Option<Uuid>,
}

impl SearchBody {
    fn query(self, app: &App) -> Result<Query, Vec<Problem>> {
        let mut checks = Checks::new(app.today());
        checks.text("text", &self.text, 60);
        if self.year.is_some_and(|year| !YEARS.contains(&year)) {
            let words = Words::new(
                "年份须在 1900 至 2200 之间。",
                "The year is to be between 1900 and 2200.",
            );
            checks.push("year", "out_of_range", words);
        }
        let filter = Filter {
            unit: self.unit,
            programme: self.programme.map(|programme| programme.0),
            status: self.status.map(|status| status.0),
            year: self.year,
        };
        checks.finish(Some(Query { text: self.text, filter, before: self.before }))
    }
}

/// One page of the people who match, the newest record first.
#[derive(Serialize, ToSchema)]
pub(super) struct FoundBody {
    /// People, masked.
    people: Vec<PersonBody>,
    /// Records that failed their integrity check and are refused.
    damaged: Vec<Uuid>,
    /// To be sent as `before` for the next page; null on the last.
    next: Option<Uuid>,
}

impl From<Found> for FoundBody {
    fn from(found: Found) -> Self {
        Self { people: each(found.people), damaged: found.damaged, next: found.next }
    }
}

/// Find people within the caller's units.
#[utoipa::path(post, path = "/people/search", request_body = SearchBody,
    responses((status = 200, description = "One page of the people who match", body = FoundBody)))]
async fn find(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Body(body): Body<SearchBody>,
) -> Answer<FoundBody> {
    let query = body.query(&app)?;
    Ok(Json(service::find(&app, &caller, &query).await?.into()))
}
