//! Accounts: kept by administrators. A password is set by its holder only, through a link that works
//! once and is shown once.

mod forms;
mod own;
mod sessions;

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::Response,
    routing::{get, post},
};
use uuid::Uuid;

use super::{
    ids::Ids,
    office::{Units, id_in, problems, time},
    respond::{self, Done, Here, Page, PageError, done, page, page_with},
    session::{Posted, Signed},
    views::{
        AccountRow, Action, Badge, FormPage, Frame, Notice, Place, ShownOncePage, Tone, Values,
        accounts_page,
    },
};
use crate::{
    crypto::tokens::Token,
    domain::{
        permissions::Role,
        words::{Problem, Words},
    },
    service::{
        App,
        accounts::{self as service, Account, AccountStatus, Amendment, LINK_VALID, NewAccount},
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/accounts", get(list))
        .route("/accounts/new", get(new).post(create))
        .route("/accounts/{id}/amend", get(edit).post(amend))
        .route("/accounts/{id}/link", post(issue_link))
        .merge(sessions::routes())
        .merge(own::routes())
}

const TITLE: Words = Words::new("账号", "Accounts");
const NEW: Words = Words::new("新建账号", "New account");
const AMEND: Words = Words::new("变更账号", "Amend an account");

async fn list(State(app): State<App>, here: Here) -> Page {
    let caller = &here.by.caller;
    let accounts = service::list(&app, caller).await?;
    let units = Units::now(&app, caller).await?;
    let own = caller.actor.account_id();
    let rows = accounts.readable.iter().map(|account| row(&app, &units, account, own)).collect();
    let frame = here.frame(&app, TITLE, Some(Place::Accounts)).await?;
    let mut list =
        accounts_page(frame, rows, vec![Action::link("/accounts/new", NEW).tone(Tone::Good)]);
    list.notices.extend(accounts.refused.iter().map(refused));
    Ok(page(&list))
}

/// An account that was changed by hand: it may not be used, and the trail tells of it.
fn refused(id: &Uuid) -> Notice {
    let words = Words::made(
        format!("账号 {id} 未通过完整性校验,已停用并记入审计,请从备份核对。"),
        format!(
            "Account {id} failed its integrity check: it is shut out and audited. Compare it with a backup."
        ),
    );
    Notice::new(Tone::Bad, words)
}

fn row(app: &App, units: &Units, account: &Account, own: Option<Uuid>) -> AccountRow {
    let href = |what: &str| format!("/accounts/{}/{what}", account.id);
    let mut actions = vec![Action::link(href("sessions"), Words::new("登录会话", "Sessions"))];
    // Nobody amends the own account.
    if own != Some(account.id) {
        actions.insert(0, Action::link(href("amend"), Words::new("变更", "Amend")));
    }
    if account.is_active() {
        actions.push(Action::post(href("link"), Words::new("重设密码链接", "Password link")));
    }
    let status = match account.status {
        AccountStatus::Disabled => Badge::new(Tone::Bad, account.status.label()),
        AccountStatus::Active if account.password_hash().is_none() => {
            Badge::new(Tone::Warn, Words::new("待设密码", "No password yet"))
        }
        AccountStatus::Active => Badge::new(Tone::Good, account.status.label()),
    };
    AccountRow {
        user_name: account.name.clone(),
        name: account.display_name.clone(),
        role: account.role.label(),
        unit: units.name(account.unit),
        status,
        last_seen: account.last_seen_at.map(|at| time(app, at)).unwrap_or_default(),
        actions,
    }
}

async fn new(State(app): State<App>, here: Here) -> Page {
    let caller = &here.by.caller;
    caller.actor.may(crate::domain::permissions::Permission::AccountsManage)?;
    let units = Units::now(&app, caller).await?.choices(caller.actor.unit());
    let frame = here.frame(&app, NEW, Some(Place::Accounts)).await?;
    Ok(page(&forms::new(frame, units, &Values::default(), &[])))
}

async fn create(State(app): State<App>, headers: HeaderMap, form: Posted) -> Page {
    let Posted { by, values } = &form;
    let (role, unit) = match role_and_unit(values) {
        Ok(both) => both,
        Err(found) => return create_again(&app, &form, found).await,
    };
    let name = values.get("name").to_owned();
    let display_name = values.get("display_name").to_owned();
    let new = NewAccount { name, display_name, role, unit };
    match problems(service::create(&app, &by.caller, new).await)? {
        Ok((account, link)) => shown(&app, by, &headers, &account, &link).await,
        Err(found) => create_again(&app, &form, found).await,
    }
}

async fn create_again(app: &App, form: &Posted, found: Vec<Problem>) -> Page {
    let actor = &form.by.caller.actor;
    let units = Units::now(app, &form.by.caller).await?.choices(actor.unit());
    again(app, &form.by, NEW, |frame| forms::new(frame, units, &form.values, &found)).await
}

async fn edit(State(app): State<App>, Ids(id): Ids<Uuid>, here: Here) -> Page {
    let caller = &here.by.caller;
    let account = service::get(&app, caller, id).await?;
    let units = Units::now(&app, caller).await?.choices(caller.actor.unit());
    let frame = here.frame(&app, AMEND, Some(Place::Accounts)).await?;
    Ok(page(&forms::amend(frame, units, &account, &forms::values(&account), &[])))
}

async fn amend(State(app): State<App>, Ids(id): Ids<Uuid>, form: Posted) -> Page {
    let Posted { by, values } = &form;
    let account = service::get(&app, &by.caller, id).await?;
    let amended = match amendment(values) {
        Ok(amendment) => problems(service::amend(&app, &by.caller, id, amendment).await)?,
        Err(found) => Err(found),
    };
    let Err(found) = amended else { return Ok(done("/accounts", Done::Saved)) };
    let units = Units::now(&app, &by.caller).await?.choices(by.caller.actor.unit());
    again(&app, by, AMEND, |frame| forms::amend(frame, units, &account, values, &found)).await
}

async fn issue_link(
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    headers: HeaderMap,
    Posted { by, .. }: Posted,
) -> Page {
    let link = service::issue_link(&app, &by.caller, id).await?;
    let account = service::get(&app, &by.caller, id).await?;
    shown(&app, &by, &headers, &account, &link).await
}

/// A form once more, with what is wrong.
async fn again(
    app: &App,
    by: &Signed,
    title: Words,
    template: impl FnOnce(Frame) -> FormPage,
) -> Result<Response, PageError> {
    let frame = respond::frame(app, by, title, Some(Place::Accounts)).await?;
    Ok(page_with(StatusCode::UNPROCESSABLE_ENTITY, &template(frame)))
}

/// The one-time link of `account`, this once.
async fn shown(
    app: &App,
    by: &Signed,
    headers: &HeaderMap,
    account: &Account,
    link: &Token,
) -> Page {
    let title = Words::new("一次性链接", "One-time link");
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let scheme = text("x-forwarded-proto").filter(|scheme| *scheme == "https").unwrap_or("http");
    let host = text(header::HOST.as_str()).unwrap_or_default();
    Ok(page(&ShownOncePage {
        frame: respond::frame(app, by, title, Some(Place::Accounts)).await?,
        about: Words::made(
            format!(
                "请把链接当面或经可靠渠道交给 {} 的使用人,由其本人打开并设置密码。",
                account.name
            ),
            format!(
                "Hand it to the holder of {}, who opens it and sets the password.",
                account.name
            ),
        ),
        secret: format!("{scheme}://{host}/enter/{}", link.expose()),
        expires: time(app, app.store.clock().now() + LINK_VALID),
        back: Action::link("/accounts", TITLE),
    }))
}

fn role_and_unit(values: &Values) -> Result<(Role, Uuid), Vec<Problem>> {
    match (Role::from_code(values.get("role")), id_in(values, "unit")) {
        (Some(role), Some(unit)) => Ok((role, unit)),
        (role, unit) => {
            let missing = |name, zh, en| Problem::new(name, "required", Words::new(zh, en));
            let role = role.is_none().then(|| missing("role", "请选择角色", "Choose a role"));
            let unit = unit.is_none().then(|| missing("unit", "请选择机构", "Choose a unit"));
            Err(role.into_iter().chain(unit).collect())
        }
    }
}

fn amendment(values: &Values) -> Result<Amendment, Vec<Problem>> {
    let (role, unit) = role_and_unit(values)?;
    let words = Words::new("请选择启用或停用", "Choose active or disabled");
    let status = AccountStatus::from_code(values.get("status"))
        .ok_or_else(|| vec![Problem::new("status", "required", words)])?;
    // A version that is no number is none that any account has.
    let version = values.get("version").parse().unwrap_or_default();
    Ok(Amendment {
        version,
        display_name: values.get("display_name").to_owned(),
        role,
        unit,
        status,
    })
}
