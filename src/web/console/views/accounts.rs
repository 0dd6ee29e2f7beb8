//! Accounts, sessions and API tokens.

use askama::Template;

use super::frame::Frame;
use super::lists::{Cell, ListPage, Table};
use super::parts::{Action, Badge, Tone};
use crate::domain::words::Words;

/// One account.
pub struct AccountRow {
    /// The user name.
    pub user_name: String,
    /// The display name.
    pub name: String,
    /// The role.
    pub role: Words,
    /// The unit.
    pub unit: Words,
    /// Active, disabled, waiting for its first sign-in.
    pub status: Badge,
    /// When last seen; empty for never.
    pub last_seen: String,
    /// Edit, disable, reset, sessions.
    pub actions: Vec<Action>,
}

/// One session of an account.
pub struct SessionRow {
    /// When it began.
    pub began: String,
    /// When last seen.
    pub last_seen: String,
    /// When it ends in any case.
    pub expires: String,
    /// It is the one that shows this page.
    pub current: bool,
    /// Where to post its end.
    pub revoke: String,
}

/// One API token; the token itself is never shown again.
pub struct TokenRow {
    /// Its name.
    pub name: String,
    /// What it may do.
    pub may: Words,
    /// In force, expired, revoked.
    pub status: Badge,
    /// When last used; empty for never.
    pub last_used: String,
    /// When it ends; empty for never.
    pub expires: String,
    /// Where to post its revocation; `None` once revoked.
    pub revoke: Option<String>,
}

fn or_never(text: String) -> Cell {
    if text.is_empty() { Cell::Coded(Words::new("从未", "never")) } else { Cell::Number(text) }
}

/// The accounts in scope; `actions` leads to creating one and to the API tokens.
pub fn accounts_page(frame: Frame, rows: Vec<AccountRow>, actions: Vec<Action>) -> ListPage {
    let columns = vec![
        Words::new("用户名", "User name"),
        Words::new("姓名", "Name"),
        Words::new("角色", "Role"),
        Words::new("机构", "Unit"),
        Words::new("状态", "Status"),
        Words::new("最近登录", "Last seen"),
        Words::new("操作", "Actions"),
    ];
    let cells = |row: AccountRow| {
        vec![
            Cell::Text(row.user_name),
            Cell::Text(row.name),
            Cell::Coded(row.role),
            Cell::Coded(row.unit),
            Cell::Badges(vec![row.status]),
            or_never(row.last_seen),
            Cell::Actions(row.actions),
        ]
    };
    let table =
        Table::new(&frame.csrf, Words::new("", ""), columns).rows(rows.into_iter().map(cells));
    ListPage { actions, ..ListPage::new(frame, vec![table]) }
}

/// The open sessions of one account; `actions` may end them all.
pub fn sessions_page(frame: Frame, rows: Vec<SessionRow>, actions: Vec<Action>) -> ListPage {
    let columns = vec![
        Words::new("开始", "Began"),
        Words::new("最近活动", "Last seen"),
        Words::new("最迟结束", "Ends at the latest"),
        Words::new("操作", "Actions"),
    ];
    let cells = |row: SessionRow| {
        let last = if row.current {
            Cell::Badges(vec![Badge::new(Tone::Good, Words::new("本次登录", "this one"))])
        } else {
            let end = Words::new("结束", "End");
            Cell::Actions(vec![Action::post(row.revoke, end).tone(Tone::Bad)])
        };
        vec![Cell::Number(row.began), Cell::Number(row.last_seen), Cell::Number(row.expires), last]
    };
    let table =
        Table::new(&frame.csrf, Words::new("", ""), columns).rows(rows.into_iter().map(cells));
    ListPage { actions, ..ListPage::new(frame, vec![table]) }
}

/// API tokens; `actions` leads to creating one.
pub fn tokens_page(frame: Frame, rows: Vec<TokenRow>, actions: Vec<Action>) -> ListPage {
    let columns = vec![
        Words::new("名称", "Name"),
        Words::new("权限", "May"),
        Words::new("状态", "Status"),
        Words::new("最近使用", "Last used"),
        Words::new("到期", "Expires"),
        Words::new("操作", "Actions"),
    ];
    let cells = |row: TokenRow| {
        let revoke = |href| Action::post(href, Words::new("吊销", "Revoke")).tone(Tone::Bad);
        vec![
            Cell::Text(row.name),
            Cell::Coded(row.may),
            Cell::Badges(vec![row.status]),
            or_never(row.last_used),
            or_never(row.expires),
            Cell::Actions(row.revoke.map(revoke).into_iter().collect()),
        ]
    };
    let table =
        Table::new(&frame.csrf, Words::new("", ""), columns).rows(rows.into_iter().map(cells));
    ListPage { actions, ..ListPage::new(frame, vec![table]) }
}

/// A one-time link or an API token, shown this once only.
#[derive(Template)]
#[template(path = "shown-once.html")]
pub struct ShownOncePage {
    /// The frame; its title is the heading.
    pub frame: Frame,
    /// Whom or what it is for, and what to do with it.
    pub about: Words,
    /// The link or token.
    pub secret: String,
    /// Until when it works; empty for no end.
    pub expires: String,
    /// Where to go afterwards.
    pub back: Action,
}
