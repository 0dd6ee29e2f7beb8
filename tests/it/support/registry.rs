//! A registry of one's own over either database: the offices installed, a clock that the test sets,
//! callers of every role.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Duration, SubsecRound, Utc};
use lifelight::crypto::keyring::Keyring;
use lifelight::crypto::random::OsRandom;
use lifelight::domain::clock::Clock;
use lifelight::domain::permissions::{Actor, Role};
use lifelight::domain::units::shipped_offices;
use lifelight::service::{App, Caller, Settings, start};
use lifelight::store::accounts::{self, NewAccount};
use lifelight::store::db::sql;
use lifelight::store::{Door, Origin, Store, units};
use uuid::Uuid;

use super::TempDir;
use super::postgres::{TestDatabase, fresh_database};

/// The root of the tree, where there is no code.
pub const NATION: &str = "";
/// Fenghua and two of its sibling townships.
pub const FENGHUA: &str = "330213";
pub const JINPING: &str = "330213001";
pub const YUELIN: &str = "330213002";
/// The city above Fenghua.
pub const NINGBO: &str = "330200";
/// Another office, in another province.
pub const BAOJI: &str = "610300";

/// A clock that stands until the test moves it.
pub struct SettableClock(Mutex<DateTime<Utc>>);

impl SettableClock {
    /// Sets it to `now`.
    pub fn set(&self, now: DateTime<Utc>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = now.trunc_subsecs(6);
    }

    /// Moves it on by `duration`.
    pub fn advance(&self, duration: Duration) {
        self.set(self.now() + duration);
    }
}

impl Clock for SettableClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a registry lies in; removed with it.
enum Home {
    Sqlite(TempDir),
    Postgres(TestDatabase),
}

/// A prepared registry, with Fenghua's and Baoji's units and no account.
pub struct Registry {
    /// The service over it.
    pub app: App,
    /// Its clock: 9 o'clock in Shanghai on 2025-06-02, until moved.
    pub clock: Arc<SettableClock>,
    /// Its keys.
    pub keyring: Arc<Keyring>,
    units: BTreeMap<String, Uuid>,
    accounts: AtomicU32,
    home: Home,
}

/// Runs `test` on SQLite, then on PostgreSQL, each with a registry of its own.
pub async fn each_engine(test: impl AsyncFn(&Registry)) {
    for home in [Home::Sqlite(TempDir::new()), Home::Postgres(fresh_database().await)] {
        let registry = Registry::over(home).await;
        // Seen when the test fails: on which of the two.
        eprintln!("on {}", registry.url());
        test(&registry).await;
        registry.app.store.db().close().await;
    }
}

impl Registry {
    async fn over(home: Home) -> Self {
        let start = "2025-06-02T01:00:00Z".parse().expect("an instant");
        let clock = Arc::new(SettableClock(Mutex::new(start)));
        let keyring = Arc::new(Keyring::generate(&OsRandom));
        let app = instance(&home.url(), &keyring, &clock).await;
        start::prepare(&app.store, &shipped_offices()).await.expect("a fresh registry starts");
        let mut tx = app.store.read().await.expect("it can be read");
        let all = units::list(&mut tx).await.expect("it has units");
        drop(tx);
        let name = |unit: units::Unit| (unit.code.unwrap_or_default(), unit.parent, unit.id);
        // Of the units without a code, only the root goes by none.
        let units = all
            .into_iter()
            .map(name)
            .filter(|(code, parent, _)| !code.is_empty() || parent.is_none());
        let units = units.map(|(code, _, id)| (code, id)).collect();
        Self { app, clock, keyring, units, accounts: AtomicU32::new(0), home }
    }

    /// The URL of its database.
    pub fn url(&self) -> String {
        self.home.url()
    }

    /// A further instance of the service over the same database, as on another machine.
    pub async fn another_instance(&self) -> App {
        instance(&self.url(), &self.keyring, &self.clock).await
    }

    /// The unit with this code; [`NATION`] is the root.
    pub fn unit(&self, code: &str) -> Uuid {
        *self.units.get(code).unwrap_or_else(|| panic!("no unit {code}"))
    }

    /// Somebody new in `role` at the unit with this code, come through the console.
    pub async fn caller(&self, role: Role, unit_code: &str) -> Caller {
        let unit = self.unit(unit_code);
        let number = self.accounts.fetch_add(1, Ordering::Relaxed);
        let new = NewAccount {
            name: format!("{}-{number}", role.code().replace('_', "-")),
            display_name: format!("合成{}{number}", role.label().zh),
            role,
            unit,
        };
        let mut tx = self.app.store.write(&origin()).await.expect("it can be written");
        let account = accounts::create(&mut tx, &new).await.expect("the name is free");
        tx.commit_unseen().await.expect("it can be committed");
        let origin = Origin { account: Some(account.id), ..origin() };
        Caller { actor: Actor::account(account.id, role, unit), origin }
    }

    /// The operator at the command line.
    pub async fn operator(&self) -> Caller {
        start::operator(&self.app, "test").await.expect("there is a root")
    }

    /// Runs one statement past the service, as somebody with the database's own tools would, and
    /// gives the number of rows it changed.
    pub async fn by_hand(&self, text: &str) -> u64 {
        let mut tx = self.app.store.db().begin_write().await.expect("it can be written");
        let changed = sql(text).execute(&mut tx).await.unwrap_or_else(|e| panic!("{text}: {e}"));
        tx.commit().await.expect("it can be committed");
        changed
    }
}

/// Where the requests of tests come from; nobody is signed in yet.
pub fn origin() -> Origin {
    Origin { account: None, door: Door::Console, request_id: "test".to_owned() }
}

impl Home {
    fn url(&self) -> String {
        match self {
            Self::Sqlite(folder) => {
                let file: PathBuf = folder.path().join("lifelight.db");
                format!("sqlite:{}", file.display())
            }
            Self::Postgres(database) => database.url.clone(),
        }
    }
}

async fn instance(url: &str, keyring: &Arc<Keyring>, clock: &Arc<SettableClock>) -> App {
    let db = start::open(url).await.expect("the database opens");
    let clock: Arc<SettableClock> = Arc::clone(clock);
    let store = Store::new(db, Arc::clone(keyring), Arc::new(OsRandom), clock);
    App::new(store, Settings::default())
}
