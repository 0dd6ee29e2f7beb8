//! Looking at reports, and copies of them. Both are in the trail.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{
    File, Wanted, as_seen, computing::content, digest, event, files, frozen, issued_as_seen,
    sees_all, witness,
};
use crate::{
    domain::{
        audit::{Action, AuditEvent, SubjectKind},
        permissions::Permission,
        reports::{Content, Format, Purpose, Report, inputs::CopyInput},
    },
    service::{App, Caller, Result, ServiceError},
    store::{self, Session, reports::Given},
};

/// The most editions that one list shows.
const MOST: u32 = 300;

/// An edition of the list.
pub struct Listed {
    /// The edition.
    pub report: Report,
    /// Whether it is the last one of its report.
    pub is_last: bool,
}

/// A report as it is shown.
pub struct Shown {
    /// What it says, as the caller may see it.
    pub content: Content,
    /// The hash of what it says in full; none for whoever does not see all of it.
    pub sha256: Option<String>,
    /// The edition; none for a draft. What it says stands in `content` alone.
    pub issued: Option<Report>,
    /// Every edition there is, the newest first.
    pub editions: Vec<Report>,
    /// What the accounts that issued them are called.
    pub names: BTreeMap<Uuid, String>,
    /// The copies that were given out of this edition, the newest first.
    pub copies: Vec<Given>,
}

impl Shown {
    /// Whether it is the last edition, or the draft of one that was never issued.
    pub fn is_last(&self) -> bool {
        match (&self.issued, self.editions.first()) {
            (Some(issued), Some(last)) => issued.id == last.id,
            (None, last) => last.is_none(),
            (Some(_), None) => true,
        }
    }
}

/// The issued reports of the caller's units, the latest first. Rows that cannot be read are left out and audited.
///
/// # Errors
/// [`ServiceError::Denied`], and what the database says.
pub async fn list(app: &App, caller: &Caller) -> Result<Vec<Listed>> {
    let scope = caller.actor.may(Permission::StatisticsRead)?;
    let found = store::reports::list(&mut *app.store.read().await?, &scope, MOST).await?;
    let reports = app.readable(caller, SubjectKind::Report, found).await?;
    let corrected: Vec<Uuid> = reports.iter().filter_map(|one| one.supersedes).collect();
    let listed = |report: Report| Listed {
        is_last: !corrected.contains(&report.id),
        report: bare(caller, report),
    };
    Ok(reports.into_iter().map(listed).collect())
}

/// The report as the figures are now. Looking at it is audited.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::Missing`] for a unit outside the caller's scope.
pub async fn draft(app: &App, caller: &Caller, wanted: &Wanted) -> Result<Shown> {
    let scope = caller.actor.may(Permission::StatisticsRead)?;
    let content = content(app, caller, wanted).await?;
    let act = async {
        let mut tx = app.store.write(&caller.origin).await?;
        let Wanted { unit, kind, period } = *wanted;
        let found =
            store::reports::editions(&mut tx, &scope, unit, kind, &period.to_string()).await?;
        let editions = opened(caller, found)?;
        let names = names(&mut tx, &editions).await?;
        tx.commit(of_draft(Action::ReportRead, unit)).await?;
        let sha256 = sees_all(caller).then(|| frozen(&content).map(|text| digest(&text)));
        let sha256 = sha256.transpose()?;
        let content = as_seen(caller, content);
        Ok(Shown { content, sha256, issued: None, editions, names, copies: Vec::new() })
    };
    witness(app, caller, act.await).await
}

/// The edition `id` as it was issued. Looking at it is audited.
///
/// # Errors
/// [`ServiceError::Missing`] outside the scope; [`ServiceError::Tampered`] where row or hash do not hold, audited.
pub async fn get(app: &App, caller: &Caller, id: Uuid) -> Result<Shown> {
    let scope = caller.actor.may(Permission::StatisticsRead)?;
    let act = async {
        let mut tx = app.store.write(&caller.origin).await?;
        let report = store::reports::get(&mut tx, &scope, id).await?;
        let (report, content) = issued_as_seen(&mut tx, &scope, caller, report).await?;
        let Report { unit, kind, period, .. } = &report;
        let found = store::reports::editions(&mut tx, &scope, *unit, *kind, period).await?;
        let editions = opened(caller, found)?;
        let names = names(&mut tx, &editions).await?;
        let copies = store::reports::copies(&mut tx, id).await?;
        tx.commit(event(Action::ReportRead, &report)).await?;
        let sha256 = sees_all(caller).then(|| report.sha256.clone());
        Ok(Shown { content, sha256, issued: Some(report), editions, names, copies })
    };
    witness(app, caller, act.await).await
}

/// The last edition of a report, where it was issued.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::Tampered`].
pub async fn latest(app: &App, caller: &Caller, wanted: &Wanted) -> Result<Option<Uuid>> {
    let scope = caller.actor.may(Permission::StatisticsRead)?;
    let period = wanted.period.to_string();
    let mut tx = app.store.read().await?;
    let found =
        store::reports::editions(&mut tx, &scope, wanted.unit, wanted.kind, &period).await?;
    drop(tx);
    let last = opened(caller, found).map(|editions| editions.first().map(|report| report.id));
    witness(app, caller, last).await
}

/// A copy of the edition `id`, with who was given it, when and what for.
///
/// # Errors
/// Every problem of the form; as [`get`].
pub async fn copy_of_issued(
    app: &App,
    caller: &Caller,
    id: Uuid,
    input: &CopyInput,
) -> Result<File> {
    let scope = caller.actor.may(Permission::StatisticsRead)?;
    let act = async {
        // Whether it is there at all is told before what is wrong with the form.
        let mut tx = app.store.write(&caller.origin).await?;
        let report = store::reports::get(&mut tx, &scope, id).await?;
        let (format, purpose) = input.read(app.today()).map_err(ServiceError::Invalid)?;
        let (report, content) = issued_as_seen(&mut tx, &scope, caller, report).await?;
        let given = given(Some(&report), &content, format, purpose);
        store::reports::note_copy(&mut tx, &given).await?;
        let file = files::make(app, &mut tx, caller, &content, Some(&report), &given).await?;
        tx.commit(event(Action::ReportGiven, &report)).await?;
        Ok(file)
    };
    witness(app, caller, act.await).await
}

/// A copy of the draft, marked as one.
///
/// # Errors
/// Every problem of the form; as [`draft`].
pub async fn copy_of_draft(
    app: &App,
    caller: &Caller,
    wanted: &Wanted,
    input: &CopyInput,
) -> Result<File> {
    let content = content(app, caller, wanted).await?;
    let (format, purpose) = input.read(app.today()).map_err(ServiceError::Invalid)?;
    let mut tx = app.store.write(&caller.origin).await?;
    let content = as_seen(caller, content);
    let given = given(None, &content, format, purpose);
    store::reports::note_copy(&mut tx, &given).await?;
    let file = files::make(app, &mut tx, caller, &content, None, &given).await?;
    tx.commit(of_draft(Action::ReportGiven, wanted.unit)).await?;
    Ok(file)
}

fn given(report: Option<&Report>, content: &Content, format: Format, purpose: Purpose) -> Given {
    Given {
        report: report.map(|report| report.id),
        unit: content.unit,
        kind: content.kind,
        period: content.period.clone(),
        format,
        purpose,
    }
}

fn of_draft(action: Action, unit: Uuid) -> AuditEvent {
    AuditEvent::new(action).at(unit).about(SubjectKind::Unit, unit, 0)
}

/// The editions without what they say.
fn opened(caller: &Caller, found: Vec<store::sealed_rows::Opened<Report>>) -> Result<Vec<Report>> {
    let listed = |one: store::sealed_rows::Opened<Report>| {
        one.map(|report| bare(caller, report)).map_err(ServiceError::Tampered)
    };
    found.into_iter().map(listed).collect()
}

fn bare(caller: &Caller, mut report: Report) -> Report {
    report.details.content.clear();
    report.details.changes.clear();
    if !sees_all(caller) {
        report.sha256.clear();
    }
    report
}

async fn names(tx: &mut Session, editions: &[Report]) -> Result<BTreeMap<Uuid, String>> {
    let ids: Vec<Uuid> = editions.iter().filter_map(|one| one.issued_by).collect();
    Ok(store::exports::askers(tx, &ids).await?)
}
