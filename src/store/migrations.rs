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
    9 "0009_care",
    10 "0010_tissue",
    11 "0011_memorials",
    12 "0012_commemorations",
    13 "0013_honours",
    14 "0014_memberships",
    15 "0015_one_memorial",
    16 "0016_reminders",
    17 "0017_messages",
    18 "0018_unit_phones",
    20 "0020_jobs",
    21 "0021_counts",
    22 "0022_targets",
    23 "0023_reports",
    24 "0024_releases",
    26 "0026_erasures",
    27 "0027_family_tasks",
    28 "0028_imported_families",
    29 "0029_one_chain",
    30 "0030_turns",
}

/// The migration that cannot be made where somebody has two memorial entries that stand: people have to decide which.
pub const ONE_MEMORIAL: i64 = 15;

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

#[cfg(test)]
mod tests {
    use sqlx::{Row, sqlite::SqlitePoolOptions};

    use super::*;

    #[test]
    fn every_file_is_embedded() {
        for (folder, texts) in [("sqlite", SQLITE), ("postgres", POSTGRES)] {
            let folder = format!("{}/migrations/{folder}", env!("CARGO_MANIFEST_DIR"));
            let mut files: Vec<String> = std::fs::read_dir(folder)
                .unwrap()
                .map(|file| file.unwrap().file_name().into_string().unwrap())
                .collect();
            files.sort_unstable();
            let embedded: Vec<String> =
                texts.iter().map(|(_, name, _)| format!("{name}.sql")).collect();
            assert_eq!(files, embedded);
        }
    }

    #[tokio::test]
    async fn two_entries_of_one_person_are_told_of_with_a_remedy() {
        let memory = SqlitePoolOptions::new().max_connections(1);
        let pool = memory.connect("sqlite::memory:").await.expect("a database");
        let at = SQLITE.iter().position(|one| one.0 == ONE_MEMORIAL).unwrap();
        migrator(&SQLITE[..at]).run(&pool).await.expect("the schema before");
        let rows = "INSERT INTO units VALUES (x'01', NULL, 'county', '1', 'a', 'b', 'now');
             INSERT INTO people (id, unit_id, status, do_not_contact, version, created_at, updated_at, sealed)
             VALUES (x'02', x'01', 'deceased', 0, 1, 'now', 'now', x'00');
             INSERT INTO memorials VALUES (x'03', x'02', x'01', 'draft', NULL, 1, 'now', 'now', x'00');
             INSERT INTO memorials VALUES (x'04', x'02', x'01', 'approved', NULL, 1, 'now', 'now', x'00');";
        sqlx::raw_sql(rows).execute(&pool).await.expect("two entries");
        let refused = migrator(SQLITE).run(&pool).await.expect_err("which of them?");
        let told = matches!(refused, MigrateError::ExecuteMigration(_, ONE_MEMORIAL));
        assert!(told, "{refused}");
        // One is withdrawn by the former version: now it goes on.
        let withdrawn = "UPDATE memorials SET status = 'withdrawn' WHERE id = x'03'";
        sqlx::raw_sql(withdrawn).execute(&pool).await.expect("withdrawn");
        migrator(SQLITE).run(&pool).await.expect("the schema of today");
    }

    #[tokio::test]
    async fn tissues_come_to_a_table_that_has_rows() {
        let memory = SqlitePoolOptions::new().max_connections(1);
        let pool = memory.connect("sqlite::memory:").await.expect("a database");
        let before: &[_] = SQLITE.split_at(SQLITE.iter().position(|one| one.0 == 10).unwrap()).0;
        migrator(before).run(&pool).await.expect("the schema before");
        let person = "INSERT INTO units VALUES (x'01', NULL, 'county', '1', 'a', 'b', 'now');
             INSERT INTO people (id, unit_id, status, do_not_contact, version, created_at, updated_at, sealed)
             VALUES (x'02', x'01', 'living', 0, 1, 'now', 'now', x'00');";
        sqlx::raw_sql(person).execute(&pool).await.expect("a person");
        for (n, status) in ["active", "withdrawn", "realised"].into_iter().enumerate() {
            let row = format!(
                "INSERT INTO registrations VALUES (x'1{n}', x'02', x'01', 'body', 'offers', '{status}', '2024-01-0{}',
                 NULL, '2025-02-03', 'online', {}, 'then', x'0{n}')",
                n + 1,
                n + 4,
            );
            sqlx::raw_sql(sqlx::AssertSqlSafe(row)).execute(&pool).await.expect("a registration");
        }
        let all = "SELECT group_concat(hex(id) || programme || status || registered_on || ended_on || channel || version
             || created_at || hex(sealed), ';') AS rows FROM (SELECT * FROM registrations ORDER BY id)";
        let was: String = sqlx::query(all).fetch_one(&pool).await.expect("rows").get("rows");
        let indexes = "SELECT group_concat(sql, ';') AS sql FROM (SELECT sql FROM sqlite_master
             WHERE type = 'index' AND tbl_name = 'registrations' AND sql IS NOT NULL ORDER BY name)";
        let had: String = sqlx::query(indexes).fetch_one(&pool).await.expect("indexes").get("sql");

        migrator(SQLITE).run(&pool).await.expect("the schema of today");
        let is: String = sqlx::query(all).fetch_one(&pool).await.expect("rows").get("rows");
        assert_eq!(is, was);
        assert_eq!(is.matches(';').count(), 2, "three rows");
        let has: String = sqlx::query(indexes).fetch_one(&pool).await.expect("indexes").get("sql");
        assert_eq!(has, had);
        let tissue = |id: &str, person: &str| {
            sqlx::AssertSqlSafe(format!(
                "INSERT INTO registrations VALUES (x'{id}', x'{person}', x'01', 'tissue', 'offers', 'active', NULL, NULL,
                 NULL, NULL, 1, 'now', x'00')"
            ))
        };
        sqlx::raw_sql(tissue("20", "02")).execute(&pool).await.expect("tissues are taken");
        let twice = sqlx::raw_sql(tissue("21", "02")).execute(&pool).await;
        assert!(twice.is_err(), "one standing word a programme");
        let nobody = sqlx::raw_sql(tissue("22", "09")).execute(&pool).await;
        assert!(nobody.is_err(), "of somebody there is");
    }
}
