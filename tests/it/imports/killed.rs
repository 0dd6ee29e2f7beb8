//! The real binary, killed in the middle of an import as by a power cut: whole rows or nothing, and
//! running it again completes it.

use std::{
    fs,
    process::Command,
    sync::Arc,
    time::{Duration, Instant},
};

use chrono::DateTime;
use lifelight::{
    crypto::{keyring::Keyring, random::OsRandom},
    domain::clock::StandingClock,
    service::{App, Caller, Settings, start},
    store::Store,
};
use serde_json::Value;

use super::desk::{BAOJI_LEDGER, everybody, number};
use crate::support::{
    TempDir,
    postgres::fresh_database,
    process::Process,
    server::{Server, run},
};

const FILE: &str = "ledger-baoji-gb18030.csv";

/// A registry that the real binary made, in a folder with the ledger, and a look into it.
struct Office {
    folder: Arc<TempDir>,
    database: String,
    app: App,
    operator: Caller,
}

impl Office {
    async fn new(database: Option<&str>) -> Self {
        let folder = Arc::new(TempDir::new());
        let file = format!("sqlite:{}", folder.path().join("lifelight.db").display());
        let database = database.unwrap_or(&file).to_owned();
        Server::start_in(&folder, &["serve", "--database", &database], &[]).await.terminate().await;
        fs::write(folder.path().join(FILE), BAOJI_LEDGER).expect("the ledger can be written");
        let key = fs::read_to_string(folder.path().join("lifelight.key")).expect("a key file");
        let keyring = Arc::new(Keyring::parse(&key).expect("a keyring"));
        let db = start::open(&database).await.expect("the database opens");
        let clock = Arc::new(StandingClock(DateTime::default()));
        let app = App::new(Store::new(db, keyring, Arc::new(OsRandom), clock), Settings::default());
        let operator = start::operator(&app, "test").await.expect("there is a root");
        Self { folder, database, app, operator }
    }

    fn arguments(&self) -> [&str; 6] {
        ["import", FILE, "--unit", "610300", "--database", &self.database]
    }

    async fn people(&self) -> i64 {
        number(&self.app, "SELECT COUNT(*) AS n FROM people").await
    }

    /// Starts the import and kills it once more than `people` are in.
    async fn is_killed_after(&self, people: i64) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lifelight"));
        command.args(self.arguments()).current_dir(self.folder.path());
        let mut import = Process::spawn(&mut command);
        let end = Instant::now() + Duration::from_secs(300);
        while self.people().await <= people {
            assert!(
                Instant::now() < end,
                "the import does not come to {people}: {}",
                import.stderr()
            );
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        import.signal("KILL");
        let killed = import.finished().await;
        assert!(!killed.status.success(), "it was done before it could be killed");
    }

    async fn is_completed(&self) -> Vec<(String, Value)> {
        let done = run(&self.folder, &self.arguments(), &[]).await;
        assert!(done.status.success(), "{}{}", done.stdout, done.stderr);
        everybody(&self.app, &self.operator).await
    }
}

#[tokio::test]
async fn an_import_killed_twice_ends_as_one_that_was_not() {
    let whole = Office::new(None).await.is_completed().await;
    let database = fresh_database().await;
    for office in [Office::new(None).await, Office::new(Some(&database.url)).await] {
        office.is_killed_after(0).await;
        let first = everybody(&office.app, &office.operator).await;
        assert!(!first.is_empty() && first.len() < whole.len());
        for (document, person) in &first {
            let expected =
                &whole.iter().find(|(other, _)| other == document).expect("of the ledger").1;
            // A later row may still add to somebody; nobody is there in part.
            if expected["version"] == person["version"] {
                assert_eq!(person, expected);
            }
            assert_eq!(person["identity"], expected["identity"]);
        }
        let halfway = i64::try_from(whole.len() / 2).expect("few people");
        office.is_killed_after(halfway).await;
        let completed = office.is_completed().await;
        assert_eq!(completed.len(), whole.len());
        for (found, expected) in completed.iter().zip(&whole) {
            assert_eq!(found, expected);
        }
        office.app.store.db().close().await;
    }
}
