//! After an import nothing of the ledger can be read in what the service leaves on disk.

use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::SystemTime,
};

use lifelight::{domain::permissions::Role, store::db::sql};

use super::desk::{
    BAOJI_LEDGER, FENGHUA_LEDGER, after_the_ledgers, donation, donations, entered, families,
    member, number, secrets, sent,
};
use crate::support::{
    TempDir,
    people::{document, name, phone},
    registry::{BAOJI, FENGHUA, Registry, each_engine},
    server::{Server, run},
};

/// The ledgers, and their personal data.
fn all_secrets() -> Vec<String> {
    let mut all = secrets("ledger-fenghua.xlsx", FENGHUA_LEDGER);
    all.extend(secrets("ledger-baoji-gb18030.csv", BAOJI_LEDGER));
    all
}

/// Which of `secrets` stand in the bytes of `files`: by grep, which searches any bytes quickly.
fn found_in(files: &[PathBuf], secrets: &[String]) -> String {
    let folder = TempDir::new();
    let patterns = folder.path().join("patterns");
    fs::write(&patterns, secrets.join("\n")).expect("the patterns can be written");
    let options = ["--text", "--only-matching", "--fixed-strings", "--max-count=3", "--file"];
    let mut grep = Command::new("grep");
    grep.env("LC_ALL", "C").args(options).arg(&patterns).arg("--").args(files);
    let found = grep.output().expect("grep is there");
    // 1 is “nothing found”; 2 would be a file that cannot be read.
    assert!(found.status.code().is_some_and(|code| code < 2), "{found:?}");
    String::from_utf8_lossy(&found.stdout).into_owned()
}

/// All files below `folder`.
fn files_in(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())) {
        let path = entry.expect("an entry").path();
        if path.is_dir() { files.extend(files_in(&path)) } else { files.push(path) }
    }
    files
}

/// Every file the database lies in, flushed to disk first.
async fn files_of(registry: &Registry, since: SystemTime) -> Vec<PathBuf> {
    if let Some(file) = registry.url().strip_prefix("sqlite:") {
        let files = files_in(Path::new(file).parent().expect("a folder"));
        let is_log =
            |path: &PathBuf| path.extension().is_some_and(|end| end == OsStr::new("db-wal"));
        assert!(files.iter().any(is_log), "the write-ahead log is searched too: {files:?}");
        return files;
    }
    let text = "SELECT current_setting('data_directory') AS folder, oid::bigint AS number
        FROM pg_database WHERE datname = current_database()";
    let mut tx = registry.app.store.db().begin_read().await.expect("it can be read");
    let row = sql(text).one(&mut tx).await.expect("a superuser may know");
    let folder = PathBuf::from(row.get::<String>("folder").expect("a text"));
    let number: i64 = row.get("number").expect("a number");
    drop(tx);
    registry.by_hand("CHECKPOINT").await;
    let mut files = files_in(&folder.join("base").join(number.to_string()));
    // The log is the whole cluster's: of its segments those written since the test began.
    files.extend(files_in(&folder.join("pg_wal")).into_iter().filter(|file| {
        let written = fs::metadata(file).and_then(|metadata| metadata.modified());
        written.is_ok_and(|written| written >= since)
    }));
    files
}

#[tokio::test]
async fn no_name_number_or_phone_is_on_disk() {
    // The clock that stamps the files says when the test began.
    let mark = TempDir::new();
    let since = fs::metadata(mark.path()).and_then(|mark| mark.modified()).expect("a time");
    let all = all_secrets();
    assert!(all.len() > 10_000, "{} secrets", all.len());
    each_engine(async |registry| {
        after_the_ledgers(registry);
        let app = &registry.app;
        for (file, bytes, unit) in [
            ("ledger-fenghua.xlsx", FENGHUA_LEDGER, FENGHUA),
            ("ledger-baoji-gb18030.csv", BAOJI_LEDGER, BAOJI),
        ] {
            let caller = registry.caller(Role::Coordinator, unit).await;
            entered(app, &caller, file, bytes).await;
            // A second one still waits, with its file and rejected rows.
            sent(app, &caller, file, bytes).await;
        }
        let files = files_of(registry, since).await;
        assert_eq!(found_in(&files, &all), "");
        // The search finds what is there: units are no secret.
        let plain = ["锦屏街道".to_owned()];
        assert!(found_in(&files, &plain).contains("锦屏街道"));
    })
    .await;
}

#[tokio::test]
async fn nothing_of_donations_and_families_is_on_disk() {
    let mark = TempDir::new();
    let since = fs::metadata(mark.path()).and_then(|mark| mark.modified()).expect("a time");
    let given = donations(&[
        donation("锦屏街道", 41, "器官", "2019-05-06"),
        donation("锦屏街道", 42, "遗体", "2019-05-07"),
        donation("某处", 43, "遗体", "2019-05-07"),
    ]);
    let left = families(&[
        member("锦屏街道", 41, "2019-05-06", (44, "母亲"), "可以,上门,"),
        member("锦屏街道", 45, "2019-05-06", (46, "女儿"), ",,是"),
        member("某处", 45, "2019-05-06", (47, "女儿"), ",,"),
    ]);
    let sheets = [("捐献.csv", given), ("家庭.csv", left)];
    let mut all: Vec<String> =
        sheets.iter().flat_map(|(file, text)| secrets(file, text.as_bytes())).collect();
    // Of rows given back too.
    all.extend([name(43), document(43), name(47), phone(47)]);
    assert!(all.len() > 20, "{all:?}");
    each_engine(async |registry| {
        let caller = registry.caller(Role::Coordinator, FENGHUA).await;
        for (file, text) in &sheets {
            entered(&registry.app, &caller, file, text.as_bytes()).await;
            sent(&registry.app, &caller, file, text.as_bytes()).await;
        }
        assert_eq!(number(&registry.app, "SELECT COUNT(*) AS n FROM donations").await, 2);
        assert_eq!(number(&registry.app, "SELECT COUNT(*) AS n FROM care_ledgers").await, 2);
        let files = files_of(registry, since).await;
        assert_eq!(found_in(&files, &all), "");
        let plain = ["锦屏街道".to_owned()];
        assert!(found_in(&files, &plain).contains("锦屏街道"));
    })
    .await;
}

#[tokio::test]
async fn the_command_leaves_nothing_in_its_folder_nor_in_its_log() {
    let folder = std::sync::Arc::new(TempDir::new());
    Server::start_in(&folder, &["serve"], &[]).await.terminate().await;
    let ledger = TempDir::new();
    let path = ledger.path().join("ledger-fenghua.xlsx");
    fs::write(&path, FENGHUA_LEDGER).expect("the ledger can be written");
    let path = path.to_str().expect("a plain path");
    let all = secrets("ledger-fenghua.xlsx", FENGHUA_LEDGER);
    let done = run(&folder, &["import", path], &[("LIFELIGHT_LOG", "trace")]).await;
    assert!(done.status.success(), "{}{}", done.stdout, done.stderr);
    fs::write(folder.path().join("log"), done.stdout + &done.stderr).expect("the log can be kept");
    assert_eq!(found_in(&files_in(folder.path()), &all), "");
    // The same search finds the ledger's numbers where they are plain.
    let number = all.iter().find(|text| text.len() == 18).expect("a document").clone();
    fs::write(folder.path().join("leak"), format!("…{number}…")).expect("it can be written");
    assert_eq!(found_in(&[folder.path().join("leak")], &all).trim(), number);
}
