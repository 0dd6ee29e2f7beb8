//! What the counters say. It costs the same however many people there are: a counter is there for a unit with all
//! below it, and nothing is opened.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{read_cell, read_channel, read_month, read_programme, read_standing, read_what};
use crate::{
    domain::{
        counts::{Cell, Standing, What},
        periods::{Month, Period, Quarter},
        permissions::Scope,
        programmes::Programme,
        registrations::Channel,
    },
    store::{
        Result, Session,
        db::{Row, list, sql},
        rows::code,
    },
};

/// How many there are of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Number {
    /// What is counted.
    pub what: What,
    /// Of which programme; none of persons.
    pub programme: Option<Programme>,
    /// What became of them.
    pub standing: Standing,
    /// How many.
    pub count: i64,
}

/// That `$unit` lies in the scope whose root is `$root`: what lies outside has no numbers.
const IN_SCOPE: &str =
    "EXISTS (SELECT 1 FROM unit_closure s WHERE s.ancestor_id = $root AND s.descendant_id = $unit)";

/// What is counted of `unit` and all below it, month by month, the earliest first; none is the unknown month.
/// Nothing where the unit lies outside `scope`.
///
/// # Errors
/// What the database says.
pub async fn by_month(
    session: &mut Session,
    scope: &Scope,
    unit: Uuid,
    whats: &[What],
) -> Result<Vec<(Option<Month>, Number)>> {
    let in_scope = IN_SCOPE.replace("$root", "$1").replace("$unit", "$2");
    let rows = sql(format!(
        "/* counts::by_month */ SELECT what, programme, period AS month, standing, number FROM counters
         WHERE unit_id = $2 AND channel = '' AND LENGTH(period) <> 4 AND {in_scope} AND what IN ({})",
        list(3, whats.len())
    ))
    .bind(scope.root())
    .bind(unit)
    .bind_all(whats.iter().map(|what| what.code()))
    .all(&mut session.tx)
    .await?;
    let mut numbers: BTreeMap<(Option<Month>, Key), i64> = BTreeMap::new();
    for row in &rows {
        numbers.insert((read_month(row)?, key(row)?), row.get("number")?);
    }
    for (_, cell, count) in appended(session, scope, unit, 0, whats).await? {
        *numbers.entry((month_of(&cell), key_of(&cell))).or_default() += count;
    }
    let some = numbers.into_iter().filter(|(_, count)| *count != 0);
    Ok(some.map(|((month, key), count)| (month, number(key, count))).collect())
}

/// What took effect within `period`, or ever where there is none, of each unit directly below `unit` with all
/// below it, and last of `unit` itself apart from those: together they are the unit's own number. A child without any
/// is left out. Nothing where the unit lies outside `scope`.
///
/// # Errors
/// What the database says.
pub async fn by_child(
    session: &mut Session,
    scope: &Scope,
    unit: Uuid,
    whats: &[What],
    period: Option<Period>,
) -> Result<Vec<(Uuid, Number)>> {
    let in_scope = IN_SCOPE.replace("$root", "$1").replace("$unit", "$2");
    let (within, parts) = within(period, 3 + whats.len());
    let rows = sql(format!(
        "/* counts::by_child */ SELECT n.unit_id, n.what, n.programme, n.standing, CAST(SUM(n.number) AS BIGINT) AS number
         FROM unit_closure c JOIN counters n ON n.unit_id = c.descendant_id
         WHERE c.ancestor_id = $2 AND c.depth <= 1 AND n.channel = '' AND {in_scope} AND n.what IN ({}){within}
         GROUP BY n.unit_id, n.what, n.programme, n.standing",
        list(3, whats.len())
    ))
    .bind(scope.root())
    .bind(unit)
    .bind_all(whats.iter().map(|what| what.code()))
    .bind_all(parts)
    .all(&mut session.tx)
    .await?;
    let mut numbers: BTreeMap<(Uuid, Key), i64> = BTreeMap::new();
    for row in &rows {
        numbers.insert((row.get("unit_id")?, key(row)?), row.get("number")?);
    }
    for (of, cell, count) in appended(session, scope, unit, 1, whats).await? {
        if period.is_none_or(|period| month_of(&cell).is_some_and(|month| period.contains(month))) {
            *numbers.entry((of, key_of(&cell))).or_default() += count;
        }
    }
    let below: Vec<_> =
        numbers.iter().filter(|((of, _), _)| *of != unit).map(|(k, n)| (*k, *n)).collect();
    for ((_, key), count) in below {
        *numbers.entry((unit, key)).or_default() -= count;
    }
    let children =
        "/* counts::by_child */ SELECT id FROM units WHERE parent_id = $1 ORDER BY code, id";
    let children = sql(children).bind(unit).all(&mut session.tx).await?;
    let mut ordered: Vec<Uuid> =
        children.iter().map(|row| row.get("id")).collect::<Result<_, _>>()?;
    ordered.push(unit);
    let of = |one: Uuid| {
        let these = numbers.iter().filter(move |((of, _), count)| *of == one && **count != 0);
        these.map(|((of, key), count)| (*of, number(*key, *count)))
    };
    Ok(ordered.into_iter().flat_map(of).collect())
}

/// Registrations of `unit` and all below it that took effect within `period`, or ever where there is none, by channel;
/// none, the first: by channels that nobody wrote down. Nothing where the unit lies outside `scope`.
///
/// # Errors
/// What the database says.
pub async fn by_channel(
    session: &mut Session,
    scope: &Scope,
    unit: Uuid,
    period: Option<Period>,
) -> Result<Vec<(Option<Channel>, Number)>> {
    let in_scope = IN_SCOPE.replace("$root", "$1").replace("$unit", "$2");
    let rows = sql(format!(
        "/* counts::by_channel */ SELECT what, programme, period AS month, standing, channel, number FROM counters
         WHERE unit_id = $2 AND LENGTH(period) <> 4 AND {in_scope} AND what = $3"
    ))
    .bind(scope.root())
    .bind(unit)
    .bind(What::Registered.code())
    .all(&mut session.tx)
    .await?;
    let mut all = Vec::new();
    for row in &rows {
        all.push((read_month(row)?, read_channel(row)?, key(row)?, row.get::<i64>("number")?));
    }
    for (_, cell, count) in appended(session, scope, unit, 0, &[What::Registered]).await? {
        for part in cell.parts().filter(|part| !matches!(part.period, Some(Period::Year(_)))) {
            all.push((month_of(&part), part.channel, key_of(&part), count));
        }
    }
    let mut numbers: BTreeMap<(Option<Channel>, Key), i64> = BTreeMap::new();
    for (month, channel, key, count) in all {
        if period.is_none_or(|period| month.is_some_and(|month| period.contains(month))) {
            *numbers.entry((channel, key)).or_default() += count;
            if channel.is_some() {
                // All of them together are counted apart; what is left of that is the unknown.
                *numbers.entry((None, key)).or_default() -= count;
            }
        }
    }
    let some = numbers.into_iter().filter(|(_, count)| *count != 0);
    Ok(some.map(|((channel, key), count)| (channel, number(key, count))).collect())
}

/// What of `unit` (and of each unit directly below it, with `depth` 1) with all below it is not in the counters
/// yet: `(the one of these units, what is counted, by how much)`.
async fn appended(
    session: &mut Session,
    scope: &Scope,
    unit: Uuid,
    depth: u8,
    whats: &[What],
) -> Result<Vec<(Uuid, Cell, i64)>> {
    let in_scope = IN_SCOPE.replace("$root", "$1").replace("$unit", "$2");
    sql(format!(
        "/* counts::appended */ SELECT k.descendant_id AS of_id, n.unit_id, n.what, n.period, n.programme, n.standing,
             n.channel, n.number
         FROM counter_changes n JOIN unit_closure c ON c.descendant_id = n.unit_id
         JOIN unit_closure k ON k.descendant_id = c.ancestor_id AND k.ancestor_id = $2 AND k.depth <= {depth}
         WHERE {in_scope} AND n.what IN ({})",
        list(3, whats.len())
    ))
    .bind(scope.root())
    .bind(unit)
    .bind_all(whats.iter().map(|what| what.code()))
    .all(&mut session.tx)
    .await?
    .iter()
    .map(|row| Ok((row.get("of_id")?, read_cell(row)?, row.get("number")?)))
    .collect()
}

/// How many were posted to a quarter at one unit, without those below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posting {
    /// The unit.
    pub unit: Uuid,
    /// What: [`What::Reached`] never is.
    pub what: What,
    /// Of which programme; none of persons.
    pub programme: Option<Programme>,
    /// The quarter.
    pub quarter: Quarter,
    /// How many.
    pub count: i64,
}

/// What was posted up to the quarter `last` at every unit at or below `unit`: what is published. Of each programme all
/// that were posted as registered, without those posted as left or realised, are those that stand at the end of
/// `last`, as far as it was written down by then. Nothing where the unit lies outside `scope`.
///
/// # Errors
/// What the database says.
pub async fn posted(
    session: &mut Session,
    scope: &Scope,
    unit: Uuid,
    last: Quarter,
) -> Result<Vec<Posting>> {
    let in_scope = IN_SCOPE.replace("$root", "$1").replace("$unit", "$2");
    let rows = sql(format!(
        "/* counts::posted */ SELECT p.unit_id, p.what, p.programme, p.quarter, CAST(SUM(p.number) AS BIGINT) AS number FROM (
             SELECT posted_unit_id AS unit_id, what, programme, posted_in AS quarter, COUNT(*) AS number
             FROM counted_facts GROUP BY posted_unit_id, what, programme, posted_in
             UNION ALL SELECT unit_id, CASE WHEN change > 0 THEN 'registered' ELSE 'left' END, programme, quarter, ABS(change)
             FROM posting_corrections
         ) p JOIN unit_closure c ON c.descendant_id = p.unit_id AND c.ancestor_id = $2
         WHERE {in_scope} AND p.quarter <= $3 GROUP BY p.unit_id, p.what, p.programme, p.quarter
         HAVING SUM(p.number) <> 0 ORDER BY p.quarter, p.unit_id, p.what, p.programme"
    ))
    .bind(scope.root())
    .bind(unit)
    .bind(last.to_string())
    .all(&mut session.tx)
    .await?;
    let posting = |row: &Row| {
        Ok(Posting {
            unit: row.get("unit_id")?,
            what: read_what(row)?,
            programme: read_programme(row)?,
            quarter: code(row, "quarter", Quarter::parse)?,
            count: row.get("number")?,
        })
    };
    rows.iter().map(posting).collect()
}

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

/// Registrations of the people whom the units in `scope` manage today, refusals too, by programme, stance and
/// status.
///
/// # Errors
/// What the database says.
pub async fn by_programme(session: &mut Session, scope: &Scope) -> Result<Vec<ProgrammeCount>> {
    sql("/* counts::by_programme */ SELECT r.programme, r.stance, r.status, COUNT(*) AS n FROM registrations r
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
    let row = sql("/* counts::people */ SELECT COUNT(*) AS n FROM people p
         JOIN unit_closure c ON c.descendant_id = p.unit_id AND c.ancestor_id = $1 WHERE p.status <> 'merged'")
    .bind(scope.root())
    .one(&mut session.tx)
    .await?;
    Ok(row.get("n")?)
}

/// The condition that picks the counters `n` which make `period`, its texts bound from `$first` on: those of
/// its years and of the months beside them, or all of months and of the unknown day.
fn within(period: Option<Period>, first: usize) -> (String, Vec<String>) {
    match period {
        Some(period) => {
            let parts: Vec<String> = period.parts().iter().map(Period::to_string).collect();
            (format!(" AND n.period IN ({})", list(first, parts.len())), parts)
        }
        None => (" AND LENGTH(n.period) <> 4".to_owned(), Vec::new()),
    }
}

/// What a number is of.
type Key = (What, Option<Programme>, Standing);

fn key(row: &Row) -> Result<Key> {
    Ok((read_what(row)?, read_programme(row)?, read_standing(row)?))
}

fn key_of(cell: &Cell) -> Key {
    (cell.what, cell.programme, cell.standing)
}

fn month_of(cell: &Cell) -> Option<Month> {
    match cell.period {
        Some(Period::Month(month)) => Some(month),
        _ => None,
    }
}

fn number((what, programme, standing): Key, count: i64) -> Number {
    Number { what, programme, standing, count }
}
