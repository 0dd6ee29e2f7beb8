//! A registration is withdrawn at any time without a reason; who has to know is told, and nobody asks again.

use lifelight::{
    domain::{
        audit::{Action, UnmaskReason},
        intake::{Intake, RegistrationInput, RelativeInput},
        notices::NoticeTo,
        permissions::Role,
        registrations::{Registration, RegistrationStatus},
    },
    service::{
        ServiceError,
        intake::{self, Registered},
        notices, people, registrations,
    },
};
use serde_json::json;

use super::{offer, offering, registered};
use crate::{
    api::client::{Client, body_of},
    console_people::visitor::Visitor,
    imports::desk::entered,
    people::codes,
    support::{
        people::{document, name, phone},
        registry::{FENGHUA, JINPING, YUELIN, each_engine},
    },
};

/// Synthetic person `n`, who gives her body to a school and has one executor who agreed and one who did not.
fn giver(n: u32) -> Intake {
    let executor = |k: u32, agreed: &str| RelativeInput {
        name: name(800_000 + k),
        relation: "son".to_owned(),
        phone: phone(800_000 + k),
        address: format!("合成巷{k}号"),
        agreed: agreed.to_owned(),
        ..RelativeInput::default()
    };
    let body = RegistrationInput {
        receiving_unit: "合成医学院".to_owned(),
        card_number: format!("YT-{n:04}"),
        ..offer("body")
    };
    Intake { executors: vec![executor(1, "yes"), executor(2, "no")], ..offering(n, vec![body]) }
}

#[tokio::test]
async fn a_withdrawal_leaves_notices_that_are_ticked_off_one_by_one() {
    each_engine(async |registry| {
        let app = &registry.app;
        let caller = registry.caller(Role::Coordinator, JINPING).await;
        let id = registered(app, &caller, &giver(1)).await;
        let row = people::get(app, &caller, id).await.expect("there").person.registrations[0].id;
        let none = notices::give(app, &caller, (id, 1), (row, 1), "", "").await;
        assert_eq!(codes(none.expect_err("not withdrawn")), [("notice".to_owned(), "missing")]);
        let version = registrations::withdraw(app, &caller, id, 1, row, "2025-06-02", "")
            .await
            .expect("at any time, without a reason");
        let shown = people::get(app, &caller, id).await.expect("there").person;
        assert_eq!(shown.registrations[0].status, RegistrationStatus::Withdrawn);
        let owed = &shown.registrations[0].details.notices;
        let to: Vec<NoticeTo> = owed.iter().map(|notice| notice.to).collect();
        assert_eq!(to, [NoticeTo::Executor, NoticeTo::ReceivingUnit, NoticeTo::NationalSystem]);
        assert_eq!(owed[0].executor, Some(shown.relatives[0].id), "not her who had declined");

        let give = async |version, position, on: &str, receipt: &str| {
            notices::give(app, &caller, (id, version), (row, position), on, receipt).await
        };
        let early = give(version, 1, "2025-06-01", "").await.expect_err("before the withdrawal");
        assert_eq!(codes(early), [("told_on".to_owned(), "before_withdrawal")]);
        let future = give(version, 1, "2025-06-03", "").await.expect_err("tomorrow");
        assert_eq!(codes(future), [("told_on".to_owned(), "future")]);
        let bare = give(version, 3, "", "").await.expect_err("by hand, with its receipt");
        assert_eq!(codes(bare), [("receipt".to_owned(), "missing")]);
        let version = give(version, 3, "", "凭证-合成-1").await.expect("today");
        let stale = give(version - 1, 1, "", "").await;
        assert!(matches!(stale, Err(ServiceError::Conflict)));
        let version = give(version, 1, "2025-06-02", "").await.expect("told");
        assert_eq!(codes(give(version, 1, "", "").await.expect_err("once"))[0].1, "given");
        let shown = people::get(app, &caller, id).await.expect("there");
        let given: Vec<bool> = shown.person.registrations[0]
            .details
            .notices
            .iter()
            .map(|notice| notice.given.is_some())
            .collect();
        assert_eq!(given, [true, false, true]);
        let by = shown.person.registrations[0].details.notices[0].given.as_ref().expect("given").by;
        assert_eq!(by, caller.actor.account_id());
        assert_eq!(shown.history[0].event.action, Action::NoticeGiven);
        let past = people::past(app, &caller, id, UnmaskReason::CorrectRecord).await;
        assert_eq!(past.expect("kept").len(), 4, "the withdrawal of row and person, two notices");

        let stranger = registry.caller(Role::Coordinator, YUELIN).await;
        let foreign =
            notices::give(app, &stranger, (id, version), (row, 2), "", "").await.expect_err("who?");
        assert!(matches!(foreign, ServiceError::Missing));
    })
    .await;
}

#[tokio::test]
async fn who_withdrew_is_found_by_her_document_and_not_asked_again() {
    each_engine(async |registry| {
        let app = &registry.app;
        let township = registry.caller(Role::Coordinator, JINPING).await;
        let county = registry.caller(Role::Coordinator, FENGHUA).await;
        let id = registered(app, &township, &giver(1)).await;
        let row = people::get(app, &township, id).await.expect("there").person.registrations[0].id;
        registrations::withdraw(app, &township, id, 1, row, "", "").await.expect("at any time");

        for caller in [&township, &county] {
            let again = intake::register(app, caller, &giver(1)).await.expect("it is valid");
            assert_eq!(again, Registered::Known(id), "the tombstone is found, nothing is written");
        }
        let shown = people::get(app, &county, id).await.expect("there").person;
        assert!(shown.do_not_contact);
        assert_eq!(shown.registrations.len(), 1);
        assert_eq!(shown.version, 2, "neither attempt changed anything");
        // Only her own wish brings her back: a new offer on her record, which still asks for nothing.
        registrations::add(app, &township, id, 2, &offer("cornea")).await.expect("her own wish");
        let shown = people::get(app, &county, id).await.expect("there").person;
        assert!(shown.do_not_contact, "until she lifts it herself");

        let (somebody, _) = Visitor::at(registry, Role::Coordinator, JINPING).await;
        let found = [("document_kind", "resident_id"), ("document_number", &document(1))];
        let posted = [found[0], found[1], ("field", "document_number")];
        let checked = somebody.post("/register/check", &posted).await;
        checked.shows(&[&format!("/people/{id}")]);
        let page = somebody.get(&format!("/people/{id}")).await;
        page.shows(&["请勿联系", "不得致电、写信或上门", "已撤销"]);
    })
    .await;
}

#[tokio::test]
async fn both_doors_tick_notices_off_and_letters_say_nothing_outside() {
    each_engine(async |registry| {
        let clerk = Client::new(registry, Role::Coordinator, JINPING).await;
        let made = clerk.post("/people", body_of(&giver(1))).await;
        assert_eq!(made.status, 201, "{}", made.text());
        let id = made.json()["id"].as_str().expect("an id").to_owned();
        let place = format!("/people/{id}");
        let shown = clerk.get(&place).await.json()["person"].clone();
        let row = shown["registrations"][0]["id"].as_str().expect("an id").to_owned();
        let at = format!("{place}/registrations/{row}");
        let gone = clerk.post(&format!("{at}/withdraw"), json!({"version": 1})).await;
        assert_eq!(gone.status, 200, "{}", gone.text());
        let body = json!({"version": 2, "position": 2, "receipt": "EMS-合成-1"});
        let told = clerk.post(&format!("{at}/notices"), body).await;
        assert_eq!(told.json()["version"], 3, "{}", told.text());
        let notices =
            clerk.get(&place).await.json()["person"]["registrations"][0]["notices"].clone();
        assert_eq!(notices[0]["to"], "executor");
        assert_eq!(notices[0]["executor"], shown["relatives"][0]["id"]);
        assert_eq!(
            (&notices[1]["given_on"], &notices[1]["receipt"]),
            (&json!("2025-06-02"), &json!("EMS-合成-1"))
        );
        assert_eq!(notices[2]["given_on"], json!(null));

        let (somebody, _) = Visitor::at(registry, Role::Coordinator, JINPING).await;
        let page = somebody.get(&place).await;
        page.shows(&["撤销后应通知", "待通知", "已通知 2025-06-02", "EMS-合成-1", "全国登记系统"]);
        page.hides(&[&name(800_001)]);
        let asked = somebody.get(&format!("{at}/notices/3")).await;
        asked.shows(&["注销凭证号", "name=\"told_on\""]);
        assert_eq!(somebody.get(&format!("{at}/notices/4")).await.status, 404);
        let version = asked.value("version").to_owned();
        let bare = somebody.post(&format!("{at}/notices/3"), &[("version", &version)]).await;
        assert_eq!(bare.status, 422);
        bare.shows(&["id=\"f-receipt-problem\"", "注销凭证号；系统中没有此人的"]);
        let fields =
            [("version", version.as_str()), ("receipt", "未在册"), ("told_on", "2025-06-02")];
        let given = somebody.post(&format!("{at}/notices/3"), &fields).await;
        assert_eq!(given.location(), place);

        let papers = format!("{place}/papers");
        let offered = somebody.get(&papers).await;
        offered.shows(&["撤销通知函：执行人（遗体）"]);
        let letter = format!("letter-{row}-1");
        let sent = format!("letter-{row}-2");
        let unasked = somebody.post(&papers, &[("paper", &letter)]).await;
        assert_eq!(unasked.status, 422);
        unasked.hides(&[&name(1)]);
        let given = somebody.post(&papers, &[("paper", &sent), ("reason", "contact")]).await;
        assert_eq!(given.status, 422, "that notice was given already");
        let seen = somebody.post(&papers, &[("paper", &letter), ("reason", "contact")]).await;
        assert_eq!(seen.status, 200);
        seen.shows(&[&name(800_001), "合成巷1号", &name(1), "YT-0001", "撤销"]);
        let outside = seen.text.split("class=\"outside\"").nth(1).expect("an outside");
        let outside = outside.split("class=\"inside\"").next().expect("an inside");
        for word in ["捐", "遗体", "撤销", "登记", &name(1)] {
            assert!(!outside.contains(word), "{word} stands outside");
        }
        assert!(seen.text.contains("<title>打印 Print"), "browsers print the title");
        somebody.get(&place).await.shows(&["查看完整信息", "电话或上门联系本人"]);
    })
    .await;
}

#[tokio::test]
async fn a_withdrawal_that_only_a_ledger_tells_of_owes_the_same_notices() {
    each_engine(async |registry| {
        let app = &registry.app;
        let caller = registry.caller(Role::Coordinator, JINPING).await;
        let (by_hand, by_ledger) =
            (registered(app, &caller, &giver(1)).await, registered(app, &caller, &giver(2)).await);
        let registration = async |id| {
            let shown = people::get(app, &caller, id).await.expect("there").person;
            shown.registrations[0].clone()
        };
        let row = registration(by_hand).await.id;
        registrations::withdraw(app, &caller, by_hand, 1, row, "2025-06-02", "")
            .await
            .expect("withdrawn");
        let ledger = format!(
            "姓名,身份证号码,单位,捐献意愿,登记日期,备注\n{},{},锦屏,遗体,2025-06-01,2025-06-02撤销\n",
            name(2),
            document(2),
        );
        let done = entered(app, &caller, "台账.csv", ledger.as_bytes()).await;
        assert_eq!(done.content.outcome.updated, 1);
        let (hand, told) = (registration(by_hand).await, registration(by_ledger).await);
        assert_eq!((told.status, told.ended_on), (hand.status, hand.ended_on));
        let to = |one: &Registration| {
            one.details.notices.iter().map(|notice| notice.to).collect::<Vec<_>>()
        };
        assert_eq!(to(&hand).len(), 3);
        assert_eq!(to(&told), to(&hand));
        // Entering the same again owes nothing twice.
        let again = entered(app, &caller, "台账.csv", ledger.as_bytes()).await;
        assert_eq!(again.content.outcome.unchanged, 1);
        assert_eq!(to(&registration(by_ledger).await), to(&hand));
    })
    .await;
}
