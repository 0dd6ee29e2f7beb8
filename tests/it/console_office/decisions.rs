//! Transfers, merges, and records that two offices hold.

use lifelight::{
    domain::permissions::Role,
    service::{ServiceError, merges, people, reconciliations, transfers},
};

use crate::{
    console_people::visitor::Visitor,
    support::{
        people::{document, name, phone, register},
        registry::{FENGHUA, JINPING, YUELIN, each_engine},
    },
};

#[tokio::test]
async fn a_transfer_is_seen_masked_and_accepted_where_it_leads() {
    each_engine(async |registry| {
        let app = &registry.app;
        let (from, asking) = Visitor::at(registry, Role::Coordinator, JINPING).await;
        let (to, receiving) = Visitor::at(registry, Role::Coordinator, YUELIN).await;
        let person = register(app, &asking, 1).await;
        let id =
            transfers::ask(app, &asking, person, registry.unit(YUELIN)).await.expect("it is asked");

        let sent = from.get("/transfers").await;
        sent.shows(&[&format!("/people/{person}"), "等待对方", "锦屏街道", "岳林街道"]);
        sent.hides(&[&format!("action=\"/transfers/{id}\"")]);
        let seen = to.get("/transfers").await;
        seen.shows(&[
            &format!("action=\"/transfers/{id}\""),
            "钱**",
            "154****0001",
            "接收",
            "退回",
        ]);
        seen.hides(&[&name(1), &document(1), &phone(1)]);
        // Not by who asked, nor without a decision.
        assert_eq!(
            from.post(&format!("/transfers/{id}"), &[("decision", "accept")]).await.status,
            404
        );
        assert_eq!(
            to.post(&format!("/transfers/{id}"), &[("decision", "perhaps")]).await.status,
            422
        );
        let decided = to.post(&format!("/transfers/{id}"), &[("decision", "accept")]).await;
        assert_eq!((decided.status, decided.location()), (303, "/transfers"));
        people::get(app, &receiving, person).await.expect("she is theirs now");
        assert!(matches!(people::get(app, &asking, person).await, Err(ServiceError::Missing)));
        assert_eq!(
            to.post(&format!("/transfers/{id}"), &[("decision", "accept")]).await.status,
            404
        );
        to.get("/transfers").await.hides(&["钱**"]);
        assert_eq!(to.post("/transfers/nobody", &[("decision", "accept")]).await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn a_merge_needs_a_second_person_and_has_a_way_back() {
    each_engine(async |registry| {
        let app = &registry.app;
        let (proposer, caller) = Visitor::at(registry, Role::Supervisor, JINPING).await;
        let (second, _) = Visitor::at(registry, Role::Supervisor, FENGHUA).await;
        let (coordinator, _) = Visitor::at(registry, Role::Coordinator, JINPING).await;
        let (kept, dropped) = (register(app, &caller, 1).await, register(app, &caller, 2).await);
        let id = merges::ask(app, &caller, kept, dropped).await.expect("two records");
        let (page, decide) = (format!("/merges/{id}"), format!("action=\"/merges/{id}\""));

        second.get("/merges").await.shows(&["钱** …0001", "孙** …0002", &page, "待复核"]);
        let both = second.get(&page).await;
        both.shows(&[&decide, "钱**", "孙**", "154****0001", "154****0002", "不同", "锦屏街道"]);
        both.hides(&[&name(1), &document(1), &phone(1), &name(2), &document(2)]);
        for visitor in [&proposer, &coordinator] {
            let seen = visitor.get(&page).await;
            seen.shows(&["提议人以外的督导复核"]);
            seen.hides(&[&decide]);
        }
        let refused = proposer.post(&page, &[("decision", "confirm")]).await;
        assert_eq!(refused.status, 422);
        refused.shows(&["不能由提议人确认"]);
        assert_eq!(coordinator.post(&page, &[("decision", "confirm")]).await.status, 403);

        assert_eq!(second.post(&page, &[("decision", "confirm")]).await.location(), "/merges");
        second.get("/merges").await.shows(&["已合并"]);
        second.get(&page).await.shows(&["撤回合并", &format!("/merges/{id}/undo")]);
        assert_eq!(
            second.post(&page, &[("decision", "confirm")]).await.status,
            422,
            "merged already"
        );
        assert_eq!(second.post(&format!("{page}/undo"), &[]).await.location(), "/merges");
        second.get("/merges").await.hides(&[&page]);
        people::get(app, &caller, dropped).await.expect("both are there again");
        assert_eq!(second.post(&format!("{page}/undo"), &[]).await.status, 404, "nothing to undo");
    })
    .await;
}

#[tokio::test]
async fn what_two_offices_hold_is_settled_by_their_parent_alone() {
    each_engine(async |registry| {
        let app = &registry.app;
        let (one, first) = Visitor::at(registry, Role::Coordinator, JINPING).await;
        let (_, later) = Visitor::at(registry, Role::Coordinator, YUELIN).await;
        let (county, caller) = Visitor::at(registry, Role::Coordinator, FENGHUA).await;
        let earlier = register(app, &first, 1).await;
        register(app, &later, 1).await;
        let tasks = reconciliations::list(app, &caller).await.expect("a list");
        let id = tasks[0].task.id;
        let page = format!("/reconciliations/{id}");

        one.get("/reconciliations").await.hides(&[&page]);
        assert_eq!(one.get(&page).await.status, 404);
        assert_eq!(one.post(&page, &[("decision", "same")]).await.status, 404);
        county.get("/reconciliations").await.shows(&[&page, "钱** …0001 ↔ 钱** …0001", "奉化区"]);
        let both = county.get(&page).await;
        both.shows(&["锦屏街道", "岳林街道", &format!("/people/{earlier}"), "是同一人"]);
        both.hides(&[&name(1), &document(1), &phone(1)]);
        assert_eq!(
            county.post(&page, &[("decision", "same")]).await.location(),
            "/reconciliations"
        );
        county.get("/merges").await.shows(&["钱** …0001 ← 钱** …0001"]);
        assert_eq!(county.get(&page).await.status, 404);
    })
    .await;
}
