//! Signing in and out. Failures are counted by name and by address before they are decided, so that
//! guessing gets slow however many instances serve and however many guesses come at once.

mod throttle;

use std::net::IpAddr;

use chrono::Duration;
use uuid::Uuid;

use super::{
    App, Caller, Result, ServiceError,
    accounts::{
        self, Account, LinkPurpose, event, follow_link, hashing, kept, linked, sign_in_name,
        usable, witness,
    },
};
use crate::{
    crypto::{secret::Secret, tokens::Token},
    domain::{
        audit::{Action, AuditEvent},
        permissions::Actor,
    },
    store::{
        Origin, StoreError, WriteTx, accounts as stored_accounts, sessions as stored,
        throttles::{self, Subject},
    },
};

pub use stored::OpenSession;
pub(super) use throttle::FAILURES_COUNT_FOR;

/// How exactly the last use of sessions and tokens is kept; finer would write at every request.
pub(super) const SEEN_EVERY: Duration = Duration::minutes(1);

/// Somebody who signed in. Only [`authenticate`] and signing in make one, so that what asks for it
/// cannot be done with an API token.
#[derive(Debug, Clone)]
pub struct SignedIn {
    account: Account,
    session: Uuid,
}

impl SignedIn {
    /// The account as it is now.
    pub fn account(&self) -> &Account {
        &self.account
    }

    /// The session's id.
    pub fn session(&self) -> Uuid {
        self.session
    }

    /// The caller of a request that came through `origin`.
    pub fn caller(&self, origin: &Origin) -> Caller {
        let Account { id, role, unit, .. } = self.account;
        Caller {
            actor: Actor::account(id, role, unit),
            origin: Origin { account: Some(id), ..origin.clone() },
        }
    }
}

/// A session that was just opened.
#[derive(Debug)]
pub struct Opened {
    /// What the cookie holds; never to be seen again.
    pub token: Token,
    /// Who signed in.
    pub signed_in: SignedIn,
}

/// What a one-time link is for, before it is used.
#[derive(Debug, Clone)]
pub struct Link {
    /// The name of the account that it opens.
    pub name: String,
    /// What for.
    pub purpose: LinkPurpose,
}

/// Signs in with name and password from `address`.
///
/// # Errors
/// [`ServiceError::Throttled`]; [`ServiceError::SignInFailed`] whatever else is wrong.
pub async fn sign_in(
    app: &App,
    origin: &Origin,
    name: &str,
    password: &Secret<String>,
    address: IpAddr,
) -> Result<Opened> {
    let name = sign_in_name(name);
    throttle::count(app, origin, &name, address).await?;
    let found = stored_accounts::by_name(&mut *app.store.read().await?, &name).await;
    let (account, refused) = match found {
        Ok(account) => (account, None),
        Err(StoreError::Tampered(id)) => (None, Some(id)),
        Err(error) => return Err(error.into()),
    };
    let hash = account.as_ref().and_then(|account| account.password_hash().cloned());
    if hashing::matches(password.clone(), hash).await?
        && let Some(account) = &account
        && let Some(opened) = admit(app, origin, account, address).await?
    {
        return Ok(opened);
    }
    let mut tx = app.store.write(origin).await?;
    if let Some(id) = refused {
        tx.note(accounts::refused(id)).await?;
    }
    let failed = account
        .map_or(AuditEvent::new(Action::SignInFailed), |known| event(Action::SignInFailed, &known));
    tx.commit(failed).await?;
    Err(ServiceError::SignInFailed)
}

/// Opens a session, unless the account changed while its password was being checked.
async fn admit(
    app: &App,
    origin: &Origin,
    checked: &Account,
    address: IpAddr,
) -> Result<Option<Opened>> {
    let origin = Origin { account: Some(checked.id), ..origin.clone() };
    let mut tx = app.store.write(&origin).await?;
    throttles::forget(&mut tx, Subject::Name(&checked.name)).await?;
    throttles::take_back(&mut tx, Subject::Address(address)).await?;
    // Locks the row, so that what is read next stays true until the end.
    stored_accounts::touch(&mut tx, checked.id).await?;
    match usable(stored_accounts::get(&mut tx, checked.id).await) {
        Ok(account) if account.version == checked.version => {
            Ok(Some(open(app, tx, account).await?))
        }
        Ok(_) | Err(ServiceError::SignedOut) => Ok(None),
        Err(error) => Err(error),
    }
}

async fn open(app: &App, mut tx: WriteTx, account: Account) -> Result<Opened> {
    let (token, session) = stored::open(&mut tx, account.id, app.settings.session_lifetime).await?;
    tx.commit(event(Action::SignedIn, &account)).await?;
    Ok(Opened { token, signed_in: SignedIn { account, session } })
}

/// What a link is for. Opening a link changes nothing, so that a mail scanner cannot use it up.
///
/// # Errors
/// [`ServiceError::SignedOut`] where it is not valid.
pub async fn link(app: &App, token: &Token) -> Result<Link> {
    let (account, purpose) = linked(app, token).await?;
    Ok(Link { name: account.name, purpose })
}

/// Uses a link up, sets the password where the link is for that, and opens a session.
///
/// # Errors
/// [`ServiceError::SignedOut`] where the link is not valid; [`ServiceError::Invalid`], and then the
/// link stays good.
pub async fn use_link(
    app: &App,
    origin: &Origin,
    token: &Token,
    password: Option<&Secret<String>>,
) -> Result<Opened> {
    let (mut tx, account, purpose) = follow_link(app, origin, token, password).await?;
    if purpose == LinkPurpose::SetPassword {
        tx.note(event(Action::PasswordSet, &account)).await?;
    }
    stored_accounts::touch(&mut tx, account.id).await?;
    open(app, tx, account).await
}

/// Who holds this session.
///
/// # Errors
/// [`ServiceError::SignedOut`] where it has ended or its account may no longer be used.
pub async fn authenticate(app: &App, origin: &Origin, token: &Token) -> Result<SignedIn> {
    let mut tx = app.store.glance().await?;
    let found = stored::find(&mut tx, token, app.settings.session_idle).await?;
    let found = found.ok_or(ServiceError::SignedOut)?;
    let account = stored_accounts::get(&mut tx, found.account).await;
    let now = tx.now;
    drop(tx);
    let account = shut_out_refused(app, origin, found.account, account).await?;
    if now - found.seen_at >= SEEN_EVERY {
        let mut tx = app.store.write(origin).await?;
        stored_accounts::touch(&mut tx, account.id).await?;
        stored::touch(&mut tx, found.id).await?;
        tx.commit_unseen().await?;
    }
    Ok(SignedIn { account, session: found.id })
}

/// The account if it may be used. One that was changed by hand is shut out and noted, once.
pub(super) async fn shut_out_refused(
    app: &App,
    origin: &Origin,
    id: Uuid,
    account: Result<Account, StoreError>,
) -> Result<Account> {
    if let Err(StoreError::Tampered(_)) = &account {
        let mut tx = app.store.write(origin).await?;
        accounts::close_everything(&mut tx, id).await?;
        tx.commit(accounts::refused(id)).await?;
    }
    usable(account)
}

/// Ends the session of `signed_in`.
///
/// # Errors
/// What the database says.
pub async fn sign_out(app: &App, origin: &Origin, signed_in: &SignedIn) -> Result<()> {
    revoke(app, &signed_in.caller(origin), signed_in.account.id, signed_in.session).await
}

/// The open sessions of the caller's own account, or of one that the caller keeps.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::Missing`], [`ServiceError::Tampered`].
pub async fn list(app: &App, caller: &Caller, account: Uuid) -> Result<Vec<OpenSession>> {
    let listed = async {
        let mut tx = app.store.read().await?;
        let account = kept(&mut tx, caller, account).await?;
        Ok(stored::list(&mut tx, account.id, app.settings.session_idle).await?)
    };
    witness(app, caller, listed.await).await
}

/// Ends one session of the caller's own account, or of one that the caller keeps.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::Missing`], [`ServiceError::Tampered`].
pub async fn revoke(app: &App, caller: &Caller, account: Uuid, session: Uuid) -> Result<()> {
    let revoked = async {
        let mut tx = app.store.write(&caller.origin).await?;
        let account = kept(&mut tx, caller, account).await?;
        if !stored::revoke(&mut tx, account.id, session).await? {
            return Err(ServiceError::Missing);
        }
        Ok(tx.commit(event(Action::SessionEnded, &account)).await?)
    };
    witness(app, caller, revoked.await).await
}

/// Ends all sessions of the caller's own account, or of one that the caller keeps.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::Missing`], [`ServiceError::Tampered`].
pub async fn revoke_all(app: &App, caller: &Caller, account: Uuid) -> Result<()> {
    let revoked = async {
        let mut tx = app.store.write(&caller.origin).await?;
        let account = kept(&mut tx, caller, account).await?;
        let ended =
            i64::try_from(stored::revoke_all(&mut tx, account.id).await?).unwrap_or(i64::MAX);
        Ok(tx.commit(event(Action::SessionEnded, &account).rows(ended)).await?)
    };
    witness(app, caller, revoked.await).await
}
