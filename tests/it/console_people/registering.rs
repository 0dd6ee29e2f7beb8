//! The registration form: every problem at its field, nothing typed is lost, drafts.

use lifelight::domain::permissions::Role;
use serde_json::Value;

use super::visitor::{Seen, Visitor};
use crate::support::{
    people::{document, name, phone},
    registry::{JINPING, YUELIN, each_engine},
};

/// A form that is right: somebody who offers stem cells, with two relatives.
pub fn form(n: u32, unit: &str) -> Vec<(String, String)> {
    let mut fields = vec![
        ("document_kind".to_owned(), "resident_id".to_owned()),
        ("document_number".to_owned(), document(n)),
        ("name".to_owned(), name(n)),
        ("unit".to_owned(), unit.to_owned()),
        ("phone_1".to_owned(), phone(n)),
        ("phone_2".to_owned(), String::new()),
        ("address".to_owned(), format!("合成路{n}号")),
        ("programmes".to_owned(), "stem_cell".to_owned()),
        ("registered_on".to_owned(), "2025-06-01".to_owned()),
        ("consent_enrolment".to_owned(), "yes".to_owned()),
        ("consent_enrolment_way".to_owned(), "on_site".to_owned()),
    ];
    for k in 1..=2 {
        fields.push((format!("relative_{k}_name"), name(700_000 + 2 * n + k)));
        fields.push((format!("relative_{k}_address"), format!("合成街{n}之{k}号")));
    }
    fields
}

/// `fields` as they are posted.
pub fn as_posted(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

/// Registers somebody through the form and gives her id.
pub async fn register(visitor: &Visitor, n: u32, unit: &str) -> String {
    let seen = visitor.post("/register", &as_posted(&form(n, unit))).await;
    assert_eq!(seen.status, 303, "{}", seen.text);
    seen.location().strip_prefix("/people/").expect("a person's page").to_owned()
}

/// The complaints above a form: those that lead to a field, and those that lead nowhere.
fn complaints(seen: &Seen) -> (usize, usize) {
    let start = seen.text.find("class=\"summary").expect("a summary");
    let list = &seen.text[start..start + seen.text[start..].find("</ul>").expect("a list")];
    let led = list.matches("<li><a href=\"#").count();
    (led, list.matches("<li>").count() - led)
}

#[tokio::test]
async fn every_problem_lands_on_its_field_and_everything_typed_stays() {
    each_engine(async |registry| {
        let (somebody, _) = Visitor::at(registry, Role::Coordinator, JINPING).await;
        let wrong = [
            ("document_kind", "resident_id"),
            ("document_number", "330299199001010000"),
            ("name", "1"),
            ("sex", "other"),
            ("birth_date", "2099-1-1"),
            ("phone_1", "12"),
            ("phone_3", "abc"),
            ("email", "nobody"),
            ("graduation_month", "someday"),
            ("relative_1_name", "赵合甲"),
            ("relative_1_phone", "1"),
            ("relative_3_address", "合成路只有住址"),
            ("executor_1_name", "!"),
            ("executor_1_opinion", "maybe"),
            ("programmes", "stem_cell"),
            ("programmes", "organ"),
            ("registered_on", "31.2."),
            ("stem_cell_sampled_on", "never"),
            ("stem_cell_pooled_on", "2099-1-1"),
            ("stem_cell_channel", "guessed"),
            ("stem_cell_sample_kind", "guessed"),
            ("way", "guessed"),
            ("family_aware", "perhaps"),
            ("consent_enrolment", "yes"),
            ("consent_organ", "yes"),
            ("consent_organ_on", "2099-1-1"),
            ("consent_passing_on", "yes"),
            ("consent_passing_on_way", "guessed"),
            ("refusals", "heart"),
            ("refused_on", "2099-1-1"),
            ("remarks", "合成备注,不得丢失"),
        ];
        let long = "长".repeat(1001);
        let too_long =
            ["card_no", "national_no", "stem_cell_sample_place", "address", "wechat", "school"];
        let fields: Vec<_> =
            wrong.into_iter().chain(too_long.map(|name| (name, long.as_str()))).collect();
        let seen = somebody.post("/register", &fields).await;
        assert_eq!(seen.status, 422);
        let (led, lost) = complaints(&seen);
        assert_eq!(lost, 0, "{}", seen.text);
        assert_eq!(led, 32, "{}", seen.text);
        for (name, value) in wrong.into_iter().filter(|(_, value)| value.contains(['-', '合', '1']))
        {
            let kept = seen.text.contains(&format!("value=\"{value}\""))
                || seen.text.contains(&format!("\n{value}<"));
            assert!(kept, "{name} was lost");
        }
        assert_eq!(seen.text.matches(long.as_str()).count(), too_long.len());
        seen.shows(&["id=\"switch-stem_cell\" name=\"programmes\" value=\"stem_cell\" checked"]);
    })
    .await;
}

#[tokio::test]
async fn warnings_are_shown_once_and_a_known_document_leads_to_its_record() {
    each_engine(async |registry| {
        let unit = registry.unit(JINPING).to_string();
        let (somebody, _) = Visitor::at(registry, Role::Coordinator, JINPING).await;
        let mut alone = form(1, &unit);
        alone.retain(|(name, _)| !name.starts_with("relative_2"));
        let first = somebody.post("/register", &as_posted(&alone)).await;
        assert_eq!(first.status, 422);
        first.shows(&["请留意，可以继续", "建议填写两位不同住址的亲友"]);
        let seen = first.value("warnings_seen").to_owned();
        alone.push(("warnings_seen".to_owned(), seen));
        let saved = somebody.post("/register", &as_posted(&alone)).await;
        assert_eq!(saved.status, 303, "{}", saved.text);
        let page = saved.location().to_owned();
        somebody.get(&page).await.shows(&["建议填写两位不同住址的亲友"]);

        let known = somebody.post("/register", &as_posted(&form(1, &unit))).await;
        assert_eq!(known.status, 422);
        known.shows(&["此证件已在册", &format!("{page}#registrations"), &name(1), &phone(1)]);

        let (theirs, _) = Visitor::at(registry, Role::Coordinator, YUELIN).await;
        let elsewhere = registry.unit(YUELIN).to_string();
        let new = theirs.post("/register", &as_posted(&form(1, &elsewhere))).await;
        assert_eq!(new.status, 303);
        assert_ne!(new.location(), page);
    })
    .await;
}

#[tokio::test]
async fn what_a_grid_was_meant_to_be_is_offered_and_one_press_takes_it_over() {
    each_engine(async |registry| {
        let unit = registry.unit(JINPING).to_string();
        let (somebody, _) = Visitor::at(registry, Role::Coordinator, JINPING).await;
        let mut wrong = form(1, &unit);
        // Two neighbours changed about.
        wrong.push(("grid".to_owned(), "3553 0000 0123 4576 825".to_owned()));
        let seen = somebody.post("/register", &as_posted(&wrong)).await;
        assert_eq!(seen.status, 422);
        seen.shows(&[
            "是不是",
            "value=\"grid 3553000001234567825\"",
            "value=\"3553 0000 0123 4576 825\"",
        ]);
        // Enter in any field still means saving: the first button is no candidate.
        let first = &seen.text[seen.text.find("action=\"/register\"").expect("the form")..];
        let first = &first[first.find("<button").expect("a button")..];
        assert!(!first[..first.find('>').expect("its end")].contains("take"), "{first}");
        let left = [("field", "grid"), ("grid", "3553000001234576825")];
        let told = somebody.post("/register/check", &left).await;
        let told: Value = serde_json::from_str(&told.text).expect("JSON");
        let meant = serde_json::json!(["3553000001234567825", "35530000D1234576825"]);
        assert_eq!(told["problems"][0]["candidates"], meant);

        wrong.push(("take".to_owned(), "grid 3553000001234567825".to_owned()));
        let saved = somebody.post("/register", &as_posted(&wrong)).await;
        assert_eq!(saved.status, 303, "{}", saved.text);
        let page = saved.location().to_owned();
        somebody.get(&page).await.shows(&["3553*************25"]);
    })
    .await;
}

#[tokio::test]
async fn a_field_is_checked_as_it_is_left() {
    each_engine(async |registry| {
        let (somebody, _) = Visitor::at(registry, Role::Coordinator, JINPING).await;
        let id = register(&somebody, 1, &registry.unit(JINPING).to_string()).await;
        let check = async |visitor: &Visitor, fields: &[(&str, &str)]| -> Value {
            let seen = visitor.post("/register/check", fields).await;
            assert_eq!(seen.status, 200, "{}", seen.text);
            serde_json::from_str(&seen.text).expect("JSON")
        };
        let number = document(3);
        let last = if number.ends_with('0') { "1" } else { "0" };
        let number = format!("{}{last}", &number[..17]);
        let fields = [
            ("field", "document_number"),
            ("document_kind", ""),
            ("document_number", number.as_str()),
        ];
        let wrong = check(&somebody, &fields).await;
        assert_eq!(wrong["problems"][0]["field"], "document_number");
        assert_eq!(wrong["problems"][0]["code"], "check_digit");
        assert_eq!(wrong["problems"].as_array().map(Vec::len), Some(1));
        let held = document(1);
        let fields = [
            ("field", "document_number"),
            ("document_kind", ""),
            ("document_number", held.as_str()),
        ];
        let known = check(&somebody, &fields).await;
        assert_eq!(known["problems"].as_array().map(Vec::len), Some(0));
        assert_eq!(known["hints"][0]["href"], format!("/people/{id}"));
        let amending = somebody.post(&format!("/register/check?except={id}"), &fields).await;
        assert_eq!(amending.text, r#"{"problems":[],"hints":[]}"#);
        // A sibling is told what she is told of a document that nobody holds.
        let (theirs, _) = Visitor::at(registry, Role::Coordinator, YUELIN).await;
        let free = document(2);
        let of_nobody = [
            ("field", "document_number"),
            ("document_kind", ""),
            ("document_number", free.as_str()),
        ];
        assert_eq!(check(&theirs, &fields).await, check(&theirs, &of_nobody).await);

        let sex = check(
            &somebody,
            &[
                ("field", "sex"),
                ("document_kind", ""),
                ("document_number", &free),
                ("sex", "female"),
                ("birth_date", ""),
            ],
        )
        .await;
        let other = check(
            &somebody,
            &[
                ("field", "sex"),
                ("document_kind", ""),
                ("document_number", &free),
                ("sex", "male"),
                ("birth_date", ""),
            ],
        )
        .await;
        let hints = |answer: &Value| answer["hints"].as_array().map_or(0, Vec::len);
        assert_eq!(hints(&sex) + hints(&other), 1, "{sex} {other}");
        for (field, value) in [
            ("phone_3", "12"),
            ("registered_on", "2099-1-1"),
            ("email", "x"),
            ("relative_2_name", "?"),
            ("consent_body_on", "x"),
            ("refused_on", "x"),
        ] {
            let answer = check(&somebody, &[("field", field), (field, value)]).await;
            assert_eq!(answer["problems"][0]["field"], field, "{answer}");
        }
        let old = "33029919600101000";
        let check_digit = lifelight::domain::documents::check_digit(old).expect("17 digits");
        let number = format!("{old}{check_digit}");
        let age = [
            ("field", "stem_cell_sampled_on"),
            ("document_kind", ""),
            ("document_number", number.as_str()),
            ("birth_date", ""),
            ("stem_cell_sampled_on", "2025-06-01"),
        ];
        let age = check(&somebody, &age).await;
        assert_eq!(age["problems"][0]["code"], "too_old");
        assert_eq!(age["problems"][0]["field"], "stem_cell_sampled_on");
    })
    .await;
}

#[tokio::test]
async fn what_is_typed_is_kept_until_it_is_registered() {
    each_engine(async |registry| {
        let unit = registry.unit(JINPING).to_string();
        let (somebody, _) = Visitor::at(registry, Role::Coordinator, JINPING).await;
        let mut fields = form(1, &unit);
        let kept = somebody.post("/register/draft", &as_posted(&fields)).await;
        let kept: Value = serde_json::from_str(&kept.text).expect("JSON");
        let draft = kept["draft"].as_str().expect("an id").to_owned();
        assert_eq!(kept["saved_at"], "09:00");
        fields.push(("draft".to_owned(), draft.clone()));
        fields[2].1 = name(2);
        somebody.post("/register/draft", &as_posted(&fields)).await;
        let today = somebody.get("/").await;
        today.shows(&[&format!("/register?draft={draft}"), "孙**", "锦屏街道"]);
        today.hides(&[&name(2), &document(1), &phone(1)]);
        let again = somebody.get(&format!("/register?draft={draft}")).await;
        again.shows(&[&name(2), &document(1), &phone(1)]);
        assert_eq!(again.value("draft"), draft);

        let (colleague, _) = Visitor::at(registry, Role::Coordinator, JINPING).await;
        assert_eq!(colleague.get(&format!("/register?draft={draft}")).await.status, 404);
        colleague.get("/").await.hides(&[&draft]);

        let token: Value =
            serde_json::from_str(&somebody.get("/register/draft/token").await.text).expect("JSON");
        assert_eq!(token["csrf"], again.value("csrf"));
        assert_eq!(somebody.post("/register", &as_posted(&fields)).await.status, 303);
        assert_eq!(somebody.get(&format!("/register?draft={draft}")).await.status, 404);
        let second = somebody.post("/register/draft", &[("name", "半途")]).await;
        let second: Value = serde_json::from_str(&second.text).expect("JSON");
        let path = format!("/register/drafts/{}/discard", second["draft"].as_str().expect("an id"));
        assert_eq!(somebody.post(&path, &[]).await.location(), "/");
        somebody.get("/").await.shows(&["没有草稿"]);
    })
    .await;
}
