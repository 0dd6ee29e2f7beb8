//! Registering a volunteer: the one long form, checked as it is filled, kept as it is typed.

mod checks;
mod drafts;
pub mod entry;

use axum::{
    Router,
    extract::{Query, State},
    http::StatusCode,
    routing::{get, post},
};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    choices,
    office::Units,
    respond::{self, Done, Here, Page, done, page, page_with},
    session::{Posted, Signed},
    views::{
        Action, DraftMark, Form, Frame, Notice, Place, RegisterPage, Tone, Values, register_form,
    },
};
use crate::{
    domain::{
        permissions::Permission,
        words::{Problem, Words},
    },
    service::{
        App, ServiceError, drafts as stored,
        intake::{self, Registered},
    },
    web::error::tell,
};

pub use drafts::{FORM, typed};

const TITLE: Words = Words::new("登记志愿者", "Register a volunteer");
const ABOUT: Words =
    Words::new("日期写成 2024-3-5、2024.3.5 或 20240305 都可以", "dates in any of these forms");

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/register", get(show).post(save))
        .route("/register/check", post(checks::check))
        .route("/register/draft", post(drafts::save))
        .route("/register/draft/token", get(drafts::token))
        .route("/register/drafts/{id}/discard", post(drafts::discard))
}

/// The draft to go on with.
#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    draft: String,
}

async fn show(State(app): State<App>, here: Here, Query(asked): Query<Asked>) -> Page {
    here.by.caller.actor.may(Permission::PeopleWrite)?;
    let units = Units::now(&app, &here.by.caller).await?;
    let values = if asked.draft.is_empty() {
        entry::blank(app.today(), &units.choices(here.by.caller.actor.unit()))
    } else {
        let id = Uuid::parse_str(&asked.draft).map_err(|_| ServiceError::Missing)?;
        drafts::typed(&app, &here.by.caller, id).await?
    };
    let frame = here.frame(&app, TITLE, Some(Place::Register)).await?;
    let form = form(&here.by, &units, &values, drafts::mark(&asked.draft));
    Ok(page(&RegisterPage { frame, about: ABOUT, form }))
}

async fn save(State(app): State<App>, Posted { by, values }: Posted) -> Page {
    match attempt(&app, &by, &values).await {
        Outcome::Saved(id) => {
            forget_draft(&app, &by, &values).await;
            Ok(done(&format!("/people/{id}"), Done::Saved))
        }
        Outcome::Again(said) => {
            let frame = respond::frame(&app, &by, TITLE, Some(Place::Register)).await?;
            let units = Units::now(&app, &by.caller).await?;
            let form = form(&by, &units, &values, drafts::mark(values.get("draft")));
            Ok(page_with(said.status, &again(frame, form, said)))
        }
    }
}

/// What came of a form.
enum Outcome {
    /// It was registered.
    Saved(Uuid),
    /// It comes back with everything that was typed, and with what is to be said.
    Again(Said),
}

/// What is said above a form that comes back.
struct Said {
    status: StatusCode,
    problems: Vec<Problem>,
    warnings: Vec<Problem>,
    notices: Vec<Notice>,
}

impl Said {
    fn new() -> Self {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        Self { status, problems: Vec::new(), warnings: Vec::new(), notices: Vec::new() }
    }

    fn problems(problems: Vec<Problem>) -> Outcome {
        Outcome::Again(Self { problems, ..Self::new() })
    }
}

/// Registers what was entered, unless something is wrong with it or not yet seen.
async fn attempt(app: &App, by: &Signed, values: &Values) -> Outcome {
    let entered = entry::intake(values);
    let mut gaps = entry::gaps(values);
    let warnings = match intake::check(app, &by.caller, &entered).await {
        Ok(warnings) => warnings,
        Err(ServiceError::Invalid(more)) => {
            gaps.extend(more);
            Vec::new()
        }
        Err(error) => return failed(error),
    };
    if !gaps.is_empty() {
        return Said::problems(entry::placed(values, gaps));
    }
    if !were_seen(values, &warnings) {
        return Outcome::Again(Said { warnings, ..Said::new() });
    }
    match intake::register(app, &by.caller, &entered).await {
        Ok(Registered::New { id, .. }) => Outcome::Saved(id),
        Ok(Registered::Known(id)) => Outcome::Again(known(id)),
        Err(ServiceError::Invalid(problems)) => Said::problems(entry::placed(values, problems)),
        Err(error) => failed(error),
    }
}

/// Whether the form that was posted had shown all of these.
fn were_seen(values: &Values, warnings: &[Problem]) -> bool {
    let seen: Vec<&str> = values.get("warnings_seen").split(' ').collect();
    warnings.iter().all(|warning| seen.contains(&warning.code))
}

/// The way to the record that has this document already, and to a further programme there.
fn known(id: Uuid) -> Said {
    let open = Action::link(format!("/people/{id}"), Words::new("打开该记录", "Open the record"));
    let add = Words::new("新增登记项目", "Add a programme");
    let add = Action::link(format!("/people/{id}#registrations"), add).tone(Tone::Good);
    let kept = Words::new(
        "没有另建记录,所填内容保留在本页",
        "No second record was made; what you typed is kept here",
    );
    Said {
        notices: vec![
            Notice::new(Tone::Warn, checks::known_words()).then(add),
            Notice::new(Tone::Info, kept).then(open),
        ],
        ..Said::new()
    }
}

/// Whatever went wrong, what was typed comes back with it.
fn failed(error: ServiceError) -> Outcome {
    let told = tell(error);
    let words = Words::made(
        format!("{}{}", told.what.zh, told.remedy.zh),
        format!("{} {}", told.what.en, told.remedy.en),
    );
    let notices = vec![Notice::new(Tone::Bad, words)];
    Outcome::Again(Said { status: told.status, notices, ..Said::new() })
}

fn form(by: &Signed, units: &Units, values: &Values, draft: DraftMark) -> Form {
    let mut choices = choices::for_register(units, &by.caller);
    choices.blood_types = choices::keeping(choices.blood_types, values.get("blood_type"));
    let mut form = register_form(&by.form_token(), values, &choices);
    form.draft = Some(draft);
    form
}

fn again(frame: Frame, form: Form, said: Said) -> RegisterPage {
    let mut form = form.problems(&said.problems).warnings(&said.warnings);
    form.notices = said.notices;
    RegisterPage { frame, about: ABOUT, form }
}

/// The person is registered: that her draft could not be removed is for the log, not for the page.
async fn forget_draft(app: &App, by: &Signed, values: &Values) {
    let Some(id) = super::office::id_in(values, "draft") else { return };
    if stored::remove(app, &by.caller, id).await.is_err() {
        tracing::warn!(draft = %id, "a draft stayed behind its registration");
    }
}
