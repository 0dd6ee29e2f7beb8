//! The schema's history, embedded for both databases. A released migration is never edited.

use std::borrow::Cow;

use sqlx::{
    SqlStr,
    migrate::{MigrateError, Migration, MigrationType, Migrator},
};

use super::db::Db;

macro_rules! embedded {
    ($($version:literal $name:literal),+ $(,)?) => {
        const SQLITE: &[(i64, &str, &str)] = &[
            $(($version, $name, include_str!(concat!("../../migrations/sqlite/", $name, ".sql")))),+
        ];
        const POSTGRES: &[(i64, &str, &str)] = &[
            $(($version, $name, include_str!(concat!("../../migrations/postgres/", $name, ".sql")))),+
        ];
    };
}

embedded! {
    1 "0001_registry",
    2 "0002_accounts",
    3 "0003_intake",
    4 "0004_match_cases",
    5 "0005_search_tokens",
    6 "0006_coordinators",
    7 "0007_team",
    8 "0008_donations",
}

fn migrator(texts: &'static [(i64, &'static str, &'static str)]) -> Migrator {
    let migrations = texts.iter().map(|&(version, name, text)| {
        let kind = MigrationType::Simple;
        Migration::new(version, Cow::Borrowed(name), kind, SqlStr::from_static(text), false)
    });
    Migrator::with_migrations(migrations.collect())
}

/// Brings the schema up to date. Several instances may try at once: one does it, the others wait.
///
/// # Errors
/// Where a released migration was edited, or the database refuses.
pub async fn run(db: &Db) -> Result<(), MigrateError> {
    match db {
        Db::Sqlite { writer, .. } => migrator(SQLITE).run(writer.pool()).await,
        Db::Postgres(pool) => migrator(POSTGRES).run(pool).await,
    }
}
