//! Finding a person again. What is looked for is posted and never stands in an address.

use axum::{Router, extract::State, http::StatusCode, response::Response, routing::get};

use super::{
    choices::{any, each},
    office::{Units, id_in},
    people,
    respond::{self, Here, Page, page, page_with},
    session::{Posted, Signed},
    views::{
        Action, FindFilters, FindPage, FindQuery, Found, FoundPerson, FoundRow, Frame, Place, Tone,
        Values,
    },
};
use crate::{
    domain::{
        masks::MaskedPerson, permissions::Permission, programmes::Programme,
        registrations::RegistrationStatus, words::Words,
    },
    service::{
        App,
        search::{self, Query},
    },
    store::search::Filter,
};

const TITLE: Words = Words::new("查找", "Find");

pub(super) fn routes() -> Router<App> {
    Router::new().route("/find", get(show).post(find))
}

async fn show(State(app): State<App>, here: Here) -> Page {
    here.by.caller.actor.may(Permission::PeopleRead)?;
    let units = Units::now(&app, &here.by.caller).await?;
    let query = asked(&here.by, &units, &Values::default());
    let frame = here.frame(&app, TITLE, Some(Place::Find)).await?;
    Ok(page(&FindPage { frame, query, found: None }))
}

async fn find(State(app): State<App>, Posted { by, values }: Posted) -> Page {
    let units = Units::now(&app, &by.caller).await?;
    let frame = respond::frame(&app, &by, TITLE, Some(Place::Find)).await?;
    let query = asked(&by, &units, &values);
    let Ok(year) = year(&values) else { return Ok(wrong_year(frame, query)) };
    let meant = Query {
        text: values.get("q").to_owned(),
        filter: Filter {
            unit: id_in(&values, "unit"),
            programme: Programme::from_code(values.get("programme")),
            status: RegistrationStatus::from_code(values.get("status")),
            year,
        },
        before: id_in(&values, "cursor"),
    };
    let result = search::find(&app, &by.caller, &meant).await?;
    let found = found(&by, &units, &result, meant.before.is_some());
    Ok(page(&FindPage { frame, query, found: Some(found) }))
}

/// The form with what was asked.
fn asked(by: &Signed, units: &Units, values: &Values) -> FindQuery {
    let chosen = |name: &str| values.get(name).to_owned();
    let programmes = each(&Programme::ALL, Programme::code, Programme::label);
    let statuses =
        each(RegistrationStatus::ALL, RegistrationStatus::code, RegistrationStatus::label);
    let filters = FindFilters {
        unit: (any(units.choices(by.caller.actor.unit())), chosen("unit")),
        programme: (any(programmes), chosen("programme")),
        status: (any(statuses), chosen("status")),
        year: chosen("year"),
    };
    FindQuery::new(values.get("q"), filters)
}

fn year(values: &Values) -> Result<Option<i32>, ()> {
    match values.get("year").trim() {
        "" => Ok(None),
        text => text.parse().ok().filter(|year| (1900..3000).contains(year)).map(Some).ok_or(()),
    }
}

fn wrong_year(frame: Frame, mut query: FindQuery) -> Response {
    let words = Words::new("请填写四位年份,例如 2024", "Four digits, such as 2024");
    for field in query.filters.iter_mut().filter(|field| field.name == "year") {
        field.problem = Some(words.clone());
    }
    let template = FindPage { frame, query, found: None };
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &template)
}

fn found(by: &Signed, units: &Units, result: &search::Found, continued: bool) -> Found {
    let people = result.people.iter().map(|person| FoundRow::Person(row(units, person)));
    let damaged = result.damaged.iter().map(|id| FoundRow::Damaged { id: id.to_string() });
    let register = Action::link("/register", Words::new("登记新志愿者", "Register somebody new"));
    let may_register = by.caller.actor.may(Permission::PeopleWrite).is_ok();
    Found {
        count: counted(result),
        rows: people.chain(damaged).collect(),
        more: result.next.map(|id| id.to_string()),
        continued,
        instead: may_register.then(|| register.tone(Tone::Good)).into_iter().collect(),
    }
}

fn counted(result: &search::Found) -> Words {
    match (result.people.len(), result.next) {
        (0, _) => Words::new("", ""),
        (1, None) => Words::new("1 人", "1 person"),
        (count, None) => Words::made(format!("{count} 人"), format!("{count} people")),
        (count, Some(_)) => Words::made(
            format!("本页 {count} 人,还有更多"),
            format!("{count} people here, and more"),
        ),
    }
}

/// One person, with what tells forty 张* apart.
fn row(units: &Units, person: &MaskedPerson) -> FoundPerson {
    let years = person.registrations.iter().filter_map(|one| one.registered_on);
    let usable = person.phones.iter().any(|phone| phone.invalid.is_none());
    let last_four = |of_phone: bool| {
        if usable == of_phone { person.last_four.clone() } else { String::new() }
    };
    FoundPerson {
        href: format!("/people/{}", person.id),
        name: person.name.clone(),
        unit: units.name(person.unit).zh.into_owned(),
        year: years.min().map(|day| day.format("%Y").to_string()).unwrap_or_default(),
        phone_last_four: last_four(true),
        document_last_four: last_four(false),
        standings: people::standings(person),
        marks: people::marks(person),
    }
}
