//! Drafts: what was typed is never lost. They wait sealed in the database, each account's its own.

use uuid::Uuid;
use zeroize::Zeroizing;

use super::{App, Caller, Result, ServiceError};
use crate::{
    domain::permissions::Permission,
    store::{self, drafts::Draft},
};

/// The most that a draft may hold.
const MOST: usize = 64 * 1024;

fn account(caller: &Caller) -> Result<Uuid> {
    caller.actor.may(Permission::PeopleWrite)?;
    caller.actor.account_id().ok_or(ServiceError::SignedOut)
}

/// Saves what was typed into `form` as the draft `id`, or as a new one.
///
/// # Errors
/// Where the draft is another account's, or too long.
pub async fn save(
    app: &App,
    caller: &Caller,
    id: Option<Uuid>,
    form: &str,
    content: &[u8],
) -> Result<Uuid> {
    let account = account(caller)?;
    if content.len() > MOST {
        return Err(ServiceError::Missing);
    }
    let mut tx = app.store.write(&caller.origin).await?;
    let id = id.unwrap_or_else(|| tx.new_id());
    store::drafts::put(&mut tx, id, account, form, content).await?;
    tx.commit_unseen().await?;
    Ok(id)
}

/// What was typed.
///
/// # Errors
/// [`ServiceError::Missing`] where the caller has no such draft.
pub async fn get(app: &App, caller: &Caller, id: Uuid, form: &str) -> Result<Zeroizing<Vec<u8>>> {
    let account = account(caller)?;
    Ok(store::drafts::get(&mut *app.store.read().await?, id, account, form).await?)
}

/// The caller's drafts, the newest first.
///
/// # Errors
/// What the database says.
pub async fn list(app: &App, caller: &Caller) -> Result<Vec<Draft>> {
    let account = account(caller)?;
    Ok(store::drafts::list(&mut *app.store.read().await?, account).await?)
}

/// Throws a draft away.
///
/// # Errors
/// What the database says.
pub async fn remove(app: &App, caller: &Caller, id: Uuid) -> Result<()> {
    let account = account(caller)?;
    let mut tx = app.store.write(&caller.origin).await?;
    store::drafts::remove(&mut tx, id, account).await?;
    Ok(tx.commit_unseen().await?)
}
