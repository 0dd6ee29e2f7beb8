//! The audit trail: read by record, account, action and day. Only ids, codes and days stand in the
//! address.

use axum::{
    Router,
    extract::{Query, State},
    routing::get,
};
use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    choices::{any, each},
    office::{start_of, time},
    respond::{Here, Page, page},
    views::{AuditFilter as Shown, AuditRow, Pager, Place, audit_page},
};
use crate::{
    domain::{
        audit::{Action, SubjectKind},
        dates::parse_day,
        jobs::Job,
        words::{Problem, Words},
    },
    service::{
        App, Caller, Result,
        audit::{self as service, AuditFilter, AuditLine},
    },
};

/// Lines on a page.
const PAGE: usize = 50;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/audit", get(list))
}

/// What the address says, as it was typed.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Asked {
    subject: String,
    account: String,
    action: String,
    from: String,
    until: String,
    before: String,
}

async fn list(State(app): State<App>, Query(asked): Query<Asked>, here: Here) -> Page {
    let caller = &here.by.caller;
    let (understood, problems) = Understood::of(&app, &asked);
    let filter = understood.filter(&app, caller).await?;
    let read = service::read(&app, caller, &filter, PAGE).await?;
    let pager = Pager {
        newer: filter.before.map(|_| understood.address(None)),
        older: read.next.map(|next| understood.address(Some(next))),
    };
    let actions = any(each(Action::ALL, Action::code, Action::label));
    let Asked { subject, account, action, from, until, .. } = asked;
    let shown = Shown { subject, account, action: (actions, action), from, until, problems };
    let rows = read.lines.iter().map(|line| row(&app, line)).collect();
    let frame = here.frame(&app, Words::new("审计", "Audit trail"), Some(Place::Audit)).await?;
    Ok(page(&audit_page(frame, shown, rows, pager)))
}

/// What was understood of the address. What was not is left out, and told at its field.
#[derive(Default)]
struct Understood {
    subject: Option<Uuid>,
    account: Option<String>,
    action: Option<Action>,
    from: Option<NaiveDate>,
    until: Option<NaiveDate>,
    before: Option<(DateTime<Utc>, Uuid)>,
}

impl Understood {
    fn of(app: &App, asked: &Asked) -> (Self, Vec<Problem>) {
        let mut problems = Vec::new();
        let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let subject = given(&asked.subject).and_then(|text| {
            let words = Words::new(
                "编号为 36 位,请从记录页复制",
                "An id has 36 characters: copy it from the record",
            );
            let id = Uuid::try_parse(&text);
            id.map_err(|_| problems.push(Problem::new("subject", "id", words))).ok()
        });
        let latest = app.today() + Days::new(366);
        let mut day = |name: &'static str, text: &str| {
            let day = parse_day(&given(text)?, latest);
            day.map_err(|problem| {
                problems.push(Problem::new(name, problem.code(), problem.words()))
            })
            .ok()
        };
        let (from, until) = (day("from", &asked.from), day("until", &asked.until));
        let account = given(&asked.account);
        let action = Action::from_code(&asked.action);
        (Self { subject, account, action, from, until, before: place(&asked.before) }, problems)
    }

    async fn filter(&self, app: &App, caller: &Caller) -> Result<AuditFilter> {
        let account = match &self.account {
            // A name that nobody has did nothing: the nil id is nobody's.
            Some(name) => {
                Some(service::account_named(app, caller, name).await?.unwrap_or_default())
            }
            None => None,
        };
        Ok(AuditFilter {
            subject: self.subject,
            account,
            action: self.action,
            from: self.from.and_then(|day| start_of(app, day)),
            until: self.until.and_then(|day| day.succ_opt()).and_then(|day| start_of(app, day)),
            before: self.before,
        })
    }

    /// The address of the same lines from `before` on.
    fn address(&self, before: Option<(DateTime<Utc>, Uuid)>) -> String {
        // None of these values has a character that an address must escape.
        let plain = |c: char| c.is_ascii_alphanumeric() || ".-_".contains(c);
        let account =
            self.account.as_ref().map(|name| name.chars().filter(|c| plain(*c)).collect());
        let parts: [(&str, Option<String>); 6] = [
            ("subject", self.subject.map(|id| id.to_string())),
            ("account", account),
            ("action", self.action.map(|action| action.code().to_owned())),
            ("from", self.from.map(|day| day.to_string())),
            ("until", self.until.map(|day| day.to_string())),
            ("before", before.map(|(at, id)| format!("{}-{id}", at.timestamp_micros()))),
        ];
        let pairs =
            parts.into_iter().filter_map(|(name, value)| Some(format!("{name}={}", value?)));
        format!("/audit?{}", pairs.collect::<Vec<_>>().join("&"))
    }
}

/// Where a page of the trail ends: instant and id of its last line, as `MICROSECONDS-ID`.
fn place(text: &str) -> Option<(DateTime<Utc>, Uuid)> {
    let (micros, id) = text.split_once('-')?;
    Some((DateTime::from_timestamp_micros(micros.parse().ok()?)?, Uuid::try_parse(id).ok()?))
}

fn row(app: &App, line: &AuditLine) -> AuditRow {
    let event = &line.event;
    let door = || match line.door.as_str() {
        "command" => "命令行 command line".to_owned(),
        "job" => "定时任务 job".to_owned(),
        _ => "未登录 not signed in".to_owned(),
    };
    let about = event.subject.map(|(kind, id, version)| {
        let job = Some(id).filter(|_| kind == SubjectKind::Job).and_then(Job::from_id);
        let label = job.map_or(kind.label(), Job::label);
        let version = if version > 0 { format!(" v{version}") } else { String::new() };
        Words::made(format!("{}{version}", label.zh), format!("{}{version}", label.en))
    });
    let reason = event.reason.map(|reason| reason.label());
    let rows = event.rows.map(|rows| Words::made(format!("{rows} 行"), format!("{rows} rows")));
    let details: Vec<Words> = [about, reason, rows].into_iter().flatten().collect();
    let joined =
        |pick: fn(&Words) -> &str| details.iter().map(pick).collect::<Vec<_>>().join(" · ");
    AuditRow {
        at: time(app, line.at),
        who: line.account_name.clone().unwrap_or_else(door),
        action: event.action.label(),
        subject: event.subject.map(|(_, id, _)| id.to_string()).unwrap_or_default(),
        details: Words::made(joined(|words| &words.zh), joined(|words| &words.en)),
        request: line.request_id.clone(),
    }
}
