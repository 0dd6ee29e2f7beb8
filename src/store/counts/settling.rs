//! Writing down what a transaction changed of what is counted, as the last thing before its commit: counters that
//! many write to are held for as short as can be, and all of a transaction's in one order, so that two
//! transactions never wait for each other in a circle.

use uuid::Uuid;

use super::{
    channel_text,
    closing::{OPEN_FROM, POSTED_IN},
    columns, month_text, programme_text,
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
    let cells = Vec::from_iter(changes.cells());
    for cells in cells.chunks(ROWS) {
        send(tx, add(cells), cells.len()).await?;
    }
    Ok(())
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
        "/* counts::add */ INSERT INTO counters (unit_id, what, programme, month, standing, channel, number)
         SELECT c.ancestor_id, v.column2, v.column3, v.column4, v.column5, v.column6, CAST(SUM(v.column7) AS BIGINT)
         FROM (VALUES {}) v JOIN unit_closure c ON c.descendant_id = v.column1
         GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6
         ON CONFLICT (unit_id, what, programme, month, standing, channel)
         DO UPDATE SET number = counters.number + excluded.number",
        placeholders(1, cells.len(), 7)
    ));
    for (cell, by) in cells {
        insert = insert
            .bind(cell.unit)
            .bind(cell.what.code())
            .bind(programme_text(cell.programme))
            .bind(month_text(cell.month))
            .bind(cell.standing.code())
            .bind(channel_text(cell.channel))
            .bind(*by);
    }
    insert
}
