//! Match cases: notices, calls, steps, ends, and the second look.

pub(super) mod bodies;

use axum::{Json, extract::State};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use self::bodies::{CallBody, CaseBody, OpenedCallBody, ShownBody};
use super::{
    answers::{Answer, Created, Made, Saved, each},
    caller::Bearer,
    inputs::{Body, Ids},
};
use crate::{
    domain::match_cases::inputs::{AftercareInput, AttemptInput, EndInput, NoticeInput, StepInput},
    service::{
        App,
        match_cases::{self as service, Decision, calls},
    },
    web::error::ApiError,
};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(of_person, open))
        .routes(routes!(get))
        .routes(routes!(attempt))
        .routes(routes!(step))
        .routes(routes!(conditioning))
        .routes(routes!(end, recode))
        .routes(routes!(undo))
        .routes(routes!(review))
        .routes(routes!(aftercare))
        .routes(routes!(reviews))
        .routes(routes!(list_calls))
        .routes(routes!(open_call))
}

macro_rules! versioned {
    ($($(#[$doc:meta])* $name:ident { $field:ident: $input:ty })+) => {$(
        $(#[$doc])*
        #[derive(Deserialize, ToSchema)]
        #[serde(deny_unknown_fields)]
        struct $name {
            /// The version of the case that was read.
            version: i64,
            /// What is to be done.
            $field: $input,
        }
    )+};
}

versioned! {
    /// What came of a call.
    VersionedAttempt { attempt: AttemptInput }
    /// A step forward.
    VersionedStep { step: StepInput }
    /// An end.
    VersionedEnd { ending: EndInput }
    /// What is known of the donor afterwards.
    VersionedCare { aftercare: AftercareInput }
    /// The day on which the patient's conditioning began.
    VersionedDay { on: String }
}

/// The case that is to change.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CaseVersion {
    /// The version of the case that was read.
    version: i64,
}

/// The second person's word.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReviewInput {
    /// The version of the case that was read.
    version: i64,
    /// True to confirm the reason, false to send the case back.
    confirm: bool,
    /// For reason Z: whether the volunteer stepped back.
    #[serde(default)]
    stepped_back: Option<bool>,
}

/// The cases of a volunteer.
#[utoipa::path(get, path = "/people/{id}/match-cases",
    responses((status = 200, description = "Her cases", body = Vec<CaseBody>)))]
async fn of_person(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(person): Ids<Uuid>,
) -> Answer<Vec<CaseBody>> {
    Ok(Json(each(service::of_person(&app, &caller, person).await?)))
}

/// Enter a notice for a volunteer.
#[utoipa::path(post, path = "/people/{id}/match-cases", request_body = NoticeInput,
    responses((status = 201, description = "Entered", body = Made)))]
async fn open(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(person): Ids<Uuid>,
    Body(notice): Body<NoticeInput>,
) -> Result<Created<Made>, ApiError> {
    let id = service::open(&app, &caller, person, &notice).await?;
    Ok(Created::at(format!("match-cases/{id}"), Made { id }))
}

/// A case.
#[utoipa::path(get, path = "/match-cases/{id}",
    responses((status = 200, description = "The case", body = ShownBody)))]
async fn get(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
) -> Answer<ShownBody> {
    Ok(Json(service::get(&app, &caller, id).await?.into()))
}

/// Write down what came of a call.
#[utoipa::path(post, path = "/match-cases/{id}/attempts", request_body = VersionedAttempt,
    responses((status = 200, description = "Written down", body = Saved)))]
async fn attempt(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<VersionedAttempt>,
) -> Answer<Saved> {
    Ok(Json(calls::record(&app, &caller, id, body.version, &body.attempt).await?.into()))
}

/// Go one step on.
#[utoipa::path(post, path = "/match-cases/{id}/steps", request_body = VersionedStep,
    responses((status = 200, description = "Gone on", body = Saved)))]
async fn step(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<VersionedStep>,
) -> Answer<Saved> {
    Ok(Json(service::advance(&app, &caller, id, body.version, &body.step).await?.into()))
}

/// The patient's conditioning has begun.
#[utoipa::path(post, path = "/match-cases/{id}/conditioning", request_body = VersionedDay,
    responses((status = 200, description = "Noted", body = Saved)))]
async fn conditioning(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<VersionedDay>,
) -> Answer<Saved> {
    Ok(Json(service::conditioning_began(&app, &caller, id, body.version, &body.on).await?.into()))
}

/// End a case.
#[utoipa::path(post, path = "/match-cases/{id}/ending", request_body = VersionedEnd,
    responses((status = 200, description = "Ended", body = Saved)))]
async fn end(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<VersionedEnd>,
) -> Answer<Saved> {
    Ok(Json(service::end(&app, &caller, id, body.version, &body.ending).await?.into()))
}

/// Code an end anew; what it was is kept.
#[utoipa::path(put, path = "/match-cases/{id}/ending", request_body = VersionedEnd,
    responses((status = 200, description = "Recoded", body = Saved)))]
async fn recode(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<VersionedEnd>,
) -> Answer<Saved> {
    Ok(Json(service::recode(&app, &caller, id, body.version, &body.ending).await?.into()))
}

/// Take the end back, or else the last step.
#[utoipa::path(post, path = "/match-cases/{id}/undo", request_body = CaseVersion,
    responses((status = 200, description = "Taken back", body = Saved)))]
async fn undo(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<CaseVersion>,
) -> Answer<Saved> {
    Ok(Json(service::undo(&app, &caller, id, body.version).await?.into()))
}

/// The second look at a reason.
#[utoipa::path(post, path = "/match-cases/{id}/review", request_body = ReviewInput,
    responses((status = 200, description = "Decided", body = Saved)))]
async fn review(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<ReviewInput>,
) -> Answer<Saved> {
    let ReviewInput { version, confirm, stepped_back } = body;
    let decision = if confirm { Decision::Confirm { stepped_back } } else { Decision::SendBack };
    Ok(Json(service::review(&app, &caller, id, version, decision).await?.into()))
}

/// Add what is known of the donor after the collection.
#[utoipa::path(post, path = "/match-cases/{id}/aftercare", request_body = VersionedCare,
    responses((status = 200, description = "Added", body = Saved)))]
async fn aftercare(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<VersionedCare>,
) -> Answer<Saved> {
    Ok(Json(service::aftercare(&app, &caller, id, body.version, &body.aftercare).await?.into()))
}

/// The cases whose reason waits for a second person.
#[utoipa::path(get, path = "/match-cases/reviews",
    responses((status = 200, description = "What waits", body = Vec<CaseBody>)))]
async fn reviews(Bearer(caller): Bearer, State(app): State<App>) -> Answer<Vec<CaseBody>> {
    Ok(Json(each(service::awaiting_review(&app, &caller).await?)))
}

/// Today's calls, in the order in which to make them.
#[utoipa::path(get, path = "/calls",
    responses((status = 200, description = "The calls", body = Vec<CallBody>)))]
async fn list_calls(Bearer(caller): Bearer, State(app): State<App>) -> Answer<Vec<CallBody>> {
    Ok(Json(each(calls::list(&app, &caller).await?)))
}

/// Open a call: name and numbers in full. The task is the reason; the trail says so.
#[utoipa::path(post, path = "/match-cases/{id}/call",
    responses((status = 200, description = "The call", body = OpenedCallBody)))]
async fn open_call(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
) -> Answer<OpenedCallBody> {
    Ok(Json(calls::open(&app, &caller, id).await?.into()))
}
