//! The trail, by record, account, action and day.

use chrono::Duration;
use lifelight::{domain::permissions::Role, service::people};

use crate::{
    console_people::visitor::Visitor,
    support::{
        people::{name, register},
        registry::{BAOJI, FENGHUA, JINPING, each_engine},
    },
};

#[tokio::test]
async fn an_auditor_finds_who_did_what_and_never_a_name() {
    each_engine(async |registry| {
        let app = &registry.app;
        let caller = registry.caller(Role::Coordinator, JINPING).await;
        let id = register(app, &caller, 1).await;
        registry.clock.advance(Duration::days(2));
        let reason = lifelight::domain::audit::UnmaskReason::Contact;
        people::unmask(app, &caller, id, reason).await.expect("her office");
        let by_name = "coordinator-0";
        let (auditor, _) = Visitor::at(registry, Role::Auditor, FENGHUA).await;
        let (elsewhere, _) = Visitor::at(registry, Role::Auditor, BAOJI).await;

        let all = auditor.get("/audit").await;
        all.shows(&[by_name, "查看完整信息", "电话或上门联系本人", &id.to_string(), "登记"]);
        all.hides(&[&name(1)]);
        let row = format!("<code>{id}</code>");
        let narrowed = auditor.get(&format!("/audit?subject={id}&action=person_unmasked")).await;
        assert_eq!(narrowed.text.matches(&row).count(), 1);
        let count = async |query: &str| {
            auditor.get(&format!("/audit?{query}")).await.text.matches(&row).count()
        };
        assert_eq!(count(&format!("account={by_name}")).await, 2);
        assert_eq!(count("account=nobody").await, 0);
        assert_eq!(count("from=2025-06-04&until=20250604").await, 1);
        assert_eq!(count("until=2025-06-03").await, 1);
        let wrong = auditor.get("/audit?subject=somebody&from=%E6%98%A8%E5%A4%A9").await;
        assert_eq!((wrong.status, wrong.value("subject")), (200, "somebody"));
        wrong.shows(&["编号为 36 位", "aria-invalid"]);
        elsewhere.get("/audit").await.hides(&[&row, by_name]);
    })
    .await;
}

#[tokio::test]
async fn a_long_trail_is_read_page_by_page() {
    each_engine(async |registry| {
        let (auditor, _) = Visitor::at(registry, Role::Auditor, JINPING).await;
        let caller = registry.caller(Role::Coordinator, JINPING).await;
        for n in 0..60 {
            register(&registry.app, &caller, n).await;
        }
        let first = auditor.get("/audit?action=person_registered").await;
        let lines = |text: &str| text.matches("<tr>").count() - 1;
        assert_eq!(lines(&first.text), 50);
        first.hides(&["rel=\"prev\""]);
        let (_, rest) = first.text.split_once("rel=\"next\" href=\"").expect("a second page");
        let next =
            rest.split('"').next().expect("an address").replace("&#38;", "&").replace("&amp;", "&");
        assert!(next.contains("action=person_registered"), "{next}");
        let second = auditor.get(&next).await;
        assert_eq!(lines(&second.text), 10);
        second.shows(&["rel=\"prev\""]);
        second.hides(&["rel=\"next\""]);
    })
    .await;
}
