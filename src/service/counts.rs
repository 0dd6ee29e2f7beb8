//! How many persons registered, each once, with what they registered for beside it.

use super::{App, Caller, Result};
use crate::{
    domain::{counts::Counts, permissions::Permission},
    store,
};

/// The counts of the caller's units.
///
/// # Errors
/// Where the caller may not see counts, and what the database says.
pub async fn get(app: &App, caller: &Caller) -> Result<Counts> {
    let scope = caller.actor.may(Permission::StatisticsRead)?;
    let mut tx = app.store.read().await?;
    Ok(store::statistics::counts(&mut tx, &scope).await?)
}
