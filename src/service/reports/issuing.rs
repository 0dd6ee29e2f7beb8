//! Freezing a report.

use uuid::Uuid;

use super::{Wanted, computing::content, digest, event, frozen, thaw, witness};
use crate::{
    domain::{
        audit::Action,
        permissions::Permission,
        reports::{
            Report, ReportDetails, changes, inputs::IssueInput, nothing_changed, stale, too_early,
        },
    },
    service::{App, Caller, Result, ServiceError},
    store,
};

/// Issues the report as the figures are now, or corrects the last edition; gives the new edition's id. A correction
/// says why, and names by itself what changed, cell by cell.
///
/// # Errors
/// Every problem of the form; before the period is over; where the figures are no longer those that were looked at;
/// where nothing differs from the last edition; [`ServiceError::Conflict`] where somebody else issued it meanwhile.
pub async fn issue(
    app: &App,
    caller: &Caller,
    wanted: &Wanted,
    input: &IssueInput,
) -> Result<Uuid> {
    let scope = caller.actor.may(Permission::ReportsIssue)?;
    let content = content(app, caller, wanted).await?;
    let Wanted { unit, kind, period } = *wanted;
    let period_text = period.to_string();
    let act = async {
        let mut tx = app.store.write(&caller.origin).await?;
        let editions = store::reports::editions(&mut tx, &scope, unit, kind, &period_text).await?;
        let last = editions.into_iter().next().transpose().map_err(ServiceError::Tampered)?;
        let read = input.read(last.is_some(), app.today()).map_err(ServiceError::Invalid)?;
        if period.last_day() >= app.today() {
            return Err(too_early(period.last_day()).into());
        }
        let text = frozen(&content)?;
        let sha256 = digest(&text);
        if read.sha256.is_some_and(|seen| seen != sha256) {
            return Err(stale().into());
        }
        let changed = match &last {
            Some(last) => changes(&thaw(last)?, &content),
            None => Vec::new(),
        };
        if last.is_some() && changed.is_empty() {
            return Err(nothing_changed().into());
        }
        let report = Report {
            id: tx.new_id(),
            version: last.as_ref().map_or(1, |last| last.version + 1),
            unit,
            kind,
            period: period_text,
            sha256,
            supersedes: last.as_ref().map(|last| last.id),
            issued_by: caller.actor.account_id(),
            issued_at: tx.now,
            details: ReportDetails {
                content: text,
                purpose: read.purpose,
                reason: read.reason,
                changes: changed,
            },
        };
        store::reports::insert(&mut tx, &report).await?;
        let rows = i64::try_from(report.details.changes.len()).unwrap_or(i64::MAX);
        tx.commit(event(Action::ReportIssued, &report).rows(rows)).await?;
        Ok(report.id)
    };
    witness(app, caller, act.await).await
}
