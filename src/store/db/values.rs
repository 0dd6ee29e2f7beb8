//! What goes into and comes out of columns: the column contract, nulls typed.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{
    Arguments as _, Decode, Postgres, Row as _, Sqlite, Type,
    postgres::{PgArguments, PgRow},
    sqlite::{SqliteArguments, SqliteRow},
};
use uuid::Uuid;

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

/// What a column holds, by the column contract (blueprint §3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An id.
    Id,
    /// The id of another row of the same table, which may come later in the copy.
    Own,
    /// Sealed bytes, digests, tokens.
    Bytes,
    /// Text.
    Text,
    /// A whole number.
    Count,
    /// True or false.
    Flag,
    /// An instant.
    Instant,
    /// A day.
    Date,
}

/// A row of either database.
pub enum Row {
    /// From SQLite.
    Sqlite(SqliteRow),
    /// From PostgreSQL.
    Postgres(PgRow),
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

    /// The value of column `name`, which holds what `kind` says.
    ///
    /// # Errors
    /// Where the column is missing or of another type.
    pub fn value(&self, name: &str, kind: Kind) -> Result<Value, sqlx::Error> {
        Ok(match kind {
            Kind::Id | Kind::Own => self.get::<Option<Uuid>>(name)?.into(),
            Kind::Bytes => self.get::<Option<Vec<u8>>>(name)?.into(),
            Kind::Text => self.get::<Option<String>>(name)?.into(),
            Kind::Count => self.get::<Option<i64>>(name)?.into(),
            Kind::Flag => self.get::<bool>(name)?.into(),
            Kind::Instant => self.get::<Option<DateTime<Utc>>>(name)?.into(),
            Kind::Date => self.get::<Option<NaiveDate>>(name)?.into(),
        })
    }
}

/// Adds a value to the arguments of either driver.
macro_rules! add {
    ($arguments:ident, $value:expr) => {{
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

impl Value {
    pub(super) fn add_to_sqlite(self, arguments: &mut SqliteArguments) -> Result<(), sqlx::Error> {
        add!(arguments, self)
    }

    pub(super) fn add_to_postgres(self, arguments: &mut PgArguments) -> Result<(), sqlx::Error> {
        add!(arguments, self)
    }
}
