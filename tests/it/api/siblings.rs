//! What a sibling township's caller is told about a person never differs between "she is another
//! office's" and "there is no such person": the same calls, twice, must be answered byte for byte alike
//! but for ids.

use axum::http::Method;
use lifelight::domain::permissions::Role;
use serde_json::{Value, json};
use uuid::Uuid;

use super::client::{Client, body_of};
use super::uploads::{until, upload};
use crate::support::http::Reply;
use crate::support::people::{document, intake_of, name, phone};
use crate::support::registry::{Registry, YUELIN, each_engine};

/// Status, headers and body with everything left out that differs between any two requests, and the
/// person's own number replaced.
fn seen(reply: &Reply, n: u32) -> String {
    let mut headers: Vec<String> = reply
        .headers
        .iter()
        .filter(|(name, _)| !matches!(name.as_str(), "x-request-id" | "location"))
        .map(|(name, value)| format!("{name}: {value:?}"))
        .collect();
    headers.sort();
    let mut body = serde_json::from_slice(&reply.body).unwrap_or(Value::Null);
    leave_out(&mut body, n);
    format!("{}\n{}\n{body:#}", reply.status, headers.join("\n"))
}

/// What masking leaves of the numbers of person `n`.
fn numbers_of(n: u32) -> Vec<String> {
    let phones =
        intake_of(n).relatives.into_iter().map(|relative| relative.phone).chain([phone(n)]);
    let last = document(n).pop().map(|last| format!("3****************{last}"));
    let numbers = [format!("HC-{n:05}"), format!("NR{n:07}")];
    phones.map(|phone| phone[7..].to_owned()).chain(last).chain(numbers).collect()
}

fn leave_out(value: &mut Value, n: u32) {
    match value {
        Value::String(text) if Uuid::try_parse(text).is_ok() => "(id)".clone_into(text),
        Value::String(text) if text.contains("request:") => "(request)".clone_into(text),
        Value::String(text) if text.starts_with("coordinator-") => "(me)".clone_into(text),
        Value::String(text) if text.starts_with("supervisor-") => "(me)".clone_into(text),
        Value::String(text) if PAIRS.iter().any(|(_, units)| units.contains(&text.as_str())) => {
            "(unit)".clone_into(text);
        }
        Value::String(text) => {
            for own in [n, n + AMENDED, n + IMPORTED].into_iter().flat_map(numbers_of) {
                *text = text.replace(&own, "(own)");
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| leave_out(item, n)),
        Value::Object(members) => members.values_mut().for_each(|member| leave_out(member, n)),
        _ => {}
    }
}

/// Callers who are no part of where she is, and two units for each that have nobody yet.
const PAIRS: [(Role, [&str; 2]); 3] = [
    (Role::Coordinator, ["330213001", "330213003"]),
    (Role::Supervisor, ["330213004", "330213005"]),
    (Role::Coordinator, ["610302", "610303"]),
];

/// Persons beside `n`: one whose document an amendment names, one whom a ledger names.
const AMENDED: u32 = 200;
const IMPORTED: u32 = 300;

/// Everything that can be asked about person `n` before and after registering her, with the id that
/// another office may have given her.
async fn ask_all(
    registry: &Registry,
    (role, unit): (Role, &str),
    n: u32,
    id: Uuid,
) -> Vec<(String, String)> {
    let me = &Client::new(registry, role, unit).await;
    let own = me.post("/people", body_of(&intake_of(n + 1))).await.json()["id"].clone();
    let unit = registry.unit(unit);
    let mut answers = Vec::new();
    let mut note = |what: &str, reply: &Reply| answers.push((what.to_owned(), seen(reply, n)));
    let place = format!("/people/{id}");
    let row = format!("{place}/registrations/{id}");
    let mut person = intake_of(n);
    person.registrations.clear();
    person.consents.clear();
    let versioned = |key: &str, value: Value| json!({"version": 1, key: value});

    for text in [
        document(n),
        phone(n),
        name(n),
        format!("HC-{n:05}"),
        format!("NR{n:07}"),
        phone(n)[7..].to_owned(),
    ] {
        let reply = me.post("/people/search", json!({ "text": text })).await;
        note("search", &reply);
    }
    note("check", &me.post("/people/check", json!({"document_number": document(n)})).await);
    note("get", &me.get(&place).await);
    note("amend", &me.put(&place, versioned("person", body_of(&person))).await);
    note("unmask", &me.post(&format!("{place}/unmask"), json!({"reason": "contact"})).await);
    let rule = format!("{place}/do-not-contact");
    note("silence", &me.put(&rule, versioned("do_not_contact", json!(true))).await);
    let registration = versioned("registration", json!({"programme": "cornea"}));
    note("add", &me.post(&format!("{place}/registrations"), registration.clone()).await);
    note("amend row", &me.put(&row, registration).await);
    for act in ["pause", "resume", "withdraw"] {
        note(act, &me.post(&format!("{row}/{act}"), json!({"version": 1})).await);
    }
    let refusal = versioned("programmes", json!(["organ"]));
    note("refuse", &me.post(&format!("{place}/refusals"), refusal).await);
    let consent = versioned("consent", json!({"purpose": "publicity"}));
    note("consent", &me.post(&format!("{place}/consents"), consent).await);
    let withdraw = format!("{place}/consents/{id}/withdraw");
    note("withdraw consent", &me.post(&withdraw, json!({"version": 1})).await);
    note("transfer", &me.post(&format!("{place}/transfers"), json!({"to": unit})).await);
    note("merge", &me.post("/merges", json!({"kept": own, "dropped": id})).await);
    note("merge", &me.post("/merges", json!({"kept": id, "dropped": own})).await);
    for list in ["transfers", "merges", "reconciliations", "imports"] {
        note(list, &me.send(Method::POST, &format!("/{list}/{id}/decision"), &[], "").await);
    }

    let made = me.post("/people", body_of(&intake_of(n))).await;
    note("register", &made);
    let own = format!("/people/{}", made.json()["id"].as_str().expect("an id"));
    note("get own", &me.get(&own).await);
    for list in
        ["/today", "/merges", "/reconciliations", "/transfers/incoming", "/transfers/outgoing"]
    {
        note(list, &me.get(list).await);
    }
    note("search own", &me.post("/people/search", json!({"text": document(n)})).await);

    person.document_number = document(n + AMENDED);
    let changed = me.put(&own, versioned("person", body_of(&person))).await;
    note("amend to a document", &changed);
    note("get amended", &me.get(&own).await);
    let imported = n + IMPORTED;
    let (name, document, phone) = (name(imported), document(imported), phone(imported));
    let ledger = format!(
        "姓名,身份证号,联系电话,登记日期,捐献意愿\n{name},{document},{phone},2024-03-05,造血干细胞\n"
    );
    let place = upload(me, ledger.as_bytes()).await;
    until(me, &place, "understood").await;
    note("understood", &me.get(&place).await);
    me.send(Method::POST, &format!("{place}/commit"), &[], "").await;
    until(me, &place, "done").await;
    note("imported", &me.get(&place).await);
    answers
}

#[tokio::test]
async fn somebody_elses_person_and_nobody_are_told_apart_by_nothing() {
    each_engine(async |registry| {
        let theirs = Client::new(registry, Role::Coordinator, YUELIN).await;
        for (case, (role, units)) in (1..).zip(PAIRS) {
            // Of one surname and one length, so that the masked names are alike.
            let (hers, nobodys) = (1000 * case + 10, 1000 * case + 20);
            let made = theirs.post("/people", body_of(&intake_of(hers))).await;
            for n in [hers + AMENDED, hers + IMPORTED] {
                assert_eq!(theirs.post("/people", body_of(&intake_of(n))).await.status, 201);
            }
            let her_id: Uuid = serde_json::from_value(made.json()["id"].clone()).expect("an id");
            let one = ask_all(registry, (role, units[0]), hers, her_id).await;
            let other = ask_all(registry, (role, units[1]), nobodys, Uuid::from_u128(7)).await;
            assert_eq!(one.len(), other.len());
            for ((what, elsewhere), (_, nowhere)) in one.iter().zip(&other) {
                assert_eq!(elsewhere, nowhere, "{what} as {role:?}");
            }
        }
    })
    .await;
}
