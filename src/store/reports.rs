//! Issued reports, which never change, and who was given a copy. What a report says is sealed under its own record
//! key, so that a figure changed by hand is found before the hash is even looked at.

use uuid::Uuid;

use super::{
    Result, Session, Vault, WriteTx,
    db::{Kind, Row, Value, sql},
    keys,
    rows::code,
    sealed_rows::{self, Opened, SealedRow},
};
use crate::domain::{
    permissions::Scope,
    reports::{Format, Purpose, Report, ReportDetails, ReportKind},
};

const COLUMNS: &str = "p.id, p.unit_id, p.kind, p.period, p.sha256, p.supersedes, p.issued_by,
     p.version, p.created_at, p.sealed";
const IN_SCOPE: &str = "FROM reports p
     JOIN unit_closure c ON c.descendant_id = p.unit_id AND c.ancestor_id = $1";

impl SealedRow for Report {
    const TABLE: &'static str = "reports";
    /// Nothing replaces an issued report: its earlier editions are rows of the same table.
    const PAST: (&'static str, &'static str) = ("reports", "id");
    const COLUMNS: &'static [(&'static str, Kind)] = &[
        ("unit_id", Kind::Id),
        ("kind", Kind::Text),
        ("period", Kind::Text),
        ("sha256", Kind::Text),
        ("supersedes", Kind::Id),
        ("issued_by", Kind::Id),
    ];
    const SUBJECT: &'static str = "id";
    type Sealed = ReportDetails;
    type Was = ReportDetails;

    fn id(&self) -> Uuid {
        self.id
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn subject(&self) -> Uuid {
        self.id
    }

    fn sealed(&self) -> &ReportDetails {
        &self.details
    }

    fn was(&self) -> &ReportDetails {
        &self.details
    }

    fn values(&self, _: &Vault) -> Vec<Value> {
        vec![
            self.unit.into(),
            self.kind.code().into(),
            self.period.as_str().into(),
            self.sha256.as_str().into(),
            self.supersedes.into(),
            self.issued_by.into(),
        ]
    }

    fn build(id: Uuid, version: i64, row: &Row, details: ReportDetails) -> Result<Self> {
        Ok(Self {
            id,
            version,
            unit: row.get("unit_id")?,
            kind: code(row, "kind", ReportKind::from_code)?,
            period: row.get("period")?,
            sha256: row.get("sha256")?,
            supersedes: row.get("supersedes")?,
            issued_by: row.get("issued_by")?,
            issued_at: row.get("created_at")?,
            details,
        })
    }
}

/// Inserts an edition and makes its record key. Everything is set but when: that is now.
///
/// # Errors
/// [`super::StoreError::Conflict`] where the same edition was issued meanwhile.
pub async fn insert(tx: &mut WriteTx, report: &Report) -> Result<()> {
    keys::create(tx, &[report.id]).await?;
    sealed_rows::insert(tx, report).await
}

/// The edition `id` of a unit within `scope`.
///
/// # Errors
/// [`super::StoreError::Missing`] outside the scope, [`super::StoreError::Tampered`] where it was changed by hand.
pub async fn get(session: &mut Session, scope: &Scope, id: Uuid) -> Result<Report> {
    let text = format!("/* reports::get */ SELECT {COLUMNS} {IN_SCOPE} WHERE p.id = $2");
    sealed_rows::one(session, sql(text).bind(scope.root()).bind(id)).await
}

/// Every edition of one report within `scope`, the newest first.
///
/// # Errors
/// What the database says.
pub async fn editions(
    session: &mut Session,
    scope: &Scope,
    unit: Uuid,
    kind: ReportKind,
    period: &str,
) -> Result<Vec<Opened<Report>>> {
    let text = format!(
        "/* reports::editions */ SELECT {COLUMNS} {IN_SCOPE} WHERE p.unit_id = $2 AND p.kind = $3
         AND p.period = $4 ORDER BY p.version DESC"
    );
    let statement = sql(text).bind(scope.root()).bind(unit).bind(kind.code()).bind(period);
    sealed_rows::all(session, statement).await
}

/// The editions of units within `scope`, the latest issued first, at most `limit`.
///
/// # Errors
/// What the database says.
pub async fn list(session: &mut Session, scope: &Scope, limit: u32) -> Result<Vec<Opened<Report>>> {
    let text = format!(
        "/* reports::list */ SELECT {COLUMNS} {IN_SCOPE} ORDER BY p.created_at DESC, p.id DESC LIMIT {limit}"
    );
    sealed_rows::all(session, sql(text).bind(scope.root())).await
}

/// A copy that was given out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// The edition; none for a draft.
    pub report: Option<Uuid>,
    /// Of which unit.
    pub unit: Uuid,
    /// For what time.
    pub kind: ReportKind,
    /// Which, as a text.
    pub period: String,
    /// As what.
    pub format: Format,
    /// What for.
    pub purpose: Purpose,
}

/// Writes down that the caller was given a copy.
///
/// # Errors
/// What the database says.
pub async fn note_copy(tx: &mut WriteTx, given: &Given) -> Result<()> {
    let (id, now, account) = (tx.new_id(), tx.now, tx.origin().account);
    sql("/* reports::note_copy */ INSERT INTO report_copies
         (id, report_id, unit_id, kind, period, account_id, format, purpose, given_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
    .bind(id)
    .bind(given.report)
    .bind(given.unit)
    .bind(given.kind.code())
    .bind(given.period.as_str())
    .bind(account)
    .bind(given.format.code())
    .bind(given.purpose.code())
    .bind(now)
    .execute(&mut tx.tx)
    .await?;
    Ok(())
}

/// The copies given out of the edition `report`, the newest first: as what and what for. The caller has loaded it
/// within scope.
///
/// # Errors
/// What the database says.
pub async fn copies(session: &mut Session, report: Uuid) -> Result<Vec<Given>> {
    let text = "/* reports::copies */ SELECT report_id, unit_id, kind, period, format, purpose FROM report_copies
         WHERE report_id = $1 ORDER BY given_at DESC, id DESC";
    let found = sql(text).bind(report).all(&mut session.tx).await?;
    let given = |row: &Row| {
        Ok(Given {
            report: row.get("report_id")?,
            unit: row.get("unit_id")?,
            kind: code(row, "kind", ReportKind::from_code)?,
            period: row.get("period")?,
            format: code(row, "format", Format::from_code)?,
            purpose: code(row, "purpose", Purpose::from_code)?,
        })
    };
    found.iter().map(given).collect()
}
