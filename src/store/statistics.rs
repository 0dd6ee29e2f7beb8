//! Counts for the people who may see them: plaintext dimensions only, nothing opened.

use chrono::NaiveDate;

use super::{Result, Session, db::sql};
use crate::domain::{
    counts::{Counted, Counts, Period, Tally},
    permissions::Scope,
};

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

/// Persons in `scope` who registered an offer: each once, and in each programme, by year and in all. The
/// year is that of the day on which the form was signed or the sample taken.
///
/// # Errors
/// What the database says.
pub async fn counts(session: &mut Session, scope: &Scope) -> Result<Counts> {
    const COUNTED: [&str; 3] = [
        "'persons'",
        "CASE WHEN r.programme = 'stem_cell' THEN 'stem_cell' ELSE 'after_death' END",
        "r.programme",
    ];
    let mut counts = Counts::default();
    for counted in COUNTED {
        for year in ["SUBSTR(CAST(r.registered_on AS TEXT), 1, 4)", "'all'"] {
            let found = sql(format!(
                "/* statistics::counts */ SELECT {year} AS year, {counted} AS counted, COUNT(DISTINCT r.person_id) AS gross,
                 COUNT(DISTINCT CASE WHEN r.status <> 'withdrawn' THEN r.person_id END) AS net,
                 COUNT(DISTINCT CASE WHEN r.status = 'realised' THEN r.person_id END) AS realised
                 FROM registrations r JOIN people p ON p.id = r.person_id
                 JOIN unit_closure c ON c.descendant_id = p.unit_id AND c.ancestor_id = $1
                 WHERE p.status <> 'merged' AND r.stance = 'offers' GROUP BY 1, 2 ORDER BY 1, 2"
            ))
            .bind(scope.root())
            .all(&mut session.tx)
            .await?;
            for row in &found {
                let period = period(row.get::<Option<String>>("year")?.as_deref());
                let counted = Counted::from_code(&row.get::<String>("counted")?);
                // The stem cells of the second grouping are those of the third.
                let known = |(one, other, _): &(Period, Counted, Tally)| {
                    (*one, Some(*other)) == (period, counted)
                };
                if let Some(counted) = counted.filter(|_| !counts.rows.iter().any(known)) {
                    let tally = Tally {
                        gross: row.get("gross")?,
                        net: row.get("net")?,
                        realised: row.get("realised")?,
                    };
                    counts.rows.push((period, counted, tally));
                }
            }
        }
    }
    Ok(counts)
}

fn period(year: Option<&str>) -> Period {
    match year {
        Some("all") => Period::All,
        Some(year) => year.parse().map_or(Period::Unknown, Period::Year),
        None => Period::Unknown,
    }
}
