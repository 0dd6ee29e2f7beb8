//! Copying the whole registry from one database to another, row by row, whichever engine either is:
//! the column contract maps every value one to one, and what is personal stays sealed on the way.

mod tables;

use std::path::Path;

use chrono::{DateTime, Utc};
use sqlx::sqlite::{
    SqliteAutoVacuum, SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous,
};
use uuid::Uuid;

pub use super::db::Kind;
pub use tables::{LEFT_OUT, TABLES, Table};

use super::{
    Result, Session, WriteTx,
    db::{Db, Tx, Value, Writer, list, placeholders, sql},
};

/// The one table whose rows no restore may remove (its triggers forbid it).
const KEPT: &str = "audit_events";

impl Table {
    /// Rows held in memory at a time: few where one row may be hundreds of kilobytes.
    fn page(&self) -> usize {
        if matches!(self.name, "imports" | "import_pieces") { 8 } else { 500 }
    }

    fn names(&self) -> String {
        self.columns.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
    }

    /// The next rows in the order of the key, after the row whose key is `after`.
    async fn read(&self, from: &mut Tx, after: &[Value]) -> Result<Vec<Vec<Value>>> {
        let key: Vec<&str> = self.columns.iter().take(self.key).map(|(name, _)| *name).collect();
        let key = key.join(", ");
        let later = match after {
            [] => String::new(),
            _ => format!("WHERE ({key}) > ({})", list(1, self.key)),
        };
        let (name, page) = (self.name, self.page());
        let names = self.names();
        sql(format!(
            "/* backups::read */ SELECT {names} FROM {name} {later} ORDER BY {key} LIMIT {page}"
        ))
        .bind_all(after.iter().cloned())
        .all(from)
        .await?
        .iter()
        .map(|row| self.columns.iter().map(|&(name, kind)| Ok(row.value(name, kind)?)).collect())
        .collect()
    }

    async fn write(&self, to: &mut Tx, rows: Vec<Vec<Value>>) -> Result<()> {
        let values = match to.is_postgres() {
            // SQLite looks `$n` up in a list of all names, once for each value: with thousands of
            // values that is nearly all of the time.
            false => vec![format!("({})", vec!["?"; self.columns.len()].join(", ")); rows.len()]
                .join(", "),
            true => placeholders(1, rows.len(), self.columns.len()),
        };
        let (name, names) = (self.name, self.names());
        sql(format!("/* backups::write */ INSERT INTO {name} ({names}) VALUES {values}"))
            .bind_all(rows.into_iter().flatten())
            .execute(to)
            .await?;
        Ok(())
    }

    /// Copies all rows and gives their number. Memory does not grow with it.
    ///
    /// # Errors
    /// What either database says.
    pub async fn copy(&self, from: &mut Tx, to: &mut Tx) -> Result<i64> {
        let own = self.columns.iter().position(|(_, kind)| *kind == Kind::Own);
        let (mut after, mut links, mut copied) = (Vec::new(), Vec::new(), 0);
        loop {
            let mut rows = self.read(from, &after).await?;
            let Some(last) = rows.last() else { break };
            after = last.iter().take(self.key).cloned().collect();
            copied += rows.len() as i64;
            if let Some(own) = own {
                // The row referred to may not be there yet: it is linked once all are.
                for row in rows.iter_mut().filter(|row| !matches!(row[own], Value::Id(None))) {
                    links.push((row[0].clone(), std::mem::replace(&mut row[own], Value::Id(None))));
                }
            }
            self.write(to, rows).await?;
        }
        if let Some(own) = own {
            let (table, key, column) = (self.name, self.columns[0].0, self.columns[own].0);
            for (id, other) in links {
                sql(format!(
                    "/* backups::link */ UPDATE {table} SET {column} = $2 WHERE {key} = $1"
                ))
                .bind(id)
                .bind(other)
                .execute(to)
                .await?;
            }
        }
        Ok(copied)
    }

    /// The number of its rows.
    ///
    /// # Errors
    /// What the database says.
    pub async fn count(&self, tx: &mut Tx) -> Result<i64> {
        count(tx, self.name).await
    }
}

async fn count(tx: &mut Tx, what: &str) -> Result<i64> {
    let row = sql(format!("/* backups::count */ SELECT count(*) AS n FROM {what}")).one(tx).await?;
    Ok(row.get("n")?)
}

/// The schema's version, or none where this is no registry.
///
/// # Errors
/// What the database says.
pub async fn schema(session: &mut Session) -> Result<Option<i64>> {
    let row = sql("/* backups::schema */ SELECT max(version) AS version FROM _sqlx_migrations")
        .one(&mut session.tx)
        .await?;
    Ok(row.get("version")?)
}

/// The instant of the last audit event: the state that a backup holds.
///
/// # Errors
/// What the database says.
pub async fn as_of(session: &mut Session) -> Result<Option<DateTime<Utc>>> {
    let last = sql("/* backups::as_of */ SELECT at FROM audit_events ORDER BY at DESC LIMIT 1")
        .optional(&mut session.tx)
        .await?;
    Ok(last.map(|row| row.get("at")).transpose()?)
}

/// Ids of up to `size` people, spread evenly over the table.
///
/// # Errors
/// What the database says.
pub async fn sample(session: &mut Session, size: i64) -> Result<Vec<Uuid>> {
    // Rounded up, so that a step after the last of `size` is beyond the end.
    let step = (count(&mut session.tx, "people").await? + size - 1).div_euclid(size).max(1);
    sql("/* backups::sample */ SELECT id FROM
         (SELECT id, row_number() OVER (ORDER BY id) AS place FROM people) AS numbered
         WHERE (place - 1) % $1 = 0 ORDER BY id")
    .bind(step)
    .all(&mut session.tx)
    .await?
    .iter()
    .map(|row| Ok(row.get("id")?))
    .collect()
}

/// Opens the SQLite file of a backup in the making, for this process alone. Nothing is waited for and
/// no journal kept, since a file that was not finished is thrown away: whoever finishes it brings it
/// to disk as a whole.
///
/// # Errors
/// Where it is no SQLite file.
pub async fn open_unfinished(file: &Path) -> Result<Db> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .auto_vacuum(SqliteAutoVacuum::Incremental)
        .journal_mode(SqliteJournalMode::Off)
        .synchronous(SqliteSynchronous::Off)
        .foreign_keys(true)
        // Index pages of tables larger than this are written more than once; memory stays flat.
        .pragma("cache_size", "-65536")
        .pragma("temp_store", "MEMORY");
    connect(options).await
}

/// Opens the SQLite file of a finished backup, which nobody changes, without writing anything to it
/// or beside it: it may lie on a medium that cannot be written.
///
/// # Errors
/// Where it is no SQLite file.
pub async fn open_finished(file: &Path) -> Result<Db> {
    connect(SqliteConnectOptions::new().filename(file).read_only(true).immutable(true)).await
}

async fn connect(options: SqliteConnectOptions) -> Result<Db> {
    let only = SqlitePoolOptions::new().max_connections(1).connect_with(options).await?;
    Ok(Db::Sqlite { writer: Writer::new(only.clone()), readers: only })
}

/// How many people there are, where somebody has begun to work with this registry: people,
/// coordinators, the team, ledgers, drafts, or an account with a password.
///
/// # Errors
/// What the database says.
pub async fn in_use(tx: &mut WriteTx) -> Result<Option<i64>> {
    let mut used = 0;
    for what in [
        "people",
        "coordinators",
        "team_members",
        "imports",
        "drafts",
        "accounts WHERE password_hash IS NOT NULL",
    ] {
        used += count(&mut tx.tx, what).await?;
    }
    if used == 0 { Ok(None) } else { Ok(Some(count(&mut tx.tx, "people").await?)) }
}

/// Removes what a first start has written, so that a backup takes its place. Audit events stay.
///
/// # Errors
/// What the database says.
pub async fn clear(tx: &mut WriteTx) -> Result<()> {
    let copied = TABLES.iter().rev().map(|table| table.name).filter(|name| *name != KEPT);
    for table in LEFT_OUT.iter().copied().chain(copied) {
        sql(format!("/* backups::clear */ DELETE FROM {table}")).execute(&mut tx.tx).await?;
    }
    Ok(())
}

/// Revokes every API token and calendar feed: one that was revoked after the backup must not come back to life.
///
/// # Errors
/// What the database says.
pub async fn revoke_tokens(tx: &mut WriteTx) -> Result<()> {
    let now = tx.now;
    for table in ["api_tokens", "calendar_feeds"] {
        let text = format!(
            "/* backups::revoke_tokens */ UPDATE {table} SET revoked_at = $1 WHERE revoked_at IS NULL"
        );
        sql(text).bind(now).execute(&mut tx.tx).await?;
    }
    Ok(())
}
