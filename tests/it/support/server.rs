//! The real binary, started the way an office starts it.

use std::net::SocketAddr;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use super::TempDir;
use super::browser::Browser;
use super::http::Http;
use super::process::{Finished, Process};

/// A running `lifelight` on a free port of this machine; killed on drop.
pub struct Server {
    process: Process,
    folder: Arc<TempDir>,
    address: SocketAddr,
}

impl Server {
    /// `lifelight ARGS --listen 127.0.0.1:0` in a fresh folder, once it has said its address.
    pub async fn start(args: &[&str], env: &[(&str, &str)]) -> Self {
        Self::start_in(&Arc::new(TempDir::new()), args, env).await
    }

    /// The same in a folder that is kept by the test: for a restart, or for two instances.
    pub async fn start_in(folder: &Arc<TempDir>, args: &[&str], env: &[(&str, &str)]) -> Self {
        let mut command = binary(folder, args, env);
        let mut process = Process::spawn(command.args(["--listen", "127.0.0.1:0"]));
        let address = process.wait_for("address (a line with http://)", address_in).await;
        Self { process, folder: Arc::clone(folder), address }
    }

    /// The folder it runs in.
    pub fn folder(&self) -> &Arc<TempDir> {
        &self.folder
    }

    /// `path` on this server as a whole URL.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// A new HTTP client (an empty cookie jar) for this server.
    pub fn http(&self) -> Http {
        Http::new(self.url(""))
    }

    /// What it has written so far, both streams.
    pub fn output(&self) -> String {
        self.process.stdout() + &self.process.stderr()
    }

    /// Signs the account `who` of this demo in, in `browser`.
    pub async fn let_in(&self, browser: &Browser, who: &str) {
        let database = ["--database", "sqlite:demo.db", "--key-file", "demo.key"];
        let args = [&["accounts", "link", who, "--sign-in"][..], &database].concat();
        let made = run(&self.folder, &args, &[]).await;
        let link =
            made.stdout.split_once("/enter/").and_then(|(_, rest)| rest.split_whitespace().next());
        let token = link.unwrap_or_else(|| panic!("{}", made.stderr));
        browser.goto(&self.url(&format!("/enter/{token}"))).await;
        browser.click("进入").await;
        browser.wait_for("今日").await;
    }

    /// The path of the one-time link that it writes a little after its address.
    pub async fn link(&self) -> String {
        for _ in 0..100 {
            let output = self.output();
            let rest = output.split_once("/enter/").map(|(_, rest)| rest);
            if let Some(token) = rest.and_then(|rest| rest.split_whitespace().next()) {
                return format!("/enter/{token}");
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("no one-time link in {}", self.output());
    }

    /// SIGTERM, and how and when it ended.
    pub async fn terminate(mut self) -> Finished {
        self.process.signal("TERM");
        self.process.finished().await
    }

    /// SIGKILL: what a power cut looks like to a process.
    pub async fn kill9(mut self) -> Finished {
        self.process.signal("KILL");
        self.process.finished().await
    }
}

/// Runs `lifelight ARGS` to its end in `folder`: the commands that are not a service.
pub async fn run(folder: &TempDir, args: &[&str], env: &[(&str, &str)]) -> Finished {
    Process::spawn(&mut binary(folder, args, env)).finished().await
}

/// Nothing of the surrounding machine's configuration reaches the binary, and its temporary files
/// land in its folder, where a test can look at all it leaves behind.
fn binary(folder: &TempDir, args: &[&str], env: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lifelight"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("LIFELIGHT") {
            command.env_remove(name);
        }
    }
    command.args(args).current_dir(folder.path()).env("TMPDIR", folder.path()).env("NO_COLOR", "1");
    command.envs(env.iter().copied());
    command
}

/// The address behind `http://` in one line of output.
fn address_in(line: &str) -> Option<SocketAddr> {
    let rest = line.split_once("http://")?.1;
    let end = rest.find(|c: char| !c.is_ascii_hexdigit() && !".:[]".contains(c));
    rest[..end.unwrap_or(rest.len())].parse().ok()
}

#[test]
fn the_address_is_found_in_words_and_in_json() {
    let seen = |line| address_in(line).map(|address| address.port());
    assert_eq!(seen("listening on http://127.0.0.1:4321\n"), Some(4321));
    assert_eq!(seen(r#"{"message":"请打开 http://127.0.0.1:4321/","level":"INFO"}"#), Some(4321));
    assert_eq!(seen("http://[::1]:80, also"), Some(80));
    assert_eq!(seen("see http://example.org/"), None);
}
