//! Care: the ledgers of families and of living registrants and donors, each read as a story.

mod aids;
mod erasing;
mod list;
mod members;
mod open;
mod page;
mod silence;
mod story;
mod tell;

use axum::{Router, http::StatusCode, response::Response};
use uuid::Uuid;

use super::{
    office::Units,
    respond::{self, Page, PageError, page_with},
    session::Signed,
    views::{Action, Badge, CareLine, Fact, Form, FormPage, Notice, Place, Tone, Values},
};
use crate::{
    domain::{
        care::masks::MaskedLedger,
        masks::MaskedPerson,
        permissions::Permission,
        person::PersonStatus,
        words::{Problem, Words},
    },
    service::{
        App,
        care::{self as service, Shown},
    },
};

/// What the pages are called; it names nobody.
const TITLE: Words = Words::new("关怀台账", "Care ledger");

pub(super) fn routes() -> Router<App> {
    list::routes()
        .merge(open::routes())
        .merge(page::routes())
        .merge(members::routes())
        .merge(silence::routes())
        .merge(tell::routes())
        .merge(aids::routes())
        .merge(erasing::routes())
}

/// The ledger's page.
fn href(id: Uuid) -> String {
    format!("/care/{id}")
}

/// The ledgers that concern a person, for her page, and what may be added there.
///
/// # Errors
/// What the database says.
pub(super) async fn of_person(
    app: &App,
    by: &Signed,
    person: &MaskedPerson,
) -> Result<(Vec<CareLine>, Vec<Action>), PageError> {
    if by.caller.actor.may(Permission::CareWork).is_err() {
        return Ok((Vec::new(), Vec::new()));
    }
    let ledgers = service::of_person(app, &by.caller, person.id).await?;
    let line = |ledger: &MaskedLedger| CareLine {
        href: href(ledger.id),
        kind: ledger.kind.label(),
        title: ledger.title.clone(),
        last_on: last_on(ledger),
        marks: marks(ledger),
    };
    let open = Action::link(
        format!("/people/{}/care/new", person.id),
        Words::new("建立关怀台账", "Open a care ledger"),
    );
    let may_open = person.status != PersonStatus::Merged;
    Ok((ledgers.iter().map(line).collect(), may_open.then_some(open).into_iter().collect()))
}

/// The last day on which they met or spoke; empty where they never did.
fn last_on(ledger: &MaskedLedger) -> String {
    ledger.last_contact().map(|entry| entry.on.to_string()).unwrap_or_default()
}

/// What must not be overlooked.
fn marks(ledger: &MaskedLedger) -> Vec<Badge> {
    let waits = (ledger.awaiting > 0)
        .then(|| Badge::new(Tone::Warn, Words::new("救助待审批", "Aid to approve")));
    let silent =
        ledger.silent_since.map(|_| Badge::new(Tone::Bad, Words::new("已停止联系", "No contact")));
    let erasure =
        ledger.erasure.map(|_| Badge::new(Tone::Warn, Words::new("待确认删除", "To be erased")));
    silent.into_iter().chain(waits).chain(erasure).collect()
}

/// A page with one form about a ledger; it names the family no further than its masked title.
async fn ledger_form(
    app: &App,
    by: &Signed,
    title: Words,
    ledger: &MaskedLedger,
    form: Form,
) -> Result<FormPage, PageError> {
    let frame = respond::frame(app, by, title, Some(Place::Care)).await?;
    let units = Units::now(app, &by.caller).await?;
    let form = form.cancel(href(ledger.id));
    Ok(FormPage::new(frame, form).facts(vec![
        Fact::masked(Words::new("台账", "Ledger"), ledger.title.clone()),
        Fact::coded(Words::new("类别", "Kind"), ledger.kind.label()),
        Fact::coded(Words::new("机构", "Unit"), units.name(ledger.unit)),
    ]))
}

/// The form of one act on a ledger, with the version that was read.
fn act(by: &Signed, ledger: &MaskedLedger, values: &Values, path: &str, submit: Words) -> Form {
    let version = values.get_or("version", &ledger.version.to_string()).to_owned();
    Form::new(format!("{}/{path}", href(ledger.id)), by.form_token(), submit)
        .with("version", version)
}

/// The ledger's page with what kept something from being done: an answer to a button.
async fn refused(app: &App, by: &Signed, id: Uuid, problems: Vec<Problem>) -> Page {
    let shown: Shown = service::get(app, &by.caller, id).await?;
    let frame = respond::frame(app, by, TITLE, Some(Place::Care)).await?;
    let mut template = page::care_page(app, by, frame, &shown, None).await?;
    let told = problems.into_iter().map(|problem| Notice::new(Tone::Bad, problem.words));
    template.notices.extend(told);
    let answer: Response = page_with(StatusCode::UNPROCESSABLE_ENTITY, &template);
    Ok(answer)
}
