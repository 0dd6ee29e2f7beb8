//! Correcting a person's record. The form shows everything, so opening it is recorded as reading her
//! in full.

use axum::{Router, extract::State, http::StatusCode, routing::get};
use chrono::NaiveDate;
use uuid::Uuid;

use super::{
    super::{
        choices::{self, each, keeping},
        ids::Ids,
        office::{self, Units},
        register::entry,
        respond::{self, Done, Page, PageError, done, page, page_with},
        session::{Posted, Signed},
        views::{Place, RegisterPage, Values, amend_form},
    },
    href, to_correct, version,
};
use crate::{
    domain::{
        contacts::{InvalidReason, Relative, RelativeRole},
        person::Person,
        words::{Problem, Words},
    },
    service::{App, people as service},
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/people/{id}/amend", get(ask).post(amend))
}

async fn ask(State(app): State<App>, Ids(id): Ids<Uuid>, by: Signed) -> Page {
    let (person, _) = to_correct(&app, &by, id).await?;
    Ok(page(&form_page(&app, &by, id, &values(&person), &[]).await?))
}

async fn amend(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, values }: Posted) -> Page {
    let intake = entry::person(&values);
    let amended = service::amend(&app, &by.caller, id, version(&values)?, &intake).await;
    match office::problems(amended)? {
        Ok(_) => Ok(done(&href(id), Done::Saved)),
        Err(problems) => {
            let template = form_page(&app, &by, id, &values, &problems).await?;
            Ok(page_with(StatusCode::UNPROCESSABLE_ENTITY, &template))
        }
    }
}

async fn form_page(
    app: &App,
    by: &Signed,
    id: Uuid,
    values: &Values,
    problems: &[Problem],
) -> Result<RegisterPage, PageError> {
    let title = Words::new("更正资料", "Amend");
    let frame = respond::frame(app, by, title, Some(Place::Find)).await?;
    let units = Units::now(app, &by.caller).await?;
    let mut choices = choices::for_register(&units, &by.caller);
    choices.blood_types = keeping(choices.blood_types, values.get("blood_type"));
    let reasons = each(InvalidReason::ALL, InvalidReason::code, InvalidReason::label);
    let form = amend_form(&id.to_string(), &by.form_token(), values, &choices, &reasons)
        .with("version", values.get("version"))
        .problems(problems);
    let about = Words::new(
        "本页显示完整信息,打开已记入审计。原证件号码仍可查到此人。",
        "This page shows everything, and opening it was recorded. A former document number still finds the person.",
    );
    Ok(RegisterPage { frame, about, form })
}

/// The record under the names of the form.
fn values(person: &Person) -> Values {
    let (identity, contacts) = (&person.identity, &person.contacts);
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let graduates = identity.graduates_in.map(|month| month.format("%Y-%m").to_string());
    let mut pairs: Vec<(String, String)> = [
        ("version", person.version.to_string()),
        ("document_kind", identity.document.kind().code().to_owned()),
        ("document_number", identity.document.number().to_owned()),
        ("name", identity.name.as_str().to_owned()),
        ("sex", identity.sex.code().to_owned()),
        ("birth_date", day(identity.birth_date)),
        ("ethnicity", text(&identity.ethnicity)),
        ("education", text(&identity.education)),
        ("employer", text(&identity.employer)),
        ("school", text(&identity.school)),
        ("graduation_month", graduates.unwrap_or_default()),
        ("blood_type", text(&identity.blood_type)),
        ("email", text(&contacts.email)),
        ("wechat", text(&contacts.wechat)),
        ("address", text(&contacts.address)),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into();
    for (n, contact) in (1..).zip(&contacts.phones) {
        let invalid = contact.invalid.map(InvalidReason::code).unwrap_or_default();
        pairs.push((format!("phone_{n}"), contact.phone.as_str().to_owned()));
        pairs.push((format!("phone_{n}_verified_on"), day(contact.verified_on)));
        pairs.push((format!("phone_{n}_invalid"), invalid.to_owned()));
    }
    for role in [RelativeRole::Relative, RelativeRole::Executor] {
        let of_role = person.relatives.iter().filter(|relative| relative.role == role);
        for (n, relative) in (1_usize..).zip(of_role) {
            pairs.extend(relative_values(n, relative));
        }
    }
    Values::from(pairs)
}

fn relative_values(n: usize, relative: &Relative) -> [(String, String); 7] {
    let details = &relative.details;
    let agreed = details.agreed.map(|agreed| if agreed { "yes" } else { "no" });
    [
        ("name", details.name.as_str().to_owned()),
        ("relation", details.relation.map(|one| one.code()).unwrap_or_default().to_owned()),
        (
            "phone",
            details.phone.as_ref().map(|phone| phone.as_str().to_owned()).unwrap_or_default(),
        ),
        ("address", details.address.clone().unwrap_or_default()),
        (
            "document_number",
            details.document.as_ref().map(|one| one.number().to_owned()).unwrap_or_default(),
        ),
        ("signed_on", details.signed_on.map(|day| day.to_string()).unwrap_or_default()),
        ("opinion", agreed.unwrap_or_default().to_owned()),
    ]
    .map(|(part, value)| (format!("{}_{n}_{part}", relative.role.code()), value))
}
