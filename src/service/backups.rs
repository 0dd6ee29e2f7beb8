//! Backup and restore. A backup is an ordinary SQLite database of this service, whichever engine it
//! was made from, so that it can be restored into either. It is made from one snapshot while the
//! service runs, and is called good only once the key at hand has opened a sample of it.
//!
//! Sessions, one-time links and sign-in delays are in no backup, and API tokens come back revoked:
//! what ended after the backup was made must not come back to life with it.

pub mod files;
mod problem;
pub mod scheduled;

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use uuid::Uuid;

pub use problem::BackupError;

use super::{App, Caller, ServiceError};
use crate::{
    domain::{
        audit::{Action, AuditEvent, SubjectKind},
        permissions::{Actor, Permission, Scope},
    },
    store::{
        Door, Origin, Session, Store,
        backups::{self, TABLES, Table},
        keys, people, units,
    },
};

/// How many people are opened to call a backup good.
const SAMPLE: i64 = 50;

/// What was copied.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Copied {
    /// How many people.
    pub people: i64,
    /// How many rows of all tables.
    pub rows: i64,
    /// How many people of the sample opened.
    pub opened: usize,
    /// People of the sample that fail their integrity check here as well as there.
    pub broken: Vec<Uuid>,
    /// The last event in the audit trail: the state that was copied.
    pub as_of: Option<DateTime<Utc>>,
}

/// Copies the registry, as it is at this moment, into the empty `backup` and checks the copy.
/// [`record`] is called once the copy lies safely where it belongs.
///
/// # Errors
/// The copy is not good: it must be thrown away.
pub async fn make(app: &App, operator: &Caller, backup: &Store) -> Result<Copied, BackupError> {
    let scope = operator.actor.may(Permission::PeopleRead)?;
    let mut from = app.store.read().await?;
    let mut copied = Copied::default();
    for table in TABLES {
        // Half a backup is worth nothing, so there is no need to hold all of it in one transaction.
        let mut to = backup.db().begin_write().await?;
        copied.add(table, table.copy(&mut from.tx, &mut to).await?);
        to.commit().await?;
    }
    // Read afresh: what counts is what was written.
    let mut to = backup.read().await?;
    for table in TABLES {
        if table.count(&mut from.tx).await? != table.count(&mut to.tx).await? {
            return Err(BackupError::Incomplete(table.name));
        }
    }
    copied.compare(&mut from, &mut to, &scope).await?;
    Ok(copied)
}

/// Writes into the trail that a backup was made, and whose records were found broken on the way.
///
/// # Errors
/// What the database says.
pub async fn record(app: &App, operator: &Caller, made: &Copied) -> Result<(), ServiceError> {
    app.record_tampered(operator, &made.broken).await?;
    let tx = app.store.write(&operator.origin).await?;
    Ok(tx
        .commit(AuditEvent::new(Action::BackupMade).at(operator.actor.unit()).rows(made.rows))
        .await?)
}

/// Makes sure that `backup` is a registry sealed with the key at hand. Reads a few rows only, so that
/// a wrong key is told at once.
///
/// # Errors
/// [`BackupError::NotABackup`], [`BackupError::KeyDiffers`].
pub async fn recognise(backup: &Store) -> Result<(), BackupError> {
    let mut tx = backup.read().await.map_err(|_| BackupError::NotABackup)?;
    // Any other database has no such table.
    let remembered = keys::fingerprints(&mut tx).await.map_err(|_| BackupError::NotABackup)?;
    if remembered.is_empty() {
        return Err(BackupError::NotABackup);
    }
    check_keys(&mut tx).await
}

/// Whether `backup` has an older schema than `target`, which is up to date.
///
/// # Errors
/// [`BackupError::Newer`]; what the databases say.
pub async fn is_older(backup: &Store, target: &Store) -> Result<bool, BackupError> {
    let there = backups::schema(&mut *backup.read().await?).await?;
    let here = backups::schema(&mut *target.read().await?).await?;
    if there > here { Err(BackupError::Newer) } else { Ok(there < here) }
}

/// Copies `backup`, of the same schema, into `target` and checks the copy, all in one transaction: the
/// target gets everything or stays as it is. Units and accounts that a first start made there give
/// way; their audit events stay.
///
/// # Errors
/// [`BackupError::InUse`] and the like; the target is as it was.
pub async fn restore(backup: &Store, target: &Store) -> Result<Copied, BackupError> {
    let mut from = backup.read().await?;
    check_keys(&mut from).await?;
    let root = units::root(&mut from).await.map_err(|_| BackupError::NotABackup)?.id;
    let scope = Actor::operator(root).may(Permission::PeopleRead)?;
    let origin = Origin { account: None, door: Door::Command, request_id: "restore".to_owned() };
    let mut to = target.write(&origin).await?;
    if let Some(people) = backups::in_use(&mut to).await? {
        return Err(BackupError::InUse(people));
    }
    backups::clear(&mut to).await?;
    let mut copied = Copied::default();
    for table in TABLES {
        let before = table.count(&mut to.tx).await?;
        let rows = table.copy(&mut from.tx, &mut to.tx).await?;
        let (there, here) = (table.count(&mut from.tx).await?, table.count(&mut to.tx).await?);
        if rows != there || here != before + rows {
            return Err(BackupError::Incomplete(table.name));
        }
        copied.add(table, rows);
    }
    copied.compare(&mut from, &mut to, &scope).await?;
    backups::revoke_tokens(&mut to).await?;
    for &person in &copied.broken {
        let event = AuditEvent::new(Action::IntegrityFailed).at(root);
        to.note(event.about(SubjectKind::Person, person, 0)).await?;
    }
    to.commit(AuditEvent::new(Action::BackupRestored).at(root)).await?;
    Ok(copied)
}

impl Copied {
    fn add(&mut self, table: &Table, rows: i64) {
        self.rows += rows;
        if table.name == "people" {
            self.people = rows;
        }
    }

    /// Opens a sample on both sides; each must be the same there as here. Who was broken here before
    /// does not keep the others from being saved, but is named.
    async fn compare(
        &mut self,
        from: &mut Session,
        to: &mut Session,
        scope: &Scope,
    ) -> Result<(), BackupError> {
        check_keys(to).await?;
        let ids = backups::sample(to, SAMPLE).await?;
        let here = people::load(from, scope, &ids).await?;
        let there = people::load(to, scope, &ids).await?;
        if here != there {
            return Err(BackupError::Differs);
        }
        let opened: BTreeSet<Uuid> = there.iter().flatten().map(|person| person.id).collect();
        self.opened = opened.len();
        self.broken = ids.iter().copied().filter(|id| !opened.contains(id)).collect();
        if self.opened == 0 && !ids.is_empty() {
            return Err(BackupError::Unreadable);
        }
        self.as_of = backups::as_of(to).await?;
        Ok(())
    }
}

/// Whether every key that the database remembers is at hand, the same.
async fn check_keys(session: &mut Session) -> Result<(), BackupError> {
    let held = session.vault.keyring.fingerprints();
    let remembered = keys::fingerprints(session).await?;
    match remembered.iter().find(|fingerprint| !held.contains(fingerprint)) {
        Some(other) => Err(BackupError::KeyDiffers(other.purpose.clone())),
        None => Ok(()),
    }
}
