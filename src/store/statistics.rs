//! Counts for the people who may see them: plaintext dimensions only, nothing opened.

use chrono::NaiveDate;

use super::{Result, Session, db::sql};
use crate::domain::permissions::Scope;

/// How many registrations there are of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgrammeCount {
    /// The programme's code.
    pub programme: String,
    /// The stance's code.
    pub stance: String,
    /// The status' code.
    pub status: String,
    /// How many.
    pub count: i64,
}

/// Registrations in `scope` by programme, stance and status.
///
/// # Errors
/// What the database says.
pub async fn by_programme(session: &mut Session, scope: &Scope) -> Result<Vec<ProgrammeCount>> {
    sql("/* statistics::by_programme */ SELECT r.programme, r.stance, r.status, COUNT(*) AS n FROM registrations r
         JOIN people p ON p.id = r.person_id JOIN unit_closure c ON c.descendant_id = p.unit_id AND c.ancestor_id = $1
         WHERE p.status <> 'merged' GROUP BY r.programme, r.stance, r.status")
    .bind(scope.root())
    .all(&mut session.tx)
    .await?
    .iter()
    .map(|row| {
        Ok(ProgrammeCount {
            programme: row.get("programme")?,
            stance: row.get("stance")?,
            status: row.get("status")?,
            count: row.get("n")?,
        })
    })
    .collect()
}

/// How many people in `scope` have a record.
///
/// # Errors
/// What the database says.
pub async fn people(session: &mut Session, scope: &Scope) -> Result<i64> {
    let row = sql("/* statistics::people */ SELECT COUNT(*) AS n FROM people p
         JOIN unit_closure c ON c.descendant_id = p.unit_id AND c.ancestor_id = $1 WHERE p.status <> 'merged'")
    .bind(scope.root())
    .one(&mut session.tx)
    .await?;
    Ok(row.get("n")?)
}

/// Offers in `scope` that were registered in `[from, until)`, by programme.
///
/// # Errors
/// What the database says.
pub async fn registered_between(
    session: &mut Session,
    scope: &Scope,
    from: NaiveDate,
    until: NaiveDate,
) -> Result<Vec<(String, i64)>> {
    sql("/* statistics::registered_between */ SELECT r.programme, COUNT(*) AS n FROM registrations r
         JOIN people p ON p.id = r.person_id JOIN unit_closure c ON c.descendant_id = p.unit_id AND c.ancestor_id = $1
         WHERE p.status <> 'merged' AND r.stance = 'offers' AND r.registered_on >= $2 AND r.registered_on < $3
         GROUP BY r.programme")
    .bind(scope.root())
    .bind(from)
    .bind(until)
    .all(&mut session.tx)
    .await?
    .iter()
    .map(|row| Ok((row.get("programme")?, row.get("n")?)))
    .collect()
}
