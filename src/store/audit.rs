//! The audit trail: appended in the transaction it tells of, read by person, account and time.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{
    Origin, Result, Session,
    db::{Row, Value, sql},
};
use crate::domain::{
    audit::{Action, AuditEvent, SubjectKind, UnmaskReason},
    permissions::Scope,
};

/// One line of the trail as it was written.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditLine {
    /// Its id.
    pub id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// Who; none for the operator or a job.
    pub account: Option<Uuid>,
    /// The account's name, where there is one.
    pub account_name: Option<String>,
    /// Through which door.
    pub door: String,
    /// By which request.
    pub request_id: String,
    /// What.
    pub event: AuditEvent,
}

/// Which lines to read; everything given must hold.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    /// About this record.
    pub subject: Option<Uuid>,
    /// By this account.
    pub account: Option<Uuid>,
    /// This action.
    pub action: Option<Action>,
    /// Not before.
    pub from: Option<DateTime<Utc>>,
    /// Before.
    pub until: Option<DateTime<Utc>>,
    /// Only lines older than this one: the next page.
    pub before: Option<(DateTime<Utc>, Uuid)>,
}

pub(super) async fn append(
    session: &mut Session,
    origin: &Origin,
    event: AuditEvent,
) -> Result<()> {
    let (kind, subject, version) = match event.subject {
        Some((kind, id, version)) => (Some(kind.code()), Some(id), Some(version)),
        None => (None, None, None),
    };
    let id = session.new_id();
    sql("/* audit::append */ INSERT INTO audit_events (id, at, account_id, door, request_id, action, unit_id,
         subject_kind, subject_id, subject_version, reason, row_count)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)")
    .bind(id)
    .bind(session.now)
    .bind(origin.account)
    .bind(origin.door.code())
    .bind(origin.request_id.clone())
    .bind(event.action.code())
    .bind(event.unit)
    .bind(kind)
    .bind(subject)
    .bind(version)
    .bind(event.reason.map(UnmaskReason::code))
    .bind(event.rows)
    .later(&mut session.tx);
    Ok(())
}

/// The lines of `scope` that `filter` lets through, newest first, `limit` at most. Events that
/// belong to no unit (a failed sign-in) are shown to those at the root of the tree.
///
/// # Errors
/// What the database says.
pub async fn list(
    session: &mut Session,
    scope: &Scope,
    filter: &AuditFilter,
    limit: i64,
) -> Result<Vec<AuditLine>> {
    let mut text = String::from(
        "/* audit::list */ SELECT e.*, a.name AS account_name FROM audit_events e
         LEFT JOIN accounts a ON a.id = e.account_id
         WHERE (EXISTS (SELECT 1 FROM unit_closure c WHERE c.ancestor_id = $1 AND c.descendant_id = e.unit_id)
            OR (e.unit_id IS NULL AND EXISTS (SELECT 1 FROM units u WHERE u.id = $1 AND u.parent_id IS NULL)))",
    );
    let mut values: Vec<Value> = vec![scope.root().into()];
    let mut and = |condition: &str, value: Value| {
        values.push(value);
        text.push_str(&format!(" AND {condition} ${}", values.len()));
    };
    if let Some(subject) = filter.subject {
        and("e.subject_id =", subject.into());
    }
    if let Some(account) = filter.account {
        and("e.account_id =", account.into());
    }
    if let Some(action) = filter.action {
        and("e.action =", action.code().into());
    }
    if let Some(from) = filter.from {
        and("e.at >=", from.into());
    }
    if let Some(until) = filter.until {
        and("e.at <", until.into());
    }
    if let Some((at, id)) = filter.before {
        and("e.at <=", at.into());
        // Rows of one instant are told apart by id.
        values.push(id.into());
        values.push(at.into());
        text.push_str(&format!(" AND (e.at < ${} OR e.id < ${})", values.len(), values.len() - 1));
    }
    text.push_str(&format!(" ORDER BY e.at DESC, e.id DESC LIMIT {limit}"));
    let mut statement = sql(text);
    for value in values {
        statement = statement.bind(value);
    }
    statement.all(&mut session.tx).await?.iter().map(read_line).collect()
}

fn read_line(row: &Row) -> Result<AuditLine> {
    let kind =
        row.get::<Option<String>>("subject_kind")?.and_then(|code| SubjectKind::from_code(&code));
    let subject = match (kind, row.get("subject_id")?, row.get("subject_version")?) {
        (Some(kind), Some(id), Some(version)) => Some((kind, id, version)),
        _ => None,
    };
    let action: String = row.get("action")?;
    let unknown = || sqlx::Error::Decode(format!("audit action {action}").into());
    Ok(AuditLine {
        id: row.get("id")?,
        at: row.get("at")?,
        account: row.get("account_id")?,
        account_name: row.get("account_name")?,
        door: row.get("door")?,
        request_id: row.get("request_id")?,
        event: AuditEvent {
            action: Action::from_code(&action).ok_or_else(unknown)?,
            unit: row.get("unit_id")?,
            subject,
            reason: row
                .get::<Option<String>>("reason")?
                .and_then(|code| UnmaskReason::from_code(&code)),
            rows: row.get("row_count")?,
        },
    })
}

/// The latest lines about one record. The caller has loaded the record within scope.
///
/// # Errors
/// What the database says.
pub async fn of_subject(
    session: &mut Session,
    subject: Uuid,
    limit: i64,
) -> Result<Vec<AuditLine>> {
    sql(format!(
        "/* audit::of_subject */ SELECT e.*, a.name AS account_name FROM audit_events e
         LEFT JOIN accounts a ON a.id = e.account_id WHERE e.subject_id = $1 ORDER BY e.at DESC, e.id DESC LIMIT {limit}"
    ))
    .bind(subject)
    .all(&mut session.tx)
    .await?
    .iter()
    .map(read_line)
    .collect()
}
