//! What rows of a person were before they changed.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::{Result, Session, StoreError, db::sql, keys, rows};
use crate::domain::person::Person;

/// A row as it was until it was replaced.
pub struct PastVersion {
    /// `person`, `registration`, `consent` or `relative`.
    pub kind: String,
    /// The row.
    pub row: Uuid,
    /// The version that was replaced.
    pub version: i64,
    /// When.
    pub replaced_at: DateTime<Utc>,
    /// By whom; none for the operator.
    pub replaced_by: Option<Uuid>,
    /// What it was; personal data.
    pub was: Value,
}

/// The past versions of everything that belongs or belonged to `person`, the newest first. The caller
/// has loaded the person within scope.
///
/// # Errors
/// [`StoreError::Tampered`] where one was changed by hand.
pub async fn list(session: &mut Session, person: &Person) -> Result<Vec<PastVersion>> {
    let found = sql(
        "/* past_versions::list */ SELECT row_id, version, kind, replaced_at, replaced_by, sealed
         FROM past_versions WHERE person_id = $1 ORDER BY replaced_at DESC, row_id, version DESC",
    )
    .bind(person.id)
    .all(&mut session.tx)
    .await?;
    let mut subjects = vec![person.id];
    for row in &found {
        subjects.push(row.get("row_id")?);
    }
    let keys = keys::get(session, &subjects).await?;
    found
        .iter()
        .map(|row| {
            let (id, version): (Uuid, i64) = (row.get("row_id")?, row.get("version")?);
            let kind: String = row.get("kind")?;
            // A relative's own key sealed what she was.
            let subject = if kind == "relative" { id } else { person.id };
            let key = keys.get(&subject).ok_or(StoreError::Tampered(person.id))?;
            let place = rows::past_place(person.id, &kind, id, version);
            let was = rows::open(key, &row.get::<Vec<u8>>("sealed")?, &place, person.id)?;
            let (replaced_at, replaced_by) = (row.get("replaced_at")?, row.get("replaced_by")?);
            Ok(PastVersion { kind, row: id, version, replaced_at, replaced_by, was })
        })
        .collect()
}

/// What the rows of `person` are now, in the form of [`PastVersion::was`]: `(row, value)`.
pub fn present(person: &Person) -> Vec<(Uuid, Value)> {
    let mut rows = vec![(person.id, json(&super::people::past_person(person)))];
    rows.extend(person.registrations.iter().map(|row| (row.id, json(row))));
    rows.extend(person.consents.iter().map(|row| (row.id, json(row))));
    rows.extend(person.relatives.iter().map(|row| (row.id, json(row))));
    rows
}

fn json(row: &impl Serialize) -> Value {
    // Unwrap safety: what is sealed as JSON is JSON.
    serde_json::to_value(row).expect("a row of a person is JSON")
}
