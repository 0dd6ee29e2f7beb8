//! The description is valid in itself and complete.

use std::collections::BTreeSet;

use lifelight::domain::permissions::Role;
use serde_json::Value;

use super::client::{Client, DESCRIPTION};
use crate::support::registry::{JINPING, each_engine};

/// Calls `see` with every value in `value` that stands under `key`.
fn every<'a>(value: &'a Value, key: &str, see: &mut impl FnMut(&'a Value)) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                if name == key {
                    see(member);
                }
                every(member, key, see);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| every(item, key, see)),
        _ => {}
    }
}

fn calls() -> impl Iterator<Item = (&'static str, &'static str, &'static Value)> {
    let paths = DESCRIPTION["paths"].as_object().expect("there are paths");
    paths.iter().flat_map(|(path, item)| {
        let item = item.as_object().expect("a path has calls");
        item.iter().map(|(method, call)| (path.as_str(), method.as_str(), call))
    })
}

#[test]
fn every_reference_leads_somewhere() {
    assert!(DESCRIPTION["openapi"].as_str().is_some_and(|version| version.starts_with("3.1.")));
    assert_eq!(DESCRIPTION["info"]["title"], "Lifelight");
    let mut used = BTreeSet::new();
    every(&DESCRIPTION, "$ref", &mut |reference| {
        let reference = reference.as_str().expect("a reference is text");
        let pointer = reference.strip_prefix('#').expect("nothing is loaded from elsewhere");
        assert!(DESCRIPTION.pointer(pointer).is_some(), "{reference} leads nowhere");
        used.insert(reference.to_owned());
    });
    for name in DESCRIPTION["components"]["schemas"].as_object().expect("there are schemas").keys()
    {
        assert!(used.contains(&format!("#/components/schemas/{name}")), "{name} is not used");
    }
}

#[test]
fn every_call_is_described_alike() {
    let mut names = BTreeSet::new();
    for (path, method, call) in calls() {
        let here = format!("{method} {path}");
        assert!(names.insert(call["operationId"].as_str()), "{here}: the name is another call's");
        assert!(call["summary"].as_str().is_some_and(|summary| !summary.is_empty()), "{here}");
        assert_eq!(call["tags"].as_array().map(Vec::len), Some(1), "{here}");
        let open =
            call["security"].as_array().is_some_and(|needed| needed == &[serde_json::json!({})]);
        assert_eq!(open, path == "/openapi.json", "{here}");
        let responses = call["responses"].as_object().expect("there are answers");
        assert_eq!(responses.contains_key("401"), !open, "{here}");
        for (status, answer) in responses.iter().filter(|(status, _)| status.as_str() >= "400") {
            let content = answer["content"].as_object().expect("a problem has a body");
            assert_eq!(
                content.keys().collect::<Vec<_>>(),
                ["application/problem+json"],
                "{here} {status}"
            );
        }
        let ids: Vec<&str> =
            path.split('{').skip(1).filter_map(|part| part.split('}').next()).collect();
        let parameters = call["parameters"].as_array().cloned().unwrap_or_default();
        let told: Vec<&str> = parameters
            .iter()
            .filter(|p| p["in"] == "path")
            .filter_map(|p| p["name"].as_str())
            .collect();
        assert_eq!(told, ids, "{here}");
    }
}

#[test]
fn addresses_hold_ids_codes_and_times_only() {
    for (path, method, call) in calls() {
        let parameters = call["parameters"].as_array().cloned().unwrap_or_default();
        let query: Vec<_> = parameters
            .iter()
            .filter(|p| p["in"] == "query")
            .filter_map(|p| p["name"].as_str())
            .collect();
        let allowed = match (method, path) {
            ("get", "/audit") => {
                &["subject", "account", "action", "from", "until", "before", "size"][..]
            }
            ("get", "/rates") => &["year", "unit", "as_of"],
            ("get", "/donations") => &["since"],
            ("get", "/memberships" | "/board/coverage") => &["unit"],
            ("get", "/board") => &["unit", "plan"],
            ("get", "/donations/realised" | "/reminders/coverage") => &["from", "to"],
            _ => &[],
        };
        assert_eq!(query, allowed, "{method} {path}");
    }
}

#[test]
fn the_calls_are_these() {
    let list: Vec<String> =
        calls().map(|(path, method, _)| format!("{} {path}", method.to_uppercase())).collect();
    insta::assert_snapshot!(list.join("\n"));
}

#[tokio::test]
async fn it_is_served_to_anybody() {
    each_engine(async |registry| {
        let somebody = Client::new(registry, Role::Coordinator, JINPING).await;
        let anybody = Client::anybody(&registry.app, None);
        for client in [somebody, anybody] {
            let reply = client.get("/openapi.json").await;
            assert_eq!((reply.status, reply.json()), (200, DESCRIPTION.clone()));
        }
    })
    .await;
}
