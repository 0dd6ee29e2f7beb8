//! Donations after death: calls that come in, the will, steps, witnesses, and how they end.

mod bodies;

use axum::{Json, extract::State};
use chrono::{Datelike, NaiveDate};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use self::bodies::{DonationBody, MadeDonations, RealisedBody, ShownDonationBody};
use super::{
    answers::{Answer, Created, Saved},
    caller::Bearer,
    inputs::{Body, Ids, Params},
};
use crate::{
    domain::{
        donations::inputs::{CallInput, EndInput, StepInput, WitnessInput},
        intake::Intake,
    },
    service::{App, donations as service},
    web::error::ApiError,
};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(of_person, open))
        .routes(routes!(list, report))
        .routes(routes!(realised))
        .routes(routes!(get))
        .routes(routes!(look))
        .routes(routes!(step))
        .routes(routes!(witness))
        .routes(routes!(sign))
        .routes(routes!(hand_to))
        .routes(routes!(end))
        .routes(routes!(undo))
}

/// The donation that is to change.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DonationVersion {
    /// The version of the donation that was read.
    version: i64,
}

/// A step forward.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DonationStep {
    /// The version of the donation that was read.
    version: i64,
    /// The step.
    step: StepInput,
}

/// The record of a recovery.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DonationWitness {
    /// The version of the donation that was read.
    version: i64,
    /// The record.
    record: WitnessInput,
}

/// Who handles it too.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DonationHandler {
    /// The version of the donation that was read.
    version: i64,
    /// The coordinator's id in the register.
    coordinator: Uuid,
}

/// Why it was not realised.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DonationEnd {
    /// The version of the donation that was read.
    version: i64,
    /// The end.
    ending: EndInput,
}

/// Since when.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Since {
    /// The first day of calls of donations that are over; empty for the first day of this year.
    since: Option<NaiveDate>,
}

/// A span of days.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Span {
    /// The first day.
    from: NaiveDate,
    /// The last day.
    to: NaiveDate,
}

/// The donations of a person that the caller may see.
#[utoipa::path(get, path = "/people/{id}/donations",
    responses((status = 200, description = "The donations", body = Vec<DonationBody>)))]
async fn of_person(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(person): Ids<Uuid>,
) -> Answer<Vec<DonationBody>> {
    let found = service::of_person(&app, &caller, person).await?;
    Ok(Json(found.iter().map(DonationBody::from).collect()))
}

/// Enter a call about a person: one donation for each programme named.
#[utoipa::path(post, path = "/people/{id}/donations", request_body = CallInput,
    responses((status = 201, description = "Entered", body = MadeDonations)))]
async fn open(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(person): Ids<Uuid>,
    Body(call): Body<CallInput>,
) -> Result<Created<MadeDonations>, ApiError> {
    let ids = service::open(&app, &caller, person, &call).await?;
    Ok(Created::at(format!("people/{person}/donations"), MadeDonations { ids }))
}

/// A call about somebody who may never have registered.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReportInput {
    /// Who it is about: name and document; more where it is known.
    person: Intake,
    /// The call.
    call: CallInput,
}

/// Enter a call about somebody who may never have registered.
#[utoipa::path(post, path = "/donations", request_body = ReportInput,
    responses((status = 201, description = "Entered", body = MadeDonations)))]
async fn report(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Body(body): Body<ReportInput>,
) -> Result<Created<MadeDonations>, ApiError> {
    let ids = service::report(&app, &caller, &body.person, &body.call).await?;
    Ok(Created::at("donations".to_owned(), MadeDonations { ids }))
}

/// What is under way, and what is over since a day.
#[utoipa::path(get, path = "/donations", params(Since),
    responses((status = 200, description = "The donations", body = Vec<DonationBody>)))]
async fn list(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Params(Since { since }): Params<Since>,
) -> Answer<Vec<DonationBody>> {
    let today = app.today();
    let since = since.or_else(|| NaiveDate::from_ymd_opt(today.year(), 1, 1)).unwrap_or(today);
    let found = service::list(&app, &caller, since).await?;
    Ok(Json(found.iter().map(|one| DonationBody::from(&one.donation)).collect()))
}

/// How many donations took place: people once, donations of each programme.
#[utoipa::path(get, path = "/donations/realised", params(Span),
    responses((status = 200, description = "The count", body = RealisedBody)))]
async fn realised(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Params(Span { from, to }): Params<Span>,
) -> Answer<RealisedBody> {
    Ok(Json(service::realised(&app, &caller, from, to).await?.into()))
}

/// A donation.
#[utoipa::path(get, path = "/donations/{id}",
    responses((status = 200, description = "The donation", body = ShownDonationBody)))]
async fn get(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
) -> Answer<ShownDonationBody> {
    Ok(Json(service::get(&app, &caller, id).await?.into()))
}

/// Look the will up, in every office's records; each look is audited.
#[utoipa::path(post, path = "/donations/{id}/will", request_body = DonationVersion,
    responses((status = 200, description = "Looked up", body = Saved)))]
async fn look(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<DonationVersion>,
) -> Answer<Saved> {
    Ok(Json(service::look(&app, &caller, id, body.version).await?.into()))
}

/// Go one step on.
#[utoipa::path(post, path = "/donations/{id}/steps", request_body = DonationStep,
    responses((status = 200, description = "Gone on", body = Saved)))]
async fn step(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<DonationStep>,
) -> Answer<Saved> {
    Ok(Json(service::advance(&app, &caller, id, body.version, &body.step).await?.into()))
}

/// Write the record of the recovery; who signed the former one signs again.
#[utoipa::path(put, path = "/donations/{id}/witness", request_body = DonationWitness,
    responses((status = 200, description = "Written", body = Saved)))]
async fn witness(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<DonationWitness>,
) -> Answer<Saved> {
    Ok(Json(service::write_witness(&app, &caller, id, body.version, &body.record).await?.into()))
}

/// Sign the record as the coordinator whose account the caller is.
#[utoipa::path(post, path = "/donations/{id}/signatures", request_body = DonationVersion,
    responses((status = 200, description = "Signed", body = Saved)))]
async fn sign(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<DonationVersion>,
) -> Answer<Saved> {
    Ok(Json(service::sign(&app, &caller, id, body.version).await?.into()))
}

/// Let another coordinator handle it too.
#[utoipa::path(post, path = "/donations/{id}/handlers", request_body = DonationHandler,
    responses((status = 200, description = "Handed to", body = Saved)))]
async fn hand_to(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<DonationHandler>,
) -> Answer<Saved> {
    Ok(Json(service::hand_to(&app, &caller, id, body.version, body.coordinator).await?.into()))
}

/// End a donation unrealised.
#[utoipa::path(post, path = "/donations/{id}/ending", request_body = DonationEnd,
    responses((status = 200, description = "Ended", body = Saved)))]
async fn end(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<DonationEnd>,
) -> Answer<Saved> {
    Ok(Json(service::end(&app, &caller, id, body.version, &body.ending).await?.into()))
}

/// Take the end back, or else the last step.
#[utoipa::path(post, path = "/donations/{id}/undo", request_body = DonationVersion,
    responses((status = 200, description = "Taken back", body = Saved)))]
async fn undo(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<DonationVersion>,
) -> Answer<Saved> {
    Ok(Json(service::undo(&app, &caller, id, body.version).await?.into()))
}
