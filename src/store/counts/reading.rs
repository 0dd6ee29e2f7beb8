//! What the counters say. It costs the same however many people there are: a counter is there for a unit with all
//! below it, and nothing is opened.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{read_channel, read_month, read_programme, read_standing, read_what};
use crate::{
    domain::{
        counts::{Standing, What},
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
    sql(format!(
        "/* counts::by_month */ SELECT what, programme, month, standing, number FROM counters
         WHERE unit_id = $2 AND channel = '' AND number <> 0 AND {in_scope} AND what IN ({})
         ORDER BY month, what, programme, standing",
        list(3, whats.len())
    ))
    .bind(scope.root())
    .bind(unit)
    .bind_all(whats.iter().map(|what| what.code()))
    .all(&mut session.tx)
    .await?
    .iter()
    .map(|row| Ok((read_month(row)?, number(row)?)))
    .collect()
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
    let (within, ends) = within(period, 3 + whats.len());
    let rows = sql(format!(
        "/* counts::by_child */ SELECT n.unit_id, n.what, n.programme, n.standing, CAST(SUM(n.number) AS BIGINT) AS number
         FROM unit_closure c JOIN units u ON u.id = c.descendant_id JOIN counters n ON n.unit_id = u.id
         WHERE c.ancestor_id = $2 AND c.depth <= 1 AND n.channel = '' AND {in_scope} AND n.what IN ({}){within}
         GROUP BY u.code, n.unit_id, n.what, n.programme, n.standing
         ORDER BY u.code, n.unit_id, n.what, n.programme, n.standing",
        list(3, whats.len())
    ))
    .bind(scope.root())
    .bind(unit)
    .bind_all(whats.iter().map(|what| what.code()))
    .bind_all(ends)
    .all(&mut session.tx)
    .await?;
    let (mut children, mut own) = (Vec::new(), BTreeMap::new());
    for row in &rows {
        let (of, number): (Uuid, Number) = (row.get("unit_id")?, number(row)?);
        let apart: &mut i64 =
            own.entry((number.what, number.programme, number.standing)).or_default();
        if of == unit {
            *apart += number.count;
        } else {
            *apart -= number.count;
            children.push((of, number));
        }
    }
    children.retain(|(_, number)| number.count != 0);
    let own = own.into_iter().filter(|(_, count)| *count != 0);
    children.extend(own.map(|((what, programme, standing), count)| {
        (unit, Number { what, programme, standing, count })
    }));
    Ok(children)
}

/// Registrations of `unit` and all below it that took effect within `period`, or ever where there is none, by channel;
/// none: by channels that nobody wrote down. Nothing where the unit lies outside `scope`.
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
    let (within, ends) = within(period, 4);
    let rows = sql(format!(
        "/* counts::by_channel */ SELECT n.what, n.programme, n.standing, n.channel, CAST(SUM(n.number) AS BIGINT) AS number
         FROM counters n WHERE n.unit_id = $2 AND {in_scope} AND n.what = $3{within}
         GROUP BY n.what, n.programme, n.standing, n.channel ORDER BY n.channel DESC, n.programme, n.standing"
    ))
    .bind(scope.root())
    .bind(unit)
    .bind(What::Registered.code())
    .bind_all(ends)
    .all(&mut session.tx)
    .await?;
    let (mut known, mut all) = (Vec::new(), Vec::new());
    for row in &rows {
        match (read_channel(row)?, number(row)?) {
            (None, number) => all.push(number),
            (channel, number) => known.push((channel, number)),
        }
    }
    for mut number in all {
        let same = |(_, other): &&(_, Number)| {
            (other.programme, other.standing) == (number.programme, number.standing)
        };
        number.count -= known.iter().filter(same).map(|(_, other)| other.count).sum::<i64>();
        known.push((None, number));
    }
    known.retain(|(_, number)| number.count != 0);
    Ok(known)
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
    let posting = |row| {
        let Number { what, programme, count, .. } = counted(row, Standing::In)?;
        let quarter = code(row, "quarter", Quarter::parse)?;
        Ok(Posting { unit: row.get("unit_id")?, what, programme, quarter, count })
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

/// The condition that a month of `n` lies in `period`, its ends bound from `$first` on.
fn within(period: Option<Period>, first: usize) -> (String, Vec<String>) {
    period.map_or_else(Default::default, |period| {
        let ends = [period.first_month(), period.last_month()].map(|month| month.to_string());
        (format!(" AND n.month >= ${first} AND n.month <= ${}", first + 1), ends.into())
    })
}

fn number(row: &Row) -> Result<Number> {
    counted(row, read_standing(row)?)
}

fn counted(row: &Row, standing: Standing) -> Result<Number> {
    let (what, programme) = (read_what(row)?, read_programme(row)?);
    Ok(Number { what, programme, standing, count: row.get("number")? })
}
