//! The open sessions of an account, ended one by one or all at once.

use axum::{
    Router,
    extract::State,
    routing::{get, post},
};
use uuid::Uuid;

use super::super::{
    ids::Ids,
    office::time,
    respond::{Done, Here, Page, done, page},
    session::{Posted, Signed},
    views::{Action, Place, SessionRow, Tone, sessions_page},
};
use crate::{
    domain::words::Words,
    service::{App, Result, accounts, sessions as service},
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/accounts/{id}/sessions", get(list))
        .route("/accounts/{id}/sessions/revoke", post(revoke_all))
        .route("/accounts/{id}/sessions/{session}/revoke", post(revoke))
}

async fn list(State(app): State<App>, Ids(id): Ids<Uuid>, here: Here) -> Page {
    let account = accounts::get(&app, &here.by.caller, id).await?;
    let base = format!("/accounts/{id}/sessions");
    let rows = rows(&app, &here.by, id, &base).await?;
    let frame = here.frame(&app, Words::new("登录会话", "Sessions"), Some(Place::Accounts)).await?;
    let all = Action::post(format!("{base}/revoke"), Words::new("全部结束", "End all"));
    let back = Action::link("/accounts", Words::new("返回账号", "Back to the accounts"));
    let mut list = sessions_page(frame, rows, vec![back, all.tone(Tone::Bad)]);
    list.about =
        Some(Words::made(format!("账号 {}", account.name), format!("Account {}", account.name)));
    Ok(page(&list))
}

async fn revoke(
    State(app): State<App>,
    Ids((id, session)): Ids<(Uuid, Uuid)>,
    Posted { by, .. }: Posted,
) -> Page {
    service::revoke(&app, &by.caller, id, session).await?;
    Ok(done(&format!("/accounts/{id}/sessions"), Done::Removed))
}

async fn revoke_all(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, .. }: Posted) -> Page {
    service::revoke_all(&app, &by.caller, id).await?;
    Ok(done(&format!("/accounts/{id}/sessions"), Done::Removed))
}

/// The open sessions of `account`; those other than this one can be ended under `base`.
pub(super) async fn rows(
    app: &App,
    by: &Signed,
    account: Uuid,
    base: &str,
) -> Result<Vec<SessionRow>> {
    let open = service::list(app, &by.caller, account).await?;
    let row = |session: service::OpenSession| SessionRow {
        began: time(app, session.created_at),
        last_seen: time(app, session.seen_at),
        expires: time(app, session.expires_at),
        current: session.id == by.signed_in.session(),
        revoke: format!("{base}/{}/revoke", session.id),
    };
    Ok(open.into_iter().map(row).collect())
}
