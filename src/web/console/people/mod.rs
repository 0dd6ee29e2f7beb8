//! A person's page: masked, or in full for a reason that goes into the audit trail.

mod amend;
mod cards;
mod elsewhere;
mod facts;
mod page;
mod past;
mod phones;
mod relatives;

use axum::{
    Router,
    extract::State,
    http::StatusCode,
    response::Redirect,
    routing::{get, post},
};
use uuid::Uuid;

use super::{
    care, commemorations, donations, erasures, honours,
    ids::Ids,
    match_cases, memberships, memorials, messages,
    office::{self, Units},
    reminders,
    respond::{self, Done, Here, Page, PageError, done, page as answer, page_with},
    session::{Posted, Signed},
    tasks,
    views::{Form, FormPage, Frame, PersonPage, Place, Reveal, Values},
};
use crate::{
    domain::{
        audit::UnmaskReason,
        masks::MaskedPerson,
        person::Person,
        words::{Problem, Words},
    },
    service::{
        App, Result, ServiceError,
        people::{self as service, Shown},
    },
};

pub(super) use cards::{registration_facts, standings};
pub(super) use facts::{beside_name, marks};
use page::Desk;

const TITLE: Words = Words::new("志愿者", "Volunteer");

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/people/{id}", get(show))
        .route("/people/{id}/reveal", get(mask_again).post(reveal))
        .route("/people/{id}/do-not-contact", post(do_not_contact))
        .merge(amend::routes())
        .merge(phones::routes())
        .merge(elsewhere::routes())
        .merge(past::routes())
}

async fn show(State(app): State<App>, here: Here, Ids(id): Ids<Uuid>) -> Page {
    let shown = service::get(&app, &here.by.caller, id).await?;
    let frame = here.frame(&app, TITLE, Some(Place::Find)).await?;
    Ok(answer(&whole_page(&app, &here.by, frame, &shown, None).await?))
}

async fn reveal(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, values }: Posted) -> Page {
    let Some(reason) = UnmaskReason::from_code(values.get("reason")) else {
        return without_reason(&app, &by, id).await;
    };
    let person = service::unmask(&app, &by.caller, id, reason).await?;
    let shown = service::get(&app, &by.caller, id).await?;
    let frame = frame(&app, &by).await?;
    Ok(answer(&whole_page(&app, &by, frame, &shown, Some((&person, reason))).await?))
}

/// The person's page with her match cases and tasks.
async fn whole_page(
    app: &App,
    by: &Signed,
    frame: Frame,
    shown: &Shown,
    full: Option<(&Person, UnmaskReason)>,
) -> Result<PersonPage, PageError> {
    let mut template = Desk::open(app, by).await?.page(frame, shown, full);
    (template.match_cases, template.match_case_actions) =
        match_cases::of_person(app, by, &shown.person).await?;
    (template.donations, template.donation_actions) =
        donations::of_person(app, by, &shown.person).await?;
    template.more.extend(memorials::of_person(app, by, &shown.person).await?);
    template.more.extend(honours::of_person(app, by, &shown.person).await?);
    template.more.extend(commemorations::of_person(app, by, &shown.person).await?);
    template.more.extend(memberships::of_person(app, by, &shown.person).await?);
    template.more.extend(messages::of_person(app, by, &shown.person).await?);
    (template.tasks, template.task_actions) = tasks::of_person(app, by, &shown.person).await?;
    (template.care, template.care_actions) = care::of_person(app, by, &shown.person).await?;
    let (erasure, erase) = erasures::of_person(app, by, &shown.person).await?;
    template.notices.splice(0..0, erasure);
    template.unit_actions.extend(erase);
    template.task_actions.push(reminders::why_link(&href(shown.person.id)));
    Ok(template)
}

/// Reloading a page that showed everything shows it masked.
async fn mask_again(Ids(id): Ids<Uuid>) -> Redirect {
    Redirect::to(&href(id))
}

async fn without_reason(app: &App, by: &Signed, id: Uuid) -> Page {
    let shown = service::get(app, &by.caller, id).await?;
    let frame = frame(app, by).await?;
    let mut template = whole_page(app, by, frame, &shown, None).await?;
    template.reveal = template.reveal.map(|_| Reveal::without_reason());
    Ok(page_with(StatusCode::UNPROCESSABLE_ENTITY, &template))
}

async fn do_not_contact(
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Posted { by, values }: Posted,
) -> Page {
    let silent = values.get("silent") == "yes";
    service::set_do_not_contact(&app, &by.caller, id, version(&values)?, silent).await?;
    Ok(done(&href(id), Done::Saved))
}

async fn frame(app: &App, by: &Signed) -> Result<Frame, PageError> {
    respond::frame(app, by, TITLE, Some(Place::Find)).await
}

/// The person's page.
pub(super) fn href(id: Uuid) -> String {
    format!("/people/{id}")
}

/// The version of the record that the form was made from.
///
/// # Errors
/// [`ServiceError::Conflict`] where the form does not say: it cannot be known what it overwrites.
pub(super) fn version(values: &Values) -> Result<i64> {
    values.get("version").parse().map_err(|_| ServiceError::Conflict)
}

/// The version as a form repeats it: that of the record when the form was first shown.
pub(super) fn version_text(values: &Values, person: &MaskedPerson) -> String {
    values.get_or("version", &person.version.to_string()).to_owned()
}

/// A page with one form about the person; it names her no further than her masked record.
///
/// # Errors
/// What the database says.
pub(super) async fn form_page(
    app: &App,
    by: &Signed,
    title: Words,
    person: &MaskedPerson,
    form: Form,
) -> Result<FormPage, PageError> {
    let frame = respond::frame(app, by, title, Some(Place::Find)).await?;
    let units = Units::now(app, &by.caller).await?;
    Ok(FormPage::new(frame, form).facts(facts::brief(&units, person)))
}

/// `template` as the answer to a form: a form that comes back with problems is no success.
pub(super) fn form_answer(template: &FormPage, problems: &[Problem]) -> axum::response::Response {
    let good = problems.is_empty();
    page_with(if good { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }, template)
}

/// On to `href` where it worked; else the form that was posted, with what is wrong.
pub(super) async fn done_or_again<T>(
    result: Result<T>,
    href: &str,
    what: Done,
    again: impl AsyncFnOnce(&[Problem]) -> Result<FormPage, PageError>,
) -> Page {
    match office::problems(result)? {
        Ok(_) => Ok(done(href, what)),
        Err(problems) => Ok(form_answer(&again(&problems).await?, &problems)),
    }
}

/// The record in full, to fill a form that changes it: reading it is recorded as such.
///
/// # Errors
/// As [`service::unmask`].
pub(super) async fn to_correct(app: &App, by: &Signed, id: Uuid) -> Result<(Person, Shown)> {
    let person = service::unmask(app, &by.caller, id, UnmaskReason::CorrectRecord).await?;
    Ok((person, service::get(app, &by.caller, id).await?))
}
