//! The only place that knows two databases: enums over sqlx's native SQLite and PostgreSQL drivers,
//! and a [`Statement`] that runs one portable SQL text on both.

mod statements;
mod values;
mod writer;

use std::{str::FromStr, time::Duration};

use sqlx::{
    Connection as _, PgConnection, PgPool, Postgres, Sqlite, SqliteConnection, SqlitePool,
    Transaction,
    pool::PoolConnection,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{
        SqliteAutoVacuum, SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions,
        SqliteSynchronous,
    },
};

pub use statements::{Statement, list, placeholders, sql};
pub use values::{Column, Kind, Row, Value};
use writer::Turn;
pub use writer::Writer;

/// A pool of connections to one of the two databases.
#[derive(Clone, Debug)]
pub enum Db {
    /// One writing connection, since SQLite has one writer, and readers beside it.
    Sqlite {
        /// The only connection that writes.
        writer: Writer,
        /// Read-only connections.
        readers: SqlitePool,
    },
    /// PostgreSQL 15 or later.
    Postgres(PgPool),
}

/// A transaction on one of the two databases.
#[derive(Debug)]
pub struct Tx {
    on: On,
    /// Goes to the database before whatever comes next.
    waiting: Vec<Statement>,
}

#[derive(Debug)]
enum On {
    Sqlite(Transaction<'static, Sqlite>),
    SqliteTurn(Turn),
    Postgres(Transaction<'static, Postgres>),
    /// No transaction: each statement stands alone.
    SqliteAlone(PoolConnection<Sqlite>),
    PostgresAlone(PoolConnection<Postgres>),
}

enum Wire<'c> {
    Sqlite(&'c mut SqliteConnection),
    Postgres(&'c mut PgConnection),
}

impl On {
    fn wire(&mut self) -> Wire<'_> {
        match self {
            Self::Sqlite(tx) => Wire::Sqlite(tx),
            Self::SqliteTurn(turn) => Wire::Sqlite(turn.wire()),
            Self::Postgres(tx) => Wire::Postgres(tx),
            Self::SqliteAlone(connection) => Wire::Sqlite(connection),
            Self::PostgresAlone(connection) => Wire::Postgres(connection),
        }
    }
}

/// Why a database cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The URL is neither `sqlite:` nor `postgres:`.
    #[error("a database URL starts with sqlite: or postgres:")]
    Scheme,
    /// What the driver says.
    #[error(transparent)]
    Driver(#[from] sqlx::Error),
}

impl Db {
    /// Opens the database at `url`: `sqlite:FILE` (created if missing) or `postgres://…`.
    ///
    /// # Errors
    /// An unknown scheme, or what the driver says.
    pub async fn open(url: &str) -> Result<Self, OpenError> {
        match url.split(':').next() {
            Some("sqlite") => Self::open_sqlite(url).await,
            Some("postgres" | "postgresql") => {
                let options = PgConnectOptions::from_str(url)?.application_name("lifelight");
                let pool = PgPoolOptions::new()
                    .max_connections(32)
                    .acquire_timeout(Duration::from_secs(10))
                    // A connection in constant use need not be asked each time whether it lives.
                    .test_before_acquire(false)
                    .before_acquire(|connection, meta| {
                        Box::pin(async move {
                            if meta.idle_for >= Duration::from_secs(1) {
                                connection.ping().await?;
                            }
                            Ok(true)
                        })
                    })
                    .connect_with(options)
                    .await?;
                Ok(Self::Postgres(pool))
            }
            _ => Err(OpenError::Scheme),
        }
    }

    async fn open_sqlite(url: &str) -> Result<Self, OpenError> {
        let options = SqliteConnectOptions::from_str(url)?
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .auto_vacuum(SqliteAutoVacuum::Incremental)
            .foreign_keys(true)
            // Deleted keys and index rows are overwritten, not only unlinked.
            .pragma("secure_delete", "ON")
            // Sorting and indexing must not spill rows into temporary files.
            .pragma("temp_store", "MEMORY")
            .busy_timeout(Duration::from_secs(5));
        // Nobody hangs up on a connection that is a thread of this process.
        let pool = SqlitePoolOptions::new().test_before_acquire(false);
        let writer = pool
            .clone()
            .max_connections(1)
            .acquire_timeout(Duration::from_secs(30))
            .connect_with(options.clone())
            .await?;
        let readers = pool
            .max_connections(8)
            .acquire_timeout(Duration::from_secs(10))
            .connect_with(options.create_if_missing(false).pragma("query_only", "ON"))
            .await?;
        Ok(Self::Sqlite { writer: Writer::new(writer), readers })
    }

    /// A transaction that writes; on SQLite, a turn in the line of those who write.
    ///
    /// # Errors
    /// What the database says.
    pub async fn begin_write(&self) -> Result<Tx, sqlx::Error> {
        match self {
            Self::Sqlite { writer, .. } => Ok(Tx::on(On::SqliteTurn(writer.turn().await?))),
            Self::Postgres(pool) => Ok(Tx::on(On::Postgres(pool.begin().await?))),
        }
    }

    /// A transaction that only reads, from one snapshot.
    ///
    /// # Errors
    /// What the database says.
    pub async fn begin_read(&self) -> Result<Tx, sqlx::Error> {
        match self {
            Self::Sqlite { readers, .. } => Ok(Tx::on(On::Sqlite(readers.begin().await?))),
            Self::Postgres(pool) => {
                let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
                Ok(Tx::on(On::Postgres(pool.begin_with(begin).await?)))
            }
        }
    }

    /// Reads without a transaction: each statement sees what is committed by then.
    ///
    /// # Errors
    /// What the database says.
    pub async fn begin_alone(&self) -> Result<Tx, sqlx::Error> {
        Ok(Tx::on(match self {
            Self::Sqlite { readers, .. } => On::SqliteAlone(readers.acquire().await?),
            Self::Postgres(pool) => On::PostgresAlone(pool.acquire().await?),
        }))
    }

    /// Closes every connection; on SQLite the write-ahead log is written back and emptied.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { writer, readers } => {
                readers.close().await;
                // A failed checkpoint loses nothing: the log is read at the next start.
                let _ = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(writer.pool()).await;
                writer.pool().close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

impl Tx {
    fn on(on: On) -> Self {
        Self { on, waiting: Vec::new() }
    }

    /// Whether this is PostgreSQL, where the two differ in more than a text.
    pub fn is_postgres(&self) -> bool {
        matches!(self.on, On::Postgres(_) | On::PostgresAlone(_))
    }

    /// Commits.
    ///
    /// # Errors
    /// What the database says.
    pub async fn commit(mut self) -> Result<(), sqlx::Error> {
        self.catch_up().await?;
        match self.on {
            On::Sqlite(tx) => tx.commit().await,
            On::SqliteTurn(turn) => turn.commit().await,
            On::Postgres(tx) => tx.commit().await,
            On::SqliteAlone(_) | On::PostgresAlone(_) => Ok(()),
        }
    }
}
