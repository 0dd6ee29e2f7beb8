//! The figures of a cohort as they were when they closed.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{
    Result, Session, WriteTx,
    db::{Row, sql},
};
use crate::domain::rates::{cohorts::CohortState, definitions::Definition, tallies::Tally};

/// Closed figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closed {
    /// Provisional or final.
    pub state: CohortState,
    /// The definition's code.
    pub definition: String,
    /// Its version then.
    pub definition_version: i64,
    /// Lost.
    pub numerator: i64,
    /// Lost or kept.
    pub denominator: i64,
    /// Not settled.
    pub pending: i64,
    /// In neither.
    pub excluded: i64,
    /// When.
    pub closed_at: DateTime<Utc>,
}

/// Closes the figures of one rate.
///
/// # Errors
/// [`StoreError::Conflict`](super::StoreError) where they are closed already.
pub async fn insert(
    tx: &mut WriteTx,
    unit: Uuid,
    cohort: i32,
    state: CohortState,
    definition: &Definition,
    tally: &Tally,
) -> Result<()> {
    let count = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let (id, now, account) = (tx.new_id(), tx.now, tx.origin().account);
    sql("/* rate_closings::insert */ INSERT INTO rate_closings
         (id, unit_id, cohort, state, definition, definition_version, numerator, denominator, pending, excluded, closed_at, closed_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)")
    .bind(id)
    .bind(unit)
    .bind(i64::from(cohort))
    .bind(state.code())
    .bind(definition.code.as_str())
    .bind(i64::from(definition.version))
    .bind(count(tally.numerator))
    .bind(count(tally.denominator))
    .bind(count(tally.pending))
    .bind(count(tally.excluded))
    .bind(now)
    .bind(account)
    .execute(&mut tx.tx)
    .await?;
    Ok(())
}

/// What was closed of a cohort, the provisional figures first.
///
/// # Errors
/// What the database says.
pub async fn of(session: &mut Session, unit: Uuid, cohort: i32) -> Result<Vec<Closed>> {
    sql("/* rate_closings::of */ SELECT state, definition, definition_version, numerator, denominator, pending, excluded, closed_at
         FROM rate_closings WHERE unit_id = $1 AND cohort = $2 ORDER BY closed_at, definition")
    .bind(unit)
    .bind(i64::from(cohort))
    .all(&mut session.tx)
    .await?
    .iter()
    .map(read)
    .collect()
}

fn read(row: &Row) -> Result<Closed> {
    let state: String = row.get("state")?;
    let state = CohortState::from_code(&state)
        .ok_or_else(|| sqlx::Error::Decode(format!("state {state}").into()))?;
    Ok(Closed {
        state,
        definition: row.get("definition")?,
        definition_version: row.get("definition_version")?,
        numerator: row.get("numerator")?,
        denominator: row.get("denominator")?,
        pending: row.get("pending")?,
        excluded: row.get("excluded")?,
        closed_at: row.get("closed_at")?,
    })
}
