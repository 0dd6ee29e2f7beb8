//! Match cases, sealed under the volunteer's record key.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::{
    Result, Session, StoreError, WriteTx,
    db::{Row, Value, sql},
    keys, rows,
};
use crate::{
    crypto::sealing::{Place, RecordKey},
    domain::{
        match_cases::{Course, MatchCase},
        permissions::Scope,
    },
};

/// A case, or the id of one that failed its integrity check.
pub type Opened = Result<MatchCase, Uuid>;

const COLUMNS: &str =
    "m.id, m.person_id, m.unit_id, m.notice_on, m.is_over, m.awaits_review, m.version, m.sealed";
/// Who manages the volunteer now works on her cases.
const IN_SCOPE: &str = "FROM match_cases m JOIN people p ON p.id = m.person_id
     JOIN unit_closure c ON c.descendant_id = p.unit_id AND c.ancestor_id = $1";

fn place(case: &MatchCase) -> Place {
    place_of(case, case.course.is_over(), case.course.awaits_review())
}

fn place_of(case: &MatchCase, is_over: bool, awaits_review: bool) -> Place {
    Place::new("match_cases", case.id, "sealed", case.version)
        .bind("person_id", case.person.as_bytes())
        .bind("unit_id", case.unit.as_bytes())
        .bind("notice_on", case.notice_on.to_string().as_bytes())
        .bind("is_over", &[u8::from(is_over)])
        .bind("awaits_review", &[u8::from(awaits_review)])
}

fn past_place(case: Uuid, version: i64) -> Place {
    Place::new("past_match_cases", case, "sealed", version)
}

/// Inserts a new case. Id and version 1 are already set.
///
/// # Errors
/// [`StoreError::Tampered`] where the volunteer's key does not open; what the database says.
pub async fn insert(tx: &mut WriteTx, case: &MatchCase) -> Result<()> {
    let key = keys::one(tx, case.person).await?;
    let sealed = rows::seal(&tx.vault, &key, &case.course, &place(case));
    let now = tx.now;
    sql("/* match_cases::insert */ INSERT INTO match_cases
         (id, person_id, unit_id, notice_on, is_over, awaits_review, version, created_at, updated_at, sealed)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")
    .bind(case.id)
    .bind(case.person)
    .bind(case.unit)
    .bind(case.notice_on)
    .bind(case.course.is_over())
    .bind(case.course.awaits_review())
    .bind(case.version)
    .bind(now)
    .bind(now)
    .bind(sealed)
    .execute(&mut tx.tx)
    .await?;
    Ok(())
}

/// Saves what became of `before`, as it was loaded: the version grows by one, and what it was goes to
/// the past versions.
///
/// # Errors
/// [`StoreError::Conflict`] where somebody else saved meanwhile.
pub async fn save(tx: &mut WriteTx, before: &MatchCase, course: Course) -> Result<MatchCase> {
    let key = keys::one(tx, before.person).await?;
    let after = MatchCase { version: before.version + 1, course, ..before.clone() };
    keep_past(tx, before, &key).await?;
    replace(tx, before, &after, &key).await?;
    Ok(after)
}

async fn replace(
    tx: &mut WriteTx,
    before: &MatchCase,
    after: &MatchCase,
    key: &RecordKey,
) -> Result<()> {
    let sealed = rows::seal(&tx.vault, key, &after.course, &place(after));
    let now = tx.now;
    let changed = sql("/* match_cases::replace */ UPDATE match_cases
         SET person_id = $3, is_over = $4, awaits_review = $5, version = $6, updated_at = $7, sealed = $8
         WHERE id = $1 AND version = $2")
    .bind(after.id)
    .bind(before.version)
    .bind(after.person)
    .bind(after.course.is_over())
    .bind(after.course.awaits_review())
    .bind(after.version)
    .bind(now)
    .bind(sealed)
    .execute(&mut tx.tx)
    .await?;
    if changed == 1 { Ok(()) } else { Err(StoreError::Conflict) }
}

/// Gives a case to another record of the same person: everything of it is sealed anew under that
/// record's key.
///
/// # Errors
/// [`StoreError::Conflict`] where somebody else saved meanwhile.
pub async fn hand_over(tx: &mut WriteTx, case: &MatchCase, to: Uuid) -> Result<()> {
    let key = keys::one(tx, to).await?;
    for was in past(tx, case).await? {
        let place = past_place(case.id, was.version);
        let sealed = rows::seal(&tx.vault, &key, &was.course, &place);
        sql("/* match_cases::hand_over */ UPDATE past_match_cases SET sealed = $3
             WHERE case_id = $1 AND version = $2")
        .bind(case.id)
        .bind(was.version)
        .bind(sealed)
        .execute(&mut tx.tx)
        .await?;
    }
    let after = MatchCase { person: to, version: case.version + 1, ..case.clone() };
    replace(tx, case, &after, &key).await
}

async fn keep_past(tx: &mut WriteTx, was: &MatchCase, key: &RecordKey) -> Result<()> {
    let sealed = rows::seal(&tx.vault, key, &was.course, &past_place(was.id, was.version));
    let (now, account) = (tx.now, tx.origin().account);
    sql("/* match_cases::keep_past */ INSERT INTO past_match_cases
         (case_id, version, replaced_at, replaced_by, sealed) VALUES ($1, $2, $3, $4, $5)")
    .bind(was.id)
    .bind(was.version)
    .bind(now)
    .bind(account)
    .bind(sealed)
    .execute(&mut tx.tx)
    .await?;
    Ok(())
}

/// The case `id` of a volunteer within `scope`.
///
/// # Errors
/// [`StoreError::Missing`] outside the scope, [`StoreError::Tampered`] where it was changed by hand.
pub async fn get(session: &mut Session, scope: &Scope, id: Uuid) -> Result<MatchCase> {
    let found = select(session, scope, "AND m.id = $2", vec![id.into()]).await?.pop();
    found.ok_or(StoreError::Missing)?.map_err(StoreError::Tampered)
}

/// All cases of one volunteer within `scope`, oldest notice first.
///
/// # Errors
/// What the database says.
pub async fn of_person(session: &mut Session, scope: &Scope, person: Uuid) -> Result<Vec<Opened>> {
    let rest = "AND m.person_id = $2 ORDER BY m.notice_on, m.id";
    select(session, scope, rest, vec![person.into()]).await
}

/// Cases within `scope` that are not over, oldest notice first.
///
/// # Errors
/// What the database says.
pub async fn open(session: &mut Session, scope: &Scope) -> Result<Vec<Opened>> {
    let rest = "AND m.is_over = $2 ORDER BY m.notice_on, m.id";
    select(session, scope, rest, vec![false.into()]).await
}

/// Cases within `scope` whose reason waits for a second person, oldest notice first.
///
/// # Errors
/// What the database says.
pub async fn awaiting_review(session: &mut Session, scope: &Scope) -> Result<Vec<Opened>> {
    let rest = "AND m.awaits_review = $2 ORDER BY m.notice_on, m.id";
    select(session, scope, rest, vec![true.into()]).await
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
) -> Result<Vec<Opened>> {
    let found = sql(format!(
        "/* match_cases::cohort */ SELECT {COLUMNS} FROM match_cases m
         JOIN unit_closure c ON c.descendant_id = m.unit_id AND c.ancestor_id = $1
         JOIN unit_closure s ON s.descendant_id = c.ancestor_id AND s.ancestor_id = $2
         WHERE m.notice_on >= $3 AND m.notice_on <= $4 ORDER BY m.notice_on, m.id"
    ))
    .bind(unit)
    .bind(scope.root())
    .bind(from)
    .bind(to)
    .all(&mut session.tx)
    .await?;
    opened(session, &found).await
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

async fn select(
    session: &mut Session,
    scope: &Scope,
    rest: &str,
    values: Vec<Value>,
) -> Result<Vec<Opened>> {
    let found =
        sql(format!("/* match_cases::select */ SELECT {COLUMNS} {IN_SCOPE} WHERE 1 = 1 {rest}"))
            .bind(scope.root())
            .bind_all(values)
            .all(&mut session.tx)
            .await?;
    opened(session, &found).await
}

async fn opened(session: &mut Session, found: &[Row]) -> Result<Vec<Opened>> {
    let people = found.iter().map(|row| row.get("person_id")).collect::<Result<Vec<Uuid>, _>>()?;
    let keys = keys::get(session, &people).await?;
    let mut cases = Vec::with_capacity(found.len());
    for row in found {
        match read(row, &keys) {
            Ok(case) => cases.push(Ok(case)),
            Err(StoreError::Tampered(id)) => cases.push(Err(id)),
            Err(other) => return Err(other),
        }
    }
    Ok(cases)
}

fn read(row: &Row, keys: &BTreeMap<Uuid, RecordKey>) -> Result<MatchCase> {
    let mut case = MatchCase {
        id: row.get("id")?,
        version: row.get("version")?,
        person: row.get("person_id")?,
        unit: row.get("unit_id")?,
        notice_on: row.get("notice_on")?,
        course: Course::default(),
    };
    let key = keys.get(&case.person).ok_or(StoreError::Tampered(case.id))?;
    let as_stored = place_of(&case, row.get("is_over")?, row.get("awaits_review")?);
    case.course = rows::open(key, &row.get::<Vec<u8>>("sealed")?, &as_stored, case.id)?;
    Ok(case)
}

/// What a case was until it was replaced.
pub struct PastCase {
    /// The version that was replaced.
    pub version: i64,
    /// When.
    pub replaced_at: DateTime<Utc>,
    /// By whom; none for the operator.
    pub replaced_by: Option<Uuid>,
    /// What it was.
    pub course: Course,
}

/// What `case` was, newest first. The caller has loaded it within scope.
///
/// # Errors
/// [`StoreError::Tampered`] where a version was changed by hand.
pub async fn past(session: &mut Session, case: &MatchCase) -> Result<Vec<PastCase>> {
    let key = keys::one(session, case.person).await?;
    sql("/* match_cases::past */ SELECT version, replaced_at, replaced_by, sealed FROM past_match_cases
         WHERE case_id = $1 ORDER BY version DESC")
    .bind(case.id)
    .all(&mut session.tx)
    .await?
    .iter()
    .map(|row| {
        let version = row.get("version")?;
        let place = past_place(case.id, version);
        let course = rows::open(&key, &row.get::<Vec<u8>>("sealed")?, &place, case.id)?;
        let (replaced_at, replaced_by) = (row.get("replaced_at")?, row.get("replaced_by")?);
        Ok(PastCase { version, replaced_at, replaced_by, course })
    })
    .collect()
}
