//! The calls about one person.

use serde_json::{Value, json};
use uuid::Uuid;

use super::{Cast, done, id_in, register, saved, told};
use crate::api::client::body_of;
use crate::support::people::{document, intake_of, name, phone, secrets_of};

/// Pretty JSON with ids, instants and keys that differ from run to run left out.
fn shape(value: &Value) -> String {
    let mut value = value.clone();
    hide(&mut value);
    serde_json::to_string_pretty(&value).expect("it is JSON")
}

fn hide(value: &mut Value) {
    match value {
        Value::String(text) if Uuid::try_parse(text).is_ok() => *text = "(id)".to_owned(),
        Value::String(text) if text.len() == 64 => *text = "(hash)".to_owned(),
        Value::Array(items) => items.iter_mut().for_each(hide),
        Value::Object(members) => members.values_mut().for_each(hide),
        _ => {}
    }
}

pub async fn people(cast: &Cast<'_>) {
    let clerk = &cast.clerk;
    let place = register(clerk, 1).await;
    let shown = told(&clerk.get(&place).await, 200);
    for secret in secrets_of(1) {
        assert!(!shown.to_string().contains(&secret), "a masked person shows {secret}");
    }
    insta::assert_snapshot!("a_person_masked", shape(&shown));

    let again = told(&clerk.post("/people", body_of(&intake_of(1))).await, 409);
    assert_eq!(format!("/people/{}", id_in(&again["person"])), place);
    assert_eq!(again["type"], "urn:lifelight:problem:known_person");
    let number = json!({"document_number": document(1)});
    assert_eq!(told(&clerk.post("/people/check", number).await, 200)["person"], again["person"]);
    let number = json!({"document_number": document(2), "document_kind": "resident_id"});
    assert_eq!(told(&clerk.post("/people/check", number).await, 200)["person"], Value::Null);

    let reason = json!({"reason": "contact"});
    let full = told(&clerk.post(&format!("{place}/unmask"), reason).await, 200);
    assert_eq!(
        (&full["name"], &full["document"]["number"]),
        (&json!(name(1)), &json!(document(1)))
    );
    assert_eq!(full["phones"][0]["number"], phone(1));
    assert_eq!(full["relatives"][1]["address"], intake_of(1).relatives[1].address);

    let mut person = intake_of(1);
    person.registrations.clear();
    person.consents.clear();
    person.email = "another@example.com".to_owned();
    let amended = clerk.put(&place, json!({"version": 1, "person": body_of(&person)})).await;
    assert_eq!(saved(&amended), 2);
    let rule = json!({"version": 2, "do_not_contact": true});
    assert_eq!(saved(&clerk.put(&format!("{place}/do-not-contact"), rule).await), 3);
    let shown = told(&clerk.get(&place).await, 200);
    assert_eq!(shown["person"]["do_not_contact"], true);
    let actions: Vec<&str> = shown["history"]
        .as_array()
        .expect("lines")
        .iter()
        .filter_map(|l| l["action"].as_str())
        .collect();
    assert_eq!(
        actions,
        ["contact_rule_changed", "person_amended", "person_unmasked", "person_registered"]
    );

    for text in [document(1), phone(1), name(1), "HC-00001".to_owned(), "NR0000001".to_owned()] {
        let found = told(&clerk.post("/people/search", json!({ "text": text })).await, 200);
        assert_eq!(found["people"].as_array().map(Vec::len), Some(1), "{text}");
        assert_eq!(found["people"][0]["id"], again["person"]);
    }
    let conditions = json!({"programme": "stem_cell", "status": "active", "year": 2024});
    let found = told(&clerk.post("/people/search", conditions).await, 200);
    assert_eq!(found["people"].as_array().map(Vec::len), Some(1));
}

pub async fn registrations(cast: &Cast<'_>) {
    let clerk = &cast.clerk;
    let place = register(clerk, 10).await;
    let given =
        json!({"version": 1, "registration": {"programme": "cornea", "remark": "合成备注"}});
    assert_eq!(saved(&clerk.post(&format!("{place}/registrations"), given).await), 2);
    let shown = told(&clerk.get(&place).await, 200)["person"]["registrations"].clone();
    let cornea = shown.as_array().expect("a list").iter().find(|r| r["programme"] == "cornea");
    let cornea = cornea.expect("it was added");
    assert_eq!(cornea["remark"], Value::Null, "free text may name somebody");
    let cornea = format!("{place}/registrations/{}", id_in(&cornea["id"]));

    let changed = json!({"version": 2, "registration": {"programme": "cornea", "receiving_unit": "合成眼库"}});
    assert_eq!(saved(&clerk.put(&cornea, changed).await), 3);
    assert_eq!(saved(&clerk.post(&format!("{cornea}/pause"), json!({"version": 3})).await), 4);
    assert_eq!(saved(&clerk.post(&format!("{cornea}/resume"), json!({"version": 4})).await), 5);
    let withdrawal = json!({"version": 5, "ended_on": "2025.6.1", "end_reason": "合成原因"});
    assert_eq!(saved(&clerk.post(&format!("{cornea}/withdraw"), withdrawal).await), 6);
    let told_of = json!({"version": 6, "position": 1, "told_on": "2025-06-02"});
    assert_eq!(saved(&clerk.post(&format!("{cornea}/notices"), told_of).await), 7);
    let wishes = json!({"version": 7, "wishes": {"letters": "yes"}});
    assert_eq!(saved(&clerk.put(&format!("{place}/wishes"), wishes).await), 8);
    let refusal = json!({"version": 8, "programmes": ["organ", "body"], "said_on": "2025-06-01"});
    assert_eq!(saved(&clerk.post(&format!("{place}/refusals"), refusal).await), 9);

    let full = clerk.post(&format!("{place}/unmask"), json!({"reason": "correct_record"})).await;
    let rows = told(&full, 200)["registrations"].clone();
    let stands = |r: &Value| {
        format!("{} {} {} {}", r["programme"], r["stance"], r["status"], r["ended_on"])
            .replace('"', "")
    };
    let mut rows: Vec<String> = rows.as_array().expect("a list").iter().map(stands).collect();
    rows.sort();
    let expected = [
        "body refuses active null",
        "cornea offers withdrawn 2025-06-01",
        "organ refuses active null",
        "stem_cell offers active null",
    ];
    assert_eq!(rows, expected);
}

pub async fn consents(cast: &Cast<'_>) {
    let place = register(&cast.clerk, 20).await;
    let given = json!({"version": 1, "consent": {"purpose": "publicity", "way": "at_home", "given_on": "2025-06-01"}});
    assert_eq!(saved(&cast.clerk.post(&format!("{place}/consents"), given).await), 2);
    let consents = told(&cast.clerk.get(&place).await, 200)["person"]["consents"].clone();
    let publicity =
        consents.as_array().expect("a list").iter().find(|c| c["purpose"] == "publicity");
    let consent = format!("{place}/consents/{}", id_in(&publicity.expect("it was recorded")["id"]));
    assert_eq!(
        saved(&cast.clerk.post(&format!("{consent}/withdraw"), json!({"version": 2})).await),
        3
    );
}

pub async fn deaths(cast: &Cast<'_>) {
    let (clerk, chief) = (&cast.clerk, &cast.supervisor);
    let place = register(clerk, 12).await;
    let death = json!({"version": 1, "death": {"told_by": "hospital", "note": "合成说明"}});
    let wrong = json!({"version": 1, "death": {"told_by": "horse"}});
    let refused = told(&clerk.post(&format!("{place}/death"), wrong).await, 422);
    assert_eq!(refused["problems"][0]["field"], "told_by");
    assert_eq!(saved(&clerk.post(&format!("{place}/death"), death).await), 2);
    let shown = told(&clerk.get(&place).await, 200)["person"].clone();
    assert_eq!(
        (&shown["status"], &shown["death"]["told_by"]),
        (&json!("deceased"), &json!("hospital"))
    );
    assert_eq!(shown["death"]["note"], Value::Null);
    let back = format!("{place}/death/revocation");
    assert_eq!(clerk.post(&back, json!({"version": 2})).await.status, 403);
    assert_eq!(saved(&chief.post(&back, json!({"version": 2})).await), 3);
}

/// A person is erased by two supervisors.
pub async fn erasures(cast: &Cast<'_>) {
    let (clerk, chief) = (&cast.clerk, &cast.supervisor);
    let place = format!("{}/erasure", register(clerk, 13).await);
    assert_eq!(clerk.get(&place).await.status, 403);
    assert_eq!(told(&chief.get(&place).await, 200)["reason"], Value::Null);
    let asked = json!({"version": 1, "erasure": {"reason": "mistaken"}});
    assert_eq!(clerk.post(&place, asked.clone()).await.status, 403);
    let wrong = json!({"version": 1, "erasure": {"reason": "horse"}});
    assert_eq!(told(&chief.post(&place, wrong).await, 422)["problems"][0]["field"], "reason");
    done(&chief.post(&place, asked).await);
    assert_eq!(told(&chief.get(&place).await, 200)["reason"], "mistaken");
    let decision = |erase: bool| json!({"version": 1, "erase": erase});
    let decided = format!("{place}/decision");
    let own = told(&chief.post(&decided, decision(true)).await, 422);
    assert_eq!(own["problems"][0]["code"], "second_person");
    done(&chief.post(&decided, decision(false)).await);
    assert_eq!(told(&chief.get(&place).await, 200)["on"], Value::Null);
}
