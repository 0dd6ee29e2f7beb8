//! The only file that knows two databases: an enum over sqlx's native SQLite and PostgreSQL drivers,
//! and a [`Statement`] that runs one portable SQL text on both.

use std::{str::FromStr, time::Duration};

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{
    AssertSqlSafe, Decode, Executor, PgPool, Postgres, Row as _, Sqlite, SqlitePool, Transaction,
    Type,
    postgres::{PgArguments, PgConnectOptions, PgPoolOptions, PgRow},
    sqlite::{
        SqliteArguments, SqliteAutoVacuum, SqliteConnectOptions, SqliteJournalMode,
        SqlitePoolOptions, SqliteRow, SqliteSynchronous,
    },
};
use uuid::Uuid;

/// A pool of connections to one of the two databases.
#[derive(Clone, Debug)]
pub enum Db {
    /// One writing connection, since SQLite has one writer, and readers beside it.
    Sqlite {
        /// The only connection that writes.
        writer: SqlitePool,
        /// Read-only connections.
        readers: SqlitePool,
    },
    /// PostgreSQL 15 or later.
    Postgres(PgPool),
}

/// A transaction on one of the two databases.
#[derive(Debug)]
pub enum Tx {
    /// On SQLite.
    Sqlite(Transaction<'static, Sqlite>),
    /// On PostgreSQL.
    Postgres(Transaction<'static, Postgres>),
}

/// A row of either database.
pub enum Row {
    /// From SQLite.
    Sqlite(SqliteRow),
    /// From PostgreSQL.
    Postgres(PgRow),
}

/// A bound value: the column contract of the blueprint, nulls typed.
#[derive(Debug, Clone)]
pub enum Value {
    /// BLOB ↔ UUID
    Id(Option<Uuid>),
    /// BLOB ↔ BYTEA
    Bytes(Option<Vec<u8>>),
    /// TEXT
    Text(Option<String>),
    /// INTEGER ↔ BIGINT
    Count(Option<i64>),
    /// INTEGER ↔ BOOLEAN
    Flag(bool),
    /// TEXT ↔ TIMESTAMPTZ
    Instant(Option<DateTime<Utc>>),
    /// TEXT ↔ DATE
    Date(Option<NaiveDate>),
}

macro_rules! values {
    ($($type:ty => $variant:ident),+) => {$(
        impl From<$type> for Value {
            fn from(value: $type) -> Self { Self::$variant(Some(value)) }
        }
        impl From<Option<$type>> for Value {
            fn from(value: Option<$type>) -> Self { Self::$variant(value) }
        }
    )+};
}
values!(Uuid => Id, Vec<u8> => Bytes, String => Text, i64 => Count, DateTime<Utc> => Instant, NaiveDate => Date);

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(Some(value.to_owned()))
    }
}

impl From<Option<&str>> for Value {
    fn from(value: Option<&str>) -> Self {
        Self::Text(value.map(str::to_owned))
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Flag(value)
    }
}

/// What can be read from a column of either database.
pub trait Column:
    for<'r> Decode<'r, Sqlite> + Type<Sqlite> + for<'r> Decode<'r, Postgres> + Type<Postgres>
{
}

impl<T> Column for T where
    T: for<'r> Decode<'r, Sqlite> + Type<Sqlite> + for<'r> Decode<'r, Postgres> + Type<Postgres>
{
}

impl Row {
    /// The value of column `name`.
    ///
    /// # Errors
    /// Where the column is missing or of another type.
    pub fn get<T: Column>(&self, name: &str) -> Result<T, sqlx::Error> {
        match self {
            Self::Sqlite(row) => row.try_get(name),
            Self::Postgres(row) => row.try_get(name),
        }
    }
}

macro_rules! add {
    ($arguments:ident, $value:ident) => {{
        use sqlx::Arguments as _;
        match $value {
            Value::Id(value) => $arguments.add(value),
            Value::Bytes(value) => $arguments.add(value),
            Value::Text(value) => $arguments.add(value),
            Value::Count(value) => $arguments.add(value),
            Value::Flag(value) => $arguments.add(value),
            Value::Instant(value) => $arguments.add(value),
            Value::Date(value) => $arguments.add(value),
        }
        .map_err(sqlx::Error::Encode)
    }};
}

/// One SQL text with its values.
#[derive(Debug)]
pub struct Statement {
    sql: String,
    postgres: Option<&'static str>,
    values: Vec<Value>,
}

/// A statement whose text is portable: `$n` placeholders, explicit columns, no dialect.
pub fn sql(text: impl Into<String>) -> Statement {
    Statement { sql: text.into(), postgres: None, values: Vec::new() }
}

/// `($1, $2, $3), ($4, …)`: the placeholders of `rows` rows of `columns` values, from `$first` on.
pub fn placeholders(first: usize, rows: usize, columns: usize) -> String {
    let row = |start: usize| {
        let inner: Vec<String> = (start..start + columns).map(|n| format!("${n}")).collect();
        format!("({})", inner.join(", "))
    };
    (0..rows).map(|n| row(first + n * columns)).collect::<Vec<_>>().join(", ")
}

/// `$1, $2, …`: `count` placeholders from `$first` on.
pub fn list(first: usize, count: usize) -> String {
    (first..first + count).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ")
}

impl Statement {
    /// The text to use on PostgreSQL instead, where the dialects differ.
    #[must_use]
    pub fn on_postgres(mut self, text: &'static str) -> Self {
        self.postgres = Some(text);
        self
    }

    /// Binds the next value.
    #[must_use]
    pub fn bind(mut self, value: impl Into<Value>) -> Self {
        self.values.push(value.into());
        self
    }

    /// Binds several values.
    #[must_use]
    pub fn bind_all<V: Into<Value>>(mut self, values: impl IntoIterator<Item = V>) -> Self {
        self.values.extend(values.into_iter().map(Into::into));
        self
    }

    fn for_sqlite(self) -> Result<(String, SqliteArguments), sqlx::Error> {
        let mut arguments = SqliteArguments::default();
        for value in self.values {
            add!(arguments, value)?;
        }
        Ok((self.sql, arguments))
    }

    fn for_postgres(self) -> Result<(String, PgArguments), sqlx::Error> {
        let mut arguments = PgArguments::default();
        for value in self.values {
            add!(arguments, value)?;
        }
        Ok((self.postgres.map_or(self.sql, str::to_owned), arguments))
    }

    /// Runs it; gives the number of rows it changed.
    ///
    /// # Errors
    /// What the database says.
    pub async fn execute(self, tx: &mut Tx) -> Result<u64, sqlx::Error> {
        match tx {
            Tx::Sqlite(tx) => {
                let (text, arguments) = self.for_sqlite()?;
                let query = sqlx::query_with::<Sqlite, _>(AssertSqlSafe(text), arguments);
                Ok(tx.execute(query).await?.rows_affected())
            }
            Tx::Postgres(tx) => {
                let (text, arguments) = self.for_postgres()?;
                let query = sqlx::query_with::<Postgres, _>(AssertSqlSafe(text), arguments);
                Ok(tx.execute(query).await?.rows_affected())
            }
        }
    }

    /// All rows.
    ///
    /// # Errors
    /// What the database says.
    pub async fn all(self, tx: &mut Tx) -> Result<Vec<Row>, sqlx::Error> {
        match tx {
            Tx::Sqlite(tx) => {
                let (text, arguments) = self.for_sqlite()?;
                let query = sqlx::query_with::<Sqlite, _>(AssertSqlSafe(text), arguments);
                Ok(tx.fetch_all(query).await?.into_iter().map(Row::Sqlite).collect())
            }
            Tx::Postgres(tx) => {
                let (text, arguments) = self.for_postgres()?;
                let query = sqlx::query_with::<Postgres, _>(AssertSqlSafe(text), arguments);
                Ok(tx.fetch_all(query).await?.into_iter().map(Row::Postgres).collect())
            }
        }
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    /// What the database says.
    pub async fn optional(self, tx: &mut Tx) -> Result<Option<Row>, sqlx::Error> {
        Ok(self.all(tx).await?.into_iter().next())
    }

    /// The first row.
    ///
    /// # Errors
    /// `RowNotFound` where there is none, and what the database says.
    pub async fn one(self, tx: &mut Tx) -> Result<Row, sqlx::Error> {
        self.optional(tx).await?.ok_or(sqlx::Error::RowNotFound)
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
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(Duration::from_secs(30))
            .connect_with(options.clone())
            .await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(8)
            .acquire_timeout(Duration::from_secs(10))
            .connect_with(options.create_if_missing(false).pragma("query_only", "ON"))
            .await?;
        Ok(Self::Sqlite { writer, readers })
    }

    /// A transaction that writes. On SQLite it takes the lock at once: one that upgraded from
    /// reading would fail without waiting.
    ///
    /// # Errors
    /// What the database says.
    pub async fn begin_write(&self) -> Result<Tx, sqlx::Error> {
        match self {
            Self::Sqlite { writer, .. } => {
                Ok(Tx::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?))
            }
            Self::Postgres(pool) => Ok(Tx::Postgres(pool.begin().await?)),
        }
    }

    /// A transaction that only reads, from one snapshot.
    ///
    /// # Errors
    /// What the database says.
    pub async fn begin_read(&self) -> Result<Tx, sqlx::Error> {
        match self {
            Self::Sqlite { readers, .. } => Ok(Tx::Sqlite(readers.begin().await?)),
            Self::Postgres(pool) => {
                let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
                Ok(Tx::Postgres(pool.begin_with(begin).await?))
            }
        }
    }

    /// Closes every connection; on SQLite the write-ahead log is written back and emptied.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { writer, readers } => {
                readers.close().await;
                // A failed checkpoint loses nothing: the log is read at the next start.
                let _ = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(writer).await;
                writer.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

impl Tx {
    /// Commits.
    ///
    /// # Errors
    /// What the database says.
    pub async fn commit(self) -> Result<(), sqlx::Error> {
        match self {
            Self::Sqlite(tx) => tx.commit().await,
            Self::Postgres(tx) => tx.commit().await,
        }
    }
}
