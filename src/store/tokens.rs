//! What opens a door without a password: API tokens and one-time links. The database keeps only a
//! keyed digest. The text names its account, so that neither a row planted by hand nor one moved to
//! another account is ever found.

use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use super::{
    Result, Session, WriteTx,
    db::{Row, sql},
};
use crate::{
    crypto::{indexes::IndexKind, tokens::Token},
    domain::permissions::Permission,
};

/// A new token of `account`.
pub(super) fn issue(session: &Session, account: Uuid) -> Token {
    let secret = Token::generate(&*session.vault.random);
    Token::received(format!("{}.{}", account.simple(), secret.expose()))
}

/// Under what to look `token` up: its digest and its account. None where it is no token of ours.
pub(super) fn lookup(session: &Session, token: &Token) -> Option<(Vec<u8>, Uuid)> {
    let (account, _) = token.expose().split_once('.')?;
    let digest = session.vault.indexes.token(IndexKind::Bearer, Uuid::nil(), token.expose());
    Some((digest, Uuid::try_parse(account).ok()?))
}

/// An API token as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiToken {
    /// Its id.
    pub id: Uuid,
    /// Whose it is.
    pub account: Uuid,
    /// What it is for, in the owner's words.
    pub label: String,
    /// What it allows; never more than the account's role.
    pub permissions: Vec<Permission>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Until when it is valid.
    pub expires_at: DateTime<Utc>,
    /// When it was revoked.
    pub revoked_at: Option<DateTime<Utc>>,
    /// When it was last used.
    pub used_at: Option<DateTime<Utc>>,
}

const COLUMNS: &str =
    "id, account_id, label, permissions, created_at, expires_at, revoked_at, used_at";

/// Makes an API token.
///
/// # Errors
/// What the database says.
pub async fn insert(
    tx: &mut WriteTx,
    account: Uuid,
    label: &str,
    permissions: &[Permission],
    expires_at: DateTime<Utc>,
) -> Result<(Token, ApiToken)> {
    let token = issue(tx, account);
    let made = ApiToken {
        id: tx.new_id(),
        account,
        label: label.to_owned(),
        permissions: permissions.to_vec(),
        created_at: tx.now,
        expires_at,
        revoked_at: None,
        used_at: None,
    };
    let codes: Vec<&str> = permissions.iter().map(|permission| permission.code()).collect();
    sql("/* tokens::insert */ INSERT INTO api_tokens
         (id, digest, account_id, label, permissions, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)")
    .bind(made.id)
    .bind(lookup(tx, &token).map(|(digest, _)| digest))
    .bind(account)
    .bind(label)
    .bind(codes.join(" "))
    .bind(made.created_at)
    .bind(expires_at)
    .execute(&mut tx.tx)
    .await?;
    Ok((token, made))
}

/// The valid API token with this text.
///
/// # Errors
/// What the database says.
pub async fn find(session: &mut Session, token: &Token) -> Result<Option<ApiToken>> {
    let Some((digest, account)) = lookup(session, token) else { return Ok(None) };
    let row = sql(format!(
        "/* tokens::find */ SELECT {COLUMNS} FROM api_tokens
         WHERE digest = $1 AND account_id = $2 AND revoked_at IS NULL AND expires_at > $3"
    ))
    .bind(digest)
    .bind(account)
    .bind(session.now)
    .optional(&mut session.tx)
    .await?;
    row.as_ref().map(read).transpose()
}

/// All API tokens of `account`, newest first.
///
/// # Errors
/// What the database says.
pub async fn list(session: &mut Session, account: Uuid) -> Result<Vec<ApiToken>> {
    sql(format!(
        "/* tokens::list */ SELECT {COLUMNS} FROM api_tokens WHERE account_id = $1 ORDER BY created_at DESC, id DESC"
    ))
    .bind(account)
    .all(&mut session.tx)
    .await?
    .iter()
    .map(read)
    .collect()
}

/// Remembers that an API token was used now.
///
/// # Errors
/// What the database says.
pub async fn touch(tx: &mut WriteTx, id: Uuid) -> Result<()> {
    let now = tx.now;
    sql("/* tokens::touch */ UPDATE api_tokens SET used_at = $1 WHERE id = $2")
        .bind(now)
        .bind(id)
        .execute(&mut tx.tx)
        .await?;
    Ok(())
}

/// Revokes one API token of `account`; false where there was none to revoke.
///
/// # Errors
/// What the database says.
pub async fn revoke(tx: &mut WriteTx, account: Uuid, id: Uuid) -> Result<bool> {
    let now = tx.now;
    let revoked = sql("/* tokens::revoke */ UPDATE api_tokens SET revoked_at = $1
         WHERE id = $2 AND account_id = $3 AND revoked_at IS NULL")
    .bind(now)
    .bind(id)
    .bind(account)
    .execute(&mut tx.tx)
    .await?;
    Ok(revoked == 1)
}

/// Revokes all API tokens of `account`.
///
/// # Errors
/// What the database says.
pub async fn revoke_all(tx: &mut WriteTx, account: Uuid) -> Result<()> {
    let now = tx.now;
    sql("/* tokens::revoke_all */ UPDATE api_tokens SET revoked_at = $1
         WHERE account_id = $2 AND revoked_at IS NULL")
    .bind(now)
    .bind(account)
    .execute(&mut tx.tx)
    .await?;
    Ok(())
}

/// Removes the API tokens that ended before `before`, and gives their number.
///
/// # Errors
/// What the database says.
pub async fn remove_ended(tx: &mut WriteTx, before: DateTime<Utc>) -> Result<u64> {
    Ok(sql(
        "/* tokens::remove_ended */ DELETE FROM api_tokens WHERE expires_at < $1 OR revoked_at < $1",
    )
    .bind(before)
    .execute(&mut tx.tx)
    .await?)
}

fn read(row: &Row) -> Result<ApiToken> {
    let codes: String = row.get("permissions")?;
    Ok(ApiToken {
        id: row.get("id")?,
        account: row.get("account_id")?,
        label: row.get("label")?,
        permissions: codes.split(' ').filter_map(Permission::from_code).collect(),
        created_at: row.get("created_at")?,
        expires_at: row.get("expires_at")?,
        revoked_at: row.get("revoked_at")?,
        used_at: row.get("used_at")?,
    })
}

/// What a one-time link is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkPurpose {
    /// To sign in at once: for the operator's own machine and the demo.
    SignIn,
    /// To set a first or a new password.
    SetPassword,
}

impl LinkPurpose {
    const fn code(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::SetPassword => "set_password",
        }
    }

    fn from_code(code: &str) -> Result<Self> {
        [Self::SignIn, Self::SetPassword]
            .into_iter()
            .find(|purpose| purpose.code() == code)
            .ok_or_else(|| sqlx::Error::Decode(format!("link purpose {code}").into()).into())
    }
}

/// Makes a one-time link for `account`.
///
/// # Errors
/// What the database says.
pub async fn issue_link(
    tx: &mut WriteTx,
    account: Uuid,
    purpose: LinkPurpose,
    valid: Duration,
) -> Result<Token> {
    let token = issue(tx, account);
    let expires_at = tx.now + valid;
    sql("/* tokens::issue_link */ INSERT INTO one_time_links (digest, account_id, purpose, expires_at)
         VALUES ($1, $2, $3, $4)")
    .bind(lookup(tx, &token).map(|(digest, _)| digest))
    .bind(account)
    .bind(purpose.code())
    .bind(expires_at)
    .execute(&mut tx.tx)
    .await?;
    Ok(token)
}

/// The account and purpose of an unused link; looking does not use it up.
///
/// # Errors
/// What the database says.
pub async fn peek_link(
    session: &mut Session,
    token: &Token,
) -> Result<Option<(Uuid, LinkPurpose)>> {
    let Some((digest, account)) = lookup(session, token) else { return Ok(None) };
    let row = sql("/* tokens::peek_link */ SELECT purpose FROM one_time_links
         WHERE digest = $1 AND account_id = $2 AND used_at IS NULL AND expires_at > $3")
    .bind(digest)
    .bind(account)
    .bind(session.now)
    .optional(&mut session.tx)
    .await?;
    row.map(|row| Ok((account, LinkPurpose::from_code(&row.get::<String>("purpose")?)?)))
        .transpose()
}

/// Uses a link up. Of two who try at once, one gets its account and purpose.
///
/// # Errors
/// What the database says.
pub async fn use_link(tx: &mut WriteTx, token: &Token) -> Result<Option<(Uuid, LinkPurpose)>> {
    let Some((digest, account)) = lookup(tx, token) else { return Ok(None) };
    let now = tx.now;
    let row = sql("/* tokens::use_link */ UPDATE one_time_links SET used_at = $1
         WHERE digest = $2 AND account_id = $3 AND used_at IS NULL AND expires_at > $1 RETURNING purpose")
    .bind(now)
    .bind(digest)
    .bind(account)
    .optional(&mut tx.tx)
    .await?;
    row.map(|row| Ok((account, LinkPurpose::from_code(&row.get::<String>("purpose")?)?)))
        .transpose()
}

/// Removes the links of `account`, used or not.
///
/// # Errors
/// What the database says.
pub async fn remove_links(tx: &mut WriteTx, account: Uuid) -> Result<()> {
    sql("/* tokens::remove_links */ DELETE FROM one_time_links WHERE account_id = $1")
        .bind(account)
        .execute(&mut tx.tx)
        .await?;
    Ok(())
}

/// Removes the links that nobody can use any more, and gives their number.
///
/// # Errors
/// What the database says.
pub async fn remove_spent_links(tx: &mut WriteTx) -> Result<u64> {
    let now = tx.now;
    Ok(sql("/* tokens::remove_spent_links */ DELETE FROM one_time_links
         WHERE used_at IS NOT NULL OR expires_at <= $1")
    .bind(now)
    .execute(&mut tx.tx)
    .await?)
}
