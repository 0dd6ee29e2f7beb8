//! Finding people: what was typed is recognised, looked up by blind index, opened and checked.

use uuid::Uuid;

use super::{App, Caller, Result};
use crate::{
    crypto::indexes::IndexKind,
    domain::{
        documents::Document,
        masks::MaskedPerson,
        names::{Name, fold},
        permissions::Permission,
        person::Person,
        phones::Phone,
    },
    store::{
        self,
        search::{Filter, document_text, number_text},
    },
};

/// One page of results.
const PAGE: usize = 50;
/// How many candidates are opened at a time.
const BATCH: i64 = 200;

/// What is looked for.
#[derive(Clone, Default)]
pub struct Query {
    /// A document number, phone, last four digits, name, surname, pinyin initials, card number or
    /// national registry number; empty to list by the filter alone.
    pub text: String,
    /// Plaintext conditions.
    pub filter: Filter,
    /// The last id of the page before.
    pub before: Option<Uuid>,
}

impl std::fmt::Debug for Query {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Query(…)")
    }
}

/// One page of what was found.
#[derive(Debug, Default)]
pub struct Found {
    /// People, newest record first.
    pub people: Vec<MaskedPerson>,
    /// Records that failed their integrity check and are refused; audited.
    pub damaged: Vec<Uuid>,
    /// Where the next page starts, if there may be one.
    pub next: Option<Uuid>,
}

/// What a text may be, in the order to try; each with its normalised form.
fn readings(text: &str, today: chrono::NaiveDate) -> Vec<(IndexKind, String)> {
    let text = fold(text);
    let text = text.trim();
    let mut readings = Vec::new();
    if let Ok(document) = Document::parse(None, text, today) {
        readings.push((IndexKind::Document, document_text(&document)));
    }
    if let Ok(phone) = Phone::parse(text) {
        readings.push((IndexKind::Phone, phone.as_str().to_owned()));
    }
    if text.chars().count() == 4
        && text.chars().all(|c| c.is_ascii_digit() || matches!(c, 'x' | 'X'))
    {
        readings.push((IndexKind::LastFour, text.to_uppercase()));
    }
    if let Ok(name) = Name::parse(text) {
        readings.push((IndexKind::Name, name.as_str().to_owned()));
        if name.surname() == name.as_str() {
            readings.push((IndexKind::Surname, name.surname().to_owned()));
        }
    } else if text.chars().count() == 1 {
        readings.push((IndexKind::Surname, text.to_owned()));
    }
    if (2..=6).contains(&text.len()) && text.chars().all(|c| c.is_ascii_alphabetic()) {
        readings.push((IndexKind::Initials, text.to_lowercase()));
    }
    let number = number_text(text);
    if number.chars().any(|c| c.is_ascii_digit()) {
        readings.push((IndexKind::CardNumber, number.clone()));
        readings.push((IndexKind::NationalNumber, number));
    }
    readings
}

/// Whether an opened candidate really is what was looked for.
fn is_meant(person: &Person, kind: IndexKind, text: &str) -> bool {
    let identity = &person.identity;
    let has_number =
        |pick: fn(&crate::domain::registrations::RegistrationDetails) -> Option<&String>| {
            person
                .registrations
                .iter()
                .any(|r| pick(&r.details).is_some_and(|number| number_text(number) == text))
        };
    match kind {
        IndexKind::Document => [&identity.document]
            .into_iter()
            .chain(&identity.former_documents)
            .any(|d| document_text(d) == text),
        IndexKind::Phone => {
            person.contacts.phones.iter().any(|contact| contact.phone.as_str() == text)
        }
        IndexKind::LastFour => {
            identity.document.last_four() == text
                || person.contacts.phones.iter().any(|contact| contact.phone.last_four() == text)
        }
        IndexKind::Name => identity.name.as_str() == text,
        IndexKind::Surname => identity.name.surname() == text,
        IndexKind::Initials => identity.name.initials() == text,
        IndexKind::CardNumber => has_number(|details| details.card_number.as_ref()),
        IndexKind::NationalNumber => has_number(|details| details.national_number.as_ref()),
        _ => false,
    }
}

/// One page of the people in scope who match.
///
/// # Errors
/// [`super::ServiceError::Denied`]; what the database says.
pub async fn find(app: &App, caller: &Caller, query: &Query) -> Result<Found> {
    let scope = caller.actor.may(Permission::PeopleRead)?;
    let today = app.today();
    let readings = readings(&query.text, today);
    let mut found = Found::default();
    if query.text.trim().is_empty() {
        page(app, &scope, None, query, today, &mut found).await?;
    }
    for (kind, text) in &readings {
        page(app, &scope, Some((*kind, text)), query, today, &mut found).await?;
        // A whole number that leads to somebody is meant as such.
        if !found.people.is_empty() && kind.is_registry_wide() {
            break;
        }
    }
    found.people.sort_by_key(|person| std::cmp::Reverse(person.id));
    found.people.dedup_by_key(|person| person.id);
    if found.people.len() > PAGE {
        found.people.truncate(PAGE);
        found.next = found.people.last().map(|person| person.id);
    }
    found.damaged.sort_unstable();
    found.damaged.dedup();
    app.record_tampered(caller, &found.damaged).await?;
    Ok(found)
}

async fn page(
    app: &App,
    scope: &crate::domain::permissions::Scope,
    wanted: Option<(IndexKind, &str)>,
    query: &Query,
    today: chrono::NaiveDate,
    found: &mut Found,
) -> Result<()> {
    let mut tx = app.store.read().await?;
    let mut before = query.before;
    let mut hits = 0;
    loop {
        let ids =
            store::search::candidates(&mut tx, scope, wanted, &query.filter, before, BATCH).await?;
        let Some(last) = ids.last().copied() else { return Ok(()) };
        for opened in store::people::load(&mut tx, scope, &ids).await? {
            match opened {
                Ok(person) if wanted.is_none_or(|(kind, text)| is_meant(&person, kind, text)) => {
                    hits += 1;
                    found.people.push(MaskedPerson::of(&person, today));
                }
                Ok(_) => {}
                Err(damaged) => found.damaged.push(damaged),
            }
        }
        if hits > PAGE || i64::try_from(ids.len()).unwrap_or(BATCH) < BATCH {
            return Ok(());
        }
        before = Some(last);
    }
}
