//! Where it is kept: the only room with SQL. It seals on the way in and opens on the way out.

pub mod accounts;
pub mod audit;
pub mod backups;
pub mod calendar_feeds;
pub mod care;
pub mod commemorations;
pub mod contact_ledger;
pub mod coordinators;
pub mod counts;
pub mod db;
pub mod donations;
pub mod drafts;
pub mod erasures;
pub mod exports;
pub mod honours;
pub mod imports;
pub mod invitations;
pub mod jobs;
pub mod keys;
pub mod match_cases;
pub mod memberships;
pub mod memorials;
pub mod merges;
pub mod migrations;
pub mod outbox;
pub mod past_versions;
pub mod people;
pub mod rate_closings;
pub mod reconciliations;
pub mod releases;
pub mod reminders;
pub mod reports;
mod rows;
pub mod sealed_rows;
pub mod search;
pub mod sessions;
pub mod supervisions;
pub mod targets;
pub mod tasks;
pub mod team;
pub mod throttles;
pub mod tokens;
pub mod transfers;
pub mod units;
pub mod watches;
pub mod wills;

use std::{
    ops::{Deref, DerefMut},
    sync::Arc,
};

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use uuid::Uuid;

use crate::{
    crypto::{
        indexes::Indexes,
        keyring::Keyring,
        random::{self, Random},
    },
    domain::{
        audit::AuditEvent,
        clock::{Clock, business_date},
        counts::Changes,
    },
};
use db::{Db, Tx};

/// Why the store could not do something.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no such row within the scope.
    #[error("no such record")]
    Missing,
    /// Somebody else changed the row meanwhile, or it already exists.
    #[error("the record was changed by somebody else meanwhile")]
    Conflict,
    /// A row of this subject did not open: it was changed outside the service.
    #[error("record {0} failed its integrity check")]
    Tampered(Uuid),
    /// What the database says.
    #[error("database: {0}")]
    Database(#[source] sqlx::Error),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(inner) if inner.is_unique_violation() => Self::Conflict,
            // 40001 serialization failure, 40P01 deadlock: safe to try again.
            sqlx::Error::Database(inner)
                if matches!(inner.code().as_deref(), Some("40001" | "40P01")) =>
            {
                Self::Conflict
            }
            _ => Self::Database(error),
        }
    }
}

/// What the store gives back.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// Keys, indexes and randomness: what sealing needs.
#[derive(Clone)]
pub struct Vault {
    /// The root keys.
    pub keyring: Arc<Keyring>,
    /// The blind indexes.
    pub indexes: Indexes,
    /// The random source.
    pub random: Arc<dyn Random>,
}

/// The store: a database, a vault and a clock.
#[derive(Clone)]
pub struct Store {
    db: Db,
    vault: Vault,
    clock: Arc<dyn Clock>,
    zone: Tz,
}

/// The door through which somebody came, for the audit trail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// The web console.
    Console,
    /// The JSON API.
    Api,
    /// The command line.
    Command,
    /// A scheduled job.
    Job,
}

impl Door {
    const fn code(self) -> &'static str {
        match self {
            Self::Console => "console",
            Self::Api => "api",
            Self::Command => "command",
            Self::Job => "job",
        }
    }
}

/// Who writes, and by which request.
#[derive(Debug, Clone)]
pub struct Origin {
    /// The account; none for the operator.
    pub account: Option<Uuid>,
    /// The door.
    pub door: Door,
    /// The request's id, to find it in the log.
    pub request_id: String,
}

/// An open transaction with what sealing needs.
pub struct Session {
    /// The transaction.
    pub tx: Tx,
    /// The vault.
    pub vault: Vault,
    /// The instant at which the transaction began; every row written carries it.
    pub now: DateTime<Utc>,
    /// The business date then: what is watched entered, and was seen, on a day of the office and not of Greenwich.
    pub today: NaiveDate,
    writes: bool,
}

impl Session {
    /// What a SELECT of the table `p` says last, to keep its rows as they are until a writing transaction
    /// ends: PostgreSQL shows each statement what was committed meanwhile, and a person's rows would not
    /// fit together. SQLite has one writer, and reading transactions have one snapshot.
    fn row_lock(&self) -> &'static str {
        if self.writes && self.tx.is_postgres() { " FOR UPDATE OF p" } else { "" }
    }

    /// A new id that sorts by time.
    pub fn new_id(&self) -> Uuid {
        random::new_id(&*self.vault.random, self.now)
    }
}

/// A transaction that only reads.
pub struct ReadTx(Session);

/// A transaction that writes. What users can see is committed only together with its audit event.
pub struct WriteTx {
    session: Session,
    origin: Origin,
    /// What it changes of what is counted.
    changes: Changes,
}

impl Store {
    /// A store over an opened and migrated database.
    pub fn new(
        db: Db,
        keyring: Arc<Keyring>,
        random: Arc<dyn Random>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let indexes = keyring.indexes();
        Self { db, vault: Vault { keyring, indexes, random }, clock, zone: Tz::Asia__Shanghai }
    }

    /// The same store in an office that counts its days in `zone`; Asia/Shanghai unless said.
    pub fn in_zone(self, zone: Tz) -> Self {
        Self { zone, ..self }
    }

    /// A store over `db` with the same keys, randomness and clock.
    pub fn over(&self, db: Db) -> Self {
        Self { db, ..self.clone() }
    }

    /// The database below; for backups and readiness only.
    pub fn db(&self) -> &Db {
        &self.db
    }

    /// What sealing needs.
    pub fn vault(&self) -> &Vault {
        &self.vault
    }

    /// The clock.
    pub fn clock(&self) -> &dyn Clock {
        &*self.clock
    }

    /// Begins to read, from one snapshot.
    ///
    /// # Errors
    /// What the database says.
    pub async fn read(&self) -> Result<ReadTx> {
        let tx = self.db.begin_read().await?;
        Ok(ReadTx(self.session(tx, false)))
    }

    /// Reads without a snapshot: for a few rows none of which is told by another.
    ///
    /// # Errors
    /// What the database says.
    pub async fn glance(&self) -> Result<ReadTx> {
        let tx = self.db.begin_alone().await?;
        Ok(ReadTx(self.session(tx, false)))
    }

    /// Begins to write. Dropping the transaction changes nothing.
    ///
    /// # Errors
    /// What the database says.
    pub async fn write(&self, origin: &Origin) -> Result<WriteTx> {
        let tx = self.db.begin_write().await?;
        let session = self.session(tx, true);
        Ok(WriteTx { session, origin: origin.clone(), changes: Changes::default() })
    }

    fn session(&self, tx: Tx, writes: bool) -> Session {
        let now = self.clock.now();
        let today = business_date(now, self.zone);
        Session { tx, vault: self.vault.clone(), now, today, writes }
    }
}

impl WriteTx {
    /// Commits together with the event that tells of it.
    ///
    /// # Errors
    /// What the database says; then nothing was written.
    pub async fn commit(mut self, event: AuditEvent) -> Result<()> {
        self.note(event).await?;
        self.commit_unseen().await
    }

    /// Adds a further event to what [`WriteTx::commit`] will commit.
    ///
    /// # Errors
    /// What the database says.
    pub async fn note(&mut self, event: AuditEvent) -> Result<()> {
        let origin = self.origin.clone();
        audit::append(&mut self.session, &origin, event).await
    }

    /// Commits what no user can see: a session's last use, a throttle, a draft, progress.
    ///
    /// # Errors
    /// What the database says; then nothing was written.
    pub async fn commit_unseen(mut self) -> Result<()> {
        counts::settle(&mut self).await?;
        Ok(self.session.tx.commit().await?)
    }

    /// Who writes.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }
}

impl Deref for ReadTx {
    type Target = Session;
    fn deref(&self) -> &Session {
        &self.0
    }
}

impl DerefMut for ReadTx {
    fn deref_mut(&mut self) -> &mut Session {
        &mut self.0
    }
}

impl Deref for WriteTx {
    type Target = Session;
    fn deref(&self) -> &Session {
        &self.session
    }
}

impl DerefMut for WriteTx {
    fn deref_mut(&mut self) -> &mut Session {
        &mut self.session
    }
}
