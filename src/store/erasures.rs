//! Erasing a person with everything that is hers, in all offices.

use uuid::Uuid;

use super::{
    Result, Session, StoreError, WriteTx,
    db::{list, sql},
    invitations, keys, people,
    rows::code,
    search, units, watches,
};
use crate::domain::{
    counts::facts,
    erasures::{ErasureAsk, ErasureReason, Obstacles},
    person::Person,
};

/// Asks for `person` to be erased.
///
/// # Errors
/// [`StoreError::Conflict`] where somebody asked already.
pub async fn ask(tx: &mut WriteTx, person: &Person, ask: ErasureAsk) -> Result<()> {
    sql("/* erasures::ask */ INSERT INTO erasures (person_id, reason, asked_on, asked_by) VALUES ($1, $2, $3, $4)")
        .bind(person.id)
        .bind(ask.reason.code())
        .bind(ask.on)
        .bind(ask.by)
        .execute(&mut tx.tx)
        .await?;
    Ok(())
}

/// Whether somebody asked for `person`, whom the caller has loaded within scope, to be erased.
///
/// # Errors
/// What the database says.
pub async fn asked(session: &mut Session, person: Uuid) -> Result<Option<ErasureAsk>> {
    let text = "/* erasures::asked */ SELECT reason, asked_on, asked_by FROM erasures WHERE person_id = $1";
    let row = sql(text).bind(person).optional(&mut session.tx).await?;
    row.map(|row| {
        let reason = code(&row, "reason", ErasureReason::from_code)?;
        Ok(ErasureAsk { on: row.get("asked_on")?, by: row.get("asked_by")?, reason })
    })
    .transpose()
}

/// She is not erased after all.
///
/// # Errors
/// [`StoreError::Conflict`] where nobody asked any more.
pub async fn keep(tx: &mut WriteTx, person: Uuid) -> Result<()> {
    let text = "/* erasures::keep */ DELETE FROM erasures WHERE person_id = $1";
    sql(text).bind(person).change_one(&mut tx.tx).await
}

/// All records of one person: `person` first, then those that were merged into it, at whichever office. They are for
/// erasing alone: who may erase the record that lives on erases what it took in.
///
/// # Errors
/// [`StoreError::Tampered`] where one of them does not open.
pub async fn records(tx: &mut WriteTx, person: Person) -> Result<Vec<Person>> {
    let root = units::root(tx).await?.id;
    let mut records = vec![person];
    let mut looked = 0;
    while let Some(record) = records.get(looked) {
        looked += 1;
        let text =
            "/* erasures::records */ SELECT id FROM people WHERE merged_into = $1 ORDER BY id";
        let found = sql(text).bind(record.id).all(&mut tx.tx).await?;
        let ids: Vec<Uuid> = found.iter().map(|row| row.get("id")).collect::<Result<_, _>>()?;
        for opened in people::load_below(tx, root, &ids).await? {
            records.push(opened.map_err(StoreError::Tampered)?);
        }
    }
    Ok(records)
}

/// What beside these records keeps their person from being erased.
///
/// # Errors
/// What the database says.
pub async fn obstacles(session: &mut Session, records: &[Person]) -> Result<Obstacles> {
    let mut any = async |rows: &str, flag: bool| -> Result<bool> {
        let text = format!(
            "/* erasures::obstacles */ SELECT COUNT(*) AS n FROM {rows} AND person_id IN ({})",
            list(2, records.len())
        );
        let ids = records.iter().map(|record| record.id);
        let row = sql(text).bind(flag).bind_all(ids).one(&mut session.tx).await?;
        Ok(row.get::<i64>("n")? > 0)
    };
    Ok(Obstacles {
        case_open: any("match_cases WHERE is_over = $1", false).await?,
        donation: any("donations WHERE (is_over = $1 OR realised_on IS NOT NULL)", false).await?,
        own_ledger: any("care_ledgers WHERE (kind <> 'family') = $1", true).await?,
    })
}

/// A table of past versions, and its column that names the row.
type Past = (&'static str, &'static str);

/// What is sealed under a person's key: tables, their past versions with the column that names the row, and the column
/// that names her. Each is gone before what it refers to.
const HERS: [(&str, Option<Past>, &str); 16] = [
    ("match_cases", Some(("past_match_cases", "case_id")), "person_id"),
    ("donations", Some(("past_donations", "donation_id")), "person_id"),
    ("tasks", Some(("past_tasks", "task_id")), "person_id"),
    ("memorials", Some(("past_memorials", "memorial_id")), "person_id"),
    ("honours", Some(("past_honours", "honour_id")), "person_id"),
    ("memberships", Some(("past_memberships", "membership_id")), "person_id"),
    ("reminders", Some(("past_reminders", "reminder_id")), "subject_id"),
    ("contact_ledger", Some(("past_contact_ledger", "entry_id")), "subject_id"),
    ("watches", None, "subject_id"),
    ("past_versions", None, "person_id"),
    ("registrations", None, "person_id"),
    ("consents", None, "person_id"),
    ("relatives", None, "person_id"),
    ("transfers", None, "person_id"),
    ("person_units", None, "person_id"),
    ("erasures", None, "person_id"),
];

/// Erases all `records` of one person, those merged into another before it: keys destroyed, rows and search tokens
/// deleted, and she is counted no more. Her relatives here are hers: they go with her.
///
/// # Errors
/// What the database says.
pub async fn erase(tx: &mut WriteTx, records: &[Person]) -> Result<()> {
    // A record is erased before the one that took it in, to which it points.
    for person in records.iter().rev() {
        tx.changes.note(&facts(person), &[]);
        // The ledgers that point to her are planned without her.
        watches::wake(tx, person.id).await?;
        search::replace_tokens(tx, Some(person), None).await?;
        people::release_documents(tx, person).await?;
        invitations::forget(tx, person.id).await?;
        for text in [
            "/* erasures::erase */ DELETE FROM outbox WHERE reminder_id IN (SELECT id FROM reminders WHERE subject_id = $1)",
            "/* erasures::erase */ DELETE FROM merges WHERE kept_id = $1 OR dropped_id = $1",
            "/* erasures::erase */ DELETE FROM reconciliations WHERE person_id = $1 OR other_id = $1",
        ] {
            sql(text).bind(person.id).execute(&mut tx.tx).await?;
        }
        for (table, past, column) in HERS {
            if let Some((past, row)) = past {
                sql(format!(
                    "/* erasures::erase */ DELETE FROM {past} WHERE {row} IN (SELECT id FROM {table} WHERE {column} = $1)"
                ))
                .bind(person.id)
                .execute(&mut tx.tx)
                .await?;
            }
            sql(format!("/* erasures::erase */ DELETE FROM {table} WHERE {column} = $1"))
                .bind(person.id)
                .execute(&mut tx.tx)
                .await?;
        }
        let gone = "/* erasures::erase */ DELETE FROM people WHERE id = $1 AND version = $2";
        sql(gone).bind(person.id).bind(person.version).change_one(&mut tx.tx).await?;
        for relative in &person.relatives {
            keys::destroy(tx, relative.id).await?;
        }
        keys::destroy(tx, person.id).await?;
    }
    Ok(())
}
