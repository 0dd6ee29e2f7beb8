//! `lifelight audit`: the trail, newest first.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use chrono_tz::Tz;
use uuid::Uuid;

use super::{
    Failure,
    clocks::SystemClock,
    config::Settled,
    open::{self, Place},
};
use crate::{
    service::{App, Caller, accounts, audit, start},
    store::audit::{AuditFilter, AuditLine},
};

/// Which lines, and how to print them.
pub struct Wanted {
    /// About this record.
    pub subject: Option<Uuid>,
    /// By the account of this name.
    pub account: Option<String>,
    /// First day.
    pub from: Option<NaiveDate>,
    /// Last day.
    pub until: Option<NaiveDate>,
    /// How many at most.
    pub limit: usize,
    /// As JSON.
    pub json: bool,
}

/// Prints the lines.
pub async fn run(settled: &Settled, wanted: Wanted) -> Result<(), Failure> {
    let place = Place::of(settled, "lifelight");
    let app = open::open(settled, &place, Arc::new(SystemClock), false, false).await?.app;
    let operator = start::operator(&app, "audit").await?;
    let zone = app.settings.zone;
    let start_of = |day: NaiveDate| -> Option<DateTime<Utc>> {
        zone.from_local_datetime(&day.and_hms_opt(0, 0, 0)?).earliest().map(|at| at.to_utc())
    };
    let account = match &wanted.account {
        Some(name) => Some(account_called(&app, &operator, name).await?),
        None => None,
    };
    let filter = AuditFilter {
        subject: wanted.subject,
        account,
        action: None,
        from: wanted.from.and_then(start_of),
        until: wanted.until.and_then(|day| day.succ_opt()).and_then(start_of),
        before: None,
    };
    let mut filter = filter;
    let mut left = wanted.limit;
    while left > 0 {
        let page = audit::read(&app, &operator, &filter, left).await?;
        left -= page.lines.len().min(left);
        page.lines.iter().for_each(|line| print(line, wanted.json, zone));
        filter.before = page.next;
        if filter.before.is_none() {
            break;
        }
    }
    app.store.db().close().await;
    Ok(())
}

async fn account_called(app: &App, operator: &Caller, name: &str) -> Result<Uuid, Failure> {
    let accounts = accounts::list(app, operator).await?.readable;
    let found = accounts.into_iter().find(|account| account.name == name);
    Ok(found.ok_or_else(|| format!("没有这个账号 there is no account {name}"))?.id)
}

fn print(line: &AuditLine, as_json: bool, zone: Tz) {
    if as_json {
        println!("{}", json(line));
    } else {
        let subject = line.event.subject.map_or(String::new(), |(kind, id, version)| {
            format!("{} {id} v{version}", kind.code())
        });
        let who = line.account_name.as_deref().unwrap_or("-");
        let label = line.event.action.label();
        println!(
            "{}  {who:<16}  {:<8}  {} {}  {subject}",
            line.at.with_timezone(&zone).format("%Y-%m-%d %H:%M:%S"),
            line.door,
            label.zh,
            line.event.action.code(),
        );
    }
}

fn json(line: &AuditLine) -> serde_json::Value {
    serde_json::json!({
        "id": line.id,
        "at": line.at,
        "account": line.account_name,
        "door": line.door,
        "request_id": line.request_id,
        "action": line.event.action.code(),
        "unit": line.event.unit,
        "subject_kind": line.event.subject.map(|(kind, _, _)| kind.code()),
        "subject": line.event.subject.map(|(_, id, _)| id),
        "version": line.event.subject.map(|(_, _, version)| version),
        "reason": line.event.reason.map(|reason| reason.code()),
        "rows": line.event.rows,
    })
}
