//! What the API refuses, and how: as a problem document that names the field and quotes no value.

use axum::http::Method;
use lifelight::domain::permissions::{Permission, Role};
use serde_json::{Value, json};
use uuid::Uuid;

use super::client::{Client, JSON, body_of};
use super::uploads::form;
use crate::support::http::Reply;
use crate::support::people::{document, intake_of};
use crate::support::registry::{FENGHUA, JINPING, YUELIN, each_engine};

/// `status: field code, field code`.
fn said(reply: &Reply) -> String {
    let document = reply.json();
    let code = document["type"].as_str().and_then(|kind| kind.rsplit(':').next());
    let problems = document["problems"].as_array().expect("a list").iter();
    let problems: Vec<String> = problems
        .map(|p| format!("{} {}", p["field"].as_str().expect("text"), p["code"].as_str().expect("text")))
        .collect();
    format!("{} {}: {}", reply.status, code.expect("a kind"), problems.join(", ")).trim_end_matches(": ").to_owned()
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
        let reader = Client::with(registry, Role::Coordinator, JINPING, &[Permission::PeopleRead]).await;
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
        for (client, path) in
            [(&reader, "/audit"), (&reader, "/accounts"), (&administrator, "/merges"), (&administrator, "/imports")]
        {
            assert_eq!(said(&client.get(path).await), "403 denied", "{path}");
        }
        assert_eq!(reader.post("/people/search", json!({})).await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn bodies_that_cannot_be_read_are_named_and_not_quoted() {
    each_engine(async |registry| {
        let clerk = Client::new(registry, Role::Coordinator, JINPING).await;
        let secret = document(1);
        let post = async |path: &str, headers: &[(&str, &str)], body: String| {
            let reply = clerk.send(Method::POST, path, headers, body).await;
            assert!(!reply.text().contains(&secret), "{}", reply.text());
            said(&reply)
        };
        let read = async |path: &str, body: Value| post(path, &[JSON], body.to_string()).await;
        let somebody = format!("/people/{}/unmask", Uuid::nil());

        let said = [
            post("/people", &[JSON], format!("{{\"name\": \"{secret}")).await,
            post("/people", &[JSON], String::new()).await,
            post("/people", &[("content-type", "text/plain")], secret.clone()).await,
            post("/people", &[], "{}".to_owned()).await,
            post("/people", &[JSON], format!("{{\"name\": \"{}\"}}", "长".repeat(100_000))).await,
            read("/people", json!([&secret])).await,
            read("/people", json!({"name": [&secret]})).await,
            read("/people", json!({"idcard": &secret})).await,
            read("/people", json!({&secret: 1})).await,
            read("/people", json!({"registrations": [{"programme": "organ"}, {"organ": [&secret]}]})).await,
            read("/people", json!({"registrations": [{"confidential": &secret}]})).await,
            post("/people", &[JSON], format!("{{\"name\": \"{secret}\", \"name\": \"\"}}")).await,
            read("/people/check", json!({})).await,
            read("/people/search", json!({"unit": &secret})).await,
            read("/people/search", json!({"programme": &secret})).await,
            read("/people/search", json!({"year": 2_147_483_647})).await,
            read("/people/search", json!({"year": 99_999_999_999_i64})).await,
            read("/people/search", json!({"text": "长".repeat(61)})).await,
            read(&somebody, json!({"reason": &secret})).await,
            read(&somebody, json!({"reason": null})).await,
        ];
        let expected = [
            "400 syntax",
            "400 syntax",
            "415 content_type",
            "415 content_type",
            "413 too_large",
            "422 invalid: body wrong_type",
            "422 invalid: name wrong_type",
            "422 invalid: idcard unknown_field",
            "422 invalid: body unknown_field",
            "422 invalid: registrations[1].organ unknown_field",
            "422 invalid: registrations[0].confidential wrong_type",
            "422 invalid: name duplicate_field",
            "422 invalid: document_number missing",
            "422 invalid: unit wrong_type",
            "422 invalid: programme not_in_list",
            "422 invalid: year out_of_range",
            "422 invalid: year wrong_type",
            "422 invalid: text too_long",
            "422 invalid: reason not_in_list",
            "422 invalid: reason wrong_type",
        ];
        assert_eq!(said, expected);
    })
    .await;
}

#[tokio::test]
async fn every_problem_of_an_intake_is_told_at_once_without_values() {
    each_engine(async |registry| {
        let clerk = Client::new(registry, Role::Coordinator, JINPING).await;
        let body = json!({
            "document_number": "330299199001010011", "name": "!!合成姓名!!", "email": "合成邮箱",
            "phones": [{"number": "15499990000"}, {"number": "15499"}],
            "relatives": [{"name": "合成亲友", "relation": "合成关系"}],
            "registrations": [{"programme": "合成项目"}, {"programme": "organ", "organs": ["合成器官"]}],
            "refusals": ["合成项目"], "refused_on": "2099-01-01",
        });
        let reply = clerk.post("/people", body).await;
        for value in ["330299199001010011", "合成", "15499", "2099"] {
            assert!(!reply.text().contains(value), "{}", reply.text());
        }
        let told = said(&reply).replace(": ", ", ");
        let expected = [
            "422 invalid",
            "document_number check_digit",
            "name characters",
            "phone_2 length",
            "email email",
            "relative_1_relation not_in_list",
            "programmes not_in_list",
            "organs not_in_list",
            "refused_on future",
            "refusals not_in_list",
        ];
        assert_eq!(told.split(", ").collect::<Vec<_>>(), expected);
        let nobody = clerk.post("/people/search", json!({})).await.json();
        assert_eq!(nobody["people"], json!([]), "nothing was saved");
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
        for path in ["/people/1", "/people/330299199001010011", "/people/%FF", "/people/%E5%BC%A0"] {
            let reply = clerk.get(path).await;
            assert_eq!((said(&reply), reply.json()["detail"].clone()), (said(&unknown), unknown.json()["detail"].clone()));
        }
        for path in ["", "/nothing", "/people/", "/units/1/2/3"] {
            assert_eq!(said(&clerk.get(path).await), "404 no_such_route", "{path}");
        }
        for (method, path, allow) in
            [(Method::PATCH, "/people", "POST"), (Method::DELETE, "/today", "GET,HEAD"), (Method::GET, "/people/search", "POST")]
        {
            let reply = clerk.send(method, path, &[], "").await;
            assert_eq!((said(&reply).as_str(), reply.header("allow")), ("405 method", allow), "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_trail_takes_ids_codes_and_times_only() {
    each_engine(async |registry| {
        let auditor = Client::new(registry, Role::Auditor, FENGHUA).await;
        for (query, problem) in [
            ("name=%E5%BC%A0%E4%B8%89", "name unknown_field"),
            ("subject=%E5%BC%A0%E4%B8%89", "subject wrong_type"),
            ("action=anything", "action not_in_list"),
            ("from=yesterday", "from wrong_type"),
            ("before=5", "before wrong_type"),
            ("size=-1", "size wrong_type"),
            ("size=3&size=4", "size duplicate_field"),
        ] {
            let reply = auditor.get(&format!("/audit?{query}")).await;
            assert_eq!(said(&reply), format!("422 invalid: {problem}"));
        }
        assert_eq!(auditor.get("/audit?until=9999-12-31T23:59:59Z&from=1900-01-01T00:00:00Z").await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn an_upload_needs_a_file_and_a_unit_of_the_callers() {
    each_engine(async |registry| {
        let clerk = Client::new(registry, Role::Coordinator, JINPING).await;
        let upload = async |kind: &str, body: Vec<u8>| {
            said(&clerk.send(Method::POST, "/imports", &[("content-type", kind)], body).await)
        };
        let (kind, nothing) = form(&[], None);
        assert_eq!(upload(&kind, nothing).await, "422 invalid: file missing");
        let (kind, field) = form(&[("name", "合成")], None);
        assert_eq!(upload(&kind, field).await, "422 invalid: form unknown_field");
        let (kind, unit) = form(&[("unit", "合成")], Some(("a.csv", b"a,b\n")));
        assert_eq!(upload(&kind, unit).await, "422 invalid: unit unknown_unit");
        let (kind, unit) = form(&[("unit", &registry.unit(YUELIN).to_string())], Some(("a.csv", b"a,b\n")));
        assert_eq!(upload(&kind, unit).await, "404 missing");
        let (kind, own) = form(&[("unit", &registry.unit(JINPING).to_string())], Some(("a.csv", b"a,b\n")));
        let taken = clerk.send(Method::POST, "/imports", &[("content-type", &kind)], own).await;
        assert_eq!(taken.status, 201);
        assert_eq!(upload("application/json", b"{}".to_vec()).await, "415 content_type");
        let (kind, mut cut) = form(&[], Some(("a.csv", b"a,b\n")));
        cut.truncate(cut.len() - 20);
        assert_eq!(upload(&kind, cut).await, "400 syntax");
    })
    .await;
}
