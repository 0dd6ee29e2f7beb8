//! Files that are no good backup, copies that went wrong, and records that were broken before.

use lifelight::{
    domain::{audit::Action, permissions::Role},
    service::{
        audit,
        backups::{self, BackupError},
    },
    store::{
        audit::AuditFilter,
        db::{Db, sql},
    },
};
use uuid::Uuid;

use super::desk::{Desk, FILLED, content, count, empty, everybody, fill};
use crate::support::{
    TempDir,
    people::register,
    postgres::fresh_database,
    registry::{JINPING, each_engine},
};

async fn change(db: &Db, text: &str) {
    let mut tx = db.begin_write().await.expect("it can be written");
    sql(text).execute(&mut tx).await.unwrap_or_else(|error| panic!("{text}: {error}"));
    tx.commit().await.expect("it can be committed");
}

#[tokio::test]
async fn what_is_no_whole_backup_of_this_version_is_refused() {
    each_engine(async |registry| {
        fill(registry).await;
        let desk = Desk::of(registry);
        let made = desk.backup(&registry.url(), "good.backup").await;
        assert_eq!(made.status.code(), Some(0), "{}", made.stderr);
        let good = std::fs::read(desk.path("good.backup")).expect("it is there");
        let half = &good[..good.len() / 2];
        for (name, bytes) in [("empty", &b""[..]), ("text", b"no database at all, but long enough"), ("half", half)] {
            std::fs::write(desk.path(name), bytes).expect("it can be written");
        }
        let other = Db::open(&desk.url("other")).await.expect("a database");
        change(&other, "CREATE TABLE people (id BLOB)").await;
        other.close().await;
        std::fs::copy(desk.path("good.backup"), desk.path("newer")).expect("it can be copied");
        let newer = Db::open(&desk.url("newer")).await.expect("a database");
        change(&newer, "INSERT INTO _sqlx_migrations SELECT 9999, description, installed_on, success, checksum, execution_time FROM _sqlx_migrations WHERE version = 1").await;
        newer.close().await;
        std::fs::copy(desk.path("good.backup"), desk.path("live")).expect("it can be copied");
        std::fs::write(desk.path("live-wal"), "not yet written back").expect("it can be written");

        let database = fresh_database().await;
        for (name, said) in [
            ("missing", "cannot read the backup"),
            ("empty", "not a Lifelight backup"),
            ("text", "not a Lifelight backup"),
            ("other", "not a Lifelight backup"),
            ("half", ""),
            ("newer", "A newer version made this backup"),
            ("live", "is a database in use"),
        ] {
            for place in [desk.url("target.db"), database.url.clone()] {
                let refused = desk.restore(&place, name).await;
                assert_eq!(refused.status.code(), Some(1), "{name}");
                assert!(refused.stderr.contains(said), "{name}: {}", refused.stderr);
            }
        }
        for place in [desk.url("target.db"), database.url.clone()] {
            let restored = desk.restore(&place, "good.backup").await;
            assert_eq!(restored.status.code(), Some(0), "the place stayed empty: {}", restored.stderr);
        }
        assert_eq!(std::fs::read(desk.path("good.backup")).expect("it is there"), good, "never written to");
    })
    .await;
}

#[tokio::test]
async fn a_copy_that_is_not_the_same_is_not_called_good() {
    each_engine(async |registry| {
        fill(registry).await;
        let folder = TempDir::new();
        let operator = registry.operator().await;
        for (number, trigger) in [
            "BEFORE INSERT ON consents WHEN abs(random()) % 2 BEGIN SELECT RAISE(IGNORE); END",
            "AFTER INSERT ON people BEGIN UPDATE people SET sealed = zeroblob(200) WHERE id = NEW.id; END",
            "AFTER INSERT ON relatives BEGIN UPDATE relatives SET position = 7 WHERE id = NEW.id; END",
        ]
        .into_iter()
        .enumerate()
        {
            let backup = empty(&folder, &number.to_string(), registry.keyring.clone()).await;
            change(backup.db(), &format!("CREATE TRIGGER failing_disk {trigger}")).await;
            let made = backups::make(&registry.app, &operator, &backup).await;
            match number {
                0 => assert!(matches!(made, Err(BackupError::Incomplete("consents"))), "{made:?}"),
                _ => assert!(matches!(made, Err(BackupError::Differs)), "{made:?}"),
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_record_that_was_broken_before_does_not_keep_the_others_from_being_saved() {
    each_engine(async |registry| {
        fill(registry).await;
        let desk = Desk::of(registry);
        let mut tx = registry.app.store.read().await.expect("it can be read");
        let row =
            sql("SELECT id FROM people WHERE status = 'living' LIMIT 1").one(&mut tx.tx).await;
        let id: Uuid = row.expect("somebody").get("id").expect("an id");
        drop(tx);
        let lite = registry.url().starts_with("sqlite");
        let literal = if lite { format!("x'{}'", id.simple()) } else { format!("'{id}'") };
        registry
            .by_hand(&format!("UPDATE people SET status = 'deceased' WHERE id = {literal}"))
            .await;

        let made = desk.backup(&registry.url(), "it.backup").await;
        assert_eq!(made.status.code(), Some(0), "{}", made.stderr);
        assert!(made.stdout.contains(&id.to_string()), "{}", made.stdout);
        let restored = desk.restore(&desk.url("new.db"), "it.backup").await;
        assert_eq!(restored.status.code(), Some(0), "{}", restored.stderr);
        assert!(restored.stdout.contains(&id.to_string()), "{}", restored.stdout);
        let app = desk.app(&desk.url("new.db")).await;
        let broken: Vec<Uuid> = everybody(&app).await.into_iter().filter_map(Result::err).collect();
        assert_eq!(broken, [id]);
        for app in [&app, &registry.app] {
            let operator = registry.operator().await;
            let filter =
                AuditFilter { action: Some(Action::IntegrityFailed), ..AuditFilter::default() };
            let lines = audit::read(app, &operator, &filter, 10).await.expect("the trail");
            assert_eq!(lines.lines.len(), 1);
        }
        app.store.db().close().await;
    })
    .await;
}

#[tokio::test]
async fn the_backup_of_an_older_version_is_brought_up_to_date() {
    const FIRST: [&str; 2] = [
        include_str!("../../../migrations/sqlite/0001_registry.sql"),
        include_str!("../../../migrations/sqlite/0002_accounts.sql"),
    ];
    each_engine(async |registry| {
        let township = registry.caller(Role::Coordinator, JINPING).await;
        for n in 0..3 {
            register(&registry.app, &township, n).await;
        }
        let desk = Desk::of(registry);
        let made = desk.backup(&registry.url(), "it.backup").await;
        assert_eq!(made.status.code(), Some(0), "{}", made.stderr);

        // The same file as the version of two migrations would have written it.
        let old = Db::open(&desk.url("old.backup")).await.expect("a database");
        let Db::Sqlite { writer, .. } = &old else { panic!("a SQLite file") };
        for text in FIRST {
            sqlx::raw_sql(text).execute(writer.pool()).await.expect("a migration");
        }
        let attach = format!("ATTACH '{}' AS new", desk.path("it.backup").display());
        sqlx::raw_sql(sqlx::AssertSqlSafe(attach)).execute(writer.pool()).await.expect("it is attached");
        let copied = "CREATE TABLE _sqlx_migrations AS SELECT * FROM new._sqlx_migrations WHERE version <= 2;
            INSERT INTO key_fingerprints SELECT * FROM new.key_fingerprints;
            INSERT INTO units SELECT id, parent_id, kind, code, name_zh, name_en, created_at FROM new.units ORDER BY rowid;
            INSERT INTO unit_closure SELECT * FROM new.unit_closure;
            INSERT INTO record_keys SELECT * FROM new.record_keys;
            INSERT INTO people SELECT id, unit_id, status, do_not_contact, merged_into, version, created_at, updated_at, sealed FROM new.people;
            INSERT INTO registrations SELECT * FROM new.registrations;
            INSERT INTO consents SELECT * FROM new.consents;
            INSERT INTO relatives SELECT * FROM new.relatives;
            DETACH new;";
        sqlx::raw_sql(copied).execute(writer.pool()).await.expect("it is copied");
        old.close().await;
        let before = std::fs::read(desk.path("old.backup")).expect("it is there");

        let database = fresh_database().await;
        for place in [desk.url("new.db"), database.url.clone()] {
            let restored = desk.restore(&place, "old.backup").await;
            assert_eq!(restored.status.code(), Some(0), "{}", restored.stderr);
            let app = desk.app(&place).await;
            assert_eq!(everybody(&app).await.iter().filter(|person| person.is_ok()).count(), 3);
            assert!(content(app.store.db()).await.contains_key("drafts"));
            app.store.db().close().await;
        }
        assert_eq!(std::fs::read(desk.path("old.backup")).expect("it is there"), before, "never written to");
        assert!(!desk.files().iter().any(|name| name.contains("restoring")), "{:?}", desk.files());
    })
    .await;
}

#[tokio::test]
async fn a_file_left_by_a_killed_run_is_replaced_and_a_running_one_is_not_disturbed() {
    each_engine(async |registry| {
        fill(registry).await;
        let desk = Desk::of(registry);
        std::fs::write(desk.path("it.backup.partial"), vec![7; 100_000])
            .expect("it can be written");
        std::fs::write(desk.path("it.backup.partial-wal"), vec![7; 100_000])
            .expect("it can be written");
        let running = std::fs::File::open(desk.path("it.backup.partial")).expect("it is there");
        running.lock().expect("it can be locked");
        let refused = desk.backup(&registry.url(), "it.backup").await;
        assert_eq!(refused.status.code(), Some(1));
        assert!(refused.stderr.contains("another run is writing"), "{}", refused.stderr);
        assert_eq!(
            std::fs::metadata(desk.path("it.backup.partial")).expect("it is there").len(),
            100_000
        );
        drop(running);
        let made = desk.backup(&registry.url(), "it.backup").await;
        assert_eq!(made.status.code(), Some(0), "{}", made.stderr);
        assert_eq!(count(&desk.open("it.backup").await, "people").await, i64::from(FILLED));
        assert_eq!(desk.files().len(), 2, "{:?}", desk.files());
    })
    .await;
}
