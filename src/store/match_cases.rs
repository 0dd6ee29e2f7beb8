//! Match cases, sealed under the volunteer's record key.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use uuid::Uuid;

use super::{
    Result, Session, Vault, WriteTx,
    db::{Kind, Row, Statement, Value, list, sql},
    sealed_rows::{self, Opened, Past, SealedRow},
    watches,
};
use crate::domain::{
    match_cases::{Course, MatchCase},
    permissions::Scope,
};

const COLUMNS: &str =
    "m.id, m.person_id, m.unit_id, m.notice_on, m.is_over, m.awaits_review, m.version, m.sealed";
/// Who manages the volunteer now works on her cases.
const IN_SCOPE: &str = "FROM match_cases m JOIN people p ON p.id = m.person_id
     JOIN unit_closure c ON c.descendant_id = p.unit_id AND c.ancestor_id = $1";

impl SealedRow for MatchCase {
    const TABLE: &'static str = "match_cases";
    const PAST: (&'static str, &'static str) = ("past_match_cases", "case_id");
    const COLUMNS: &'static [(&'static str, Kind)] = &[
        ("person_id", Kind::Id),
        ("unit_id", Kind::Id),
        ("notice_on", Kind::Date),
        ("is_over", Kind::Flag),
        ("awaits_review", Kind::Flag),
    ];
    const SUBJECT: &'static str = "person_id";
    type Sealed = Course;
    type Was = Course;

    fn id(&self) -> Uuid {
        self.id
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn subject(&self) -> Uuid {
        self.person
    }

    fn sealed(&self) -> &Course {
        &self.course
    }

    fn was(&self) -> &Course {
        &self.course
    }

    fn values(&self, _: &Vault) -> Vec<Value> {
        vec![
            self.person.into(),
            self.unit.into(),
            self.notice_on.into(),
            self.course.is_over().into(),
            self.course.awaits_review().into(),
        ]
    }

    fn build(id: Uuid, version: i64, row: &Row, course: Course) -> Result<Self> {
        let (person, unit) = (row.get("person_id")?, row.get("unit_id")?);
        Ok(Self { id, version, person, unit, notice_on: row.get("notice_on")?, course })
    }
}

/// Inserts a new case. Id and version 1 are already set.
///
/// # Errors
/// [`super::StoreError::Tampered`] where the volunteer's key does not open; what the database says.
pub async fn insert(tx: &mut WriteTx, case: &MatchCase) -> Result<()> {
    sealed_rows::insert(tx, case).await?;
    watches::wake(tx, case.person).await
}

/// Saves what became of `before`, as it was loaded: the version grows by one, and what it was goes to
/// the past versions.
///
/// # Errors
/// [`super::StoreError::Conflict`] where somebody else saved meanwhile.
pub async fn save(tx: &mut WriteTx, before: &MatchCase, course: Course) -> Result<MatchCase> {
    let after = MatchCase { version: before.version + 1, course, ..before.clone() };
    sealed_rows::save(tx, before, &after).await?;
    watches::wake(tx, after.person).await?;
    Ok(after)
}

/// Gives a case to another record of the same person: everything of it is sealed anew under that
/// record's key.
///
/// # Errors
/// [`super::StoreError::Conflict`] where somebody else saved meanwhile.
pub async fn hand_over(tx: &mut WriteTx, case: &MatchCase, to: Uuid) -> Result<()> {
    let after = MatchCase { person: to, version: case.version + 1, ..case.clone() };
    sealed_rows::save(tx, case, &after).await?;
    watches::wake(tx, to).await
}

/// The case `id` of a volunteer within `scope`.
///
/// # Errors
/// [`super::StoreError::Missing`] outside the scope, [`super::StoreError::Tampered`] where it was changed by hand.
pub async fn get(session: &mut Session, scope: &Scope, id: Uuid) -> Result<MatchCase> {
    sealed_rows::one(session, select(scope, "AND m.id = $2").bind(id)).await
}

/// All cases of one volunteer within `scope`, oldest notice first.
///
/// # Errors
/// What the database says.
pub async fn of_person(
    session: &mut Session,
    scope: &Scope,
    person: Uuid,
) -> Result<Vec<Opened<MatchCase>>> {
    let rest = "AND m.person_id = $2 ORDER BY m.notice_on, m.id";
    sealed_rows::all(session, select(scope, rest).bind(person)).await
}

/// All cases of these people within `scope`, at most 400 people, oldest first.
///
/// # Errors
/// What the database says.
pub async fn of_people(
    session: &mut Session,
    scope: &Scope,
    people: &[Uuid],
) -> Result<Vec<Opened<MatchCase>>> {
    let text = format!(
        "/* match_cases::of_people */ SELECT {COLUMNS} {IN_SCOPE} WHERE m.person_id IN ({}) ORDER BY m.notice_on, m.id",
        list(2, people.len())
    );
    sealed_rows::all(session, sql(text).bind(scope.root()).bind_all(people.iter().copied())).await
}

/// Cases within `scope` that are not over, oldest notice first.
///
/// # Errors
/// What the database says.
pub async fn open(session: &mut Session, scope: &Scope) -> Result<Vec<Opened<MatchCase>>> {
    let rest = "AND m.is_over = $2 ORDER BY m.notice_on, m.id";
    sealed_rows::all(session, select(scope, rest).bind(false)).await
}

/// Cases within `scope` whose reason waits for a second person, oldest notice first.
///
/// # Errors
/// What the database says.
pub async fn awaiting_review(
    session: &mut Session,
    scope: &Scope,
) -> Result<Vec<Opened<MatchCase>>> {
    let rest = "AND m.awaits_review = $2 ORDER BY m.notice_on, m.id";
    sealed_rows::all(session, select(scope, rest).bind(true)).await
}

/// How many cases within `scope` are not over. Opens none of them.
///
/// # Errors
/// What the database says.
pub async fn count_open(session: &mut Session, scope: &Scope) -> Result<i64> {
    count(session, scope, "m.is_over", false).await
}

/// How many cases within `scope` wait for a second person. Opens none of them.
///
/// # Errors
/// What the database says.
pub async fn count_awaiting_review(session: &mut Session, scope: &Scope) -> Result<i64> {
    count(session, scope, "m.awaits_review", true).await
}

async fn count(session: &mut Session, scope: &Scope, flag: &str, is: bool) -> Result<i64> {
    let row =
        sql(format!("/* match_cases::count */ SELECT COUNT(*) AS n {IN_SCOPE} WHERE {flag} = $2"))
            .bind(scope.root())
            .bind(is)
            .one(&mut session.tx)
            .await?;
    Ok(row.get("n")?)
}

/// The cases that count for `unit`, which is within `scope`, and the units below it, with a notice from
/// `from` to `to`, both days included; oldest notice first. For rates, which count where a case began.
///
/// # Errors
/// What the database says.
pub async fn cohort(
    session: &mut Session,
    scope: &Scope,
    unit: Uuid,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Vec<Opened<MatchCase>>> {
    let cohort = sql(format!(
        "/* match_cases::cohort */ SELECT {COLUMNS} FROM match_cases m
         JOIN unit_closure c ON c.descendant_id = m.unit_id AND c.ancestor_id = $1
         JOIN unit_closure s ON s.descendant_id = c.ancestor_id AND s.ancestor_id = $2
         WHERE m.notice_on >= $3 AND m.notice_on <= $4 ORDER BY m.notice_on, m.id"
    ))
    .bind(unit)
    .bind(scope.root())
    .bind(from)
    .bind(to);
    sealed_rows::all(session, cohort).await
}

/// Which of the cases `ids`, a few hundred at most, are of volunteers within `scope`. Opens none of them.
///
/// # Errors
/// What the database says.
pub async fn within(session: &mut Session, scope: &Scope, ids: &[Uuid]) -> Result<BTreeSet<Uuid>> {
    if ids.is_empty() {
        return Ok(BTreeSet::new());
    }
    let ids_of = list(2, ids.len());
    let text = format!("/* match_cases::within */ SELECT m.id {IN_SCOPE} WHERE m.id IN ({ids_of})");
    let within = sql(text).bind(scope.root()).bind_all(ids.iter().copied());
    within.all(&mut session.tx).await?.iter().map(|row| Ok(row.get("id")?)).collect()
}

/// The units within `scope` that have, themselves or below, cases notified from `from` to `to`.
///
/// # Errors
/// What the database says.
pub async fn units_with_cases(
    session: &mut Session,
    scope: &Scope,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Vec<Uuid>> {
    sql("/* match_cases::units_with_cases */ SELECT DISTINCT c.ancestor_id AS unit_id FROM match_cases m
         JOIN unit_closure c ON c.descendant_id = m.unit_id
         JOIN unit_closure s ON s.descendant_id = c.ancestor_id AND s.ancestor_id = $1
         WHERE m.notice_on >= $2 AND m.notice_on <= $3 ORDER BY c.ancestor_id")
    .bind(scope.root())
    .bind(from)
    .bind(to)
    .all(&mut session.tx)
    .await?
    .iter()
    .map(|row| Ok(row.get("unit_id")?))
    .collect()
}

/// People within `scope` who stand in the marrow registry, whom nobody has reached since the month of
/// `since` and who may be called: who was not reached for longest first. Those with an open case are called
/// about that.
///
/// # Errors
/// What the database says.
pub async fn to_reconfirm(
    session: &mut Session,
    scope: &Scope,
    since: NaiveDate,
    limit: i64,
) -> Result<Vec<Uuid>> {
    sql(format!(
        "/* match_cases::to_reconfirm */ SELECT p.id FROM people p
         JOIN unit_closure c ON c.descendant_id = p.unit_id AND c.ancestor_id = $1
         JOIN registrations r ON r.person_id = p.id AND r.programme = 'stem_cell'
           AND r.stance = 'offers' AND r.status = 'active'
         WHERE p.status = 'living' AND p.do_not_contact = $2
           AND (p.contacted_in IS NULL OR p.contacted_in < $3)
           AND (r.registered_on IS NULL OR r.registered_on < $3)
           AND NOT EXISTS (SELECT 1 FROM match_cases m WHERE m.person_id = p.id AND m.is_over = $2)
         ORDER BY CASE WHEN p.contacted_in IS NULL THEN 0 ELSE 1 END, p.contacted_in, r.registered_on, p.id
         LIMIT {limit}"
    ))
    .bind(scope.root())
    .bind(false)
    .bind(since)
    .all(&mut session.tx)
    .await?
    .iter()
    .map(|row| Ok(row.get("id")?))
    .collect()
}

fn select(scope: &Scope, rest: &str) -> Statement {
    let text = format!("/* match_cases::select */ SELECT {COLUMNS} {IN_SCOPE} WHERE 1 = 1 {rest}");
    sql(text).bind(scope.root())
}

/// What `case` was, newest first. The caller has loaded it within scope.
///
/// # Errors
/// [`super::StoreError::Tampered`] where a version was changed by hand.
pub async fn past(session: &mut Session, case: &MatchCase) -> Result<Vec<Past<Course>>> {
    sealed_rows::past(session, case).await
}
