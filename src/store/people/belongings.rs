//! Writing the rows that belong to a person.

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::{
    crypto::sealing::RecordKey,
    domain::{
        consents::Consent,
        contacts::Relative,
        registrations::{Channel, Registration},
    },
    store::{
        Result, StoreError, WriteTx,
        db::{placeholders, sql},
        rows,
    },
};

pub(super) async fn remove_rows<T>(
    tx: &mut WriteTx,
    table: &str,
    before: &[T],
    after: &[T],
    id: impl Fn(&T) -> Uuid,
) -> Result<()> {
    for row in before.iter().filter(|row| !after.iter().any(|new| id(new) == id(row))) {
        sql(format!("/* people::remove_rows */ DELETE FROM {table} WHERE id = $1"))
            .bind(id(row))
            .execute(&mut tx.tx)
            .await?;
    }
    Ok(())
}

pub(super) async fn put_registrations(
    tx: &mut WriteTx,
    person: Uuid,
    key: &RecordKey,
    put: &[Registration],
) -> Result<()> {
    // What ends goes first: a refusal may take the standing place of the offer that it ends.
    let mut put: Vec<&Registration> = put.iter().collect();
    put.sort_by_key(|row| row.stands());
    for row in put {
        let sealed =
            rows::seal(&tx.vault, key, &row.details, &rows::registration_place(person, row));
        let now = tx.now;
        let put = sql("/* people::put_registrations */ INSERT INTO registrations
             (id, person_id, unit_id, programme, stance, status, registered_on, pooled_on, ended_on, channel, version, created_at, sealed)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
             ON CONFLICT (id) DO UPDATE SET person_id = excluded.person_id, unit_id = excluded.unit_id,
             programme = excluded.programme, stance = excluded.stance, status = excluded.status,
             registered_on = excluded.registered_on, pooled_on = excluded.pooled_on, ended_on = excluded.ended_on,
             channel = excluded.channel, version = excluded.version, sealed = excluded.sealed")
        .bind(row.id)
        .bind(person)
        .bind(row.unit)
        .bind(row.programme.code())
        .bind(row.stance.code())
        .bind(row.status.code())
        .bind(row.registered_on)
        .bind(row.pooled_on)
        .bind(row.ended_on)
        .bind(row.channel.map(Channel::code))
        .bind(row.version)
        .bind(now)
        .bind(sealed);
        if row.stands() {
            // Nothing that goes together with it depends on its place.
            put.later(&mut tx.tx);
        } else {
            put.execute(&mut tx.tx).await?;
        }
    }
    Ok(())
}

pub(super) fn put_consents(tx: &mut WriteTx, person: Uuid, key: &RecordKey, put: &[Consent]) {
    if put.is_empty() {
        return;
    }
    let mut insert = sql(format!(
        "/* people::put_consents */ INSERT INTO consents (id, person_id, purpose, status, version, created_at, sealed)
         VALUES {} ON CONFLICT (id) DO UPDATE SET person_id = excluded.person_id, status = excluded.status,
         version = excluded.version, sealed = excluded.sealed",
        placeholders(1, put.len(), 7)
    ));
    for row in put {
        let place = rows::consent_place(person, row.id, row.version, row.purpose, row.status);
        let sealed = rows::seal(&tx.vault, key, &row.details, &place);
        insert = insert
            .bind(row.id)
            .bind(person)
            .bind(row.purpose.code())
            .bind(row.status.code())
            .bind(row.version)
            .bind(tx.now)
            .bind(sealed);
    }
    insert.later(&mut tx.tx);
}

pub(super) fn put_relatives(
    tx: &mut WriteTx,
    person: Uuid,
    keys: &BTreeMap<Uuid, RecordKey>,
    put: &[Relative],
) -> Result<()> {
    if put.is_empty() {
        return Ok(());
    }
    let mut insert = sql(format!(
        "/* people::put_relatives */ INSERT INTO relatives (id, person_id, role, position, version, created_at, sealed)
         VALUES {} ON CONFLICT (id) DO UPDATE SET person_id = excluded.person_id, role = excluded.role,
         position = excluded.position, version = excluded.version, sealed = excluded.sealed",
        placeholders(1, put.len(), 7)
    ));
    for row in put {
        let place = rows::relative_place(person, row.id, row.version, row.role, row.position);
        let key = keys.get(&row.id).ok_or(StoreError::Tampered(person))?;
        let sealed = rows::seal(&tx.vault, key, &row.details, &place);
        insert = insert
            .bind(row.id)
            .bind(person)
            .bind(row.role.code())
            .bind(row.position)
            .bind(row.version)
            .bind(tx.now)
            .bind(sealed);
    }
    insert.later(&mut tx.tx);
    Ok(())
}
