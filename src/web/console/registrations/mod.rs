//! A known person's registrations: added, amended, paused, resumed, withdrawn; and refusals.

mod ending;
mod pausing;

use axum::{
    Router,
    extract::{Query, State},
    routing::{get, post},
};
use chrono::NaiveDate;
use serde::Deserialize;
use uuid::Uuid;

use super::{
    choices,
    ids::Ids,
    office::Units,
    people::{done_or_again, form_answer, form_page, href, to_correct, version, version_text},
    register::entry,
    respond::{Done, Page, PageError, done},
    session::{Posted, Signed},
    views::{Choice, FormPage, Values, registration_form},
};
use crate::{
    domain::{
        masks::MaskedPerson,
        programmes::Programme,
        registrations::{Registration, Stance, Way},
        words::{Problem, Words},
    },
    service::{App, Result, ServiceError, people, registrations as service},
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/people/{id}/registrations/add", get(ask_new).post(add))
        .route("/people/{id}/registrations/{registration}/amend", get(ask_amended).post(amend))
        .route("/people/{id}/registrations/{registration}/resume", post(resume))
        .merge(pausing::routes())
        .merge(ending::routes())
}

/// The programme to add.
#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    programme: String,
}

async fn ask_new(
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Query(Asked { programme }): Query<Asked>,
    by: Signed,
) -> Page {
    let day = ("registered_on".to_owned(), app.today().to_string());
    let values = Values::from(vec![("programme".to_owned(), programme), day]);
    let person = people::get(&app, &by.caller, id).await?.person;
    Ok(form_answer(&new_page(&app, &by, &person, &values, &[]).await?, &[]))
}

async fn add(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, values }: Posted) -> Page {
    let unsaid = Programme::from_code(values.get("programme"))
        .and_then(|programme| entry::unsaid(&values, programme));
    let added = match unsaid {
        Some(problem) => Err(problem.into()),
        None => {
            let input = entry::registration(&values, values.get("programme"));
            service::add(&app, &by.caller, id, version(&values)?, &input).await
        }
    };
    done_or_again(added, &href(id), Done::Saved, async |problems| {
        let person = people::get(&app, &by.caller, id).await?.person;
        new_page(&app, &by, &person, &values, problems).await
    })
    .await
}

async fn new_page(
    app: &App,
    by: &Signed,
    person: &MaskedPerson,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let action = format!("{}/registrations/add", href(person.id));
    form_of(app, by, person, &action, values, problems).await
}

async fn ask_amended(
    State(app): State<App>,
    Ids((id, registration)): Ids<(Uuid, Uuid)>,
    by: Signed,
) -> Page {
    let (person, shown) = to_correct(&app, &by, id).await?;
    let known = person.registration(registration).filter(|one| one.stance == Stance::Offers);
    let known = known.ok_or(ServiceError::Missing)?;
    let values = values_of(known);
    let template = amended_page(&app, &by, &shown.person, known, &values, &[]).await?;
    Ok(form_answer(&template, &[]))
}

async fn amend(
    State(app): State<App>,
    Ids((id, registration)): Ids<(Uuid, Uuid)>,
    Posted { by, values }: Posted,
) -> Page {
    let person = people::get(&app, &by.caller, id).await?.person;
    let known = find(&person, registration)?;
    let amended = match entry::unsaid(&values, known.programme) {
        Some(problem) => Err(problem.into()),
        None => {
            let input = entry::registration(&values, known.programme.code());
            service::amend(&app, &by.caller, id, version(&values)?, registration, &input).await
        }
    };
    done_or_again(amended, &href(id), Done::Saved, async |problems| {
        amended_page(&app, &by, &person, known, &values, problems).await
    })
    .await
}

async fn amended_page(
    app: &App,
    by: &Signed,
    person: &MaskedPerson,
    known: &Registration,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let action = format!("{}/registrations/{}/amend", href(person.id), known.id);
    form_of(app, by, person, &action, values, problems).await
}

/// The form about one programme, which `values` names.
async fn form_of(
    app: &App,
    by: &Signed,
    person: &MaskedPerson,
    action: &str,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let code = values.get("programme");
    let programme = Programme::from_code(code).ok_or(ServiceError::Missing)?;
    let mut choices = choices::for_register(&Units::now(app, &by.caller).await?, &by.caller);
    if values.get("way") == Way::Ledger.code() {
        choices.ways.push(Choice::new(Way::Ledger.code(), Way::Ledger.label()));
    }
    let form = registration_form(action, &by.form_token(), code, values, &choices)
        .with("version", version_text(values, person))
        .with("programme", code)
        .problems(problems)
        .cancel(href(person.id));
    let label = programme.label();
    let title = Words::made(format!("登记{}", label.zh), format!("Registration: {}", label.en));
    form_page(app, by, title, person, form).await
}

async fn resume(
    State(app): State<App>,
    Ids((id, registration)): Ids<(Uuid, Uuid)>,
    Posted { by, values }: Posted,
) -> Page {
    service::resume(&app, &by.caller, id, version(&values)?, registration).await?;
    Ok(done(&href(id), Done::Saved))
}

fn find(person: &MaskedPerson, registration: Uuid) -> Result<&Registration> {
    person.registrations.iter().find(|one| one.id == registration).ok_or(ServiceError::Missing)
}

/// A registration under the names of the form.
fn values_of(one: &Registration) -> Values {
    let details = &one.details;
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let code = |code: Option<&'static str>| code.unwrap_or_default().to_owned();
    let yes = |yes: bool| if yes { "yes".to_owned() } else { String::new() };
    let aware = details.family_aware.map(|aware| if aware { "yes" } else { "no" });
    let receiver = match one.programme {
        Programme::Tissue => "tissue_receiving_unit",
        _ => "body_receiving_unit",
    };
    let mut pairs: Vec<(String, String)> = [
        ("programme", one.programme.code().to_owned()),
        ("registered_on", day(one.registered_on)),
        ("organs_all", yes(details.organs.is_empty())),
        ("tissues_all", yes(details.tissues.is_empty())),
        ("other_tissue", text(&details.other_tissue)),
        ("stem_cell_channel", code(one.channel.map(|channel| channel.code()))),
        ("way", code(details.way.map(|way| way.code()))),
        ("card_no", text(&details.card_number)),
        ("national_no", text(&details.national_number)),
        ("stem_cell_sampled_on", day(details.sampled_on)),
        ("stem_cell_pooled_on", day(one.pooled_on)),
        ("stem_cell_sample_place", text(&details.sample_place)),
        ("stem_cell_sample_kind", code(details.sample_kind.map(|kind| kind.code()))),
        ("stem_cell_sample_no", text(&details.sample_number)),
        ("stem_cell_typed_on", day(details.typed_on)),
        ("grid", details.grid.as_ref().map(|grid| grid.as_str().to_owned()).unwrap_or_default()),
        ("ashes", code(details.ashes.map(|ashes| ashes.code()))),
        ("ashes_words", text(&details.ashes_words)),
        (receiver, text(&details.receiving_unit)),
        ("body_uses", text(&details.use_limits)),
        ("confidential", yes(details.confidential)),
        ("family_aware", code(aware)),
        ("remarks", text(&details.remark)),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into();
    if let Some(proxy) = &details.proxy {
        let said = [
            ("proxy_name", proxy.name.as_str()),
            ("proxy_relation", proxy.relation.code()),
            ("proxy_phone", proxy.phone.as_str()),
            ("proxy_authorisation_seen", "yes"),
            ("proxy_notarised", if proxy.notarised { "yes" } else { "" }),
        ];
        pairs.extend(said.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }
    for (n, one) in (1..).zip(&details.family_signatures) {
        let said = [
            ("name", one.name.as_str().to_owned()),
            ("relation", one.relation.code().to_owned()),
            ("opinion", one.opinion.code().to_owned()),
            ("signed_on", one.signed_on.to_string()),
        ];
        pairs.extend(said.map(|(part, value)| (format!("family_{n}_{part}"), value)));
    }
    let organs = details.organs.iter();
    pairs.extend(organs.map(|organ| ("organs".to_owned(), organ.code().to_owned())));
    let gifts = details.gifts.iter();
    pairs.extend(gifts.map(|gift| ("body_gifts".to_owned(), gift.code().to_owned())));
    let tissues = details.tissues.iter();
    pairs.extend(tissues.map(|tissue| ("tissues".to_owned(), tissue.code().to_owned())));
    Values::from(pairs)
}
