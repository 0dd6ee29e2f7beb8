//! What each unit is to reach by a plan, how it is broken down, and the board.

mod bodies;
mod outlooks;
mod readings;

use axum::{Json, extract::State};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

pub(crate) use self::readings::BoardBody;
use self::{
    bodies::{PreviewBody, TargetPageBody, WrittenBody},
    readings::YearsCoverageBody,
};
use super::{
    answers::{Answer, Saved},
    caller::Bearer,
    inputs::{Body, Ids, Params},
};
use crate::{
    domain::targets::inputs::{BreakdownInput, ReplanInput},
    service::{App, targets as service},
};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(board))
        .routes(routes!(coverage))
        .routes(routes!(get))
        .routes(routes!(preview))
        .routes(routes!(break_down))
        .routes(routes!(replan))
}

/// Whose board.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Whose {
    /// A unit within the caller's; none for the caller's own.
    unit: Option<Uuid>,
    /// The plan's code; none for the one that concerns the unit now.
    plan: Option<String>,
}

/// Which unit.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct OfUnit {
    /// A unit within the caller's; none for the caller's own.
    unit: Option<Uuid>,
}

/// The board of a unit: every indicator of its plan with target, actual figures, pace and forecast. Forecasts say what
/// comes if the pace of the past continues.
#[utoipa::path(get, path = "/board", params(Whose),
    responses((status = 200, description = "The board", body = BoardBody)))]
async fn board(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Params(whose): Params<Whose>,
) -> Answer<BoardBody> {
    let board = service::board(&app, &caller, whose.unit, whose.plan.as_deref()).await?;
    let unit = board.unit.to_string();
    Ok(Json(BoardBody::of(board, unit)))
}

/// How much of the follow-ups and of the care that fell due this year was done.
#[utoipa::path(get, path = "/board/coverage", params(OfUnit),
    responses((status = 200, description = "The coverage", body = Vec<YearsCoverageBody>)))]
async fn coverage(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Params(of): Params<OfUnit>,
) -> Answer<Vec<YearsCoverageBody>> {
    let unit = of.unit.unwrap_or(caller.actor.unit());
    Ok(Json(YearsCoverageBody::each(service::coverage(&app, &caller, unit).await?)))
}

/// A target with all its versions and the targets of the units directly below.
#[utoipa::path(get, path = "/targets/{id}",
    responses((status = 200, description = "The target", body = TargetPageBody)))]
async fn get(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
) -> Answer<TargetPageBody> {
    Ok(Json(service::get(&app, &caller, id).await?.into()))
}

/// What a breakdown would be; nothing is saved.
#[utoipa::path(post, path = "/targets/{id}/breakdown/preview", request_body = BreakdownInput,
    responses((status = 200, description = "The parts", body = PreviewBody)))]
async fn preview(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(input): Body<BreakdownInput>,
) -> Answer<PreviewBody> {
    Ok(Json(service::preview(&app, &caller, id, &input).await?.1.into()))
}

/// Break a target down to the units directly below: each gets a target, or the next version of the one it has.
#[utoipa::path(post, path = "/targets/{id}/breakdown", request_body = BreakdownInput,
    responses((status = 200, description = "Broken down", body = WrittenBody)))]
async fn break_down(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(input): Body<BreakdownInput>,
) -> Answer<WrittenBody> {
    let targets = service::break_down(&app, &caller, id, &input).await?;
    Ok(Json(WrittenBody { targets }))
}

/// Plan a target anew: its next version, with document and reason. What it was stays.
#[utoipa::path(post, path = "/targets/{id}/replan", request_body = ReplanInput,
    responses((status = 200, description = "Planned anew", body = Saved)))]
async fn replan(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(input): Body<ReplanInput>,
) -> Answer<Saved> {
    Ok(Json(service::replan(&app, &caller, id, &input).await?.into()))
}
