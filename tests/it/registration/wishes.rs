//! What a person wishes for after her death: each wish optional, each changeable, publicity by consent.

use lifelight::{
    domain::{
        audit::{Action, UnmaskReason},
        consents::Purpose,
        intake::{ConsentInput, Intake},
        permissions::Role,
        wishes::{DataAfterDeath, Memorial, Wishes, WishesInput},
    },
    service::{consents, intake, people, wishes},
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
        people::{contains, document},
        registry::{JINPING, each_engine},
    },
};

fn all() -> WishesInput {
    WishesInput {
        memorial: "pseudonym".to_owned(),
        pseudonym: "合成化名甲".to_owned(),
        letters: "yes".to_owned(),
        data: "erase".to_owned(),
        erase_after_years: "30".to_owned(),
        data_words: "合成安排乙".to_owned(),
        ..WishesInput::default()
    }
}

#[tokio::test]
async fn wishes_are_sealed_changed_and_publicity_needs_its_consent() {
    each_engine(async |registry| {
        let app = &registry.app;
        let caller = registry.caller(Role::Coordinator, JINPING).await;
        let publicity = || WishesInput { publicity: "yes".to_owned(), ..all() };
        let bold = Intake { wishes: publicity(), ..offering(1, vec![offer("body")]) };
        let refused = intake::register(app, &caller, &bold).await.expect_err("no consent");
        assert_eq!(codes(refused), [("publicity".to_owned(), "no_consent")]);
        let id = registered(app, &caller, &Intake { wishes: all(), ..bold.clone() }).await;

        let shown = people::get(app, &caller, id).await.expect("there").person.wishes;
        assert_eq!(
            (shown.memorial, shown.erase_after_years),
            (Some(Memorial::Pseudonym), Some(30))
        );
        assert_eq!((shown.pseudonym, shown.data_words), (None, None), "masked");
        let whole =
            people::unmask(app, &caller, id, UnmaskReason::PersonAsked).await.expect("read");
        assert_eq!(whole.wishes.pseudonym.as_deref(), Some("合成化名甲"));

        let refused =
            wishes::amend(app, &caller, id, 1, &publicity()).await.expect_err("still none");
        assert_eq!(codes(refused), [("publicity".to_owned(), "no_consent")]);
        let consent = ConsentInput { purpose: "publicity".to_owned(), ..ConsentInput::default() };
        let version = consents::record(app, &caller, id, 1, &consent).await.expect("she agrees");
        let version =
            wishes::amend(app, &caller, id, version, &publicity()).await.expect("now it may");
        let shown = people::get(app, &caller, id).await.expect("there");
        assert_eq!(shown.person.wishes.publicity, Some(true));
        assert_eq!(shown.history[0].event.action, Action::WishesAmended);
        let given = shown.person.consents.iter().find(|one| one.purpose == Purpose::Publicity);
        let given = given.expect("it was recorded").id;
        let version =
            consents::withdraw(app, &caller, id, version, given, "").await.expect("any time");
        let wishes_now = people::get(app, &caller, id).await.expect("there").person.wishes;
        assert_eq!(wishes_now.publicity, Some(false), "without the consent nothing is published");
        let none = WishesInput { data: "keep".to_owned(), ..WishesInput::default() };
        wishes::amend(app, &caller, id, version, &none).await.expect("each may be taken back");
        let wishes_now = people::get(app, &caller, id).await.expect("there").person.wishes;
        let kept = Wishes { data: Some(DataAfterDeath::Keep), ..Wishes::default() };
        assert_eq!(wishes_now, kept);
        if let Some(file) = registry.url().strip_prefix("sqlite:") {
            for file in [file.to_owned(), format!("{file}-wal")] {
                let bytes = std::fs::read(&file).unwrap_or_default();
                for secret in ["合成化名甲", "合成安排乙"] {
                    assert!(!contains(&bytes, secret.as_bytes()), "{secret} can be read");
                }
            }
        }
    })
    .await;
}

#[tokio::test]
async fn both_doors_take_wishes() {
    each_engine(async |registry| {
        let clerk = Client::new(registry, Role::Coordinator, JINPING).await;
        let person = json!({
            "document_number": document(5), "name": "合成某人", "registrations": [{"programme": "body"}],
            "wishes": {"memorial": "own_name", "letters": "no"},
        });
        let made = clerk.post("/people", person).await;
        assert_eq!(made.status, 201, "{}", made.text());
        let id = made.json()["id"].as_str().expect("an id").to_owned();
        let place = format!("/people/{id}");
        let shown = clerk.get(&place).await.json()["person"]["wishes"].clone();
        assert_eq!((&shown["memorial"], &shown["letters"]), (&json!("own_name"), &json!(false)));
        let wishes = json!({"version": 1, "wishes": {"publicity": "yes"}});
        let refused = clerk.put(&format!("{place}/wishes"), wishes).await;
        assert_eq!(refused.status, 422);
        assert_eq!(refused.json()["problems"][0]["field"], "publicity");
        let wishes = json!({"version": 1, "wishes": {"memorial": "pseudonym", "pseudonym": "合成化名"}});
        let saved = clerk.put(&format!("{place}/wishes"), wishes).await;
        assert_eq!(saved.json()["version"], 2, "{}", saved.text());

        let (somebody, _) = Visitor::at(registry, Role::Coordinator, JINPING).await;
        let page = somebody.get(&place).await;
        page.shows(&["身后意愿", "用化名"]);
        page.hides(&["合成化名"]);
        let asked = somebody.get(&format!("{place}/wishes")).await;
        asked.shows(&["合成化名", "转交匿名书信"]);
        let version = asked.value("version").to_owned();
        let fields = [("version", version.as_str()), ("data_after_death", "erase"), ("publicity", "yes")];
        let wrong = somebody.post(&format!("{place}/wishes"), &fields).await;
        assert_eq!(wrong.status, 422);
        wrong.shows(&["满多少年后删除"]);
        let fields = [fields[0], fields[1], fields[2], ("erase_after_years", "10")];
        let unconsented = somebody.post(&format!("{place}/wishes"), &fields).await;
        unconsented.shows(&["须有“宣传公开”的单独同意"]);
        let fields = [fields[0], fields[1], fields[3]];
        let saved = somebody.post(&format!("{place}/wishes"), &fields).await;
        assert_eq!(saved.location(), place);
        somebody.get(&place).await.shows(&["满年限后删除（10 年）"]);

        let mut registering = form(6, &registry.unit(JINPING).to_string());
        for (name, value) in [("memorial", "none"), ("publicity", "yes"), ("consent_publicity", "yes")] {
            registering.push((name.to_owned(), value.to_owned()));
        }
        let made = somebody.post("/register", &as_posted(&registering)).await;
        assert_eq!(made.status, 303, "{}", made.text);
        somebody.get(made.location()).await.shows(&["不留名"]);
    })
    .await;
}
