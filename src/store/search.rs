//! Finding people by what is sealed: blind index tokens lead to candidates, which the service opens
//! and filters. Tokens of a managing unit are looked up over all units in scope.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use uuid::Uuid;

use super::{
    Result, Session, WriteTx,
    db::{Value, placeholders, sql},
    people,
};
use crate::{
    crypto::indexes::IndexKind,
    domain::{
        documents::Document,
        permissions::Scope,
        person::{Person, PersonStatus},
        programmes::Programme,
        registrations::RegistrationStatus,
    },
};

/// The indexed text of a document: kinds never collide, a renewed travel permit stays the same.
pub fn document_text(document: &Document) -> String {
    format!("{}:{}", document.kind().code(), document.lifelong())
}

/// The plaintext conditions of a search.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Managed by this unit or one below it.
    pub unit: Option<Uuid>,
    /// With a registration of this programme…
    pub programme: Option<Programme>,
    /// …in this status…
    pub status: Option<RegistrationStatus>,
    /// …registered in this year.
    pub year: Option<i32>,
}

type Token = (IndexKind, Vec<u8>, Uuid);

/// Every token under which `person` is to be found.
fn tokens_of(session: &Session, person: &Person) -> BTreeSet<(&'static str, Vec<u8>, Uuid)> {
    if person.status == PersonStatus::Merged {
        return BTreeSet::new();
    }
    let mut texts: Vec<(IndexKind, String)> = Vec::new();
    let identity = &person.identity;
    texts.extend(
        people::identity_documents(person).into_iter().map(|text| (IndexKind::Document, text)),
    );
    texts.push((IndexKind::LastFour, identity.document.last_four()));
    for contact in &person.contacts.phones {
        texts.push((IndexKind::Phone, contact.phone.as_str().to_owned()));
        texts.push((IndexKind::LastFour, contact.phone.last_four().to_owned()));
    }
    texts.push((IndexKind::Name, identity.name.as_str().to_owned()));
    texts.push((IndexKind::Surname, identity.name.surname().to_owned()));
    texts.push((IndexKind::Initials, identity.name.initials()));
    for registration in &person.registrations {
        let details = &registration.details;
        texts.extend(
            details.card_number.clone().map(|text| (IndexKind::CardNumber, number_text(&text))),
        );
        texts.extend(
            details
                .national_number
                .clone()
                .map(|text| (IndexKind::NationalNumber, number_text(&text))),
        );
    }
    texts
        .into_iter()
        .map(|(kind, text)| {
            (kind.code(), session.vault.indexes.token(kind, person.unit, &text), person.unit)
        })
        .collect()
}

/// Card and registry numbers are found whatever their case and spacing.
pub fn number_text(number: &str) -> String {
    number.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

/// Replaces the tokens of `before` by those of `after`.
pub(super) async fn replace_tokens(
    tx: &mut WriteTx,
    before: Option<&Person>,
    after: Option<&Person>,
) -> Result<()> {
    let old = before.map(|person| tokens_of(tx, person)).unwrap_or_default();
    let new = after.map(|person| tokens_of(tx, person)).unwrap_or_default();
    if let Some(person) = before {
        for (kind, token, unit) in old.difference(&new) {
            sql("/* search::replace_tokens */ DELETE FROM search_tokens WHERE kind = $1 AND token = $2 AND unit_id = $3 AND person_id = $4")
                .bind(*kind)
                .bind(token.clone())
                .bind(*unit)
                .bind(person.id)
                .execute(&mut tx.tx)
                .await?;
        }
    }
    let Some(person) = after else { return Ok(()) };
    let added: Vec<_> = new.difference(&old).collect();
    if added.is_empty() {
        return Ok(());
    }
    let mut insert = sql(format!(
        "/* search::replace_tokens */ INSERT INTO search_tokens (kind, token, unit_id, person_id) VALUES {}",
        placeholders(1, added.len(), 4)
    ));
    for (kind, token, unit) in added {
        insert = insert.bind(*kind).bind(token.clone()).bind(*unit).bind(person.id);
    }
    insert.later(&mut tx.tx);
    Ok(())
}

/// Ids of people in `scope` who pass `filter` and, where given, may have `text` under `kind`; newest
/// first, at most `limit`, older than `before`. Truncated indexes give coincidences: open and check.
///
/// # Errors
/// What the database says.
pub async fn candidates(
    session: &mut Session,
    scope: &Scope,
    wanted: Option<(IndexKind, &str)>,
    filter: &Filter,
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Uuid>> {
    let mut values: Vec<Value> = vec![scope.root().into()];
    let mut text = String::from(
        "/* search::candidates */ SELECT p.id FROM people p
         JOIN unit_closure c ON c.descendant_id = p.unit_id AND c.ancestor_id = $1 WHERE p.status <> 'merged'",
    );
    if let Some((kind, wanted)) = wanted {
        let tokens = wanted_tokens(session, scope, kind, wanted).await?;
        if tokens.is_empty() {
            return Ok(Vec::new());
        }
        let alternatives: Vec<String> = tokens
            .into_iter()
            .map(|(kind, token, unit)| {
                let first = values.len() + 1;
                values.extend([Value::from(kind.code()), token.into()]);
                let mut one = format!("(t.kind = ${first} AND t.token = ${}", first + 1);
                if !kind.is_registry_wide() {
                    values.push(unit.into());
                    one.push_str(&format!(" AND t.unit_id = ${}", first + 2));
                }
                one + ")"
            })
            .collect();
        text.push_str(&format!(
            " AND p.id IN (SELECT t.person_id FROM search_tokens t WHERE {})",
            alternatives.join(" OR ")
        ));
    }
    if let Some(unit) = filter.unit {
        values.push(unit.into());
        text.push_str(&format!(
            " AND EXISTS (SELECT 1 FROM unit_closure f WHERE f.descendant_id = p.unit_id AND f.ancestor_id = ${})",
            values.len()
        ));
    }
    push_registration_filter(&mut text, &mut values, filter);
    if let Some(before) = before {
        values.push(before.into());
        text.push_str(&format!(" AND p.id < ${}", values.len()));
    }
    text.push_str(&format!(" ORDER BY p.id DESC LIMIT {limit}"));
    let rows = sql(text).bind_all(values).all(&mut session.tx).await?;
    rows.iter().map(|row| Ok(row.get("id")?)).collect()
}

fn push_registration_filter(text: &mut String, values: &mut Vec<Value>, filter: &Filter) {
    let mut conditions = Vec::new();
    if let Some(programme) = filter.programme {
        values.push(programme.code().into());
        conditions.push(format!("r.programme = ${}", values.len()));
    }
    if let Some(status) = filter.status {
        values.push(status.code().into());
        conditions.push(format!("r.status = ${}", values.len()));
    }
    let year = |year| NaiveDate::from_ymd_opt(year, 1, 1);
    if let Some((Some(from), Some(until))) = filter.year.map(|y| (year(y), year(y + 1))) {
        values.push(from.into());
        values.push(until.into());
        conditions.push(format!(
            "r.registered_on >= ${} AND r.registered_on < ${}",
            values.len() - 1,
            values.len()
        ));
    }
    if !conditions.is_empty() {
        text.push_str(&format!(
            " AND EXISTS (SELECT 1 FROM registrations r WHERE r.person_id = p.id AND {})",
            conditions.join(" AND ")
        ));
    }
}

async fn wanted_tokens(
    session: &mut Session,
    scope: &Scope,
    kind: IndexKind,
    text: &str,
) -> Result<Vec<Token>> {
    if kind.is_registry_wide() {
        return Ok(vec![(kind, session.vault.indexes.token(kind, Uuid::nil(), text), Uuid::nil())]);
    }
    // Only units that manage somebody: a province has a thousand that do not.
    let units = sql("/* search::wanted_tokens */ SELECT c.descendant_id FROM unit_closure c WHERE c.ancestor_id = $1
         AND EXISTS (SELECT 1 FROM people p WHERE p.unit_id = c.descendant_id)")
    .bind(scope.root())
    .all(&mut session.tx)
    .await?;
    units
        .iter()
        .map(|row| {
            let unit = row.get("descendant_id")?;
            Ok((kind, session.vault.indexes.token(kind, unit, text), unit))
        })
        .collect()
}

/// How many of `documents` somebody in `scope` has.
///
/// # Errors
/// What the database says.
pub async fn count_known(
    session: &mut Session,
    scope: &Scope,
    documents: &[Document],
) -> Result<i64> {
    if documents.is_empty() {
        return Ok(0);
    }
    let tokens = documents.iter().map(|document| {
        session.vault.indexes.token(IndexKind::Document, Uuid::nil(), &document_text(document))
    });
    let tokens: Vec<Vec<u8>> = tokens.collect();
    let row = sql(format!(
        "/* search::count_known */ SELECT COUNT(DISTINCT t.token) AS n FROM search_tokens t
         JOIN people p ON p.id = t.person_id
         JOIN unit_closure c ON c.descendant_id = p.unit_id AND c.ancestor_id = $1
         WHERE t.kind = 'document' AND t.token IN ({})",
        super::db::list(2, tokens.len())
    ))
    .bind(scope.root())
    .bind_all(tokens)
    .one(&mut session.tx)
    .await?;
    Ok(row.get("n")?)
}
