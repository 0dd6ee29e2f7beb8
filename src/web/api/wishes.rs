//! What a person wishes for after her death.

use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use super::{
    answers::{Answer, Saved},
    caller::Bearer,
    codes::{DataAfterDeath, Memorial},
    inputs::{Body, Ids},
};
use crate::{
    domain::wishes::{Wishes, WishesInput},
    service::{App, wishes as service},
};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(amend))
}

/// The wishes; null where nothing was said. Pseudonym and words are told with an unmasked person only.
#[derive(Serialize, ToSchema)]
pub(super) struct WishesBody {
    /// The name on a memorial.
    memorial: Option<Memorial>,
    /// The pseudonym.
    pseudonym: Option<String>,
    /// Whether her story may be told in public.
    publicity: Option<bool>,
    /// Whether letters may be passed on without names.
    letters: Option<bool>,
    /// What becomes of her data.
    data: Option<DataAfterDeath>,
    /// After how many years they are erased.
    erase_after_years: Option<u32>,
    /// Anything else about her data.
    data_words: Option<String>,
}

impl From<Wishes> for WishesBody {
    fn from(wishes: Wishes) -> Self {
        Self {
            memorial: wishes.memorial.map(Into::into),
            pseudonym: wishes.pseudonym,
            publicity: wishes.publicity,
            letters: wishes.letters,
            data: wishes.data.map(Into::into),
            erase_after_years: wishes.erase_after_years,
            data_words: wishes.data_words,
        }
    }
}

/// Wishes to be taken down.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct VersionedWishes {
    /// The version of the person's record that was read.
    version: i64,
    /// All of them: what is left out is not said any more.
    wishes: WishesInput,
}

/// Take down what a person wishes for after her death.
#[utoipa::path(put, path = "/people/{id}/wishes", request_body = VersionedWishes,
    responses((status = 200, description = "Taken down", body = Saved)))]
async fn amend(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(person): Ids<Uuid>,
    Body(body): Body<VersionedWishes>,
) -> Answer<Saved> {
    Ok(Json(service::amend(&app, &caller, person, body.version, &body.wishes).await?.into()))
}
