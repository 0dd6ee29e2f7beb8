//! Tissues: a fifth programme, chosen one by one or all.

use lifelight::{
    domain::{gifts::Tissue, intake::RegistrationInput, permissions::Role, programmes::Programme},
    service::{people, registrations, today},
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
    support::registry::{JINPING, each_engine},
};

#[tokio::test]
async fn tissues_are_offered_one_by_one_or_all_and_counted_apart() {
    each_engine(async |registry| {
        let app = &registry.app;
        let caller = registry.caller(Role::Coordinator, JINPING).await;
        let skin = RegistrationInput {
            tissues: vec!["skin".to_owned(), "other".to_owned(), "skin".to_owned()],
            other_tissue: "合成肌腱".to_owned(),
            receiving_unit: "合成组织库".to_owned(),
            ..offer("tissue")
        };
        let id = registered(app, &caller, &offering(1, vec![skin.clone(), offer("cornea")])).await;
        let shown = people::get(app, &caller, id).await.expect("it is there").person;
        let tissue = &shown.registrations[0];
        assert_eq!(tissue.programme, Programme::Tissue);
        assert_eq!(tissue.details.tissues, [Tissue::Skin, Tissue::Other]);
        assert_eq!(tissue.details.other_tissue.as_deref(), Some("合成肌腱"));

        let which = RegistrationInput { other_tissue: String::new(), ..skin };
        let unsaid = registrations::amend(app, &caller, id, 1, tissue.id, &which).await;
        let unsaid = codes(unsaid.expect_err("which one?"));
        assert_eq!(unsaid, [("other_tissue".to_owned(), "missing")]);
        let unknown = RegistrationInput { tissues: vec!["hair".to_owned()], ..offer("tissue") };
        let unknown = registrations::amend(app, &caller, id, 1, tissue.id, &unknown).await;
        let unknown = codes(unknown.expect_err("no such"));
        assert_eq!(unknown, [("tissues".to_owned(), "not_in_list")]);
        let all = registrations::amend(app, &caller, id, 1, tissue.id, &offer("tissue")).await;
        let version = all.expect("none means all");
        let shown = people::get(app, &caller, id).await.expect("it is there").person;
        assert!(shown.registrations[0].details.tissues.is_empty());

        let counts = today::get(app, &caller).await.expect("counts").counts;
        let tissue = counts.iter().find(|row| row.programme == "tissue").expect("it is counted");
        assert_eq!((tissue.status.as_str(), tissue.count), ("active", 1));
        registrations::refuse(app, &caller, id, version, &[Programme::Tissue], None)
            .await
            .expect("a refusal is always taken");
        let again = registrations::add(app, &caller, id, version + 1, &offer("tissue")).await;
        assert_eq!(codes(again.expect_err("refused"))[0].1, "refused");
    })
    .await;
}

#[tokio::test]
async fn both_doors_take_tissues() {
    each_engine(async |registry| {
        let clerk = Client::new(registry, Role::Coordinator, JINPING).await;
        let person = json!({
            "document_number": crate::support::people::document(5), "name": "合成某人",
            "registrations": [{"programme": "tissue", "tissues": ["bone", "heart_valve"]}],
        });
        let made = clerk.post("/people", person).await;
        assert_eq!(made.status, 201, "{}", made.text());
        let id = made.json()["id"].as_str().expect("an id").to_owned();
        let shown = clerk.get(&format!("/people/{id}")).await.json();
        let tissue = &shown["person"]["registrations"][0];
        assert_eq!(tissue["tissues"], json!(["bone", "heart_valve"]));
        assert_eq!(tissue["other_tissue"], json!(null));

        let (somebody, _) = Visitor::at(registry, Role::Coordinator, JINPING).await;
        somebody.get("/").await.shows(&["组织"]);
        somebody.get("/register").await.shows(&[
            "全部组织",
            "皮肤",
            "心脏瓣膜",
            "遗体、角膜或组织捐献",
        ]);
        let unit = registry.unit(JINPING).to_string();
        let mut fields = form(6, &unit);
        fields.push(("programmes".to_owned(), "tissue".to_owned()));
        let unsaid = somebody.post("/register", &as_posted(&fields)).await;
        assert_eq!(unsaid.status, 422);
        unsaid.shows(&["请勾选全部组织，或逐项选择。"]);
        for (name, value) in
            [("tissues", "skin"), ("tissues", "other"), ("tissue_receiving_unit", "合成组织库")]
        {
            fields.push((name.to_owned(), value.to_owned()));
        }
        let unnamed = somebody.post("/register", &as_posted(&fields)).await;
        assert_eq!(unnamed.status, 422);
        unnamed.shows(&["id=\"f-other_tissue-problem\"", "请写明是哪种组织"]);
        fields.push(("other_tissue".to_owned(), "合成肌腱".to_owned()));
        let made = somebody.post("/register", &as_posted(&fields)).await;
        assert_eq!(made.status, 303, "{}", made.text);
        let home = made.location().to_owned();
        let page = somebody.get(&home).await;
        page.shows(&["皮肤、其他", "合成肌腱", "合成组织库"]);
        let step = page.text.match_indices("/amend\"").map(|(at, _)| {
            let start = page.text[..at].rfind('"').expect("an attribute") + 1;
            format!("{}/amend", &page.text[start..at])
        });
        let mut amended = step.filter(|href| href.contains("/registrations/"));
        let mut found = false;
        for href in &mut amended {
            let asked = somebody.get(&href).await;
            found |= asked.text.contains("合成肌腱") && asked.text.contains("合成组织库");
        }
        assert!(found, "the form is filled with what is known");
        let add = somebody.get(&format!("{home}/registrations/add?programme=tissue")).await;
        add.shows(&["全部组织"]);
    })
    .await;
}
