//! Finding, and who may not.

use lifelight::domain::permissions::Role;

use super::{registering::register, visitor::Visitor};
use crate::support::{
    people::{document, name, phone},
    registry::{FENGHUA, JINPING, YUELIN, each_engine},
};

#[tokio::test]
async fn a_person_is_found_by_what_she_says_on_the_phone() {
    each_engine(async |registry| {
        let unit = registry.unit(JINPING).to_string();
        let (somebody, _) = Visitor::at(registry, Role::Coordinator, FENGHUA).await;
        let id = register(&somebody, 1, &unit).await;
        let (theirs, _) = Visitor::at(registry, Role::Coordinator, YUELIN).await;
        let href = format!("/people/{id}");
        for text in [document(1), phone(1), phone(1)[7..].to_owned(), name(1), "钱".to_owned()] {
            let seen = somebody.post("/find", &[("q", &text)]).await;
            assert_eq!(seen.status, 200);
            seen.shows(&[&href, "锦屏街道", "2025", "造血干细胞", &phone(1)[7..]]);
            assert_eq!(seen.value("q"), text, "what was asked stays in the box");
            seen.hides(&[&format!("{}<", name(1)), &format!("{}<", document(1))]);
            theirs.post("/find", &[("q", &text)]).await.hides(&[&href]);
        }
        let filters = |unit: &'static str, year: &'static str| {
            [("q", "钱"), ("programme", unit), ("year", year)]
        };
        somebody.post("/find", &filters("stem_cell", "2025")).await.shows(&[&href]);
        somebody.post("/find", &filters("organ", "")).await.shows(&["没有找到", "/register"]);
        somebody.post("/find", &filters("", "2024")).await.hides(&[&href]);
        let wrong = somebody.post("/find", &filters("", "早年")).await;
        assert_eq!(wrong.status, 422);
        wrong.shows(&["请填写四位年份"]);
    })
    .await;
}

#[tokio::test]
async fn a_long_list_goes_on_by_posting_again() {
    each_engine(async |registry| {
        let unit = registry.unit(JINPING).to_string();
        let (somebody, _) = Visitor::at(registry, Role::Coordinator, JINPING).await;
        for n in 1..=52 {
            register(&somebody, n, &unit).await;
        }
        let first = somebody.post("/find", &[("q", "")]).await;
        assert_eq!(first.text.matches("href=\"/people/").count(), 50);
        let cursor = first.value("cursor").to_owned();
        let second = somebody.post("/find", &[("q", ""), ("cursor", &cursor)]).await;
        assert_eq!(second.text.matches("href=\"/people/").count(), 2);
        second.shows(&["回到开头"]);
        assert!(second.tag("cursor").is_none());
    })
    .await;
}

#[tokio::test]
async fn who_keeps_or_watches_the_system_is_shown_no_people() {
    each_engine(async |registry| {
        let unit = registry.unit(JINPING).to_string();
        let (somebody, _) = Visitor::at(registry, Role::Coordinator, JINPING).await;
        let id = register(&somebody, 1, &unit).await;
        for role in [Role::Administrator, Role::Auditor, Role::StatisticsReader, Role::Helper] {
            let (other, _) = Visitor::at(registry, role, JINPING).await;
            for path in
                ["/find", "/register", &format!("/people/{id}"), &format!("/people/{id}/amend")]
            {
                assert_eq!(other.get(path).await.status, 403, "{role:?} {path}");
            }
            let today = other.get("/").await;
            assert_eq!(today.status, 200);
            today.hides(&["href=\"/find\"", "href=\"/register\"", "未完成的登记"]);
        }
        let (sibling, _) = Visitor::at(registry, Role::Coordinator, YUELIN).await;
        for step in
            ["", "/amend", "/transfer", "/merge", "/refuse", "/consents/add", "/phones/1/invalid"]
        {
            let theirs = sibling.get(&format!("/people/{id}{step}")).await;
            let nobodys = sibling.get(&format!("/people/{}{step}", uuid::Uuid::from_u128(7))).await;
            assert_eq!((theirs.status, nobodys.status), (404, 404), "{step}");
        }
        assert_eq!(sibling.get("/people/not-an-id").await.status, 404);
    })
    .await;
}
