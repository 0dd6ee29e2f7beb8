//! Input that cannot be used is answered by a problem document that names the field and quotes no value.

use axum::http::Method;
use lifelight::domain::permissions::Role;
use serde_json::{Value, json};
use uuid::Uuid;

use super::client::{Client, JSON};
use super::refusals::said;
use super::uploads::form;
use crate::support::people::document;
use crate::support::registry::{FENGHUA, JINPING, YUELIN, each_engine};

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
            read(
                "/people",
                json!({"registrations": [{"programme": "organ"}, {"organ": [&secret]}]}),
            )
            .await,
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
            ("size=0", "size wrong_type"),
            ("size=201", "size wrong_type"),
            ("size=3&size=4", "size duplicate_field"),
        ] {
            let reply = auditor.get(&format!("/audit?{query}")).await;
            assert_eq!(said(&reply), format!("422 invalid: {problem}"));
        }
        assert_eq!(
            auditor.get("/audit?until=9999-12-31T23:59:59Z&from=1900-01-01T00:00:00Z").await.status,
            200
        );
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
        let (kind, unit) =
            form(&[("unit", &registry.unit(YUELIN).to_string())], Some(("a.csv", b"a,b\n")));
        assert_eq!(upload(&kind, unit).await, "404 missing");
        let list = [("list_year", "2025"), ("list_received_on", "2025-13-01")];
        let (kind, list) = form(&list, Some(("a.csv", b"a,b\n")));
        assert!(upload(&kind, list).await.starts_with("422 invalid: list_received_on"));
        let (kind, list) = form(&[("list_year", "2025")], Some(("a.csv", b"a,b\n")));
        assert_eq!(upload(&kind, list).await, "422 invalid: list_received_on missing");
        let (kind, late) = form(&[("file", "a,b\n")], Some(("a.csv", b"a,b\n")));
        assert_eq!(upload(&kind, late).await, "422 invalid: file not_last");
        let (kind, own) =
            form(&[("unit", &registry.unit(JINPING).to_string())], Some(("a.csv", b"a,b\n")));
        let taken = clerk.send(Method::POST, "/imports", &[("content-type", &kind)], own).await;
        assert_eq!(taken.status, 201);
        assert_eq!(upload("application/json", b"{}".to_vec()).await, "415 content_type");
        let (kind, mut cut) = form(&[], Some(("a.csv", b"a,b\n")));
        cut.truncate(cut.len() - 20);
        assert_eq!(upload(&kind, cut).await, "400 syntax");
    })
    .await;
}

#[tokio::test]
async fn a_grid_with_a_likely_slip_comes_back_with_what_may_have_been_meant() {
    each_engine(async |registry| {
        let clerk = Client::new(registry, Role::Coordinator, JINPING).await;
        let refused = async |grid: &str| {
            let person = json!({
                "document_kind": "resident_id", "document_number": document(1), "name": "赵合甲",
                "registrations": [{"programme": "stem_cell", "grid": grid}],
            });
            let reply = clerk.send(Method::POST, "/people", &[JSON], person.to_string()).await;
            assert_eq!(reply.status, 422, "{}", reply.text());
            reply.json()["problems"][0].clone()
        };
        let meant = refused("35530000O1234567825").await;
        assert_eq!((&meant["field"], &meant["code"]), (&json!("grid"), &json!("checksum")));
        let candidates = meant["candidates"].as_array().expect("a list");
        assert!(candidates.contains(&json!("3553000001234567825")), "{meant}");
        let far = refused("3553000001234567899").await;
        assert_eq!((&far["code"], &far["candidates"]), (&json!("checksum_range"), &Value::Null));
    })
    .await;
}
