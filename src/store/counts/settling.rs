//! Writing down what a transaction changed of what is counted, as the last thing before its commit. Counters are
//! written by one transaction at a time, and only where it has much to add; a single registration adds rows of
//! its own, which whoever reads adds up, and one in many gathers what has come together. So nobody waits for a counter
//! that everybody writes to.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{
    cell_columns,
    closing::{OPEN_FROM, POSTED_IN},
    columns, read_cell,
};
use crate::{
    domain::{
        counts::{Cell, Fact, What},
        periods::Quarter,
    },
    store::{
        Result, WriteTx,
        db::{Statement, list, placeholders, sql},
    },
};

/// Of each registration what is missing for all that was posted of it to add up to whether it stands: one less for
/// having come, one more for having left, and the other way round what was made good, with its quarter.
pub(super) const MISSING: &str = "SELECT row_id, posted_unit_id AS unit_id, programme, '' AS quarter,
        CASE WHEN void = $no AND standing = 'in' THEN 0 ELSE -1 END AS missing
    FROM counted_facts WHERE what = 'registered'
    UNION ALL SELECT row_id, posted_unit_id, programme, '', 1 FROM counted_facts WHERE what = 'left'
    UNION ALL SELECT row_id, posted_unit_id, programme, '', 1 FROM counted_facts WHERE what = 'realised'
    UNION ALL SELECT row_id, unit_id, programme, quarter, -change FROM posting_corrections";

/// Rows written by one statement.
const ROWS: usize = 100;
/// Up to so many things are appended; who changes more, as an import does, adds to the counters.
const FEW: usize = 24;
/// One transaction in so many gathers what has been appended.
const ONE_IN: u8 = 64;
/// At most so many rows are gathered at a time.
const GATHERED: usize = 5_000;

/// Writes what changed since the transaction began, or since it was last called: facts, counters, and what makes good
/// what was published of them.
pub(in crate::store) async fn settle(tx: &mut WriteTx) -> Result<()> {
    let changes = std::mem::take(&mut tx.changes);
    if changes.is_empty() {
        return Ok(());
    }
    let today = Quarter::of(tx.today);
    for facts in changes.put().chunks(ROWS) {
        send(tx, put(facts, today), facts.len()).await?;
    }
    for gone in changes.gone().chunks(ROWS) {
        for statement in take_away(gone) {
            send(tx, statement, gone.len()).await?;
        }
    }
    let moved = Vec::from_iter(changes.moved());
    for rows in moved.chunks(ROWS) {
        make_good(tx, rows, today).await?;
    }
    let cells = changes.cells();
    if cells.len() > FEW {
        wait_for_turn(tx).await?;
        return add_all(tx, cells).await;
    }
    append(tx, cells);
    if tx.new_id().as_bytes()[15].is_multiple_of(ONE_IN) {
        gather(tx).await?;
    }
    Ok(())
}

/// Adds what has come together to the counters, unless somebody does so already.
///
/// # Errors
/// What the database says.
pub async fn gather(tx: &mut WriteTx) -> Result<()> {
    if !take_turn(tx).await? {
        return Ok(());
    }
    let gone = sql(format!(
        "/* counts::gather */ DELETE FROM counter_changes
         WHERE id IN (SELECT id FROM counter_changes ORDER BY id LIMIT {GATHERED})
         RETURNING unit_id, what, period, programme, standing, channel, number"
    ))
    .all(&mut tx.tx)
    .await?;
    let mut cells = BTreeMap::new();
    for row in &gone {
        *cells.entry(read_cell(row)?).or_default() += row.get::<i64>("number")?;
    }
    add_all(tx, cells).await
}

/// The lock of PostgreSQL under which counters are written; SQLite has one writer.
const TURN: &str = "pg_advisory_xact_lock(21)";

async fn wait_for_turn(tx: &mut WriteTx) -> Result<()> {
    if tx.tx.is_postgres() {
        sql(format!("/* counts::wait_for_turn */ SELECT {TURN}")).execute(&mut tx.tx).await?;
    }
    Ok(())
}

async fn take_turn(tx: &mut WriteTx) -> Result<bool> {
    if !tx.tx.is_postgres() {
        return Ok(true);
    }
    let try_turn = TURN.replace("pg_advisory", "pg_try_advisory");
    let text = format!("/* counts::take_turn */ SELECT {try_turn} AS taken");
    Ok(sql(text).one(&mut tx.tx).await?.get("taken")?)
}

/// Adds to the counters; it is this transaction's turn.
async fn add_all(tx: &mut WriteTx, cells: BTreeMap<Cell, i64>) -> Result<()> {
    let mut all: BTreeMap<Cell, i64> = BTreeMap::new();
    for (cell, by) in cells {
        for part in cell.parts() {
            *all.entry(part).or_default() += by;
        }
    }
    all.retain(|_, by| *by != 0);
    let all = Vec::from_iter(all);
    for cells in all.chunks(ROWS) {
        send(tx, add(cells), cells.len()).await?;
    }
    Ok(())
}

/// Writes rows of one's own that say what is added.
fn append(tx: &mut WriteTx, cells: BTreeMap<Cell, i64>) {
    if cells.is_empty() {
        return;
    }
    let mut insert = sql(format!(
        "/* counts::append */ INSERT INTO counter_changes (id, unit_id, what, period, programme, standing, channel, number)
         VALUES {}",
        placeholders(1, cells.len(), 8)
    ));
    for (cell, by) in cells {
        insert = insert.bind(tx.new_id()).bind_all(cell_columns(&cell)).bind(by);
    }
    insert.later(&mut tx.tx);
}

/// A statement of many rows goes by itself: joined with others its placeholders would be too many.
async fn send(tx: &mut WriteTx, statement: Statement, rows: usize) -> Result<()> {
    if rows == ROWS {
        statement.execute(&mut tx.tx).await?;
    } else {
        statement.later(&mut tx.tx);
    }
    Ok(())
}

/// Writes facts that are new or others now. Where one was posted to a quarter that is published by now, the
/// posting stays; else it goes to the quarter in which it took effect, or to the first open one.
fn put(facts: &[Fact], today: Quarter) -> Statement {
    let values: Vec<String> = (0..facts.len())
        .map(|n| {
            let at = |column: usize| format!("${}", n * 8 + column);
            let (unit, void, posted_in) = (at(3), at(7), POSTED_IN.replace("$unit", &at(3)));
            let first: Vec<String> = (1..=6).map(at).collect();
            let posted_in = posted_in.replace("$quarter", &at(8));
            format!("({}, {unit}, {posted_in}, {void})", first.join(", "))
        })
        .collect();
    let open_from = OPEN_FROM.replace("$unit", "counted_facts.posted_unit_id");
    // An unknown day is posted once: in the quarter in which it was written down.
    let keeps = format!(
        "counted_facts.posted_in < {open_from} OR (counted_facts.month = '' AND excluded.month = ''
         AND counted_facts.unit_id = excluded.unit_id)"
    );
    let mut insert = sql(format!(
        "/* counts::put */ INSERT INTO counted_facts
         (what, row_id, unit_id, programme, month, standing, posted_unit_id, posted_in, void)
         VALUES {} ON CONFLICT (what, row_id) DO UPDATE SET unit_id = excluded.unit_id, programme = excluded.programme,
         month = excluded.month, standing = excluded.standing, void = excluded.void,
         posted_unit_id = CASE WHEN {keeps} THEN counted_facts.posted_unit_id ELSE excluded.posted_unit_id END,
         posted_in = CASE WHEN {keeps} THEN counted_facts.posted_in ELSE excluded.posted_in END",
        values.join(", ")
    ));
    for fact in facts {
        let quarter = fact.quarter().unwrap_or(today).to_string();
        insert = insert.bind_all(columns(fact)).bind(false).bind(quarter);
    }
    insert
}

/// Takes facts away that are none any more; of those that are published, the posting stays as void.
fn take_away(gone: &[(What, Uuid)]) -> [Statement; 2] {
    let open_from = OPEN_FROM.replace("$unit", "counted_facts.posted_unit_id");
    let names = placeholders(1, gone.len(), 2);
    let bound = |text: String| {
        let statement = sql(text);
        gone.iter().fold(statement, |statement, (what, row)| statement.bind(what.code()).bind(*row))
    };
    let void = gone.len() * 2 + 1;
    [
        bound(format!(
            "/* counts::take_away */ DELETE FROM counted_facts
             WHERE (what, row_id) IN (VALUES {names}) AND posted_in >= {open_from}"
        )),
        bound(format!(
            "/* counts::take_away */ UPDATE counted_facts SET void = ${void}
             WHERE (what, row_id) IN (VALUES {names}) AND posted_in < {open_from}"
        ))
        .bind(true),
    ]
}

/// Has what is posted of each of `rows`, registrations, add up to whether it stands: as many came as left, and one
/// more where it does. What is missing is posted to the current quarter.
async fn make_good(tx: &mut WriteTx, rows: &[Uuid], today: Quarter) -> Result<()> {
    let quarter = today.to_string();
    let these = list(2, rows.len());
    let missing = MISSING.replace("$no", &format!("${}", rows.len() + 2));
    // What was made good in this quarter is made good anew.
    sql(format!(
        "/* counts::make_good */ INSERT INTO posting_corrections (row_id, quarter, unit_id, programme, change)
         SELECT row_id, $1, unit_id, programme, CAST(SUM(CASE WHEN quarter = $1 THEN 0 ELSE missing END) AS BIGINT)
         FROM ({missing}) m WHERE row_id IN ({these}) GROUP BY row_id, unit_id, programme
         HAVING SUM(CASE WHEN quarter = $1 THEN 0 ELSE missing END) <> 0 OR MAX(quarter) = $1
         ON CONFLICT (row_id, quarter) DO UPDATE SET change = excluded.change"
    ))
    .bind(quarter)
    .bind_all(rows.iter().copied())
    .bind(false)
    .execute(&mut tx.tx)
    .await?;
    Ok(())
}

/// Adds to the counters of each cell's unit and of all above it.
fn add(cells: &[(Cell, i64)]) -> Statement {
    let mut insert = sql(format!(
        "/* counts::add */ INSERT INTO counters (unit_id, what, period, programme, standing, channel, number)
         SELECT c.ancestor_id, v.column2, v.column3, v.column4, v.column5, v.column6, CAST(SUM(v.column7) AS BIGINT)
         FROM (VALUES {}) v JOIN unit_closure c ON c.descendant_id = v.column1
         GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6
         ON CONFLICT (unit_id, what, period, programme, standing, channel)
         DO UPDATE SET number = counters.number + excluded.number",
        placeholders(1, cells.len(), 7)
    ));
    for (cell, by) in cells {
        insert = insert.bind_all(cell_columns(cell)).bind(*by);
    }
    insert
}
