//! Loading people with everything that belongs to them, within a scope.

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::{
    crypto::sealing::RecordKey,
    domain::{permissions::Scope, person::Person},
    store::{
        Result, Session, StoreError,
        db::{Row, Statement, list, sql},
        keys, rows,
    },
};

/// A person, or the id of one whose record failed its integrity check.
pub type Opened = Result<Person, Uuid>;

/// The person `id` within `scope`.
///
/// # Errors
/// [`StoreError::Missing`] outside the scope, [`StoreError::Tampered`] where a row was changed by hand.
pub async fn get(session: &mut Session, scope: &Scope, id: Uuid) -> Result<Person> {
    match load(session, scope, &[id]).await?.pop() {
        None => Err(StoreError::Missing),
        Some(opened) => opened.map_err(StoreError::Tampered),
    }
}

/// Those of `ids` that are within `scope`, in the order of `ids`. Whoever fails the integrity check is
/// named by id and does not keep the others from being served.
///
/// # Errors
/// What the database says.
pub async fn load(session: &mut Session, scope: &Scope, ids: &[Uuid]) -> Result<Vec<Opened>> {
    load_below(session, scope.root(), ids).await
}

/// As [`load`], for the store's own use: what leaves it must not tell of people outside the caller's scope.
pub(in crate::store) async fn load_below(
    session: &mut Session,
    root: Uuid,
    ids: &[Uuid],
) -> Result<Vec<Opened>> {
    let mut opened = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(400) {
        opened.append(&mut load_chunk(session, root, chunk).await?);
    }
    Ok(opened)
}

async fn load_chunk(session: &mut Session, root: Uuid, ids: &[Uuid]) -> Result<Vec<Opened>> {
    let heads = sql(format!(
        "/* people::load */ SELECT p.id, p.unit_id, p.status, p.do_not_contact, p.merged_into, p.version, p.created_at, p.sealed
         FROM people p JOIN unit_closure c ON c.descendant_id = p.unit_id AND c.ancestor_id = $1
         WHERE p.id IN ({}){}",
        list(2, ids.len()),
        session.row_lock()
    ))
    .bind(root)
    .bind_all(ids.iter().copied())
    .all(&mut session.tx)
    .await?;
    if heads.is_empty() {
        return Ok(Vec::new());
    }
    let found: Vec<Uuid> = heads.iter().map(|row| row.get("id")).collect::<Result<_, _>>()?;
    let registrations = rows_of(session, &found, "SELECT id, person_id, unit_id, programme, stance, status, registered_on, pooled_on, ended_on, channel, version, sealed FROM registrations", "id").await?;
    let consents = rows_of(
        session,
        &found,
        "SELECT id, person_id, purpose, status, version, sealed FROM consents",
        "id",
    )
    .await?;
    let relatives = rows_of(
        session,
        &found,
        "SELECT id, person_id, role, position, version, sealed FROM relatives",
        "role, position, id",
    )
    .await?;
    let mut subjects = found.clone();
    for row in relatives.values().flatten() {
        subjects.push(row.get("id")?);
    }
    let keys = keys::get(session, &subjects).await?;

    let none = Vec::new();
    let mut people = BTreeMap::new();
    for row in &heads {
        let id: Uuid = row.get("id")?;
        let children = (
            registrations.get(&id).unwrap_or(&none),
            consents.get(&id).unwrap_or(&none),
            relatives.get(&id).unwrap_or(&none),
        );
        let person = match assemble(row, children, &keys) {
            Ok(person) => Ok(person),
            Err(StoreError::Tampered(_)) => Err(id),
            Err(other) => return Err(other),
        };
        people.insert(id, person);
    }
    Ok(ids.iter().filter_map(|id| people.remove(id)).collect())
}

async fn rows_of(
    session: &mut Session,
    people: &[Uuid],
    select: &str,
    order: &str,
) -> Result<BTreeMap<Uuid, Vec<Row>>> {
    let mut of = BTreeMap::<Uuid, Vec<Row>>::new();
    let statement: Statement = sql(format!(
        "/* people::load */ {select} WHERE person_id IN ({}) ORDER BY {order}",
        list(1, people.len())
    ));
    for row in statement.bind_all(people.iter().copied()).all(&mut session.tx).await? {
        of.entry(row.get("person_id")?).or_default().push(row);
    }
    Ok(of)
}

fn assemble(
    head: &Row,
    (registrations, consents, relatives): (&Vec<Row>, &Vec<Row>, &Vec<Row>),
    keys: &BTreeMap<Uuid, RecordKey>,
) -> Result<Person> {
    let id: Uuid = head.get("id")?;
    let key = keys.get(&id).ok_or(StoreError::Tampered(id))?;
    let (mut person, sealed) = rows::read_person(head, key)?;
    person.registrations =
        registrations.iter().map(|row| rows::read_registration(row, key)).collect::<Result<_>>()?;
    person.consents =
        consents.iter().map(|row| rows::read_consent(row, key)).collect::<Result<_>>()?;
    person.relatives = relatives
        .iter()
        .map(|row| {
            let key = keys.get(&row.get::<Uuid>("id")?).ok_or(StoreError::Tampered(id))?;
            rows::read_relative(row, key)
        })
        .collect::<Result<_>>()?;
    if sealed.vouches_for(&person) { Ok(person) } else { Err(StoreError::Tampered(id)) }
}
