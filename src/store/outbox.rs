//! The outbox: messages that wait, are under way or went out. Which is sent by whom is decided here: an instance
//! claims with a lease, and completes only while the lease is its own.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use uuid::Uuid;

use super::{
    Result, Session, WriteTx,
    db::{Row, list, sql},
    rows::code,
};
use crate::domain::{
    messages::{MessageKind, MessageState, Refusal},
    permissions::Scope,
};

const COLUMNS: &str =
    "o.id, o.kind, o.account_id, o.due_on, o.next_at, o.state, o.attempts, o.failure";

/// A message of the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queued {
    /// Its idempotency id; of a reminder's message the reminder's.
    pub id: Uuid,
    /// What it is about.
    pub kind: MessageKind,
    /// Whose digest it is.
    pub account: Option<Uuid>,
    /// The day it is for.
    pub due_on: NaiveDate,
    /// When it is tried next.
    pub next_at: DateTime<Utc>,
    /// Where it stands.
    pub state: MessageState,
    /// Failures in a row.
    pub attempts: i64,
    /// Why the last try failed.
    pub failure: Option<Refusal>,
}

/// A message that this claim holds until its lease runs out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The message.
    pub message: Queued,
    by: Uuid,
}

/// Adds the message of a new reminder. Runs together with the reminder's row.
///
/// # Errors
/// What the database says.
pub async fn add_reminder(
    tx: &mut WriteTx,
    reminder: Uuid,
    due_on: NaiveDate,
    next_at: DateTime<Utc>,
) -> Result<()> {
    let now = tx.now;
    sql("/* outbox::add_reminder */ INSERT INTO outbox
         (id, kind, reminder_id, due_on, next_at, state, attempts, created_at, updated_at)
         VALUES ($1, 'reminder', $1, $2, $3, 'waiting', 0, $4, $4)
         ON CONFLICT (id) DO NOTHING")
    .bind(reminder)
    .bind(due_on)
    .bind(next_at)
    .bind(now)
    .execute(&mut tx.tx)
    .await?;
    Ok(())
}

/// Adds an account's digest of a day, once. Whether it was not there yet.
///
/// # Errors
/// What the database says.
pub async fn add_digest(tx: &mut WriteTx, account: Uuid, day: NaiveDate) -> Result<bool> {
    let (id, now) = (tx.new_id(), tx.now);
    let added = sql("/* outbox::add_digest */ INSERT INTO outbox
         (id, kind, account_id, due_on, next_at, state, attempts, created_at, updated_at)
         VALUES ($1, 'digest', $2, $3, $4, 'waiting', 0, $4, $4)
         ON CONFLICT (account_id, due_on) DO NOTHING")
    .bind(id)
    .bind(account)
    .bind(day)
    .bind(now)
    .execute(&mut tx.tx)
    .await?;
    Ok(added == 1)
}

/// What of a reminder's message changed with the reminder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It is not to be sent any more. What is under way at this moment is asked once more after it.
    Cancel,
    /// It is for another day.
    Move(NaiveDate, DateTime<Utc>),
    /// It is to be sent after all.
    Revive(NaiveDate, DateTime<Utc>),
}

/// Follows a reminder; does nothing to what went out.
///
/// # Errors
/// What the database says.
pub async fn follow(tx: &mut WriteTx, reminder: Uuid, change: Change) -> Result<()> {
    let now = tx.now;
    let statement = match change {
        Change::Cancel => sql("/* outbox::follow */ UPDATE outbox SET state = 'cancelled', updated_at = $2
             WHERE id = $1 AND state IN ('waiting', 'dead')")
        .bind(reminder)
        .bind(now),
        Change::Move(day, next_at) => sql("/* outbox::follow */ UPDATE outbox SET due_on = $3, next_at = $4, updated_at = $2
             WHERE id = $1 AND state = 'waiting'")
        .bind(reminder)
        .bind(now)
        .bind(day)
        .bind(next_at),
        Change::Revive(day, next_at) => sql("/* outbox::follow */ UPDATE outbox SET state = 'waiting', attempts = 0,
             failure = NULL, due_on = $3, next_at = $4, updated_at = $2 WHERE id = $1 AND state = 'cancelled'")
        .bind(reminder)
        .bind(now)
        .bind(day)
        .bind(next_at),
    };
    statement.execute(&mut tx.tx).await?;
    Ok(())
}

/// What is free: due and waiting, or claimed by somebody whose lease ran out. `$1` is now.
const FREE: &str =
    "((state = 'waiting' AND next_at <= $1) OR (state = 'claimed' AND leased_until <= $1))";

/// Whether there is anything to claim: a look that writes nothing.
///
/// # Errors
/// What the database says.
pub async fn is_anything_due(session: &mut Session) -> Result<bool> {
    let text = format!("/* outbox::is_anything_due */ SELECT id FROM outbox WHERE {FREE} LIMIT 1");
    let now = session.now;
    Ok(sql(text).bind(now).optional(&mut session.tx).await?.is_some())
}

/// The lock of PostgreSQL under which is claimed: two who claim at once see each other's claims. SQLite has one writer.
const TURN: &str = "/* outbox::claim */ SELECT pg_advisory_xact_lock(17)";

/// What may be claimed now, at most so many, one to a person: while a message to her is claimed no other is, whoever
/// claimed it, so that who counts how many she got counts them all. What a dead instance left behind comes first.
fn claimable(limit: usize) -> String {
    // Only the head of the queue is held against what is claimed: it is longer than what instances have in hand.
    let head = 20 * limit;
    format!(
        "WITH claimed AS (
             SELECT m.subject_id, MAX(o.leased_until) AS until FROM outbox o
             JOIN reminders m ON m.id = o.reminder_id WHERE o.state = 'claimed' GROUP BY m.subject_id),
         left_behind AS (
             SELECT id, reminder_id, next_at, 0 AS turn FROM outbox
             WHERE state = 'claimed' AND leased_until <= $1),
         waiting AS (
             SELECT id, reminder_id, next_at, 1 AS turn FROM outbox
             WHERE state = 'waiting' AND next_at <= $1 ORDER BY next_at, id LIMIT {head}),
         one_each AS (
             SELECT f.id, f.next_at, f.turn, ROW_NUMBER() OVER (
                 PARTITION BY COALESCE(m.subject_id, f.id) ORDER BY f.turn, f.next_at, f.id) AS nth
             FROM (SELECT * FROM left_behind UNION ALL SELECT * FROM waiting) AS f
             LEFT JOIN reminders m ON m.id = f.reminder_id
             LEFT JOIN claimed c ON c.subject_id = m.subject_id
             WHERE c.subject_id IS NULL OR (f.turn = 0 AND c.until <= $1))
         SELECT id FROM one_each WHERE nth = 1 ORDER BY turn, next_at, id LIMIT {limit}"
    )
}

/// Claims what is free, the longest waiting first, at most `limit` and one to a person. The predicate stands outside
/// the sub-select too: PostgreSQL asks it again of a row that somebody else changed meanwhile, and hands none out twice.
///
/// # Errors
/// What the database says.
pub async fn claim(tx: &mut WriteTx, lease: Duration, limit: usize) -> Result<Vec<Claim>> {
    let (now, by) = (tx.now, tx.new_id());
    if tx.tx.is_postgres() {
        sql(TURN).execute(&mut tx.tx).await?;
    }
    let text = format!(
        "/* outbox::claim */ UPDATE outbox SET state = 'claimed', leased_until = $2, leased_by = $3, updated_at = $1
         WHERE id IN ({}) AND {FREE} RETURNING {}",
        claimable(limit),
        COLUMNS.replace("o.", "")
    );
    let rows = sql(text).bind(now).bind(now + lease).bind(by).all(&mut tx.tx).await?;
    let mut claims = rows
        .iter()
        .map(|row| Ok(Claim { message: read(row)?, by }))
        .collect::<Result<Vec<Claim>>>()?;
    claims.sort_by_key(|claim| (claim.message.next_at, claim.message.id));
    Ok(claims)
}

/// What becomes of a claimed message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It was handed over.
    Sent,
    /// It is not sent.
    Cancelled,
    /// Not now, and through nobody's fault.
    PutOff(DateTime<Utc>),
    /// It failed and is tried again.
    Failed(Refusal, DateTime<Utc>),
    /// It failed, and that was the last try.
    Dead(Refusal),
}

/// Lets go of a claimed message. Whether the lease was still this claim's: where it was not, nothing changed, and
/// whoever has it now says what becomes of it.
///
/// # Errors
/// What the database says.
pub async fn complete(tx: &mut WriteTx, claim: &Claim, fate: Fate) -> Result<bool> {
    let now = tx.now;
    let Queued { attempts, failure, next_at, .. } = claim.message;
    let (state, attempts, failure, next_at) = match fate {
        Fate::Sent => (MessageState::Sent, attempts, None, next_at),
        Fate::Cancelled => (MessageState::Cancelled, attempts, failure, next_at),
        Fate::PutOff(until) => (MessageState::Waiting, attempts, failure, until),
        Fate::Failed(why, again) => (MessageState::Waiting, attempts + 1, Some(why), again),
        Fate::Dead(why) => (MessageState::Dead, attempts + 1, Some(why), next_at),
    };
    let changed = sql(
        "/* outbox::complete */ UPDATE outbox SET state = $3, attempts = $4, failure = $5, next_at = $6,
             leased_until = NULL, leased_by = NULL, updated_at = $7
         WHERE id = $1 AND state = 'claimed' AND leased_by = $2",
    )
    .bind(claim.message.id)
    .bind(claim.by)
    .bind(state.code())
    .bind(attempts)
    .bind(failure.map(Refusal::code))
    .bind(next_at)
    .bind(now)
    .execute(&mut tx.tx)
    .await?;
    Ok(changed == 1)
}

const DEAD_IN_SCOPE: &str = "FROM outbox o
     LEFT JOIN reminders m ON m.id = o.reminder_id LEFT JOIN accounts a ON a.id = o.account_id
     JOIN unit_closure c ON c.descendant_id = COALESCE(m.unit_id, a.unit_id) AND c.ancestor_id = $1
     WHERE o.state = 'dead'";

/// Failed messages about reminders and to accounts of `scope`, the latest first, at most `limit`.
///
/// # Errors
/// What the database says.
pub async fn dead(session: &mut Session, scope: &Scope, limit: usize) -> Result<Vec<Queued>> {
    let text = format!(
        "/* outbox::dead */ SELECT {COLUMNS} {DEAD_IN_SCOPE} ORDER BY o.updated_at DESC, o.id LIMIT {limit}"
    );
    let rows = sql(text).bind(scope.root()).all(&mut session.tx).await?;
    rows.iter().map(read).collect()
}

/// How many messages about reminders and to accounts of `scope` have failed.
///
/// # Errors
/// What the database says.
pub async fn count_dead(session: &mut Session, scope: &Scope) -> Result<i64> {
    let text = format!("/* outbox::count_dead */ SELECT COUNT(*) AS n {DEAD_IN_SCOPE}");
    Ok(sql(text).bind(scope.root()).one(&mut session.tx).await?.get("n")?)
}

/// The failed message `id` of `scope`.
///
/// # Errors
/// [`super::StoreError::Missing`] outside the scope, or where it has not failed.
pub async fn dead_one(session: &mut Session, scope: &Scope, id: Uuid) -> Result<Queued> {
    let text = format!("/* outbox::dead_one */ SELECT {COLUMNS} {DEAD_IN_SCOPE} AND o.id = $2");
    let row = sql(text).bind(scope.root()).bind(id).optional(&mut session.tx).await?;
    read(&row.ok_or(super::StoreError::Missing)?)
}

/// Has a failed message tried again at once; false where it has not failed.
///
/// # Errors
/// What the database says.
pub async fn retry(tx: &mut WriteTx, id: Uuid) -> Result<bool> {
    let now = tx.now;
    let changed =
        sql("/* outbox::retry */ UPDATE outbox SET state = 'waiting', attempts = 0, next_at = $2,
         updated_at = $2 WHERE id = $1 AND state = 'dead'")
        .bind(id)
        .bind(now)
        .execute(&mut tx.tx)
        .await?;
    Ok(changed == 1)
}

/// The messages of these reminders.
///
/// # Errors
/// What the database says.
pub async fn of_reminders(session: &mut Session, reminders: &[Uuid]) -> Result<Vec<Queued>> {
    let mut found = Vec::new();
    for chunk in reminders.chunks(400) {
        let text = format!(
            "/* outbox::of_reminders */ SELECT {COLUMNS} FROM outbox o WHERE o.id IN ({}) ORDER BY o.id",
            list(1, chunk.len())
        );
        let rows = sql(text).bind_all(chunk.iter().copied()).all(&mut session.tx).await?;
        found.extend(rows.iter().map(read).collect::<Result<Vec<_>>>()?);
    }
    Ok(found)
}

/// Removes messages that were sent or cancelled and have not moved since `before`: nothing comes of them any more, and
/// their reminders and the contact ledger say what did. Gives how many.
///
/// # Errors
/// What the database says.
pub async fn remove_older(tx: &mut WriteTx, before: DateTime<Utc>) -> Result<u64> {
    // One whose reminder is still open might be taken up again.
    let text = "/* outbox::remove_older */ DELETE FROM outbox
         WHERE state IN ('sent', 'cancelled') AND updated_at < $1 AND NOT EXISTS
             (SELECT 1 FROM reminders m WHERE m.id = outbox.reminder_id AND m.state = 'open')";
    Ok(sql(text).bind(before).execute(&mut tx.tx).await?)
}

/// How many messages stand in each state: for the operator, about nobody.
///
/// # Errors
/// What the database says.
pub async fn counts(session: &mut Session) -> Result<Vec<(MessageState, i64)>> {
    let text = "/* outbox::counts */ SELECT state, COUNT(*) AS n FROM outbox GROUP BY state ORDER BY state";
    let rows = sql(text).all(&mut session.tx).await?;
    rows.iter()
        .map(|row| Ok((code(row, "state", MessageState::from_code)?, row.get("n")?)))
        .collect()
}

fn read(row: &Row) -> Result<Queued> {
    let failure: Option<String> = row.get("failure")?;
    Ok(Queued {
        id: row.get("id")?,
        kind: code(row, "kind", MessageKind::from_code)?,
        account: row.get("account_id")?,
        due_on: row.get("due_on")?,
        next_at: row.get("next_at")?,
        state: code(row, "state", MessageState::from_code)?,
        attempts: row.get("attempts")?,
        failure: failure.as_deref().and_then(Refusal::from_code),
    })
}
