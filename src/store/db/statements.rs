//! One portable SQL text with its values, alone or several in one round trip.

use sqlx::{
    AssertSqlSafe, Executor, Postgres, Sqlite, postgres::PgArguments, sqlite::SqliteArguments,
};

use super::{
    Tx, Wire,
    values::{Row, Value},
};
use crate::store::StoreError;

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
            value.add_to_sqlite(&mut arguments)?;
        }
        Ok((self.sql, arguments))
    }

    fn for_postgres(self) -> Result<(String, PgArguments), sqlx::Error> {
        let mut arguments = PgArguments::default();
        for value in self.values {
            value.add_to_postgres(&mut arguments)?;
        }
        Ok((self.postgres.map_or(self.sql, str::to_owned), arguments))
    }

    /// Runs it together with what else waits, before the next statement that does not or the commit:
    /// one round trip for all of them. Only for rows that none of those beside it read or write; what
    /// the database says against it, the later call is told.
    pub fn later(self, tx: &mut Tx) {
        tx.waiting.push(self);
    }

    /// Runs it; gives the number of rows it changed.
    ///
    /// # Errors
    /// What the database says.
    pub async fn execute(self, tx: &mut Tx) -> Result<u64, sqlx::Error> {
        tx.catch_up().await?;
        self.execute_at_once(tx).await
    }

    /// Runs a change of one row that was read before.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where the row is not any more what the statement expects.
    pub async fn change_one(self, tx: &mut Tx) -> Result<(), StoreError> {
        match self.execute(tx).await? {
            1 => Ok(()),
            _ => Err(StoreError::Conflict),
        }
    }

    async fn execute_at_once(self, tx: &mut Tx) -> Result<u64, sqlx::Error> {
        match tx.on.wire() {
            Wire::Sqlite(tx) => {
                let (text, arguments) = self.for_sqlite()?;
                let query = sqlx::query_with::<Sqlite, _>(AssertSqlSafe(text), arguments);
                Ok(tx.execute(query).await?.rows_affected())
            }
            Wire::Postgres(tx) => {
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
        let statement = tx.ahead_of(self).await?;
        match tx.on.wire() {
            Wire::Sqlite(tx) => {
                let (text, arguments) = statement.for_sqlite()?;
                let query = sqlx::query_with::<Sqlite, _>(AssertSqlSafe(text), arguments);
                Ok(tx.fetch_all(query).await?.into_iter().map(Row::Sqlite).collect())
            }
            Wire::Postgres(tx) => {
                let (text, arguments) = statement.for_postgres()?;
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

impl Tx {
    /// Runs what waits before `statement`, whose rows are wanted: in the same round trip on SQLite,
    /// before it on PostgreSQL, where a statement does not see what its own parts write.
    async fn ahead_of(&mut self, statement: Statement) -> Result<Statement, sqlx::Error> {
        if self.is_postgres() || self.waiting.is_empty() {
            self.catch_up().await?;
            return Ok(statement);
        }
        let mut all = std::mem::take(&mut self.waiting);
        all.push(statement);
        Ok(script(all))
    }

    /// Runs what waits.
    pub(super) async fn catch_up(&mut self) -> Result<(), sqlx::Error> {
        let waiting = std::mem::take(&mut self.waiting);
        if waiting.is_empty() {
            return Ok(());
        }
        let all = if self.is_postgres() { expression(waiting) } else { script(waiting) };
        all.execute_at_once(self).await.map(drop)
    }
}

/// Several statements as SQLite takes them: one after the other in one text.
fn script(statements: Vec<Statement>) -> Statement {
    let (texts, values) = joined(statements, |statement| &statement.sql);
    Statement { sql: texts.join(";\n"), postgres: None, values }
}

/// Several statements as PostgreSQL takes them, which prepares only one: all but the last as its common
/// table expressions.
fn expression(statements: Vec<Statement>) -> Statement {
    let (mut texts, values) =
        joined(statements, |statement| statement.postgres.unwrap_or(&statement.sql));
    let last = texts.pop().unwrap_or_default();
    let before = texts.iter().enumerate().map(|(n, text)| format!("w{n} AS ({text})"));
    let sql = match before.collect::<Vec<_>>().join(",\n") {
        none if none.is_empty() => last,
        before => format!("WITH {before}\n{last}"),
    };
    Statement { sql, postgres: None, values }
}

/// The texts of `statements` with their placeholders counted on, and all their values.
fn joined(
    statements: Vec<Statement>,
    text: impl Fn(&Statement) -> &str,
) -> (Vec<String>, Vec<Value>) {
    let (mut texts, mut values) = (Vec::with_capacity(statements.len()), Vec::new());
    for statement in statements {
        texts.push(counted_on(text(&statement), values.len()));
        values.extend(statement.values);
    }
    (texts, values)
}

/// `text` with its placeholders counted on by `by`.
fn counted_on(text: &str, by: usize) -> String {
    let mut parts = text.split('$');
    let mut counted = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.trim_start_matches(|c: char| c.is_ascii_digit());
        let number = part[..part.len() - rest.len()].parse::<usize>().map_or(by, |n| n + by);
        counted.push('$');
        counted.push_str(&number.to_string());
        counted.push_str(rest);
    }
    counted
}
