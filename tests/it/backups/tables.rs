//! The fixed list of what is backed up is exactly what both schemas have.

use std::collections::{BTreeMap, BTreeSet};

use lifelight::store::{
    backups::{Kind, LEFT_OUT, TABLES},
    db::{Db, Row, sql},
};

use crate::support::registry::{Registry, each_engine};

async fn rows(registry: &Registry, lite: &str, postgres: &'static str) -> Vec<Row> {
    let mut tx = registry.app.store.db().begin_read().await.expect("it can be read");
    sql(lite).on_postgres(postgres).all(&mut tx).await.expect("the catalogue answers")
}

fn text(row: &Row, name: &str) -> String {
    row.get(name).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn type_of(kind: Kind, lite: bool) -> &'static str {
    match (kind, lite) {
        (Kind::Id | Kind::Own | Kind::Bytes, true) => "BLOB",
        (Kind::Text | Kind::Instant | Kind::Date, true) => "TEXT",
        (Kind::Count | Kind::Flag, true) => "INTEGER",
        (Kind::Id | Kind::Own, false) => "uuid",
        (Kind::Bytes, false) => "bytea",
        (Kind::Text, false) => "text",
        (Kind::Count, false) => "bigint",
        (Kind::Flag, false) => "boolean",
        (Kind::Instant, false) => "timestamp with time zone",
        (Kind::Date, false) => "date",
    }
}

#[tokio::test]
async fn no_table_and_no_column_is_forgotten() {
    each_engine(async |registry| {
        let lite = matches!(registry.app.store.db(), Db::Sqlite { .. });
        let found = rows(
            registry,
            "SELECT t.name AS t, c.name AS c, c.type AS kind FROM pragma_table_list t, pragma_table_info(t.name) c
             WHERE t.type = 'table' AND t.schema = 'main' AND t.name NOT LIKE 'sqlite_%'",
            "SELECT table_name::text AS t, column_name::text AS c, data_type::text AS kind
             FROM information_schema.columns WHERE table_schema = 'public'",
        )
        .await;
        let mut schema = BTreeMap::<String, BTreeMap<String, String>>::new();
        for row in &found {
            schema.entry(text(row, "t")).or_default().insert(text(row, "c"), text(row, "kind"));
        }
        assert!(schema.remove("_sqlx_migrations").is_some(), "the schema's own history");
        for table in LEFT_OUT {
            assert!(schema.remove(*table).is_some(), "{table}");
        }
        let listed: BTreeMap<String, BTreeMap<String, String>> = TABLES
            .iter()
            .map(|table| {
                let column = |(name, kind): &(&str, Kind)| ((*name).to_owned(), type_of(*kind, lite).to_owned());
                (table.name.to_owned(), table.columns.iter().map(column).collect())
            })
            .collect();
        assert_eq!(schema, listed);
    })
    .await;
}

#[tokio::test]
async fn keys_are_the_primary_keys_and_tables_follow_what_they_refer_to() {
    // One engine suffices: the schemas are held together by a test of their own.
    each_engine(async |registry| {
        if !registry.url().starts_with("sqlite") {
            return;
        }
        for (place, table) in TABLES.iter().enumerate() {
            let name = table.name;
            let key =
                format!("SELECT name FROM pragma_table_info('{name}') WHERE pk > 0 ORDER BY pk");
            let key: Vec<String> =
                rows(registry, &key, "").await.iter().map(|row| text(row, "name")).collect();
            let listed: Vec<&str> =
                table.columns.iter().take(table.key).map(|(name, _)| *name).collect();
            assert_eq!(key, listed, "{name}");

            let links = format!(
                "SELECT \"table\" AS t, \"from\" AS c FROM pragma_foreign_key_list('{name}')"
            );
            let before: BTreeSet<&str> = TABLES[..place].iter().map(|table| table.name).collect();
            for link in rows(registry, &links, "").await {
                let (other, column) = (text(&link, "t"), text(&link, "c"));
                let own = table.columns.contains(&(column.as_str(), Kind::Own));
                assert_eq!(own, other == name, "{name}.{column}");
                assert!(own || before.contains(other.as_str()), "{name} comes before {other}");
            }
        }
    })
    .await;
}
