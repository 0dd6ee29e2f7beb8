//! The own account: where it is signed in, and the way to its API tokens.

use axum::{
    Router,
    extract::State,
    routing::{get, post},
};
use uuid::Uuid;

use super::{
    super::{
        ids::Ids,
        office::Units,
        respond::{Done, Here, Page, done, page},
        session::Posted,
        views::{Action, sessions_page},
    },
    sessions::rows,
};
use crate::{
    domain::{permissions::Permission, words::Words},
    service::{App, sessions as service},
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/account", get(show))
        .route("/account/sessions/{session}/revoke", post(revoke))
}

async fn show(State(app): State<App>, here: Here) -> Page {
    let account = here.by.signed_in.account().clone();
    let rows = rows(&app, &here.by, account.id, "/account/sessions").await?;
    let unit = Units::now(&app, &here.by.caller).await?.name(account.unit);
    let role = account.role.label();
    let works = here.by.caller.actor.may(Permission::RemindersWork).is_ok();
    let frame = here.frame(&app, Words::new("我的账号", "My account"), None).await?;
    let tokens = Action::link("/tokens", Words::new("接口令牌", "API tokens"));
    let mut actions = vec![tokens];
    if works {
        actions.push(Action::link("/account/digest", Words::new("每日摘要", "Morning digest")));
        actions.push(Action::link("/account/calendar", Words::new("日历订阅", "Calendar feed")));
        actions.push(Action::link("/messages", Words::new("失败的消息", "Failed messages")));
    }
    let mut list = sessions_page(frame, rows, actions);
    list.about = Some(Words::made(
        format!("{} · {} · {}。以下是正在登录的会话。", account.name, role.zh, unit.zh),
        format!("{} · {} · {}. Open sessions.", account.name, role.en, unit.en),
    ));
    Ok(page(&list))
}

async fn revoke(
    State(app): State<App>,
    Ids(session): Ids<Uuid>,
    Posted { by, .. }: Posted,
) -> Page {
    service::revoke(&app, &by.caller, by.signed_in.account().id, session).await?;
    Ok(done("/account", Done::Removed))
}
