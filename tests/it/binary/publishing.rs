//! `lifelight statistics`: published, audited and counted anew by the real binary, and what it refuses.

use std::{collections::BTreeMap, fs, path::Path};

use lifelight::store::db::{Db, sql};
use serde_json::{Value, json};

use super::{command, names, office, told_of};
use crate::support::{TempDir, server::run};

const QUARTERS: [&str; 2] = ["2025-Q2", "2025-Q3"];

async fn publish(folder: &TempDir, period: &str, out: &str) -> String {
    let ended = command(folder, &["statistics", "publish", "--period", period, "--out", out]).await;
    assert!(ended.status.success(), "{}", ended.stderr);
    ended.stdout
}

fn json_of(file: &Path) -> Value {
    serde_json::from_slice(&fs::read(file).expect("a file")).expect("JSON")
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().expect("an object").keys().map(String::as_str).collect()
}

/// All that lies in a folder.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let read = |name: String| (name.clone(), fs::read(folder.join(&name)).expect("a file"));
    names(folder).into_iter().map(read).collect()
}

/// How many releases are kept, and how many quarters are closed.
async fn kept(folder: &TempDir) -> (i64, i64) {
    let file = folder.path().join("demo.db");
    let db = Db::open(&format!("sqlite:{}", file.display())).await.expect("it opens");
    let mut tx = db.begin_read().await.expect("it can be read");
    let mut counts = Vec::new();
    for table in ["releases", "closed_quarters"] {
        let row = sql(format!("SELECT COUNT(*) AS n FROM {table}")).one(&mut tx).await;
        counts.push(row.expect("a row").get("n").expect("a number"));
    }
    drop(tx);
    db.close().await;
    (counts[0], counts[1])
}

#[tokio::test]
async fn two_quarters_are_published_audited_and_counted_anew() {
    let folder = office().await;
    let public = folder.path().join("public/statistics");
    let dry = [
        "statistics",
        "publish",
        "--period",
        QUARTERS[0],
        "--out",
        "public/statistics",
        "--dry-run",
    ];
    let dry = command(&folder, &dry).await;
    assert!(dry.status.success() && dry.stdout.contains("没有写入"), "{}", dry.stderr);
    assert!(!folder.path().join("public").exists());
    assert_eq!(kept(&folder).await, (0, 0));

    let first = publish(&folder, QUARTERS[0], "public/statistics").await;
    let after_first = fs::read(public.join("release.json")).expect("a file");
    let second = publish(&folder, QUARTERS[1], "public/statistics").await;
    assert_eq!(
        names(&public),
        [
            "2025-Q2.html",
            "2025-Q2.json",
            "2025-Q3.html",
            "2025-Q3.json",
            "index.html",
            "policy.html",
            "release.json",
            "style.css",
        ]
    );
    let site = contents(&public);
    assert_eq!(site["2025-Q2.json"], after_first, "what was published never changes");
    assert_eq!(site["release.json"], site["2025-Q3.json"]);
    assert_eq!(site["index.html"], site["2025-Q3.html"]);
    for (said, file) in [(&first, "2025-Q2"), (&second, "2025-Q3")] {
        let digest = lifelight::domain::disclosure::audit::sha256(&site[&format!("{file}.json")]);
        assert!(said.contains(&format!("SHA-256 {digest}")), "{said}");
        let page = String::from_utf8_lossy(&site[&format!("{file}.html")]);
        assert!(page.contains(&digest), "the page tells the file's digest");
    }
    let digest = lifelight::domain::disclosure::audit::sha256(&after_first);
    assert_eq!(json_of(&public.join("release.json"))["previous_sha256"], json!(digest));
    assert_eq!(told_of(&folder, "release_published").await, 2);

    // Anybody: without database and key, with the files alone.
    let elsewhere = TempDir::new();
    for name in ["2025-Q2.json", "2025-Q3.json"] {
        fs::copy(public.join(name), elsewhere.path().join(name)).expect("copied");
    }
    let audited = run(&elsewhere, &["statistics", "audit", "."], &[]).await;
    assert!(audited.status.success(), "{}", audited.stdout);
    for line in first.lines().chain(second.lines()) {
        let (_, digest) = line.split_once("SHA-256 ").expect("a digest");
        assert!(audited.stdout.contains(digest), "{}", audited.stdout);
    }
    assert_eq!(names(elsewhere.path()), ["2025-Q2.json", "2025-Q3.json"]);
    let audited = run(&folder, &["statistics", "audit", "public/statistics"], &[]).await;
    assert!(audited.status.success() && audited.stdout.contains("2 份文件"), "{}", audited.stdout);

    // Written again as often as wanted, up to the newest or to an earlier one.
    let again = command(&folder, &["statistics", "site", "--out", "again"]).await;
    assert!(again.status.success(), "{}", again.stderr);
    assert_eq!(contents(&folder.path().join("again")), site);
    let late = publish(&folder, QUARTERS[0], "late").await;
    assert_eq!(late, first.replace("public/statistics", "late"), "the same digest");
    assert_eq!(fs::read(folder.path().join("late/release.json")).expect("a file"), after_first);
    assert_eq!(kept(&folder).await.0, 2);

    let verified = command(&folder, &["statistics", "verify", "--json"]).await;
    assert!(verified.status.success(), "{}", verified.stderr);
    let verified: Value = serde_json::from_str(&verified.stdout).expect("JSON");
    assert_eq!(
        verified,
        json!({"agrees": true, "people": verified["people"], "unreadable": 0, "differences": []})
    );
    assert!(verified["people"].as_u64().expect("a number") > 250);
}

#[tokio::test]
async fn a_counter_changed_by_hand_is_named_and_fails_the_command() {
    let folder = office().await;
    let file = folder.path().join("demo.db");
    let db = Db::open(&format!("sqlite:{}", file.display())).await.expect("it opens");
    let mut tx = db.begin_write().await.expect("it can be written");
    let text = "UPDATE counters SET number = number + 7 WHERE what = 'registered' AND number > 0";
    let changed = sql(text).execute(&mut tx).await.expect("changed");
    tx.commit().await.expect("it can be committed");
    db.close().await;
    assert!(changed > 0);
    let verified = command(&folder, &["statistics", "verify", "--json"]).await;
    assert!(!verified.status.success());
    assert!(verified.stderr.contains("统计与登记不符"), "{}", verified.stderr);
    let verified: Value = serde_json::from_str(&verified.stdout).expect("JSON");
    assert_eq!(verified["agrees"], json!(false));
    for difference in verified["differences"].as_array().expect("a list") {
        assert_eq!(
            keys(difference),
            [
                "channel",
                "expected",
                "found",
                "kept",
                "period",
                "programme",
                "standing",
                "unit",
                "what"
            ]
        );
        let number = |key: &str| difference[key].as_i64().expect("a number");
        assert_eq!(number("found"), number("expected") + 7, "{difference}");
    }
}

#[tokio::test]
async fn the_file_has_the_keys_that_were_agreed() {
    let folder = office().await;
    publish(&folder, QUARTERS[1], "public").await;
    let file = json_of(&folder.path().join("public/release.json"));
    // Readers depend on them: keys may be added here, not renamed.
    assert_eq!(
        keys(&file),
        [
            "equations",
            "guarantee",
            "made_on",
            "period",
            "places",
            "policy",
            "previous_sha256",
            "rates",
            "release",
            "tables",
            "targets",
            "unit",
        ]
    );
    assert_eq!((&file["period"], &file["previous_sha256"]), (&json!("2025-Q3"), &Value::Null));
    assert_eq!(keys(&file["policy"]), ["blank", "cover", "k", "quarterly_counties", "version"]);
    for table in file["tables"].as_array().expect("tables") {
        assert_eq!(keys(table), ["cells", "dimensions", "k", "name", "title"]);
        let dimensions: Vec<&str> = table["dimensions"]
            .as_array()
            .expect("names")
            .iter()
            .filter_map(Value::as_str)
            .collect();
        for cell in table["cells"].as_array().expect("cells") {
            assert_eq!(keys(cell), ["dims", "value"]);
            assert_eq!(keys(&cell["dims"]), dimensions);
            assert!(cell["value"].is_u64() || cell["value"].is_null(), "{cell}");
        }
    }
    let equations = file["equations"].as_array().expect("equations");
    assert!(!equations.is_empty());
    for equation in equations {
        assert_eq!(keys(equation), ["parts", "total"]);
        let parts = equation["parts"].as_array().expect("parts").iter();
        for cell in parts.chain([&equation["total"]]) {
            assert_eq!(keys(cell), ["dims", "table"]);
        }
    }
}

#[tokio::test]
async fn what_cannot_be_published_changes_nothing_and_leaves_nothing() {
    let folder = office().await;
    fs::write(folder.path().join("a-file"), "kept").expect("written");
    let before = names(folder.path());
    let refused = async |args: &[&str], words: &str| {
        let ended = command(&folder, &[&["statistics"], args].concat()).await;
        assert!(!ended.status.success(), "{args:?}: {}", ended.stdout);
        assert!(ended.stderr.contains(words), "{args:?}: {}", ended.stderr);
    };
    let out = ["--out", "public/statistics"];
    for (args, words) in [
        (&["publish", "--period", "2025-13"][..], "请写成 2025-Q4 的样子"),
        (&["publish", "--period", "2099-Q1"], "2099年第1季度还没有结束"),
        (&["publish", "--period", "2025-Q2", "--unit", "999999"], "999999"),
        (&["publish", "--period", "2025-Q2", "--unit", "330213001"], "由市或县"),
        (&["publish", "--period", "2025-Q2", "--known", "missing.json"], "missing.json"),
        (&["publish", "--period", "2025-Q2", "--known", "a-file"], "a-file"),
        (&["site"], "还没有发布过"),
        (&["site", "--unit", "999999"], "999999"),
    ] {
        refused(&[args, &out].concat(), words).await;
    }
    // A place that nothing can be written to, even by root; a file; below a file.
    for out in ["/proc/statistics", "a-file", "a-file/below"] {
        let args = ["publish", "--period", "2025-Q2", "--out", out];
        refused(&args, &format!("cannot write {out}")).await;
    }
    assert_eq!(kept(&folder).await, (0, 0), "nothing is published, no quarter closed");
    assert_eq!(names(folder.path()), before, "not even an empty folder");
    assert_eq!(fs::read(folder.path().join("a-file")).expect("a file"), b"kept");

    publish(&folder, QUARTERS[0], "public").await;
    let public = folder.path().join("public");
    let site = contents(&public);
    for (period, words) in
        [("2025-Q4", "应先发布 2025-Q3"), ("2025-Q1", "已经发布到 2025-Q2，不能再发布 2025-Q1")]
    {
        refused(&["publish", "--period", period, "--out", "public"], words).await;
    }
    assert_eq!(contents(&public), site);

    // The last file cannot be placed: what is published is kept, and is written when it can be.
    fs::remove_file(public.join("release.json")).expect("removed");
    fs::create_dir(public.join("release.json")).expect("in its way");
    let next = ["publish", "--period", QUARTERS[1], "--out", "public"];
    refused(&next, "cannot write public").await;
    assert!(!names(&public).iter().any(|name| name.contains("partial")), "{:?}", names(&public));
    fs::remove_dir(public.join("release.json")).expect("removed");
    publish(&folder, QUARTERS[1], "public").await;
    assert_eq!(kept(&folder).await.0, 2);
    let audited = run(&folder, &["statistics", "audit", "public"], &[]).await;
    assert!(audited.status.success(), "{}", audited.stdout);
}

/// Writes `file` anew with the first count that is `wanted` changed.
fn tampered(file: &Path, wanted: impl Fn(&Value) -> bool, value: impl Fn(&Value) -> Value) {
    let mut text = json_of(file);
    let tables = text["tables"].as_array_mut().expect("tables").iter_mut();
    let mut cells = tables.flat_map(|table| table["cells"].as_array_mut().expect("cells"));
    let cell = cells.find(|cell| wanted(&cell["value"])).expect("such a cell");
    cell["value"] = value(&cell["value"]);
    fs::write(file, text.to_string()).expect("written");
}

#[tokio::test]
async fn tampered_and_missing_files_are_found_and_named() {
    let folder = office().await;
    for period in QUARTERS {
        publish(&folder, period, "public").await;
    }
    let audited = async |case: &str, change: &dyn Fn(&Path), words: &[&str]| {
        let place = folder.path().join(case);
        fs::create_dir(&place).expect("made");
        for name in ["2025-Q2.json", "2025-Q3.json"] {
            fs::copy(folder.path().join("public").join(name), place.join(name)).expect("copied");
        }
        change(&place);
        let ended = run(&folder, &["statistics", "audit", case], &[]).await;
        assert!(!ended.status.success(), "{case}: {}", ended.stdout);
        let said = format!("{}{}", ended.stdout, ended.stderr);
        for word in words {
            assert!(said.contains(word), "{case}, {word}: {said}");
        }
    };
    let more = |value: &Value| json!(value.as_u64().expect("a count") + 1);
    let first = |place: &Path| place.join("2025-Q2.json");
    let second = |place: &Path| place.join("2025-Q3.json");
    audited(
        "first-changed",
        &|place| tampered(&first(place), Value::is_u64, more),
        &["330213/2025-Q3 与它之前的 330213/2025-Q2 对不上", "330213/2025-Q3 does not follow"],
    )
    .await;
    audited(
        "first-missing",
        &|place| fs::remove_file(first(place)).expect("removed"),
        &["330213/2025-Q3 之前的那份文件缺失"],
    )
    .await;
    audited(
        "a-small-number",
        &|place| tampered(&second(place), Value::is_null, |_| json!(2)),
        &["显示了小数目", "2025-Q3"],
    )
    .await;
    audited(
        "two-of-one-quarter",
        &|place| {
            fs::copy(second(place), place.join("release.json")).expect("copied");
            tampered(&second(place), Value::is_u64, more);
        },
        &["两份不同的文件", "two-of-one-quarter/"],
    )
    .await;
    audited(
        "no-release",
        &|place| fs::write(place.join("other.json"), "{}").expect("written"),
        &["no-release/other.json"],
    )
    .await;
    audited(
        "empty",
        &|place| {
            fs::remove_file(first(place)).expect("removed");
            fs::remove_file(second(place)).expect("removed");
        },
        &["没有可复核的文件"],
    )
    .await;
    let gone = run(&folder, &["statistics", "audit", "gone.json"], &[]).await;
    assert!(!gone.status.success() && gone.stderr.contains("gone.json"), "{}", gone.stderr);
}
