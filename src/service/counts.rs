//! What was registered: persons each once, registrations and samples beside them.

mod verifying;

pub use verifying::{Verified, verify};

use super::{App, Caller, Result};
use crate::{
    domain::{
        counts::{Tables, What},
        permissions::{Permission, Scope},
    },
    store::{self, Session},
};

/// The tables of the caller's units: in all, and by year.
///
/// # Errors
/// Where the caller may not see counts, and what the database says.
pub async fn get(app: &App, caller: &Caller) -> Result<Tables> {
    let scope = caller.actor.may(Permission::StatisticsRead)?;
    tables(&mut *app.store.read().await?, &scope).await
}

pub(super) async fn tables(session: &mut Session, scope: &Scope) -> Result<Tables> {
    const WHATS: [What; 5] =
        [What::Registered, What::Pooled, What::Person, What::PersonAfterDeath, What::PersonPooled];
    let mut tables = Tables::default();
    for (month, one) in store::counts::by_month(session, scope, scope.root(), &WHATS).await? {
        tables.add((one.what, one.programme), month, one.standing, one.count);
    }
    Ok(tables)
}
