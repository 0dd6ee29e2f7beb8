//! People: registered, read masked, read in full for a reason, amended.

mod bodies;
mod full;

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use super::{
    answers::{Answer, Created, Saved, Warning, each},
    caller::Bearer,
    codes::UnmaskReason,
    inputs::{Body, Ids},
};
use crate::{
    domain::{
        intake::{Checks, Intake},
        words::{Problem, Words},
    },
    service::{
        App,
        intake::{self, Registered},
        people as service,
    },
    web::error::ApiError,
};
pub(super) use bodies::PersonBody;
use bodies::{KnownPerson, ShownBody};
use full::FullPerson;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(register))
        .routes(routes!(check))
        .routes(routes!(get, amend))
        .routes(routes!(unmask))
        .routes(routes!(set_do_not_contact))
}

/// A person was registered.
#[derive(Serialize, ToSchema)]
pub(super) struct NewPerson {
    /// Her id.
    id: Uuid,
    /// What deserves a second look.
    warnings: Vec<Warning>,
}

/// Register a person with one or more programmes, or a refusal.
#[utoipa::path(post, path = "/people", request_body = Intake,
    responses(
        (status = 201, description = "Registered", body = NewPerson,
            headers(("Location" = String, description = "The person's address"))),
        (status = 409, description = "The caller's units know this document: add the programme to `person`",
            body = KnownPerson, content_type = "application/problem+json"),
    ))]
async fn register(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Body(body): Body<Intake>,
) -> Result<Response, ApiError> {
    Ok(match intake::register(&app, &caller, &body).await? {
        Registered::New { id, warnings } => {
            Created::at(format!("people/{id}"), NewPerson { id, warnings: each(warnings) })
                .into_response()
        }
        Registered::Known(person) => KnownPerson::new(person).into_response(),
    })
}

/// A document to be looked up.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DocumentBody {
    /// Kind of document as in a registration; empty to tell by the number.
    #[serde(default)]
    #[schema(max_length = 40)]
    document_kind: String,
    /// The whole document number.
    #[schema(max_length = 40)]
    document_number: String,
}

/// Whether a document is known.
#[derive(Serialize, ToSchema)]
pub(super) struct Checked {
    /// The person within the caller's units who holds it, if there is one.
    person: Option<Uuid>,
}

/// Check a document before a registration: valid in itself, and known within the caller's units?
#[utoipa::path(post, path = "/people/check", request_body = DocumentBody,
    responses((status = 200, description = "The number is valid", body = Checked)))]
async fn check(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Body(body): Body<DocumentBody>,
) -> Answer<Checked> {
    let person = intake::known(&app, &caller, &body.document_kind, &body.document_number).await?;
    Ok(Json(Checked { person }))
}

/// Read a person, masked.
#[utoipa::path(get, path = "/people/{id}",
    responses((status = 200, description = "The person, masked", body = ShownBody)))]
async fn get(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
) -> Answer<ShownBody> {
    Ok(Json(service::get(&app, &caller, id).await?.into()))
}

/// A person's record as it is to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Amendment {
    /// The version that was read.
    version: i64,
    /// Identity, contacts, relatives and executors, all of them: what is left out is emptied.
    /// Registrations, refusals and consents have calls of their own and stay empty here.
    person: Intake,
}

/// Amend identity, contacts, relatives and executors.
#[utoipa::path(put, path = "/people/{id}", request_body = Amendment,
    responses((status = 200, description = "Amended", body = Saved)))]
async fn amend(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<Amendment>,
) -> Answer<Saved> {
    only_the_person(&app, &body.person)?;
    Ok(Json(service::amend(&app, &caller, id, body.version, &body.person).await?.into()))
}

/// What an amendment would leave undone is refused rather than passed over.
fn only_the_person(app: &App, intake: &Intake) -> Result<(), Vec<Problem>> {
    let mut checks = Checks::new(app.today());
    let elsewhere = [
        ("registrations", intake.registrations.is_empty()),
        ("consents", intake.consents.is_empty()),
        ("refusals", intake.refusals.is_empty() && intake.refused_on.is_empty()),
        ("unit", intake.unit.is_empty()),
    ];
    for (field, _) in elsewhere.into_iter().filter(|(_, empty)| !empty) {
        let words = Words::new(
            "此项不能在这里更改,请用相应的接口。",
            "This is not changed here; it has a call of its own.",
        );
        checks.push(field, "not_here", words);
    }
    checks.finish(Some(()))
}

/// Why a record is read in full.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Unmasking {
    /// The reason, which goes into the audit trail.
    reason: UnmaskReason,
}

/// Read a person in full, for a reason that goes into the audit trail.
#[utoipa::path(post, path = "/people/{id}/unmask", request_body = Unmasking,
    responses((status = 200, description = "The person in full", body = FullPerson)))]
async fn unmask(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<Unmasking>,
) -> Answer<FullPerson> {
    Ok(Json(service::unmask(&app, &caller, id, body.reason.0).await?.into()))
}

/// Whether a person may be contacted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ContactRule {
    /// The version that was read.
    version: i64,
    /// Never to be called, written to or visited.
    do_not_contact: bool,
}

/// Set or lift do-not-contact.
#[utoipa::path(put, path = "/people/{id}/do-not-contact", request_body = ContactRule,
    responses((status = 200, description = "Set", body = Saved)))]
async fn set_do_not_contact(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Body(body): Body<ContactRule>,
) -> Answer<Saved> {
    let ContactRule { version, do_not_contact } = body;
    let version = service::set_do_not_contact(&app, &caller, id, version, do_not_contact).await?;
    Ok(Json(version.into()))
}
