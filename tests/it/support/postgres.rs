//! A database of one's own on the throw-away PostgreSQL that `tests/run` starts.

use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection, Executor};

/// Where the cluster is, as `postgres:///postgres?host=FOLDER&user=postgres`.
const CLUSTER: &str = "LIFELIGHT_TEST_POSTGRES";

/// An empty database, removed on drop.
pub struct TestDatabase {
    /// Its URL, as the binary and sqlx take it.
    pub url: String,
    name: String,
}

/// Creates an empty database that no other test uses.
pub async fn fresh_database() -> TestDatabase {
    let cluster = std::env::var(CLUSTER).unwrap_or_else(|_| {
        panic!(
            "{CLUSTER} is not set: run `bash tests/run`, which starts a PostgreSQL for the tests"
        )
    });
    let mut admin = PgConnection::connect(&cluster).await.unwrap_or_else(|error| {
        panic!("no PostgreSQL answers at {CLUSTER}: run `bash tests/run` ({error})")
    });
    loop {
        let name = format!("lifelight_{}", super::unique().replace('-', "_"));
        let create = format!("CREATE DATABASE {name} TEMPLATE template0");
        match admin.execute(AssertSqlSafe(create)).await {
            Ok(_) => return TestDatabase { url: with_database(&cluster, &name), name },
            // Left behind on a long-lived cluster by a test process that was killed.
            Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some("42P04") => {}
            Err(error) => panic!("cannot create a test database: {error}"),
        }
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let name = self.name.clone();
        // Drop runs inside the test's runtime, which must not be blocked on: hence a thread.
        let removal = std::thread::spawn(move || {
            let cluster = std::env::var(CLUSTER).expect("it was set when the database was made");
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(async {
                let mut admin = PgConnection::connect(&cluster).await?;
                let remove = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
                admin.execute(AssertSqlSafe(remove)).await?;
                admin.close().await
            })
        });
        if let Ok(Err(error)) = removal.join() {
            eprintln!("cannot remove the test database {}: {error}", self.name);
        }
    }
}

/// The cluster's URL with another database: what stands between the last slash and the question
/// mark.
fn with_database(cluster: &str, name: &str) -> String {
    let (place, query) = cluster.split_once('?').unwrap_or((cluster, ""));
    let (server, _) = place.rsplit_once('/').unwrap_or((place, ""));
    format!("{server}/{name}?{query}")
}

#[test]
fn only_the_database_changes_in_the_url() {
    assert_eq!(
        with_database("postgres:///postgres?host=/tmp/a/b&user=postgres", "x"),
        "postgres:///x?host=/tmp/a/b&user=postgres"
    );
    assert_eq!(
        with_database("postgres://u@[::1]:5433/postgres", "x"),
        "postgres://u@[::1]:5433/x?"
    );
}

#[tokio::test]
async fn databases_are_empty_apart_and_gone_afterwards() {
    let (one, two) = tokio::join!(fresh_database(), fresh_database());
    assert_ne!(one.url, two.url);
    let mut first = PgConnection::connect(&one.url).await.expect("the first answers");
    first.execute("CREATE TABLE apart (id BIGINT)").await.expect("it can be written");
    let mut second = PgConnection::connect(&two.url).await.expect("the second answers");
    second.execute("CREATE TABLE apart (id BIGINT)").await.expect("the second is empty");
    let gone = one.url.clone();
    // Although a connection is still open.
    drop(one);
    assert!(PgConnection::connect(&gone).await.is_err());
    second.execute("SELECT id FROM apart").await.expect("the second stays");
}
