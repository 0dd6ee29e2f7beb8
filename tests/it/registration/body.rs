//! What of the body is given, where the ashes go, and who carries the donation out.

use lifelight::{
    domain::{
        gifts::{Ashes, BodyGift},
        intake::{Intake, RegistrationInput, RelativeInput},
        permissions::Role,
    },
    service::{intake, people, registrations},
};
use serde_json::json;

use super::{offer, offering, registered};
use crate::{
    api::client::Client,
    console_people::{
        registering::{as_posted, form},
        visitor::Visitor,
    },
    people::codes,
    support::{
        people::{document, name, phone},
        registry::{JINPING, each_engine},
    },
};

fn executor(n: u32, agreed: &str) -> RelativeInput {
    RelativeInput {
        name: name(n),
        relation: "son".to_owned(),
        phone: phone(n),
        document_number: document(n),
        agreed: agreed.to_owned(),
        signed_on: "2025-06-01".to_owned(),
        ..RelativeInput::default()
    }
}

#[tokio::test]
async fn brain_tissue_ashes_and_their_words() {
    each_engine(async |registry| {
        let app = &registry.app;
        let caller = registry.caller(Role::Coordinator, JINPING).await;
        let body = RegistrationInput {
            body_gifts: vec!["brain_tissue".to_owned(), "whole_body".to_owned()],
            ashes: "other".to_owned(),
            ashes_words: "合成海葬".to_owned(),
            ..offer("body")
        };
        let id = registered(app, &caller, &offering(1, vec![body.clone(), offer("organ")])).await;
        let shown = people::get(app, &caller, id).await.expect("it is there");
        let warned: Vec<&str> = shown.warnings.iter().map(|warning| warning.code).collect();
        assert_eq!(warned, ["body_without_executor", "organs_before_body"]);
        let details = &shown.person.registrations[0].details;
        assert_eq!(details.gifts, [BodyGift::WholeBody, BodyGift::BrainTissue]);
        assert_eq!((details.ashes, &details.ashes_words), (Some(Ashes::Other), &None), "masked");
        let row = shown.person.registrations[0].id;
        let wordless = RegistrationInput { ashes_words: String::new(), ..body.clone() };
        let error = registrations::amend(app, &caller, id, 1, row, &wordless).await;
        assert_eq!(codes(error.expect_err("what then?")), [("ashes_words".to_owned(), "missing")]);
        let sea = RegistrationInput { ashes: "sea".to_owned(), ..body };
        let error = registrations::amend(app, &caller, id, 1, row, &sea).await;
        assert_eq!(codes(error.expect_err("no such")), [("ashes".to_owned(), "not_in_list")]);
        let cornea = RegistrationInput { ashes: "tree_burial".to_owned(), ..offer("cornea") };
        registrations::add(app, &caller, id, 1, &cornea).await.expect("it is valid");
        let shown = people::get(app, &caller, id).await.expect("it is there").person;
        let cornea = shown.registrations.iter().find(|one| one.programme.code() == "cornea");
        assert_eq!(cornea.expect("it was added").details.ashes, None, "of the body alone");
    })
    .await;
}

#[tokio::test]
async fn executors_come_in_order_and_only_who_agreed_counts() {
    each_engine(async |registry| {
        let app = &registry.app;
        let caller = registry.caller(Role::Coordinator, JINPING).await;
        let home = RelativeInput {
            name: "合成第3村（居）委会".to_owned(),
            relation: "organisation".to_owned(),
            ..RelativeInput::default()
        };
        let three = Intake {
            executors: vec![executor(800_001, "no"), home.clone(), executor(800_002, "yes")],
            ..offering(1, vec![offer("body")])
        };
        let id = registered(app, &caller, &three).await;
        let shown = people::get(app, &caller, id).await.expect("it is there");
        assert!(shown.warnings.is_empty(), "the third agreed: {:?}", shown.warnings);
        let said: Vec<Option<bool>> =
            shown.person.relatives.iter().take(3).map(|one| one.agreed).collect();
        assert_eq!(said, [Some(false), None, Some(true)], "in their order");

        let mut fewer = Intake { registrations: Vec::new(), ..three.clone() };
        fewer.executors.pop();
        let version = people::amend(app, &caller, id, 1, &fewer).await.expect("it is valid");
        let shown = people::get(app, &caller, id).await.expect("it is there");
        assert_eq!(shown.warnings[0].code, "no_agreeing_executor");
        assert!(shown.warnings[0].words.zh.contains("另请执行人"));

        let mut wrong = fewer.clone();
        wrong.executors = vec![RelativeInput {
            document_number: "330299199001010000".to_owned(),
            signed_on: "2099-1-1".to_owned(),
            ..executor(800_001, "yes")
        }];
        let error = people::amend(app, &caller, id, version, &wrong).await.expect_err("wrong");
        let error = codes(error);
        assert_eq!(
            error.iter().map(|(field, _)| field.as_str()).collect::<Vec<_>>(),
            ["executor_1_signed_on", "executor_1_document_number"]
        );
        // A relative is there to find the person again, so an organisation's name is none of hers.
        let office = Intake { relatives: vec![home], ..offering(2, vec![offer("organ")]) };
        let error = intake::register(app, &caller, &office).await.expect_err("not a person");
        assert_eq!(codes(error)[0].0, "relative_1_name");
    })
    .await;
}

#[tokio::test]
async fn both_doors_tell_of_body_and_executors() {
    each_engine(async |registry| {
        let clerk = Client::new(registry, Role::Coordinator, JINPING).await;
        let person = json!({
            "document_number": document(5), "name": "合成某人",
            "executors": [{"name": "合成村居委", "relation": "organisation", "agreed": "yes", "signed_on": "2025-06-01"}],
            "registrations": [{"programme": "body", "body_gifts": ["whole_body"], "ashes": "memorial_park"}],
        });
        let made = clerk.post("/people", person).await;
        assert_eq!(made.status, 201, "{}", made.text());
        let id = made.json()["id"].as_str().expect("an id").to_owned();
        let shown = clerk.get(&format!("/people/{id}")).await.json()["person"].clone();
        assert_eq!(shown["registrations"][0]["ashes"], "memorial_park");
        assert_eq!(shown["registrations"][0]["body_gifts"], json!(["whole_body"]));
        assert_eq!(shown["relatives"][0]["signed_on"], "2025-06-01");

        let (somebody, _) = Visitor::at(registry, Role::Coordinator, JINPING).await;
        let unit = registry.unit(JINPING).to_string();
        let mut fields = form(6, &unit);
        for (name, value) in [
            ("programmes", "body"),
            ("body_gifts", "whole_body"),
            ("body_gifts", "brain_tissue"),
            ("ashes", "other"),
        ] {
            fields.push((name.to_owned(), value.to_owned()));
        }
        let unsaid = somebody.post("/register", &as_posted(&fields)).await;
        assert_eq!(unsaid.status, 422);
        unsaid.shows(&["请写明骨灰如何处理", "id=\"f-ashes_words-problem\""]);
        fields.push(("ashes_words".to_owned(), "合成海葬".to_owned()));
        for (part, value) in [
            ("name", name(800_003)),
            ("relation", "daughter".to_owned()),
            ("phone", phone(800_003)),
            ("opinion", "no".to_owned()),
            ("signed_on", "2025-06-01".to_owned()),
            ("document_number", document(3)),
        ] {
            fields.push((format!("executor_1_{part}"), value));
        }
        let warned = somebody.post("/register", &as_posted(&fields)).await;
        assert_eq!(warned.status, 422);
        warned.shows(&["不计为执行人"]);
        fields.push(("warnings_seen".to_owned(), "no_agreeing_executor".to_owned()));
        let made = somebody.post("/register", &as_posted(&fields)).await;
        assert_eq!(made.status, 303, "{}", made.text);
        let home = made.location().to_owned();
        let page = somebody.get(&home).await;
        page.shows(&["整具遗体、脑组织", "执行人1", "不同意执行，不计 2025-06-01"]);
        page.hides(&["合成海葬", &document(3)]);
        let amend = somebody.get(&format!("{home}/amend")).await;
        amend.shows(&[&document(3), "name=\"executor_1_signed_on\""]);
        let revealed =
            somebody.post(&format!("{home}/reveal"), &[("reason", "correct_record")]).await;
        revealed.shows(&["合成海葬"]);
    })
    .await;
}
