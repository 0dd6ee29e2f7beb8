//! The two databases, both durable: SQLite as the service opens it, PostgreSQL with its defaults.
//!
//! `LIFELIGHT_BENCH_POSTGRES` names a PostgreSQL whose role may create databases, for example
//! `postgres:///postgres?host=/run/postgresql`. Without it a throw-away cluster is made of the
//! programs that Debian installs, on the disk where `TMPDIR` is; it runs with PostgreSQL's own
//! defaults, unlike that of `tests/run`, which does not wait for the disk.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use sqlx::{AssertSqlSafe, Connection, Executor, Row, postgres::PgConnection};

use super::Folder;

/// One of the two databases.
pub struct Engine {
    /// What it is called in the tables.
    pub name: &'static str,
    kind: Kind,
}

enum Kind {
    Sqlite(Folder),
    Postgres { url: String, _cluster: Option<Cluster> },
}

impl Engine {
    /// Both; only SQLite where there is no PostgreSQL on this machine.
    pub async fn both() -> Vec<Self> {
        let sqlite = Self { name: "SQLite", kind: Kind::Sqlite(Folder::new("sqlite")) };
        let cluster = match std::env::var("LIFELIGHT_BENCH_POSTGRES") {
            Ok(url) => Some((url, None)),
            Err(_) => Cluster::start().map(|cluster| (cluster.url(), Some(cluster))),
        };
        let Some((url, cluster)) = cluster else {
            println!(
                "PostgreSQL is left out: it is not installed, and LIFELIGHT_BENCH_POSTGRES is not set"
            );
            return vec![sqlite];
        };
        say_how_durable(&url).await;
        vec![sqlite, Self { name: "PostgreSQL", kind: Kind::Postgres { url, _cluster: cluster } }]
    }

    /// The URL of a new, empty database. It goes with the engine, or else with the cluster.
    pub async fn database(&self, name: &str) -> String {
        match &self.kind {
            Kind::Sqlite(folder) => {
                format!("sqlite:{}", folder.path().join(format!("{name}.db")).display())
            }
            Kind::Postgres { url, .. } => {
                let name = format!("lifelight_bench_{name}");
                let mut admin = PgConnection::connect(url).await.expect("PostgreSQL answers");
                for text in
                    [format!("DROP DATABASE IF EXISTS {name}"), format!("CREATE DATABASE {name}")]
                {
                    admin
                        .execute(AssertSqlSafe(text))
                        .await
                        .expect("a role that may create databases");
                }
                let (place, query) = url.split_once('?').unwrap_or((url, ""));
                let (server, _) = place.rsplit_once('/').unwrap_or((place, ""));
                format!("{server}/{name}?{query}")
            }
        }
    }
}

/// Figures from a database that does not wait for the disk are no figures.
async fn say_how_durable(url: &str) {
    let mut admin = PgConnection::connect(url).await.expect("PostgreSQL answers");
    let mut said = Vec::new();
    for setting in ["server_version", "fsync", "synchronous_commit", "full_page_writes"] {
        let row =
            admin.fetch_one(AssertSqlSafe(format!("SHOW {setting}"))).await.expect("a setting");
        said.push(format!("{setting} {}", row.get::<String, _>(0)));
    }
    println!("PostgreSQL: {}", said.join(", "));
    assert!(said.iter().any(|said| said == "fsync on"), "this PostgreSQL is not durable");
}

/// A PostgreSQL of our own on a Unix socket, stopped and removed on drop.
struct Cluster {
    programs: PathBuf,
    folder: Folder,
}

impl Cluster {
    /// None where PostgreSQL is not installed.
    fn start() -> Option<Self> {
        let mut versions: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
            .ok()?
            .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
            .filter(|programs| programs.join("initdb").exists())
            .collect();
        versions.sort_by_key(|programs| programs.to_string_lossy().len());
        versions.sort();
        let cluster = Self { programs: versions.pop()?, folder: Folder::new("postgres") };
        if is_root() {
            let owned = Command::new("chown").arg("postgres:").arg(cluster.folder.path()).status();
            assert!(
                owned.is_ok_and(|status| status.success()),
                "the cluster's folder has an owner"
            );
        }
        let auth = ["--auth-local=trust", "--auth-host=reject", "--username=postgres"];
        cluster.run("initdb", &[&["--encoding=UTF8", "--locale=C.UTF-8"], &auth[..]].concat());
        let options = format!(
            "-c listen_addresses= -c unix_socket_directories={}",
            cluster.folder.path().display()
        );
        let log = format!("--log={}", cluster.folder.path().join("log").display());
        cluster.run("pg_ctl", &["start", "--wait", &log, "--options", &options]);
        Some(cluster)
    }

    fn url(&self) -> String {
        format!("postgres:///postgres?host={}&user=postgres", self.folder.path().display())
    }

    /// Runs one of its programs on its data; as its own user where we are root, whom it refuses.
    fn run(&self, program: &str, arguments: &[&str]) {
        let program = self.programs.join(program);
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        let data = self.folder.path().join("data");
        command.args(arguments).env("PGDATA", data).current_dir("/").stdout(Stdio::null());
        let status = command.status().expect("a program of PostgreSQL's");
        assert!(status.success(), "{command:?}: {status}");
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.run("pg_ctl", &["stop", "--mode=immediate"]);
    }
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(Path::new("/proc/self")).is_ok_and(|process| process.uid() == 0)
}
