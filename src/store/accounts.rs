//! Accounts: who may sign in, in which role, at which unit. The display name is sealed under the
//! account's own record key, bound to name, role, unit and status and together with the digest of the
//! password hash: an account whose rights or password were changed by hand does not open.

mod rows;

use uuid::Uuid;

use super::{
    Result, Session, StoreError, WriteTx,
    db::{Value, sql},
    keys, watches,
};
use crate::{
    crypto::secret::Secret,
    domain::{
        permissions::{Role, Scope},
        reminders::SubjectKind,
    },
};

pub use rows::{Account, AccountStatus};

/// Who gets a new account.
#[derive(Clone)]
pub struct NewAccount {
    /// The name to sign in with.
    pub name: String,
    /// Whose account it is.
    pub display_name: String,
    /// What it may do.
    pub role: Role,
    /// Where.
    pub unit: Uuid,
}

/// The accounts of a scope.
#[derive(Debug, Clone, Default)]
pub struct Accounts {
    /// Those that open, by name.
    pub readable: Vec<Account>,
    /// Those that were changed by hand and are refused.
    pub refused: Vec<Uuid>,
}

/// Creates an account without a password.
///
/// # Errors
/// [`StoreError::Conflict`] where the name is taken; what the database says.
pub async fn create(tx: &mut WriteTx, new: &NewAccount) -> Result<Account> {
    let account = Account {
        id: tx.new_id(),
        name: new.name.clone(),
        role: new.role,
        unit: new.unit,
        status: AccountStatus::Active,
        version: 1,
        created_at: tx.now,
        last_seen_at: None,
        display_name: new.display_name.clone(),
        digest_email: None,
        password_hash: None,
    };
    let keys = keys::create(tx, &[account.id]).await?;
    let key = keys.get(&account.id).ok_or(StoreError::Missing)?;
    let sealed = account.seal(tx, key);
    sql("/* accounts::create */ INSERT INTO accounts
         (id, name, role, unit_id, status, password_hash, version, created_at, last_seen_at, sealed)
         VALUES ($1, $2, $3, $4, $5, NULL, $6, $7, NULL, $8)")
    .bind(account.id)
    .bind(account.name.as_str())
    .bind(account.role.code())
    .bind(account.unit)
    .bind(account.status.code())
    .bind(account.version)
    .bind(account.created_at)
    .bind(sealed)
    .execute(&mut tx.tx)
    .await?;
    watches::begin(tx, SubjectKind::Account, account.id);
    Ok(account)
}

/// Writes role, unit, status and display name of `account`, which carries the version that was read.
/// Gives it back with its new version.
///
/// # Errors
/// [`StoreError::Conflict`] where it changed meanwhile; what the database says.
pub async fn update(tx: &mut WriteTx, mut account: Account) -> Result<Account> {
    let key = keys::one(tx, account.id).await?;
    account.version += 1;
    let sealed = account.seal(tx, &key);
    sql("/* accounts::update */ UPDATE accounts SET role = $1, unit_id = $2, status = $3,
         password_hash = $4, version = $5, sealed = $6 WHERE id = $7 AND version = $8")
    .bind(account.role.code())
    .bind(account.unit)
    .bind(account.status.code())
    .bind(account.password_hash.as_ref().map(|hash| hash.expose().as_str()))
    .bind(account.version)
    .bind(sealed)
    .bind(account.id)
    .bind(account.version - 1)
    .change_one(&mut tx.tx)
    .await?;
    watches::wake(tx, account.id).await?;
    Ok(account)
}

/// Gives `account` another password.
///
/// # Errors
/// Those of [`update`].
pub async fn set_password(
    tx: &mut WriteTx,
    mut account: Account,
    hash: Secret<String>,
) -> Result<Account> {
    account.password_hash = Some(hash);
    update(tx, account).await
}

/// Remembers that `account` was used now.
///
/// # Errors
/// What the database says.
pub async fn touch(tx: &mut WriteTx, account: Uuid) -> Result<()> {
    let now = tx.now;
    sql("/* accounts::touch */ UPDATE accounts SET last_seen_at = $1 WHERE id = $2")
        .bind(now)
        .bind(account)
        .execute(&mut tx.tx)
        .await?;
    Ok(())
}

/// One account, wherever it is.
///
/// # Errors
/// [`StoreError::Missing`], [`StoreError::Tampered`]; what the database says.
pub async fn get(session: &mut Session, id: Uuid) -> Result<Account> {
    let rows = select(session, "WHERE a.id = $1", vec![id.into()]).await?;
    only(rows)?.ok_or(StoreError::Missing)
}

/// One account of `scope`.
///
/// # Errors
/// [`StoreError::Missing`], [`StoreError::Tampered`]; what the database says.
pub async fn in_scope(session: &mut Session, scope: &Scope, id: Uuid) -> Result<Account> {
    let within =
        "JOIN unit_closure c ON c.descendant_id = a.unit_id WHERE c.ancestor_id = $1 AND a.id = $2";
    let rows = select(session, within, vec![scope.root().into(), id.into()]).await?;
    only(rows)?.ok_or(StoreError::Missing)
}

/// The account with this name.
///
/// # Errors
/// [`StoreError::Tampered`]; what the database says.
pub async fn by_name(session: &mut Session, name: &str) -> Result<Option<Account>> {
    only(select(session, "WHERE a.name = $1", vec![name.into()]).await?)
}

/// The accounts of `scope`.
///
/// # Errors
/// What the database says.
pub async fn list(session: &mut Session, scope: &Scope) -> Result<Accounts> {
    let within = "JOIN unit_closure c ON c.descendant_id = a.unit_id WHERE c.ancestor_id = $1 ORDER BY a.name";
    select(session, within, vec![scope.root().into()]).await
}

/// Whether somebody has ever set a password: before that, nobody can sign in.
///
/// # Errors
/// What the database says.
pub async fn anybody_has_password(session: &mut Session) -> Result<bool> {
    let text = "/* accounts::anybody_has_password */ SELECT id FROM accounts
         WHERE password_hash IS NOT NULL LIMIT 1";
    Ok(sql(text).optional(&mut session.tx).await?.is_some())
}

fn only(mut rows: Accounts) -> Result<Option<Account>> {
    match rows.refused.pop() {
        Some(id) => Err(StoreError::Tampered(id)),
        None => Ok(rows.readable.pop()),
    }
}

async fn select(session: &mut Session, rest: &str, values: Vec<Value>) -> Result<Accounts> {
    let found = sql(format!(
        "/* accounts::select */ SELECT a.id, a.name, a.role, a.unit_id, a.status, a.password_hash, a.version,
         a.created_at, a.last_seen_at, a.sealed, k.wrapped FROM accounts a
         LEFT JOIN record_keys k ON k.subject_id = a.id {rest}"
    ))
    .bind_all(values)
    .all(&mut session.tx)
    .await?;
    let mut accounts = Accounts::default();
    for row in &found {
        let id = row.get("id")?;
        match rows::read(row, id, keys::beside(session, row, id)?.as_ref()) {
            Ok(account) => accounts.readable.push(account),
            Err(StoreError::Tampered(id)) => accounts.refused.push(id),
            Err(error) => return Err(error),
        }
    }
    Ok(accounts)
}
