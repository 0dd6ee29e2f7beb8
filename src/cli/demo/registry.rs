//! What a database holds before the demo opens it. A registry of real people must never be touched, so
//! this looks without changing anything.

use std::sync::Arc;

use crate::{
    cli::{Failure, clocks::SystemClock, open::Place},
    crypto::{keyring::Keyring, random::OsRandom},
    domain::{
        audit::Action,
        permissions::{Actor, Permission},
    },
    store::{Store, StoreError, audit, db::Db, units},
};

/// What a database holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// No registry.
    Nothing,
    /// A demo.
    Demo,
    /// A demo whose filling was interrupted.
    HalfADemo,
    /// A registry that is not a demo.
    SomethingElse,
}

/// What the database at `place` holds.
pub async fn look(place: &Place) -> Result<Holds, Failure> {
    let db = Db::open(&place.database)
        .await
        .map_err(|error| format!("无法打开数据库 cannot open the database: {error}"))?;
    // The tree and the trail are not sealed: any key does to read them.
    let keyring = Arc::new(Keyring::generate(&OsRandom));
    let store = Store::new(db, keyring, Arc::new(OsRandom), Arc::new(SystemClock));
    let holds = read(&store).await;
    store.db().close().await;
    holds
}

async fn read(store: &Store) -> Result<Holds, Failure> {
    let mut tx = store.read().await?;
    let root = match units::root(&mut tx).await {
        Ok(root) => root,
        // There is no such table, or nothing in it.
        Err(StoreError::Missing | StoreError::Database(sqlx::Error::Database(_))) => {
            return Ok(Holds::Nothing);
        }
        Err(other) => return Err(other.into()),
    };
    let scope = Actor::operator(root.id).may(Permission::AuditRead)?;
    let filter = audit::AuditFilter { action: Some(Action::DemoFilled), ..Default::default() };
    let fills = audit::list(&mut tx, &scope, &filter, 1).await?;
    Ok(match fills.first() {
        None => Holds::SomethingElse,
        // Only the last event of a fill has a subject.
        Some(line) if line.event.subject.is_some() => Holds::Demo,
        Some(_) => Holds::HalfADemo,
    })
}

/// The refusal to touch a registry.
pub fn something_else(database: &str) -> Failure {
    Failure::from(format!(
        "{database} 中已有登记库,且不是演示库;演示不会改动它。请在空文件夹中运行,或用 --database 指明另一个数据库\n\
         {database} holds a registry that is not a demo, and the demo does not touch it: run it in an empty folder, or name another database with --database"
    ))
}

/// The advice where a fill was interrupted.
pub fn half_a_demo(database: &str) -> Failure {
    Failure::from(format!(
        "{database} 中的演示数据上次没有生成完。请删除该演示库和它的密钥文件后再运行\n\
         filling the demo in {database} was interrupted: delete it and its key file, then run again"
    ))
}
