//! The audit trail.

use super::choices::Choice;
use super::controls::Width;
use super::fields::Field;
use super::frame::Frame;
use super::lists::{Cell, Filter, ListPage, Pager, Table};
use crate::domain::words::{Problem, Words};

/// One event. Events carry no personal data, only ids.
pub struct AuditRow {
    /// When.
    pub at: String,
    /// The account's name, or the machine's part that acted.
    pub who: String,
    /// What was done.
    pub action: Words,
    /// The id of the record it was about; empty for none.
    pub subject: String,
    /// What the record is, the reason given, how many rows.
    pub details: Words,
    /// The request id.
    pub request: String,
}

/// What the trail is narrowed to: ids, codes and days, so it may stand in the address.
#[derive(Default)]
pub struct AuditFilter {
    /// A record's id.
    pub subject: String,
    /// An account's user name.
    pub account: String,
    /// Actions and the chosen one.
    pub action: (Vec<Choice>, String),
    /// From this day.
    pub from: String,
    /// To this day.
    pub until: String,
    /// What cannot be understood of it.
    pub problems: Vec<Problem>,
}

/// The audit trail, the newest first.
pub fn audit_page(
    frame: Frame,
    filter: AuditFilter,
    rows: Vec<AuditRow>,
    pager: Pager,
) -> ListPage {
    let AuditFilter { subject, account, action: (actions, action), from, until, problems } = filter;
    let mut fields = vec![
        Field::text("subject", Words::new("记录编号", "Record id"), subject)
            .most(36)
            .width(Width::Full),
        Field::text("account", Words::new("用户名", "User name"), account)
            .most(40)
            .width(Width::Quarter),
        Field::select("action", Words::new("操作", "Action"), actions, action)
            .width(Width::Quarter),
        Field::day("from", Words::new("自", "From"), from).width(Width::Quarter),
        Field::day("until", Words::new("至", "Until"), until).width(Width::Quarter),
    ];
    for field in &mut fields {
        let found = problems.iter().find(|problem| problem.field == field.name);
        field.problem = found.map(|problem| problem.words.clone());
    }
    let columns = vec![
        Words::new("时间", "When"),
        Words::new("账号", "Who"),
        Words::new("操作", "Action"),
        Words::new("记录编号", "Record"),
        Words::new("说明", "Details"),
        Words::new("请求编号", "Request"),
    ];
    let cells = |row: AuditRow| {
        vec![
            Cell::Number(row.at),
            Cell::Text(row.who),
            Cell::Coded(row.action),
            Cell::Code(row.subject),
            Cell::Coded(row.details),
            Cell::Code(row.request),
        ]
    };
    let table =
        Table::new(&frame.csrf, Words::new("", ""), columns).rows(rows.into_iter().map(cells));
    let filter = Some(Filter { action: "/audit".to_owned(), fields });
    ListPage { filter, pager: Some(pager), ..ListPage::new(frame, vec![table]) }
}
