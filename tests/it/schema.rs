//! Both databases have the same tables and columns, of types that match by the column contract.

use std::{collections::BTreeMap, fs, path::Path};

/// Column contract of the two dialects.
const CONTRACT: [(&str, &[&str]); 3] = [
    ("BLOB", &["UUID", "BYTEA"]),
    ("TEXT", &["TEXT", "TIMESTAMPTZ", "DATE"]),
    ("INTEGER", &["BIGINT", "BOOLEAN"]),
];

type Tables = BTreeMap<String, Vec<(String, String)>>;

fn files(dialect: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(dialect);
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

fn tables(dialect: &str) -> Tables {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(dialect);
    let mut tables = Tables::new();
    for name in files(dialect) {
        let text = fs::read_to_string(folder.join(name)).expect("a migration");
        for part in text.split("CREATE TABLE ").skip(1) {
            let (table, rest) = part.split_once(" (").expect("a table has columns");
            let columns = rest.lines().filter_map(|line| {
                let mut words = line.strip_prefix("    ")?.split_whitespace();
                let (column, kind) = (words.next()?, words.next()?.trim_end_matches(','));
                let is_type =
                    CONTRACT.iter().any(|(lite, others)| *lite == kind || others.contains(&kind));
                (!column.starts_with("--") && is_type).then(|| (column.to_owned(), kind.to_owned()))
            });
            let end = rest.find("\n)").unwrap_or(rest.len());
            let width = rest[..end].lines().count();
            tables.insert(table.to_owned(), columns.take(width).collect());
        }
        for part in text.split("ALTER TABLE ").skip(1) {
            let mut words = part.split([' ', '\n', ';']);
            let table = words.next().expect("a table");
            let (Some("ADD"), Some("COLUMN")) = (words.next(), words.next()) else { continue };
            let (column, kind) = (words.next().expect("a column"), words.next().expect("a type"));
            let columns = tables.get_mut(table).expect("it was created before");
            columns.push((column.to_owned(), kind.to_owned()));
        }
    }
    tables
}

#[test]
fn migrations_of_both_dialects_have_the_same_names() {
    assert_eq!(files("sqlite"), files("postgres"));
}

#[test]
fn tables_and_columns_match_by_contract() {
    let (lite, postgres) = (tables("sqlite"), tables("postgres"));
    assert!(lite.len() > 20);
    assert_eq!(lite.keys().collect::<Vec<_>>(), postgres.keys().collect::<Vec<_>>());
    for (table, columns) in &lite {
        let others = &postgres[table];
        assert_eq!(columns.len(), others.len(), "{table}");
        for ((name, kind), (other_name, other_kind)) in columns.iter().zip(others) {
            assert_eq!(name, other_name, "{table}");
            let allowed =
                CONTRACT.iter().find(|(lite, _)| lite == kind).expect("a type of the contract").1;
            assert!(
                allowed.contains(&other_kind.as_str()),
                "{table}.{name}: {kind} and {other_kind}"
            );
        }
    }
}
