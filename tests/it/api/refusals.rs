//! Whom and what the API refuses, and how.

use axum::http::Method;
use lifelight::domain::permissions::{Permission, Role};
use serde_json::json;
use uuid::Uuid;

use super::client::{Client, body_of};
use crate::support::http::Reply;
use crate::support::people::{document, intake_of};
use crate::support::registry::{FENGHUA, JINPING, each_engine};

/// `status: field code, field code`.
pub fn said(reply: &Reply) -> String {
    let document = reply.json();
    let code = document["type"].as_str().and_then(|kind| kind.rsplit(':').next());
    let problems = document["problems"].as_array().expect("a list").iter();
    let problems: Vec<String> = problems
        .map(|p| {
            format!("{} {}", p["field"].as_str().expect("text"), p["code"].as_str().expect("text"))
        })
        .collect();
    format!("{} {}: {}", reply.status, code.expect("a kind"), problems.join(", "))
        .trim_end_matches(": ")
        .to_owned()
}

#[tokio::test]
async fn without_a_valid_token_nothing_is_told() {
    each_engine(async |registry| {
        let clerk = Client::new(registry, Role::Coordinator, JINPING).await;
        let made_up = format!("{}.{}", clerk.account.simple(), "A".repeat(43));
        for token in [None, Some(""), Some("x"), Some(made_up.as_str())] {
            let somebody = Client::anybody(&registry.app, token);
            for path in ["/today".to_owned(), format!("/people/{}", Uuid::nil())] {
                let reply = somebody.get(&path).await;
                assert_eq!(said(&reply), "401 token");
                assert_eq!(reply.header("www-authenticate"), "Bearer");
            }
        }
        // What a browser would send by itself opens nothing.
        let cookie = Client::anybody(&registry.app, None);
        let reply = cookie.send(Method::GET, "/today", &[("cookie", "session=anything")], "").await;
        assert_eq!(reply.status, 401);
        registry.clock.advance(chrono::Duration::days(31));
        assert_eq!(clerk.get("/today").await.status, 401, "the token has expired");
    })
    .await;
}

#[tokio::test]
async fn role_and_token_both_limit() {
    each_engine(async |registry| {
        let reader =
            Client::with(registry, Role::Coordinator, JINPING, &[Permission::PeopleRead]).await;
        let administrator = Client::new(registry, Role::Administrator, FENGHUA).await;
        let id = Uuid::nil();
        let person = body_of(&intake_of(1));
        for (client, path, body) in [
            (&reader, "/people".to_owned(), person.clone()),
            (&reader, "/people/check".to_owned(), json!({"document_number": document(1)})),
            (&reader, format!("/people/{id}/unmask"), json!({"reason": "contact"})),
            (&administrator, "/people".to_owned(), person),
            (&administrator, "/people/search".to_owned(), json!({})),
        ] {
            assert_eq!(said(&client.post(&path, body).await), "403 denied", "{path}");
        }
        for (client, path) in [
            (&reader, "/audit"),
            (&reader, "/accounts"),
            (&administrator, "/merges"),
            (&administrator, "/imports"),
        ] {
            assert_eq!(said(&client.get(path).await), "403 denied", "{path}");
        }
        assert_eq!(reader.post("/people/search", json!({})).await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn an_amendment_refuses_what_it_would_pass_over() {
    each_engine(async |registry| {
        let clerk = Client::new(registry, Role::Coordinator, JINPING).await;
        let made = clerk.post("/people", body_of(&intake_of(1))).await;
        let place = format!("/people/{}", made.json()["id"].as_str().expect("an id"));
        let whole = json!({"version": 1, "person": body_of(&intake_of(1))});
        assert_eq!(
            said(&clerk.put(&place, whole).await),
            "422 invalid: registrations not_here, consents not_here"
        );
    })
    .await;
}

#[tokio::test]
async fn a_change_to_an_older_version_is_a_conflict() {
    each_engine(async |registry| {
        let clerk = Client::new(registry, Role::Coordinator, JINPING).await;
        let made = clerk.post("/people", body_of(&intake_of(1))).await;
        let place = format!("/people/{}", made.json()["id"].as_str().expect("an id"));
        let rule = format!("{place}/do-not-contact");
        let silent = |version: i64| json!({"version": version, "do_not_contact": true});
        assert_eq!(clerk.put(&rule, silent(1)).await.status, 200);
        for version in [1, 3, i64::MIN, i64::MAX] {
            assert_eq!(said(&clerk.put(&rule, silent(version)).await), "409 conflict");
        }
        let row = clerk.get(&place).await.json()["person"]["registrations"][0]["id"].clone();
        let row = format!("{place}/registrations/{}", row.as_str().expect("an id"));
        let resumed = clerk.post(&format!("{row}/resume"), json!({"version": 2})).await;
        assert_eq!(said(&resumed), "422 invalid: status wrong_status");
        let refusal = json!({"version": 2, "programmes": ["organ"], "said_on": "+262000-01-01"});
        assert_eq!(clerk.post(&format!("{place}/refusals"), refusal).await.status, 422);
    })
    .await;
}

#[tokio::test]
async fn a_record_changed_by_hand_is_refused() {
    each_engine(async |registry| {
        let clerk = Client::new(registry, Role::Coordinator, JINPING).await;
        let made = clerk.post("/people", body_of(&intake_of(1))).await;
        let id = made.json()["id"].clone();
        assert_eq!(registry.by_hand("UPDATE registrations SET status = 'paused'").await, 1);
        let place = format!("/people/{}", id.as_str().expect("an id"));
        assert_eq!(said(&clerk.get(&place).await), "409 integrity");
        let found = clerk.post("/people/search", json!({})).await.json();
        assert_eq!((&found["people"], &found["damaged"]), (&json!([]), &json!([id])));
    })
    .await;
}

#[tokio::test]
async fn ids_and_routes_that_are_none_are_not_found() {
    each_engine(async |registry| {
        let clerk = Client::new(registry, Role::Coordinator, JINPING).await;
        let unknown = clerk.get(&format!("/people/{}", Uuid::nil())).await;
        for path in ["/people/1", "/people/330299199001010011", "/people/%FF", "/people/%E5%BC%A0"]
        {
            let reply = clerk.get(path).await;
            assert_eq!(
                (said(&reply), reply.json()["detail"].clone()),
                (said(&unknown), unknown.json()["detail"].clone())
            );
        }
        for path in ["", "/nothing", "/people/", "/units/1/2/3"] {
            assert_eq!(said(&clerk.get(path).await), "404 no_such_route", "{path}");
        }
        for (method, path, allow) in [
            (Method::PATCH, "/people", "POST"),
            (Method::DELETE, "/today", "GET,HEAD"),
            (Method::GET, "/people/search", "POST"),
        ] {
            let reply = clerk.send(method, path, &[], "").await;
            assert_eq!(
                (said(&reply).as_str(), reply.header("allow")),
                ("405 method", allow),
                "{path}"
            );
        }
    })
    .await;
}
