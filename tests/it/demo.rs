//! The demo office: what it holds, that it repeats, and that it never touches a real registry.

mod contents;

use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use lifelight::crypto::keyring::Keyring;
use lifelight::crypto::random::OsRandom;
use lifelight::domain::clock::StandingClock;
use lifelight::domain::permissions::Permission;
use lifelight::domain::person::Person;
use lifelight::service::{App, Settings, start, units};
use lifelight::store::{Store, db::Db, people, search};

use super::support::TempDir;
use super::support::postgres::fresh_database;
use super::support::server::{Server, run};
use contents::{history, steering, validity, volumes, what_waits};

/// The registry that a demo left, opened as the service would.
async fn opened(url: &str, key_file: &Path) -> App {
    let db = Db::open(url).await.expect("the demo's database opens");
    let key = std::fs::read_to_string(key_file).expect("the demo's key can be read");
    let keyring = Arc::new(Keyring::parse(&key).expect("the key is whole"));
    let clock = StandingClock("2025-10-31T02:00:00Z".parse().expect("an instant"));
    App::new(Store::new(db, keyring, Arc::new(OsRandom), Arc::new(clock)), Settings::default())
}

async fn opened_in(folder: &TempDir) -> App {
    let database = folder.path().join("demo.db");
    opened(&format!("sqlite:{}", database.display()), &folder.path().join("demo.key")).await
}

/// All that a demo says when it has started.
async fn welcome(server: &Server) -> String {
    for _ in 0..200 {
        let said = server.output();
        if said.contains("accounts link") && said.ends_with('\n') {
            return said;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("no welcome in {}", server.output());
}

/// Everybody but merged records; fails where one does not open.
async fn everybody(app: &App) -> Vec<Person> {
    let operator = start::operator(app, "test").await.expect("there is a root");
    let scope = operator.actor.may(Permission::PeopleRead).expect("the operator may");
    let mut tx = app.store.read().await.expect("it can be read");
    let all = search::Filter::default();
    let ids = search::candidates(&mut tx, &scope, None, &all, None, 100_000).await;
    let ids = ids.expect("they are listed");
    let people = people::load(&mut tx, &scope, &ids).await.expect("they are loaded");
    people.into_iter().map(|person| person.expect("every record opens")).collect()
}

#[tokio::test]
async fn the_first_start_fills_the_office_of_fenghua() {
    let started = Instant::now();
    let server = Server::start(&["demo"], &[]).await;
    let took = started.elapsed();
    let said = welcome(&server).await;
    assert!(said.contains("2025-10-31") && said.contains("/enter/"), "{said}");
    assert!(said.contains("--database sqlite:demo.db --key-file demo.key"), "{said}");
    let link = said.split_whitespace().find(|word| word.contains("/enter/")).expect("a link");
    let path = link.strip_prefix(&server.url("")).expect("it leads to this server");
    assert_eq!(server.http().get(path).await.status, 200);
    let folder = Arc::clone(server.folder());
    let end = server.terminate().await;
    let quiet = ![" WARN ", " ERROR "].iter().any(|level| end.stderr.contains(level));
    assert!(end.status.success() && quiet, "{}", end.stderr);
    // Half a minute on two busy cores; tests run many at a time.
    assert!(took < Duration::from_secs(90), "{took:?}");

    let app = opened_in(&folder).await;
    let people = everybody(&app).await;
    assert_eq!(people.len(), 2399, "2400 records, one merged into another");
    volumes(&people);
    for person in &people {
        validity(person);
    }
    let documents: BTreeSet<_> =
        people.iter().map(|p| p.identity.document.number().to_owned()).collect();
    assert_eq!(documents.len(), people.len() - 2, "only two pairs hold one document");
    what_waits(&app).await;
    history(&app, &people).await;
    steering(&app).await;
    super::releases::demo::attacked(&app).await;
    app.store.db().close().await;
}

/// Everything that a seed decides, without ids: one line a registration, sorted.
async fn fingerprint(app: &App) -> Vec<String> {
    let operator = start::operator(app, "test").await.expect("there is a root");
    let units: HashMap<_, _> = units::list(app, &operator)
        .await
        .expect("units")
        .into_iter()
        .map(|unit| (unit.id, unit.zh))
        .collect();
    let mut lines = Vec::new();
    for person in everybody(app).await {
        let identity = &person.identity;
        for r in &person.registrations {
            lines.push(format!(
                "{} {} {} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {}",
                identity.name.masked(),
                identity.document.masked(),
                units[&person.unit],
                r.programme,
                r.stance,
                r.status,
                r.registered_on,
                r.pooled_on,
                r.ended_on,
                person.created_at,
                person.do_not_contact,
            ));
        }
    }
    lines.sort();
    lines
}

/// A small demo in a folder of its own, after it was stopped.
async fn small(args: &[&str]) -> Arc<TempDir> {
    let args = [&["demo", "--people", "240", "--as-of", "2024-02-29"], args].concat();
    let server = Server::start(&args, &[]).await;
    let folder = Arc::clone(server.folder());
    assert!(server.terminate().await.status.success());
    folder
}

#[tokio::test]
async fn the_same_seed_gives_the_same_people() {
    let [one, again, other] = [small(&[]), small(&[]), small(&["--seed", "7"])];
    let (one, again, other) = tokio::join!(one, again, other);
    let mut prints = Vec::new();
    for folder in [one, again, other] {
        let app = opened_in(&folder).await;
        prints.push(fingerprint(&app).await);
        app.store.db().close().await;
    }
    assert!(prints[0].len() > 240);
    assert!(prints[0] == prints[1], "one seed, two demos");
    assert!(prints[0] != prints[2], "two seeds, one demo");
}

#[tokio::test]
async fn a_demo_is_used_again_and_its_links_are_made_by_command() {
    let folder = small(&[]).await;
    let app = opened_in(&folder).await;
    let before = fingerprint(&app).await;
    app.store.db().close().await;

    let server = Server::start_in(&folder, &["demo", "--as-of", "2024-02-29"], &[]).await;
    assert!(welcome(&server).await.contains("is used again"), "{}", server.output());
    let args = [
        "accounts",
        "link",
        "demo-auditor",
        "--database",
        "sqlite:demo.db",
        "--key-file",
        "demo.key",
    ];
    let link = run(&folder, &args, &[]).await;
    assert!(
        link.status.success() && link.stdout.contains("/enter/"),
        "{}{}",
        link.stdout,
        link.stderr
    );
    assert!(server.terminate().await.status.success());

    let app = opened_in(&folder).await;
    assert!(fingerprint(&app).await == before);
    app.store.db().close().await;
}

/// A database file but for the two counters in its header that opening it moves (SQLite file format,
/// 1.3: file change counter, version-valid-for number).
fn content(file: &Path) -> Vec<u8> {
    let mut bytes = std::fs::read(file).expect("the registry is there");
    bytes[24..28].fill(0);
    bytes[92..96].fill(0);
    bytes
}

#[tokio::test]
async fn a_registry_that_is_not_a_demo_is_left_alone() {
    let server = Server::start(&["serve"], &[]).await;
    let folder = Arc::clone(server.folder());
    assert!(server.terminate().await.status.success());
    let file = folder.path().join("lifelight.db");
    let before = content(&file);
    let args = ["demo", "--database", "sqlite:lifelight.db", "--key-file", "lifelight.key"];
    let refused = run(&folder, &args, &[]).await;
    assert!(
        !refused.status.success() && refused.stderr.contains("is not a demo"),
        "{}",
        refused.stderr
    );
    // Not even with the environment of the real one and a key of another.
    let env = [("LIFELIGHT_DATABASE", "sqlite:lifelight.db")];
    let refused = run(&folder, &["demo"], &env).await;
    assert!(
        !refused.status.success() && refused.stderr.contains("is not a demo"),
        "{}",
        refused.stderr
    );
    assert!(!folder.path().join("demo.key").exists());
    assert!(content(&file) == before);
}

#[tokio::test]
async fn what_cannot_be_drawn_is_said() {
    let folder = TempDir::new();
    for (args, words) in [
        (["demo", "--people", "3"], "--people"),
        (["demo", "--as-of", "2020-01-01"], "--as-of"),
        (["demo", "--as-of", "+262000-01-01"], "--as-of"),
    ] {
        let refused = run(&folder, &args, &[]).await;
        assert!(!refused.status.success() && refused.stderr.contains(words), "{}", refused.stderr);
    }
    assert!(!folder.path().join("demo.db").exists());
}

#[tokio::test]
async fn postgresql_holds_a_demo_too() {
    let database = fresh_database().await;
    let folder = Arc::new(TempDir::new());
    let args = ["demo", "--people", "240", "--database", &database.url];
    let server = Server::start_in(&folder, &args, &[]).await;
    assert!(!welcome(&server).await.contains(&database.url), "a URL may hold a password");
    assert!(server.terminate().await.status.success());
    let app = opened(&database.url, &folder.path().join("demo.key")).await;
    assert_eq!(everybody(&app).await.len(), 239);
    what_waits(&app).await;
    app.store.db().close().await;
    let server = Server::start_in(&folder, &args, &[]).await;
    assert!(welcome(&server).await.contains("is used again"));
    assert!(server.terminate().await.status.success());
}
