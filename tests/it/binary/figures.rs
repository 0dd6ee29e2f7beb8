//! `lifelight targets` and `lifelight reports`: internal figures in words, as JSON and as files, and what is refused.

use std::{fs, os::unix::fs::PermissionsExt};

use serde_json::Value;

use super::{command, names, office, told_of};

#[tokio::test]
async fn the_board_is_told_in_words_and_as_json() {
    let folder = office().await;
    let words = command(&folder, &["targets", "--unit", "330213"]).await;
    assert!(words.status.success(), "{}", words.stderr);
    for word in ["宁波市奉化区红十字事业发展“十四五”规划", "目标 target >= 1750"]
    {
        assert!(words.stdout.contains(word), "{word}: {}", words.stdout);
    }
    let told = command(&folder, &["targets", "--unit", "330213", "--json"]).await;
    assert!(told.status.success(), "{}", told.stderr);
    let board: Value = serde_json::from_str(&told.stdout).expect("JSON");
    assert_eq!(
        (board["unit"].as_str(), board["first_year"].as_i64()),
        (Some("330213"), Some(2021))
    );
    let readings = board["readings"].as_array().expect("readings");
    let pooled = readings.iter().find(|one| one["indicator"]["code"] == "persons_pooled");
    assert_eq!(pooled.expect("it is there")["target"]["in_force"]["value"], 400);

    for (args, words) in [
        (&["targets", "--unit", "999999"][..], "没有机构代码"),
        (&["targets", "--unit", "330213", "--plan", "none"], "没有此规划代码"),
    ] {
        let refused = command(&folder, args).await;
        assert!(!refused.status.success() && refused.stdout.is_empty(), "{args:?}");
        assert!(refused.stderr.contains(words), "{args:?}: {}", refused.stderr);
    }
}

#[tokio::test]
async fn a_report_is_a_new_file_for_nobody_else() {
    let folder = office().await;
    let report = ["reports", "--kind", "quarterly", "--period", "2025-Q2", "--unit", "330213"];
    for (format, begins) in [("xlsx", "PK"), ("csv", "\u{feff}"), ("json", "{")] {
        let file = format!("report.{format}");
        let args = [&report[..], &["--format", format, "--out", &file]].concat();
        let ended = command(&folder, &args).await;
        assert!(ended.status.success(), "{}", ended.stderr);
        let purpose = ["内部资料", "用于：内部工作", "草稿 未签发"];
        assert!(purpose.iter().all(|word| ended.stdout.contains(word)), "{}", ended.stdout);
        let path = folder.path().join(&file);
        assert_eq!(fs::metadata(&path).expect("a file").permissions().mode() & 0o777, 0o600);
        assert!(fs::read(&path).expect("a file").starts_with(begins.as_bytes()), "{format}");
    }
    let text = fs::read_to_string(folder.path().join("report.json")).expect("a file");
    let told: Value = serde_json::from_str(&text).expect("JSON");
    assert!(told.to_string().contains("草稿 未签发"), "{text}");
    assert_eq!(told_of(&folder, "report_given").await, 3);

    let (before, kept) = (names(folder.path()), fs::read(folder.path().join("report.csv")));
    for (args, words) in [
        (&["--kind", "weekly", "--period", "2025-Q3"][..], "没有这种报表"),
        (&["--kind", "yearly", "--period", "2025-Q3"], "年报的期间请写成 2025 的样子"),
        (&["--kind", "yearly", "--period", "2025", "--unit", "999999"], "999999"),
        (&["--kind", "yearly", "--period", "2025", "--format", "page"], "xlsx、csv 或 json"),
        (&["--kind", "yearly", "--period", "2025", "--format", "pdf"], "xlsx"),
        (&["--kind", "yearly", "--period", "2025", "--purpose", "fun"], "superior"),
    ] {
        let refused = command(&folder, &[&["reports"], args, &["--out", "other"]].concat()).await;
        assert!(!refused.status.success(), "{args:?}");
        assert!(refused.stderr.contains(words), "{args:?}: {}", refused.stderr);
    }
    for out in ["report.csv", "none/report.csv", "/proc/report.csv"] {
        let refused = command(&folder, &[&report[..], &["--out", out]].concat()).await;
        let words = format!("cannot write {out}");
        assert!(!refused.status.success() && refused.stderr.contains(&words), "{}", refused.stderr);
    }
    assert_eq!(names(folder.path()), before, "no file is left of what was refused");
    assert_eq!(
        fs::read(folder.path().join("report.csv")).ok(),
        kept.ok(),
        "nothing is overwritten"
    );
    assert_eq!(told_of(&folder, "report_given").await, 3, "and nothing is noted as given");
}
