//! People with what belongs to them: inserted, loaded and saved whole.

mod belongings;
mod loading;

use std::collections::BTreeSet;

use serde::Serialize;
use uuid::Uuid;

pub(super) use loading::load_below;
pub use loading::{Opened, get, load};

use super::{
    Result, Session, StoreError, WriteTx,
    db::{list, sql},
    keys, rows, search, watches,
};
use crate::{
    crypto::{indexes::IndexKind, sealing::RecordKey},
    domain::{
        contacts::Contacts,
        counts::facts,
        deaths::Death,
        documents::Document,
        permissions::Scope,
        person::{Identity, Person, PersonStatus},
        programmes::Programme,
        reminders::SubjectKind,
        wishes::Wishes,
    },
};
use belongings::{put_consents, put_registrations, put_relatives, remove_rows};

/// Inserts a new person. Ids and version 1 are already set.
///
/// # Errors
/// What the database says.
pub async fn insert(tx: &mut WriteTx, person: &Person) -> Result<()> {
    let subjects: Vec<Uuid> =
        [person.id].into_iter().chain(person.relatives.iter().map(|r| r.id)).collect();
    let keys = keys::create(tx, &subjects).await?;
    let sealed = rows::seal(
        &tx.vault,
        &keys[&person.id],
        &rows::PersonSealed::of(person),
        &rows::PersonHead::of(person).place(),
    );
    let now = tx.now;
    sql("/* people::insert */ INSERT INTO people
         (id, unit_id, status, do_not_contact, merged_into, version, created_at, updated_at, sealed, contacted_in)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")
    .bind(person.id)
    .bind(person.unit)
    .bind(person.status.code())
    .bind(person.do_not_contact)
    .bind(person.merged_into)
    .bind(person.version)
    .bind(person.created_at)
    .bind(now)
    .bind(sealed)
    .bind(person.contacts.reached_in())
    .later(&mut tx.tx);
    open_unit_period(tx, person);
    put_registrations(tx, person.id, &keys[&person.id], &person.registrations).await?;
    put_consents(tx, person.id, &keys[&person.id], &person.consents);
    put_relatives(tx, person.id, &keys, &person.relatives)?;
    watches::begin(tx, SubjectKind::Person, person.id);
    tx.changes.begin(&facts(person));
    search::replace_tokens(tx, None, Some(person)).await
}

/// Saves what changed between `before`, as it was loaded, and `after`: the person's version grows by
/// one, so does that of each changed row, and what they were goes to the past versions.
///
/// # Errors
/// [`StoreError::Conflict`] where somebody else saved meanwhile.
pub async fn save(tx: &mut WriteTx, before: &Person, mut after: Person) -> Result<Person> {
    bump(&before.registrations, &mut after.registrations, |row| (row.id, &mut row.version));
    bump(&before.consents, &mut after.consents, |row| (row.id, &mut row.version));
    bump(&before.relatives, &mut after.relatives, |row| (row.id, &mut row.version));
    after.version = before.version + 1;

    // A relative that a merge brings along already has her key.
    let relatives = before.relatives.iter().chain(&after.relatives).map(|r| r.id);
    let subjects: BTreeSet<Uuid> = [before.id].into_iter().chain(relatives).collect();
    let mut keys = keys::get(tx, &Vec::from_iter(subjects)).await?;
    let new: Vec<Uuid> =
        after.relatives.iter().map(|r| r.id).filter(|id| !keys.contains_key(id)).collect();
    keys.append(&mut keys::create(tx, &new).await?);
    let key = keys.get(&before.id).ok_or(StoreError::Tampered(before.id))?.clone();

    let past = past_person(before);
    if past != past_person(&after) {
        keep_past(tx, before.id, &key, "person", before.id, before.version, &past).await?;
    }
    for row in changed(&before.registrations, &after.registrations, |row| row.id) {
        keep_past(tx, before.id, &key, "registration", row.id, row.version, row).await?;
    }
    for row in changed(&before.consents, &after.consents, |row| row.id) {
        keep_past(tx, before.id, &key, "consent", row.id, row.version, row).await?;
    }
    for row in changed(&before.relatives, &after.relatives, |row| row.id) {
        let key = keys.get(&row.id).ok_or(StoreError::Tampered(before.id))?.clone();
        keep_past(tx, before.id, &key, "relative", row.id, row.version, row).await?;
    }

    write_head(tx, before.version, &after, &key).await?;
    if before.unit != after.unit {
        close_unit_period(tx, before).await?;
        open_unit_period(tx, &after);
    }
    let registrations = differing(&before.registrations, &after.registrations);
    remove_rows(tx, "registrations", &before.registrations, &after.registrations, |row| row.id)
        .await?;
    put_registrations(tx, after.id, &key, &registrations).await?;
    remove_rows(tx, "consents", &before.consents, &after.consents, |row| row.id).await?;
    put_consents(tx, after.id, &key, &differing(&before.consents, &after.consents));
    remove_rows(tx, "relatives", &before.relatives, &after.relatives, |row| row.id).await?;
    put_relatives(tx, after.id, &keys, &differing(&before.relatives, &after.relatives))?;
    search::replace_tokens(tx, Some(before), Some(&after)).await?;
    watches::wake(tx, after.id).await?;
    tx.changes.note(&facts(before), &facts(&after));
    Ok(after)
}

/// The person's own part, as a past version keeps it.
#[derive(Serialize, PartialEq)]
pub(super) struct PastPerson<'a> {
    identity: &'a Identity,
    contacts: &'a Contacts,
    wishes: &'a Wishes,
    death: &'a Option<Death>,
    unit: Uuid,
    status: PersonStatus,
    do_not_contact: bool,
}

pub(super) fn past_person(person: &Person) -> PastPerson<'_> {
    PastPerson {
        identity: &person.identity,
        contacts: &person.contacts,
        wishes: &person.wishes,
        death: &person.death,
        unit: person.unit,
        status: person.status,
        do_not_contact: person.do_not_contact,
    }
}

fn bump<T: Clone + PartialEq>(
    before: &[T],
    after: &mut [T],
    parts: impl for<'a> Fn(&'a mut T) -> (Uuid, &'a mut i64),
) {
    for row in after {
        let was_changed = !before.contains(row);
        let (id, version) = parts(row);
        let old = before.iter().find_map(|old| {
            let mut old = old.clone();
            let (old_id, version) = parts(&mut old);
            (old_id == id).then_some(*version)
        });
        match old {
            Some(old) if was_changed => *version = old + 1,
            // A new row has its first version, and one that a merge moved its next.
            Some(_) | None => {}
        }
    }
}

/// Rows that were there before and are another or gone now.
fn changed<'a, T: PartialEq>(before: &'a [T], after: &[T], id: impl Fn(&T) -> Uuid) -> Vec<&'a T> {
    before.iter().filter(|row| !after.iter().any(|new| id(new) == id(row) && new == *row)).collect()
}

/// Rows that are new or another now.
fn differing<T: Clone + PartialEq>(before: &[T], after: &[T]) -> Vec<T> {
    after.iter().filter(|row| !before.contains(row)).cloned().collect()
}

async fn write_head(
    tx: &mut WriteTx,
    expected: i64,
    person: &Person,
    key: &RecordKey,
) -> Result<()> {
    let place = rows::PersonHead::of(person).place();
    let sealed = rows::seal(&tx.vault, key, &rows::PersonSealed::of(person), &place);
    let now = tx.now;
    sql("/* people::save */ UPDATE people SET unit_id = $3, status = $4, do_not_contact = $5,
         merged_into = $6, version = $7, updated_at = $8, sealed = $9, contacted_in = $10 WHERE id = $1 AND version = $2")
    .bind(person.id)
    .bind(expected)
    .bind(person.unit)
    .bind(person.status.code())
    .bind(person.do_not_contact)
    .bind(person.merged_into)
    .bind(person.version)
    .bind(now)
    .bind(sealed)
    .bind(person.contacts.reached_in())
    .change_one(&mut tx.tx)
    .await
}

async fn keep_past<T: Serialize>(
    tx: &mut WriteTx,
    person: Uuid,
    key: &RecordKey,
    kind: &str,
    row: Uuid,
    version: i64,
    value: &T,
) -> Result<()> {
    let sealed = rows::seal(&tx.vault, key, value, &rows::past_place(person, kind, row, version));
    let (now, account) = (tx.now, tx.origin().account);
    sql("/* people::keep_past */ INSERT INTO past_versions (person_id, row_id, version, kind, replaced_at, replaced_by, sealed)
         VALUES ($1, $2, $3, $4, $5, $6, $7)")
    .bind(person)
    .bind(row)
    .bind(version)
    .bind(kind)
    .bind(now)
    .bind(account)
    .bind(sealed)
    .execute(&mut tx.tx)
    .await?;
    Ok(())
}

fn open_unit_period(tx: &mut WriteTx, person: &Person) {
    let now = tx.now;
    sql("/* people::open_unit_period */ INSERT INTO person_units (person_id, unit_id, since, until) VALUES ($1, $2, $3, NULL)")
        .bind(person.id)
        .bind(person.unit)
        .bind(now)
        .later(&mut tx.tx);
}

async fn close_unit_period(tx: &mut WriteTx, person: &Person) -> Result<()> {
    let now = tx.now;
    sql("/* people::close_unit_period */ UPDATE person_units SET until = $2 WHERE person_id = $1 AND until IS NULL")
        .bind(person.id)
        .bind(now)
        .execute(&mut tx.tx)
        .await?;
    Ok(())
}

/// The living within `scope` with a registration that is paused.
///
/// # Errors
/// What the database says.
pub async fn pausing(session: &mut Session, scope: &Scope) -> Result<Vec<Uuid>> {
    let programmes = Programme::ALL.iter().map(|programme| programme.code());
    sql(format!(
        "/* people::pausing */ SELECT DISTINCT p.id FROM registrations r JOIN people p ON p.id = r.person_id
         JOIN unit_closure c ON c.descendant_id = p.unit_id AND c.ancestor_id = $1
         WHERE r.status = 'paused' AND r.programme IN ({}) AND p.status = 'living' ORDER BY p.id",
        list(2, programmes.len())
    ))
    .bind(scope.root())
    .bind_all(programmes)
    .all(&mut session.tx)
    .await?
    .iter()
    .map(|row| Ok(row.get("id")?))
    .collect()
}

/// The ids of those whom a unit in `scope` manages, merged records too, after the id `after`; at most `limit`. For
/// what goes through them all.
///
/// # Errors
/// What the database says.
pub async fn ids_after(
    session: &mut Session,
    scope: &Scope,
    after: Uuid,
    limit: usize,
) -> Result<Vec<Uuid>> {
    ids_below(session, scope.root(), after, limit).await
}

/// As [`ids_after`], for the store's own use.
pub(super) async fn ids_below(
    session: &mut Session,
    root: Uuid,
    after: Uuid,
    limit: usize,
) -> Result<Vec<Uuid>> {
    let rows = sql(format!(
        "/* people::ids_after */ SELECT p.id FROM people p
         JOIN unit_closure c ON c.descendant_id = p.unit_id AND c.ancestor_id = $1
         WHERE p.id > $2 ORDER BY p.id LIMIT {limit}"
    ))
    .bind(root)
    .bind(after)
    .all(&mut session.tx)
    .await?;
    rows.iter().map(|row| Ok(row.get("id")?)).collect()
}

/// A unit that managed a person, and from when until when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitPeriod {
    /// The unit.
    pub unit: Uuid,
    /// From.
    pub since: chrono::DateTime<chrono::Utc>,
    /// Until; none while it lasts.
    pub until: Option<chrono::DateTime<chrono::Utc>>,
}

/// The units that managed a person, the oldest first. The caller has loaded the person within scope.
///
/// # Errors
/// What the database says.
pub async fn unit_history(session: &mut Session, person: &Person) -> Result<Vec<UnitPeriod>> {
    sql("/* people::unit_history */ SELECT unit_id, since, until FROM person_units WHERE person_id = $1 ORDER BY since")
        .bind(person.id)
        .all(&mut session.tx)
        .await?
        .iter()
        .map(|row| Ok(UnitPeriod { unit: row.get("unit_id")?, since: row.get("since")?, until: row.get("until")? }))
        .collect()
}

/// Takes the hold on a document number, so that two registrations of it wait for each other, and
/// gives the people who have it, in whichever office: `(person, unit)`.
///
/// # Errors
/// What the database says.
pub async fn hold_document(tx: &mut WriteTx, document: &Document) -> Result<Vec<(Uuid, Uuid)>> {
    let token =
        tx.vault.indexes.token(IndexKind::Document, Uuid::nil(), &search::document_text(document));
    let now = tx.now;
    sql(
        "/* people::hold_document */ INSERT INTO document_holds (token, touched_at) VALUES ($1, $2)
         ON CONFLICT (token) DO UPDATE SET touched_at = excluded.touched_at",
    )
    .bind(token.clone())
    .bind(now)
    .later(&mut tx.tx);
    sql("/* people::hold_document */ SELECT t.person_id, p.unit_id FROM search_tokens t JOIN people p ON p.id = t.person_id
         WHERE t.kind = 'document' AND t.token = $1 ORDER BY t.person_id")
    .bind(token)
    .all(&mut tx.tx)
    .await?
    .iter()
    .map(|row| Ok((row.get("person_id")?, row.get("unit_id")?)))
    .collect()
}

/// Forgets the holds on the numbers of a person who is erased.
pub(super) async fn release_documents(tx: &mut WriteTx, person: &Person) -> Result<()> {
    for document in identity_documents(person) {
        let token = tx.vault.indexes.token(IndexKind::Document, Uuid::nil(), &document);
        sql("/* people::release_documents */ DELETE FROM document_holds WHERE token = $1")
            .bind(token)
            .execute(&mut tx.tx)
            .await?;
    }
    Ok(())
}

/// Every key under which a person is found.
pub(super) fn identity_documents(person: &Person) -> BTreeSet<String> {
    let identity = &person.identity;
    [&identity.document]
        .into_iter()
        .chain(&identity.former_documents)
        .map(search::document_text)
        .collect()
}
