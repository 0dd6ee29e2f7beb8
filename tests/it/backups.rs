//! Backup and restore through the real binary, from either database into either.

mod broken;
mod desk;
mod filled;
mod interrupted;
mod tables;

use std::{collections::BTreeSet, os::unix::fs::PermissionsExt, time::Duration};

use lifelight::{
    domain::{audit::Action, permissions::Role},
    service::{
        audit, backups, people,
        search::{self, Query},
    },
    store::{
        audit::AuditFilter,
        backups::{LEFT_OUT, TABLES},
        db::Db,
    },
};

use crate::support::{
    TempDir,
    people::{another_keyring, document, found_in, register, secrets_of},
    postgres::fresh_database,
    registry::{FENGHUA, JINPING, each_engine},
};
use desk::{Content, Desk, FILLED, content, fill};

/// The content but for what restoring changes: tokens are revoked.
fn with_revoked_tokens(mut content: Content) -> Content {
    for table in ["api_tokens", "calendar_feeds"] {
        let tokens = content.remove(table).expect("a table");
        let revoked = tokens.into_iter().map(|mut row| {
            // The columns end with revoked_at, used_at.
            let place = row.len() - 2;
            row[place] = "revoked".to_owned();
            row
        });
        content.insert(table, revoked.collect());
    }
    content
}

#[tokio::test]
async fn a_backup_goes_from_either_database_into_either() {
    each_engine(async |registry| {
        fill(registry).await;
        let desk = Desk::of(registry);
        let source = content(registry.app.store.db()).await;
        let names = TABLES.iter().map(|table| table.name);
        let empty: Vec<&str> = names.filter(|name| source[name].is_empty()).collect();
        assert!(empty.is_empty(), "tables without rows: {empty:?}");

        let made = desk.backup(&registry.url(), "first.backup").await;
        assert_eq!(made.status.code(), Some(0), "{}", made.stderr);
        assert!(made.stdout.contains(&format!("people: {FILLED}")), "{}", made.stdout);
        let first = content(&desk.open("first.backup").await).await;
        assert_eq!(first, source, "the backup is the registry at that moment");

        // SQLite → PostgreSQL → SQLite, or the other way round.
        let database = fresh_database().await;
        let lite = desk.url("restored.db");
        let places = [database.url.as_str(), lite.as_str()];
        let places =
            if registry.url().starts_with("sqlite") { places } else { [places[1], places[0]] };
        let mut from = "first.backup";
        for (place, next) in places.into_iter().zip(["second.backup", "third.backup"]) {
            let restored = desk.restore(place, from).await;
            assert_eq!(restored.status.code(), Some(0), "{}", restored.stderr);
            assert!(restored.stdout.contains(&format!("people: {FILLED}")), "{}", restored.stdout);
            let db = Db::open(place).await.expect("it was restored");
            let mut now = content(&db).await;
            for table in LEFT_OUT {
                assert_eq!(desk::count(&db, table).await, 0, "{table}");
            }
            // Each further backup holds the notes of what was done before it.
            let added: Vec<_> =
                now["audit_events"].difference(&source["audit_events"]).cloned().collect();
            let notes = ["backup_made", "backup_restored"];
            assert!(added.iter().all(|row| row.iter().any(|cell| notes.contains(&cell.as_str()))));
            now.get_mut("audit_events").expect("a table").retain(|row| !added.contains(row));
            assert_eq!(with_revoked_tokens(now), with_revoked_tokens(source.clone()), "{place}");
            db.close().await;
            let made = desk.backup(place, next).await;
            assert_eq!(made.status.code(), Some(0), "{}", made.stderr);
            from = next;
        }

        // The restored registry serves.
        let app = desk.app(places[1]).await;
        let county = registry.caller(Role::Coordinator, FENGHUA).await;
        let query = Query { text: document(5), ..Query::default() };
        let found = search::find(&app, &county, &query).await.expect("a search works");
        assert_eq!(found.people.len(), 1);
        people::get(&app, &county, found.people[0].id).await.expect("she opens");
        app.store.db().close().await;
    })
    .await;
}

#[tokio::test]
async fn a_backup_is_private_whole_and_holds_nothing_readable() {
    each_engine(async |registry| {
        fill(registry).await;
        let desk = Desk::of(registry);
        let made = desk.backup(&registry.url(), "it.backup").await;
        assert_eq!(made.status.code(), Some(0), "{}", made.stderr);
        let file = desk.path("it.backup");
        let mode = std::fs::metadata(&file).expect("it is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(desk.files(), BTreeSet::from(["it.backup", "lifelight.key"].map(str::to_owned)));

        let bytes = std::fs::read(&file).expect("it can be read");
        let secrets: Vec<String> = [0, 3, 6, 20].into_iter().flat_map(secrets_of).collect();
        assert_eq!(found_in(&bytes, &secrets), None);
        let said = made.stdout + &made.stderr;
        assert_eq!(found_in(said.as_bytes(), &secrets), None);

        let auditor = registry.operator().await;
        let filter = AuditFilter { action: Some(Action::BackupMade), ..AuditFilter::default() };
        let lines = audit::read(&registry.app, &auditor, &filter, 10).await.expect("the trail");
        let rows: i64 =
            content(&desk.open("it.backup").await).await.values().map(|t| t.len() as i64).sum();
        assert_eq!(
            lines.lines.iter().map(|line| line.event.rows).collect::<Vec<_>>(),
            [Some(rows)]
        );

        // What exists is never overwritten, neither here nor by a restore.
        for name in ["it.backup", "lifelight.key"] {
            let before = std::fs::read(desk.path(name)).expect("it is there");
            let again = desk.backup(&registry.url(), name).await;
            assert_eq!(again.status.code(), Some(1));
            assert!(again.stderr.contains("the file exists"), "{}", again.stderr);
            assert_eq!(std::fs::read(desk.path(name)).expect("it is there"), before);
        }
        let before = content(registry.app.store.db()).await;
        let into_itself = desk.restore(&registry.url(), "it.backup").await;
        assert_eq!(into_itself.status.code(), Some(1));
        assert!(
            into_itself.stderr.contains(&format!("({FILLED} people")),
            "{}",
            into_itself.stderr
        );
        assert_eq!(content(registry.app.store.db()).await, before);
    })
    .await;
}

#[tokio::test]
async fn without_its_key_nothing_is_restored() {
    each_engine(async |registry| {
        fill(registry).await;
        let desk = Desk::of(registry);
        let made = desk.backup(&registry.url(), "it.backup").await;
        assert_eq!(made.status.code(), Some(0), "{}", made.stderr);
        let before = desk.files();

        let key = std::fs::read(desk.path("lifelight.key")).expect("the key");
        std::fs::remove_file(desk.path("lifelight.key")).expect("it can be removed");
        let keyless = desk.restore(&desk.url("new.db"), "it.backup").await;
        assert_eq!(keyless.status.code(), Some(1));
        assert!(keyless.stderr.contains("cannot read the key file"), "{}", keyless.stderr);

        std::fs::write(desk.path("lifelight.key"), another_keyring().to_text())
            .expect("it can be written");
        let other = desk.restore(&desk.url("new.db"), "it.backup").await;
        assert_eq!(other.status.code(), Some(1));
        assert!(other.stderr.contains("does not open this backup"), "{}", other.stderr);
        assert_eq!(desk.files(), before, "nothing was begun");

        std::fs::write(desk.path("lifelight.key"), key).expect("it can be written");
        let restored = desk.restore(&desk.url("new.db"), "it.backup").await;
        assert_eq!(restored.status.code(), Some(0), "{}", restored.stderr);
    })
    .await;
}

#[tokio::test]
async fn a_first_start_gives_way_to_a_backup() {
    each_engine(async |registry| {
        fill(registry).await;
        let desk = Desk::of(registry);
        let made = desk.backup(&registry.url(), "it.backup").await;
        assert_eq!(made.status.code(), Some(0), "{}", made.stderr);
        // Started by mistake before restoring: units of its own, and an account nobody has used.
        let database = fresh_database().await;
        for place in [desk.url("started.db"), database.url.clone()] {
            let app = desk.app(&place).await;
            lifelight::service::start::prepare(
                &app.store,
                &lifelight::domain::units::shipped_offices(),
            )
            .await
            .expect("it starts");
            let link =
                lifelight::service::start::first_administrator(&app).await.expect("it starts");
            assert!(link.is_some());
            app.store.db().close().await;
            let restored = desk.restore(&place, "it.backup").await;
            assert_eq!(restored.status.code(), Some(0), "{}", restored.stderr);
            let db = Db::open(&place).await.expect("it was restored");
            assert_eq!(desk::count(&db, "people").await, i64::from(FILLED));
            assert_eq!(desk::count(&db, "one_time_links").await, 0);
            db.close().await;
        }
    })
    .await;
}

#[tokio::test]
async fn backups_made_while_people_register_are_each_one_moment() {
    each_engine(async |registry| {
        let desk = Desk::of(registry);
        let township = registry.caller(Role::Coordinator, JINPING).await;
        register(&registry.app, &township, 0).await;
        let stop = tokio_util::sync::CancellationToken::new();
        let writer = async {
            for n in 1.. {
                if stop.is_cancelled() {
                    break;
                }
                register(&registry.app, &township, n).await;
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        let keeper = async {
            let mut sizes = Vec::new();
            for n in 0..3 {
                let name = format!("{n}.backup");
                let made = desk.backup(&registry.url(), &name).await;
                assert_eq!(made.status.code(), Some(0), "{}", made.stderr);
                // Restoring opens a sample with every row that its manifest names; here it is everybody.
                let place = desk.url(&format!("{n}.db"));
                let restored = desk.restore(&place, &name).await;
                assert_eq!(restored.status.code(), Some(0), "{}", restored.stderr);
                let app = desk.app(&place).await;
                let everybody = desk::everybody(&app).await;
                assert!(everybody.iter().all(Result::is_ok));
                let tables = content(app.store.db()).await;
                assert_eq!(tables["person_units"].len(), everybody.len());
                assert_eq!(tables["registrations"].len(), everybody.len());
                assert_eq!(tables["relatives"].len(), 2 * everybody.len());
                app.store.db().close().await;
                sizes.push(everybody.len());
            }
            stop.cancel();
            sizes
        };
        let ((), sizes) = tokio::join!(writer, keeper);
        assert!(
            sizes.is_sorted() && sizes.first() < sizes.last(),
            "people came meanwhile: {sizes:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_backup_never_opens_with_a_key_that_is_not_its_own() {
    // As above, one floor below: the copy is checked with the key that will have to open it.
    each_engine(async |registry| {
        let folder = TempDir::new();
        let operator = registry.operator().await;
        let backup = desk::empty(&folder, "it.backup", another_keyring()).await;
        let made = backups::make(&registry.app, &operator, &backup).await;
        assert!(matches!(made, Err(backups::BackupError::KeyDiffers(_))), "{made:?}");
    })
    .await;
}
