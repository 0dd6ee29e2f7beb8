//! The service as an office runs it: all routes, served over a database of its own, with a coordinator
//! who has an API token. It writes its log, since the real one does.

use std::{
    net::SocketAddr,
    sync::{Arc, Once},
    time::Instant,
};

use axum::{Router, http::header};
use chrono::{DateTime, Duration, SubsecRound, Utc};
use lifelight::{
    crypto::{keyring::Keyring, random::OsRandom},
    domain::{
        clock::Clock,
        permissions::{Permission, Role},
        units::shipped_offices,
    },
    service::{App, Settings, start},
    store::{
        Door, Origin, Store,
        accounts::{self, NewAccount},
        tokens, units,
    },
    web,
};
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

use super::clients::Target;

/// A clock that runs from a day on which every synthetic person is of age.
struct Running {
    start: DateTime<Utc>,
    began: Instant,
}

impl Clock for Running {
    fn now(&self) -> DateTime<Utc> {
        let gone = Duration::from_std(self.began.elapsed()).expect("no benchmark runs for ages");
        (self.start + gone).trunc_subsecs(6)
    }
}

/// A running service.
pub struct Office {
    /// The service.
    pub app: App,
    /// Where it answers.
    pub address: SocketAddr,
    /// `Bearer …`.
    token: String,
}

impl Office {
    /// Opens a new registry at `url` and serves it. Its caller is the coordinator of the unit with
    /// this code.
    pub async fn open(url: &str, unit: &str) -> Self {
        write_log();
        let start = "2025-06-02T01:00:00Z".parse().expect("an instant");
        let clock = Arc::new(Running { start, began: Instant::now() });
        let db = start::open(url).await.expect("the database opens");
        let store =
            Store::new(db, Arc::new(Keyring::generate(&OsRandom)), Arc::new(OsRandom), clock);
        start::prepare(&store, &shipped_offices()).await.expect("a new registry");
        let app = App::new(store, Settings::default());
        let token = token(&app, unit).await;
        let address = serve(web::router(app.clone())).await;
        Self { app, address, token }
    }

    /// POST to `path` of this service as its coordinator.
    pub fn target(&self, path: &str) -> Target {
        Target::new(self.address, path, Some((header::AUTHORIZATION, self.token.clone())))
    }
}

/// The name of its coordinator's account.
pub const COORDINATOR: &str = "coordinator";

/// Whose doing the preparations are.
pub fn origin() -> Origin {
    Origin { account: None, door: Door::Command, request_id: "bench".to_owned() }
}

async fn token(app: &App, unit: &str) -> String {
    let mut tx = app.store.write(&origin()).await.expect("it can be written");
    let unit =
        units::by_code(&mut tx, unit).await.expect("it can be read").expect("a shipped unit").id;
    let (name, display_name) = (COORDINATOR.to_owned(), "合成协调员".to_owned());
    let new = NewAccount { name, display_name, role: Role::Coordinator, unit };
    let account = accounts::create(&mut tx, &new).await.expect("the name is free");
    let may = [Permission::PeopleRead, Permission::PeopleWrite, Permission::StatisticsRead];
    let until = tx.now + Duration::days(30);
    let (token, _) =
        tokens::insert(&mut tx, account.id, "bench", &may, until).await.expect("a token is made");
    tx.commit_unseen().await.expect("it can be committed");
    format!("Bearer {}", token.expose())
}

/// Serves `router` on a free port of this machine.
pub async fn serve(router: Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("a bound port");
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });
    address
}

/// The lines that `lifelight serve` writes, formatted and thrown away.
fn write_log() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let filter = EnvFilter::new("info,sqlx=warn,sqlx::query=off");
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::sink).init();
    });
}
