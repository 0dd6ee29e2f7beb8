//! Who signs beside the registrant: a proxy, and relatives where the region asks for it.

use std::collections::BTreeMap;

use lifelight::{
    domain::{
        audit::UnmaskReason,
        donations::families::Opinion,
        intake::RegistrationInput,
        permissions::Role,
        programmes::Rules,
        signing::{FamilySignatureInput, ProxyInput},
    },
    service::{App, Settings, intake, people, registrations},
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
        registry::{BAOJI, FENGHUA, JINPING, each_engine},
    },
};

fn signed(opinion: &str) -> FamilySignatureInput {
    FamilySignatureInput {
        name: name(900_001),
        relation: "daughter".to_owned(),
        opinion: opinion.to_owned(),
        signed_on: "2025-06-01".to_owned(),
    }
}

#[tokio::test]
async fn relatives_sign_where_the_region_asks_and_nowhere_else() {
    each_engine(async |registry| {
        let rules = Rules { family_signs: true, ..Rules::default() };
        let settings = Settings {
            rules: BTreeMap::from([(FENGHUA.to_owned(), rules)]),
            ..Settings::default()
        };
        let asks = &App::new(registry.app.store.clone(), settings);
        let caller = registry.caller(Role::Coordinator, JINPING).await;
        let elsewhere = registry.caller(Role::Coordinator, BAOJI).await;
        let with = |programme: &str, signatures: Vec<FamilySignatureInput>| RegistrationInput {
            family_signatures: signatures,
            ..offer(programme)
        };
        for (n, programme) in (1..).zip(["organ", "cornea", "body", "tissue"]) {
            let none = offering(n, vec![with(programme, Vec::new())]);
            let refused = intake::register(asks, &caller, &none).await.expect_err("nobody signed");
            assert_eq!(codes(refused), [("family".to_owned(), "missing")], "{programme}");
            let against =
                offering(n, vec![with(programme, vec![signed("agrees"), signed("objects")])]);
            let refused = intake::register(asks, &caller, &against).await.expect_err("one objects");
            assert_eq!(codes(refused), [("family".to_owned(), "objects")], "{programme}");
            let agreed = offering(n, vec![with(programme, vec![signed("agrees")])]);
            registered(asks, &caller, &agreed).await;
        }
        registered(asks, &caller, &offering(10, vec![offer("stem_cell")])).await;
        let half = FamilySignatureInput { opinion: String::new(), ..signed("") };
        let half = offering(11, vec![with("body", vec![half])]);
        let refused = codes(intake::register(asks, &caller, &half).await.expect_err("half"));
        assert_eq!(refused, [("family_1_opinion".to_owned(), "missing")]);

        // Where only the executor's consent is law, signatures are welcome and an objection stops nothing.
        registered(asks, &elsewhere, &offering(20, vec![offer("body")])).await;
        let against = offering(21, vec![with("body", vec![signed("objects")])]);
        let id = registered(asks, &elsewhere, &against).await;
        let masked = people::get(asks, &elsewhere, id).await.expect("there").person;
        assert!(masked.registrations[0].details.family_signatures.is_empty(), "names are masked");
        let whole = people::unmask(asks, &elsewhere, id, UnmaskReason::FamilyAsked).await;
        let whole = whole.expect("read in full");
        assert_eq!(whole.registrations[0].details.family_signatures[0].opinion, Opinion::Objects);
    })
    .await;
}

#[tokio::test]
async fn a_proxy_is_named_and_her_authorisation_seen() {
    each_engine(async |registry| {
        let app = &registry.app;
        let caller = registry.caller(Role::Coordinator, JINPING).await;
        let by_proxy = |proxy: ProxyInput| RegistrationInput {
            way: "by_proxy".to_owned(),
            proxy,
            ..offer("body")
        };
        let proxy = ProxyInput {
            name: name(900_002),
            relation: "spouse".to_owned(),
            phone: phone(900_002),
            authorisation_seen: true,
            notarised: true,
        };
        let nobody = offering(1, vec![by_proxy(ProxyInput::default())]);
        let mut refused = codes(intake::register(app, &caller, &nobody).await.expect_err("who?"));
        refused.sort();
        let fields: Vec<&str> = refused.iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(
            fields,
            ["proxy_authorisation_seen", "proxy_name", "proxy_phone", "proxy_relation"]
        );
        let unseen = ProxyInput { authorisation_seen: false, ..proxy.clone() };
        let unseen = offering(1, vec![by_proxy(unseen)]);
        let refused = intake::register(app, &caller, &unseen).await.expect_err("on whose word?");
        assert_eq!(codes(refused), [("proxy_authorisation_seen".to_owned(), "missing")]);
        let id = registered(app, &caller, &offering(1, vec![by_proxy(proxy.clone())])).await;
        let masked = people::get(app, &caller, id).await.expect("there").person;
        assert!(masked.registrations[0].details.proxy.is_none(), "masked");
        let whole = people::unmask(app, &caller, id, UnmaskReason::VerifyIdentity).await;
        let kept = whole.expect("read").registrations[0].details.proxy.clone().expect("kept");
        assert!(kept.notarised && kept.name.as_str() == name(900_002));
        // An amendment that says nothing of the proxy, as an older form cannot, keeps what there is.
        let row = masked.registrations[0].id;
        let silent = by_proxy(ProxyInput::default());
        let version = registrations::amend(app, &caller, id, 1, row, &silent).await;
        let version = version.expect("it stops nobody");
        let whole = people::unmask(app, &caller, id, UnmaskReason::VerifyIdentity).await;
        assert!(whole.expect("read").registrations[0].details.proxy.is_some());
        // Who came herself after all has no proxy, whatever the form still says.
        let herself = RegistrationInput { way: "on_site".to_owned(), ..by_proxy(proxy) };
        registrations::amend(app, &caller, id, version, row, &herself).await.expect("it is valid");
        let whole = people::unmask(app, &caller, id, UnmaskReason::VerifyIdentity).await;
        assert!(whole.expect("read").registrations[0].details.proxy.is_none());
    })
    .await;
}

#[tokio::test]
async fn both_doors_ask_for_proxy_and_family() {
    each_engine(async |registry| {
        let clerk = Client::new(registry, Role::Coordinator, JINPING).await;
        let person = json!({
            "document_number": document(5), "name": "合成某人",
            "registrations": [{"programme": "body", "way": "by_proxy",
                "proxy": {"name": name(900_002), "relation": "spouse", "phone": phone(900_002), "authorisation_seen": true},
                "family_signatures": [{"name": name(900_003), "relation": "son", "opinion": "agrees", "signed_on": "2025-06-01"}]}],
        });
        let made = clerk.post("/people", person).await;
        assert_eq!(made.status, 201, "{}", made.text());
        let id = made.json()["id"].as_str().expect("an id").to_owned();
        let masked = clerk.get(&format!("/people/{id}")).await;
        assert!(!masked.text().contains(&name(900_002)) && !masked.text().contains(&name(900_003)));
        let reason = json!({"reason": "verify_identity"});
        let full = clerk.post(&format!("/people/{id}/unmask"), reason).await.json();
        let body = &full["registrations"][0];
        assert_eq!(body["proxy"]["relation"], "spouse");
        assert_eq!(body["family_signatures"][0]["opinion"], "agrees");

        let (somebody, _) = Visitor::at(registry, Role::Coordinator, JINPING).await;
        let mut fields = form(6, &registry.unit(JINPING).to_string());
        fields.retain(|(name, _)| name != "programmes");
        for (name, value) in [("programmes", "organ"), ("organs_all", "yes"), ("way", "by_proxy")] {
            fields.push((name.to_owned(), value.to_owned()));
        }
        let unnamed = somebody.post("/register", &as_posted(&fields)).await;
        assert_eq!(unnamed.status, 422);
        unnamed.shows(&["请查验后勾选“已查验书面委托书”", "id=\"f-proxy_name-problem\""]);
        for (name, value) in [
            ("proxy_name", name(900_002)),
            ("proxy_relation", "spouse".to_owned()),
            ("proxy_phone", phone(900_002)),
            ("proxy_authorisation_seen", "yes".to_owned()),
            ("family_1_name", name(900_003)),
            ("family_1_relation", "son".to_owned()),
            ("family_1_opinion", "objects".to_owned()),
            ("family_1_signed_on", "2025-06-01".to_owned()),
        ] {
            fields.push((name.to_owned(), value));
        }
        let made = somebody.post("/register", &as_posted(&fields)).await;
        assert_eq!(made.status, 303, "{}", made.text);
        let home = made.location().to_owned();
        let page = somebody.get(&home).await;
        page.hides(&[&name(900_002), &name(900_003)]);
        let reveal = [("reason", "verify_identity")];
        let revealed = somebody.post(&format!("{home}/reveal"), &reveal).await;
        revealed.shows(&[&name(900_002), &name(900_003), "不同意 2025-06-01"]);
        let amend = page.text.split("/amend\"").next().expect("an amend");
        let amend = format!("{}/amend", &amend[amend.rfind('"').expect("an attribute") + 1..]);
        let asked = somebody.get(&amend).await;
        asked.shows(&[&name(900_002), &name(900_003), "name=\"family_2_name\""]);
    })
    .await;
}
