//! Which quarters are published. What is written down from then on is posted to those that are not.

use uuid::Uuid;

use crate::{
    domain::periods::Quarter,
    store::{Result, Session, WriteTx, db::sql, rows::code},
};

/// The first open quarter of `$unit`, by whoever publishes for it, at it or above; the empty text, which is before
/// every quarter, where nobody has yet.
pub(super) const OPEN_FROM: &str = "(SELECT COALESCE(MAX(q.open_from), '') FROM closed_quarters q
    JOIN unit_closure c ON c.ancestor_id = q.unit_id WHERE c.descendant_id = $unit)";

/// The later of `$quarter` and the first open quarter of `$unit`.
pub(super) const POSTED_IN: &str = "(SELECT CASE WHEN MAX(q.open_from) > $quarter THEN MAX(q.open_from)
    ELSE $quarter END FROM closed_quarters q JOIN unit_closure c ON c.ancestor_id = q.unit_id WHERE c.descendant_id = $unit)";

/// Closes all quarters up to `last` for `unit` and all below it: from the commit on nothing is posted to them any
/// more, and what is posted stays as it is. What is closed stays closed.
///
/// Whoever publishes closes first, in a transaction of its own that does nothing else, and reads what is posted after
/// its commit. Those who are writing are waited for, so that nothing is posted to a quarter that is closed.
///
/// # Errors
/// What the database says.
pub async fn close_through(tx: &mut WriteTx, unit: Uuid, last: Quarter) -> Result<()> {
    // SQLite has one writer.
    if tx.tx.is_postgres() {
        let lock = "/* counts::close_through */ LOCK TABLE counted_facts IN SHARE MODE";
        sql(lock).execute(&mut tx.tx).await?;
    }
    sql("/* counts::close_through */ INSERT INTO closed_quarters (unit_id, open_from) VALUES ($1, $2)
         ON CONFLICT (unit_id) DO UPDATE SET open_from =
         CASE WHEN closed_quarters.open_from > excluded.open_from THEN closed_quarters.open_from
         ELSE excluded.open_from END")
    .bind(unit)
    .bind(last.next().to_string())
    .execute(&mut tx.tx)
    .await?;
    Ok(())
}

/// The first quarter that is open for `unit`; none where nothing has been published for it yet.
///
/// # Errors
/// What the database says.
pub async fn open_from(session: &mut Session, unit: Uuid) -> Result<Option<Quarter>> {
    let text = OPEN_FROM.replace("$unit", "$1");
    let row = sql(format!("/* counts::open_from */ SELECT {text} AS open_from"))
        .bind(unit)
        .one(&mut session.tx)
        .await?;
    let read = |text: &str| super::or_none(text, Quarter::parse);
    Ok(code(&row, "open_from", read)?)
}
