//! Registrations of a known person: added, amended, paused, resumed, withdrawn, refused.

use axum::{Json, extract::State};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use super::{
    answers::{Answer, Saved, each},
    caller::Bearer,
    codes::{
        Ashes, BodyGift, Channel, Organ, Programme, RegistrationStatus, SampleKind, Stance, Tissue,
        Way,
    },
    inputs::{Body, Ids},
    notices::NoticeBody,
    signing::{FamilySignatureBody, ProxyBody},
};
use crate::{
    domain::{
        intake::{Checks, RegistrationInput},
        registrations::Registration,
        retention::RetentionList,
    },
    service::{App, registrations as service},
};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(add))
        .routes(routes!(amend))
        .routes(routes!(pause))
        .routes(routes!(resume))
        .routes(routes!(withdraw))
        .routes(routes!(refuse))
}

/// One programme's registration. Remark and reason are told with an unmasked person only.
#[derive(Serialize, ToSchema)]
pub(super) struct RegistrationBody {
    /// Its id.
    pub id: Uuid,
    /// The unit that registered it.
    pub unit: Uuid,
    /// The programme.
    pub programme: Programme,
    /// Offer or refusal.
    pub stance: Stance,
    /// Where it stands.
    pub status: RegistrationStatus,
    /// The day the form was signed.
    pub registered_on: Option<NaiveDate>,
    /// The day of entry into the national pool.
    pub pooled_on: Option<NaiveDate>,
    /// The day it ended, if known.
    pub ended_on: Option<NaiveDate>,
    /// How the person was recruited.
    pub channel: Option<Channel>,
    /// The way it was made.
    pub way: Option<Way>,
    /// The organs offered one by one; empty means all.
    pub organs: Vec<Organ>,
    /// The tissues offered one by one; empty means all.
    pub tissues: Vec<Tissue>,
    /// Which tissue `other` is.
    pub other_tissue: Option<String>,
    /// What of the body; empty means the whole body.
    pub body_gifts: Vec<BodyGift>,
    /// Where the ashes go.
    pub ashes: Option<Ashes>,
    /// The wish about the ashes in words; told with an unmasked person only.
    pub ashes_words: Option<String>,
    /// Local card number.
    pub card_number: Option<String>,
    /// National registry number.
    pub national_number: Option<String>,
    /// The day of the sample.
    pub sampled_on: Option<NaiveDate>,
    /// The day the sample was typed.
    pub typed_on: Option<NaiveDate>,
    /// The Global Registration Identifier for Donors, masked.
    pub grid: Option<String>,
    /// Until when it is paused.
    pub paused_until: Option<NaiveDate>,
    /// Where the sample was taken.
    pub sample_place: Option<String>,
    /// What was taken.
    pub sample_kind: Option<SampleKind>,
    /// The sample's number.
    pub sample_number: Option<String>,
    /// Who receives cornea, body or tissues.
    pub receiving_unit: Option<String>,
    /// What the donation may be used for.
    pub use_limits: Option<String>,
    /// Whether the person asks for confidentiality.
    pub confidential: bool,
    /// Whether the family knows; null where nobody wrote it down.
    pub family_aware: Option<bool>,
    /// Why it ended, if the person wished to say.
    pub end_reason: Option<String>,
    /// Remarks.
    pub remark: Option<String>,
    /// Who is to be told of its withdrawal, and who was.
    pub notices: Vec<NoticeBody>,
    /// Who brought the form; told with an unmasked person only.
    pub proxy: Option<ProxyBody>,
    /// What relatives signed; told with an unmasked person only.
    pub family_signatures: Vec<FamilySignatureBody>,
    /// The national lists on which the volunteer stands, by year.
    pub lists: Vec<ListBody>,
}

/// A year's national list of volunteers to be kept.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct ListBody {
    /// The year for which it was made.
    year: i32,
    /// The day it was received.
    received_on: NaiveDate,
}

impl From<RetentionList> for ListBody {
    fn from(RetentionList { year, received_on }: RetentionList) -> Self {
        Self { year, received_on }
    }
}

impl From<Registration> for RegistrationBody {
    fn from(registration: Registration) -> Self {
        let details = registration.details;
        Self {
            id: registration.id,
            unit: registration.unit,
            programme: registration.programme.into(),
            stance: registration.stance.into(),
            status: registration.status.into(),
            registered_on: registration.registered_on,
            pooled_on: registration.pooled_on,
            ended_on: registration.ended_on,
            channel: registration.channel.map(Into::into),
            way: details.way.map(Into::into),
            organs: each(details.organs),
            tissues: each(details.tissues),
            other_tissue: details.other_tissue,
            body_gifts: each(details.gifts),
            ashes: details.ashes.map(Into::into),
            ashes_words: details.ashes_words,
            card_number: details.card_number,
            national_number: details.national_number,
            sampled_on: details.sampled_on,
            typed_on: details.typed_on,
            grid: details.grid.map(|grid| grid.masked()),
            paused_until: details.paused_until,
            sample_place: details.sample_place,
            sample_kind: details.sample_kind.map(Into::into),
            sample_number: details.sample_number,
            receiving_unit: details.receiving_unit,
            use_limits: details.use_limits,
            confidential: details.confidential,
            family_aware: details.family_aware,
            end_reason: details.end_reason,
            remark: details.remark,
            notices: each(details.notices),
            proxy: details.proxy.map(Into::into),
            family_signatures: each(details.family_signatures),
            lists: each(details.lists),
        }
    }
}

/// A registration to be added or amended.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct VersionedRegistration {
    /// The version of the person's record that was read.
    version: i64,
    /// All of the registration: what is left out is emptied.
    registration: RegistrationInput,
}

/// The record that is to change.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct VersionOnly {
    /// The version of the person's record that was read.
    version: i64,
}

/// A registration to be paused.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Pause {
    /// The version of the person's record that was read.
    version: i64,
    /// Until when, a day ahead in any common spelling; empty for until further notice.
    #[serde(default)]
    #[schema(max_length = 40)]
    until: String,
}

/// A registration to be withdrawn.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Withdrawal {
    /// The version of the person's record that was read.
    version: i64,
    /// The day, in any common spelling; empty where it is not known.
    #[serde(default)]
    #[schema(max_length = 40)]
    ended_on: String,
    /// Why, if the person wishes to say.
    #[serde(default)]
    #[schema(max_length = 500)]
    end_reason: String,
}

/// Programmes that the person refuses.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Refusal {
    /// The version of the person's record that was read.
    version: i64,
    /// The programmes.
    #[schema(min_items = 1)]
    programmes: Vec<Programme>,
    /// The day she said so, in any common spelling; empty where it is not known.
    #[serde(default)]
    #[schema(max_length = 40)]
    said_on: String,
}

/// Add a registration to a known person.
#[utoipa::path(post, path = "/people/{id}/registrations", request_body = VersionedRegistration,
    responses((status = 200, description = "Added", body = Saved)))]
async fn add(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(person): Ids<Uuid>,
    Body(body): Body<VersionedRegistration>,
) -> Answer<Saved> {
    let version = service::add(&app, &caller, person, body.version, &body.registration).await?;
    Ok(Json(version.into()))
}

/// Amend a registration; programme, unit and status stay.
#[utoipa::path(put, path = "/people/{id}/registrations/{registration}", request_body = VersionedRegistration,
    responses((status = 200, description = "Amended", body = Saved)))]
async fn amend(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids((person, id)): Ids<(Uuid, Uuid)>,
    Body(body): Body<VersionedRegistration>,
) -> Answer<Saved> {
    let version =
        service::amend(&app, &caller, person, body.version, id, &body.registration).await?;
    Ok(Json(version.into()))
}

/// Pause a registration.
#[utoipa::path(post, path = "/people/{id}/registrations/{registration}/pause", request_body = Pause,
    responses((status = 200, description = "Paused", body = Saved)))]
async fn pause(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids((person, id)): Ids<(Uuid, Uuid)>,
    Body(body): Body<Pause>,
) -> Answer<Saved> {
    Ok(Json(service::pause(&app, &caller, person, body.version, id, &body.until).await?.into()))
}

/// Take a paused registration up again.
#[utoipa::path(post, path = "/people/{id}/registrations/{registration}/resume", request_body = VersionOnly,
    responses((status = 200, description = "Resumed", body = Saved)))]
async fn resume(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids((person, id)): Ids<(Uuid, Uuid)>,
    Body(body): Body<VersionOnly>,
) -> Answer<Saved> {
    Ok(Json(service::resume(&app, &caller, person, body.version, id).await?.into()))
}

/// Withdraw a registration, or a refusal. No reason is needed, nothing is deleted.
#[utoipa::path(post, path = "/people/{id}/registrations/{registration}/withdraw", request_body = Withdrawal,
    responses((status = 200, description = "Withdrawn", body = Saved)))]
async fn withdraw(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids((person, id)): Ids<(Uuid, Uuid)>,
    Body(body): Body<Withdrawal>,
) -> Answer<Saved> {
    let Withdrawal { version, ended_on, end_reason } = body;
    let version =
        service::withdraw(&app, &caller, person, version, id, &ended_on, &end_reason).await?;
    Ok(Json(version.into()))
}

/// Record that the person refuses programmes; standing offers of these end.
#[utoipa::path(post, path = "/people/{id}/refusals", request_body = Refusal,
    responses((status = 200, description = "Recorded", body = Saved)))]
async fn refuse(
    Bearer(caller): Bearer,
    State(app): State<App>,
    Ids(person): Ids<Uuid>,
    Body(body): Body<Refusal>,
) -> Answer<Saved> {
    let programmes: Vec<_> = body.programmes.into_iter().map(|programme| programme.0).collect();
    let mut checks = Checks::new(app.today());
    let said_on = checks.day("said_on", &body.said_on);
    let said_on = checks.finish(Some(said_on))?;
    let version =
        service::refuse(&app, &caller, person, body.version, &programmes, said_on).await?;
    Ok(Json(version.into()))
}
