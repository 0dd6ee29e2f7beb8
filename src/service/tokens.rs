//! API tokens: made by a signed-in account for itself, never more than its role, never for more than
//! a year.

use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use super::{
    App, Caller, Result, ServiceError,
    accounts::{kept, witness},
    sessions::{SEEN_EVERY, SignedIn, shut_out_refused},
};
use crate::{
    crypto::tokens::Token,
    domain::{
        audit::{Action, AuditEvent, SubjectKind},
        permissions::{Actor, Permission},
        words::{Problem, Words},
    },
    store::{Origin, accounts, tokens as stored},
};

pub use stored::ApiToken;

/// The longest that a token may be valid.
pub const LONGEST: Duration = Duration::days(366);

/// A token that is wished for.
#[derive(Debug, Clone)]
pub struct NewToken {
    /// What it is for; small letters, digits and hyphens, so that nobody is named.
    pub label: String,
    /// What it is to allow.
    pub permissions: Vec<Permission>,
    /// Until when it is to be valid.
    pub expires_at: DateTime<Utc>,
}

/// Makes a token of the caller's own account. Asks for a session, so that a token makes no tokens.
///
/// # Errors
/// [`ServiceError::Denied`] for a permission that the role does not have; [`ServiceError::Invalid`].
pub async fn issue(
    app: &App,
    origin: &Origin,
    signed_in: &SignedIn,
    new: NewToken,
) -> Result<(Token, ApiToken)> {
    let caller = signed_in.caller(origin);
    for &permission in &new.permissions {
        caller.actor.may(permission)?;
    }
    let mut tx = app.store.write(&caller.origin).await?;
    let problems = problems(&new, tx.now);
    if !problems.is_empty() {
        return Err(ServiceError::Invalid(problems));
    }
    let account = signed_in.account();
    let made =
        stored::insert(&mut tx, account.id, &new.label, &new.permissions, new.expires_at).await?;
    tx.commit(event(Action::TokenIssued, account.unit, made.1.id)).await?;
    Ok(made)
}

fn problems(new: &NewToken, now: DateTime<Utc>) -> Vec<Problem> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let mut problems = Vec::new();
    if !(1..=40).contains(&new.label.len()) || !new.label.chars().all(plain) {
        let words = Words::new(
            "用途为 1 至 40 个小写字母、数字或连字符",
            "1 to 40 small letters, digits or hyphens",
        );
        problems.push(Problem::new("label", "label", words));
    }
    if new.permissions.is_empty() {
        let words = Words::new("请至少选择一项权限", "Choose at least one permission");
        problems.push(Problem::new("permissions", "required", words));
    }
    if new.expires_at <= now || new.expires_at > now + LONGEST {
        let words = Words::new(
            "有效期须在今后 366 天之内",
            "Valid until some time within the next 366 days",
        );
        problems.push(Problem::new("expires_at", "expiry", words));
    }
    problems
}

/// The tokens of the caller's own account, or of one that the caller keeps.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::Missing`], [`ServiceError::Tampered`].
pub async fn list(app: &App, caller: &Caller, account: Uuid) -> Result<Vec<ApiToken>> {
    let listed = async {
        let mut tx = app.store.read().await?;
        let account = kept(&mut tx, caller, account).await?;
        Ok(stored::list(&mut tx, account.id).await?)
    };
    witness(app, caller, listed.await).await
}

/// Revokes a token of the caller's own account, or of one that the caller keeps.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::Missing`], [`ServiceError::Tampered`].
pub async fn revoke(app: &App, caller: &Caller, account: Uuid, token: Uuid) -> Result<()> {
    let revoked = async {
        let mut tx = app.store.write(&caller.origin).await?;
        let account = kept(&mut tx, caller, account).await?;
        if !stored::revoke(&mut tx, account.id, token).await? {
            return Err(ServiceError::Missing);
        }
        Ok(tx.commit(event(Action::TokenRevoked, account.unit, token)).await?)
    };
    witness(app, caller, revoked.await).await
}

/// Who calls with this token.
///
/// # Errors
/// [`ServiceError::SignedOut`] where it is not valid or its account may no longer be used.
pub async fn authenticate(app: &App, origin: &Origin, token: &Token) -> Result<Caller> {
    let mut tx = app.store.glance().await?;
    let found = stored::find(&mut tx, token).await?.ok_or(ServiceError::SignedOut)?;
    let account = accounts::get(&mut tx, found.account).await;
    let now = tx.now;
    drop(tx);
    let account = shut_out_refused(app, origin, found.account, account).await?;
    if found.used_at.is_none_or(|used| now - used >= SEEN_EVERY) {
        let mut tx = app.store.write(origin).await?;
        accounts::touch(&mut tx, account.id).await?;
        stored::touch(&mut tx, found.id).await?;
        tx.commit_unseen().await?;
    }
    Ok(Caller {
        actor: Actor::token(account.id, account.role, account.unit, found.permissions),
        origin: Origin { account: Some(account.id), ..origin.clone() },
    })
}

fn event(action: Action, unit: Uuid, token: Uuid) -> AuditEvent {
    AuditEvent::new(action).at(unit).about(SubjectKind::Token, token, 1)
}
