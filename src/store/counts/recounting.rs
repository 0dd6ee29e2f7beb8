//! What counting anew needs: what the counters and facts say, whole, and the people by batches.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{read_cell, read_month, read_programme, read_standing, read_what, settling::MISSING};
use crate::{
    domain::{
        counts::{self, Cell, Fact, Standing, What},
        periods::{Month, Quarter},
        programmes::Programme,
    },
    store::{
        Result, Session, WriteTx,
        db::{Row, list, sql},
        people,
        rows::code,
        units,
    },
};

/// People opened at a time.
pub const BATCH: usize = 400;

/// A fact as it is written down, with where it was posted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// What it is.
    pub what: What,
    /// The registration, or the person.
    pub row: Uuid,
    /// The unit that registered.
    pub unit: Uuid,
    /// The programme; none of persons.
    pub programme: Option<Programme>,
    /// The month; none where the day is not known.
    pub month: Option<Month>,
    /// What became of it.
    pub standing: Standing,
    /// The quarter to which it was posted.
    pub posted_in: Quarter,
}

impl Counted {
    /// Whether it says of `fact` what is.
    pub fn says(&self, fact: &Fact) -> bool {
        (self.what, self.row, self.unit, self.programme, self.month, self.standing)
            == (fact.what, fact.row, fact.unit, fact.programme, fact.month, fact.standing)
    }
}

fn read(row: &Row) -> Result<Counted> {
    Ok(Counted {
        what: read_what(row)?,
        row: row.get("row_id")?,
        unit: row.get("unit_id")?,
        programme: read_programme(row)?,
        month: read_month(row)?,
        standing: read_standing(row)?,
        posted_in: code(row, "posted_in", Quarter::parse)?,
    })
}

const FACTS: &str = "SELECT f.what, f.row_id, f.unit_id, f.programme, f.month, f.standing, f.posted_in FROM counted_facts f";

/// The facts that are written down of `rows`: registrations and people. What is only posted is none.
///
/// # Errors
/// What the database says.
pub async fn rows_of(session: &mut Session, rows: &[Uuid]) -> Result<Vec<Counted>> {
    let whats: Vec<&str> = What::ALL.iter().map(|what| what.code()).collect();
    let mut found = Vec::new();
    for chunk in rows.chunks(BATCH) {
        let these = list(2 + whats.len(), chunk.len());
        let text = format!(
            "/* counts::rows_of */ {FACTS} WHERE f.void = $1 AND f.what IN ({}) AND f.row_id IN ({these})",
            list(2, whats.len())
        );
        let statement = sql(text).bind(false).bind_all(whats.iter().copied());
        for row in statement.bind_all(chunk.iter().copied()).all(&mut session.tx).await? {
            found.push(read(&row)?);
        }
    }
    Ok(found)
}

/// The facts that are written down of what there is not.
///
/// # Errors
/// What the database says.
pub async fn orphans(session: &mut Session) -> Result<Vec<Counted>> {
    sql(format!(
        "/* counts::orphans */ {FACTS} WHERE f.void = $1
         AND NOT EXISTS (SELECT 1 FROM registrations r WHERE r.id = f.row_id)
         AND NOT EXISTS (SELECT 1 FROM people p WHERE p.id = f.row_id) ORDER BY f.what, f.row_id"
    ))
    .bind(false)
    .all(&mut session.tx)
    .await?
    .iter()
    .map(read)
    .collect()
}

/// All counters, of every unit with all below it, with what is not gathered yet; none is nought.
///
/// # Errors
/// What the database says.
pub async fn cells(session: &mut Session) -> Result<BTreeMap<Cell, i64>> {
    let mut cells: BTreeMap<Cell, i64> = BTreeMap::new();
    let counters = "/* counts::cells */ SELECT unit_id, what, period, programme, standing, channel, number FROM counters";
    for row in sql(counters).all(&mut session.tx).await? {
        cells.insert(read_cell(&row)?, row.get("number")?);
    }
    let appended = "/* counts::cells */ SELECT c.ancestor_id AS unit_id, n.what, n.period, n.programme, n.standing, n.channel,
             n.number FROM counter_changes n JOIN unit_closure c ON c.descendant_id = n.unit_id";
    for row in sql(appended).all(&mut session.tx).await? {
        for cell in read_cell(&row)?.parts() {
            *cells.entry(cell).or_default() += row.get::<i64>("number")?;
        }
    }
    cells.retain(|_, number| *number != 0);
    Ok(cells)
}

/// Registrations of which what was posted does not add up to whether they stand, by unit and programme.
///
/// # Errors
/// What the database says.
pub async fn unbalanced(session: &mut Session) -> Result<Vec<(Uuid, Option<Programme>, i64)>> {
    let missing = MISSING.replace("$no", "$1");
    sql(format!(
        "/* counts::unbalanced */ SELECT unit_id, programme, COUNT(*) AS number FROM (
             SELECT row_id, unit_id, programme FROM ({missing}) m
             GROUP BY row_id, unit_id, programme HAVING SUM(missing) <> 0
         ) u GROUP BY unit_id, programme ORDER BY unit_id, programme"
    ))
    .bind(false)
    .all(&mut session.tx)
    .await?
    .iter()
    .map(|row| Ok((row.get("unit_id")?, read_programme(row)?, row.get("number")?)))
    .collect()
}

/// Counts what was there before counting began, once; gives whether it did. A record that does not open is
/// left out.
///
/// # Errors
/// What the database says.
pub async fn build_if_never(tx: &mut WriteTx) -> Result<bool> {
    let now = tx.now;
    // Of two instances that start at once the second waits here, and finds it done.
    let first =
        sql("/* counts::build_if_never */ INSERT INTO counts_built (id, built_at) VALUES (1, $1)
         ON CONFLICT (id) DO NOTHING")
        .bind(now)
        .execute(&mut tx.tx)
        .await?;
    if first == 0 {
        return Ok(false);
    }
    for table in ["counters", "counter_changes", "counted_facts", "posting_corrections"] {
        sql(format!("/* counts::build_if_never */ DELETE FROM {table}"))
            .execute(&mut tx.tx)
            .await?;
    }
    let root = units::root(tx).await?.id;
    let mut after = Uuid::nil();
    loop {
        let ids = people::ids_below(tx, root, after, BATCH).await?;
        let Some(last) = ids.last() else { break };
        after = *last;
        for person in people::load_below(tx, root, &ids).await?.iter().flatten() {
            tx.changes.begin(&counts::facts(person));
        }
        super::settle(tx).await?;
    }
    Ok(true)
}
