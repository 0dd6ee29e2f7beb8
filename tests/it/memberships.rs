//! Members and volunteers on both engines: who joins, how it ends, and who sees it.

mod by_hand;

use lifelight::{
    domain::{
        audit::Action,
        memberships::{EndReason, MembershipKind, MembershipStatus, inputs::MembershipInput},
        permissions::Role,
    },
    service::{App, Caller, ServiceError, imports, memberships as service, merges},
    store::audit::AuditFilter,
};
use uuid::Uuid;

use crate::{
    people::codes,
    support::{
        memberships::{joined, joining},
        memorials::{consents_to, takes_back},
        people::{document, name, phone, register},
        registry::{FENGHUA, JINPING, Registry, YUELIN, each_engine},
    },
};

async fn refused(app: &App, by: &Caller, id: Uuid, input: &MembershipInput) -> Vec<&'static str> {
    let found = codes(service::join(app, by, id, input).await.expect_err("it is refused"));
    found.into_iter().map(|(_, code)| code).collect()
}

/// Whether it ended, and why.
async fn ended(app: &App, by: &Caller, id: Uuid) -> Option<EndReason> {
    let membership = service::get(app, by, id).await.expect("it").listed.membership;
    let why = membership.details.ended.map(|ending| ending.why);
    assert_eq!(why.is_some(), membership.status == MembershipStatus::Ended);
    why
}

async fn actions(registry: &Registry, subject: Uuid) -> Vec<Action> {
    let auditor = registry.caller(Role::Auditor, FENGHUA).await;
    let filter = AuditFilter { subject: Some(subject), ..AuditFilter::default() };
    let found = lifelight::service::audit::read(&registry.app, &auditor, &filter, 100).await;
    found.expect("the trail").lines.iter().map(|line| line.event.action).collect()
}

#[tokio::test]
async fn she_joins_on_her_consent_and_leaves_at_her_word() {
    each_engine(async |registry| {
        let app = &registry.app;
        let clerk = registry.caller(Role::Coordinator, JINPING).await;
        let hers = register(app, &clerk, 1).await;
        assert_eq!(refused(app, &clerk, hers, &joining("member")).await, ["no_consent"]);
        consents_to(app, &clerk, hers, "publicity").await;
        assert_eq!(refused(app, &clerk, hers, &joining("member")).await, ["no_consent"]);
        consents_to(app, &clerk, hers, "membership").await;
        let early = MembershipInput { joined_on: "2024-03-04".to_owned(), ..joining("member") };
        assert_eq!(refused(app, &clerk, hers, &early).await, ["before_consent"]);
        let id = service::join(app, &clerk, hers, &joining("member")).await.expect("she joins");
        assert_eq!(refused(app, &clerk, hers, &joining("member")).await, ["one_already"]);
        let other = service::join(app, &clerk, hers, &joining("volunteer")).await.expect("both");
        let members = service::list(app, &clerk, None).await.expect("a list");
        let both = [(MembershipKind::Member, 1), (MembershipKind::Volunteer, 1)];
        assert_eq!((members.counts.as_slice(), members.listed.len()), (&both[..], 2));
        assert!(members.listed.iter().all(|one| one.stands && one.person.name == "钱**"));

        service::end(app, &clerk, id).await.expect("at once");
        assert_eq!(ended(app, &clerk, id).await, Some(EndReason::OwnWish));
        assert_eq!(ended(app, &clerk, other).await, None);
        let again = service::end(app, &clerk, id).await.expect_err("once");
        assert_eq!(codes(again), [("status".to_owned(), "ended")]);
        assert_eq!(refused(app, &clerk, hers, &joining("member")).await, ["no_consent"]);
        consents_to(app, &clerk, hers, "membership").await;
        service::join(app, &clerk, hers, &joining("member")).await.expect("on a new consent");
        let shown = service::get(app, &clerk, id).await.expect("it");
        assert_eq!((shown.past.len(), shown.history.len()), (1, 2));
        assert_eq!(actions(registry, id).await, [Action::MembershipEnded, Action::MembershipBegun]);
    })
    .await;
}

#[tokio::test]
async fn it_ends_by_itself_with_the_consent_and_with_her_life() {
    each_engine(async |registry| {
        let app = &registry.app;
        let clerk = registry.caller(Role::Coordinator, JINPING).await;
        let (hers, consent, id) = joined(app, &clerk, 1).await;
        let other = consents_to(app, &clerk, hers, "publicity").await;
        takes_back(app, &clerk, hers, other).await;
        assert_eq!(ended(app, &clerk, id).await, None, "a consent to something else");
        takes_back(app, &clerk, hers, consent).await;
        assert_eq!(ended(app, &clerk, id).await, Some(EndReason::ConsentWithdrawn));
        assert_eq!(actions(registry, id).await[0], Action::MembershipEnded);

        // An old ledger says that she died; a donation does so too (`donations`).
        let (_, _, id) = joined(app, &clerk, 3).await;
        let ledger = format!(
            "姓名,身份证号,联系电话,登记日期,捐献意愿,备注\n{},{},{},2024-03-05,造血干细胞,已故\n",
            name(3),
            document(3),
            phone(3)
        );
        let file = std::io::Cursor::new(ledger.into_bytes());
        let unit = registry.unit(JINPING);
        let (_, outcome) =
            imports::enter_file(app, &clerk, unit, "合成.csv", file).await.expect("it is read");
        assert_eq!(outcome.updated, 1);
        assert_eq!(ended(app, &clerk, id).await, Some(EndReason::Died));
    })
    .await;
}

#[tokio::test]
async fn the_siblings_see_nothing_and_nobody_else_works_on_it() {
    each_engine(async |registry| {
        let app = &registry.app;
        let clerk = registry.caller(Role::Coordinator, JINPING).await;
        let (hers, _, id) = joined(app, &clerk, 1).await;
        let sibling = registry.caller(Role::Coordinator, YUELIN).await;
        for missing in [
            service::get(app, &sibling, id).await.err(),
            service::end(app, &sibling, id).await.err(),
            service::join(app, &sibling, hers, &joining("volunteer")).await.err(),
            service::of_person(app, &sibling, hers).await.err(),
        ] {
            assert!(matches!(missing, Some(ServiceError::Missing)));
        }
        for unit in [None, Some(registry.unit(JINPING)), Some(registry.unit(FENGHUA))] {
            let listed = service::list(app, &sibling, unit).await.expect("a list");
            assert!(listed.listed.is_empty() && listed.counts.is_empty());
        }
        let county = registry.caller(Role::Supervisor, FENGHUA).await;
        let below = Some(registry.unit(JINPING));
        assert_eq!(service::list(app, &county, below).await.expect("hers").listed.len(), 1);
        for role in [Role::Helper, Role::Auditor, Role::StatisticsReader, Role::Administrator] {
            let other = registry.caller(role, FENGHUA).await;
            let denied = service::list(app, &other, None).await.err();
            assert!(matches!(denied, Some(ServiceError::Denied(_))), "{role:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_merge_hands_memberships_over_and_back_with_their_consent() {
    each_engine(async |registry| {
        let app = &registry.app;
        let clerk = registry.caller(Role::Coordinator, JINPING).await;
        let chief = registry.caller(Role::Supervisor, FENGHUA).await;
        let kept = register(app, &clerk, 1).await;
        let (dropped, consent, id) = joined(app, &clerk, 2).await;
        let merge = merges::ask(app, &clerk, kept, dropped).await.expect("asked");
        merges::decide(app, &chief, merge, true).await.expect("merged");
        let listed = service::get(app, &clerk, id).await.expect("it").listed;
        assert_eq!((listed.membership.person, listed.stands), (kept, true));
        merges::undo(app, &chief, merge).await.expect("taken back");
        let listed = service::get(app, &clerk, id).await.expect("it").listed;
        assert_eq!((listed.membership.person, listed.stands), (dropped, true));
        takes_back(app, &clerk, dropped, consent).await;
        assert_eq!(ended(app, &clerk, id).await, Some(EndReason::ConsentWithdrawn));
    })
    .await;
}
