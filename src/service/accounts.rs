//! Accounts: created, amended and disabled by administrators, each within the own units. A password is
//! only ever set by its holder, through a link that works once.

mod checks;
pub(super) mod hashing;

use chrono::Duration;
use uuid::Uuid;

use super::{App, Caller, Result, ServiceError};
use crate::{
    crypto::{secret::Secret, tokens::Token},
    domain::{
        audit::{Action, AuditEvent, SubjectKind},
        permissions::{Permission, Role},
        words::Problem,
    },
    store::{
        Origin, Session, StoreError, WriteTx, accounts as stored, calendar_feeds, sessions,
        throttles, tokens, units,
    },
};

pub use stored::{Account, AccountStatus, Accounts, NewAccount};
pub use tokens::LinkPurpose;

pub use checks::password_rules;
pub(super) use checks::sign_in_name;

/// How long a one-time link is valid.
pub const LINK_VALID: Duration = Duration::hours(24);

/// What an administrator decides about an account; all of it, as the form shows it.
#[derive(Clone)]
pub struct Amendment {
    /// The version that the form showed.
    pub version: i64,
    /// Whose account it is.
    pub display_name: String,
    /// What it may do.
    pub role: Role,
    /// Where.
    pub unit: Uuid,
    /// Whether it may be used.
    pub status: AccountStatus,
}

/// The accounts of the caller's units. Those changed by hand are named apart, and in the trail.
///
/// # Errors
/// [`ServiceError::Denied`]; what the database says.
pub async fn list(app: &App, caller: &Caller) -> Result<Accounts> {
    let scope = caller.actor.may(Permission::AccountsManage)?;
    let accounts = stored::list(&mut *app.store.read().await?, &scope).await?;
    for &id in &accounts.refused {
        record_refused(app, caller, id).await?;
    }
    Ok(accounts)
}

/// One account of the caller's units.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::Missing`], [`ServiceError::Tampered`].
pub async fn get(app: &App, caller: &Caller, id: Uuid) -> Result<Account> {
    let scope = caller.actor.may(Permission::AccountsManage)?;
    let found = stored::in_scope(&mut *app.store.read().await?, &scope, id).await;
    witness(app, caller, found.map_err(ServiceError::from)).await
}

/// Creates an account at a unit of the caller's and gives the link with which its holder sets the
/// password.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::Missing`] where the unit is not the caller's;
/// [`ServiceError::Invalid`].
pub async fn create(app: &App, caller: &Caller, mut new: NewAccount) -> Result<(Account, Token)> {
    let scope = caller.actor.may(Permission::AccountsManage)?;
    new.name = sign_in_name(&new.name);
    new.display_name = new.display_name.trim().to_owned();
    let problems: Vec<Problem> = [checks::name(&new.name), checks::display_name(&new.display_name)]
        .into_iter()
        .flatten()
        .collect();
    if !problems.is_empty() {
        return Err(ServiceError::Invalid(problems));
    }
    let mut tx = app.store.write(&caller.origin).await?;
    if !units::is_within(&mut tx, &scope, new.unit).await? {
        return Err(ServiceError::Missing);
    }
    let account = match stored::create(&mut tx, &new).await {
        Err(StoreError::Conflict) => return Err(checks::name_taken().into()),
        created => created?,
    };
    let link =
        tokens::issue_link(&mut tx, account.id, LinkPurpose::SetPassword, LINK_VALID).await?;
    tx.commit(event(Action::AccountCreated, &account)).await?;
    Ok((account, link))
}

/// Changes an account. Where its rights change, all that was open under the old ones is closed. Nobody
/// amends the own account: so nobody raises herself, and an administrator always remains.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::Missing`] where account or unit are not the caller's;
/// [`ServiceError::Invalid`]; [`ServiceError::Conflict`]; [`ServiceError::Tampered`].
pub async fn amend(app: &App, caller: &Caller, id: Uuid, amendment: Amendment) -> Result<Account> {
    let amended = async {
        let scope = caller.actor.may(Permission::AccountsManage)?;
        let display_name = amendment.display_name.trim().to_owned();
        let mut tx = app.store.write(&caller.origin).await?;
        let before = stored::in_scope(&mut tx, &scope, id).await?;
        if !units::is_within(&mut tx, &scope, amendment.unit).await? {
            return Err(ServiceError::Missing);
        }
        if caller.actor.account_id() == Some(id) {
            return Err(checks::own_account().into());
        }
        if let Some(problem) = checks::display_name(&display_name) {
            return Err(problem.into());
        }
        if before.version != amendment.version {
            return Err(ServiceError::Conflict);
        }
        let Amendment { role, unit, status, .. } = amendment;
        let mut after = before.clone();
        (after.display_name, after.role, after.unit, after.status) =
            (display_name, role, unit, status);
        let after = stored::update(&mut tx, after).await?;
        if (before.role, before.unit, before.status) != (role, unit, status) {
            close_everything(&mut tx, id).await?;
        }
        if before.unit != unit {
            // Both units' auditors read of a move.
            tx.note(event(Action::AccountAmended, &after).at(before.unit)).await?;
        }
        tx.commit(event(Action::AccountAmended, &after)).await?;
        Ok(after)
    };
    witness(app, caller, amended.await).await
}

/// Makes a new link with which the holder sets another password; earlier links no longer work.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::Missing`], [`ServiceError::Tampered`];
/// [`ServiceError::Invalid`] for a disabled account.
pub async fn issue_link(app: &App, caller: &Caller, id: Uuid) -> Result<Token> {
    let issued = async {
        let scope = caller.actor.may(Permission::AccountsManage)?;
        let mut tx = app.store.write(&caller.origin).await?;
        let account = stored::in_scope(&mut tx, &scope, id).await?;
        if !account.is_active() {
            return Err(checks::disabled().into());
        }
        tokens::remove_links(&mut tx, id).await?;
        let link = tokens::issue_link(&mut tx, id, LinkPurpose::SetPassword, LINK_VALID).await?;
        tx.commit(event(Action::LinkIssued, &account)).await?;
        Ok(link)
    };
    witness(app, caller, issued.await).await
}

/// Sets the password of the account that holds `link`, and ends its sessions.
///
/// # Errors
/// [`ServiceError::SignedOut`] where the link is not valid; [`ServiceError::Invalid`].
pub async fn set_password(
    app: &App,
    origin: &Origin,
    link: &Token,
    password: &Secret<String>,
) -> Result<Account> {
    let (tx, account, _) = follow_link(app, origin, link, Some(password)).await?;
    tx.commit(event(Action::PasswordSet, &account)).await?;
    Ok(account)
}

/// Uses `link` up in a transaction that is left to be committed, and sets the password where the link
/// is for that. An input that is refused leaves the link as it was.
pub(super) async fn follow_link(
    app: &App,
    origin: &Origin,
    link: &Token,
    password: Option<&Secret<String>>,
) -> Result<(WriteTx, Account, LinkPurpose)> {
    let (account, purpose) = linked(app, link).await?;
    let hash = match purpose {
        LinkPurpose::SignIn => None,
        LinkPurpose::SetPassword => {
            let password = password.cloned().unwrap_or_else(|| Secret::new(String::new()));
            checks::password(&password, &account.name)?;
            Some(hashing::hashed(password).await?)
        }
    };
    let origin = Origin { account: Some(account.id), ..origin.clone() };
    let mut tx = app.store.write(&origin).await?;
    tokens::use_link(&mut tx, link).await?.ok_or(ServiceError::SignedOut)?;
    // Read again: hashing took its time, and the account may have been disabled meanwhile.
    let mut account = usable(stored::get(&mut tx, account.id).await)?;
    if let Some(hash) = hash {
        account = stored::set_password(&mut tx, account, hash).await?;
        sessions::revoke_all(&mut tx, account.id).await?;
        throttles::forget(&mut tx, throttles::Subject::Name(&account.name)).await?;
    }
    Ok((tx, account, purpose))
}

/// The account and the purpose of a valid link; looking does not use it up.
pub(super) async fn linked(app: &App, link: &Token) -> Result<(Account, LinkPurpose)> {
    let mut tx = app.store.read().await?;
    let (id, purpose) = tokens::peek_link(&mut tx, link).await?.ok_or(ServiceError::SignedOut)?;
    Ok((usable(stored::get(&mut tx, id).await)?, purpose))
}

/// An account through a door without a password: whatever is wrong with it, the door stays shut.
pub(super) fn usable(account: Result<Account, StoreError>) -> Result<Account> {
    match account {
        Ok(account) if account.is_active() => Ok(account),
        Ok(_) | Err(StoreError::Missing | StoreError::Tampered(_)) => Err(ServiceError::SignedOut),
        Err(error) => Err(error.into()),
    }
}

/// The caller's own account, or one that the caller keeps.
pub(super) async fn kept(session: &mut Session, caller: &Caller, id: Uuid) -> Result<Account> {
    if caller.actor.account_id() == Some(id) {
        return Ok(stored::get(session, id).await?);
    }
    let scope = caller.actor.may(Permission::AccountsManage)?;
    Ok(stored::in_scope(session, &scope, id).await?)
}

/// Passes `result` on; where an account was changed by hand, that goes into the audit trail.
pub(super) async fn witness<T>(app: &App, caller: &Caller, result: Result<T>) -> Result<T> {
    if let Err(ServiceError::Tampered(id)) = &result {
        record_refused(app, caller, *id).await?;
    }
    result
}

async fn record_refused(app: &App, caller: &Caller, id: Uuid) -> Result<()> {
    let tx = app.store.write(&caller.origin).await?;
    Ok(tx.commit(refused(id).at(caller.actor.unit())).await?)
}

/// What the trail says of an account that was changed by hand.
pub(super) fn refused(id: Uuid) -> AuditEvent {
    tracing::error!(account = %id, "account failed its integrity check");
    AuditEvent::new(Action::IntegrityFailed).about(SubjectKind::Account, id, 0)
}

/// What the trail says of something done to or by `account`.
pub(super) fn event(action: Action, account: &Account) -> AuditEvent {
    AuditEvent::new(action).at(account.unit).about(
        SubjectKind::Account,
        account.id,
        account.version,
    )
}

/// Ends every session and makes every token and link of an account useless.
pub(super) async fn close_everything(tx: &mut WriteTx, id: Uuid) -> Result<()> {
    sessions::revoke_all(tx, id).await?;
    tokens::revoke_all(tx, id).await?;
    calendar_feeds::revoke(tx, id).await?;
    Ok(tokens::remove_links(tx, id).await?)
}
