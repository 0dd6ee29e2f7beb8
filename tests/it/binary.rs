//! The real binary, as an office meets it: first start, restart, stop, and what it refuses.

mod figures;
mod publishing;

use std::{fs, os::unix::fs::PermissionsExt, path::Path, sync::Arc, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::OnceCell,
};

use crate::support::{
    TempDir,
    http::Http,
    people,
    postgres::fresh_database,
    process::Finished,
    server::{Server, run},
};

#[tokio::test]
async fn the_first_start_makes_database_and_key_and_lets_the_first_administrator_in() {
    let folder = Arc::new(TempDir::new());
    let server = Server::start_in(&folder, &["serve"], &[]).await;
    let path = server.link().await;
    let key = server.folder().path().join("lifelight.key");
    assert_eq!(fs::metadata(&key).expect("a key file").permissions().mode() & 0o777, 0o600);
    assert!(server.folder().path().join("lifelight.db").exists());
    let told = server.output();
    assert!(told.contains("COPY IT NOW") && told.contains("请立即复制一份"), "{told}");

    let http = server.http();
    assert_eq!(http.get("/healthz").await.text(), "ok");
    assert_eq!(http.get("/readyz").await.text(), "ready");
    let reply = http.get("/").await;
    assert_eq!((reply.status, reply.header("location")), (303, "/sign-in"));
    for header in ["content-security-policy", "x-content-type-options", "x-request-id"] {
        assert!(!reply.header(header).is_empty(), "{header}");
    }
    assert_eq!(http.get(&path).await.status, 200);

    let ended = server.terminate().await;
    assert!(ended.status.success() && ended.took < Duration::from_secs(10), "{:?}", ended.took);
    let secret = fs::read_to_string(&key).expect("the key file");
    let secret = secret.lines().find(|line| line.starts_with("secret")).expect("a secret");
    assert!(!ended.stderr.contains(secret) && !ended.stdout.contains(secret));
    assert!(!ended.stderr.contains(path.trim_start_matches("/enter/")), "no link in the log");
}

#[tokio::test]
async fn a_restart_keeps_the_key_and_a_lost_or_foreign_key_is_refused() {
    let folder = Arc::new(TempDir::new());
    Server::start_in(&folder, &["serve"], &[]).await.terminate().await;
    let key = folder.path().join("lifelight.key");
    let before = fs::read(&key).expect("a key file");
    let again = Server::start_in(&folder, &["serve"], &[]).await;
    assert!(!again.output().contains("COPY IT NOW"));
    again.terminate().await;
    assert_eq!(fs::read(&key).expect("a key file"), before);

    fs::rename(&key, folder.path().join("kept")).expect("moved away");
    let refused = run(&folder, &["serve"], &[]).await;
    assert!(!refused.status.success());
    assert!(
        refused.stderr.contains("密钥文件") && refused.stderr.contains("key file"),
        "{}",
        refused.stderr
    );
    assert!(!key.exists(), "no new key for a database that has one");

    let other = Arc::new(TempDir::new());
    Server::start_in(&other, &["serve"], &[]).await.terminate().await;
    fs::copy(other.path().join("lifelight.key"), &key).expect("another's key");
    let refused = run(&folder, &["serve"], &[]).await;
    assert!(!refused.status.success());
    fs::rename(folder.path().join("kept"), &key).expect("back");
    assert!(Server::start_in(&folder, &["serve"], &[]).await.terminate().await.status.success());
}

#[tokio::test]
async fn the_same_binary_runs_on_postgresql() {
    let database = fresh_database().await;
    let folder = Arc::new(TempDir::new());
    let args = ["serve", "--database", &database.url];
    let one = Server::start_in(&folder, &args, &[]).await;
    let two = Server::start_in(&folder, &args, &[]).await;
    for server in [&one, &two] {
        assert_eq!(server.http().get("/readyz").await.text(), "ready");
    }
    assert!(!folder.path().join("lifelight.db").exists());
    for server in [one, two] {
        assert!(server.terminate().await.status.success());
    }
}

#[tokio::test]
async fn a_request_in_flight_is_finished_before_the_service_stops() {
    let server = Server::start(&["serve"], &[]).await;
    let address = server.url("").trim_start_matches("http://").to_owned();
    let mut stream = TcpStream::connect(&address).await.expect("it listens");
    let body = "user_name=nobody&password=not-a-password";
    let head = format!(
        "POST /sign-in HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await.expect("sent");
    stream.write_all(&body.as_bytes()[..10]).await.expect("sent");
    tokio::time::sleep(Duration::from_millis(200)).await;
    let ending = tokio::spawn(server.terminate());
    tokio::time::sleep(Duration::from_millis(500)).await;
    stream.write_all(&body.as_bytes()[10..]).await.expect("still read");
    let mut reply = String::new();
    stream.read_to_string(&mut reply).await.expect("answered");
    assert!(reply.starts_with("HTTP/1.1 4") && reply.contains("用户名"), "{reply}");
    let ended = ending.await.expect("it ends");
    assert!(ended.status.success() && ended.took < Duration::from_secs(10));
}

#[tokio::test]
async fn what_cannot_be_used_is_named_with_its_remedy() {
    let folder = TempDir::new();
    fs::write(folder.path().join("bad.toml"), "listen = \"here\"\n").expect("written");
    fs::write(folder.path().join("office.toml"), "zh = \"合成省\"\nkind = \"planet\"\n")
        .expect("written");
    fs::write(folder.path().join("not.xlsx"), b"%PDF-1.4 synthetic").expect("written");
    for (args, words) in [
        (vec!["serve", "--config", "none.toml"], "none.toml"),
        (vec!["serve", "--config", "bad.toml"], "bad.toml"),
        (vec!["serve", "--office", "office.toml"], "office.toml"),
        (vec!["serve", "--database", "mysql://x"], "sqlite: or postgres:"),
        (vec!["import", "missing.csv", "--dry-run"], "missing.csv"),
        (vec!["import", "not.xlsx", "--dry-run"], "CSV"),
        (vec!["audit"], "there is no database"),
        (vec!["accounts", "list"], "there is no database"),
    ] {
        let ended = run(&folder, &args, &[]).await;
        assert!(!ended.status.success(), "{args:?}");
        assert!(ended.stderr.contains(words), "{args:?}: {}", ended.stderr);
        assert!(!folder.path().join("lifelight.db").exists(), "{args:?} makes no empty registry");
    }
}

#[tokio::test]
async fn a_dry_run_works_in_an_empty_folder_and_leaves_it_empty() {
    for file in ["ledger-fenghua.xlsx", "ledger-baoji-gb18030.csv"] {
        let folder = TempDir::new();
        let data = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data");
        let ended =
            run(&folder, &["import", &format!("{data}/{file}"), "--dry-run", "--json"], &[]).await;
        assert!(ended.status.success(), "{}", ended.stderr);
        let found: serde_json::Value = serde_json::from_str(&ended.stdout).expect("JSON");
        let expected =
            fs::read_to_string(format!("{data}/{file}.expected.json")).expect("what to expect");
        let expected: serde_json::Value = serde_json::from_str(&expected).expect("JSON");
        let sheets = expected["sheets"].as_array().expect("sheets");
        for (sheet, wanted) in found["sheets"].as_array().expect("sheets").iter().zip(sheets) {
            for (key, value) in wanted.as_object().expect("an object") {
                assert_eq!(&sheet[key], value, "{file} {key}");
            }
        }
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 0);
    }
}

/// The value of the hidden field `name` in `page`.
fn hidden(page: &str, name: &str) -> String {
    let (_, rest) = page.split_once(&format!("name=\"{name}\" value=\"")).expect("a hidden field");
    rest.split('"').next().unwrap_or_default().to_owned()
}

/// Follows a one-time link of the demo, and gives a client that is signed in.
async fn enter(server: &Server, path: &str) -> Http {
    let http = server.http();
    let token = path.trim_start_matches("/enter/");
    assert_eq!(http.post_form("/enter", &[("token", token)]).await.status, 303);
    http
}

#[tokio::test]
async fn what_was_acknowledged_survives_a_kill() {
    let folder = Arc::new(TempDir::new());
    let demo = ["demo", "--people", "300"];
    let server = Server::start_in(&folder, &demo, &[]).await;
    let http = enter(&server, &server.link().await).await;
    let mut homes = Vec::new();
    for n in 1..=5 {
        let page = http.get("/register").await.text();
        let unit = page
            .split_once("锦屏")
            .map(|(before, _)| before.rsplit("value=\"").next().unwrap_or(""));
        let unit = unit.and_then(|text| text.split('"').next()).expect("a unit to choose");
        let (document, name, phone) = (people::document(n), people::name(n), people::phone(n));
        let fields = [
            ("csrf", hidden(&page, "csrf")),
            ("document_number", document),
            ("name", name),
            ("unit", unit.to_owned()),
            ("phone_1", phone),
            ("programmes", "organ".to_owned()),
            ("organs_all", "yes".to_owned()),
            ("registered_on", "2025-10-30".to_owned()),
        ];
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let reply = http.post_form("/register", &fields).await;
        assert_eq!(reply.status, 303, "{}", reply.text());
        homes.push(reply.header("location").to_owned());
    }
    assert!(!server.kill9().await.status.success());

    let server = Server::start_in(&folder, &demo, &[]).await;
    let http = enter(&server, &server.link().await).await;
    for home in homes {
        assert_eq!(http.get(&home).await.status, 200, "{home}");
    }
}

/// A folder with a demo office whose service has ended: for the commands that are not a service. It is filled once.
async fn office() -> TempDir {
    static FILLED: OnceCell<Arc<TempDir>> = OnceCell::const_new();
    let fill = || async {
        let server = Server::start(&["demo", "--people", "900"], &[]).await;
        let folder = Arc::clone(server.folder());
        assert!(server.terminate().await.status.success());
        folder
    };
    let filled = FILLED.get_or_init(fill).await;
    let own = TempDir::new();
    for name in names(filled.path()) {
        fs::copy(filled.path().join(&name), own.path().join(&name)).expect("copied");
    }
    own
}

/// Runs a command on the registry that [`office`] left.
async fn command(folder: &TempDir, args: &[&str]) -> Finished {
    let registry = ["--database", "sqlite:demo.db", "--key-file", "demo.key"];
    run(folder, &[args, &registry].concat(), &[]).await
}

/// How often the trail of that registry tells of `action`.
async fn told_of(folder: &TempDir, action: &str) -> usize {
    let trail = command(folder, &["audit", "--json", "--limit", "100000"]).await;
    assert!(trail.status.success(), "{}", trail.stderr);
    trail.stdout.matches(&format!("\"action\":\"{action}\"")).count()
}

/// What lies in a folder, by name; without what SQLite keeps beside its file for as long as somebody has it open.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{folder:?}: {error}"));
    let name = |entry: std::io::Result<fs::DirEntry>| {
        entry.expect("an entry").file_name().to_string_lossy().into_owned()
    };
    let mut names: Vec<String> = entries.map(name).collect();
    names.retain(|name| !["-wal", "-shm"].iter().any(|end| name.ends_with(end)));
    names.sort();
    names
}
