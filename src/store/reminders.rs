//! Reminders, sealed under the record key of their subject.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use uuid::Uuid;

use super::{
    Result, Session, Vault, WriteTx,
    db::{Kind, Row, Statement, Value, list as listed, sql},
    rows::code,
    sealed_rows::{self, Opened, Past, SealedRow},
};
use crate::{
    crypto::indexes::IndexKind,
    domain::{
        permissions::Scope,
        reminders::{Reminder, ReminderDetails, ReminderState, SubjectKind},
    },
};

const COLUMNS: &str = "m.id, m.subject_id, m.kind, m.unit_id, m.token, m.appears_on, m.due_on, m.state, m.version, m.sealed";
const IN_SCOPE: &str = "FROM reminders m
     JOIN unit_closure c ON c.descendant_id = m.unit_id AND c.ancestor_id = $1";

impl SealedRow for Reminder {
    const TABLE: &'static str = "reminders";
    const PAST: (&'static str, &'static str) = ("past_reminders", "reminder_id");
    const COLUMNS: &'static [(&'static str, Kind)] = &[
        ("subject_id", Kind::Id),
        ("kind", Kind::Text),
        ("unit_id", Kind::Id),
        ("token", Kind::Bytes),
        ("appears_on", Kind::Date),
        ("due_on", Kind::Date),
        ("state", Kind::Text),
    ];
    const SUBJECT: &'static str = "subject_id";
    type Sealed = ReminderDetails;
    type Was = ReminderDetails;

    fn id(&self) -> Uuid {
        self.id
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn subject(&self) -> Uuid {
        self.subject
    }

    fn sealed(&self) -> &ReminderDetails {
        &self.details
    }

    fn was(&self) -> &ReminderDetails {
        &self.details
    }

    fn values(&self, vault: &Vault) -> Vec<Value> {
        vec![
            self.subject.into(),
            self.kind.code().into(),
            self.unit.into(),
            token(vault, self).into(),
            self.appears_on.into(),
            self.due_on.into(),
            self.state.code().into(),
        ]
    }

    fn build(id: Uuid, version: i64, row: &Row, details: ReminderDetails) -> Result<Self> {
        Ok(Self {
            id,
            version,
            subject: row.get("subject_id")?,
            kind: code(row, "kind", SubjectKind::from_code)?,
            unit: row.get("unit_id")?,
            appears_on: row.get("appears_on")?,
            due_on: row.get("due_on")?,
            state: code(row, "state", ReminderState::from_code)?,
            details,
        })
    }
}

/// Which thing, rule and occurrence a reminder is, as a keyed hash: whoever has the subject, it is made once.
fn token(vault: &Vault, reminder: &Reminder) -> Vec<u8> {
    let ReminderDetails { item, rule, occurrence, .. } = &reminder.details;
    let text = format!("{item} {rule} {}", occurrence.0);
    vault.indexes.token(IndexKind::Reminder, Uuid::nil(), &text)
}

/// By how many days what hangs on somebody's age is brought forward: 0–55.
pub fn jitter(session: &Session, subject: Uuid) -> u32 {
    let token = session.vault.indexes.token(IndexKind::Jitter, Uuid::nil(), &subject.to_string());
    u32::from(u16::from_be_bytes([token[0], token[1]])) % 56
}

/// Inserts a new reminder. Id and version 1 are already set.
///
/// # Errors
/// [`super::StoreError::Conflict`] where it was made already.
pub async fn insert(tx: &mut WriteTx, reminder: &Reminder) -> Result<()> {
    sealed_rows::insert(tx, reminder).await
}

/// Saves what became of `before`, as it was loaded: the version grows by one, and what it was goes to the past
/// versions.
///
/// # Errors
/// [`super::StoreError::Conflict`] where somebody else saved meanwhile.
pub async fn save(tx: &mut WriteTx, before: &Reminder, after: Reminder) -> Result<Reminder> {
    let after = Reminder { version: before.version + 1, ..after };
    sealed_rows::save(tx, before, &after).await?;
    Ok(after)
}

/// The reminder `id` within `scope`.
///
/// # Errors
/// [`super::StoreError::Missing`] outside the scope, [`super::StoreError::Tampered`] where it was changed by hand.
pub async fn get(session: &mut Session, scope: &Scope, id: Uuid) -> Result<Reminder> {
    sealed_rows::one(session, select(scope, "AND m.id = $2").bind(id)).await
}

/// All reminders of a subject within `scope`, the latest due first.
///
/// # Errors
/// What the database says.
pub async fn of_subject(
    session: &mut Session,
    scope: &Scope,
    subject: Uuid,
) -> Result<Vec<Opened<Reminder>>> {
    let rest = "AND m.subject_id = $2 ORDER BY m.due_on DESC, m.id";
    sealed_rows::all(session, select(scope, rest).bind(subject)).await
}

/// Open reminders of these kinds within `scope` that have appeared by `today`, the longest due first, at most
/// `limit`.
///
/// # Errors
/// What the database says.
pub async fn open(
    session: &mut Session,
    scope: &Scope,
    kinds: &[SubjectKind],
    today: NaiveDate,
    limit: usize,
) -> Result<Vec<Opened<Reminder>>> {
    let rest = format!(
        "AND m.state = $2 AND m.appears_on <= $3 AND m.kind IN ({})
         ORDER BY m.due_on, m.subject_id, m.id LIMIT {limit}",
        listed(4, kinds.len())
    );
    let state = ReminderState::Open.code();
    let kinds = kinds.iter().map(|kind| kind.code());
    sealed_rows::all(session, select(scope, &rest).bind(state).bind(today).bind_all(kinds)).await
}

/// How many open reminders of these kinds within `scope` have appeared by `today`. Opens none of them.
///
/// # Errors
/// What the database says.
pub async fn count_open(
    session: &mut Session,
    scope: &Scope,
    kinds: &[SubjectKind],
    today: NaiveDate,
) -> Result<i64> {
    let text = format!(
        "/* reminders::count_open */ SELECT COUNT(*) AS n {IN_SCOPE}
         WHERE m.state = $2 AND m.appears_on <= $3 AND m.kind IN ({})",
        listed(4, kinds.len())
    );
    let counted = sql(text).bind(scope.root()).bind(ReminderState::Open.code()).bind(today);
    let counted = counted.bind_all(kinds.iter().map(|kind| kind.code()));
    Ok(counted.one(&mut session.tx).await?.get("n")?)
}

/// Reminders within `scope` due from `from` to `to`, both days included, whatever became of them.
///
/// # Errors
/// What the database says.
pub async fn due(
    session: &mut Session,
    scope: &Scope,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Vec<Opened<Reminder>>> {
    let rest = "AND m.due_on >= $2 AND m.due_on <= $3 ORDER BY m.due_on, m.id";
    sealed_rows::all(session, select(scope, rest).bind(from).bind(to)).await
}

/// The reminders that these subjects have, and those that `wanted` are already, whoever has them now: a merged
/// record takes along what was done for it.
///
/// # Errors
/// What the database says.
pub async fn known(
    session: &mut Session,
    subjects: &[Uuid],
    wanted: &[Reminder],
) -> Result<Vec<Opened<Reminder>>> {
    let mut found = Vec::new();
    for chunk in subjects.chunks(400) {
        let text = format!(
            "/* reminders::known */ SELECT {COLUMNS} FROM reminders m WHERE m.subject_id IN ({}) ORDER BY m.id",
            listed(1, chunk.len())
        );
        found.append(
            &mut sealed_rows::all(session, sql(text).bind_all(chunk.iter().copied())).await?,
        );
    }
    // Only what they do not have themselves can have been somebody else's.
    let theirs: BTreeSet<Vec<u8>> =
        found.iter().flatten().map(|reminder| token(&session.vault, reminder)).collect();
    let mut tokens: Vec<Vec<u8>> =
        wanted.iter().map(|reminder| token(&session.vault, reminder)).collect();
    tokens.retain(|token| !theirs.contains(token));
    for chunk in tokens.chunks(400) {
        let text = format!(
            "/* reminders::known */ SELECT {COLUMNS} FROM reminders m WHERE m.token IN ({}) ORDER BY m.id",
            listed(1, chunk.len())
        );
        found.append(
            &mut sealed_rows::all(session, sql(text).bind_all(chunk.iter().cloned())).await?,
        );
    }
    Ok(found)
}

/// How much waits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DueCounts {
    /// Open and due by today, late ones left out.
    pub due: i64,
    /// Open and due before today.
    pub late: i64,
    /// Missed, of what was due in the last seven days.
    pub missed: i64,
}

/// How many reminders of these kinds within `scope` are due, late and missed. Opens none of them.
///
/// # Errors
/// What the database says.
pub async fn due_counts(
    session: &mut Session,
    scope: &Scope,
    kinds: &[SubjectKind],
    today: NaiveDate,
) -> Result<DueCounts> {
    let text = format!(
        "/* reminders::due_counts */ SELECT
             COUNT(CASE WHEN m.state = 'open' AND m.due_on = $2 THEN 1 END) AS due,
             COUNT(CASE WHEN m.state = 'open' AND m.due_on < $2 THEN 1 END) AS late,
             COUNT(CASE WHEN m.state = 'missed' AND m.due_on >= $3 THEN 1 END) AS missed
         {IN_SCOPE} WHERE m.due_on <= $2 AND m.kind IN ({})",
        listed(4, kinds.len())
    );
    let counted = sql(text).bind(scope.root()).bind(today).bind(today - chrono::Days::new(7));
    let row = counted.bind_all(kinds.iter().map(|kind| kind.code())).one(&mut session.tx).await?;
    Ok(DueCounts { due: row.get("due")?, late: row.get("late")?, missed: row.get("missed")? })
}

/// Forgets the reminders of a subject whose key is destroyed, with the messages about them.
pub(super) async fn forget(tx: &mut WriteTx, subject: Uuid) -> Result<()> {
    for text in [
        "/* reminders::forget */ DELETE FROM outbox WHERE reminder_id IN (SELECT id FROM reminders WHERE subject_id = $1)",
        "/* reminders::forget */ DELETE FROM past_reminders WHERE reminder_id IN (SELECT id FROM reminders WHERE subject_id = $1)",
        "/* reminders::forget */ DELETE FROM reminders WHERE subject_id = $1",
    ] {
        sql(text).bind(subject).execute(&mut tx.tx).await?;
    }
    Ok(())
}

fn select(scope: &Scope, rest: &str) -> Statement {
    let text = format!("/* reminders::select */ SELECT {COLUMNS} {IN_SCOPE} WHERE 1 = 1 {rest}");
    sql(text).bind(scope.root())
}

/// What `reminder` was, newest first. The caller has loaded it within scope.
///
/// # Errors
/// [`super::StoreError::Tampered`] where a version was changed by hand.
pub async fn past(
    session: &mut Session,
    reminder: &Reminder,
) -> Result<Vec<Past<ReminderDetails>>> {
    sealed_rows::past(session, reminder).await
}

/// How many reminders of `unit` and the units below it were due from `from` to `to`, both included, by what they
/// are about and where they stand. Opens none of them.
///
/// # Errors
/// What the database says.
pub async fn coverage(
    session: &mut Session,
    scope: &Scope,
    unit: Uuid,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Vec<(SubjectKind, ReminderState, i64)>> {
    let text = format!(
        "/* reminders::coverage */ SELECT m.kind, m.state, COUNT(*) AS n {IN_SCOPE}
         WHERE m.due_on >= $2 AND m.due_on <= $3
         AND m.unit_id IN (SELECT b.descendant_id FROM unit_closure b WHERE b.ancestor_id = $4)
         GROUP BY m.kind, m.state ORDER BY m.kind, m.state"
    );
    let found = sql(text).bind(scope.root()).bind(from).bind(to).bind(unit);
    found
        .all(&mut session.tx)
        .await?
        .iter()
        .map(|row| {
            let kind = code(row, "kind", SubjectKind::from_code)?;
            Ok((kind, code(row, "state", ReminderState::from_code)?, row.get("n")?))
        })
        .collect()
}
