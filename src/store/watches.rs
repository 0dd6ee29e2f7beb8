//! When the planner looks at whom again. A day comes by itself; whoever changes a subject wakes it at once, so
//! that planning costs what is due and not who is registered.

use chrono::NaiveDate;
use uuid::Uuid;

use super::{
    Result, Session, WriteTx,
    db::{list, sql},
};
use crate::domain::reminders::SubjectKind;

/// The day of who is to be looked at as soon as possible.
const AT_ONCE: NaiveDate = NaiveDate::from_ymd_opt(1970, 1, 1).unwrap();
/// The day of who sleeps until something changes.
const NEVER: NaiveDate = NaiveDate::from_ymd_opt(9999, 12, 31).unwrap();

const SELECT: &str = "SELECT subject_id, kind, entered_on, seen_on, wakes FROM watches";

/// A subject whose day has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watch {
    /// The subject.
    pub subject: Uuid,
    /// What it is.
    pub kind: SubjectKind,
    /// The day it came into the registry.
    pub entered_on: NaiveDate,
    /// The day of the last look, or of the last change since.
    pub seen_on: NaiveDate,
    wakes: i64,
}

/// Begins to watch a new subject.
pub(super) fn begin(tx: &mut WriteTx, kind: SubjectKind, subject: Uuid) {
    let today = tx.today;
    sql("/* watches::begin */ INSERT INTO watches (subject_id, kind, entered_on, seen_on, wake_on, wakes)
         VALUES ($1, $2, $3, $4, $5, 0)")
    .bind(subject)
    .bind(kind.code())
    .bind(today)
    .bind(today)
    .bind(AT_ONCE)
    .later(&mut tx.tx);
}

/// Nobody is there any more to look at.
pub(super) async fn end(tx: &mut WriteTx, subject: Uuid) -> Result<()> {
    let text = "/* watches::end */ DELETE FROM watches WHERE subject_id = $1";
    sql(text).bind(subject).execute(&mut tx.tx).await?;
    Ok(())
}

/// Has a subject looked at anew, and the care ledgers that point to it. What by the facts known until now was
/// over before today is not missed by those known from now on; there was nothing to look at
/// before the day of the next look.
///
/// # Errors
/// What the database says.
pub async fn wake(tx: &mut WriteTx, subject: Uuid) -> Result<()> {
    let today = tx.today;
    sql(
        "/* watches::wake */ UPDATE watches SET
             seen_on = CASE WHEN wake_on >= $2 THEN $2 WHEN wake_on > seen_on THEN wake_on ELSE seen_on END,
             wake_on = $3, wakes = wakes + 1
         WHERE subject_id = $1 OR subject_id IN (SELECT id FROM care_ledgers WHERE person_id = $1)",
    )
    .bind(subject)
    .bind(today)
    .bind(AT_ONCE)
    .execute(&mut tx.tx)
    .await?;
    Ok(())
}

/// Has everybody looked at anew where the rules are not those of the last look. Whether they were not.
///
/// # Errors
/// What the database says.
pub async fn follow_rules(tx: &mut WriteTx, digest: &[u8]) -> Result<bool> {
    let known = sql("/* watches::follow_rules */ SELECT digest FROM planned_rules WHERE id = 1")
        .optional(&mut tx.tx)
        .await?;
    if known.map(|row| row.get::<Vec<u8>>("digest")).transpose()?.as_deref() == Some(digest) {
        return Ok(false);
    }
    sql("/* watches::follow_rules */ INSERT INTO planned_rules (id, digest) VALUES (1, $1)
         ON CONFLICT (id) DO UPDATE SET digest = excluded.digest")
    .bind(digest.to_vec())
    .execute(&mut tx.tx)
    .await?;
    let today = tx.today;
    sql("/* watches::follow_rules */ UPDATE watches SET
             seen_on = CASE WHEN wake_on >= $1 THEN $1 WHEN wake_on > seen_on THEN wake_on ELSE seen_on END,
             wake_on = $2, wakes = wakes + 1")
    .bind(today)
    .bind(AT_ONCE)
    .execute(&mut tx.tx)
    .await?;
    Ok(true)
}

/// Those whose day has come by `today`, the longest waiting first, at most `limit`.
///
/// # Errors
/// What the database says.
pub async fn due(session: &mut Session, today: NaiveDate, limit: usize) -> Result<Vec<Watch>> {
    let text = format!(
        "/* watches::due */ {SELECT}
         WHERE wake_on <= $1 ORDER BY wake_on, subject_id LIMIT {limit}"
    );
    read(sql(text).bind(today).all(&mut session.tx).await?)
}

/// The watches of these subjects.
///
/// # Errors
/// What the database says.
pub async fn of(session: &mut Session, subjects: &[Uuid]) -> Result<Vec<Watch>> {
    let mut found = Vec::new();
    for chunk in subjects.chunks(400) {
        let text = format!(
            "/* watches::of */ {SELECT}
             WHERE subject_id IN ({}) ORDER BY subject_id",
            list(1, chunk.len())
        );
        let rows = sql(text).bind_all(chunk.iter().copied()).all(&mut session.tx).await?;
        found.append(&mut read(rows)?);
    }
    Ok(found)
}

/// Everybody, by id, after `after`; at most `limit`. For a look at what would be.
///
/// # Errors
/// What the database says.
pub async fn after(session: &mut Session, after: Uuid, limit: usize) -> Result<Vec<Watch>> {
    let text = format!(
        "/* watches::after */ {SELECT}
         WHERE subject_id > $1 ORDER BY subject_id LIMIT {limit}"
    );
    read(sql(text).bind(after).all(&mut session.tx).await?)
}

fn read(rows: Vec<super::db::Row>) -> Result<Vec<Watch>> {
    rows.iter()
        .map(|row| {
            Ok(Watch {
                subject: row.get("subject_id")?,
                kind: super::rows::code(row, "kind", SubjectKind::from_code)?,
                entered_on: row.get("entered_on")?,
                seen_on: row.get("seen_on")?,
                wakes: row.get("wakes")?,
            })
        })
        .collect()
}

/// Puts a subject to sleep until `wake_on`; none: until something changes. Where it was woken since it was
/// found, it stays awake.
///
/// # Errors
/// What the database says.
pub async fn sleep(
    tx: &mut WriteTx,
    watch: &Watch,
    today: NaiveDate,
    wake_on: Option<NaiveDate>,
) -> Result<()> {
    sql("/* watches::sleep */ UPDATE watches SET seen_on = $3, wake_on = $4
         WHERE subject_id = $1 AND wakes = $2")
    .bind(watch.subject)
    .bind(watch.wakes)
    .bind(today.max(watch.seen_on))
    .bind(wake_on.unwrap_or(NEVER))
    .execute(&mut tx.tx)
    .await?;
    Ok(())
}
