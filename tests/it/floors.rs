//! The house has floors: a room uses only rooms on lower ones, and only the store speaks SQL.

use std::{
    fs,
    path::{Path, PathBuf},
};

const FLOORS: [&[&str]; 6] =
    [&["domain"], &["crypto"], &["store"], &["service"], &["channels", "jobs", "web"], &["cli"]];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in
        fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path())
    {
        if entry.is_dir() {
            found.extend(sources(&entry));
        } else if entry.extension().is_some_and(|ending| ending == "rs") {
            found.push(entry);
        }
    }
    found
}

/// The text without its tests: these may use what they test with.
fn text(file: &Path) -> String {
    let text = fs::read_to_string(file).expect("a source file");
    text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_owned()
}

#[test]
fn a_room_uses_only_lower_floors() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for (floor, rooms) in FLOORS.iter().enumerate() {
        for room in *rooms {
            if !src.join(room).exists() {
                continue;
            }
            let beside = rooms.iter().filter(|other| *other != room);
            let above: Vec<&str> =
                FLOORS[floor + 1..].concat().into_iter().chain(beside.copied()).collect();
            for file in sources(&src.join(room)) {
                let text = text(&file);
                for other in &above {
                    let used = text.contains(&format!("crate::{other}::"))
                        || text.contains(&format!("use crate::{other};"))
                        || nested_uses(&text)
                            .any(|part| part.starts_with(&format!("{other}::")) || part == *other);
                    assert!(!used, "{} uses {other}", file.display());
                }
            }
        }
    }
}

/// The first words of what `use crate::{…}` blocks name.
fn nested_uses(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split("use crate::{").skip(1).flat_map(|rest| {
        let mut depth = 1;
        let mut parts = vec![String::new()];
        for c in rest.chars() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 1 => parts.push(String::new()),
                _ => {}
            }
            if depth == 0 {
                break;
            }
            if !(c == ',' && depth == 1)
                && let Some(last) = parts.last_mut()
            {
                last.push(c);
            }
        }
        parts.into_iter().map(|part| part.trim().to_owned()).collect::<Vec<_>>()
    })
}

#[test]
fn the_domain_does_no_input_or_output() {
    let domain = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/domain");
    for file in sources(&domain) {
        let text = text(&file);
        for foreign in
            ["sqlx", "axum", "tokio", "std::fs", "std::net", "std::env", "calamine", "Utc::now"]
        {
            let used =
                text.lines().filter(|line| !line.trim_start().starts_with("//")).any(|line| {
                    line.contains(&format!("{foreign}::"))
                        || line.contains(&format!("use {foreign}"))
                });
            assert!(!used, "{} uses {foreign}", file.display());
        }
    }
}

#[test]
fn only_the_store_speaks_sql() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for file in sources(&src).into_iter().filter(|file| !file.starts_with(src.join("store"))) {
        let text = text(&file);
        for word in
            ["INSERT INTO", "DELETE FROM", "SELECT ", "db::sql", "sqlx::query(", "sqlx::query_"]
        {
            let used = text
                .lines()
                .any(|line| !line.trim_start().starts_with("//") && line.contains(word));
            assert!(!used, "{} says {word}", file.display());
        }
    }
}

#[test]
fn no_file_is_too_long_to_know() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for file in sources(&src) {
        let lines = fs::read_to_string(&file).expect("a source file").lines().count();
        assert!(lines <= 500, "{} has {lines} lines", file.display());
    }
}
